#include "small_body.h"

#include <anatomy/labels.h>
#include <anatomy/posing.h>

#include <core/random.h>
#include <geometry/bvh.h>

#include <gtest/gtest.h>

namespace {

using anatomy::Kind;
using anatomy::Labels;
using core::StructureId;

anatomy::Body fixtureBody(const fixture::Folder& folder, bool skin) {
    if (skin) fixture::writeSkin(folder);
    return fixture::bodyOf(folder);
}

TEST(Labels, ColumnFromTheBackThroughSkinFatMuscleToBone) {
    const fixture::Folder folder;
    const anatomy::Body body = fixtureBody(folder, true);
    core::Workers pool(1);
    const Labels labels = Labels::build(body, body.skeleton().bindPose(), pool);
    // Down through both muscles of the right side.
    const core::Ray ray{{-0.030f, 0.08f, -0.3f}, {0, 0, 1}};
    const auto hit = labels.skinHit(ray);
    ASSERT_TRUE(hit);
    EXPECT_LT(hit->normal.z, -0.5f);
    EXPECT_NEAR(glm::length(hit->normal), 1.0f, 1e-5f);
    EXPECT_FALSE(labels.at(hit->position - 0.001f * ray.direction).inside);
    std::vector<std::string> seen;
    for (float depth = 0.0005f; depth < 0.045f; depth += 0.0005f) {
        const anatomy::Label label = labels.at(hit->position + depth * ray.direction);
        ASSERT_TRUE(label.inside) << depth;
        if (label.fat && seen.size() > 2) continue; // a little of it between muscles
        const std::string what = label.fat ? "fat" : body.atlas().find(label.structure)->key;
        if (seen.empty() || seen.back() != what) seen.push_back(what);
        if (label.kind == Kind::Muscle && !label.fat) {
            EXPECT_GT(label.fibre.y, 0.9f);
        }
    }
    ASSERT_GE(seen.size(), 4u);
    EXPECT_EQ((std::vector<std::string>(seen.begin(), seen.begin() + 4)),
              (std::vector<std::string>{"skin", "fat", "longissimus_thoracis", "multifidus"}));
    EXPECT_NEAR(labels.skinThickness(hit->position), 0.002f, 1e-5f);
    EXPECT_LT(glm::length(labels.nearestSkin(hit->position).position - hit->position), 1e-5f);
}

TEST(Labels, TheSuperficialMuscleWinsWhereTwoOverlapAndBoneWinsOverBoth) {
    const fixture::Folder folder;
    // so far in one another that settling leaves them
    folder.write("shapes/all.toml",
                 "format = 1\nsource = \"test\"\n" + fixture::rod("hip_bone", -60, -60, 30, 40, 10) +
                     fixture::rod("L2", -30, 60, 95, -38, 2) + fixture::rod("L1", 0, 115, 150, 40, 10) +
                     fixture::rod("disc_L1", 0, 98, 112, 40, 8) + fixture::rod("multifidus", -30, 0, 150, -38, 12) +
                     fixture::rod("longissimus_thoracis", -30, 0, 100, -38, 24));
    const anatomy::Body body = fixtureBody(folder, false);
    core::Workers pool(1);
    const Labels labels = Labels::build(body, body.skeleton().bindPose(), pool);
    const auto keyAt = [&](const glm::vec3& p) { return body.atlas().find(labels.at(p).structure)->key; };
    EXPECT_EQ(keyAt({-0.030f, 0.04f, -0.038f}), "longissimus_thoracis"); // in both
    EXPECT_EQ(keyAt({-0.030f, 0.13f, -0.038f}), "multifidus");
    EXPECT_EQ(keyAt({-0.030f, 0.08f, -0.038f}), "L2"); // in both muscles, too
    EXPECT_FALSE(labels.at({0.3f, 0.08f, 0.0f}).inside);
    EXPECT_FALSE(labels.at({1e9f, 0.0f, 0.0f}).inside);
}

TEST(Labels, AgreeWithRayCastsOnEveryMeshInABentPose) {
    const fixture::Folder folder;
    const anatomy::Body body = fixtureBody(folder, true);
    core::Workers pool(2);
    const anatomy::Pose pose = body.skeleton().posture("bent").value();
    const Labels labels = Labels::build(body, pose, pool);
    const anatomy::Posing posing = anatomy::posingOf(body, pose, pool);
    std::vector<geometry::Bvh> trees;
    std::vector<const anatomy::Structure*> structures;
    for (std::size_t i = 0; i < body.parts().size(); ++i) {
        trees.emplace_back(anatomy::posedPart(body, i, posing));
        structures.push_back(body.atlas().find(body.parts()[i].id));
    }
    core::Random random(5);
    int filled = 0;
    for (int i = 0; i < 4000; ++i) {
        const glm::vec3 p(random.uniform(-0.12f, 0.12f), random.uniform(-0.1f, 0.2f), random.uniform(-0.09f, 0.09f));
        bool inSkin = false;
        bool inAny = false;
        bool inBone = false;
        for (std::size_t k = 0; k < trees.size(); ++k) {
            if (!trees[k].contains(p)) continue;
            if (structures[k]->kind == Kind::Skin) {
                inSkin = true;
            } else {
                inAny = true;
                inBone = inBone || structures[k]->kind == Kind::Bone;
            }
        }
        const anatomy::Label label = labels.at(p);
        EXPECT_EQ(label.inside, inSkin);
        if (!label.inside || (label.structure.valid() && label.kind == Kind::Skin)) continue;
        EXPECT_EQ(label.structure.valid(), inAny);
        EXPECT_EQ(label.fat, !inAny);
        if (inBone) {
            EXPECT_EQ(label.kind, Kind::Bone);
        }
        if (label.structure.valid()) {
            const auto at = std::find_if(structures.begin(), structures.end(),
                                         [&](const auto* s) { return s->id == label.structure; });
            EXPECT_TRUE(trees[static_cast<std::size_t>(at - structures.begin())].contains(p));
            ++filled;
        }
    }
    EXPECT_GT(filled, 250);
}

TEST(Labels, FindTheFirstStructureAlongARay) {
    const fixture::Folder folder;
    const anatomy::Body body = fixtureBody(folder, true);
    core::Workers pool(1);
    const Labels labels = Labels::build(body, body.skeleton().bindPose(), pool);
    const auto hit = labels.firstHit({{-0.030f, 0.08f, -0.3f}, {0, 0, 1}});
    ASSERT_TRUE(hit);
    EXPECT_EQ(hit->first, StructureId{22751});
    EXPECT_NEAR(hit->second, 0.3f - 0.050f, 0.002f);
    EXPECT_FALSE(labels.firstHit({{-0.030f, 0.08f, -0.3f}, {0, 0, -1}}));
    // A ray that starts inside the body finds the skin only where it enters again.
    EXPECT_FALSE(labels.skinHit({{0, 0.08f, 0}, {0, 0, 1}}));
}

TEST(Labels, PointsMoveWithTheirStructure) {
    const fixture::Folder folder;
    const anatomy::Body body = fixtureBody(folder, false);
    core::Workers pool(1);
    const anatomy::Pose pose = body.skeleton().posture("bent").value();
    const Labels labels = Labels::build(body, pose, pool);
    const glm::vec3 p(0.0f, 0.15f, -0.01f);
    const auto l1 = static_cast<std::size_t>(body.skeleton().find("L1"));
    const glm::vec3 wanted = glm::vec3(body.skeleton().matrices(pose)[l1] * glm::vec4(p, 1.0f));
    EXPECT_LT(glm::length(labels.posedPoint(StructureId{13072}, p) - wanted), 1e-6f);
    EXPECT_EQ(labels.posedPoint(StructureId{1}, p), p); // neither shape nor skin
}

} // namespace
