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

bool sameBits(const patient::NerveControls& a, const patient::NerveControls& b) {
    for (std::size_t i = 0; i < a.share.size(); ++i)
        if (!sameBits(a.share[i], b.share[i])) return false;
    return a.site == b.site && a.testing == b.testing && sameBits(a.pace, b.pace) && a.run == b.run;
}

/// Not Input's ==, for which 0 and -0 are one: the state hash tells them apart.
bool sameBits(const training::Input& a, const training::Input& b) {
    return a.tool == b.tool && a.pressing == b.pressing && a.action == b.action && a.answer == b.answer &&
           sameBits(a.skinPoint, b.skinPoint) && sameBits(a.direction, b.direction) && sameBits(a.forceN, b.forceN) &&
           sameBits(a.rateNPerS, b.rateNPerS) && sameBits(a.nerve, b.nerve);
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
