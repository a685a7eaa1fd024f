// Import sources: the meshes of a folder or a file, each with the structure it is, as far as that can be said. Nothing
// here trusts what it reads: links out of the folder are not followed, sizes and numbers are limited, and what cannot
// be used is told, file by file. Errors: no folder or file there, nothing readable at all, faults of the mapping file.
#pragma once

#include <anatomy/body.h>
#include <anatomy/import_names.h>

#include <geometry/mesh_import.h>

#include <filesystem>
#include <optional>

namespace anatomy {

struct ImportLimits {
    std::size_t files = 20'000;
    std::size_t triangles = 24'000'000; ///< of all meshes that are used
    geometry::MeshFileLimits file;
};

/// A mesh in the axes and unit of its file.
struct ImportSource {
    std::string file; ///< below the folder, or the file's name
    std::string object;
    ImportName name;
    geometry::NamedMesh mesh;
};

struct ImportRefusal {
    std::string file;
    std::string object; ///< empty: the whole file
    std::string why;
};

struct ImportSources {
    std::vector<ImportSource> meshes;
    std::vector<ImportRefusal> unreadable;
    std::vector<ImportRefusal> unknown; ///< read, but none of the atlas's structures
    std::size_t files = 0;
};

core::Result<ImportSources> readSources(const Atlas& atlas, const std::filesystem::path& source,
                                        const std::optional<std::filesystem::path>& mapping, const Progress& progress,
                                        const ImportLimits& limits = {});

} // namespace anatomy
