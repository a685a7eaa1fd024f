// Pain by force: the most pain that each force has made felt since the start of a step. Tells relief from letting go:
// pain counts as fallen only against what this force, or less, made felt before. N; pain 0..10.
#pragma once

#include <core/hash.h>

#include <algorithm>
#include <array>

namespace training {

class PainByForce {
public:
    void note(float forceN, float pain) {
        float& most = most_[bin(forceN)];
        most = std::max(most, pain);
    }

    /// At this force or less. A tenth more is let pass, since no hand holds a force exactly.
    float mostAt(float forceN) const {
        float most = 0.0f;
        for (std::size_t i = 0; i <= bin(kSlack * forceN); ++i) most = std::max(most, most_[i]);
        return most;
    }

    /// Share of it that is gone now; 0 when it never hurt.
    float relief(float forceN, float pain) const {
        const float most = mostAt(forceN);
        return most < kNoPain ? 0.0f : std::clamp(1.0f - pain / most, 0.0f, 1.0f);
    }

    void hash(core::Hasher& hasher) const {
        for (const float most : most_) hasher.add(most);
    }

private:
    static constexpr float kBinN = 2.0f;
    static constexpr float kSlack = 1.1f;
    static constexpr float kNoPain = 1.0f; ///< there is no telling the relief of less
    static constexpr std::size_t kBins = 100;

    static std::size_t bin(float forceN) {
        const float at = std::clamp(forceN / kBinN, 0.0f, static_cast<float>(kBins - 1));
        return static_cast<std::size_t>(at);
    }

    std::array<float, kBins> most_{};
};

} // namespace training
