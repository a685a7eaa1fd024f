#include <anatomy/vertebra_measures.h>

#include "box_vertebra.h"

#include <gtest/gtest.h>

namespace {

using namespace box_vertebra;

const geometry::Mesh& bone() {
    static const geometry::Mesh kBone = make();
    return kBone;
}

/// The spinous process is measured from the middle of the arch to the far corner of the process.
float spinousOfBox() {
    return glm::length(glm::vec3(0.003f, 0.007f, kSpinous));
}

void expectMeasures(const anatomy::VertebraMeasures& m, float scale, float slack) {
    EXPECT_NEAR(m.upper.width, scale * kWidth, slack);
    EXPECT_NEAR(m.lower.width, scale * kWidth, slack);
    EXPECT_NEAR(m.upper.depth, scale * kDepth, slack);
    EXPECT_NEAR(m.lower.depth, scale * kDepth, slack);
    EXPECT_NEAR(m.anteriorHeight, scale * kHeight, slack);
    EXPECT_NEAR(m.posteriorHeight, scale * kHeight, slack);
    EXPECT_NEAR(m.canalWidth, scale * kCanalWidth, slack);
    EXPECT_NEAR(m.canalDepth, scale * kCanalDepth, slack);
    EXPECT_NEAR(m.spinousLength, scale * spinousOfBox(), 1.5f * slack);
    EXPECT_NEAR(m.transverseWidth, scale * kTransverse, slack);
    EXPECT_NEAR(m.pedicleWidth, scale * 0.007f, slack);
    EXPECT_NEAR(m.wedge(), 0.0f, core::radians(1.5f));
}

TEST(VertebraMeasures, OfABoxAreItsOwn) {
    const auto measured = anatomy::measureVertebra(bone());
    ASSERT_TRUE(measured.ok()) << measured.error().text();
    expectMeasures(measured.value(), 1.0f, 0.0008f);
    EXPECT_LT(glm::length(measured.value().frame.centre), 0.0005f);
    EXPECT_GT(measured.value().frame.anterior.z, 0.999f);
}

TEST(VertebraMeasures, DoNotDependOnWhereAndHowTheVertebraStands) {
    for (const float scale : {0.7f, 1.3f})
        for (const float lean : {-30.0f, 30.0f}) {
            glm::mat4 place = glm::translate(glm::mat4(1.0f), glm::vec3(0.02f, 1.1f, -0.05f));
            place = glm::rotate(place, core::radians(12.0f), glm::vec3(0, 0, 1));
            place = glm::rotate(place, core::radians(15.0f), glm::vec3(0, 1, 0));
            place = glm::rotate(place, core::radians(lean), glm::vec3(1, 0, 0));
            place = glm::scale(place, glm::vec3(scale));
            geometry::Mesh placed = bone();
            for (glm::vec3& p : placed.positions) p = glm::vec3(place * glm::vec4(p, 1.0f));
            const auto measured = anatomy::measureVertebra(placed);
            ASSERT_TRUE(measured.ok()) << measured.error().text();
            expectMeasures(measured.value(), scale, 0.001f);
            const glm::vec3 up = glm::normalize(glm::vec3(place * glm::vec4(0, 1, 0, 0)));
            EXPECT_GT(glm::dot(measured.value().frame.up, up), std::cos(core::radians(1.0f))) << lean;
        }
}

TEST(VertebraMeasures, AWedgedBodyHasItsAngle) {
    // The front a fifth lower than the back.
    geometry::Mesh wedged = bone();
    for (glm::vec3& p : wedged.positions) p.y *= 0.9f - 0.1f * std::clamp(p.z / (0.5f * kDepth), -1.0f, 1.0f);
    const auto measured = anatomy::measureVertebra(wedged);
    ASSERT_TRUE(measured.ok()) << measured.error().text();
    EXPECT_NEAR(measured.value().anteriorHeight, 0.8f * kHeight, 0.0008f);
    EXPECT_NEAR(measured.value().posteriorHeight, kHeight, 0.0008f);
    EXPECT_NEAR(measured.value().wedge(), 2.0f * std::atan(0.1f * kHeight / kDepth), core::radians(1.5f));
}

TEST(VertebraMeasures, WithoutAnArchAreRefused) {
    const auto measured = anatomy::measureVertebra(make(false));
    ASSERT_FALSE(measured.ok());
    EXPECT_NE(measured.error().text().find("canal"), std::string::npos) << measured.error().text();
    EXPECT_FALSE(anatomy::measureVertebra(geometry::Mesh{}).ok());
}

TEST(VertebraMeasures, ThePlateAcrossTheDiscIsFound) {
    const auto measured = anatomy::measureVertebra(bone());
    ASSERT_TRUE(measured.ok());
    geometry::Mesh below = bone();
    for (glm::vec3& p : below.positions) p.y -= kHeight + 0.008f;
    const auto plate = anatomy::oppositePlate(below, measured.value().lower);
    ASSERT_TRUE(plate.ok()) << plate.error().text();
    EXPECT_GT(plate.value().normal.y, 0.999f);
    EXPECT_NEAR(plate.value().centre.y, -0.5f * kHeight - 0.008f, 0.0005f);
    EXPECT_NEAR(plate.value().depth, kDepth, 0.001f);
    EXPECT_FALSE(anatomy::oppositePlate(below, measured.value().upper).ok());
}

} // namespace
