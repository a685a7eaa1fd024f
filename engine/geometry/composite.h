// Composite: one solid made of overlapping parts (lofts, ribbons, capsules, ellipsoids), joined with fillets, with
// hollows taken away: vertebrae, scapula, hip bone, sacrum, skull. Units: metres, body frame.
//   The parts that add are joined by the union of their signed distances; concave creases are then filled by a
//   morphological closing of radius blendM (Serra 1982), which leaves everything else where it was, unlike a smooth
//   minimum. After that the parts that subtract are taken away, and the surface is meshed and simplified. All happens
//   on one grid over the whole solid: distances exact near the surface (mesh_distance.h), surface nets
//   (surface_nets.h).
// Deterministic: the same figures give the same bytes, whatever the number of processors.
// Errors (meshComposite): no part that adds, voxelM not in 0.2..5 mm, blendM negative or above 20 mm, a part that
// cannot be meshed (named by its number), a solid that vanishes or would need too many voxels.
#pragma once

#include <geometry/loft.h>
#include <geometry/mesh.h>
#include <geometry/ribbon.h>
#include <geometry/simplify.h>

#include <core/result.h>

#include <array>
#include <variant>
#include <vector>

namespace geometry {

/// A round cone with spherical ends.
struct Capsule {
    glm::vec3 a{0.0f};
    glm::vec3 b{0.0f};
    float radiusA = 0.0f;
    float radiusB = 0.0f;
};

struct Ellipsoid {
    glm::vec3 centre{0.0f};
    std::array<glm::vec3, 3> semiAxes{}; ///< directions scaled by their lengths, not in one plane
};

enum class Operation { Add, Subtract };

struct Part {
    std::variant<Loft, Ribbon, Capsule, Ellipsoid, Mesh> form; ///< a Mesh must be closed
    Operation operation = Operation::Add;
    bool mirrored = false; ///< also with its mirror image in the mid-sagittal plane
};

struct Composite {
    std::vector<Part> parts;
    float blendM = 0.0015f;
    float voxelM = 0.0008f;
};

/// The surface of one part, closed. Error: what is wrong with its figures.
core::Result<Mesh> meshPart(const Part& part, float stepM = 0.002f);

/// Closed mesh with smooth normals, without fibres; pieces below 2 % of the largest, and closed hollows, are dropped.
/// target.triangles = 0: by the area, 5 mm2 a triangle, 2000 to 6000 of them.
core::Result<Mesh> meshComposite(const Composite& composite, const SimplifyTarget& target = {0, 0.0006f});

} // namespace geometry
