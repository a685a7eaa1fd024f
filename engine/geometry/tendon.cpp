#include <geometry/tendon.h>

#include <geometry/mesh.h>

#include <algorithm>
#include <cmath>

namespace geometry {
namespace {

/// 1 within `length` of the end, 0 beyond it. A short tendon fades over less, so that none is left of no tendon.
float reach(float length, float fromEnd) {
    if (length <= 0.0f) return 0.0f;
    const float half = std::min(0.5f * kTendonFadeM, length);
    return 1.0f - glm::smoothstep(length - half, length + half, fromEnd);
}

} // namespace

float lengthAcross(std::span<const float> lengths, float across) {
    if (lengths.empty()) return 0.0f;
    const float at = glm::clamp(across, 0.0f, 1.0f) * static_cast<float>(lengths.size() - 1);
    const std::size_t below = std::min(static_cast<std::size_t>(at), lengths.size() - 1);
    const std::size_t above = std::min(below + 1, lengths.size() - 1);
    return glm::mix(lengths[below], lengths[above], at - static_cast<float>(below));
}

float tendonShare(const Tendons& tendons, const FibrePlace& place, const glm::vec3& normal) {
    const float fromEnd = place.wholeM - place.alongM;
    const float through = std::max(reach(lengthAcross(tendons.origin.lengthM, place.across), place.alongM),
                                   reach(lengthAcross(tendons.insertion.lengthM, place.across), fromEnd));
    const float sheet = std::max(reach(lengthAcross(tendons.origin.sheetM, place.across), place.alongM),
                                 reach(lengthAcross(tendons.insertion.sheetM, place.across), fromEnd));
    // A sheet ends where the face turns away to the side.
    const float facing = glm::smoothstep(0.15f, 0.55f, glm::dot(normal, tendons.face));
    return std::max(through, kAponeurosis * sheet * facing);
}

} // namespace geometry
