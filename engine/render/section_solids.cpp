#include <render/section_solids.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace render {
namespace {

std::array<glm::vec3, 8> corners(const core::Box& box) {
    std::array<glm::vec3, 8> out;
    for (std::size_t i = 0; i < out.size(); ++i)
        out[i] = {(i & 1u) != 0 ? box.upper.x : box.lower.x, (i & 2u) != 0 ? box.upper.y : box.lower.y,
                  (i & 4u) != 0 ? box.upper.z : box.lower.z};
    return out;
}

/// The whole picture when a corner is not in front of the eye.
PixelBounds pixelsOf(const core::Box& box, const Projection& projection, int width, int height) {
    glm::vec2 low(1e9f), high(-1e9f);
    for (const glm::vec3& corner : corners(box)) {
        const glm::vec4 clip = projection.viewProjection * glm::vec4(corner, 1.0f);
        if (clip.w <= 1e-4f) return {0, 0, width, height};
        const glm::vec2 at = (glm::vec2(clip) / clip.w * 0.5f + 0.5f) * glm::vec2(width, height);
        low = glm::min(low, at);
        high = glm::max(high, at);
    }
    const auto within = [](float v, int most) { return std::clamp(static_cast<int>(v), 0, most); };
    return {within(std::floor(low.x) - 1.0f, width), within(std::floor(low.y) - 1.0f, height),
            within(std::ceil(high.x) + 1.0f, width), within(std::ceil(high.y) + 1.0f, height)};
}

} // namespace

std::vector<SectionSolid> sectionSolids(std::span<const SectionCandidate> candidates, const Projection& projection,
                                        const CutPlane& plane, int width, int height) {
    const bool faced = projection.perspective ? glm::dot(plane.normal, projection.eye) > plane.offset
                                              : glm::dot(plane.normal, projection.forward) < 0.0f;
    std::vector<SectionSolid> out;
    if (!faced) return out;
    for (std::size_t i = 0; i < candidates.size(); ++i) {
        const SectionCandidate& c = candidates[i];
        if (!c.solid || c.bounds.empty()) continue;
        bool left = false, cut = false;
        for (const glm::vec3& corner : corners(c.bounds))
            (glm::dot(plane.normal, corner) > plane.offset ? cut : left) = true;
        if (!left || !cut) continue;
        const PixelBounds pixels = pixelsOf(c.bounds, projection, width, height);
        if (!pixels.empty()) out.push_back({i, pixels});
    }
    std::stable_sort(out.begin(), out.end(), [&](const SectionSolid& a, const SectionSolid& b) {
        return candidates[a.item].order < candidates[b.item].order;
    });
    return out;
}

} // namespace render
