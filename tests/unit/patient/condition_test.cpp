// What the patient tells the tissue, and where the points lie.
#include "clinic.h"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using clinic::hold;
using clinic::kStep;
using clinic::rest;
using core::Side;
using patient::Patient;
using patient::Response;
using tissue::TissueKind;
using tissue::TissueSample;

/// Of a place whose tissue is muscle of that structure.
TissueSample conditioned(const Patient& p, const glm::vec3& at, core::StructureId structure,
                         TissueKind kind = TissueKind::Muscle) {
    TissueSample sample;
    sample.kind = kind;
    sample.structure = structure;
    p.condition(at, sample);
    return sample;
}

/// Everything the condition says around the right point, for comparing bit by bit.
std::vector<float> surveyed(const Patient& p) {
    const auto muscle = clinic::open().id("longissimus_thoracis");
    const glm::vec3 at = p.placeOf(clinic::open().point());
    std::vector<float> out;
    for (int x = -3; x <= 3; ++x)
        for (int y = -3; y <= 3; ++y)
            for (int z = -3; z <= 3; ++z) {
                const glm::vec3 step(x, y, z);
                const TissueSample s = conditioned(p, at + 0.003f * step, muscle);
                out.insert(out.end(), {s.stiffnessFactor, s.tone, s.swelling});
            }
    return out;
}

TEST(PatientCondition, TheTautBandIsStifferAlongItsFibresAndTheNoduleMost) {
    const auto& clinic = clinic::open();
    const Response response = clinic::plainResponse();
    const auto muscle = clinic.id("longissimus_thoracis");
    for (const patient::PointState state : {patient::PointState::Active, patient::PointState::Latent}) {
        const bool active = state == patient::PointState::Active;
        const float band = active ? response.bandActive : response.bandLatent;
        const float nodule = active ? response.noduleActive : response.noduleLatent;
        const Patient p = clinic.patient(clinic.chart(state), response);
        const glm::vec3 at = p.placeOf(clinic.point());
        const auto factor = [&](const glm::vec3& off) { return conditioned(p, at + off, muscle).stiffnessFactor; };
        EXPECT_NEAR(factor({0, 0, 0}), nodule, 1e-3f);
        EXPECT_NEAR(factor({0, 0.012f, 0}), band, 1e-3f);
        EXPECT_NEAR(factor({0, -0.019f, 0}), band, 1e-3f);
        EXPECT_NEAR(factor({0.0035f, 0.012f, 0}), band, 1e-3f); // full over its width
        EXPECT_EQ(factor({0, 0.021f, 0}), 1.0f);
        EXPECT_EQ(factor({0.0085f, 0, 0}), 1.0f);
        EXPECT_EQ(factor({0, 0, -0.0085f}), 1.0f);
        float last = band + 1e-3f;
        for (float x = 0.004f; x < 0.009f; x += 0.0005f) { // and fades without a step
            const float now = factor({x, 0.012f, 0});
            EXPECT_LE(now, last);
            EXPECT_GT(now, last - 0.35f * (band - 1.0f) - 2e-3f);
            last = now;
        }
    }
}

TEST(PatientCondition, TouchesMuscleOnlyAndWhatAilsThere) {
    const auto& clinic = clinic::open();
    patient::Chart chart = clinic.chart();
    const auto multifidus = clinic.id("multifidus", Side::Left), disc = core::StructureId{16033};
    chart.ailments = {{patient::AilmentKind::Spasm, multifidus, 0.6f},
                      {patient::AilmentKind::Inflammation, disc, 0.5f}};
    const Response response = clinic::plainResponse();
    const Patient p = clinic.patient(chart, response);
    const glm::vec3 at = p.placeOf(clinic.point());
    for (const TissueKind kind : {TissueKind::Skin, TissueKind::Fat, TissueKind::Fascia, TissueKind::Nerve,
                                  TissueKind::Ligament, TissueKind::Disc, TissueKind::Cartilage}) {
        const TissueSample s = conditioned(p, at, clinic.id("longissimus_thoracis"), kind);
        EXPECT_EQ(s.stiffnessFactor, 1.0f);
        EXPECT_EQ(s.tone, 0.0f);
        EXPECT_EQ(s.swelling, 0.0f);
        EXPECT_EQ(s.kind, kind);
    }
    EXPECT_NEAR(conditioned(p, {0, 0, 0}, multifidus).tone, 0.6f, 1e-6f);
    EXPECT_EQ(conditioned(p, {0, 0, 0}, clinic.id("multifidus")).tone, 0.0f);
    EXPECT_NEAR(conditioned(p, {0, 0, 0}, disc, TissueKind::Disc).swelling, 0.1f, 1e-6f);
    // through the map nothing changes kind, and bone and air are left alone
    const tissue::LabelTissueMap map(clinic.labels(), clinic.atlas(),
                                     [&](const glm::vec3& x, TissueSample& s) { p.condition(x, s); });
    int muscles = 0;
    for (int n = -20; n <= 20; ++n) {
        const glm::vec3 place = at + glm::vec3(0, 0, 0.002f * static_cast<float>(n));
        const TissueSample before = map.at(place);
        TissueSample after = before;
        map.condition(place, after);
        EXPECT_EQ(after.kind, before.kind);
        EXPECT_EQ(after.structure, before.structure);
        EXPECT_EQ(after.fibre, before.fibre);
        if (before.kind != TissueKind::Muscle) {
            EXPECT_EQ(after.stiffnessFactor, 1.0f);
        } else if (after.stiffnessFactor > 1.0f) {
            ++muscles;
        }
    }
    EXPECT_GT(muscles, 2);
}

TEST(PatientCondition, SpasmSoftensUnderASlowHoldAndNotUnderTheWeightOfAFinger) {
    const auto& clinic = clinic::open();
    patient::Chart chart = clinic.chart();
    chart.points.clear();
    const auto muscle = clinic.id("longissimus_thoracis");
    chart.ailments = {{patient::AilmentKind::Spasm, muscle, 0.8f}};
    const Response response = clinic::plainResponse();
    Patient p = clinic.patient(chart, response);
    hold(p, 44.0f); // twice as slow as a point
    const float eased = 1.0f - std::exp(-1.0f);
    EXPECT_NEAR(conditioned(p, {}, muscle).tone, 0.8f * (1.0f - response.bandRelease * eased), 0.022f);
    Patient light = clinic.patient(chart, response);
    tissue::Reading reading = clinic.reading();
    reading.forceN = 2.0f;
    for (int n = 0; n < 800; ++n) light.step(&clinic.held(), &reading, 0.0f, kStep);
    EXPECT_NEAR(conditioned(light, {}, muscle).tone, 0.8f, 1e-6f);
}

TEST(PatientCondition, IsPureAndItsVersionMovesWhenAndOnlyWhenItChanges) {
    const auto& clinic = clinic::open();
    patient::Chart chart = clinic.chart();
    chart.ailments = {{patient::AilmentKind::Spasm, clinic.id("longissimus_thoracis"), 0.7f}};
    const Response easing = clinic.hurting(6.0f), guarding = clinic.hurting(9.0f);
    for (const Response* response : {&easing, &guarding}) {
        Patient p = clinic.patient(chart, *response);
        std::uint64_t version = p.conditionVersion();
        std::vector<float> before = surveyed(p);
        EXPECT_EQ(surveyed(p), before);
        int moved = 0, steps = 0;
        float drift = 0.0f;
        const auto check = [&] {
            const std::vector<float> now = surveyed(p);
            EXPECT_EQ(now == before, p.conditionVersion() == version) << steps;
            EXPECT_GE(p.conditionVersion(), version);
            moved += p.conditionVersion() != version ? 1 : 0;
            // what is told lags behind what is so by a hair at most
            const float full = 1.0f + response->guardStiffening * p.state().guarding;
            drift = std::max(drift, std::fabs(conditioned(p, {0.5f, 0, 0}, {}).stiffnessFactor - full));
            version = p.conditionVersion();
            before = now;
            ++steps;
        };
        for (int n = 0; n < 600; ++n) {
            hold(p, kStep);
            check();
        }
        for (int n = 0; n < 600; ++n) {
            rest(p, kStep);
            check();
        }
        EXPECT_GT(moved, 5);
        EXPECT_LT(moved, 120); // a renewal costs as much as a step: not at every step
        EXPECT_LE(drift, 0.0201f);
    }
    // a healthy patient under a thumb that does not hurt needs no renewal at all
    chart.points.clear();
    chart.ailments.clear();
    Patient healthy = clinic.patient(chart, easing);
    const std::uint64_t version = healthy.conditionVersion();
    hold(healthy, 20.0f);
    EXPECT_EQ(healthy.conditionVersion(), version);
}

TEST(PatientCondition, APointThatLetsGoGivesWayMoreUnderTheSameForce) {
    const auto& clinic = clinic::open();
    Response response = clinic.hurting(6.0f);
    response.thresholds[0].active *= 1.1f; // the stiff band takes more of the stress than the relaxed one of held()
    Patient p = clinic.patient(clinic.chart(), response);
    const tissue::LabelTissueMap map(clinic.labels(), clinic.atlas(),
                                     [&](const glm::vec3& at, TissueSample& s) { p.condition(at, s); });
    tissue::Press press = clinic.thumbOn(map);
    core::Workers pool(2);
    const tissue::PressCommand command{tissue::Drive::Force, 30.0f, {}, -1.0f};
    press.settle(command, 600.0f, pool); // all creep is over
    const float taut = press.reading().depthMm;
    const tissue::Reading reading = press.reading();
    p.step(&press, &reading, 0.0f, 0.0f);
    ASSERT_GT(p.state().points[0].rawPain, response.easeLow);
    ASSERT_LT(p.state().pain, response.easeHigh);
    for (int n = 0; n < 1200; ++n) p.step(&press, &reading, 0.0f, kStep);
    press.renewCondition(map);
    press.settle(command, 600.0f, pool);
    EXPECT_GT(press.reading().depthMm, taut + 0.02f);
}

TEST(PatientPlaces, LieInTheirMuscleAndMirrorEachOther) {
    const auto& clinic = clinic::open();
    const Response response = clinic::plainResponse();
    const Patient p = clinic.patient(clinic.chart(), response);
    for (const char* name : {"longissimus_1", "multifidus_1"}) {
        glm::vec3 place[2], skin[2], direction[2];
        for (const int side : {0, 1}) {
            patient::SitedPoint point = clinic.point(name);
            point.side = side == 0 ? Side::Right : Side::Left;
            place[side] = p.placeOf(point);
            EXPECT_EQ(clinic.labels().at(place[side]).structure,
                      clinic.atlas().find(point.point->muscle, point.side)->id)
                << name;
            EXPECT_LT(glm::distance(place[side], patient::onSide(point.point->at, point.side)), 0.012f) << name;
            const anatomy::SkinHit hit = p.skinOver(point, direction[side]);
            skin[side] = hit.position;
            EXPECT_NEAR(glm::length(direction[side]), 1.0f, 1e-5f);
            EXPECT_LT(glm::dot(direction[side], hit.normal), -0.7f) << name; // into the body, nearly square
            // the point lies straight ahead of the press
            const glm::vec3 way = place[side] - skin[side];
            EXPECT_LT(glm::length(way - glm::dot(way, direction[side]) * direction[side]), 1e-3f) << name;
            EXPECT_GT(glm::dot(way, direction[side]), 0.004f) << name;
            EXPECT_LT(glm::dot(way, direction[side]), 0.060f) << name;
        }
        const auto mirrored = [](const glm::vec3& v) { return patient::onSide(v, Side::Left); };
        EXPECT_LT(glm::distance(place[0], mirrored(place[1])), 1e-3f) << name;
        EXPECT_LT(glm::distance(skin[0], mirrored(skin[1])), 1e-3f) << name;
        EXPECT_LT(glm::distance(direction[0], mirrored(direction[1])), 0.05f) << name;
    }
    EXPECT_EQ(p.placeOf({}), glm::vec3(0.0f));
    glm::vec3 direction;
    const anatomy::SkinHit none = p.skinOver({}, direction); // no point: still somewhere, never not a number
    EXPECT_TRUE(std::isfinite(none.position.x) && std::isfinite(direction.x));
}

TEST(PatientPlaces, MoveAlongTheMirroredPressIntoTheirMuscle) {
    const auto& clinic = clinic::open();
    const Response response = clinic::plainResponse();
    const Patient p = clinic.patient(clinic.chart(), response);
    patient::TriggerPoint point = *clinic.point().point;
    point.at = {-0.034f, 0.075f, -0.056f}; // in the fat over it
    point.pressDirection = glm::normalize(glm::vec3(0.5f, 0.0f, 1.0f));
    const glm::vec3 right = p.placeOf({&point, Side::Right}), left = p.placeOf({&point, Side::Left});
    EXPECT_EQ(clinic.labels().at(right).structure, clinic.id("longissimus_thoracis"));
    EXPECT_EQ(clinic.labels().at(left).structure, clinic.id("longissimus_thoracis", Side::Left));
    EXPECT_GT(glm::dot(right - point.at, point.pressDirection), 0.003f);
    EXPECT_LT(glm::distance(right, patient::onSide(left, Side::Left)), 1.1e-3f);
}

TEST(PatientPlaces, LieInAMuscleThatIsOneForBothSides) {
    const auto& clinic = clinic::open();
    patient::TriggerPoint point = *clinic.point().point;
    point.muscle = "interspinales";
    point.at = {-0.001f, 0.075f, -0.030f};
    const Response response = clinic::plainResponse();
    patient::Chart chart = clinic.chart();
    chart.points = {{{&point, Side::Left}, patient::PointState::Active}};
    const auto middle = clinic.id("interspinales", Side::Midline);
    const Patient p = clinic.patient(chart, response);
    EXPECT_EQ(clinic.labels().at(p.state().points[0].at).structure, middle);
    EXPECT_NEAR(conditioned(p, p.state().points[0].at, middle).stiffnessFactor, response.noduleActive, 1e-3f);
    // a muscle that nobody knows leaves the point where the figures say, and does not draw it into the fat
    point.muscle = "nobodys";
    point.at = {-0.030f, 0.075f, -0.048f};
    EXPECT_LT(glm::distance(p.placeOf({&point, Side::Right}), point.at), 1e-6f);
}

TEST(PatientPlaces, DepthIsMeasuredFromTheSkinOverThePoint) {
    const auto& clinic = clinic::open();
    const Response response = clinic::plainResponse();
    patient::Chart chart = clinic.chart();
    chart.points.push_back({clinic.point("multifidus_1"), patient::PointState::Active});
    chart.points.push_back({}); // what a faulty chart left empty is passed over
    const Patient p = clinic.patient(chart, response);
    ASSERT_EQ(p.state().points.size(), 2u);
    for (const patient::PointFelt& felt : p.state().points) {
        glm::vec3 direction;
        EXPECT_EQ(felt.depth, glm::distance(felt.at, p.skinOver(felt.point, direction).position));
        EXPECT_EQ(felt.at, p.placeOf(felt.point));
        const float onSkin = response.thresholds[0].active;
        EXPECT_NEAR(felt.thresholdKPa, onSkin * patient::depthFactor(response.probeRadius, felt.depth), 1e-3f);
    }
    EXPECT_GT(p.state().points[1].depth, p.state().points[0].depth);
}

TEST(PatientPlaces, MoveWithThePostureAndTheBandTurnsWithThem) {
    const auto& clinic = clinic::open();
    const anatomy::Pose bent = clinic.body().skeleton().posture("bent").value();
    const anatomy::Labels labels = clinic::Clinic::labelsOf(clinic.body(), bent);
    const Response response = clinic::plainResponse();
    const patient::Chart chart = clinic.chart();
    const Patient p(chart, clinic.points(), response, clinic.atlas(), labels);
    const auto muscle = clinic.id("longissimus_thoracis");
    const glm::vec3 at = p.state().points[0].at;
    EXPECT_EQ(labels.at(at).structure, muscle);
    const glm::vec3 bind = clinic.point().point->at;
    EXPECT_GT(glm::distance(at, clinic.patient(chart, response).state().points[0].at), 0.002f);
    // fibres of the bent muscle run through the point along its band
    const glm::vec3 fibre = labels.at(at).fibre;
    for (const float along : {-0.012f, 0.012f})
        EXPECT_NEAR(conditioned(p, at + along * fibre, muscle).stiffnessFactor, response.bandActive, 0.05f)
            << fibre.x << ' ' << fibre.y << ' ' << fibre.z << ' ' << bind.y;
}

} // namespace
