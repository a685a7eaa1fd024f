// Body cache: a built body as one binary file, for starts in a fraction of a second.
// File: magic, version, key, length and checksum of the rest; then the parts, little-endian as the machine writes them
// (a file of another machine fails its checksum or magic and is rebuilt). Everything read is bounds-checked.
#pragma once

#include <anatomy/body_builder.h>

namespace anatomy {

/// Hash of the bytes of every file the described body depends on, its variants and kBuilderVersion. Error: a file that
/// cannot be read.
core::Result<std::uint64_t> baseKey(const std::filesystem::path& anatomyFolder,
                                    const std::vector<std::string>& variants);
/// Of a patient's body: of its base, the parameters and what shapes and covers it.
core::Result<std::uint64_t> bodyKey(const std::filesystem::path& anatomyFolder, const BodyParameters& parameters,
                                    std::uint64_t base);

std::filesystem::path cacheFile(const std::filesystem::path& cacheFolder, std::uint64_t key);

/// Error: why the file cannot be used (missing, another key, damaged).
core::Result<BuiltBody> readBodyCache(const std::filesystem::path& file, std::uint64_t key);
core::Status writeBodyCache(const std::filesystem::path& file, std::uint64_t key, const BuiltBody& body);

} // namespace anatomy
