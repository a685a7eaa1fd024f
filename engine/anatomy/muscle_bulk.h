// Muscle bulk: soft tissue drawn away from the bones (factor above 1) or towards them, in proportion to its distance
// from them, so that layers keep their order and what is attached stays attached. Metres.
//   p' = p + (factor - 1) (p - c(p)), c(p) = sum(w b) / sum(w) over places b on the bones' surfaces,
//   w = area / (d^2 + e^2)^3 (inverse-distance weighting, Shepard 1968)
// worked out on a lattice and interpolated, hence exact to a fraction of a millimetre only.
#pragma once

#include <core/math.h>
#include <core/workers.h>
#include <geometry/mesh.h>

#include <span>
#include <vector>

namespace anatomy {

class MuscleBulk {
public:
    /// `box`: where it will be asked. No bones: nothing moves.
    MuscleBulk(std::span<const geometry::Mesh* const> bones, const core::Box& box, core::Workers& workers);

    glm::vec3 moved(const glm::vec3& point, float factor) const;
    /// Moves the positions and turns normals anew.
    void apply(geometry::Mesh& mesh, float factor) const;

private:
    glm::vec3 away(const glm::vec3& point) const;

    glm::vec3 origin_{0.0f};
    glm::ivec3 size_{0};
    std::vector<glm::vec3> away_; ///< p - c(p), x fastest
};

} // namespace anatomy
