// The model of conduction on figures of its own: what must hold for any nerve, and the published courses it stands on.
#include <patient/nerve_conduction.h>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace {

using patient::Entrapment;
using patient::NerveLaw;
using patient::NerveStretch;

constexpr float kMinute = 60.0f;

NerveLaw law() {
    NerveLaw out;
    const auto at = [](const char* effect, float low, float high) {
        patient::NervePressure p;
        p.effect = effect;
        p.lowKPa = low;
        p.highKPa = high;
        return p;
    };
    out.flowSlows = at("slows", 2.7f, 4.0f);
    out.flowStops = out.blocked = at("stops", 8.0f, 10.7f);
    out.conductionFalls = at("falls", 4.0f, 5.3f);
    out.harmless = at("harmless", 4.0f, 10.7f);
    out.lasting = at("lasting", 26.7f, 53.3f);
    out.blockSeconds = {15 * kMinute, 45 * kMinute};
    out.recoverySeconds = {3 * kMinute, 15 * kMinute};
    out.weaknessLag = 0.2f;
    out.lastingRecoverySeconds = 21 * 86400.0f;
    return out;
}

Entrapment mixed() {
    Entrapment out;
    out.feels = out.moves = true;
    return out;
}

NerveStretch held(const NerveLaw& l, float kPa, float minutes, float nature = 0.5f) {
    NerveStretch out(l, nature);
    for (int i = 0; i < 60; ++i) out.step(kPa, minutes);
    return out;
}

TEST(NerveConduction, NothingHappensWithoutPressure) {
    const NerveLaw l = law();
    const NerveStretch s = held(l, 0.0f, 60.0f);
    EXPECT_EQ(s.conduction(), 1.0f);
    EXPECT_EQ(s.symptoms(mixed()), patient::NerveSymptoms{});
}

TEST(NerveConduction, BlocksWithinThePublishedTimes) {
    const NerveLaw l = law();
    // a twentieth left after 15 minutes in the most sensitive, 45 in the hardiest, where flow has stopped (Klenerman)
    EXPECT_NEAR(held(l, 11.0f, 15.0f, 0.0f).conduction(), 0.05f, 0.005f);
    EXPECT_NEAR(held(l, 11.0f, 45.0f, 1.0f).conduction(), 0.05f, 0.005f);
    // as fast at twice the pressure
    EXPECT_NEAR(held(l, 22.0f, 30.0f).conduction(), held(l, 11.0f, 30.0f).conduction(), 0.02f);
}

TEST(NerveConduction, MorePressureNeverConductsMore) {
    const NerveLaw l = law();
    for (const float minutes : {1.0f, 10.0f, 60.0f, 180.0f}) {
        float before = 1.0f;
        for (float kPa = 0.0f; kPa < 80.0f; kPa += 0.5f) {
            const float now = held(l, kPa, minutes).conduction();
            EXPECT_LE(now, before + 1e-6f) << kPa << " kPa for " << minutes << " min";
            before = now;
        }
    }
}

TEST(NerveConduction, StepsOfAnyLengthGiveTheSameCourse) {
    const NerveLaw l = law();
    NerveStretch one(l), many(l);
    one.step(11.0f, 600.0f);
    for (int i = 0; i < 12000; ++i) many.step(11.0f, 0.05f);
    EXPECT_NEAR(one.conduction(), many.conduction(), 1e-3f);
}

TEST(NerveConduction, ComesBackAfterReleaseAndStaysLostAfterHarm) {
    const NerveLaw l = law();
    NerveStretch gentle = held(l, 11.0f, 30.0f);
    ASSERT_LT(gentle.conduction(), 0.2f);
    gentle.step(0.0f, 15 * kMinute);
    EXPECT_GT(gentle.conduction(), 0.9f);
    NerveStretch harmed = held(l, 40.0f, 120.0f);
    harmed.step(0.0f, 60 * kMinute);
    EXPECT_NEAR(harmed.conduction(), 0.5f, 0.06f) << "two hours at 300 mmHg leave about half (Rydevik and Nordborg)";
    harmed.step(0.0f, 90 * 86400.0f);
    EXPECT_GT(harmed.conduction(), 0.95f);
}

TEST(NerveConduction, TinglesFirstThenGoesNumbThenWeak) {
    const NerveLaw l = law();
    const Entrapment site = mixed();
    NerveStretch s(l);
    float tingles = -1.0f, numb = -1.0f, weak = -1.0f;
    for (int second = 0; second < 3600; ++second) {
        s.step(12.0f, 1.0f);
        const patient::NerveSymptoms now = s.symptoms(site);
        const auto note = [&](float& at, float value) {
            if (at < 0.0f && value > 0.5f) at = static_cast<float>(second);
        };
        note(tingles, now.tingling);
        note(numb, now.numbness);
        note(weak, now.weakness);
    }
    EXPECT_GE(tingles, 0.0f);
    EXPECT_LT(tingles, numb);
    EXPECT_LT(numb, weak);
    EXPECT_LT(s.symptoms(site).tingling, 0.1f) << "what no longer conducts no longer tingles";
}

TEST(NerveConduction, SymptomsOnlyWhereTheNerveCarriesThem) {
    const NerveLaw l = law();
    const NerveStretch s = held(l, 12.0f, 30.0f);
    Entrapment sensory = mixed(), motor = mixed();
    sensory.moves = false;
    motor.feels = false;
    EXPECT_EQ(s.symptoms(sensory).weakness, 0.0f);
    EXPECT_GT(s.symptoms(sensory).numbness, 0.5f);
    EXPECT_EQ(s.symptoms(motor).numbness, 0.0f);
    EXPECT_EQ(s.symptoms(motor).tingling, 0.0f);
    EXPECT_GT(s.symptoms(motor).weakness, 0.5f);
}

TEST(NerveConduction, BadInputCountsAsNothing) {
    const NerveLaw l = law();
    NerveStretch s(l);
    for (const float bad : {-1.0f, std::numeric_limits<float>::quiet_NaN(), std::numeric_limits<float>::infinity()}) {
        s.step(bad, 60.0f);
        s.step(11.0f, bad);
        EXPECT_EQ(s.conduction(), 1.0f);
    }
    s.step(1e30f, 1e30f);
    EXPECT_TRUE(std::isfinite(s.conduction()));
    EXPECT_GE(s.conduction(), 0.0f);
}

} // namespace
