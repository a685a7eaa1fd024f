// Simplification: fewer triangles for the same surface, welded, and ordered for the GPU's vertex cache. Units: metres.
// Quadric error metric (Garland and Heckbert 1997) as meshoptimizer does it; deterministic. Vertices are a subset of
// those given, so attributes (normals, fibres, ...) stay what they were on the fine mesh and shading stays smooth.
#pragma once

#include <geometry/mesh.h>

namespace geometry {

struct SimplifyTarget {
    std::size_t triangles = 3000;
    float errorM = 0.001f; ///< never farther from the surface given than about this, even if more triangles stay
};

/// Joins vertices whose positions are equal (bitwise); attributes of the first are kept.
Mesh welded(const Mesh& mesh);

/// Welds, simplifies and orders. The mesh must be valid (mesh.h). Returns it only ordered when it is small enough.
Mesh simplified(const Mesh& mesh, const SimplifyTarget& target = {});

} // namespace geometry
