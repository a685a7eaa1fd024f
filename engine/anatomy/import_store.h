// Import store: imported bodies kept for good in the user's data folder, one folder a body:
//   bodies/NAME/base.bin     the body as built, in the form of the body cache (body_cache.h)
//   bodies/NAME/import.toml  its key, where it came from, axes and unit
//   bodies/NAME/report.json  what the import found, part by part
// import.toml is written last: a folder without it is no body. Errors: names that are none, a body that is not there
// (with the known ones), one of another version of the program (with what to do).
#pragma once

#include <anatomy/body_builder.h>

#include <filesystem>
#include <string>
#include <vector>

namespace anatomy {

struct ImportedBody {
    std::string name;
    std::string source; ///< as it was named
    std::string axes, unit;
    std::vector<core::StructureId> found; ///< structures of the import; the others are the described body's
    int filled = 0;                       ///< from the described body
    std::uint64_t key = 0;                ///< of its contents
    std::uint64_t skeleton = 0;           ///< Skeleton::bindHash of the joints it was fitted to
};

/// 1 to 40 letters, digits, "-" and "_", beginning with a letter or digit: it becomes a folder's name.
core::Status checkBodyName(const std::string& name);

/// <data folder>/bodies
core::Result<std::filesystem::path> bodiesFolder();

/// Replaces one of the same name. `body.key` is computed here.
core::Status storeImport(const std::filesystem::path& bodies, ImportedBody body, const BuiltBody& base,
                         const std::string& reportJson);
/// Sorted by name; those that cannot be read are left out and logged.
std::vector<ImportedBody> importedBodies(const std::filesystem::path& bodies);
core::Result<ImportedBody> findImport(const std::filesystem::path& bodies, const std::string& name);
core::Result<BuiltBody> readImport(const std::filesystem::path& bodies, const ImportedBody& body);

} // namespace anatomy
