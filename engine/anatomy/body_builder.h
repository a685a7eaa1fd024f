// Body builder: from the description to meshes with weights. Takes seconds to tens of seconds; deterministic, whatever
// the number of workers.
#pragma once

#include <anatomy/body.h>

namespace anatomy {

/// Raised whenever the same figures would give another body: cached bodies of older versions are not used.
constexpr std::uint32_t kBuilderVersion = 2;

struct BuiltBody {
    std::vector<BodyPart> parts; ///< sorted by id
    std::vector<float> skinThickness;
};

/// Error: every fault of the description, with file and line. Structures without a shape are skipped and logged.
core::Result<BuiltBody> buildBody(const Atlas& atlas, const Skeleton& skeleton,
                                  const std::filesystem::path& anatomyFolder, const BodyParameters& parameters,
                                  core::Workers& workers, const Progress& progress);

} // namespace anatomy
