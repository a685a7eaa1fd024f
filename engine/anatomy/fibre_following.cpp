#include <anatomy/fibre_following.h>

#include <core/check.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace anatomy {
namespace {

constexpr int kBundles = 12;      // across the muscle
constexpr float kEndShare = 0.1f; // of a fibre's length that counts as its end
constexpr std::size_t kFewest = 4;

/// Mean of what some vertices follow.
struct Mean {
    FollowedBones sum;
    float levels = 0.0f; ///< axial shares that level was summed with
    std::size_t count = 0;

    void add(const FollowedBones& bones) {
        sum.limbs.resize(bones.limbs.size());
        sum.axial += bones.axial;
        sum.level += bones.axial * bones.level;
        sum.ribs += bones.axial * bones.ribs;
        sum.breast += bones.axial * bones.breast;
        levels += bones.axial;
        for (std::size_t k = 0; k < bones.limbs.size(); ++k) sum.limbs[k] += bones.limbs[k];
        ++count;
    }
    FollowedBones value() const {
        FollowedBones out = sum;
        const float n = static_cast<float>(count);
        out.axial /= n;
        for (float* part : {&out.level, &out.ribs, &out.breast}) *part = levels > 0.0f ? *part / levels : 0.0f;
        for (float& share : out.limbs) share /= n;
        return out;
    }
};

/// A bundle of fibres: where it begins and ends along the grain, and what it follows there.
struct Bundle {
    float from = std::numeric_limits<float>::max();
    float to = std::numeric_limits<float>::lowest();
    FollowedBones origin, insertion;
    bool known = false;
};

FollowedBones mixed(const FollowedBones& a, const FollowedBones& b, float t) {
    FollowedBones out;
    const float wa = (1.0f - t) * a.axial, wb = t * b.axial;
    out.axial = wa + wb;
    if (out.axial > 0.0f) {
        out.ribs = (wa * a.ribs + wb * b.ribs) / out.axial;
        out.breast = (wa * a.breast + wb * b.breast) / out.axial;
    }
    // The level goes along the fibre too, unless one end has none.
    const bool both = a.axial > 0.02f && b.axial > 0.02f;
    out.level = both ? glm::mix(a.level, b.level, t) : a.axial >= b.axial ? a.level : b.level;
    for (std::size_t k = 0; k < a.limbs.size(); ++k) out.limbs.push_back(glm::mix(a.limbs[k], b.limbs[k], t));
    return out;
}

} // namespace

void followAlongFibres(const std::vector<glm::vec3>& grain, std::vector<FollowedBones>& vertices) {
    CHECK(grain.size() == vertices.size(), "a grain for every vertex");
    float low = std::numeric_limits<float>::max(), high = std::numeric_limits<float>::lowest();
    for (const glm::vec3& g : grain) {
        low = std::min(low, g.y);
        high = std::max(high, g.y);
    }
    const float width = std::max(high - low, 1e-6f);
    const auto across = [&](const glm::vec3& g) { return (g.y - low) / width * kBundles; };
    const auto bundleOf = [&](const glm::vec3& g) {
        return static_cast<std::size_t>(std::clamp(static_cast<int>(across(g)), 0, kBundles - 1));
    };
    std::vector<Bundle> bundles(kBundles);
    for (const glm::vec3& g : grain) {
        Bundle& bundle = bundles[bundleOf(g)];
        bundle.from = std::min(bundle.from, g.x);
        bundle.to = std::max(bundle.to, g.x);
    }
    std::vector<Mean> first(kBundles), last(kBundles);
    for (std::size_t i = 0; i < grain.size(); ++i) {
        const std::size_t b = bundleOf(grain[i]);
        const float end = kEndShare * (bundles[b].to - bundles[b].from);
        if (grain[i].x <= bundles[b].from + end) first[b].add(vertices[i]);
        if (grain[i].x >= bundles[b].to - end) last[b].add(vertices[i]);
    }
    bool any = false;
    for (std::size_t b = 0; b < bundles.size(); ++b) {
        bundles[b].known = first[b].count >= kFewest && last[b].count >= kFewest && bundles[b].to > bundles[b].from;
        if (!bundles[b].known) continue;
        bundles[b].origin = first[b].value();
        bundles[b].insertion = last[b].value();
        any = true;
    }
    if (!any) return;
    for (int b = 0; b < kBundles; ++b) { // those with too few vertices do as the nearest one
        if (bundles[static_cast<std::size_t>(b)].known) continue;
        for (int d = 1; d < kBundles; ++d) {
            const int near = b - d >= 0 && bundles[static_cast<std::size_t>(b - d)].known ? b - d : b + d;
            if (near < 0 || near >= kBundles || !bundles[static_cast<std::size_t>(near)].known) continue;
            const Bundle& other = bundles[static_cast<std::size_t>(near)];
            bundles[static_cast<std::size_t>(b)].from = other.from;
            bundles[static_cast<std::size_t>(b)].to = other.to;
            bundles[static_cast<std::size_t>(b)].origin = other.origin;
            bundles[static_cast<std::size_t>(b)].insertion = other.insertion;
            break;
        }
    }
    for (std::size_t i = 0; i < grain.size(); ++i) {
        const float at = std::clamp(across(grain[i]) - 0.5f, 0.0f, static_cast<float>(kBundles - 1));
        const auto b = static_cast<std::size_t>(at);
        const Bundle& one = bundles[b];
        const Bundle& next = bundles[std::min<std::size_t>(b + 1, kBundles - 1)];
        const auto along = [&](const Bundle& bundle) {
            return std::clamp((grain[i].x - bundle.from) / std::max(bundle.to - bundle.from, 1e-6f), 0.0f, 1.0f);
        };
        vertices[i] = mixed(mixed(one.origin, one.insertion, along(one)),
                            mixed(next.origin, next.insertion, along(next)), at - static_cast<float>(b));
    }
}

} // namespace anatomy
