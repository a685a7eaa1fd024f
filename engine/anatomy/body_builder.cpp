#include <anatomy/body_builder.h>

#include <anatomy/description.h>
#include <anatomy/rig.h>
#include <anatomy/settle.h>
#include <anatomy/tendons.h>

#include <core/log.h>
#include <core/text.h>

#include <algorithm>
#include <atomic>
#include <optional>
#include <thread>

namespace anatomy {
namespace {

constexpr float kThickestM = 0.06f; // of muscles

// Shares of the whole work, for the progress bar.
constexpr float kMeshed = 0.55f;
constexpr float kSettled = 0.70f;
constexpr float kWeighted = 0.80f;

/// Reports from the caller's thread only, however many threads work.
class Reporter {
public:
    Reporter(const Progress& progress, std::size_t count, float from, float to)
        : progress_(progress), caller_(std::this_thread::get_id()), count_(count), from_(from), to_(to) {}
    void finished(const std::string& what) {
        const std::size_t done = ++done_;
        if (!progress_ || std::this_thread::get_id() != caller_) return;
        progress_(what, from_ + (to_ - from_) * static_cast<float>(done) / static_cast<float>(count_));
    }

private:
    const Progress& progress_;
    std::thread::id caller_;
    std::size_t count_;
    float from_, to_;
    std::atomic<std::size_t> done_{0};
};

core::Error all(const std::vector<core::Error>& errors) {
    core::Error out = errors.front();
    for (std::size_t i = 1; i < errors.size(); ++i)
        out.messages.insert(out.messages.end(), errors[i].messages.begin(), errors[i].messages.end());
    return out;
}

/// Every shape belongs to a structure of the atlas that is not the skin.
core::Status checkKeys(const Atlas& atlas, const Description& description) {
    std::vector<core::Error> faults;
    std::vector<std::string> known;
    for (const Structure& structure : atlas.structures()) known.push_back(structure.key);
    for (const Shape& shape : description.shapes) {
        const auto owners = atlas.withKey(shape.key);
        if (owners.empty()) {
            const std::string guess = core::nearest(shape.key, known);
            faults.emplace_back(shape.place, "no structure of the atlas has the key \"" + shape.key + "\"" +
                                                 (guess.empty() ? "" : ", did you mean \"" + guess + "\"?"));
        } else if (owners.front()->kind == Kind::Skin) {
            faults.emplace_back(shape.place, "the skin is grown from skin.toml and has no shape of its own");
        } else if (shape.mirrored && owners.size() > 1) {
            faults.emplace_back(shape.place, "\"" + shape.key + "\" is paired: its mirror image is the other side");
        }
    }
    if (faults.empty()) return core::Done{};
    return all(faults);
}

/// What changes its form in a posture, and keeps its volume.
bool isSoft(Kind kind) {
    return kind != Kind::Bone && kind != Kind::Skin && kind != Kind::Nerve;
}

void logMissing(const Atlas& atlas, const std::vector<BodyPart>& parts) {
    std::string list;
    std::size_t count = 0;
    for (const Structure& structure : atlas.structures()) {
        if (structure.kind == Kind::Skin || !structure.variant.empty()) continue; // grown later; not everybody's
        if (findPart(parts, structure.id) != nullptr) continue;
        ++count;
        if (structure.side != core::Side::Left) list += (list.empty() ? "" : ", ") + structure.key;
    }
    if (count > 0)
        core::logInfo("anatomy: " + std::to_string(count) + " of " + std::to_string(atlas.structures().size()) +
                      " structures have no shape and are left out: " + list);
}

core::Result<std::vector<geometry::Mesh>> meshAll(const Description& description, core::Workers& workers,
                                                  const Progress& progress) {
    // Composites take longest: they start first, so that no worker ends with one alone.
    std::vector<std::size_t> order(description.shapes.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
        const auto weight = [&](std::size_t i) { return description.shapes[i].form.index() == 2 ? 0 : 1; };
        return weight(a) < weight(b);
    });
    std::vector<geometry::Mesh> meshes(description.shapes.size());
    std::vector<std::optional<core::Error>> errors(description.shapes.size());
    Reporter reporter(progress, order.size(), 0.02f, kMeshed);
    workers.parallelFor(order.size(), 1, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t k = begin; k < end; ++k) {
            const std::size_t i = order[k];
            auto mesh = meshShape(description.shapes[i]);
            if (mesh) {
                meshes[i] = std::move(mesh).value();
            } else {
                errors[i] = mesh.error();
            }
            reporter.finished(description.shapes[i].key);
        }
    });
    std::vector<core::Error> found;
    for (auto& error : errors)
        if (error) found.push_back(*error);
    if (!found.empty()) return all(found);
    return meshes;
}

std::vector<BodyPart> toParts(const Atlas& atlas, const Description& description, std::vector<geometry::Mesh> meshes) {
    std::vector<BodyPart> parts;
    for (std::size_t i = 0; i < meshes.size(); ++i) {
        for (const Structure* structure : atlas.withKey(description.shapes[i].key)) {
            geometry::Mesh mesh =
                structure->side == core::Side::Left ? geometry::mirrored(meshes[i]) : geometry::Mesh(meshes[i]);
            parts.push_back({structure->id, std::move(mesh), {}});
        }
    }
    std::sort(parts.begin(), parts.end(), [](const BodyPart& a, const BodyPart& b) { return a.id < b.id; });
    return parts;
}

} // namespace

core::Result<BuiltBody> buildBase(const Atlas& atlas, const Skeleton& skeleton,
                                  const std::filesystem::path& anatomyFolder, const std::vector<std::string>& variants,
                                  core::Workers& workers, const Progress& progress) {
    auto description = readDescription(anatomyFolder, variants);
    if (!description) return description.error();
    if (const auto status = checkKeys(atlas, description.value()); !status) return status.error();
    if (const auto status = addTendons(atlas, anatomyFolder, description.value()); !status) return status.error();
    auto meshes = meshAll(description.value(), workers, progress);
    if (!meshes) return meshes.error();
    BuiltBody built;
    built.parts = toParts(atlas, description.value(), std::move(meshes).value());
    const auto report = [&](const std::string& what, float done) {
        if (progress) progress(what, kMeshed + (kSettled - kMeshed) * done);
    };
    if (const auto status = settle(atlas, built.parts, workers, report); !status) return status.error();
    const auto rig = rigOf(atlas, skeleton, built.parts);
    if (!rig) return rig.error();
    Reporter reporter(progress, built.parts.size(), kSettled, kWeighted);
    workers.parallelFor(built.parts.size(), 1, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i < end; ++i) {
            const Structure* structure = atlas.find(built.parts[i].id);
            built.parts[i].weights = rig.value().weights(*structure, built.parts[i].mesh);
            measureThickness(*structure, built.parts[i]);
            reporter.finished(structure->name);
        }
    });
    logMissing(atlas, built.parts);
    return built;
}

void measureThickness(const Structure& structure, BodyPart& part) {
    if (isSoft(structure.kind)) part.halfThickness = geometry::halfThicknesses(part.mesh, kThickestM);
}

} // namespace anatomy
