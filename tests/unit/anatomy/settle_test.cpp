#include <anatomy/settle.h>

#include <anatomy/overlap.h>

#include "fixture.h"
#include "solids.h"

namespace {

using anatomy::BodyPart;
using fixture::part;

const core::StructureId kRightMultifidus{22878};
const core::StructureId kLeftMultifidus{22879};
const core::StructureId kRightLongissimus{22751};
const core::StructureId kLeftLongissimus{22753};
const core::StructureId kBone{13072};

struct SettleTest : testing::Test {
    fixture::Folder folder;
    anatomy::Atlas atlas = anatomy::Atlas::load(folder.path()).value();
    core::Workers workers{2};

    /// Both sides of two muscles, from the right ones.
    std::vector<BodyPart> bothSides(const geometry::Mesh& multifidus, const geometry::Mesh& longissimus) {
        return {part(kRightLongissimus, longissimus),
                part(kLeftLongissimus, geometry::mirrored(geometry::Mesh(longissimus))),
                part(kRightMultifidus, multifidus),
                part(kLeftMultifidus, geometry::mirrored(geometry::Mesh(multifidus)))};
    }

    void settle(std::vector<BodyPart>& parts) {
        const auto status = anatomy::settle(atlas, parts, workers, {});
        ASSERT_TRUE(status.ok()) << status.error().text();
        for (const BodyPart& one : parts) EXPECT_EQ(geometry::validate(one.mesh), "");
    }

    float worst(const std::vector<BodyPart>& parts) {
        float most = 0.0f;
        for (const auto& overlap : anatomy::measureOverlap(atlas, parts, 0.0005f, workers))
            most = std::max(most, std::max(overlap.inBone, overlap.inMuscle));
        return most;
    }
};

TEST_F(SettleTest, TwoMusclesGiveWayByHalf) {
    auto parts = bothSides(fixture::rodMesh(-0.03f, 0.0f, 0.012f), fixture::rodMesh(-0.05f, 0.0f, 0.012f));
    const auto before = parts;
    EXPECT_GT(worst(parts), 0.05f);
    settle(parts);
    EXPECT_LT(worst(parts), 0.01f);
    for (std::size_t i = 0; i < parts.size(); ++i) {
        const double left = geometry::volume(parts[i].mesh) / geometry::volume(before[i].mesh);
        EXPECT_GT(left, 0.85);
        EXPECT_LT(left, 1.0);
    }
    EXPECT_NEAR(geometry::volume(parts[0].mesh) / geometry::volume(parts[2].mesh), 1.0, 0.02);
}

TEST_F(SettleTest, TheLeftSideStaysTheMirrorImageOfTheRight) {
    auto parts = bothSides(fixture::rodMesh(-0.03f, 0.0f, 0.012f), fixture::rodMesh(-0.05f, 0.003f, 0.012f));
    settle(parts);
    for (const std::size_t right : {0u, 2u})
        for (std::size_t v = 0; v < parts[right].mesh.positions.size(); ++v) {
            EXPECT_EQ(parts[right].mesh.positions[v] * glm::vec3(-1, 1, 1), parts[right + 1].mesh.positions[v]);
            EXPECT_EQ(parts[right].mesh.normals[v] * glm::vec3(-1, 1, 1), parts[right + 1].mesh.normals[v]);
        }
}

TEST_F(SettleTest, SidesThatAreNotAlikeAreSettledBoth) {
    auto parts = bothSides(fixture::rodMesh(-0.03f, 0.0f, 0.012f), fixture::rodMesh(-0.05f, 0.0f, 0.012f));
    parts[1].mesh = fixture::rodMesh(0.049f, 0.002f, 0.011f);
    settle(parts);
    EXPECT_LT(worst(parts), 0.01f);
}

TEST_F(SettleTest, AThinSheetIsLiftedOffASlab) {
    // 3 mm thick, 0.5 mm of it above the slab's upper face at z = 0
    auto parts = bothSides(fixture::sheetMesh(-0.08f, -0.0075f, 0.015f), fixture::sheetMesh(-0.08f, -0.001f, 0.003f));
    const auto before = parts;
    EXPECT_GT(worst(parts), 0.7f);
    settle(parts);
    EXPECT_LT(worst(parts), 0.03f);
    EXPECT_GT(geometry::volume(parts[0].mesh), 0.75 * geometry::volume(before[0].mesh));
    EXPECT_GT(geometry::bounds(parts[0].mesh).centre().z, geometry::bounds(before[0].mesh).centre().z);
    // the upper face has gone up and not down
    EXPECT_GT(geometry::bounds(parts[0].mesh).upper.z, geometry::bounds(before[0].mesh).upper.z);
}

TEST_F(SettleTest, BoneStaysAndMuscleLiesOnIt) {
    auto parts = bothSides(fixture::sheetMesh(-0.08f, -0.1f, 0.005f), fixture::sheetMesh(-0.08f, -0.001f, 0.004f));
    parts.insert(parts.begin(), part(kBone, fixture::sheetMesh(-0.08f, -0.01f, 0.02f)));
    const auto bone = parts.front().mesh.positions;
    settle(parts);
    EXPECT_EQ(parts.front().mesh.positions, bone);
    EXPECT_LT(worst(parts), 0.03f);
}

TEST_F(SettleTest, ABoneInsideAMuscleDrawsItsFaceOver) {
    // the bone runs through the belly below its lower face, with no vertex of the muscle in it
    auto parts = bothSides(fixture::sheetMesh(-0.08f, -0.1f, 0.005f), fixture::sheetMesh(-0.08f, 0.0f, 0.02f));
    parts.insert(parts.begin(), part(kBone, fixture::rodMesh(-0.05f, -0.0065f, 0.0025f)));
    const float before = worst(parts);
    settle(parts);
    EXPECT_LT(worst(parts), 0.3f * before);
}

TEST_F(SettleTest, NothingMovesWhereNothingOverlaps) {
    auto parts = bothSides(fixture::rodMesh(-0.03f, 0.0f, 0.012f), fixture::rodMesh(-0.06f, 0.0f, 0.012f));
    const auto before = parts;
    settle(parts);
    for (std::size_t i = 0; i < parts.size(); ++i) EXPECT_EQ(parts[i].mesh.positions, before[i].mesh.positions);
}

TEST_F(SettleTest, TheNumberOfWorkersChangesNothing) {
    auto parts = bothSides(fixture::rodMesh(-0.03f, 0.0f, 0.012f), fixture::sheetMesh(-0.09f, 0.001f, 0.003f));
    auto alone = parts;
    settle(parts);
    core::Workers one(1);
    ASSERT_TRUE(anatomy::settle(atlas, alone, one, {}).ok());
    for (std::size_t i = 0; i < parts.size(); ++i) EXPECT_EQ(parts[i].mesh.positions, alone[i].mesh.positions);
}

TEST_F(SettleTest, ABrokenMeshIsNamed) {
    auto parts = bothSides(fixture::rodMesh(-0.03f, 0.0f, 0.012f), fixture::rodMesh(-0.05f, 0.0f, 0.012f));
    parts[2].mesh.indices.push_back(0);
    const auto status = anatomy::settle(atlas, parts, workers, {});
    ASSERT_FALSE(status.ok());
    EXPECT_NE(status.error().text().find("ultifidus"), std::string::npos) << status.error().text();
}

TEST_F(SettleTest, ABodyIsBuiltWithRoom) {
    folder.write("shapes/all.toml", "format = 1\nsource = \"test\"\n" + fixture::rod("hip_bone", -60, -60, 30, 0, 30) +
                                        fixture::rod("L2", 0, 60, 95, 0, 20) + fixture::rod("L1", 0, 115, 150, 0, 20) +
                                        fixture::rod("multifidus", -35, 60, 150, -30, 12) +
                                        fixture::rod("longissimus_thoracis", -38, 60, 150, -50, 12));
    const auto body = anatomy::Body::load(folder.path(), {}, workers, {}, {});
    ASSERT_TRUE(body.ok()) << body.error().text();
    EXPECT_LT(worst(body.value().parts()), 0.03f);
}

} // namespace
