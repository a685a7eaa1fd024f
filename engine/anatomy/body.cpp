#include <anatomy/body.h>

#include <anatomy/body_builder.h>
#include <anatomy/body_cache.h>
#include <anatomy/skin.h>

#include <core/hash.h>
#include <core/log.h>
#include <core/paths.h>
#include <core/text.h>

#include <algorithm>

namespace anatomy {
namespace {

constexpr float kShortestM = 1.40f;
constexpr float kTallestM = 2.10f;

core::Status check(const BodyParameters& parameters) {
    const auto outside = [](const char* what, float value, float low, float high) {
        const auto text = [](float v) { return core::fixed(static_cast<double>(v), 2); };
        return core::Error(std::string(what) + " must lie between " + text(low) + " and " + text(high) + ", found " +
                           text(value));
    };
    if (!(parameters.statureM >= kShortestM && parameters.statureM <= kTallestM))
        return outside("the stature (m)", parameters.statureM, kShortestM, kTallestM);
    if (!(parameters.bodyMassIndex >= kLowestBmi && parameters.bodyMassIndex <= kHighestBmi))
        return outside("the body mass index", parameters.bodyMassIndex, kLowestBmi, kHighestBmi);
    return core::Done{};
}

core::Result<BuiltBody> cachedOrBuilt(const Atlas& atlas, const Skeleton& skeleton,
                                      const std::filesystem::path& anatomyFolder, const BodyParameters& parameters,
                                      core::Workers& workers, const Progress& progress,
                                      const std::filesystem::path& cacheFolder, std::uint64_t key) {
    const std::filesystem::path file = cacheFolder.empty() ? cacheFolder : cacheFile(cacheFolder, key);
    if (!file.empty() && std::filesystem::exists(file)) {
        auto cached = readBodyCache(file, key);
        if (cached) return cached;
        core::logWarning("anatomy: the cached body is built again: " + cached.error().text());
    }
    auto built = buildBody(atlas, skeleton, anatomyFolder, parameters, workers, progress);
    if (!built || file.empty()) return built;
    if (const auto status = writeBodyCache(file, key, built.value()); !status)
        core::logWarning("anatomy: the body is not kept for the next start: " + status.error().text());
    return built;
}

} // namespace

std::uint64_t BodyParameters::hash() const {
    core::Hasher hasher;
    hasher.add(statureM);
    hasher.add(bodyMassIndex);
    return hasher.value();
}

const BodyPart* Body::part(core::StructureId id) const {
    const auto at = std::lower_bound(parts_.begin(), parts_.end(), id,
                                     [](const BodyPart& p, core::StructureId wanted) { return p.id < wanted; });
    return at != parts_.end() && at->id == id ? &*at : nullptr;
}

const BodyPart* Body::skin() const {
    const Structure* structure = atlas_.find("skin", core::Side::Midline);
    return structure == nullptr ? nullptr : part(structure->id);
}

core::Result<Body> Body::load(const std::filesystem::path& anatomyFolder, const BodyParameters& parameters,
                              core::Workers& workers, const Progress& progress) {
    const auto folder = core::cacheDirectory();
    if (!folder) core::logWarning("anatomy: the body cannot be kept: " + folder.error().text());
    return load(anatomyFolder, parameters, workers, progress, folder ? folder.value() : std::filesystem::path());
}

core::Result<Body> Body::load(const std::filesystem::path& anatomyFolder, const BodyParameters& parameters,
                              core::Workers& workers, const Progress& progress,
                              const std::filesystem::path& cacheFolder) {
    if (const auto status = check(parameters); !status) return status.error();
    if (progress) progress("reading the atlas", 0.0f);
    auto atlas = Atlas::load(anatomyFolder);
    if (!atlas) return atlas.error();
    auto skeleton = Skeleton::load(anatomyFolder / "skeleton.toml");
    if (!skeleton) return skeleton.error();
    const auto key = bodyKey(anatomyFolder, parameters);
    if (!key) return key.error();
    auto built = cachedOrBuilt(atlas.value(), skeleton.value(), anatomyFolder, parameters, workers, progress,
                               cacheFolder, key.value());
    if (!built) return built.error();
    Body body;
    body.atlas_ = std::move(atlas).value();
    body.skeleton_ = skeleton.value().scaled(parameters.statureM / kReferenceStatureM);
    body.parameters_ = parameters;
    body.parts_ = std::move(built.value().parts);
    body.skinThickness_ = std::move(built.value().skinThickness);
    body.hash_ = key.value();
    if (progress) progress("body", 1.0f);
    return body;
}

} // namespace anatomy
