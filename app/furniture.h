// Furniture: what the patient lies or sits on: a table with a face cradle, a pillow under the head on the side, a
// stool. Made by program, drawn under the body and nothing more: it is no structure, cannot be picked, is neither
// exported nor framed, and stays away where it would hide what is looked at (seen from beneath, a section, an isolated
// structure). Metres, posed body frame.
#pragma once

#include <anatomy/posing.h>
#include <geometry/mesh.h>

#include <array>
#include <optional>
#include <vector>

namespace app {

enum class Piece { Table, Cradle, Pillow, Stool };
constexpr std::array<Piece, 4> kPieces = {Piece::Table, Piece::Cradle, Piece::Pillow, Piece::Stool};

/// In its own frame: +Z up, +Y towards the patient's head (a stool: forward), the highest point of what bears weight at
/// z = 0.
geometry::Mesh pieceMesh(Piece piece);

/// Height of what bears weight over a place of its frame; none beside it.
std::optional<float> bearingHeight(Piece piece, float x, float y);

struct PlacedPiece {
    Piece piece = Piece::Table;
    glm::mat4 toBody{1.0f}; ///< turn and shift

    /// How far above the piece a point lies, negative: in it; none where the piece does not reach.
    std::optional<float> gap(const glm::vec3& point) const;
};

/// What the body rests on in that pose, laid against the posed skin so that it gives way by some millimetres at the
/// first points to touch: table and seat lean, about the axis from side to side, until the body lies on both ends of
/// what it rests on, as far as 17 degrees. (The pelvis stays upright in the body's frame.) Empty when it stands, or has
/// no skin.
std::vector<PlacedPiece> furnitureOf(const anatomy::Body& body, const anatomy::Posing& posing,
                                     const anatomy::Pose& pose);

} // namespace app
