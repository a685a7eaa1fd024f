#include <anatomy/posing.h>

namespace anatomy {
namespace {

/// All vertices with the same single joint: bones, and what hangs on one.
bool rigid(const geometry::SkinWeights& weights) {
    for (const geometry::VertexWeights& vertex : weights)
        if (vertex.weights[0] < 0.999f || vertex.joints[0] != weights.front().joints[0]) return false;
    return true;
}

} // namespace

Posing posingOf(const Body& body, const Pose& pose, core::Workers& workers) {
    Posing out;
    out.joints = body.skeleton().matrices(pose);
    out.bulges.assign(body.parts().size(), 0.0f);
    const geometry::RigidJoints joints(out.joints);
    workers.parallelFor(body.parts().size(), 4, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i < end; ++i) {
            const BodyPart& part = body.parts()[i];
            if (part.halfThickness.empty() || rigid(part.weights)) continue;
            out.bulges[i] = geometry::bulgeOf(part.mesh, part.weights, joints, part.halfThickness);
        }
    });
    return out;
}

core::Box posedBounds(const BodyPart& part, const geometry::RigidJoints& joints, std::size_t stride) {
    core::Box box;
    for (std::size_t i = 0; i < part.mesh.positions.size(); i += stride)
        box.add(glm::vec3(joints.at(part.weights[i]) * glm::vec4(part.mesh.positions[i], 1.0f)));
    return box;
}

geometry::Mesh posedPart(const Body& body, std::size_t part, const Posing& posing) {
    const BodyPart& from = body.parts()[part];
    return geometry::posed(from.mesh, from.weights, geometry::RigidJoints(posing.joints), from.halfThickness,
                           posing.bulges[part]);
}

} // namespace anatomy
