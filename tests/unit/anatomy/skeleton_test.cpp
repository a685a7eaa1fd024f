#include "fixture.h"

#include <anatomy/skeleton.h>

#include <gtest/gtest.h>

namespace {

using anatomy::JointAngles;
using anatomy::Pose;
using anatomy::Skeleton;

Skeleton loaded(const fixture::Folder& folder) {
    auto skeleton = Skeleton::load(folder.path() / "skeleton.toml");
    CHECK(skeleton.ok(), skeleton.ok() ? "" : skeleton.error().text().c_str());
    return std::move(skeleton).value();
}

std::string faultsWith(const std::string& from, const std::string& to) {
    const fixture::Folder folder;
    folder.write("skeleton.toml", fixture::replaced(fixture::kSkeleton, from, to));
    const auto skeleton = Skeleton::load(folder.path() / "skeleton.toml");
    return skeleton.ok() ? "" : skeleton.error().text();
}

glm::vec3 moved(const Skeleton& skeleton, const Pose& pose, const char* joint, const glm::vec3& point) {
    const auto matrices = skeleton.matrices(pose);
    return glm::vec3(matrices[static_cast<std::size_t>(skeleton.find(joint))] * glm::vec4(point, 1.0f));
}

TEST(Skeleton, MirrorsPairedJoints) {
    const fixture::Folder folder;
    const Skeleton skeleton = loaded(folder);
    ASSERT_EQ(skeleton.joints().size(), 5u);
    const auto& right = skeleton.joints()[static_cast<std::size_t>(skeleton.find("femur_right"))];
    const auto& left = skeleton.joints()[static_cast<std::size_t>(skeleton.find("femur_left"))];
    EXPECT_NEAR(right.centre.x, -0.08f, 1e-6f);
    EXPECT_NEAR(left.centre.x, 0.08f, 1e-6f);
    EXPECT_FLOAT_EQ(left.lowest.sideBend, -right.highest.sideBend);
    EXPECT_FLOAT_EQ(left.highest.sideBend, -right.lowest.sideBend);
    EXPECT_EQ(left.lowest.flexion, right.lowest.flexion);
    EXPECT_EQ(skeleton.find("femur"), -1);
    EXPECT_EQ(skeleton.carrierOf("femur", core::Side::Left), skeleton.find("femur_left"));
    EXPECT_EQ(skeleton.carrierOf("hip_bone", core::Side::Left), skeleton.find("pelvis"));
    EXPECT_EQ(skeleton.carrierOf("rib_1", core::Side::Left), -1);
}

TEST(Skeleton, TurnsTheRightWay) {
    const fixture::Folder folder;
    const Skeleton skeleton = loaded(folder);
    Pose pose = skeleton.bindPose();
    const glm::vec3 top(0.0f, 0.2f, 0.0f);
    const auto at = [&](const JointAngles& angles) {
        Pose turned = pose;
        turned.angles[static_cast<std::size_t>(skeleton.find("L1"))] = angles;
        return moved(skeleton, turned, "L1", top);
    };
    EXPECT_LT(glm::length(at({}) - top), 1e-6f);
    EXPECT_GT(at({0.1f, 0, 0}).z, 0.005f);  // forward
    EXPECT_LT(at({0, 0.1f, 0}).x, -0.005f); // to the right
    Pose turned = pose;
    turned.angles[static_cast<std::size_t>(skeleton.find("L1"))] = {0, 0, 0.1f};
    EXPECT_GT(moved(skeleton, turned, "L1", {0, 0.2f, 0.1f}).x, 0.005f); // the front to the left
}

TEST(Skeleton, ChildrenFollowAndTheRootStays) {
    const fixture::Folder folder;
    const Skeleton skeleton = loaded(folder);
    Pose pose = skeleton.bindPose();
    pose.angles[static_cast<std::size_t>(skeleton.find("L2"))].flexion = 0.3f;
    EXPECT_GT(moved(skeleton, pose, "L1", {0, 0.2f, 0}).z, 0.03f);
    pose.angles[0].flexion = 1.0f;
    EXPECT_EQ(moved(skeleton, pose, "pelvis", {0, 0.2f, 0}), glm::vec3(0, 0.2f, 0));
}

TEST(Skeleton, SharesMotionByRangeAndStopsAtIt) {
    const fixture::Folder folder;
    const Skeleton skeleton = loaded(folder);
    const auto l1 = static_cast<std::size_t>(skeleton.find("L1"));
    const auto l2 = static_cast<std::size_t>(skeleton.find("L2"));
    const Pose some = skeleton.moved(skeleton.bindPose(), {}, {.flexion = core::radians(20.0f)});
    EXPECT_NEAR(core::degrees(some.angles[l2].flexion), 15.0f, 1e-3f);
    EXPECT_NEAR(core::degrees(some.angles[l1].flexion), 5.0f, 1e-3f);
    const Pose much = skeleton.moved(skeleton.bindPose(), {}, {.flexion = core::radians(200.0f)});
    EXPECT_NEAR(core::degrees(much.angles[l2].flexion), 30.0f, 1e-3f);
    EXPECT_NEAR(core::degrees(much.angles[l1].flexion), 10.0f, 1e-3f);
    const Pose neck = skeleton.moved(skeleton.bindPose(), {.flexion = 1.0f}, {});
    EXPECT_EQ(neck.angles[l1].flexion, 0.0f);
}

TEST(Skeleton, CouplesSideBendingWithRotation) {
    const fixture::Folder folder;
    const Skeleton skeleton = loaded(folder);
    const auto l1 = static_cast<std::size_t>(skeleton.find("L1"));
    const auto l2 = static_cast<std::size_t>(skeleton.find("L2"));
    // Bent to the right (+) by 7 of 14 degrees: L2 turns to the same side (-), L1 to the opposite one.
    const Pose bent = skeleton.moved(skeleton.bindPose(), {}, {.sideBend = core::radians(7.0f)});
    EXPECT_NEAR(core::degrees(bent.angles[l2].sideBend), 4.0f, 1e-3f);
    EXPECT_NEAR(core::degrees(bent.angles[l1].sideBend), 3.0f, 1e-3f);
    EXPECT_NEAR(core::degrees(bent.angles[l2].rotation), -2.0f, 1e-3f);
    EXPECT_NEAR(core::degrees(bent.angles[l1].rotation), 0.75f, 1e-3f);
    const Pose mirrored = skeleton.moved(skeleton.bindPose(), {}, {.sideBend = core::radians(-7.0f)});
    EXPECT_NEAR(mirrored.angles[l2].rotation, -bent.angles[l2].rotation, 1e-6f);
    // Turned to the left (+): L2 bends to the left (-).
    const Pose turned = skeleton.moved(skeleton.bindPose(), {}, {.rotation = core::radians(2.0f)});
    EXPECT_NEAR(core::degrees(turned.angles[l2].sideBend), -1.0f, 1e-3f);
    EXPECT_NEAR(core::degrees(turned.angles[l1].sideBend), 2.0f, 1e-3f);
    // What is coupled stops at the range too: L2 would turn by 4 degrees.
    const Pose far = skeleton.moved(skeleton.bindPose(), {}, {.sideBend = core::radians(14.0f)});
    EXPECT_NEAR(core::degrees(far.angles[l2].rotation), -2.0f, 1e-3f);
    const auto sum = skeleton.sum(bent, anatomy::Region::Trunk);
    EXPECT_NEAR(core::degrees(sum.sideBend), 7.0f, 1e-3f);
    EXPECT_NEAR(core::degrees(sum.rotation), -1.25f, 1e-3f);
    const auto [low, high] = skeleton.range(anatomy::Region::Trunk);
    EXPECT_NEAR(core::degrees(low.flexion), -15.0f, 1e-3f);
    EXPECT_NEAR(core::degrees(high.flexion), 40.0f, 1e-3f);
}

TEST(Skeleton, ReadsPostures) {
    const fixture::Folder folder;
    const Skeleton skeleton = loaded(folder);
    EXPECT_EQ(skeleton.postures(), (std::vector<std::string>{"prone", "bent"}));
    EXPECT_EQ(skeleton.posture("prone").value().restsOn, anatomy::RestsOn::Table);
    const Pose bent = skeleton.posture("bent").value();
    EXPECT_EQ(bent.restsOn, anatomy::RestsOn::Nothing);
    EXPECT_NEAR(bent.gravity.y, -9.81f, 1e-5f);
    EXPECT_NEAR(core::degrees(bent.angles[static_cast<std::size_t>(skeleton.find("L2"))].flexion), 15.0f, 1e-3f);
    const auto& right = bent.angles[static_cast<std::size_t>(skeleton.find("femur_right"))];
    const auto& left = bent.angles[static_cast<std::size_t>(skeleton.find("femur_left"))];
    EXPECT_FLOAT_EQ(right.sideBend, core::radians(-10.0f));
    EXPECT_FLOAT_EQ(left.sideBend, core::radians(10.0f));
    EXPECT_EQ(left.flexion, right.flexion);
    const auto unknown = skeleton.posture("standing");
    ASSERT_FALSE(unknown.ok());
    EXPECT_NE(unknown.error().text().find("prone, bent"), std::string::npos);
}

TEST(Skeleton, MovesCentresOnly) {
    const fixture::Folder folder;
    const Skeleton skeleton = loaded(folder);
    std::vector<glm::vec3> centres;
    for (const auto& joint : skeleton.joints()) centres.push_back(1.1f * joint.centre);
    const Skeleton tall = skeleton.withCentres(centres);
    EXPECT_NEAR(tall.joints()[1].centre.y, 0.055f, 1e-6f);
    EXPECT_EQ(tall.joints()[1].highest.flexion, skeleton.joints()[1].highest.flexion);
    EXPECT_NE(tall.bindHash(), skeleton.bindHash());
}

TEST(Skeleton, NamesFileAndLineOfFaults) {
    const std::string parent = faultsWith("parent = \"L2\"", "parent = \"L3\"");
    EXPECT_NE(parent.find("skeleton.toml:21"), std::string::npos) << parent;
    EXPECT_NE(parent.find("\"L3\" of \"L1\" is not among the joints before it"), std::string::npos) << parent;
    const std::string range = faultsWith("flexion_deg = [-10, 30]", "flexion_deg = [10, 30]");
    EXPECT_NE(range.find("a range must hold 0"), std::string::npos) << range;
    const std::string carries = faultsWith("carries = [\"L1\"]", "carries = [\"L2\"]");
    EXPECT_NE(carries.find("\"L2\" is already carried by the joint \"L2\""), std::string::npos) << carries;
    const std::string far = faultsWith("femur = [-30, -10, 5]", "femur = [30, -10, 5]");
    EXPECT_NE(far.find("does not turn that far in \"bent\""), std::string::npos) << far;
    const std::string joint = faultsWith("femur = [-30, -10, 5]", "femor_left = [-30, 10, 5]");
    EXPECT_NE(joint.find("did you mean \"femur_left\""), std::string::npos) << joint;
    const std::string region = faultsWith("trunk_deg = [20, 0, 0]", "trunk_deg = [20, -15, 0]");
    EXPECT_NE(region.find("side-bending of -15 degrees is further than these levels go together: -14 to 14"),
              std::string::npos)
        << region;
    const std::string level = faultsWith("levels = [\"L2\", \"L1\"]", "levels = [\"L2\", \"femur_left\"]");
    EXPECT_NE(level.find("\"femur_left\" is no joint of neck or trunk"), std::string::npos) << level;
    const std::string twice = faultsWith("levels = [\"L2\", \"L1\"]", "levels = [\"L2\", \"L2\"]");
    EXPECT_NE(twice.find("the coupling of \"L2\" is there twice"), std::string::npos) << twice;
    const std::string figures = faultsWith("bend_per_turn = [1, -2]", "bend_per_turn = [1]");
    EXPECT_NE(figures.find("one figure a level is needed: 2, found 1"), std::string::npos) << figures;
    const std::string gravity = faultsWith("gravity = [0, -2, 0]", "gravity = [0, 0, 0]");
    EXPECT_NE(gravity.find("a direction must not be zero"), std::string::npos) << gravity;
}

} // namespace
