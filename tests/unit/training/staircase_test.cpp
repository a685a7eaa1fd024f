// The staircase against observers whose threshold is known.
#include <training/staircase.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

namespace {

using training::SimulatedObserver;
using training::Staircase;
using training::StaircaseResult;
using training::StifferIs;

StaircaseResult measure(std::uint64_t seed, const SimulatedObserver::Traits& traits) {
    Staircase staircase(seed);
    SimulatedObserver observer(seed * 31 + 7, traits);
    while (!staircase.finished()) staircase.answer(observer.judge(staircase.trial()));
    EXPECT_LE(staircase.trialsDone(), 60);
    return staircase.result();
}

struct Group {
    float bias = 0.0f;    ///< mean of estimate over truth, less one
    float typical = 0.0f; ///< median distance from the truth, as a share
    float covered = 0.0f; ///< intervals that hold the truth
};

Group measureGroup(float steepness, float owningUp) {
    constexpr int kPeople = 25;
    double logs = 0.0;
    std::vector<float> off;
    int covered = 0;
    for (const float truth : {0.06f, 0.12f, 0.25f})
        for (int i = 0; i < kPeople; ++i) {
            const StaircaseResult r =
                measure(static_cast<std::uint64_t>(1000.0f * truth) * 100 + i, {truth, steepness, owningUp});
            logs += std::log(static_cast<double>(r.weberFraction / truth));
            off.push_back(std::abs(r.weberFraction / truth - 1.0f));
            covered += r.low <= truth && truth <= r.high;
        }
    std::sort(off.begin(), off.end());
    const auto n = static_cast<double>(off.size());
    return {static_cast<float>(std::exp(logs / n) - 1.0), off[off.size() / 2], static_cast<float>(covered / n)};
}

TEST(Staircase, FindsASharpThresholdWithinATenthInSixtyTrials) {
    std::vector<float> off;
    for (const float truth : {0.05f, 0.07f, 0.1f, 0.14f, 0.2f, 0.28f})
        for (std::uint64_t seed = 1; seed <= 20; ++seed)
            off.push_back(std::abs(measure(seed, {truth, 40.0f, 0.5f}).weberFraction / truth - 1.0f));
    std::sort(off.begin(), off.end());
    std::printf("sharp observers: median %.1f %% off, 95 of 100 within %.1f %%\n", 100.0 * off[off.size() / 2],
                100.0 * off[off.size() * 95 / 100]);
    EXPECT_LT(off[off.size() * 9 / 10], 0.10f);
}

TEST(Staircase, IsUnbiasedForGradualObserversAndKnowsHowSureItIs) {
    for (const float steepness : {1.3f, 2.0f, 3.5f, 40.0f})
        for (const float owningUp : {0.0f, 0.8f}) {
            const Group g = measureGroup(steepness, owningUp);
            std::printf(
                "steepness %4.1f, owning up %.1f: bias %+.1f %%, typically %.1f %% off, interval holds %.0f %%\n",
                static_cast<double>(steepness), static_cast<double>(owningUp), 100.0 * g.bias, 100.0 * g.typical,
                100.0 * g.covered);
            // a very gradual observer tells so little in 60 trials that the prior of the steepness shows
            EXPECT_LT(std::abs(g.bias), steepness < 2.0f ? 0.15f : 0.10f) << steepness;
            EXPECT_GT(g.covered, 0.7f) << steepness;
        }
}

TEST(Staircase, CountsFalseAlarms) {
    const StaircaseResult honest = measure(3, {0.1f, 3.5f, 1.0f});
    EXPECT_EQ(honest.catchTrials, 8);
    EXPECT_EQ(honest.falseAlarms, 0);
    const StaircaseResult bold = measure(3, {0.1f, 3.5f, 0.0f});
    EXPECT_EQ(bold.catchTrials, 8);
    EXPECT_EQ(bold.falseAlarms, 8);
    EXPECT_EQ(bold.trials, 52);
    EXPECT_EQ(bold.right + bold.wrong, 52);
    EXPECT_EQ(bold.unsure, 0);
}

TEST(Staircase, BothSidesAreStifferAboutEquallyOftenAndOrderIsRepeatable) {
    Staircase a(9), b(9);
    int second = 0;
    while (!a.finished()) {
        EXPECT_EQ(a.trial().contrast, b.trial().contrast);
        EXPECT_EQ(a.trial().secondStiffer, b.trial().secondStiffer);
        second += a.trial().secondStiffer;
        a.answer(StifferIs::Neither);
        b.answer(StifferIs::Neither);
    }
    EXPECT_GT(second, 15);
    EXPECT_LT(second, 45);
    EXPECT_FALSE(a.answer(StifferIs::First)); // over
    EXPECT_EQ(a.trialsDone(), 60);
}

TEST(Staircase, WhoeverNeverFeelsADifferenceIsToldSo) {
    Staircase staircase(5);
    while (!staircase.finished()) {
        const bool second = staircase.trial().secondStiffer;
        staircase.answer(staircase.trialsDone() % 2 == 0 ? (second ? StifferIs::First : StifferIs::Second)
                                                         : StifferIs::Neither);
    }
    EXPECT_GT(staircase.result().weberFraction, 0.7f);
    EXPECT_GT(staircase.result().high, 1.0f);
}

} // namespace
