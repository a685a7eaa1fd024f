// Random: a seeded generator that gives the same numbers on every machine (PCG32, O'Neill 2014). It lives in the state
// that uses it, so a replay draws what the first run drew. The standard distributions differ between libraries.
#pragma once

#include <cstdint>

namespace core {

class Random {
public:
    explicit Random(std::uint64_t seed = 1) {
        next();
        state_ += seed;
        next();
    }
    std::uint32_t next() {
        const std::uint64_t old = state_;
        state_ = old * 6364136223846793005ull + 1442695040888963407ull;
        const auto mixed = static_cast<std::uint32_t>(((old >> 18) ^ old) >> 27);
        const auto turn = static_cast<std::uint32_t>(old >> 59);
        return (mixed >> turn) | (mixed << ((32u - turn) & 31u));
    }
    /// Uniform in [0, 1).
    float uniform() { return static_cast<float>(next() >> 8) * (1.0f / 16777216.0f); }
    float uniform(float low, float high) { return low + (high - low) * uniform(); }
    /// Standard normal, as the sum of twelve uniforms less six (tails end at 6): no libm function, so the same
    /// everywhere.
    float normal() {
        float sum = -6.0f;
        for (int i = 0; i < 12; ++i) sum += uniform();
        return sum;
    }
    std::uint64_t state() const { return state_; }

private:
    std::uint64_t state_ = 0;
};

} // namespace core
