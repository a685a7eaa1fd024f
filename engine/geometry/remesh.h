// Remeshing: fewer and near equilateral triangles for the zero surface of a distance grid, small where it curves and
// larger where it is flat, but nowhere so large that a dent pressed into it would show corners. Units: metres.
// Method: edges shorter than the local size are collapsed, edges flipped towards six triangles at a vertex, vertices
// relaxed along the surface and drawn back onto it (Botsch and Kobbelt 2004). Collapses keep the link condition (Dey et
// al. 1999) and no triangle turns over, so a closed 2-manifold stays one. Deterministic.
#pragma once

#include <geometry/distance_grid.h>
#include <geometry/mesh.h>

namespace geometry {

struct RemeshTarget {
    std::size_t triangles = 60000; ///< about
    float errorM = 0.0003f;        ///< wanted height of the surface over an edge; decides small against large triangles
    float shortestM = 0.003f;      ///< bounds of the size before it is scaled for the number of triangles
    float longestM = 0.009f;
};

/// `mesh`: closed 2-manifold, finer than wanted, near the zero surface of `field`, with normals. The result has normals
/// (of the field) and no fibres.
Mesh remeshed(const Mesh& mesh, const DistanceGrid& field, const RemeshTarget& target = {});

} // namespace geometry
