// From the described (or imported) body to one patient's: shape, bulk, skin.
#include <anatomy/body_builder.h>

#include <anatomy/muscle_bulk.h>
#include <anatomy/patient_shaping.h>
#include <anatomy/rig.h>
#include <anatomy/shaping.h>
#include <anatomy/skin.h>

#include <core/log.h>

#include <algorithm>
#include <string_view>

namespace anatomy {
namespace {

constexpr float kShaped = 0.15f; // share of the work, for the progress bar

// Estimates: a woman's muscles against a man's of the same stature, and where she carries more and less fat.
constexpr float kFemaleBulk = 0.88f;
struct FatOfSex {
    std::string_view site;
    float factor;
};
constexpr FatOfSex kFemaleFat[] = {{"gluteal", 1.35f}, {"thigh", 1.4f}, {"hip", 1.4f}, {"", 1.15f}};

bool startsWith(std::string_view text, std::string_view start) {
    return text.substr(0, start.size()) == start;
}

void apply(const RegionalFat& region, SkinDescription& skin, std::vector<core::Error>& faults) {
    bool found = false;
    for (SkinSite& site : skin.sites) {
        if (!startsWith(site.name, region.region)) continue;
        found = true;
        for (float& fat : site.fatM) fat *= region.factor;
    }
    if (found) return;
    std::string known;
    for (const SkinSite& site : skin.sites)
        if (known.find(site.name) == std::string::npos) known += (known.empty() ? "" : ", ") + site.name;
    faults.emplace_back("no site of the skin is called \"" + region.region + "\". Known: " + known);
}

core::Status adaptFat(const BodyParameters& parameters, SkinDescription& skin) {
    if (parameters.sex == BodySex::Female)
        for (SkinSite& site : skin.sites)
            for (const FatOfSex& entry : kFemaleFat) {
                if (!startsWith(site.name, entry.site)) continue;
                for (float& fat : site.fatM) fat *= entry.factor;
                break;
            }
    std::vector<core::Error> faults;
    for (const RegionalFat& region : parameters.fat) apply(region, skin, faults);
    if (!faults.empty()) return faults.front();
    return core::Done{};
}

class Shaper {
public:
    Shaper(const Atlas& atlas, const Skeleton& skeleton, BuiltBody base, Shaping shaping,
           const BodyParameters& parameters, core::Workers& workers)
        : atlas_(atlas), built_(std::move(base)), workers_(workers), skeleton_(skeleton), shaping_(std::move(shaping)),
          bulk_(parameters.muscleBulk * (parameters.sex == BodySex::Female ? kFemaleBulk : 1.0f)),
          away_(bulk_ == 1.0f ? std::vector<const geometry::Mesh*>{} : boneMeshes(), bounds(), workers) {}

    /// The rig of the body as it was, for what is placed by the described body's frame: forms of the skin.
    core::Result<Rig> rig() const { return rigOf(atlas_, skeleton_, built_.parts); }

    BuiltBody shaped() {
        if (shaping_.identity() && bulk_ == 1.0f) return std::move(built_);
        workers_.parallelFor(built_.parts.size(), 1, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t i = begin; i < end; ++i) shape(built_.parts[i]);
        });
        std::vector<glm::mat4> before = std::move(built_.shape);
        built_.shape = shaping_.joints();
        for (std::size_t j = 0; j < before.size(); ++j) built_.shape[j] = built_.shape[j] * before[j];
        built_.centres.clear();
        for (const Joint& joint : shaping_.skeleton().joints()) built_.centres.push_back(joint.centre);
        return std::move(built_);
    }

    /// A form or site of skin.toml, which is drawn round the described body, taken along.
    void follow(geometry::Mesh& mesh, const Rig& rig, const Structure& skin) const {
        const bool imported = !imported_.empty();
        if (shaping_.identity() && bulk_ == 1.0f && !imported) return;
        const geometry::SkinWeights weights = rig.weights(skin, mesh);
        if (imported)
            for (std::size_t i = 0; i < mesh.positions.size(); ++i)
                mesh.positions[i] =
                    glm::vec3(geometry::blend(weights[i], imported_) * glm::vec4(mesh.positions[i], 1.0f));
        if (bulk_ != 1.0f) away_.apply(mesh, bulk_);
        shaping_.apply(mesh, weights);
    }

    void keepImport() { imported_ = built_.shape; }

private:
    std::vector<const geometry::Mesh*> boneMeshes() const {
        std::vector<const geometry::Mesh*> out;
        for (const BodyPart& part : built_.parts)
            if (atlas_.find(part.id)->kind == Kind::Bone) out.push_back(&part.mesh);
        return out;
    }
    core::Box bounds() const {
        core::Box box;
        for (const BodyPart& part : built_.parts) box.add(geometry::bounds(part.mesh));
        return box;
    }
    void shape(BodyPart& part) const {
        const Kind kind = atlas_.find(part.id)->kind;
        if (part.described.empty()) part.described = part.mesh.positions;
        const bool soft = kind == Kind::Muscle || kind == Kind::Fascia || kind == Kind::Nerve;
        if (soft) away_.apply(part.mesh, bulk_);
        shaping_.apply(part.mesh, part.weights);
    }

    const Atlas& atlas_;
    BuiltBody built_;
    core::Workers& workers_;
    Skeleton skeleton_;
    Shaping shaping_;
    float bulk_;
    MuscleBulk away_;
    std::vector<glm::mat4> imported_;
};

core::Result<Shaping> shapingOf(const Atlas& atlas, const Skeleton& skeleton, const BuiltBody& base,
                                const std::filesystem::path& anatomyFolder, const BodyParameters& parameters) {
    std::vector<CarrierBone> bones;
    for (const BodyPart& part : base.parts)
        if (const Structure* structure = atlas.find(part.id); structure->kind == Kind::Bone)
            bones.push_back({structure, &part.mesh});
    return shapingFor(skeleton, bones, anatomyFolder, parameters);
}

/// Sites as vertices of one mesh, so that they go the way of the forms.
void moveSites(SkinDescription& skin, const Shaper& shaper, const Rig& rig, const Structure& structure) {
    geometry::Mesh sites;
    for (const SkinSite& site : skin.sites) sites.positions.push_back(site.at);
    shaper.follow(sites, rig, structure);
    for (std::size_t i = 0; i < skin.sites.size(); ++i) skin.sites[i].at = sites.positions[i];
}

core::Status addSkin(const Atlas& atlas, const Skeleton& skeleton, SkinDescription skin, const Structure& structure,
                     float bodyMassIndex, core::Workers& workers, const Progress& progress, BuiltBody& built) {
    std::vector<SkinPart> parts;
    for (const BodyPart& part : built.parts) {
        const Kind kind = atlas.find(part.id)->kind;
        if (kind != Kind::Nerve) parts.push_back({part.id, kind, &part.mesh});
    }
    const auto report = [&](const std::string& what, float done) {
        if (progress) progress(what, kShaped + (0.98f - kShaped) * done);
    };
    auto mesh = buildSkin(parts, skin, bodyMassIndex, workers, report);
    if (!mesh) return mesh.error();
    for (const glm::vec3& p : mesh.value().positions) built.skinThickness.push_back(dermisThickness(skin, p));
    const auto rig = rigOf(atlas, skeleton, built.parts);
    if (!rig) return rig.error();
    BodyPart part{structure.id, std::move(mesh).value(), {}};
    part.weights = rig.value().weights(structure, part.mesh);
    if (!built.shape.empty()) { // back to the described body, by the way its joints came
        part.described.reserve(part.mesh.positions.size());
        for (std::size_t i = 0; i < part.mesh.positions.size(); ++i)
            part.described.push_back(glm::vec3(glm::inverse(geometry::blend(part.weights[i], built.shape)) *
                                               glm::vec4(part.mesh.positions[i], 1.0f)));
    }
    const auto at = std::lower_bound(built.parts.begin(), built.parts.end(), part.id,
                                     [](const BodyPart& p, core::StructureId id) { return p.id < id; });
    built.parts.insert(at, std::move(part));
    return core::Done{};
}

} // namespace

core::Result<BuiltBody> shapeBody(const Atlas& atlas, const Skeleton& skeleton, BuiltBody base,
                                  const std::filesystem::path& anatomyFolder, const BodyParameters& parameters,
                                  core::Workers& workers, const Progress& progress) {
    if (progress) progress("Shaping the body", 0.0f);
    const std::filesystem::path file = anatomyFolder / "skin.toml";
    const auto owners = atlas.withKey("skin");
    const bool covered = !owners.empty() && std::filesystem::exists(file);
    const Skeleton baseSkeleton = base.centres.empty() ? skeleton : skeleton.withCentres(base.centres);
    auto shaping = shapingOf(atlas, baseSkeleton, base, anatomyFolder, parameters);
    if (!shaping) return shaping.error();
    Shaper shaper(atlas, baseSkeleton, std::move(base), std::move(shaping).value(), parameters, workers);
    SkinDescription skin;
    if (covered) {
        auto description = readSkin(file);
        if (!description) return description.error();
        skin = std::move(description).value();
        if (const auto status = adaptFat(parameters, skin); !status) return status.error();
        const auto rig = shaper.rig();
        if (!rig) return rig.error();
        shaper.keepImport();
        moveSites(skin, shaper, rig.value(), *owners.front());
        for (SkinForm& form : skin.forms) shaper.follow(form.mesh, rig.value(), *owners.front());
    } else {
        core::logWarning("anatomy: no skin: " + file.string() + " or its entry in the atlas is missing");
    }
    BuiltBody built = shaper.shaped();
    if (!covered) return built;
    const Skeleton shapedSkeleton = built.centres.empty() ? skeleton : skeleton.withCentres(built.centres);
    if (const auto status = addSkin(atlas, shapedSkeleton, std::move(skin), *owners.front(), parameters.bodyMassIndex,
                                    workers, progress, built);
        !status)
        return status.error();
    return built;
}

} // namespace anatomy
