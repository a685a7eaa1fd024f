#include "lesson_fixture.h"

#include <training/pain_by_force.h>

namespace {

using fixture::contains;
using fixture::Hand;
using fixture::kPlace;
using fixture::LessonWorld;
using training::Action;
using training::EventKind;

TEST(Axis, DistanceIsSquareToThePress) {
    const glm::vec3 skin(0, 1, 0);
    EXPECT_NEAR(training::distanceFromAxisMm(skin + glm::vec3(0, 0, 0.03f), skin, {0, 0, 2}), 0.0f, 1e-3f);
    EXPECT_NEAR(training::distanceFromAxisMm(skin + glm::vec3(0.012f, 0, 0.03f), skin, {0, 0, 1}), 12.0f, 1e-2f);
    EXPECT_NEAR(training::distanceFromAxisMm(skin + glm::vec3(0, 0.003f, 0.004f), skin, glm::vec3(0)), 5.0f, 1e-2f);
    const glm::vec3 slant = glm::normalize(glm::vec3(0, -1, 1));
    EXPECT_NEAR(training::distanceFromAxisMm(skin + 0.02f * slant, skin, slant), 0.0f, 1e-2f);
}

TEST(PainByForce, LettingGoIsNoRelief) {
    training::PainByForce pain;
    for (float f = 0.0f; f <= 30.0f; f += 1.0f) pain.note(f, 0.2f * f);
    EXPECT_NEAR(pain.relief(30.0f, 6.0f), 0.0f, 0.1f);
    EXPECT_NEAR(pain.relief(30.0f, 3.0f), 0.5f, 0.05f);
    EXPECT_LT(pain.relief(12.0f, 2.4f), 0.15f);         // hurt as little on the way down
    EXPECT_EQ(pain.relief(1.0f, 0.0f), 0.0f);           // never hurt
    EXPECT_NEAR(pain.relief(36.0f, 3.0f), 0.5f, 0.05f); // followed with a little more
}

TEST(Conditions, NextGoesOn) {
    const LessonWorld world;
    Hand hand(world, world.lesson());
    hand.pass(1.0f);
    EXPECT_EQ(hand.state().step, 0u);
    hand.act(Action::Next);
    EXPECT_EQ(hand.state().step, 1u);
    EXPECT_EQ(hand.count(EventKind::StepDone), 1);
}

TEST(Conditions, ContactWantsStructureForceAndTime) {
    const LessonWorld world;
    Hand hand(world, world.lesson());
    hand.upTo("contact").press(3, 2.0f);
    EXPECT_EQ(hand.state().conditions[0].feedback, training::kDeeper);
    hand.press(25, 1.5f);
    EXPECT_EQ(hand.state().conditions[0].feedback, "too hard: ease off");
    EXPECT_EQ(hand.state().step, 1u);
    hand.reading().column[2].structure = core::StructureId{33587}; // the other side's
    hand.press(15, 1.5f);
    EXPECT_TRUE(contains(hand.state().conditions[0].feedback, "not under the tool"));
    EXPECT_EQ(hand.state().step, 1u);
    hand.reading().column[2].structure = core::StructureId{33586};
    hand.press(15, 0.9f);
    EXPECT_EQ(hand.state().step, 1u);
    hand.press(15, 0.1f);
    EXPECT_EQ(hand.state().step, 2u);
}

TEST(Conditions, RefusesAToolOnce) {
    const LessonWorld world;
    Hand hand(world, world.lesson());
    hand.upTo("contact").tool("fingertip").press(15, 2.0f);
    EXPECT_EQ(hand.state().step, 1u);
    EXPECT_EQ(hand.count(EventKind::ToolRefused), 1);
    EXPECT_TRUE(contains(hand.last(EventKind::ToolRefused), "take the thumb"));
}

TEST(Conditions, AWrongMarkSaysHowFarAndWhichWay) {
    const LessonWorld world;
    Hand hand(world, world.lesson());
    hand.upTo("find").off({0.025f, 0.0f, -0.02f}).act(Action::Mark);
    EXPECT_EQ(hand.state().step, 2u);
    EXPECT_NEAR(hand.state().markDistanceMm, 25.0f, 0.1f);
    EXPECT_TRUE(contains(hand.last(EventKind::WrongMark), "25 mm too far toward the spine"))
        << hand.last(EventKind::WrongMark);
    hand.off({-0.020f, 0.020f, 0.0f}).act(Action::Mark);
    const std::string both = hand.last(EventKind::WrongMark);
    EXPECT_TRUE(contains(both, "away from the spine") && contains(both, "toward the head")) << both;
    hand.off({0.120f, 0.0f, 0.0f}).act(Action::Mark);
    EXPECT_TRUE(contains(hand.last(EventKind::WrongMark), "on the patient's left"));
    hand.off({0.004f, 0.0f, 0.0f}).act(Action::Mark);
    EXPECT_EQ(hand.state().step, 3u);
    EXPECT_EQ(hand.count(EventKind::WrongMark), 3);
}

TEST(Conditions, AnswersByWordsOrNumberAndTellsWhy) {
    const LessonWorld world;
    Hand hand(world, world.lesson());
    hand.upTo("identify").act(Action::Answer, "Levator");
    EXPECT_EQ(hand.state().answerReply, "It is deeper.");
    EXPECT_EQ(hand.count(EventKind::WrongAnswer), 1);
    hand.act(Action::Answer, "the moon");
    EXPECT_EQ(hand.count(EventKind::WrongAnswer), 1);
    hand.act(Action::Answer, "2");
    EXPECT_EQ(hand.count(EventKind::RightAnswer), 1);
    EXPECT_EQ(hand.state().step, 4u);
}

TEST(Conditions, HoldCountsInARowAndForgivesAShortSlip) {
    const LessonWorld world;
    Hand hand(world, world.lesson());
    hand.upTo("release").pain(6, 6).press(30, 4.0f);
    EXPECT_EQ(hand.state().conditions[0].now, "4 s");
    hand.press(5, 0.5f);
    EXPECT_FALSE(hand.state().conditions[0].inRange);
    EXPECT_EQ(hand.state().conditions[0].feedback, training::kDeeper);
    EXPECT_EQ(hand.state().conditions[0].now, "4 s"); // forgiven, not counted
    hand.press(30, 2.0f);
    EXPECT_EQ(hand.state().conditions[0].now, "6 s");
    hand.press(5, 0.7f);
    EXPECT_EQ(hand.state().conditions[0].now, "0 s"); // too long
    hand.press(30, 10.0f);
    EXPECT_TRUE(hand.state().conditions[0].met);
    EXPECT_FALSE(hand.state().conditions[1].met);
}

TEST(Conditions, HoldWatchesPlaceForceAndPain) {
    const LessonWorld world;
    Hand hand(world, world.lesson());
    hand.upTo("release").pain(6, 6).off({0.02f, 0.0f, 0.0f}).press(30, 0.2f);
    EXPECT_TRUE(contains(hand.state().conditions[0].feedback, "20 mm too far toward the spine"));
    hand.off(glm::vec3(0)).press(52, 0.2f);
    EXPECT_EQ(hand.state().conditions[0].feedback, "too hard: ease off");
    hand.pain(7.5f, 7.5f).press(40, 0.2f);
    EXPECT_TRUE(contains(hand.state().conditions[0].feedback, "too much"));
    hand.pain(3, 3).press(20, 0.2f);
    EXPECT_EQ(hand.state().conditions[0].feedback, training::kDeeper);
    // pain that eases away under the same pressure is what is wanted
    hand.pain(6, 6).press(30, 1.0f).pain(6, 2.5f).press(30, 1.0f);
    EXPECT_TRUE(hand.state().conditions[0].inRange);
    EXPECT_TRUE(contains(hand.state().conditions[0].feedback, "letting go"));
}

TEST(Conditions, PainFellWantsTheSamePressure) {
    const LessonWorld world;
    Hand hand(world, world.lesson());
    hand.upTo("release").pain(2, 2).press(10, 0.5f).pain(6, 6).press(30, 1.0f).pain(2, 2).press(10, 1.0f);
    EXPECT_FALSE(hand.state().conditions[1].met);
    hand.pain(6, 2.9f).press(30, 0.2f);
    EXPECT_TRUE(hand.state().conditions[1].met);
    EXPECT_EQ(hand.state().step, 4u); // the hold is not done
}

TEST(Conditions, LiftOffWaitsWithoutTouch) {
    const LessonWorld world;
    Hand hand(world, world.lesson());
    hand.upTo("lift");
    ASSERT_EQ(hand.state().step, 5u);
    hand.press(10, 2.0f).lift(0.8f);
    EXPECT_EQ(hand.state().step, 5u);
    hand.press(1, 0.2f).lift(0.9f);
    EXPECT_FALSE(hand.run().finished());
    hand.lift(0.1f);
    EXPECT_TRUE(hand.run().finished());
}

TEST(Conditions, NoAilmentThereMeansNoPain) {
    const LessonWorld world;
    training::Lesson lesson = world.lesson();
    for (auto& c : lesson.steps[4].complete) c.point.side = core::Side::Left;
    Hand hand(world, lesson);
    hand.upTo("release").pain(6, 6).press(30, 12.0f);
    EXPECT_FALSE(hand.state().conditions[0].met);
    EXPECT_EQ(hand.state().conditions[0].feedback, training::kDeeper);
}

TEST(Conditions, HintsAreOfferedAndShownInTurn) {
    const LessonWorld world;
    Hand hand(world, world.lesson());
    hand.pass(4.5f);
    EXPECT_FALSE(hand.state().hintOffered);
    hand.pass(1.0f);
    EXPECT_TRUE(hand.state().hintOffered);
    hand.act(Action::Hint).act(Action::Hint).act(Action::Hint);
    EXPECT_EQ(hand.state().hints, (std::vector<std::string>{"one", "two"}));
    EXPECT_FALSE(hand.state().hintOffered);
    EXPECT_EQ(hand.count(EventKind::Hint), 2);
}

} // namespace
