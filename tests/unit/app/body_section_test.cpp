// Sections as a user asks for them: the plane goes where it is told, and what is nearer to the eye is cut away.
#include <app/body_section.h>

#include <gtest/gtest.h>

namespace {

using app::CutKind;

bool cutAway(const render::SectionPlane& plane, const glm::vec3& p) {
    return glm::dot(plane.normal, p) > plane.offset;
}

TEST(BodySection, CutsAwayWhatIsNearerToTheEye) {
    for (const CutKind kind : {CutKind::Transverse, CutKind::Sagittal, CutKind::Frontal})
        for (const float side : {-1.0f, 1.0f}) {
            const glm::vec3 axis = app::cutAxis(kind);
            const auto plane = app::sectionPlane({kind, 0.1f, false}, side * 2.0f * axis);
            ASSERT_TRUE(plane);
            EXPECT_TRUE(cutAway(*plane, (0.1f + 0.05f * side) * axis));
            EXPECT_FALSE(cutAway(*plane, (0.1f - 0.05f * side) * axis));
        }
    EXPECT_FALSE(app::sectionPlane({}, glm::vec3(1.0f)));
}

TEST(BodySection, GoesThroughTheToolOnlyWhileItPresses) {
    const app::SectionChoice through{CutKind::Transverse, 1.0f, true};
    const glm::vec3 eye(0.0f, 3.0f, -1.0f);
    EXPECT_FLOAT_EQ(app::sectionPlane(through, eye, glm::vec3(0.1f, 1.3f, 0.0f))->offset, 1.3f);
    EXPECT_FLOAT_EQ(app::sectionPlane(through, eye)->offset, 1.0f);
}

TEST(BodySection, RangesMeetTheBody) {
    core::Box box;
    box.add(glm::vec3(-0.3f, 0.6f, -0.1f));
    box.add(glm::vec3(0.3f, 1.7f, 0.2f));
    EXPECT_EQ(app::sectionRange(CutKind::Transverse, box), glm::vec2(0.6f, 1.7f));
    EXPECT_EQ(app::sectionRange(CutKind::Frontal, box), glm::vec2(-0.1f, 0.2f));
    EXPECT_EQ(app::sectionRange(CutKind::Sagittal, {}), glm::vec2(0.0f));
}

} // namespace
