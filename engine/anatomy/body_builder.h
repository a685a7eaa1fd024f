// Body builder: from the description to meshes with weights. Takes seconds to tens of seconds; deterministic, whatever
// the number of workers.
#pragma once

#include <anatomy/body.h>

namespace anatomy {

/// Raised whenever the same figures would give another body: cached bodies of older versions are not used.
constexpr std::uint32_t kBuilderVersion = 12;

struct BuiltBody {
    std::vector<BodyPart> parts; ///< sorted by id
    std::vector<float> skinThickness;
    std::vector<glm::vec3> centres; ///< of the joints in this body's bind pose; empty: the skeleton's own
    std::vector<glm::mat4> shape;   ///< described body -> this one, one a joint; empty: nothing moved
};

/// The described body as its figures stand, without skin: meshes and weights. `variants` are read beside the shapes
/// and replace those with the same key. Error: every fault of the description, with file and line. Structures without
/// a shape are skipped and logged.
core::Result<BuiltBody> buildBase(const Atlas& atlas, const Skeleton& skeleton,
                                  const std::filesystem::path& anatomyFolder, const std::vector<std::string>& variants,
                                  core::Workers& workers, const Progress& progress);

/// One patient's body from the base: shaped and covered with skin (left out, and logged, when there is no skin.toml).
/// `skeleton` is the described one. Error: faults of skin.toml; a region of fat that no site has.
core::Result<BuiltBody> shapeBody(const Atlas& atlas, const Skeleton& skeleton, BuiltBody base,
                                  const std::filesystem::path& anatomyFolder, const BodyParameters& parameters,
                                  core::Workers& workers, const Progress& progress);

/// Measures BodyPart::halfThickness of a part that changes its form in a posture; nothing for what is stiff.
void measureThickness(const Structure& structure, BodyPart& part);

} // namespace anatomy
