// The body as it is shipped, built once for all tests of a program and kept in the build tree for the next run.
#pragma once

#include <anatomy/body.h>

#include <core/check.h>

#include <filesystem>

namespace shipped {

inline const std::filesystem::path kAssets = CONTENT_ASSETS;
inline const std::filesystem::path kAnatomy = kAssets / "anatomy";

/// Another patient's is built from the described body in the cache, and not kept there.
inline anatomy::Body build(const anatomy::BodyParameters& parameters) {
    std::filesystem::create_directories(CONTENT_CACHE);
    core::Workers workers(2);
    auto loaded = anatomy::Body::load(kAnatomy, parameters, workers, {}, CONTENT_CACHE);
    CHECK(loaded.ok(), loaded.ok() ? "" : loaded.error().text().c_str());
    return std::move(loaded).value();
}

inline const anatomy::Body& body() {
    static const anatomy::Body kBody = build({});
    return kBody;
}

} // namespace shipped
