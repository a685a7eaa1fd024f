// Sessions on the shipped body: the same input gives the same bits; a point hurts, refers and eases; no input breaks
// anything.
#include <session/nerve_site.h>
#include <session/scripted_student.h>

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <limits>

namespace {

std::shared_ptr<const session::Library> library() {
    static const auto made = [] {
        setenv("PARASPINAL_CACHE", TEST_CACHE, 1); // bodies are built once for all tests
        auto loaded = session::Library::load(SHIPPED_ASSETS);
        CHECK(loaded.ok(), loaded.ok() ? "" : loaded.error().text().c_str());
        return loaded.value();
    }();
    return made;
}

std::shared_ptr<const session::World> world() {
    static const auto made = [] {
        core::Workers workers(2);
        const auto chart = library()->chart("anna");
        CHECK(chart.ok(), chart.ok() ? "" : chart.error().text().c_str());
        auto loaded = session::World::load(library(), chart.value(), workers, {});
        CHECK(loaded.ok(), loaded.ok() ? "" : loaded.error().text().c_str());
        return loaded.value();
    }();
    return made;
}

training::Lesson firstLesson() {
    const auto lesson = library()->lesson("upper_trapezius_release");
    CHECK(lesson.ok(), lesson.ok() ? "" : lesson.error().text().c_str());
    return lesson.value();
}

session::Script script(const std::string& name) {
    const auto read = session::readScript(
        std::string(SHIPPED_ASSETS) + "/scripts/upper_trapezius_release/" + name + ".toml", *library());
    CHECK(read.ok(), read.ok() ? "" : read.error().text().c_str());
    return read.value();
}

/// Plays a script; keeps the state hash of every step.
struct Played {
    records::Recording recording;
    std::vector<std::uint64_t> hashes;
    training::Grade grade;
    std::vector<training::Event> events;
};

Played play(const std::string& name, std::uint32_t mostSteps = 20000) {
    core::Workers workers(1);
    session::Session session(world(), firstLesson(), workers);
    session::ScriptedStudent student(script(name), session);
    Played out;
    while (!student.done() && !session.finished() && session.stepCount() < mostSteps) {
        session.step(student.next(session));
        out.hashes.push_back(session.hash());
    }
    out.recording = session.recording();
    out.grade = session.lessonState()->grade;
    out.events = session.lessonState()->events;
    return out;
}

std::vector<std::uint64_t> hashesOf(const records::Recording& recording, int count) {
    core::Workers workers(count);
    session::Session session(world(), firstLesson(), workers);
    std::vector<std::uint64_t> hashes;
    for (std::uint32_t n = 0; n < recording.steps; ++n) {
        session.step(recording.inputOf(n));
        hashes.push_back(session.hash());
    }
    return hashes;
}

TEST(Session, AReplayHasTheSameBitsAtEveryStepWithOneAndTwoWorkers) {
    const Played played = play("good_student", 320); // contact, comparing, the beginning of the hold
    ASSERT_GE(played.hashes.size(), 300u);
    EXPECT_EQ(hashesOf(played.recording, 1), played.hashes);
    EXPECT_EQ(hashesOf(played.recording, 2), played.hashes);
}

TEST(Session, ARecordingReadBackReplaysAndAChangedInputIsNoticed) {
    const Played played = play("good_student", 160);
    const std::filesystem::path file = std::filesystem::path(testing::TempDir()) / "session_test.jsonl";
    ASSERT_TRUE(records::writeRecording(played.recording, file).ok());
    auto read = records::readRecording(file);
    ASSERT_TRUE(read.ok()) << read.error().text();
    core::Workers workers(2);
    session::Session same(world(), firstLesson(), workers);
    const auto result = session::replay(read.value(), same);
    ASSERT_TRUE(result.ok()) << result.error().text();
    EXPECT_EQ(result.value().steps, 160u);
    EXPECT_EQ(result.value().checked, 8u);
    EXPECT_FALSE(result.value().firstDifference.has_value());

    records::Recording changed = read.value();
    for (auto& change : changed.changes)
        if (change.input.forceN > 0.0f) change.input.forceN += 0.25f;
    session::Session other(world(), firstLesson(), workers);
    EXPECT_TRUE(session::replay(changed, other).value().firstDifference.has_value());

    changed.bodyHash ^= 1;
    session::Session third(world(), firstLesson(), workers);
    EXPECT_FALSE(session::replay(changed, third).ok());
}

TEST(Session, NoInputBreaksIt) {
    core::Workers workers(2);
    session::Session session(world(), std::nullopt, workers);
    const float nan = std::numeric_limits<float>::quiet_NaN(), big = std::numeric_limits<float>::max();
    const auto at = library()->points.resolve("right upper_trapezius_1");
    ASSERT_TRUE(at.ok());
    glm::vec3 direction;
    const glm::vec3 skin = session.patient().skinOver(at.value(), direction).position;
    std::vector<training::Input> inputs(10);
    for (training::Input& in : inputs) {
        in.pressing = true;
        in.skinPoint = skin;
        in.forceN = 20.0f;
    }
    inputs[1].forceN = nan;
    inputs[2].forceN = big;
    inputs[3].skinPoint.x = nan;
    inputs[4].skinPoint = glm::vec3(big);
    inputs[5].tool = "no such tool";
    inputs[6].direction = glm::vec3(0.0f, nan, 0.0f);
    inputs[7].direction = -direction; // out of the body
    inputs[8].rateNPerS = nan;
    inputs[9].skinPoint = glm::vec3(0.0f, 0.0f, -3.0f); // in the air
    for (const training::Input& in : inputs)
        for (int n = 0; n < 3; ++n) {
            session.step(in);
            const session::Snapshot s = session.snapshot(8);
            EXPECT_TRUE(std::isfinite(s.reading.depthMm) && std::isfinite(s.reading.forceN));
            EXPECT_TRUE(std::isfinite(s.patient.pain));
            for (const glm::vec3& u : s.field.displacement) ASSERT_TRUE(std::isfinite(u.x + u.y + u.z));
        }
    session.step(inputs[5]);
    EXPECT_NE(session.snapshot(0).problem.find("no such tool"), std::string::npos);
}

TEST(Session, APressedTriggerPointHurtsRefersAndEases) {
    core::Workers workers(2);
    session::Session session(world(), std::nullopt, workers);
    const auto at = library()->points.resolve("right upper_trapezius_1");
    glm::vec3 direction;
    training::Input in;
    in.pressing = true;
    in.skinPoint = session.patient().skinOver(at.value(), direction).position;
    in.direction = direction;
    float force = 0.0f;
    // as much as makes it a good pain, whatever this patient's threshold is
    for (int n = 0; n < 400 && session.patientState().pain < 5.0f; ++n) {
        force = std::min(force + 0.25f, 60.0f);
        in.forceN = force;
        session.step(in);
    }
    const float pain = session.patientState().pain;
    std::printf("pain %.1f at %.1f N\n", static_cast<double>(pain), static_cast<double>(force));
    ASSERT_GE(pain, 5.0f);
    EXPECT_LT(pain, 7.0f);
    EXPECT_GT(force, 8.0f);
    for (int n = 0; n < 20 * 45; ++n) session.step(in);
    EXPECT_LT(session.patientState().pain, 0.6f * pain);
    const patient::PointFelt& felt =
        session.patientState().points[static_cast<std::size_t>(session.patientState().feltPoint)];
    EXPECT_EQ(felt.point, at.value());
    EXPECT_GT(felt.hold, 40.0f);
    EXPECT_FALSE(session.patientState().referred.empty());
    in.pressing = false;
    for (int n = 0; n < 40; ++n) session.step(in);
    EXPECT_FALSE(session.snapshot(0).touching);
    EXPECT_EQ(session.patientState().pain, 0.0f);
    EXPECT_GT(session.patientState().points[0].gain + session.patientState().points[1].gain, 0.0f);
}

/// Nine seconds at far too much force.
session::Snapshot overpressed(const std::shared_ptr<const session::World>& in) {
    core::Workers workers(2);
    session::Session session(in, std::nullopt, workers);
    const auto at = in->library->points.resolve("right upper_trapezius_1");
    glm::vec3 direction;
    training::Input input;
    input.pressing = true;
    input.skinPoint = session.patient().skinOver(at.value(), direction).position;
    input.direction = direction;
    input.forceN = 75.0f;
    input.rateNPerS = 40.0f;
    for (int n = 0; n < 180; ++n) session.step(input);
    return session.snapshot(0);
}

TEST(Session, TooMuchForceMakesThePatientGuardAndTheTissueStiffer) {
    auto soft = std::make_shared<session::Library>(*library());
    soft->response.guardStiffening = 0.0f; // somebody whose muscles do not answer
    auto unguarded = std::make_shared<session::World>(*world());
    unguarded->library = soft;
    const session::Snapshot guarding = overpressed(world()), limp = overpressed(unguarded);
    EXPECT_GT(guarding.patient.pain, 7.0f);
    EXPECT_GT(guarding.patient.guarding, 0.6f);
    EXPECT_LT(guarding.reading.depthMm, limp.reading.depthMm - 0.2f);
    EXPECT_LT(guarding.patient.points[0].ease, 0.02f); // too hard releases nothing
}

TEST(Session, WatchingTellsTheStressOfPlacesAndChangesNothing) {
    core::Workers workers(2);
    session::Session watched(world(), std::nullopt, workers), alone(world(), std::nullopt, workers);
    std::vector<session::ProbeTarget> targets;
    for (const char* text : {"right upper_trapezius_1", "right trapezius_descending", "left sciatic_nerve"}) {
        auto target = session::probeTarget(*world(), watched.patient(), text);
        ASSERT_TRUE(target.ok()) << target.error().text();
        targets.push_back(std::move(target).value());
    }
    const auto none = session::probeTarget(*world(), watched.patient(), "no such thing");
    ASSERT_FALSE(none.ok());
    EXPECT_NE(none.error().text().find("neither a trigger point nor a structure"), std::string::npos);
    watched.watch(targets);
    training::Input in;
    in.pressing = true;
    in.forceN = 25.0f;
    in.skinPoint =
        watched.patient().skinOver(library()->points.resolve("right upper_trapezius_1").value(), in.direction).position;
    for (int n = 0; n < 40; ++n) {
        watched.step(in);
        alone.step(in);
        if (n % 10 == 0) watched.snapshot(0);
    }
    EXPECT_EQ(watched.hash(), alone.hash());
    const session::Snapshot s = watched.snapshot(0);
    ASSERT_EQ(s.probes.size(), 3u);
    for (const patient::PointFelt& felt : s.patient.points)
        if (felt.point.text() == "right upper_trapezius_1") {
            EXPECT_NEAR(s.probes[0].meanKPa, felt.stressKPa, 0.5f);
        }
    EXPECT_GT(s.probes[0].meanKPa, 1.0f);
    EXPECT_TRUE(s.probes[1].inReach);
    EXPECT_GE(s.probes[1].peakKPa, s.probes[1].meanKPa);
    EXPECT_GT(s.probes[1].movedMm, 0.5f);
    EXPECT_GT(s.probes[1].lengthMm, 1.0f);
    EXPECT_FALSE(s.probes[2].inReach); // under the other end of the body
    EXPECT_EQ(s.probes[2].peakKPa, 0.0f);
}

/// Two seconds of an elbow over a place of the sciatic nerve, whose muscles are as tight as that.
session::Snapshot onTheNerve(const std::string& place, float tone, int count, records::Recording* recording = nullptr) {
    core::Workers workers(count);
    session::Session session(world(), std::nullopt, workers);
    const auto at = library()->entrapments.resolve(place);
    CHECK(at.ok(), "the place is known");
    const session::NerveSite site = session::nerveSite(*world(), at.value());
    const anatomy::SkinHit skin = world()->labels.nearestSkin(site.at);
    training::Input input;
    input.tool = "elbow";
    input.pressing = true;
    input.skinPoint = skin.position;
    input.direction = -skin.normal;
    input.forceN = 60.0f;
    input.rateNPerS = 100.0f;
    input.nerve.site = place;
    input.nerve.share[0] = tone;
    for (int n = 0; n < 40; ++n) session.step(input);
    if (recording != nullptr) *recording = session.recording();
    return session.snapshot(0);
}

TEST(Session, AHandPressesOnTheNerveOfTheBenchAndATightMuscleYieldsLess) {
    records::Recording recording;
    const session::Snapshot pressed = onTheNerve("right sciatic_nerve/under_the_tool", 0.0f, 1, &recording);
    const float hand = pressed.nerve.kPa[static_cast<std::size_t>(patient::NerveCause::Hand)];
    EXPECT_GT(hand, 2.0f) << "60 N of an elbow reach the nerve";
    EXPECT_LT(hand, 200.0f);
    EXPECT_EQ(pressed.nerve.pressureKPa, hand);
    EXPECT_LT(pressed.nerve.middle().conduction, 1.0f);
    const std::string piriformis = "right sciatic_nerve/below_piriformis";
    const session::Snapshot soft = onTheNerve(piriformis, 0.0f, 2), tight = onTheNerve(piriformis, 1.0f, 2);
    EXPECT_GT(tight.nerve.kPa[static_cast<std::size_t>(patient::NerveCause::Tone)], 15.0f);
    EXPECT_LT(tight.reading.depthMm, soft.reading.depthMm);

    core::Workers workers(2);
    session::Session again(world(), std::nullopt, workers);
    const auto replayed = session::replay(recording, again);
    ASSERT_TRUE(replayed.ok()) << replayed.error().text();
    EXPECT_FALSE(replayed.value().firstDifference);
    EXPECT_EQ(replayed.value().checked, 2u);
    EXPECT_EQ(again.snapshot(0).nerve.pressureKPa, hand);
}

} // namespace
