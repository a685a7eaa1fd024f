// Triangle BVH: a tree of boxes over the triangles of a mesh, for rays, inside tests and nearest points. Units: metres.
// Tree: split at the best of 16 bins by the surface-area heuristic (Wald 2007), leaves of up to four triangles.
// Deterministic: the same mesh gives the same tree and answers; equally near answers go to the lower triangle number.
// Keeps a copy of positions and indices; the mesh may go. Contract: the mesh is valid (mesh.h). An empty mesh is
// allowed and answers nothing. Const and safe to ask from several threads.
#pragma once

#include <geometry/mesh.h>

#include <array>
#include <limits>
#include <optional>
#include <vector>

namespace geometry {

struct RayHit {
    float distance = 0.0f;
    std::uint32_t triangle = 0;
    glm::vec2 weights{0.0f}; ///< of the triangle's second and third corner
    bool leaving = false;    ///< the ray comes out through the front of the triangle
};

struct NearestPoint {
    glm::vec3 position{0.0f};
    float distance = 0.0f;
    std::uint32_t triangle = 0;
    glm::vec2 weights{0.0f};
};

class Bvh {
public:
    Bvh() = default;
    explicit Bvh(const Mesh& mesh);

    bool empty() const { return nodes_.empty(); }
    const core::Box& bounds() const { return bounds_; }
    std::size_t triangleCount() const { return indices_.size() / 3; }

    /// First triangle along the ray (unit direction), from either side, no farther than `farthest`.
    std::optional<RayHit> firstHit(const core::Ray& ray, float farthest = std::numeric_limits<float>::max()) const;
    /// All triangles along the ray, by distance, then number.
    std::vector<RayHit> allHits(const core::Ray& ray, float farthest = std::numeric_limits<float>::max()) const;
    /// Whether the surface winds round the point: how often a line from it leaves more than it enters. For closed
    /// meshes, also where they pass through themselves.
    bool contains(const glm::vec3& point) const;
    /// Nearest point of the surface no farther than `farthest`.
    std::optional<NearestPoint> nearest(const glm::vec3& point,
                                        float farthest = std::numeric_limits<float>::max()) const;
    /// Corners of a triangle of the mesh as it was given.
    std::array<glm::vec3, 3> corners(std::uint32_t triangle) const;

private:
    struct Node {
        glm::vec3 lower{0.0f};
        std::uint32_t first = 0; ///< leaf: first triangle in order_; else: left child (the right one follows it)
        glm::vec3 upper{0.0f};
        std::uint32_t count = 0; ///< leaf: triangles; else 0
    };
    class Builder;

    template <typename Visit>
    void alongRay(const core::Ray& ray, float& farthest, const Visit& visit) const;

    std::vector<glm::vec3> positions_;
    std::vector<std::uint32_t> indices_;
    std::vector<std::uint32_t> order_; ///< triangle numbers, leaf by leaf
    std::vector<Node> nodes_;
    core::Box bounds_;
};

} // namespace geometry
