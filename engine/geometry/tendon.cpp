#include <geometry/tendon.h>

#include <geometry/mesh.h>

#include <algorithm>

namespace geometry {
namespace {

/// 1 within `length` of the end, 0 beyond it. A short tendon fades over less, so that none is left of no tendon.
float reach(float length, float fromEnd, float fade) {
    if (length <= 0.0f) return 0.0f;
    const float half = std::min(0.5f * fade, length);
    return 1.0f - glm::smoothstep(length - half, length + half, fromEnd);
}

} // namespace

float lengthAcross(std::span<const float> lengths, float across) {
    if (lengths.empty()) return 0.0f;
    // Catmull-Rom, so that the edge of an aponeurosis has no corners; never beyond the two lengths it lies between.
    const std::size_t last = lengths.size() - 1;
    const float at = glm::clamp(across, 0.0f, 1.0f) * static_cast<float>(last);
    const std::size_t i = std::min(static_cast<std::size_t>(at), last);
    const float b = lengths[i], c = lengths[std::min(i + 1, last)];
    const float a = i > 0 ? lengths[i - 1] : 2.0f * b - c, d = i + 2 <= last ? lengths[i + 2] : 2.0f * c - b;
    const float u = at - static_cast<float>(i);
    const float value = b + 0.5f * u * ((c - a) + u * ((2 * a - 5 * b + 4 * c - d) + u * (3 * (b - c) + d - a)));
    return glm::clamp(value, std::min(b, c), std::max(b, c));
}

float tendonShare(const Tendons& tendons, const FibrePlace& place, const glm::vec3& normal) {
    const float fromEnd = place.wholeM - place.alongM;
    const float through =
        std::max(reach(lengthAcross(tendons.origin.lengthM, place.across), place.alongM, kTendonFadeM),
                 reach(lengthAcross(tendons.insertion.lengthM, place.across), fromEnd, kTendonFadeM));
    const float sheet = std::max(reach(lengthAcross(tendons.origin.sheetM, place.across), place.alongM, kSheetFadeM),
                                 reach(lengthAcross(tendons.insertion.sheetM, place.across), fromEnd, kSheetFadeM));
    // A sheet ends where the face turns away to the side.
    const float facing = glm::smoothstep(0.15f, 0.55f, glm::dot(normal, tendons.face));
    return std::max(through, kAponeurosis * sheet * facing);
}

} // namespace geometry
