#include <training/place_words.h>

#include <training/lesson_run.h>

#include <core/text.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <utility>

namespace training {

namespace {

constexpr float kNoWay = 0.0005f;  // metres: nearer than this there is no telling the direction
constexpr float kSecond = 0.45f;   // a second direction is told when it is at least this share of the first
constexpr float kMidline = 0.010f; // metres from the midline within which neither side is wrong

/// From the axis to the point, square to the axis.
glm::vec3 fromAxis(const glm::vec3& point, const glm::vec3& skinPoint, const glm::vec3& direction) {
    const glm::vec3 apart = point - skinPoint;
    const float length = glm::length(direction);
    if (!(length > 1e-6f)) return apart;
    const glm::vec3 axis = direction / length;
    return apart - glm::dot(apart, axis) * axis;
}

/// Toward or away from the spine; across the midline neither says anything, only the side does.
std::string sideways(float goalX, float toolX) {
    const bool otherSide = goalX * toolX < 0.0f && std::fabs(goalX) > kMidline && std::fabs(toolX) > kMidline;
    if (otherSide) return goalX < 0.0f ? "on the patient's left" : "on the patient's right";
    return std::fabs(toolX) < std::fabs(goalX) ? "too far toward the spine" : "too far away from the spine";
}

} // namespace

Offset offsetOf(const glm::vec3& goal, const glm::vec3& skinPoint, const glm::vec3& direction) {
    const glm::vec3 toGoal = fromAxis(goal, skinPoint, direction);
    const glm::vec3 off = -toGoal;
    Offset out{1000.0f * glm::length(off), {}};
    std::array<std::pair<float, std::string>, 3> ways = {
        std::pair{std::fabs(off.x), sideways(goal.x, goal.x + off.x)},
        std::pair{std::fabs(off.y), std::string(off.y > 0.0f ? "too far toward the head" : "too far toward the feet")},
        std::pair{std::fabs(off.z),
                  std::string(off.z > 0.0f ? "too far toward the front" : "too far toward the back")}};
    std::stable_sort(ways.begin(), ways.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    if (ways[0].first < kNoWay) return out;
    out.words = ways[0].second;
    if (ways[1].first > kSecond * ways[0].first) {
        const std::string& second = ways[1].second;
        const bool same = out.words.rfind("too far ", 0) == 0 && second.rfind("too far ", 0) == 0;
        out.words += " and " + (same ? second.substr(8) : second);
    }
    return out;
}

std::string inWords(const Offset& offset) {
    return core::fixed(static_cast<double>(offset.mm), 0) + " mm " + (offset.words.empty() ? "off" : offset.words);
}

float distanceFromAxisMm(const glm::vec3& point, const glm::vec3& skinPoint, const glm::vec3& direction) {
    return 1000.0f * glm::length(fromAxis(point, skinPoint, direction));
}

} // namespace training
