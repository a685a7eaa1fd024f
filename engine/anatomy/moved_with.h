// Moved with: where a place of the described body lies in a shaped or imported one. The joints' maps of the nearest
// vertices carry it, and what those vertices were moved beyond their joints' maps (bulk, another's form) is added.
// Metres. Shepard's mean (1968) over the nearest vertices.
#pragma once

#include <anatomy/body.h>

namespace anatomy {

/// `shape`: described -> shaped, one matrix a joint, not empty.
glm::vec3 movedWith(const BodyPart& part, const std::vector<glm::mat4>& shape, const glm::vec3& described);

} // namespace anatomy
