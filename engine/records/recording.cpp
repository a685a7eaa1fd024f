#include <records/recording.h>

#include <records/recording_rules.h>

#include <core/check.h>

#include <algorithm>
#include <bit>

namespace records {
namespace {

bool sameBits(float a, float b) {
    return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b);
}

bool sameBits(const glm::vec3& a, const glm::vec3& b) {
    return sameBits(a.x, b.x) && sameBits(a.y, b.y) && sameBits(a.z, b.z);
}

/// Not Input's ==, for which 0 and -0 are one: the state hash tells them apart.
bool sameBits(const training::Input& a, const training::Input& b) {
    return a.tool == b.tool && a.pressing == b.pressing && a.action == b.action && a.answer == b.answer &&
           sameBits(a.skinPoint, b.skinPoint) && sameBits(a.direction, b.direction) && sameBits(a.forceN, b.forceN) &&
           sameBits(a.rateNPerS, b.rateNPerS);
}

} // namespace

void Recording::add(const training::Input& input, std::uint64_t hash) {
    CHECK(changes.empty() || changes.back().step < steps, "steps are added one after another");
    if (changes.empty() || !sameBits(input, inputOf(steps))) changes.push_back({steps, input});
    if (hashDue(steps)) checks.push_back({steps, hash});
    ++steps;
}

training::Input Recording::inputOf(std::uint32_t step) const {
    const auto after = std::upper_bound(changes.begin(), changes.end(), step,
                                        [](std::uint32_t s, const Change& change) { return s < change.step; });
    if (after == changes.begin()) return {};
    const Change& change = *(after - 1);
    training::Input input = change.input;
    if (change.step != step) input.action = training::Action::None;
    return input;
}

} // namespace records
