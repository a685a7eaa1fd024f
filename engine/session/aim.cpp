#include <session/aim.h>

#include <anatomy/posing.h>

namespace session {

namespace {

constexpr float kBehindM = 0.5f; // the ray starts outside every body

} // namespace

core::Result<Aim> aimBehind(const World& world, core::StructureId structure) {
    const anatomy::Structure* known = world.library->atlas.find(structure);
    const std::string name = known != nullptr ? known->name : "this structure";
    const anatomy::BodyPart* part = world.body.part(structure);
    if (part == nullptr) return core::Error(name + " has no shape in this body");
    const core::Box box = anatomy::posedBounds(*part, geometry::RigidJoints(world.posing.joints));
    glm::vec3 from = box.centre();
    from.z = box.lower.z - kBehindM;
    const auto hit = world.labels.skinHit({from, core::kAnterior});
    if (!hit) return core::Error("no skin behind " + name);
    return Aim{hit->position, -hit->normal};
}

} // namespace session
