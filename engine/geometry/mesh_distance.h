// Mesh distance: signed distance to a closed mesh on the points of a grid, exact within a band round the surface.
// Units: metres. Negative inside, where "inside" is a winding number above zero, counted along rows of the grid with
// ties broken by moving the row an infinitely small step (simulation of simplicity, Edelsbrunner and Muecke 1990), so a
// mesh may pass through itself. Every triangle visits the points of its own surroundings only, eight at a time.
// Deterministic, one thread.
#pragma once

#include <geometry/distance_grid.h>
#include <geometry/mesh.h>

namespace geometry {

/// Fills the grid. Points outside the band get its limit, with their sign. Contract: the mesh is valid (mesh.h).
void signedDistanceToMesh(DistanceGrid& grid, const Mesh& mesh, const Band& band);

} // namespace geometry
