#include <session/reach.h>

#include <algorithm>
#include <cmath>

namespace session {
namespace {

/// Chance that a log-normal quantity about `value` lies above `threshold`.
float chanceAbove(float value, float threshold, float spread) {
    if (!(value > 0.0f)) return 0.0f;
    return 0.5f * std::erfc(-std::log(value / threshold) / (spread * std::sqrt(2.0f)));
}

Reach verdict(float confidence) { // a standard deviation either way
    if (confidence >= 0.84f) return Reach::Clearly;
    if (confidence >= 0.5f) return Reach::Probably;
    return confidence >= 0.16f ? Reach::Perhaps : Reach::No;
}

} // namespace

std::vector<Reached> structuresReached(const tissue::Reading& reading, const ReachRules& rules) {
    std::vector<Reached> out;
    if (!reading.touching) return out;
    for (const tissue::LayerReading& layer : reading.column) {
        if (!layer.structure.valid()) continue;
        Reached now{layer.structure, layer.kind, layer.meanStressKPa, layer.loadShare, 0.0f, Reach::No};
        now.confidence = std::min(chanceAbove(layer.meanStressKPa, rules.stressKPa, rules.stressSpread),
                                  chanceAbove(layer.loadShare, rules.loadShare, rules.shareSpread));
        now.reach = verdict(now.confidence);
        const auto known =
            std::find_if(out.begin(), out.end(), [&](const Reached& r) { return r.structure == layer.structure; });
        if (known == out.end())
            out.push_back(now);
        else if (now.confidence > known->confidence)
            *known = now;
    }
    return out;
}

const char* reachWords(Reach reach) {
    constexpr const char* kWords[] = {"not reached", "perhaps reached", "probably reached", "clearly reached"};
    return kWords[static_cast<int>(reach)];
}

} // namespace session
