#include "lesson_fixture.h"

namespace {

using fixture::contains;
using fixture::Hand;
using fixture::LessonWorld;
using training::Action;
using training::CriterionResult;
using training::EventKind;

const CriterionResult& result(const Hand& hand, const std::string& key) {
    for (const CriterionResult& c : hand.grade().criteria)
        if (c.key == key) return c;
    CHECK(false, "the criterion is there");
    std::abort();
}

TEST(Grading, AFaultlessRunPassesWithAllMarks) {
    const LessonWorld world;
    Hand hand(world, world.lesson());
    hand.upTo("end");
    ASSERT_TRUE(hand.run().finished());
    EXPECT_TRUE(hand.grade().passed) << hand.grade().verdict;
    EXPECT_NEAR(hand.grade().share, 1.0f, 1e-4f);
    EXPECT_TRUE(hand.grade().failure.empty());
    EXPECT_TRUE(contains(hand.grade().verdict, "Passed with 100 %"));
    EXPECT_EQ(result(hand, "place").reason, "On the spot.");
    EXPECT_EQ(result(hand, "relief").measured, "52 %");
    EXPECT_EQ(hand.state().step, 6u);
    const std::uint64_t hash = hand.run().hash();
    hand.press(500, 1.0f); // nothing counts any more
    EXPECT_EQ(hand.run().hash(), hash);
}

TEST(Grading, TheFirstMarkIsGraded) {
    const LessonWorld world;
    Hand hand(world, world.lesson());
    hand.upTo("find").off({0.0f, -0.022f, 0.0f}).act(Action::Mark).off(glm::vec3(0)).act(Action::Mark);
    hand.act(Action::Answer, "1").act(Action::Answer, "2").act(Action::Finish);
    EXPECT_EQ(result(hand, "place").measured, "22.0 mm");
    EXPECT_NEAR(result(hand, "place").marks, 30.0f * 8.0f / 20.0f, 0.1f);
    EXPECT_EQ(result(hand, "place").reason, "Compare.");
    EXPECT_EQ(hand.grade().failure, "hold"); // 0 s: worse than the mark
    EXPECT_EQ(result(hand, "muscle").marks, 0.0f);
}

TEST(Grading, AWrongPlaceFailsByTheMark) {
    const LessonWorld world;
    Hand hand(world, world.lesson());
    hand.upTo("find").off({0.0f, -0.04f, 0.0f}).act(Action::Mark).press(30, 2.0f).act(Action::Finish);
    EXPECT_FALSE(hand.grade().passed);
    EXPECT_EQ(hand.grade().failure, "place");
    EXPECT_TRUE(contains(hand.grade().verdict, "40.0 mm, wanted within 10 mm")) << hand.grade().verdict;
}

TEST(Grading, LiftingEarlyFailsByTheTime) {
    const LessonWorld world;
    Hand hand(world, world.lesson());
    hand.upTo("release").pain(6, 6).press(30, 3.0f).lift(1.0f).act(Action::Finish);
    EXPECT_EQ(hand.grade().failure, "hold");
    EXPECT_TRUE(contains(hand.grade().verdict, "3 s, wanted at least 10 s")) << hand.grade().verdict;
    EXPECT_TRUE(contains(hand.grade().verdict, "Release")) << hand.grade().verdict;
}

TEST(Grading, EndingBeforeAnythingIsUnfinished) {
    const LessonWorld world;
    Hand hand(world, world.lesson());
    hand.act(Action::Finish);
    EXPECT_EQ(hand.grade().failure, "unfinished");
    EXPECT_EQ(result(hand, "hold").measured, "not reached");
    EXPECT_EQ(hand.count(EventKind::Finished), 1);
}

TEST(Grading, PressureApproachHintsAndTimeAreJudged) {
    const LessonWorld world;
    Hand hand(world, world.lesson());
    hand.act(Action::Hint).pass(90.0f).upTo("release");
    hand.rate(60).pain(8, 8).press(40, 0.5f).rate(0).act(Action::Finish);
    EXPECT_NEAR(result(hand, "pressure").marks, 5.0f, 0.1f);
    EXPECT_EQ(result(hand, "pressure").measured, "8.0 of 10");
    EXPECT_NEAR(result(hand, "approach").marks, 0.0f, 0.1f);
    EXPECT_NEAR(result(hand, "hints").marks, 2.5f, 0.01f);
    EXPECT_NEAR(result(hand, "time").marks, 5.0f * 28.0f / 60.0f, 0.2f);
    EXPECT_NEAR(result(hand, "relief").marks, 0.0f, 1e-3f);
}

TEST(Grading, TooFewMarksFailByMarks) {
    const LessonWorld world;
    training::Lesson lesson = world.lesson();
    lesson.passShare = 0.95f;
    Hand hand(world, lesson);
    hand.upTo("identify").act(Action::Answer, "1").act(Action::Answer, "2");
    hand.pain(6, 6).press(30, 5).pain(6, 2.9f).press(30, 5).lift(1.0f);
    ASSERT_TRUE(hand.run().finished());
    EXPECT_EQ(hand.grade().failure, "marks");
    EXPECT_TRUE(contains(hand.grade().verdict, "90 % of the marks, 95 % are needed")) << hand.grade().verdict;
}

TEST(Safety, TooMuchForceEndsTheLesson) {
    const LessonWorld world;
    Hand hand(world, world.lesson());
    hand.upTo("release").press(68, 0.1f);
    EXPECT_FALSE(hand.run().finished()); // a moment's overshoot
    hand.press(68, 0.2f);
    ASSERT_TRUE(hand.run().finished());
    EXPECT_EQ(hand.grade().failure, "safety");
    EXPECT_TRUE(contains(hand.grade().verdict, "Pressed 68 N; this lesson's limit is 55 N. Never force."))
        << hand.grade().verdict;
    EXPECT_EQ(hand.count(EventKind::Safety), 1);
}

TEST(Safety, PainMustNotLast) {
    const LessonWorld world;
    Hand hand(world, world.lesson());
    hand.upTo("release").pain(9, 9).press(40, 1.5f).pain(6, 6).press(30, 0.1f).pain(9, 9).press(40, 1.5f);
    EXPECT_FALSE(hand.run().finished());
    hand.press(40, 0.6f);
    EXPECT_EQ(hand.grade().failure, "safety");
    EXPECT_TRUE(contains(hand.grade().verdict, "Pain went to 9.0 of 10")) << hand.grade().verdict;
}

TEST(Safety, ForbiddenBoneCountsOnlyRightUnderTheSkin) {
    const LessonWorld world;
    Hand hand(world, world.lesson());
    hand.upTo("release").press(30, 1.0f); // C7 lies 19 mm deep, under muscle
    EXPECT_FALSE(hand.run().finished());
    hand.reading().column[2].thicknessBeforeMm = 3.0f;
    hand.press(14, 1.0f);
    EXPECT_FALSE(hand.run().finished());
    hand.press(20, 0.5f);
    EXPECT_EQ(hand.grade().failure, "safety");
    EXPECT_TRUE(contains(hand.grade().verdict, "Pressed 20 N onto the seventh cervical vertebra"))
        << hand.grade().verdict;
}

TEST(Run, TheSameInputsGiveTheSameHash) {
    const LessonWorld world;
    const training::Lesson lesson = world.lesson();
    Hand a(world, lesson), b(world, lesson);
    EXPECT_EQ(a.run().hash(), b.run().hash());
    a.upTo("release").pain(6, 6).press(30, 1.0f);
    b.upTo("release").pain(6, 6).press(30, 1.0f);
    EXPECT_EQ(a.run().hash(), b.run().hash());
    b.press(30, 0.05f);
    EXPECT_NE(a.run().hash(), b.run().hash());
}

} // namespace
