// What the patient feels: pain, easing, guarding, inflammation, referral, words. The thumb stands still where it must,
// so that the course in time can be held against its closed form.
#include "clinic.h"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using clinic::hold;
using clinic::kStep;
using clinic::rest;
using patient::Patient;
using patient::PointState;
using patient::Response;

constexpr float kSmall = 0.01f; // of steps of 0.05 s against the exact exponential

const patient::PointFelt& felt(const Patient& p) {
    return p.state().points.front();
}
float risen(float seconds, float constant) {
    return 1.0f - std::exp(-seconds / constant);
}

TEST(Patient, PainRisesWithTheForceOfTheThumb) {
    const auto& clinic = clinic::open();
    Response response = clinic::plainResponse();
    response.thresholds[0].active = 60.0f;
    Patient p = clinic.patient(clinic.chart(), response);
    const tissue::LabelTissueMap map(clinic.labels(), clinic.atlas(),
                                     [&](const glm::vec3& at, tissue::TissueSample& s) { p.condition(at, s); });
    tissue::Press press = clinic.thumbOn(map);
    core::Workers pool(2);
    float pain = 0.0f, stress = 0.0f;
    p.step(nullptr, nullptr, 0.0f, kStep);
    EXPECT_EQ(p.state().pain, 0.0f);
    EXPECT_EQ(p.state().feltPoint, -1);
    for (const float newton : {2.0f, 10.0f, 20.0f, 30.0f, 40.0f}) {
        press.settle({tissue::Drive::Force, newton, {}, -1.0f}, 0.0f, pool);
        const tissue::Reading reading = press.reading();
        p.step(&press, &reading, 0.0f, 0.0f);
        EXPECT_GT(felt(p).stressKPa, stress) << newton;
        EXPECT_GE(p.state().pain, pain) << newton;
        EXPECT_EQ(p.state().pain, felt(p).pain);
        EXPECT_EQ(p.state().feltPoint, pain > 0.0f || p.state().pain > 0.0f ? 0 : -1);
        pain = p.state().pain;
        stress = felt(p).stressKPa;
    }
    EXPECT_GT(pain, 1.0f);
    p.step(nullptr, nullptr, 0.0f, kStep);
    EXPECT_EQ(p.state().pain, 0.0f);
}

TEST(Patient, FirmPressureHurtsAHealthyBackByItsMeanPressure) {
    const auto& clinic = clinic::open();
    patient::Chart chart = clinic.chart();
    chart.points.clear();
    Response response = clinic::plainResponse();
    response.thresholds[0].healthy = clinic.reading().meanPressureKPa / 1.4f;
    Patient p = clinic.patient(chart, response);
    hold(p, kStep);
    EXPECT_NEAR(p.state().pain, 5.0f, 1e-3f);
    EXPECT_EQ(p.state().feltPoint, -1);
    // the muscle that lies first under the skin decides, not the rule
    patient::Threshold own = response.thresholds[0];
    own.muscle = "longissimus_thoracis";
    own.healthy = clinic.reading().meanPressureKPa / 1.2f;
    response.thresholds.push_back(own);
    Patient other = clinic.patient(chart, response);
    hold(other, kStep);
    EXPECT_NEAR(other.state().pain, 2.5f, 1e-3f);
}

TEST(Patient, EasesInTheRightRangeOnlyAndAsFastAsTheFileSays) {
    const auto& clinic = clinic::open();
    for (const float raw : {1.0f, 2.9f, 3.1f, 5.0f, 6.9f, 7.2f, 9.0f}) {
        const Response response = clinic.hurting(raw);
        Patient p = clinic.patient(clinic.chart(), response);
        for (const float seconds : {10.0f, 12.0f}) {
            hold(p, seconds);
            EXPECT_NEAR(felt(p).rawPain, raw, 0.02f);
        }
        const float ease = raw >= response.easeLow && raw <= response.easeHigh ? risen(22.0f, response.easeSeconds) : 0;
        EXPECT_NEAR(felt(p).ease, ease, kSmall) << raw;
        EXPECT_NEAR(felt(p).pain, raw * (1.0f - (1.0f - response.easeFloor) * ease), 0.08f) << raw;
        EXPECT_NEAR(felt(p).hold, ease > 0.0f ? 22.0f : 0.0f, 0.01f) << raw;
    }
}

TEST(Patient, PainFallsToAFloorAndNotBelow) {
    const auto& clinic = clinic::open();
    const Response response = clinic.hurting(6.0f);
    Patient p = clinic.patient(clinic.chart(), response);
    float last = 11.0f;
    for (int n = 0; n < 30; ++n) {
        hold(p, 10.0f);
        EXPECT_LE(p.state().pain, last);
        last = p.state().pain;
    }
    EXPECT_NEAR(last, 6.0f * response.easeFloor, 0.02f);
    EXPECT_NEAR(felt(p).stiffening, 1.0f + (response.bandActive - 1.0f) * (1.0f - response.bandRelease), 0.01f);
    // however long a step is, nothing runs past its goal
    Patient jumps = clinic.patient(clinic.chart(), response);
    for (int n = 0; n < 5; ++n) {
        jumps.step(&clinic.held(), &clinic.reading(), 0.0f, 100.0f);
        EXPECT_LE(felt(jumps).ease, 1.0f);
        EXPECT_GE(felt(jumps).ease, 0.0f);
    }
}

TEST(Patient, UnheldTheEasedPainComesBack) {
    const auto& clinic = clinic::open();
    const Response response = clinic.hurting(5.0f);
    Patient p = clinic.patient(clinic.chart(), response);
    hold(p, 20.0f); // too short for a gain
    const float eased = felt(p).ease;
    rest(p, 1.0f);
    const float before = felt(p).ease;
    EXPECT_GT(before, 0.97f * eased);
    rest(p, 40.0f);
    EXPECT_EQ(felt(p).gain, 0.0f);
    EXPECT_NEAR(felt(p).ease, before * std::exp(-40.0f / response.recoverSeconds), kSmall);
    EXPECT_EQ(felt(p).hold, 0.0f);
}

TEST(Patient, AGoodHoldRaisesTheThresholdUpToALimit) {
    const auto& clinic = clinic::open();
    const Response response = clinic.hurting(5.0f);
    Patient shorter = clinic.patient(clinic.chart(), response);
    hold(shorter, response.goodHoldSeconds - 1.0f);
    rest(shorter, 2.0f);
    EXPECT_EQ(felt(shorter).gain, 0.0f);

    Patient p = clinic.patient(clinic.chart(), response);
    const float rested = felt(p).thresholdKPa;
    hold(p, response.goodHoldSeconds + 1.0f);
    EXPECT_EQ(felt(p).gain, 0.0f); // comes with letting go
    rest(p, 2.0f);
    EXPECT_NEAR(felt(p).gain, response.gainPerHold, 1e-6f);
    EXPECT_NEAR(felt(p).thresholdKPa, rested * (1.0f + response.gainPerHold), 1e-3f);
    // what has been gained stays eased, however long the rest
    rest(p, 400.0f);
    EXPECT_NEAR(felt(p).ease, response.gainPerHold / response.gainMost, 0.01f);

    // With thresholds that rise the point hurts less; a threshold low enough keeps it in range for all holds.
    Response strong = clinic.hurting(6.9f);
    strong.easeLow = 0.5f;
    strong.gainPerHold = 0.09f;
    Patient often = clinic.patient(clinic.chart(), strong);
    for (int n = 0; n < 6; ++n) {
        hold(often, strong.goodHoldSeconds + 1.0f);
        rest(often, 2.0f);
        EXPECT_NEAR(felt(often).gain, std::min(strong.gainMost, 0.09f * static_cast<float>(n + 1)), 1e-5f);
    }
    EXPECT_NEAR(felt(often).gain, strong.gainMost, 1e-6f);
}

TEST(Patient, AShortSlipDoesNotEndAHold) {
    const auto& clinic = clinic::open();
    const Response response = clinic.hurting(5.0f);
    Patient p = clinic.patient(clinic.chart(), response);
    hold(p, 20.0f);
    rest(p, 0.5f);
    hold(p, 11.0f);
    EXPECT_NEAR(felt(p).hold, 31.0f, 0.01f);
    rest(p, 2.0f);
    EXPECT_GT(felt(p).gain, 0.0f);
    Patient q = clinic.patient(clinic.chart(), response);
    hold(q, 20.0f);
    rest(q, 0.8f);
    hold(q, 11.0f);
    EXPECT_NEAR(felt(q).hold, 11.0f, 0.01f);
}

TEST(Patient, TooMuchPainMakesTheMuscleGuard) {
    const auto& clinic = clinic::open();
    Response response = clinic.hurting(8.0f);
    Patient p = clinic.patient(clinic.chart(), response);
    tissue::TissueSample muscle;
    muscle.kind = tissue::TissueKind::Muscle;
    const glm::vec3 away(0.03f, 0.0f, -0.02f);
    for (float seconds = 1.0f; seconds < 7.0f; seconds += 1.0f) {
        hold(p, 1.0f);
        EXPECT_NEAR(p.state().guarding, risen(seconds, response.guardRise), kSmall) << seconds;
        EXPECT_EQ(felt(p).ease, 0.0f);
    }
    tissue::TissueSample now = muscle;
    p.condition(away, now);
    EXPECT_NEAR(now.stiffnessFactor, 1.0f + response.guardStiffening * p.state().guarding, 0.021f);
    // holding against the press hurts more: at 0.05 a second, once guarding is past a half
    const float half = response.guardRise * std::log(2.0f);
    EXPECT_NEAR(p.state().pain, 8.0f + response.guardPain * (6.0f - half), 0.03f);
    hold(p, 200.0f);
    EXPECT_EQ(p.state().pain, 10.0f);
    EXPECT_NEAR(p.state().guarding, 1.0f, 0.001f);
    rest(p, 4.0f);
    EXPECT_NEAR(p.state().guarding, std::exp(-4.0f / response.guardFall), kSmall);
    rest(p, 80.0f);
    EXPECT_EQ(p.state().guarding, 0.0f);
    now = muscle;
    p.condition(away, now);
    EXPECT_NEAR(now.stiffnessFactor, 1.0f, 0.021f); // to within what is worth a new block
}

TEST(Patient, AJabMakesTheMuscleGuardAtOnceButOnlyWhereItHurts) {
    const auto& clinic = clinic::open();
    const Response response = clinic.hurting(3.0f);
    const auto after = [&](const Response& r, float forceRate) {
        Patient p = clinic.patient(clinic.chart(), r);
        p.step(&clinic.held(), &clinic.reading(), forceRate, kStep);
        return p.state().guarding;
    };
    EXPECT_GT(after(response, response.jabNPerS + 1.0f), 0.65f);
    EXPECT_EQ(after(response, response.jabNPerS - 1.0f), 0.0f);
    EXPECT_EQ(after(response, -200.0f), 0.0f); // letting go fast is no jab
    EXPECT_EQ(after(clinic.hurting(0.5f), 200.0f), 0.0f);
    Patient untouched = clinic.patient(clinic.chart(), response);
    untouched.step(nullptr, nullptr, 200.0f, kStep);
    EXPECT_EQ(untouched.state().guarding, 0.0f);
    // nothing eases while the muscle guards
    Patient p = clinic.patient(clinic.chart(), response);
    p.step(&clinic.held(), &clinic.reading(), 200.0f, kStep);
    const float ease = felt(p).ease;
    hold(p, 1.0f);
    EXPECT_LE(felt(p).ease, ease);
}

TEST(Patient, AnActivePointHurtsMoreThanALatentOne) {
    const auto& clinic = clinic::open();
    Response response = clinic.hurting(5.0f, PointState::Active);
    response.thresholds[0].latent = 1.2f * response.thresholds[0].active;
    Patient active = clinic.patient(clinic.chart(PointState::Active), response);
    Patient latent = clinic.patient(clinic.chart(PointState::Latent), response);
    EXPECT_NEAR(felt(latent).thresholdKPa, 1.2f * felt(active).thresholdKPa, 1e-3f);
    EXPECT_EQ(felt(active).stiffening, response.bandActive);
    EXPECT_EQ(felt(latent).stiffening, response.bandLatent);
    hold(active, kStep);
    hold(latent, kStep);
    EXPECT_GT(active.state().pain, latent.state().pain);
    EXPECT_EQ(felt(active).stressKPa, felt(latent).stressKPa);
    EXPECT_NEAR(felt(latent).rawPain, patient::painOf(felt(latent).stressKPa / felt(latent).thresholdKPa, 1.8f), 1e-4f);
}

TEST(Patient, InflamedTissueDoesNotEaseAndHurtsMoreTheLongerItIsPressed) {
    const auto& clinic = clinic::open();
    patient::Chart chart = clinic.chart();
    chart.ailments = {{patient::AilmentKind::Inflammation, clinic.id("longissimus_thoracis"), 0.1f},
                      {patient::AilmentKind::Spasm, clinic.id("longissimus_thoracis"), 0.5f}};
    Response response = clinic.hurting(4.0f);
    response.inflamedThreshold = 1.0f; // the point hurts most, and its pain is known
    Patient p = clinic.patient(chart, response);
    const std::uint64_t version = p.conditionVersion();
    hold(p, 1.0f);
    EXPECT_TRUE(p.state().inflamed);
    const float early = p.state().pain;
    EXPECT_GE(early, 3.9f);
    ASSERT_LT(early, 5.5f); // room to rise without guarding
    hold(p, 20.0f);
    EXPECT_EQ(felt(p).ease, 0.0f);
    EXPECT_EQ(felt(p).hold, 0.0f);
    EXPECT_NEAR(felt(p).pain, felt(p).rawPain, 1e-5f);
    float last = p.state().pain;
    EXPECT_GT(last, early + 0.5f);
    EXPECT_EQ(p.state().points.front().gain, 0.0f);
    EXPECT_EQ(p.conditionVersion(), version); // neither band nor spasm let go
    // let go, and it calms down slowly; pressed again at once it hurts more than at first
    rest(p, 2.0f);
    EXPECT_EQ(p.state().pain, 0.0f);
    EXPECT_FALSE(p.state().inflamed);
    hold(p, kStep);
    EXPECT_GT(p.state().pain, early + 0.5f);
    // the same thumb on the healthy side's ailment is nothing
    chart.ailments = {{patient::AilmentKind::Inflammation, clinic.id("longissimus_thoracis", core::Side::Left), 0.8f}};
    Patient other = clinic.patient(chart, response);
    hold(other, 10.0f);
    EXPECT_FALSE(other.state().inflamed);
    EXPECT_GT(felt(other).ease, 0.3f);
}

TEST(Patient, TheWorseTheInflammationTheMoreItHurts) {
    const auto& clinic = clinic::open();
    float last = -1.0f;
    Response response = clinic::plainResponse();
    response.thresholds[0].active = 150.0f;
    for (const float severity : {0.0f, 0.3f, 0.6f, 1.0f}) {
        patient::Chart chart = clinic.chart();
        chart.points.clear();
        chart.ailments = {{patient::AilmentKind::Inflammation, clinic.id("longissimus_thoracis"), severity}};
        Patient p = clinic.patient(chart, response);
        hold(p, kStep);
        EXPECT_GE(p.state().pain, last) << severity;
        last = p.state().pain;
    }
    EXPECT_GT(last, 0.0f);
}

TEST(Patient, PainSpreadsWithDelayAndFallsAfterwards) {
    const auto& clinic = clinic::open();
    Response response = clinic.hurting(6.0f);
    response.easeSeconds = 1e6f; // referral alone
    Patient p = clinic.patient(clinic.chart(), response);
    hold(p, kStep);
    EXPECT_TRUE(p.state().referred.empty());
    hold(p, 3.0f - kStep);
    const float full = 6.0f / response.easeHigh;
    EXPECT_NEAR(felt(p).referral, full * risen(3.0f, response.referralSeconds), kSmall);
    ASSERT_GE(p.state().referred.size(), 1u);
    EXPECT_EQ(p.state().referred[0].zone, "loin");
    EXPECT_EQ(p.state().referred[0].words, "small of the back");
    EXPECT_EQ(p.state().referred[0].side, core::Side::Right);
    EXPECT_FALSE(p.state().referred[0].spillover);
    hold(p, 20.0f);
    const float most = felt(p).referral;
    EXPECT_NEAR(most, full, kSmall);
    rest(p, 3.0f);
    EXPECT_NEAR(felt(p).referral, most * std::exp(-1.0f), kSmall);
    EXPECT_FALSE(p.state().referred.empty());
    rest(p, 30.0f);
    EXPECT_EQ(felt(p).referral, 0.0f);
    EXPECT_TRUE(p.state().referred.empty());
    // too little pain stays where it is
    const Response mild = clinic.hurting(2.5f);
    Patient calm = clinic.patient(clinic.chart(), mild);
    hold(calm, 10.0f);
    EXPECT_EQ(felt(calm).referral, 0.0f);
}

TEST(Patient, PainSpillsOverFromVeryActivePointsOnly) {
    const auto& clinic = clinic::open();
    const auto spill = [&](float raw, PointState state) {
        Response response = clinic.hurting(raw, state);
        response.easeSeconds = 1e6f;
        Patient p = clinic.patient(clinic.chart(state), response);
        hold(p, 10.0f);
        bool told = false;
        for (const auto& r : p.state().referred) told = told || (r.zone == "foot" && r.spillover);
        EXPECT_EQ(told, felt(p).spillover >= 0.05f);
        // strongest first
        for (std::size_t i = 1; i < p.state().referred.size(); ++i)
            EXPECT_GE(p.state().referred[i - 1].intensity, p.state().referred[i].intensity);
        return felt(p).spillover;
    };
    EXPECT_GT(spill(6.5f, PointState::Active), 0.5f);
    EXPECT_EQ(spill(5.5f, PointState::Active), 0.0f);
    EXPECT_EQ(spill(6.5f, PointState::Latent), 0.0f);
}

TEST(Patient, AZoneThatOnePointNearlyAlwaysRefersToIsNoSpillover) {
    const auto& clinic = clinic::open();
    Response response = clinic.hurting(6.5f);
    response.easeSeconds = 1e6f;
    patient::TriggerPoint point = *clinic.point().point;
    point.essential = {"foot"};
    for (const bool first : {true, false}) {
        patient::Chart chart = clinic.chart();
        chart.points.insert(first ? chart.points.begin() : chart.points.end(),
                            {{&point, core::Side::Right}, PointState::Active});
        Patient p = clinic.patient(chart, response);
        hold(p, 10.0f);
        ASSERT_EQ(p.state().referred.size(), 2u); // each zone is told once
        for (const auto& r : p.state().referred) EXPECT_FALSE(r.spillover) << r.zone;
    }
}

TEST(Patient, SaysWhatIsFelt) {
    const auto& clinic = clinic::open();
    Response response = clinic.hurting(5.0f);
    for (const char* about : {"pressure", "point", "referral", "unknown_referral", "easing", "guarding", "inflamed"})
        response.words.push_back({about, 0.0f, 11.0f, std::string(about) + " {zone}"});
    Patient p = clinic.patient(clinic.chart(), response);
    rest(p, kStep);
    EXPECT_EQ(p.state().says, "");
    EXPECT_EQ(p.state().moodWord, "at ease");
    hold(p, kStep);
    EXPECT_EQ(p.state().says, "point somewhere else");
    EXPECT_EQ(p.state().moodWord, "aware"); // just below five
    hold(p, 3.0f);
    EXPECT_EQ(p.state().says, "referral small of the back");
    hold(p, 20.0f);
    EXPECT_EQ(p.state().says, "easing small of the back");
    p.step(&clinic.held(), &clinic.reading(), 100.0f, kStep);
    EXPECT_EQ(p.state().says, "guarding small of the back");
    rest(p, kStep);
    EXPECT_EQ(p.state().says, "");

    patient::Chart healthy = clinic.chart();
    healthy.points.clear();
    Patient fine = clinic.patient(healthy, response);
    hold(fine, kStep);
    EXPECT_EQ(fine.state().says, "pressure somewhere else");
    healthy.ailments = {{patient::AilmentKind::Inflammation, clinic.id("longissimus_thoracis"), 0.5f}};
    Patient sore = clinic.patient(healthy, response);
    hold(sore, kStep);
    EXPECT_EQ(sore.state().says, "inflamed somewhere else");

    // a latent point refers, too, but what it gives is not the pain that the patient came with
    Response latentToo = clinic.hurting(5.0f, patient::PointState::Latent);
    latentToo.words = response.words;
    Patient latent = clinic.patient(clinic.chart(patient::PointState::Latent), latentToo);
    hold(latent, 3.0f);
    EXPECT_EQ(latent.state().says, "unknown_referral small of the back");

    const std::pair<float, const char*> moods[] = {
        {0.5f, "at ease"}, {2.0f, "aware"}, {5.5f, "good pain"}, {8.0f, "too much"}, {9.5f, "withdrawing"}};
    for (const auto& [pain, mood] : moods) {
        const Response r = clinic.hurting(pain);
        Patient q = clinic.patient(clinic.chart(), r);
        hold(q, kStep);
        EXPECT_EQ(q.state().moodWord, mood) << pain;
    }
}

TEST(Patient, IsNeverWithoutWordsWhileTouched) {
    const auto& clinic = clinic::open();
    const auto assets = patient::readResponse(core::assetsDirectory().value() / "patients" / "response.toml");
    ASSERT_TRUE(assets.ok());
    for (float raw = 0.0f; raw <= 10.0f; raw += 0.55f) {
        Response response = clinic.hurting(raw);
        response.words = assets.value().words;
        Patient p = clinic.patient(clinic.chart(), response);
        for (int second = 0; second < 60; ++second) {
            hold(p, 1.0f);
            EXPECT_NE(p.state().says, "") << raw << ' ' << second << ' ' << p.state().pain;
            EXPECT_EQ(p.state().says.find("{zone}"), std::string::npos);
        }
    }
}

TEST(Patient, ThresholdsAreDrawnFromTheSeed) {
    const auto& clinic = clinic::open();
    Response response = clinic::plainResponse();
    response.spread = 0.2f;
    patient::Chart chart = clinic.chart();
    const auto threshold = [&] { return felt(clinic.patient(chart, response)).thresholdKPa; };
    const float mean = response.thresholds[0].active *
                       patient::depthFactor(response.probeRadius, felt(clinic.patient(chart, response)).depth);
    double sum = 0.0, squares = 0.0;
    float lowest = 10.0f, highest = 0.0f;
    const int count = 400;
    for (int n = 0; n < count; ++n) {
        chart.seed = static_cast<std::uint64_t>(1000 + n);
        const float share = threshold() / mean;
        sum += static_cast<double>(share);
        squares += static_cast<double>(share * share);
        lowest = std::min(lowest, share);
        highest = std::max(highest, share);
    }
    const double average = sum / count;
    EXPECT_NEAR(average, 1.0, 0.03);
    EXPECT_NEAR(std::sqrt(squares / count - average * average), 0.18, 0.02); // 0.2, less the cut tails
    EXPECT_GE(lowest, 1.0f - 1.5f * 0.2f - 1e-4f);
    EXPECT_LE(highest, 1.0f + 1.5f * 0.2f + 1e-4f);
    const float one = threshold();
    EXPECT_EQ(threshold(), one); // the same seed, the same patient
    chart.sex = patient::Sex::Female;
    EXPECT_NEAR(threshold(), response.femaleFactor * one, 1e-3f);
    chart.sex = patient::Sex::Male;
    chart.painSensitivity = 0.7f;
    EXPECT_NEAR(threshold(), 0.7f * one, 1e-3f);
}

TEST(Patient, TheHashTellsHistoriesApart) {
    const auto& clinic = clinic::open();
    const Response response = clinic.hurting(5.0f);
    Patient a = clinic.patient(clinic.chart(), response);
    Patient b = clinic.patient(clinic.chart(), response);
    EXPECT_EQ(a.hash(), b.hash());
    std::vector<std::uint64_t> seen = {a.hash()};
    for (int n = 0; n < 60; ++n) {
        const float rate = n == 40 ? 100.0f : 0.0f;
        const bool pressed = n < 50;
        for (Patient* p : {&a, &b})
            p->step(pressed ? &clinic.held() : nullptr, pressed ? &clinic.reading() : nullptr, rate, kStep);
        EXPECT_EQ(a.hash(), b.hash()) << n;
        EXPECT_EQ(std::find(seen.begin(), seen.end(), a.hash()), seen.end()) << n;
        seen.push_back(a.hash());
    }
    const std::uint64_t before = a.hash();
    const Patient copy = a;
    EXPECT_EQ(copy.hash(), before);
    hold(a, kStep);
    EXPECT_NE(a.hash(), b.hash());
    EXPECT_EQ(copy.hash(), before);
}

TEST(Patient, TheHashKnowsWhatCannotBeSeenYet) {
    const auto& clinic = clinic::open();
    // sore from guarding, though at rest in every other way
    const Response response = clinic.hurting(8.0f);
    Patient sore = clinic.patient(clinic.chart(), response);
    hold(sore, 61.0f);
    rest(sore, 57.0f);
    ASSERT_EQ(sore.state().guarding, 0.0f);
    const std::uint64_t before = sore.hash();
    rest(sore, kStep);
    EXPECT_NE(sore.hash(), before);
    // a spasm that eases by less than is worth telling the tissue
    patient::Chart chart = clinic.chart();
    chart.points.clear();
    chart.ailments = {{patient::AilmentKind::Spasm, clinic.id("longissimus_thoracis"), 0.5f}};
    Patient tense = clinic.patient(chart, response);
    hold(tense, kStep);
    const std::uint64_t early = tense.hash(), version = tense.conditionVersion();
    hold(tense, kStep);
    EXPECT_EQ(tense.conditionVersion(), version);
    EXPECT_NE(tense.hash(), early);
}

} // namespace
