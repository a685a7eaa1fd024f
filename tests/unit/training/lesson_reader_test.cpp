#include "lesson_fixture.h"

namespace {

using fixture::contains;
using fixture::LessonWorld;
using training::ConditionKind;

TEST(LessonReader, ReadsEveryPart) {
    const LessonWorld world;
    const training::Lesson lesson = world.lesson();
    EXPECT_EQ(lesson.key, "small");
    EXPECT_EQ(lesson.patient, "anna");
    ASSERT_EQ(lesson.steps.size(), 6u);
    EXPECT_EQ(lesson.steps[0].hints.size(), 2u);
    EXPECT_EQ(lesson.steps[1].complete[0].kind, ConditionKind::Contact);
    EXPECT_EQ(lesson.steps[1].complete[0].structure, core::StructureId{33586});
    EXPECT_EQ(lesson.steps[1].complete[0].structureName, "Right descending part of trapezius");
    EXPECT_EQ(lesson.steps[2].complete[0].point, world.point());
    ASSERT_TRUE(lesson.steps[3].question.has_value());
    EXPECT_EQ(lesson.steps[3].question->right, 1u);
    const training::Condition& hold = lesson.steps[4].complete[0];
    EXPECT_FLOAT_EQ(hold.pain.low, 5.0f);
    EXPECT_FLOAT_EQ(hold.force.high, 50.0f);
    EXPECT_FLOAT_EQ(hold.seconds, 10.0f);
    EXPECT_EQ(lesson.criteria.size(), 8u);
    ASSERT_EQ(lesson.safety.forbidden.size(), 1u);
    EXPECT_EQ(lesson.safety.forbidden[0].name, "Seventh cervical vertebra");
}

TEST(LessonReader, NamesTheNearestOfWhatItDoesNotKnow) {
    const LessonWorld world;
    const std::string point = world.faults("point = \"right upper_trapezius_1\"", "point = \"right upper_trapezus_1\"");
    EXPECT_TRUE(contains(point, "small.toml:") && contains(point, "did you mean \"upper_trapezius_1\"")) << point;
    const std::string structure = world.faults("right trapezius_descending", "right trapezius_desending");
    EXPECT_TRUE(contains(structure, "did you mean")) << structure;
    const std::string tool = world.faults("tools = [\"thumb\"]", "tools = [\"thumbs\"]");
    EXPECT_TRUE(contains(tool, "did you mean \"thumb\"")) << tool;
    const std::string key = world.faults("hint_after_s = 5", "hints_after_s = 5");
    EXPECT_TRUE(contains(key, "unknown key \"hints_after_s\", did you mean \"hint_after_s\"")) << key;
    const std::string step = world.faults("step = \"find\"", "step = \"fnd\"");
    EXPECT_TRUE(contains(step, "no step \"fnd\", did you mean \"find\"")) << step;
    const std::string kind = world.faults("kind = \"lift_off\"", "kind = \"liftoff\"");
    EXPECT_TRUE(contains(kind, "did you mean \"lift_off\"")) << kind;
}

TEST(LessonReader, ChecksQuestionsAgainstConditions) {
    const LessonWorld world;
    const std::string none = world.faults("kind = \"answer\"", "kind = \"next\"");
    EXPECT_TRUE(contains(none, "a question needs a condition of kind \"answer\"")) << none;
    const std::string noQuestion = world.faults("kind = \"next\"", "kind = \"answer\"");
    EXPECT_TRUE(contains(noQuestion, "no question to answer")) << noQuestion;
    const std::string two = world.faults("text = \"Levator\"", "text = \"Levator\"\nright = true");
    EXPECT_TRUE(contains(two, "exactly one choice must say right = true, found 2")) << two;
}

TEST(LessonReader, ChecksForcesAgainstLimitsAndTools) {
    const LessonWorld world;
    const std::string limit = world.faults("force_n = [10, 50]", "force_n = [10, 70]");
    EXPECT_TRUE(contains(limit, "asks for up to 70 N, but the lesson's own limit")) << limit;
    const std::string least = world.faults("force_n = [5, 20]", "force_n = [5, 10]");
    EXPECT_TRUE(contains(least, "\"thumb\", which the step allows, is used with 15 N to 60 N")) << least;
    const std::string order = world.faults("force_n = [5, 20]", "force_n = [20, 5]");
    EXPECT_TRUE(contains(order, "low end, 20, is above its high end, 5")) << order;
    const std::string pain = world.faults("pain = [5, 7]", "pain = [5, 9]");
    EXPECT_TRUE(contains(pain, "asks for pain up to 9")) << pain;
}

TEST(LessonReader, ChecksCriteriaAgainstTheirSteps) {
    const LessonWorld world;
    const std::string wrongStep = world.faults("step = \"find\"", "step = \"look\"");
    EXPECT_TRUE(contains(wrongStep, "has no \"mark\" condition")) << wrongStep;
    const std::string turned = world.faults("good = 10\nbad = 30", "good = 30\nbad = 10");
    EXPECT_TRUE(contains(turned, "\"good\" must be below \"bad\"")) << turned;
    const std::string required = world.faults("\"place\", \"hold\"]", "\"place\", \"holt\"]");
    EXPECT_TRUE(contains(required, "no criterion \"holt\", did you mean \"hold\"")) << required;
    const std::string twice = world.faults("key = \"muscle\"", "key = \"place\"");
    EXPECT_TRUE(contains(twice, "another criterion already has the key \"place\"")) << twice;
}

} // namespace
