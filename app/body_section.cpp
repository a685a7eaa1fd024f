#include <app/body_section.h>

#include <anatomy/posing.h>

#include <array>
#include <cmath>
#include <cstdlib>

namespace app {
namespace {

constexpr std::array<std::string_view, kCutKinds> kNames = {"none", "transverse", "sagittal", "frontal"};
constexpr float kMm = 0.001f;
constexpr float kFarthestMm = 3000.0f;

} // namespace

std::string_view cutName(CutKind kind) {
    return kNames[static_cast<std::size_t>(kind)];
}

glm::vec3 cutAxis(CutKind kind) {
    return kind == CutKind::Transverse ? core::kSuperior : kind == CutKind::Sagittal ? core::kLeft : core::kAnterior;
}

std::optional<render::SectionPlane> sectionPlane(const SectionChoice& choice, const glm::vec3& eye,
                                                 const std::optional<glm::vec3>& touch) {
    if (choice.kind == CutKind::None) return {};
    const glm::vec3 axis = cutAxis(choice.kind);
    const float at = choice.atTool && touch ? glm::dot(axis, *touch) : choice.at;
    return glm::dot(axis, eye) >= at ? render::SectionPlane{axis, at} : render::SectionPlane{-axis, -at};
}

glm::vec2 sectionRange(CutKind kind, const core::Box& body) {
    if (body.empty()) return glm::vec2(0.0f);
    const glm::vec3 axis = cutAxis(kind);
    return {glm::dot(axis, body.lower), glm::dot(axis, body.upper)};
}

core::Result<SectionChoice> parseSection(const std::string& text, const session::World& world) {
    const std::size_t colon = text.find(':');
    const std::string name = text.substr(0, colon);
    SectionChoice out;
    for (int k = 1; k < kCutKinds; ++k)
        if (name == kNames[static_cast<std::size_t>(k)]) out.kind = static_cast<CutKind>(k);
    if (out.kind == CutKind::None || colon == std::string::npos || colon + 1 == text.size())
        return core::Error("\"" + text +
                           "\" is no section: write transverse, sagittal or frontal, a colon, and millimetres or a "
                           "structure (transverse:L3)");
    const std::string where = text.substr(colon + 1);
    char* end = nullptr;
    const float mm = std::strtof(where.c_str(), &end);
    if (end != where.c_str() && *end == '\0') {
        if (!(std::fabs(mm) <= kFarthestMm))
            return core::Error("\"" + where + "\" mm lies beyond every body: within 3000 is meant");
        out.at = kMm * mm;
        return out;
    }
    const auto structure = world.library->atlas.resolve(where);
    if (!structure) return structure.error();
    const anatomy::BodyPart* part = world.body.part(structure.value()->id);
    if (part == nullptr) return core::Error(structure.value()->name + " has no shape yet");
    const core::Box box = anatomy::posedBounds(*part, geometry::RigidJoints(world.posing.joints));
    out.at = glm::dot(cutAxis(out.kind), box.centre());
    return out;
}

} // namespace app
