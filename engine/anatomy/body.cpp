#include <anatomy/body.h>

#include <anatomy/base_body.h>
#include <anatomy/body_cache.h>
#include <anatomy/moved_with.h>

#include <core/hash.h>
#include <core/log.h>
#include <core/paths.h>
#include <core/text.h>

#include <algorithm>

namespace anatomy {
namespace {

constexpr float kBase = 0.7f; // share of the work, for the progress bar

} // namespace

const BodyPart* findPart(std::span<const BodyPart> parts, core::StructureId id) {
    const auto at = std::lower_bound(parts.begin(), parts.end(), id,
                                     [](const BodyPart& p, core::StructureId wanted) { return p.id < wanted; });
    return at != parts.end() && at->id == id ? &*at : nullptr;
}

const BodyPart* Body::part(core::StructureId id) const {
    return findPart(parts_, id);
}

const BodyPart* Body::skin() const {
    const Structure* structure = atlas_.find("skin", core::Side::Midline);
    return structure == nullptr ? nullptr : part(structure->id);
}

glm::vec3 Body::placed(core::StructureId structure, const glm::vec3& described) const {
    if (shape_.empty()) return described;
    const BodyPart* own = part(structure);
    if (own == nullptr) own = skin();
    if (own == nullptr) return glm::vec3(shape_[0] * glm::vec4(described, 1.0f));
    return movedWith(*own, shape_, described);
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
    auto skeleton = Skeleton::load(anatomyFolder / "skeleton.toml", parameters.variants);
    if (!skeleton) return skeleton.error();
    const auto base = baseKeyOf(anatomyFolder, parameters);
    if (!base) return base.error();
    const auto key = bodyKey(anatomyFolder, parameters, base.value());
    if (!key) return key.error();
    const auto stage = [&](float from, float to) -> Progress {
        if (!progress) return {};
        return
            [&progress, from, to](const std::string& what, float done) { progress(what, from + (to - from) * done); };
    };
    auto built = cachedBody(cacheFolder, key.value(), "the cached body", [&]() -> core::Result<BuiltBody> {
        float begun = 0.0f; // of the whole work, when shaping begins: a base that is kept costs nothing
        const Progress baseStage = [&, told = stage(0.0f, kBase)](const std::string& what, float done) {
            if (done > 0.0f) begun = kBase;
            if (told) told(what, done);
        };
        auto described = loadBase(atlas.value(), skeleton.value(), anatomyFolder, parameters, base.value(), workers,
                                  baseStage, cacheFolder);
        if (!described) return described;
        return shapeBody(atlas.value(), skeleton.value(), std::move(described).value(), anatomyFolder, parameters,
                         workers, stage(begun, 1.0f));
    });
    if (!built) return built.error();
    Body body;
    body.atlas_ = std::move(atlas).value();
    body.skeleton_ = std::move(skeleton).value();
    if (!built.value().centres.empty()) body.skeleton_ = body.skeleton_.withCentres(built.value().centres);
    body.parameters_ = parameters;
    body.parts_ = std::move(built.value().parts);
    body.skinThickness_ = std::move(built.value().skinThickness);
    body.shape_ = std::move(built.value().shape);
    body.hash_ = key.value();
    if (progress) progress("body", 1.0f);
    return body;
}

} // namespace anatomy
