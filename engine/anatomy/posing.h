// Posing: what a posture does to a body: the joints' motions, and for every soft part how much it swells to keep its
// volume (skinning.h). Deterministic at any number of workers.
#pragma once

#include <anatomy/body.h>

#include <core/workers.h>

#include <vector>

namespace anatomy {

struct Posing {
    std::vector<glm::mat4> joints; ///< bind pose -> posed, rotations and shifts
    std::vector<float> bulges;     ///< parallel to Body::parts(); 0 for what is stiff, and for the skin
};

Posing posingOf(const Body& body, const Pose& pose, core::Workers& workers);

/// Box of a part as it lies in a posture, without its bulge; of every `stride`th vertex, where a rough box will do.
core::Box posedBounds(const BodyPart& part, const geometry::RigidJoints& joints, std::size_t stride = 1);

/// A part of that body as it lies then.
geometry::Mesh posedPart(const Body& body, std::size_t part, const Posing& posing);

} // namespace anatomy
