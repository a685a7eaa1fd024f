#include <session/probe.h>

#include <algorithm>
#include <cmath>

namespace session {
namespace {

constexpr std::size_t kMostPoints = 20000; ///< kept of a structure
constexpr std::size_t kMostAsked = 400;    ///< of them asked in one reading
constexpr float kNear = 0.09f;             ///< farther from the touch there is no block
// a trigger point is felt over some millimetres, as patient::Patient feels it
constexpr float kFeel = 0.003f;
constexpr glm::vec3 kAround[] = {{0, 0, 0}, {1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}};

} // namespace

core::Result<ProbeTarget> probeTarget(const World& world, const patient::Patient& patient, const std::string& text) {
    ProbeTarget out;
    out.key = text;
    const auto point = world.library->points.resolve(text);
    if (point) {
        out.name = point.value().title();
        const glm::vec3 at = patient.placeOf(point.value());
        for (const glm::vec3& o : kAround) out.points.push_back(at + kFeel * o);
        return out;
    }
    const auto structure = world.library->atlas.resolve(text);
    if (!structure)
        return core::Error("\"" + text + "\" is neither a trigger point nor a structure: " + point.error().text() +
                           "; " + structure.error().text());
    out.name = structure.value()->name;
    const anatomy::BodyPart* part = world.body.part(structure.value()->id);
    if (part == nullptr) return core::Error(out.name + " has no shape yet");
    const auto index = static_cast<std::size_t>(part - world.body.parts().data());
    const std::vector<glm::vec3> all = anatomy::posedPart(world.body, index, world.posing).positions;
    const std::size_t stride = all.size() / kMostPoints + 1;
    for (std::size_t i = 0; i < all.size(); i += stride) out.points.push_back(all[i]);
    return out;
}

ProbeReading probe(const ProbeTarget& target, const tissue::Press& press) {
    ProbeReading out;
    out.key = target.key;
    out.name = target.name;
    std::vector<glm::vec3> near;
    for (const glm::vec3& p : target.points)
        if (glm::distance(p, press.touchPoint()) < kNear) near.push_back(p);
    const std::size_t stride = near.size() / kMostAsked + 1;
    std::vector<std::pair<glm::vec3, float>> asked;
    float sum = 0.0f;
    for (std::size_t i = 0; i < near.size(); i += stride) {
        const auto state = press.at(near[i]);
        if (!state || state->kind == tissue::TissueKind::Bone || state->kind == tissue::TissueKind::Air) continue;
        const float along = std::max(0.0f, state->alongPressKPa);
        sum += along;
        asked.emplace_back(near[i], along);
        if (out.inReach && along <= out.peakKPa) continue;
        out.inReach = true;
        out.peakKPa = along;
        out.shearKPa = state->shearKPa;
        out.pressureKPa = state->pressureKPa;
        out.movedMm = 1000.0f * glm::length(state->displacement);
    }
    if (!out.inReach) return out;
    out.meanKPa = sum / static_cast<float>(asked.size());
    core::Box pressed;
    for (const auto& [place, along] : asked)
        if (along > 0.0f && along >= 0.5f * out.peakKPa) pressed.add(place);
    if (!pressed.empty()) out.lengthMm = 1000.0f * glm::length(pressed.upper - pressed.lower);
    return out;
}

} // namespace session
