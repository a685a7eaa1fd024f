// Surface nets: the zero surface of a distance grid as a closed triangle mesh: one vertex in every cell the surface
// passes, at the mean of its crossings of the cell's edges (Gibson 1998), drawn onto the surface along the gradient.
// Before, diagonal contacts of the solid are filled, so that the result is always a 2-manifold (well-composed sets,
// Latecki 1997). Normals are the gradient of the field. Units: metres.
#pragma once

#include <geometry/distance_grid.h>
#include <geometry/mesh.h>

namespace geometry {

/// Closed as long as the values on the border of the grid are positive (contract). Triangles face positive values.
/// Changes a few values of the grid where it fills contacts.
Mesh meshZeroSurface(DistanceGrid& grid);

/// Number of edges that do not join exactly two triangles that run along it in opposite directions: 0 for a closed,
/// consistently turned surface.
std::size_t openEdgeCount(const Mesh& mesh);

} // namespace geometry
