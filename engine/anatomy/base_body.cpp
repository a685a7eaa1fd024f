#include <anatomy/base_body.h>

#include <anatomy/body_cache.h>
#include <anatomy/description.h>
#include <anatomy/import_store.h>

#include <core/hash.h>
#include <core/log.h>

namespace anatomy {
namespace {

core::Result<ImportedBody> importOf(const BodyParameters& parameters) {
    const auto bodies = bodiesFolder();
    if (!bodies) return bodies.error();
    return findImport(bodies.value(), parameters.imported);
}

} // namespace

core::Result<std::uint64_t> baseKeyOf(const std::filesystem::path& anatomyFolder, const BodyParameters& parameters) {
    if (!parameters.imported.empty()) {
        if (!parameters.variants.empty())
            return core::Error("variants (" + parameters.variants.front() +
                               ") are those of the described body; the imported one, \"" + parameters.imported +
                               "\", is as it was imported");
        const auto body = importOf(parameters);
        if (!body) return body.error();
        const auto described = baseKey(anatomyFolder, {}); // the atlas and the skeleton count here too
        if (!described) return described.error();
        core::Hasher hasher;
        hasher.add(body.value().key);
        hasher.add(described.value());
        return hasher.value();
    }
    auto key = baseKey(anatomyFolder, parameters.variants);
    if (key) return key;
    // A variant that is not there is told better by the one who reads it.
    if (auto description = readDescription(anatomyFolder, parameters.variants); !description)
        return description.error();
    return key;
}

core::Result<BuiltBody> loadBase(const Atlas& atlas, const Skeleton& skeleton,
                                 const std::filesystem::path& anatomyFolder, const BodyParameters& parameters,
                                 std::uint64_t key, core::Workers& workers, const Progress& progress,
                                 const std::filesystem::path& cacheFolder) {
    if (!parameters.imported.empty()) {
        const auto body = importOf(parameters);
        if (!body) return body.error();
        if (progress) progress("reading the imported body", 0.0f);
        auto base = readImport(bodiesFolder().value(), body.value());
        if (!base) return base;
        const std::size_t joints = skeleton.joints().size();
        if (body.value().skeleton != skeleton.bindHash() || base.value().shape.size() != joints ||
            base.value().centres.size() != joints)
            return core::Error("the imported body \"" + parameters.imported +
                               "\" was made for another skeleton; import it again");
        for (const BodyPart& part : base.value().parts)
            if (atlas.find(part.id) == nullptr)
                return core::Error("the imported body \"" + parameters.imported + "\" has a part, " + part.id.text() +
                                   ", that the atlas has no more; import it again");
        return base;
    }
    return cachedBody(cacheFolder, key, "the described body", [&] {
        return buildBase(atlas, skeleton, anatomyFolder, parameters.variants, workers, progress);
    });
}

core::Result<BuiltBody> cachedBody(const std::filesystem::path& cacheFolder, std::uint64_t key, const char* what,
                                   const std::function<core::Result<BuiltBody>()>& make) {
    const std::filesystem::path file = cacheFolder.empty() ? cacheFolder : cacheFile(cacheFolder, key);
    if (!file.empty() && std::filesystem::exists(file)) {
        auto cached = readBodyCache(file, key);
        if (cached) return cached;
        core::logWarning(std::string("anatomy: ") + what + " is built again: " + cached.error().text());
    }
    core::Result<BuiltBody> built = make();
    if (!built || file.empty()) return built;
    if (const auto status = writeBodyCache(file, key, built.value()); !status)
        core::logWarning(std::string("anatomy: ") + what + " is not kept for the next start: " + status.error().text());
    return built;
}

} // namespace anatomy
