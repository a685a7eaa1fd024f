// Base body: what a patient's body is shaped from: the described body, built from its figures and kept in the cache, or
// an imported one (import_store.h), by BodyParameters::imported.
#pragma once

#include <anatomy/body_builder.h>

namespace anatomy {

/// Hash of all the base depends on. Error: a variant or an imported body that is not there; a file that cannot be read.
core::Result<std::uint64_t> baseKeyOf(const std::filesystem::path& anatomyFolder, const BodyParameters& parameters);

/// `key`: of baseKeyOf. `cacheFolder` empty: no cache.
core::Result<BuiltBody> loadBase(const Atlas& atlas, const Skeleton& skeleton,
                                 const std::filesystem::path& anatomyFolder, const BodyParameters& parameters,
                                 std::uint64_t key, core::Workers& workers, const Progress& progress,
                                 const std::filesystem::path& cacheFolder);

/// From the cache, or made and kept there; a damaged file is made again. `what`: for messages.
core::Result<BuiltBody> cachedBody(const std::filesystem::path& cacheFolder, std::uint64_t key, const char* what,
                                   const std::function<core::Result<BuiltBody>()>& make);

} // namespace anatomy
