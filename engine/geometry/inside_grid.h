// Inside grid: which of many closed meshes contain a point, answered in well under a microsecond. Units: metres.
// A grid of cubes covers the meshes. Every cube knows, for each mesh whose surface passes it, the triangles there and
// how often the mesh winds round the cube's centre; and which meshes fill it. A point asks only its cube: the winding
// at the centre, corrected by what the short line from centre to point crosses (crossing.h), is exact, also for meshes
// that pass through themselves. Deterministic. Keeps a copy of what it needs. Const and safe to ask from several
// threads.
#pragma once

#include <geometry/mesh.h>

#include <core/workers.h>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace geometry {

class InsideGrid {
public:
    /// One mesh in one cube.
    struct Entry {
        std::uint32_t first = 0;  ///< of its triangles in the list
        std::uint16_t mesh = 0;   ///< number of the mesh, in the order given
        std::uint16_t count = 0;  ///< of triangles; 0: the mesh fills the cube
        std::int32_t winding = 0; ///< round the centre of the cube
    };

    InsideGrid() = default;
    /// At most 65 535 meshes. Contract: they are valid (mesh.h).
    InsideGrid(std::span<const Mesh* const> meshes, float cellM, core::Workers& workers);

    /// Meshes that can contain the point, by number; empty outside the grid.
    std::span<const Entry> candidates(const glm::vec3& point) const;
    /// Whether the mesh of this candidate contains the point.
    bool contains(const Entry& entry, const glm::vec3& point) const;
    /// A cube is at most this long.
    float cellM() const { return cell_; }

private:
    struct Column;
    class MeshBuilder;

    std::size_t cellOf(const glm::vec3& point) const; ///< size of the grid: outside
    glm::vec3 centreOf(std::size_t cell) const;

    float cell_ = 0.0f;
    glm::vec3 origin_{0.0f};
    glm::ivec3 size_{0};
    std::vector<std::uint32_t> starts_; ///< of every cube's entries, and one more
    std::vector<Entry> entries_;
    std::vector<std::array<glm::vec3, 3>> triangles_;
};

} // namespace geometry
