#include <app/label_layout.h>

#include <glm/geometric.hpp>

#include <algorithm>
#include <tuple>

namespace app {
namespace {

double turn(const glm::vec2& a, const glm::vec2& b, const glm::vec2& c) {
    const glm::dvec2 u(glm::dvec2(b) - glm::dvec2(a)), v(glm::dvec2(c) - glm::dvec2(a));
    return u.x * v.y - u.y * v.x;
}

/// Slots for wishes in ascending order: the mean of pushing down from above and up from below. Both keep the distance,
/// so their mean does.
std::vector<float> spread(const std::vector<float>& wishes, float first, float last, float step) {
    const std::size_t n = wishes.size();
    std::vector<float> down(n), up(n), out(n);
    for (std::size_t i = 0; i < n; ++i) {
        const float room = last - static_cast<float>(n - 1 - i) * step;
        down[i] = std::min(std::max(wishes[i], i == 0 ? first : down[i - 1] + step), room);
    }
    for (std::size_t i = n; i-- > 0;) {
        const float room = first + static_cast<float>(i) * step;
        up[i] = std::max(std::min(wishes[i], i + 1 == n ? last : up[i + 1] - step), room);
    }
    for (std::size_t i = 0; i < n; ++i) out[i] = 0.5f * (down[i] + up[i]);
    return out;
}

struct Column {
    const LabelArea& area;
    bool left;

    float edge() const { return left ? area.lower.x + area.column : area.upper.x - area.column; }

    PlacedLabel place(const LabelAnchor& a, float middle) const {
        PlacedLabel out;
        out.key = a.key;
        out.lower = {left ? edge() - a.size.x : edge(), middle - 0.5f * a.size.y};
        out.upper = out.lower + a.size;
        out.from = {edge(), middle};
        out.to = a.at;
        return out;
    }

    std::vector<PlacedLabel> lay(std::vector<LabelAnchor> own) const {
        float height = 1.0f; // all slots alike, so that two labels can change places
        for (const LabelAnchor& a : own) height = std::max(height, a.size.y);
        const float step = height + area.gap, room = area.upper.y - area.lower.y;
        const auto most = static_cast<std::size_t>(std::max(0.0f, (room + area.gap) / step));
        std::sort(own.begin(), own.end(), [](const LabelAnchor& a, const LabelAnchor& b) {
            return std::tuple(-a.weight, a.key) < std::tuple(-b.weight, b.key);
        });
        if (own.size() > most) own.resize(most);
        std::sort(own.begin(), own.end(), [](const LabelAnchor& a, const LabelAnchor& b) {
            return std::tuple(a.at.y, a.at.x, a.key) < std::tuple(b.at.y, b.at.x, b.key);
        });
        std::vector<float> wishes;
        for (const LabelAnchor& a : own) wishes.push_back(a.at.y);
        const std::vector<float> slots =
            spread(wishes, area.lower.y + 0.5f * height, area.upper.y - 0.5f * height, step);
        uncross(own, slots);
        std::vector<PlacedLabel> out;
        for (std::size_t i = 0; i < own.size(); ++i) out.push_back(place(own[i], slots[i]));
        return out;
    }

    /// Exchanging the slots of two that cross makes their leaders shorter together, so this comes to an end.
    void uncross(std::vector<LabelAnchor>& own, const std::vector<float>& slots) const {
        bool again = true;
        for (std::size_t round = 0; again && round <= own.size() * own.size(); ++round) {
            again = false;
            for (std::size_t i = 0; i < own.size(); ++i)
                for (std::size_t j = i + 1; j < own.size(); ++j)
                    if (leadersCross(place(own[i], slots[i]), place(own[j], slots[j]))) {
                        std::swap(own[i], own[j]);
                        again = true;
                    }
        }
    }
};

float weightOf(const std::vector<LabelAnchor>& anchors, std::uint32_t key) {
    for (const LabelAnchor& a : anchors)
        if (a.key == key) return a.weight;
    return 0.0f;
}

/// Leaders of the two columns may cross near the middle, and two on one line of sight cannot be parted by exchange.
void dropCrossing(std::vector<PlacedLabel>& placed, const std::vector<LabelAnchor>& anchors) {
    for (std::size_t i = 0; i < placed.size();) {
        std::size_t j = i + 1;
        while (j < placed.size() && !leadersCross(placed[i], placed[j])) ++j;
        if (j == placed.size()) {
            ++i;
            continue;
        }
        const bool first = weightOf(anchors, placed[i].key) < weightOf(anchors, placed[j].key);
        placed.erase(placed.begin() + static_cast<std::ptrdiff_t>(first ? i : j));
    }
}

} // namespace

bool leadersCross(const PlacedLabel& a, const PlacedLabel& b) {
    const auto apart = [](const PlacedLabel& p, const PlacedLabel& q) {
        const double u = turn(p.from, p.to, q.from), v = turn(p.from, p.to, q.to);
        return (u > 0.0 && v > 0.0) || (u < 0.0 && v < 0.0);
    };
    if (apart(a, b) || apart(b, a)) return false;
    // On one line they meet where their boxes do.
    const auto box = [](const PlacedLabel& p) {
        return std::pair(glm::vec2(std::min(p.from.x, p.to.x), std::min(p.from.y, p.to.y)),
                         glm::vec2(std::max(p.from.x, p.to.x), std::max(p.from.y, p.to.y)));
    };
    const auto [al, au] = box(a);
    const auto [bl, bu] = box(b);
    return al.x <= bu.x && bl.x <= au.x && al.y <= bu.y && bl.y <= au.y;
}

std::vector<PlacedLabel> layoutLabels(const std::vector<LabelAnchor>& anchors, const LabelArea& area) {
    const float low = area.lower.x + area.column + area.gap, high = area.upper.x - area.column - area.gap;
    std::vector<PlacedLabel> out;
    for (const bool left : {true, false}) {
        std::vector<LabelAnchor> own;
        for (const LabelAnchor& a : anchors)
            if (a.left == left && a.at.x >= low && a.at.x <= high && a.at.y >= area.lower.y && a.at.y <= area.upper.y &&
                a.size.x <= area.column)
                own.push_back(a);
        for (const PlacedLabel& label : Column{area, left}.lay(std::move(own))) out.push_back(label);
    }
    dropCrossing(out, anchors);
    return out;
}

} // namespace app
