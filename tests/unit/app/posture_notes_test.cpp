#include <app/posture_notes.h>

#include <core/check.h>
#include <core/paths.h>

#include <gtest/gtest.h>

#include <cmath>

namespace {

using anatomy::Region;

const anatomy::Skeleton& skeleton() {
    static const auto kSkeleton = [] {
        const auto assets = core::assetsDirectory();
        CHECK(assets.ok(), "the shipped assets");
        auto read = anatomy::Skeleton::load(assets.value() / "anatomy" / "skeleton.toml");
        CHECK(read.ok(), read.ok() ? "" : read.error().text().c_str());
        return std::move(read).value();
    }();
    return kSkeleton;
}

std::string notes(const anatomy::SpineMotion& neck, const anatomy::SpineMotion& trunk) {
    std::string all;
    for (const std::string& note : app::postureNotes(skeleton(), skeleton().posture("standing").value(), neck, trunk))
        all += note + "\n";
    return all;
}

TEST(PostureNotes, SayWhatComesAlongAndWhereStudiesDisagree) {
    EXPECT_EQ(notes({}, {}), "");
    EXPECT_EQ(notes({.flexion = 20}, {.flexion = 20}), "");
    const std::string trunk = notes({}, {.sideBend = 25});
    EXPECT_NE(trunk.find("Side-bending turns the trunk"), std::string::npos) << trunk;
    EXPECT_NE(trunk.find("to the left, all in all"), std::string::npos) << trunk;
    EXPECT_NE(trunk.find("studies disagree on the direction at T12 to L4"), std::string::npos) << trunk;
    const std::string neck = notes({.rotation = 50}, {});
    EXPECT_NE(neck.find("Turning bends the neck"), std::string::npos) << neck;
    EXPECT_NE(neck.find("studies disagree on the direction at head and C1"), std::string::npos) << neck;
}

TEST(PostureNotes, SayWhereTheRangesEnd) {
    const float most = core::degrees(skeleton().range(Region::Trunk)[0].flexion);
    const std::string far = notes({}, {.flexion = -70});
    EXPECT_NE(far.find("Flexion of the trunk stops at " + std::to_string(std::lround(-most)) + "\xc2\xb0"),
              std::string::npos)
        << far;
}

TEST(PostureNotes, SlidersEndWhereTheRangesDo) {
    const anatomy::Pose standing = skeleton().posture("standing").value();
    const anatomy::Pose flexed = skeleton().posture("flexed").value();
    const auto trunk = app::roomLeftDegrees(skeleton(), standing, Region::Trunk, {120, 30, 35});
    const auto range = skeleton().range(Region::Trunk);
    EXPECT_NEAR(trunk[0].flexion, core::degrees(range[0].flexion), 0.51f);
    EXPECT_NEAR(trunk[1].flexion, core::degrees(range[1].flexion), 0.51f);
    EXPECT_FLOAT_EQ(trunk[1].sideBend, 30.0f);
    EXPECT_FLOAT_EQ(trunk[0].rotation, -35.0f);
    const auto left = app::roomLeftDegrees(skeleton(), flexed, Region::Trunk, {120, 30, 35});
    EXPECT_NEAR(trunk[1].flexion - left[1].flexion, 40.0f, 1.01f);
}

} // namespace
