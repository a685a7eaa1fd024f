#include <anatomy/import.h>

#include <anatomy/base_body.h>
#include <anatomy/import_assembly.h>
#include <anatomy/import_sides.h>
#include <anatomy/import_store.h>

#include <core/log.h>
#include <core/paths.h>
#include <core/text.h>
#include <geometry/repair.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <map>

namespace anatomy {
namespace {

// Shares of the whole work, for the progress bar.
constexpr float kSourcesRead = 0.25f;
constexpr float kDescribedLoaded = 0.50f;
constexpr float kRepaired = 0.75f;
constexpr float kFitted = 0.93f;

constexpr float kSameShare = 0.7f; ///< of two boxes in common: the same structure given twice
constexpr float kAwayM = 0.12f;    ///< beyond it a part does not lie where its name says
constexpr float kFarM = 10.0f;     ///< beyond it a part is none of the body; floats so far out are too coarse for one
constexpr const char* kTooFar = "it reaches more than 10 m away from the body";
constexpr double kAstray = 100.0; ///< a bone so many times as far from the middle of all as half of them lies elsewhere
constexpr std::array<std::string_view, 4> kOrigins = {"imported", "described", "grown", "missing"};

std::string millimetres(float metres) {
    return core::fixed(1000.0 * static_cast<double>(metres), 1) + " mm";
}

double middleOf(std::vector<double> values) {
    const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
    std::nth_element(values.begin(), middle, values.end());
    return *middle;
}

/// Without bones that lie far from the others: a single one would spoil the frame for all. It is refused later, by it.
std::vector<BonePair> withoutAstray(const std::vector<BonePair>& bones) {
    if (bones.empty()) return {};
    glm::dvec3 centre(0.0);
    std::vector<double> values(bones.size());
    for (int axis = 0; axis < 3; ++axis) {
        for (std::size_t i = 0; i < bones.size(); ++i) values[i] = static_cast<double>(bones[i].file[axis]);
        centre[axis] = middleOf(values);
    }
    for (std::size_t i = 0; i < bones.size(); ++i) values[i] = glm::length(glm::dvec3(bones[i].file) - centre);
    const double usual = middleOf(values);
    std::vector<BonePair> out;
    for (std::size_t i = 0; i < bones.size(); ++i)
        if (!(values[i] > kAstray * usual)) out.push_back(bones[i]);
    return out;
}

float sharedBox(const core::Box& a, const core::Box& b) {
    const glm::vec3 common = glm::max(glm::min(a.upper, b.upper) - glm::max(a.lower, b.lower), glm::vec3(0.0f));
    const auto content = [](const glm::vec3& size) { return size.x * size.y * size.z; };
    const float both = content(a.size()) + content(b.size()) - content(common);
    return both > 0.0f ? content(common) / both : 0.0f;
}

class Importer {
public:
    Importer(const std::filesystem::path& anatomyFolder, const ImportRequest& request, core::Workers& workers,
             const Progress& progress, const std::filesystem::path& bodies, const std::filesystem::path& cacheFolder)
        : folder_(anatomyFolder), request_(request), workers_(workers), progress_(progress), bodies_(bodies),
          cache_(cacheFolder) {}

    core::Result<ImportResult> run() {
        if (const auto status = checkBodyName(request_.name); !status) return status.error();
        auto atlas = Atlas::load(folder_);
        if (!atlas) return atlas.error();
        ImportResult out{std::move(atlas).value(), {}};
        atlas_ = &out.atlas;
        auto skeleton = Skeleton::load(folder_ / "skeleton.toml");
        if (!skeleton) return skeleton.error();
        skeleton_ = std::move(skeleton).value();
        report_.name = request_.name;
        report_.source = request_.source.string();
        // what can fail soon comes first
        auto sources =
            readSources(*atlas_, request_.source, request_.mapping, stage(0.0f, kSourcesRead), request_.limits);
        if (!sources) return sources.error();
        if (const auto status = loadDescribed(); !status) return status.error();
        for (const Structure& structure : atlas_->structures())
            report_.structures.push_back({&structure, ImportOrigin::Missing, {}, 0, {}});
        report_.files = sources.value().files;
        report_.unreadable = std::move(sources.value().unreadable);
        report_.unknown = std::move(sources.value().unknown);
        auto placed = place(std::move(sources.value().meshes));
        if (!placed) return placed.error();
        const ImportedMeshes meshes = repair(std::move(placed).value());
        auto base = build(meshes);
        if (!base) return base.error();
        if (const auto status = keep(base.value()); !status) return status.error();
        out.report = std::move(report_);
        if (progress_) progress_("imported", 1.0f);
        return core::Result<ImportResult>(std::move(out));
    }

private:
    Progress stage(float from, float to) const {
        if (!progress_) return {};
        return [this, from, to](const std::string& what, float done) { progress_(what, from + (to - from) * done); };
    }

    core::Status loadDescribed() {
        const BodyParameters plain;
        const auto key = baseKeyOf(folder_, plain);
        if (!key) return key.error();
        auto base = loadBase(*atlas_, skeleton_, folder_, plain, key.value(), workers_,
                             stage(kSourcesRead, kDescribedLoaded), cache_);
        if (!base) return base.error();
        described_ = std::move(base).value();
        return core::Done{};
    }

    ImportedStructure& entryOf(core::StructureId id) {
        return *std::lower_bound(
            report_.structures.begin(), report_.structures.end(), id,
            [](const ImportedStructure& s, core::StructureId wanted) { return s.structure->id < wanted; });
    }

    const BodyPart* describedPart(core::StructureId id) const { return findPart(described_.parts, id); }

    /// Into the body frame, with sides.
    core::Result<std::vector<PlacedMesh>> place(std::vector<ImportSource> sources) {
        std::vector<BonePair> bones;
        std::map<core::StructureId, std::pair<glm::vec3, int>> middles; // several meshes of one bone: their mean
        for (const ImportSource& source : sources) {
            const Structure& structure = *source.name.structure;
            if (structure.kind != Kind::Bone || !source.name.sideKnown) continue;
            if (geometry::finiteBounds(source.mesh.mesh).empty()) continue; // nowhere; the repair says so
            auto& [sum, count] = middles[structure.id];
            sum += geometry::surfaceMiddle(source.mesh.mesh);
            ++count;
        }
        for (const auto& [id, middle] : middles) {
            const BodyPart* part = describedPart(id);
            const glm::vec3 file = middle.first / static_cast<float>(middle.second);
            if (part != nullptr && core::finite(file)) bones.push_back({file, geometry::surfaceMiddle(part->mesh)});
        }
        const auto frame = findFrame(withoutAstray(bones), request_.axes, request_.unit);
        if (!frame) return frame.error().within(report_.source);
        report_.frame = frame.value();
        report_.axesGuessed = !request_.axes;
        report_.unitGuessed = !request_.unit;
        core::Box near;
        for (const BodyPart& part : described_.parts) near.add(geometry::bounds(part.mesh));
        near.lower -= kFarM;
        near.upper += kFarM;
        std::vector<PlacedMesh> out;
        for (ImportSource& source : sources) {
            PlacedMesh placed{source.name.structure, source.name.sideKnown, std::move(source.mesh.mesh),
                              printable(source.file) + (source.object.empty() ? "" : ": " + printable(source.object))};
            for (glm::vec3& p : placed.mesh.positions) p = glm::vec3(report_.frame.toBody * glm::vec4(p, 1.0f));
            const core::Box box = geometry::finiteBounds(placed.mesh);
            if (!box.empty() && !(near.contains(box.lower) && near.contains(box.upper))) {
                report_.unreadable.push_back({source.file, source.object, kTooFar});
                continue;
            }
            if (!source.mesh.note.empty()) entryOf(placed.structure->id).notes.push_back(printable(source.mesh.note));
            out.push_back(std::move(placed));
        }
        if (const auto status = checkSides(out); !status) return status.error().within(report_.source);
        return withSides(*atlas_, std::move(out));
    }

    /// Meshes of one structure become one; a second one in the same place is the same again.
    std::map<core::StructureId, geometry::Mesh> joined(std::vector<PlacedMesh> placed) {
        std::map<core::StructureId, std::vector<PlacedMesh>> byId;
        for (PlacedMesh& mesh : placed) byId[mesh.structure->id].push_back(std::move(mesh));
        std::map<core::StructureId, geometry::Mesh> out;
        for (auto& [id, meshes] : byId) {
            ImportedStructure& entry = entryOf(id);
            if (entry.structure->kind == Kind::Skin) {
                entry.notes.emplace_back("its mesh is not used: the skin is grown over the imported parts");
                continue;
            }
            std::stable_sort(meshes.begin(), meshes.end(), [](const PlacedMesh& a, const PlacedMesh& b) {
                return a.mesh.triangleCount() > b.mesh.triangleCount();
            });
            std::vector<core::Box> boxes;
            geometry::Mesh& mesh = out[id];
            for (PlacedMesh& one : meshes) {
                const core::Box box = geometry::finiteBounds(one.mesh);
                const bool again = std::any_of(boxes.begin(), boxes.end(), [&](const core::Box& known) {
                    return sharedBox(known, box) > kSameShare;
                });
                if (again) {
                    entry.notes.push_back(one.from + " left out: the same structure again");
                    continue;
                }
                boxes.push_back(box);
                entry.meshes.push_back(one.from);
                geometry::append(mesh, one.mesh);
            }
            if (boxes.size() > 1) entry.notes.push_back("joined of " + std::to_string(boxes.size()) + " meshes");
        }
        return out;
    }

    ImportedMeshes repair(std::vector<PlacedMesh> placed) {
        struct Work {
            core::StructureId id;
            geometry::Mesh mesh;
            core::Result<geometry::RepairedMesh> result = geometry::RepairedMesh{};
        };
        std::vector<Work> all;
        for (auto& [id, mesh] : joined(std::move(placed))) all.push_back({id, std::move(mesh)});
        const Progress report = stage(kDescribedLoaded, kRepaired);
        constexpr std::size_t kAtOnce = 8; // parts between two reports
        for (std::size_t first = 0; first < all.size(); first += kAtOnce) {
            if (report)
                report("repairing " + atlas_->find(all[first].id)->name,
                       static_cast<float>(first) / static_cast<float>(all.size()));
            workers_.parallelFor(std::min(kAtOnce, all.size() - first), 1,
                                 [&](std::size_t begin, std::size_t end, std::size_t) {
                                     for (std::size_t k = first + begin; k < first + end; ++k)
                                         all[k].result = geometry::repaired(all[k].mesh);
                                 });
        }
        ImportedMeshes out;
        for (Work& work : all) take(work.id, std::move(work.result), out);
        return out;
    }

    void take(core::StructureId id, core::Result<geometry::RepairedMesh> result, ImportedMeshes& out) {
        ImportedStructure& entry = entryOf(id);
        const auto refuse = [&](const std::string& why) {
            report_.unreadable.push_back({entry.meshes.front(), entry.structure->name, why});
            entry.meshes.clear();
            entry.notes.clear();
        };
        if (!result) return refuse(result.error().text());
        if (entry.structure->kind == Kind::Bone && skeleton_.carrierOf(entry.structure->key, entry.structure->side) < 0)
            return refuse("no joint of the skeleton carries this bone");
        if (const BodyPart* part = describedPart(id)) {
            const float away =
                glm::length(geometry::surfaceMiddle(result.value().mesh) - geometry::surfaceMiddle(part->mesh));
            if (away > kAwayM)
                entry.notes.push_back("lies " + millimetres(away) + " from where it is described: is the name right?");
        }
        entry.origin = ImportOrigin::Imported;
        entry.triangles = result.value().mesh.triangleCount();
        entry.notes.insert(entry.notes.end(), result.value().done.begin(), result.value().done.end());
        out.emplace(id, std::move(result.value().mesh));
    }

    core::Result<BuiltBody> build(const ImportedMeshes& meshes) {
        std::vector<FitBone> bones;
        for (const auto& [id, mesh] : meshes) {
            const Structure& structure = *atlas_->find(id);
            const int joint = skeleton_.carrierOf(structure.key, structure.side);
            const BodyPart* part = describedPart(id);
            if (structure.kind == Kind::Bone && joint >= 0 && part != nullptr)
                bones.push_back({joint, &part->mesh, &mesh});
        }
        if (bones.size() < 3)
            return core::Error(report_.source +
                               ": fewer than three of its bones can be used: " + std::to_string(bones.size()));
        const Progress report = stage(kRepaired, kFitted);
        const auto fits = fitJoints(skeleton_, bones, workers_, [&](std::size_t done, std::size_t count) {
            if (report) report("fitting the body to the bones", static_cast<float>(done) / static_cast<float>(count));
        });
        report_.joints = fits.size();
        for (const JointFit& fit : fits) {
            if (!fit.own) continue;
            ++report_.fittedJoints;
            report_.residualM += fit.residualM;
        }
        report_.residualM /= static_cast<float>(report_.fittedJoints);
        if (progress_) progress_("putting the body together", kFitted);
        auto base = assembleImport(*atlas_, skeleton_, described_, meshes, fits, workers_);
        if (!base) return base;
        for (const BodyPart& part : base.value().parts) {
            ImportedStructure& entry = entryOf(part.id);
            if (const std::string fault = geometry::validate(part.mesh); !fault.empty())
                return core::Error(entry.structure->name + ": its mesh does not hold: " + fault);
            entry.triangles = part.mesh.triangleCount();
            if (entry.origin == ImportOrigin::Missing) entry.origin = ImportOrigin::Described;
        }
        for (ImportedStructure& entry : report_.structures)
            if (entry.structure->kind == Kind::Skin) entry.origin = ImportOrigin::Grown;
        // what few people have is not missed
        const auto rare = [](const ImportedStructure& s) {
            return s.origin == ImportOrigin::Missing && !s.structure->variant.empty();
        };
        report_.structures.erase(std::remove_if(report_.structures.begin(), report_.structures.end(), rare),
                                 report_.structures.end());
        return base;
    }

    core::Status keep(const BuiltBody& base) {
        ImportedBody body;
        body.skeleton = skeleton_.bindHash();
        body.name = request_.name;
        body.source = report_.source;
        body.axes = axesName(report_.frame.axes);
        body.unit = unitName(report_.frame.unit);
        for (const ImportedStructure& entry : report_.structures)
            if (entry.origin == ImportOrigin::Imported) body.found.push_back(entry.structure->id);
        body.filled = static_cast<int>(report_.count(ImportOrigin::Described));
        return storeImport(bodies_, body, base, reportJson(report_));
    }

    std::filesystem::path folder_;
    const ImportRequest& request_;
    core::Workers& workers_;
    const Progress& progress_;
    std::filesystem::path bodies_, cache_;
    const Atlas* atlas_ = nullptr;
    Skeleton skeleton_;
    BuiltBody described_;
    ImportReport report_;
};

void writeRefusals(core::JsonWriter& json, const char* key, const std::vector<ImportRefusal>& refusals) {
    json.key(key).beginArray();
    for (const ImportRefusal& refusal : refusals) {
        json.beginObject().field("file", printable(refusal.file));
        if (!refusal.object.empty()) json.field("object", printable(refusal.object));
        json.field("why", printable(refusal.why)).endObject();
    }
    json.endArray();
}

} // namespace

std::string_view originName(ImportOrigin origin) {
    return kOrigins[static_cast<std::size_t>(origin)];
}

std::size_t ImportReport::count(ImportOrigin origin) const {
    return static_cast<std::size_t>(std::count_if(structures.begin(), structures.end(),
                                                  [&](const ImportedStructure& s) { return s.origin == origin; }));
}

core::Result<ImportResult> importBody(const std::filesystem::path& anatomyFolder, const ImportRequest& request,
                                      core::Workers& workers, const Progress& progress) {
    const auto bodies = bodiesFolder();
    if (!bodies) return bodies.error();
    const auto cache = core::cacheDirectory();
    if (!cache) core::logWarning("anatomy: the described body cannot be kept: " + cache.error().text());
    return importBody(anatomyFolder, request, workers, progress, bodies.value(),
                      cache ? cache.value() : std::filesystem::path());
}

core::Result<ImportResult> importBody(const std::filesystem::path& anatomyFolder, const ImportRequest& request,
                                      core::Workers& workers, const Progress& progress,
                                      const std::filesystem::path& bodies, const std::filesystem::path& cacheFolder) {
    return Importer(anatomyFolder, request, workers, progress, bodies, cacheFolder).run();
}

std::string reportJson(const ImportReport& report) {
    core::JsonWriter json;
    json.beginObject().field("name", report.name).field("source", printable(report.source));
    json.field("files", static_cast<std::uint64_t>(report.files));
    json.field("axes", axesName(report.frame.axes)).field("axes_guessed", report.axesGuessed);
    json.field("unit", unitName(report.frame.unit)).field("unit_guessed", report.unitGuessed);
    json.field("size_of_body", report.frame.sizeOfBody).field("turned_degrees", report.frame.turnedDegrees);
    json.field("bones_off_mm", 1000.0f * report.frame.residualM);
    json.key("counts").beginObject();
    for (const ImportOrigin origin :
         {ImportOrigin::Imported, ImportOrigin::Described, ImportOrigin::Grown, ImportOrigin::Missing})
        json.field(originName(origin), static_cast<std::uint64_t>(report.count(origin)));
    json.field("unreadable", static_cast<std::uint64_t>(report.unreadable.size()));
    json.field("unknown", static_cast<std::uint64_t>(report.unknown.size())).endObject();
    json.key("fit").beginObject().field("joints", static_cast<std::uint64_t>(report.joints));
    json.field("fitted", static_cast<std::uint64_t>(report.fittedJoints));
    json.field("residual_mm", 1000.0f * report.residualM).endObject();
    json.key("structures").beginArray();
    for (const ImportedStructure& s : report.structures) {
        json.beginObject().field("fma", s.structure->id.text()).field("name", s.structure->name);
        json.field("key", s.structure->key).field("side", core::sideName(s.structure->side));
        json.field("origin", originName(s.origin)).field("triangles", static_cast<std::uint64_t>(s.triangles));
        json.key("meshes").beginArray();
        for (const std::string& mesh : s.meshes) json.value(mesh);
        json.endArray().key("notes").beginArray();
        for (const std::string& note : s.notes) json.value(note);
        json.endArray().endObject();
    }
    json.endArray();
    writeRefusals(json, "unreadable", report.unreadable);
    writeRefusals(json, "unknown", report.unknown);
    json.endObject();
    return json.text();
}

} // namespace anatomy
