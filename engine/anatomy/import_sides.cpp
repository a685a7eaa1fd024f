#include <anatomy/import_sides.h>

#include <anatomy/import_fit.h>

#include <geometry/pieces.h>
#include <geometry/simplify.h>

namespace anatomy {
namespace {

bool sound(const geometry::Mesh& mesh) {
    return geometry::validate(mesh).empty();
}

} // namespace

std::vector<PlacedMesh> withSides(const Atlas& atlas, std::vector<PlacedMesh> meshes) {
    std::vector<PlacedMesh> out;
    for (PlacedMesh& placed : meshes) {
        const Structure* left = atlas.find(placed.structure->key, core::Side::Left);
        const Structure* right = atlas.find(placed.structure->key, core::Side::Right);
        if (placed.sideKnown || left == nullptr || right == nullptr) {
            out.push_back(std::move(placed));
            continue;
        }
        PlacedMesh both[2] = {{left, true, {}, placed.from}, {right, true, {}, placed.from}};
        // pieces hang together by corners, which files often give once for every triangle
        const geometry::Mesh joined = sound(placed.mesh) ? geometry::welded(placed.mesh) : placed.mesh;
        for (const geometry::Mesh& piece : geometry::pieces(joined))
            geometry::append(both[geometry::surfaceMiddle(piece).x > 0.0f ? 0 : 1].mesh, piece);
        for (PlacedMesh& side : both)
            if (!side.mesh.indices.empty()) out.push_back(std::move(side));
    }
    return out;
}

core::Status checkSides(const std::vector<PlacedMesh>& meshes) {
    std::size_t right = 0, wrong = 0;
    std::string example;
    for (const PlacedMesh& placed : meshes) {
        const Structure& structure = *placed.structure;
        if (!placed.sideKnown || structure.side == core::Side::Midline || structure.kind != Kind::Bone) continue;
        const float x = geometry::surfaceMiddle(placed.mesh).x;
        if ((x > 0.0f) == (structure.side == core::Side::Left)) {
            ++right;
        } else {
            ++wrong;
            if (example.empty()) example = structure.name;
        }
    }
    if (wrong <= right || wrong < 2) return core::Done{};
    return core::Error("left and right are exchanged: " + std::to_string(wrong) + " of " +
                       std::to_string(right + wrong) + " paired bones, " + example +
                       " among them, lie on the other side. The axes are others than told, or the body is mirrored");
}

} // namespace anatomy
