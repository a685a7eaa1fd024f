// From the described (or imported) body to one patient's: shape, bulk, skin.
#include <anatomy/body_builder.h>

#include <anatomy/muscle_bulk.h>
#include <anatomy/patient_fat.h>
#include <anatomy/patient_shaping.h>
#include <anatomy/rig.h>
#include <anatomy/shaping.h>
#include <anatomy/skin.h>

#include <core/log.h>

#include <algorithm>

namespace anatomy {
namespace {

constexpr float kShaped = 0.15f; // share of the work, for the progress bar

constexpr float kFemaleBulk = 0.88f; // estimate: of a man's muscles of the same stature

/// What shapes bones and muscles. An imported body is somebody's own: it keeps its size and sex, and is bent and made
/// stronger only when that is asked for.
BodyParameters ownOf(const BodyParameters& parameters) {
    BodyParameters own = parameters;
    if (own.imported.empty()) return own;
    own.statureM = kReferenceStatureM;
    own.sex = BodySex::Male;
    return own;
}

class Shaper {
public:
    Shaper(const Atlas& atlas, const Skeleton& described, BuiltBody base, Shaping shaping, float bulk,
           core::Workers& workers)
        : atlas_(atlas), described_(described), built_(std::move(base)), workers_(workers),
          shaping_(std::move(shaping)), bulk_(bulk),
          away_(bulk_ == 1.0f ? std::vector<const geometry::Mesh*>{} : boneMeshes(), bounds(), workers) {}

    /// Moves what skin.toml draws round the described body: to the base, then with the shaping. Before shaped().
    core::Status follow(SkinDescription& skin, const Structure& structure) const {
        if (still() && built_.shape.empty()) return core::Done{};
        const std::vector<geometry::Mesh> bones = describedBones();
        const auto rig = Rig::create(described_, carriers(bones));
        if (!rig) return rig.error();
        geometry::Mesh sites; // as vertices of one mesh, so that they go the way of the forms
        for (const SkinSite& site : skin.sites) sites.positions.push_back(site.at);
        follow(sites, rig.value().weights(structure, sites));
        for (std::size_t i = 0; i < skin.sites.size(); ++i) skin.sites[i].at = sites.positions[i];
        for (SkinForm& form : skin.forms) follow(form.mesh, rig.value().weights(structure, form.mesh));
        return core::Done{};
    }

    BuiltBody shaped() {
        if (still()) return std::move(built_);
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

private:
    bool still() const { return shaping_.identity() && bulk_ == 1.0f; }

    void follow(geometry::Mesh& mesh, const geometry::SkinWeights& weights) const {
        if (!built_.shape.empty())
            for (std::size_t i = 0; i < mesh.positions.size(); ++i)
                mesh.positions[i] =
                    glm::vec3(geometry::blend(weights[i], built_.shape) * glm::vec4(mesh.positions[i], 1.0f));
        away_.apply(mesh, bulk_);
        shaping_.apply(mesh, weights);
    }
    void shape(BodyPart& part) const {
        const Kind kind = atlas_.find(part.id)->kind;
        if (part.described.empty()) part.described = part.mesh.positions;
        const bool soft = kind == Kind::Muscle || kind == Kind::Fascia || kind == Kind::Nerve;
        if (soft) away_.apply(part.mesh, bulk_);
        shaping_.apply(part.mesh, part.weights);
    }

    std::vector<const geometry::Mesh*> boneMeshes() const {
        std::vector<const geometry::Mesh*> out;
        for (const CarrierBone& bone : carrierBones(atlas_, built_.parts)) out.push_back(bone.mesh);
        return out;
    }
    /// The bones where they are described, in the order of carrierBones: an imported body has them elsewhere.
    std::vector<geometry::Mesh> describedBones() const {
        std::vector<geometry::Mesh> out;
        for (const BodyPart& part : built_.parts) {
            if (atlas_.find(part.id)->kind != Kind::Bone) continue;
            out.push_back(part.mesh);
            if (!part.described.empty()) out.back().positions = part.described;
        }
        return out;
    }
    std::vector<CarrierBone> carriers(const std::vector<geometry::Mesh>& meshes) const {
        std::vector<CarrierBone> out = carrierBones(atlas_, built_.parts);
        for (std::size_t i = 0; i < out.size(); ++i) out[i].mesh = &meshes[i];
        return out;
    }
    core::Box bounds() const {
        core::Box box;
        for (const BodyPart& part : built_.parts) box.add(geometry::bounds(part.mesh));
        return box;
    }

    const Atlas& atlas_;
    const Skeleton& described_;
    BuiltBody built_;
    core::Workers& workers_;
    Shaping shaping_;
    float bulk_;
    MuscleBulk away_;
};

core::Status addSkin(const Atlas& atlas, const Skeleton& skeleton, SkinDescription skin, const Structure& structure,
                     float bodyMassIndex, core::Workers& workers, const Progress& progress, BuiltBody& built) {
    std::vector<SkinPart> parts;
    for (const BodyPart& part : built.parts) {
        if (atlas.find(part.id)->kind != Kind::Nerve) parts.push_back({part.id, &part.mesh});
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
    const BodyParameters own = ownOf(parameters);
    auto shaping = shapingFor(baseSkeleton, carrierBones(atlas, base.parts), anatomyFolder, own);
    if (!shaping) return shaping.error();
    const float bulk = own.muscleBulk * (own.sex == BodySex::Female ? kFemaleBulk : 1.0f);
    Shaper shaper(atlas, skeleton, std::move(base), std::move(shaping).value(), bulk, workers);
    SkinDescription skin;
    if (covered) {
        auto description = readSkin(file);
        if (!description) return description.error();
        skin = std::move(description).value();
        if (const auto status = adaptFat(parameters, skin); !status) return status.error();
        if (const auto status = shaper.follow(skin, *owners.front()); !status) return status.error();
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
