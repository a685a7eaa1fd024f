// Tool solid: signed distances that hands and tools are drawn from, and the mesh of their zero surface. Metres, frame
// of the tool (tissue/tool.h): +Z away from the tissue.
#pragma once

#include <geometry/mesh.h>
#include <tissue/tool.h>

#include <functional>
#include <vector>

namespace app {

/// A cone with round ends.
struct RoundCone {
    glm::vec3 a{0.0f}, b{0.0f};
    float radiusA = 0.0f, radiusB = 0.0f;

    float distance(const glm::vec3& p) const; ///< exact (Quilez 2018)
};

/// Cones melted into one another: `blend` is the difference of distances from which on two do not join.
struct Melted {
    std::vector<RoundCone> cones;
    float blend = 0.0f;

    float distance(const glm::vec3& p) const;
    core::Box bounds() const;
};

/// A cone cut flat at both ends: a sleeve.
float cuffDistance(const RoundCone& cone, const glm::vec3& p);

using SolidDistance = std::function<float(const glm::vec3&)>;

/// The surface where `distance` is zero inside the box, with smooth normals, simplified to about a tenth of a step. The
/// distance may be too small by half, as melted solids are, but not too large.
geometry::Mesh meshOf(const SolidDistance& distance, const core::Box& box, float step, std::size_t triangles);

} // namespace app
