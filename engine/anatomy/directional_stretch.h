// Directional stretch: building blocks of smooth maps of space that cannot fold. A map p -> p + direction * f(p) moves
// every point along one line; it is one to one when f never shrinks along that line by more than the step itself (1 +
// df/ds > 0), whatever f does across it. Such maps, one after the other, are one to one again.
#pragma once

#include <algorithm>

namespace anatomy {

/// From 0 to 1 as t goes from a to b, a < b, straight between and flat outside, with the two corners rounded off over
/// `round` to either side (continuous slope). The slope is nowhere above 1 / (b - a). round <= (b - a) / 2.
inline float ramp(float t, float a, float b, float round) {
    const auto corner = [round](float d) { // integral of a slope that goes from 0 to 1 over -round .. round
        const float c = std::clamp(d, -round, round);
        return (c + round) * (c + round) / (4.0f * round) + std::max(d - round, 0.0f);
    };
    return (corner(t - a) - corner(t - b)) / (b - a);
}

/// From -1 at -half to 1 at half and flat beyond: odd, straight through 0, the slope nowhere above 1.2 / half.
inline float oddRamp(float t, float half) {
    return 2.0f * ramp(t, -0.85f * half, 0.85f * half, 0.15f * half) - 1.0f;
}

} // namespace anatomy
