#include <anatomy/muscle_bulk.h>

#include "solids.h"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using anatomy::MuscleBulk;

constexpr float kBoneM = 0.012f; ///< radius of the bone, a rod along Y from 0 to 100 mm

struct MuscleBulkTest : testing::Test {
    geometry::Mesh bone = fixture::rodMesh(0.0f, 0.0f, kBoneM);
    core::Box box{glm::vec3(-0.08f, -0.02f, -0.08f), glm::vec3(0.08f, 0.12f, 0.08f)};
    core::Workers workers{2};

    MuscleBulk over(const geometry::Mesh& mesh) {
        const std::vector<const geometry::Mesh*> bones{&mesh};
        return MuscleBulk(bones, box, workers);
    }
};

glm::vec3 beside(float distance, float angle, float y = 0.05f) {
    return {distance * std::cos(angle), y, distance * std::sin(angle)};
}

float fromAxis(const glm::vec3& p) {
    return std::hypot(p.x, p.z);
}

TEST_F(MuscleBulkTest, LayersKeepTheirOrder) {
    const MuscleBulk bulk = over(bone);
    for (const float angle : {0.0f, 0.7f, 2.0f, 4.5f})
        for (const float factor : {0.7f, 0.85f, 1.2f, 1.4f}) {
            float before = 0.0f;
            for (float distance = kBoneM; distance < 0.06f; distance += 0.002f) {
                const float now = fromAxis(bulk.moved(beside(distance, angle), factor));
                if (before > 0.0f) {
                    const float gap = (now - before) / 0.002f;
                    EXPECT_GT(gap, 0.4f * factor) << "factor " << factor << " at " << distance;
                    EXPECT_LT(gap, 1.6f * factor) << "factor " << factor << " at " << distance;
                }
                before = now;
            }
        }
}

TEST_F(MuscleBulkTest, MovesInProportionToTheDistanceFromTheBone) {
    const MuscleBulk bulk = over(bone);
    for (const float distance : {0.03f, 0.04f, 0.05f}) {
        const glm::vec3 p = beside(distance, 1.0f);
        const float more = fromAxis(bulk.moved(p, 1.2f)) - distance;
        EXPECT_NEAR(more, 0.2f * (distance - kBoneM), 0.3f * 0.2f * distance) << distance;
        EXPECT_NEAR(fromAxis(bulk.moved(p, 0.8f)) - distance, -more, 1e-5f) << "as far in as out";
    }
}

TEST_F(MuscleBulkTest, WhatLiesOnTheBoneStays) {
    const MuscleBulk bulk = over(bone);
    for (const float angle : {0.0f, 1.5f, 3.0f})
        for (const float y : {0.03f, 0.05f, 0.07f}) {
            const glm::vec3 p = beside(kBoneM, angle, y);
            EXPECT_LT(glm::length(bulk.moved(p, 1.3f) - p), 0.0025f) << "of 30 % bulk";
        }
}

TEST_F(MuscleBulkTest, WithoutAFactorOrBonesNothingMoves) {
    const geometry::Mesh muscle = fixture::rodMesh(0.03f, 0.0f, 0.01f);
    geometry::Mesh mesh = muscle;
    over(bone).apply(mesh, 1.0f);
    EXPECT_EQ(mesh.positions, muscle.positions);
    const MuscleBulk none({}, box, workers);
    none.apply(mesh, 1.4f);
    EXPECT_EQ(mesh.positions, muscle.positions);
    EXPECT_EQ(none.moved({0.03f, 0.02f, 0.01f}, 1.4f), glm::vec3(0.03f, 0.02f, 0.01f));
}

TEST_F(MuscleBulkTest, AMuscleThickensAndItsNormalsFollow) {
    const geometry::Mesh muscle = fixture::rodMesh(0.03f, 0.0f, 0.01f);
    geometry::Mesh mesh = muscle;
    over(bone).apply(mesh, 1.3f);
    EXPECT_EQ(geometry::validate(mesh), "");
    EXPECT_GT(geometry::volume(mesh), 1.15 * geometry::volume(muscle));
    geometry::Mesh anew = mesh;
    geometry::computeNormals(anew);
    EXPECT_EQ(mesh.normals, anew.normals);
}

TEST_F(MuscleBulkTest, TheNumberOfWorkersChangesNothing) {
    const std::vector<const geometry::Mesh*> bones{&bone};
    core::Workers one(1);
    const MuscleBulk alone(bones, box, one), together(bones, box, workers);
    for (const float distance : {0.01f, 0.02f, 0.05f})
        EXPECT_EQ(alone.moved(beside(distance, 0.3f), 1.25f), together.moved(beside(distance, 0.3f), 1.25f));
}

} // namespace
