#include <anatomy/directional_stretch.h>
#include <anatomy/population_warps.h>
#include <anatomy/vertebra_warp.h>

#include "box_vertebra.h"

#include <gtest/gtest.h>

namespace {

using anatomy::Measure;
using anatomy::VertebraWarp;

constexpr glm::vec3 kAnchor{0.0f, -0.017f, 0.001f};

anatomy::MeasureList changed(const anatomy::MeasureList& have) {
    constexpr anatomy::MeasureList kFactors = {1.12f, 0.85f, 0.9f, 1.1f, 0.8f, 0.95f, 1.15f, 0.88f, 1.25f};
    anatomy::MeasureList out = have;
    for (std::size_t i = 0; i < out.size(); ++i) out[i] *= kFactors[i];
    return out;
}

const geometry::Mesh& bone() {
    static const geometry::Mesh kBone = box_vertebra::make();
    return kBone;
}

const VertebraWarp& warp() {
    static const VertebraWarp kWarp = [] {
        const auto have = anatomy::listOf(anatomy::measureVertebra(bone()).value());
        return VertebraWarp::fit(bone(), changed(have), kAnchor).value();
    }();
    return kWarp;
}

TEST(DirectionalStretch, RampsAreSmoothAndRiseOnce) {
    for (float t = -1.0f; t < 4.0f; t += 0.01f) {
        const float slope = (anatomy::ramp(t + 0.001f, 0.5f, 2.5f, 0.3f) - anatomy::ramp(t, 0.5f, 2.5f, 0.3f)) / 0.001f;
        EXPECT_GE(slope, -1e-3f) << t;
        EXPECT_LE(slope, 0.5f + 1e-3f) << t;
    }
    EXPECT_FLOAT_EQ(anatomy::ramp(-3.0f, 0.5f, 2.5f, 0.3f), 0.0f);
    EXPECT_FLOAT_EQ(anatomy::ramp(9.0f, 0.5f, 2.5f, 0.3f), 1.0f);
    EXPECT_NEAR(anatomy::oddRamp(0.17f, 1.0f), 0.2f, 1e-6f);
    EXPECT_NEAR(anatomy::oddRamp(-0.17f, 1.0f), -0.2f, 1e-6f);
    EXPECT_FLOAT_EQ(anatomy::oddRamp(1.0f, 1.0f), 1.0f);
}

TEST(VertebraWarp, GivesTheMeasuresWanted) {
    const auto wanted = changed(anatomy::listOf(anatomy::measureVertebra(bone()).value()));
    geometry::Mesh bent = bone();
    for (glm::vec3& p : bent.positions) p = warp()(p);
    const auto after = anatomy::measureVertebra(bent);
    ASSERT_TRUE(after.ok()) << after.error().text();
    const auto found = anatomy::listOf(after.value());
    for (std::size_t i = 0; i < anatomy::kMeasures; ++i)
        EXPECT_NEAR(found[i], wanted[i], 0.0005f) << anatomy::measureName(static_cast<Measure>(i));
}

TEST(VertebraWarp, LeavesTheAnchorAndRaisesWhatIsAbove) {
    EXPECT_LT(glm::length(warp()(kAnchor) - kAnchor), 1e-6f);
    const glm::vec3 above{0.0f, 0.017f, 0.0f};
    const glm::vec3 moved = warp()(above) - above;
    EXPECT_NEAR(glm::dot(moved, warp().axis()), warp().heightGain(), 0.0005f);
    // The plates become of different depth, so the front and the back are measured on a slant: a little longer.
    EXPECT_NEAR(warp().heightGain(), warp().after().height() - warp().before().height(), 0.0006f);
}

TEST(VertebraWarp, NeverFoldsAndMovesNothingFar) {
    float farthest = 0.0f;
    for (float x = -0.2f; x <= 0.2f; x += 0.01f)
        for (float y = -0.2f; y <= 0.2f; y += 0.01f)
            for (float z = -0.2f; z <= 0.2f; z += 0.01f) {
                const glm::vec3 p(x, y, z);
                constexpr float e = 2e-4f;
                const auto slope = [&](const glm::vec3& d) {
                    return (warp()(p + e * d) - warp()(p - e * d)) / (2 * e);
                };
                const glm::mat3 gradient(slope({1, 0, 0}), slope({0, 1, 0}), slope({0, 0, 1}));
                ASSERT_GT(glm::determinant(gradient), 0.35f) << x << " " << y << " " << z;
                farthest = std::max(farthest, glm::length(warp()(p) - p));
            }
    EXPECT_LT(farthest, 0.02f);
}

TEST(VertebraWarp, DoesNothingWhenNothingIsWanted) {
    const auto have = anatomy::listOf(anatomy::measureVertebra(bone()).value());
    const auto same = VertebraWarp::fit(bone(), have, kAnchor);
    ASSERT_TRUE(same.ok());
    for (const glm::vec3& p : {glm::vec3(0.01f, 0.02f, -0.04f), glm::vec3(0.0f), glm::vec3(0.1f, -0.1f, 0.1f)})
        EXPECT_LT(glm::length(same.value()(p) - p), 1e-6f);
}

TEST(VertebraWarp, RefusesWhatIsTooFar) {
    auto wanted = anatomy::listOf(anatomy::measureVertebra(bone()).value());
    wanted[static_cast<std::size_t>(Measure::CanalWidth)] *= 3.0f;
    const auto warp = VertebraWarp::fit(bone(), wanted, kAnchor);
    ASSERT_FALSE(warp.ok());
    EXPECT_NE(warp.error().text().find("canal width"), std::string::npos) << warp.error().text();
}

TEST(DiscScale, GrowsBothWaysFromItsCentre) {
    const anatomy::DiscScale disc{.centre = {0, 1, 0}, .axis = {0, 1, 0}, .height = 0.008f, .factor = 1.5f};
    EXPECT_NEAR(disc.gain(), 0.004f, 1e-7f);
    EXPECT_NEAR(disc({0.01f, 1.02f, 0}).y, 1.022f, 1e-6f);
    EXPECT_NEAR(disc({0.01f, 0.98f, 0}).y, 0.978f, 1e-6f);
    EXPECT_NEAR(disc({0.0f, 1.0f, 0}).y, 1.0f, 1e-6f);
}

TEST(WantedMeasures, FollowTheSexAndKeepWhatIsNotPublished) {
    anatomy::VertebraMeasures measured;
    measured.upper.width = measured.lower.width = 0.04f;
    measured.upper.depth = measured.lower.depth = 0.03f;
    measured.anteriorHeight = 0.027f;
    measured.posteriorHeight = 0.03f;
    measured.spinousLength = 0.033f;
    anatomy::VertebraMeans means;
    means.posteriorHeight.all = {0.02f, anatomy::Confidence::B};
    means.canalWidth.male = {0.024f, anatomy::Confidence::A};
    means.canalWidth.female = {0.022f, anatomy::Confidence::A};
    using anatomy::PopulationSex;
    const auto man = wantedMeasures(measured, means, PopulationSex::Male);
    const auto woman = wantedMeasures(measured, means, PopulationSex::Female);
    const auto at = [](const anatomy::MeasureList& list, Measure m) { return list[static_cast<std::size_t>(m)]; };
    EXPECT_FLOAT_EQ(at(man, Measure::CanalWidth), 0.024f);
    EXPECT_FLOAT_EQ(at(woman, Measure::CanalWidth), 0.022f);
    EXPECT_FLOAT_EQ(at(man, Measure::SpinousLength), 0.033f);
    EXPECT_FLOAT_EQ(at(man, Measure::UpperWidth), 0.04f);
    // No figure for the front: as much lower than the back as before.
    EXPECT_NEAR(at(man, Measure::AnteriorHeight), 0.018f, 1e-6f);
    means.wedge.all = {core::radians(4.0f), anatomy::Confidence::A};
    EXPECT_NEAR(at(wantedMeasures(measured, means, PopulationSex::Male), Measure::AnteriorHeight),
                0.02f - 0.03f * 2.0f * std::tan(core::radians(2.0f)), 1e-6f);
}

} // namespace
