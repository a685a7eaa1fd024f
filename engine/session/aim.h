// Aim: where a hand is set to press what has a name. Body frame, metres, as the body lies in the world's posture.
#pragma once

#include <session/world.h>

namespace session {

struct Aim {
    glm::vec3 skin{0.0f};
    glm::vec3 direction{0.0f, 0.0f, 1.0f}; ///< unit, into the body
};

/// The skin straight behind the middle of a structure, pressed square to it. Error: no shape, no skin behind it.
core::Result<Aim> aimBehind(const World& world, core::StructureId structure);

} // namespace session
