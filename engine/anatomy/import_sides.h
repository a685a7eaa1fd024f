// Import sides: meshes of a pair that are named without a side ("Rib 5") are told apart by where they lie, piece by
// piece; and an import whose sides are exchanged as a whole is found out.
#pragma once

#include <anatomy/atlas.h>

#include <core/result.h>
#include <geometry/mesh.h>

#include <string>
#include <vector>

namespace anatomy {

/// A mesh in the body frame.
struct PlacedMesh {
    const Structure* structure = nullptr;
    bool sideKnown = true;
    geometry::Mesh mesh;
    std::string from; ///< "file" or "file: object"
};

/// Gives every mesh its side; one that holds both is cut in two.
std::vector<PlacedMesh> withSides(const Atlas& atlas, std::vector<PlacedMesh> meshes);

/// Error: most bones that are named for a side lie on the other.
core::Status checkSides(const std::vector<PlacedMesh>& meshes);

} // namespace anatomy
