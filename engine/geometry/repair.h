// Repair: from a stranger's triangles to a mesh the program can stand on: closed, turned outward, welded, small.
// Units: metres. In this order: what has a corner that is not finite goes; equal corners are joined; degenerate and
// double triangles go; neighbours are turned alike and every closed shell outward; holes are closed by a fan; what is
// still open is meshed anew from its distance field; too many triangles are reduced. Several shells stay several: the
// inside of all is where a line winds round any. Deterministic, one thread.
#pragma once

#include <geometry/mesh.h>

#include <core/result.h>

#include <string>
#include <vector>

namespace geometry {

struct RepairTarget {
    std::size_t triangles = 12'000; ///< at most, about
    float smallestM = 0.0005f;      ///< of a mesh as a whole: below it, it is no part of a body
    float largestM = 100.0f;        ///< likewise, above it
};

struct RepairedMesh {
    Mesh mesh;                     ///< valid, with normals; balanced() holds
    std::vector<std::string> done; ///< what was wrong and is mended, for people: "3 holes closed"
};

/// Whether along every edge as many triangles run one way as the other: then winding numbers are whole.
bool balanced(const Mesh& mesh);

/// `mesh`: indices in range, all else may be broken. Error: nothing is left; it is too small, too large or too far away
/// for its size; no surface can be made of it, or only with more memory (some 240 MB) than a part is worth.
core::Result<RepairedMesh> repaired(const Mesh& mesh, const RepairTarget& target = {});

} // namespace geometry
