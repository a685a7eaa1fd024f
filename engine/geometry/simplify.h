// Simplification: fewer triangles for the same surface, welded, and ordered for the GPU's vertex cache. Units: metres.
// Quadric error metric (Garland and Heckbert 1997) as meshoptimizer does it; deterministic. Vertices are a subset of
// those given, so attributes (normals, fibres, ...) stay what they were on the fine mesh and shading stays smooth.
#pragma once

#include <geometry/mesh.h>

#include <span>
#include <vector>

namespace geometry {

struct SimplifyTarget {
    std::size_t triangles = 3000;
    float errorM = 0.001f; ///< never farther from the surface given than about this, even if more triangles stay
};

/// Joins vertices whose positions are equal (bitwise); attributes of the first are kept.
Mesh welded(const Mesh& mesh);

/// Welds, simplifies and orders. The mesh must be valid (mesh.h). Returns it only ordered when it is small enough.
Mesh simplified(const Mesh& mesh, const SimplifyTarget& target = {});

struct CoarserIndices {
    std::vector<std::uint32_t> indices;
    float errorM = 0.0f; ///< about the farthest distance from the triangles given
};

/// Fewer triangles over the same vertices: a part of those vertices is left, the mesh itself stays as it is. `finer`:
/// the triangles to start from, the mesh's own or what this function gave before. Ordered for the vertex cache.
CoarserIndices coarserIndices(const Mesh& mesh, std::span<const std::uint32_t> finer, const SimplifyTarget& target);

} // namespace geometry
