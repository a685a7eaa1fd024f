// Import: somebody's meshes made into a body of ours, and kept under a name (import_store.h). In this order: read and
// name (import_sources, import_names), place (import_frame), repair (geometry/repair.h), fit the described body to the
// bones (import_fit), put together (import_assembly), keep. BodyParameters::imported = the name uses it from then on.
// The report says of every structure of the atlas where it came from, and of every file what became of it.
// Errors: what makes the whole impossible; a single part that cannot be used is told in the report.
#pragma once

#include <anatomy/body.h>
#include <anatomy/import_frame.h>
#include <anatomy/import_sources.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace anatomy {

struct ImportRequest {
    std::filesystem::path source; ///< a folder or a file
    std::string name;             ///< to keep it under
    std::optional<ImportAxes> axes;
    std::optional<ImportUnit> unit;
    std::optional<std::filesystem::path> mapping; ///< "name in file <TAB> FMA id or atlas name"
    ImportLimits limits;
};

enum class ImportOrigin {
    Imported,
    Described, ///< the import lacks it: from the described body, fitted to the imported bones
    Grown,     ///< the skin
    Missing    ///< neither has it
};
std::string_view originName(ImportOrigin origin);

struct ImportedStructure {
    const Structure* structure = nullptr;
    ImportOrigin origin = ImportOrigin::Missing;
    std::vector<std::string> meshes; ///< "file" or "file: object" it was made of
    std::size_t triangles = 0;
    std::vector<std::string> notes; ///< what was mended
};

struct ImportReport {
    std::string name;
    std::string source;
    ImportFrame frame;
    bool axesGuessed = false, unitGuessed = false;
    std::size_t files = 0;
    std::vector<ImportedStructure> structures; ///< of the atlas, sorted by id; variants only when found
    std::vector<ImportRefusal> unreadable;
    std::vector<ImportRefusal> unknown;
    std::size_t joints = 0, fittedJoints = 0;
    float residualM = 0.0f; ///< of the bones' surfaces after the fit, mean
    std::size_t count(ImportOrigin origin) const;
};

/// Holds the atlas its report's structures point into.
struct ImportResult {
    Atlas atlas;
    ImportReport report;
};

core::Result<ImportResult> importBody(const std::filesystem::path& anatomyFolder, const ImportRequest& request,
                                      core::Workers& workers, const Progress& progress);
/// The same with other folders for imported bodies and for the cache (empty: none).
core::Result<ImportResult> importBody(const std::filesystem::path& anatomyFolder, const ImportRequest& request,
                                      core::Workers& workers, const Progress& progress,
                                      const std::filesystem::path& bodies, const std::filesystem::path& cacheFolder);

/// The report as one JSON object.
std::string reportJson(const ImportReport& report);

} // namespace anatomy
