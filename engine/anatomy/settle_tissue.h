// Tissue for settling (settle.h): the meshes of all structures that may move, as one cloud of vertices with its edges
// and the faces that lie opposite one another, beside the hard meshes that do not move. Units: metres.
#pragma once

#include <geometry/mesh.h>

#include <core/workers.h>

#include <array>
#include <cstdint>
#include <limits>
#include <span>
#include <vector>

namespace anatomy {

enum class Give {
    None,   ///< bone: stays
    Half,   ///< muscle: shares the way with other muscles
    Wholly, ///< fascia, ligament: gives way to muscles
};

struct SettleSolid {
    std::size_t part = 0; ///< in the list of parts
    geometry::Mesh mesh;  ///< as it lies now; only positions, normals and indices
    Give give = Give::None;
    bool rightOnly = false;  ///< keeps to x <= 0
    std::uint32_t first = 0; ///< number of the mesh's first vertex among all that may move
};

/// A place of a surface: between the corners of a triangle, numbered among all vertices that may move.
struct SettlePlace {
    std::array<std::uint32_t, 3> corners{};
    glm::vec3 weights{1.0f, 0.0f, 0.0f};

    glm::vec3 of(const std::vector<glm::vec3>& values) const {
        return weights.x * values[corners[0]] + weights.y * values[corners[1]] + weights.z * values[corners[2]];
    }
};

/// Thicker places are pressed, and not carried along by their other face.
constexpr float kSheetM = 0.010f;

/// What lies straight opposite a vertex on the surface of the same solid.
struct Opposite {
    SettlePlace place;
    float thickness = std::numeric_limits<float>::max(); ///< before settling; kSheetM at most where it exists
    bool exists() const { return thickness < std::numeric_limits<float>::max(); }
};

struct SettleTissue {
    std::vector<SettleSolid> solids; ///< those that move first
    std::size_t moving = 0;          ///< how many of them move
    // of every vertex that may move:
    std::vector<glm::vec3> rest;    ///< where it was
    std::vector<glm::vec3> at;      ///< where it is
    std::vector<glm::vec3> normals; ///< before settling, unit
    std::vector<std::uint32_t> owner;
    std::vector<Opposite> opposite;
    std::vector<std::uint32_t> edgeStarts; ///< of its neighbours in `edges`, and one more
    std::vector<std::uint32_t> edges;

    std::span<const std::uint32_t> neighbours(std::size_t vertex) const {
        return {edges.data() + edgeStarts[vertex], edgeStarts[vertex + 1] - edgeStarts[vertex]};
    }
    SettlePlace triangle(const SettleSolid& solid, std::size_t number, const glm::vec3& weights) const;
    /// Writes `at` into the meshes and renews their normals.
    void updateMeshes(core::Workers& workers);
};

/// `solids`: those that move first.
SettleTissue makeTissue(std::vector<SettleSolid> solids, core::Workers& workers);

} // namespace anatomy
