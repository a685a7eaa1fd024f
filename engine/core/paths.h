// Paths: where assets, the cache and the user's records live.
#pragma once

#include <core/result.h>

#include <filesystem>
#include <string>
#include <vector>

namespace core {

/// Directory that holds anatomy/, lessons/ ...: $PARASPINAL_ASSETS if set, else `assets` beside the program or above
/// it, else the source tree it was built from. Error: lists the places that were tried.
Result<std::filesystem::path> assetsDirectory();

/// Compiled shaders (*.spv): $PARASPINAL_SHADERS, else `shaders` beside the program's parent folder, else the build
/// tree.
Result<std::filesystem::path> shadersDirectory();

/// $PARASPINAL_CACHE, else $XDG_CACHE_HOME/paraspinal, else ~/.cache/paraspinal. Created when missing.
Result<std::filesystem::path> cacheDirectory();

/// $PARASPINAL_DATA, else $XDG_DATA_HOME/paraspinal, else ~/.local/share/paraspinal. Created when missing.
Result<std::filesystem::path> dataDirectory();

/// Files with that extension (".toml") below `folder`, recursively, sorted by name. Missing folder: empty.
std::vector<std::filesystem::path> filesBelow(const std::filesystem::path& folder, const std::string& extension);

/// Whole file as bytes. Error: names the file and the system's reason.
Result<std::string> readFile(const std::filesystem::path& file);

/// Writes to a temporary beside it and renames, so a reader never sees half a file.
Status writeFile(const std::filesystem::path& file, const std::string& bytes);

} // namespace core
