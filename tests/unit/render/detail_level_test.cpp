#include <render/detail_level.h>

#include <geometry/loft.h>

#include <gtest/gtest.h>

#include <array>
#include <cmath>

namespace {

/// A long muscle with a waist: 20 cm, radii of 1 to 3 cm.
geometry::Mesh muscle() {
    geometry::Loft loft;
    for (int i = 0; i <= 10; ++i) {
        const float y = 0.02f * static_cast<float>(i);
        loft.stations.push_back({glm::vec3(0.02f * std::sin(12.0f * y), y, 0.0f),
                                 std::vector<float>(10, 0.02f + 0.01f * std::cos(30.0f * y))});
    }
    return geometry::meshLoft(loft, {0.002f, 6, 6}).value();
}

/// How far the silhouettes of the two stand apart, seen from many sides.
float silhouetteGap(const geometry::Mesh& mesh, const std::vector<std::uint32_t>& coarse) {
    float worst = 0.0f;
    for (int k = 0; k < 64; ++k) {
        const float turn = 0.1f * static_cast<float>(k);
        const glm::vec3 side =
            glm::normalize(glm::vec3(std::cos(turn), 0.05f * static_cast<float>(k % 8) - 0.2f, std::sin(turn)));
        float all = -1.0f, kept = -1.0f;
        for (const std::uint32_t i : mesh.indices) all = std::max(all, glm::dot(mesh.positions[i], side));
        for (const std::uint32_t i : coarse) kept = std::max(kept, glm::dot(mesh.positions[i], side));
        worst = std::max(worst, all - kept);
    }
    return worst;
}

float distanceToTriangle(const glm::vec3& p, const glm::vec3& a, const glm::vec3& b, const glm::vec3& c) {
    const glm::vec3 normal = glm::normalize(glm::cross(b - a, c - a));
    const std::array<glm::vec3, 3> corners{a, b, c};
    float nearest = 1.0f;
    bool over = true;
    for (std::size_t k = 0; k < 3; ++k) {
        const glm::vec3 &from = corners[k], &to = corners[(k + 1) % 3];
        const glm::vec3 side = to - from;
        over = over && glm::dot(glm::cross(normal, side), p - from) >= 0.0f;
        const float along = glm::clamp(glm::dot(p - from, side) / glm::dot(side, side), 0.0f, 1.0f);
        nearest = std::min(nearest, glm::length(p - from - along * side));
    }
    return over ? std::abs(glm::dot(normal, p - a)) : nearest;
}

/// The farthest that a vertex of the mesh (of every seventh) lies from the coarser surface.
float farthest(const geometry::Mesh& mesh, const std::vector<std::uint32_t>& coarse) {
    float worst = 0.0f;
    for (std::size_t v = 0; v < mesh.positions.size(); v += 7) {
        float nearest = 1.0f;
        for (std::size_t t = 0; t < coarse.size(); t += 3)
            nearest =
                std::min(nearest, distanceToTriangle(mesh.positions[v], mesh.positions[coarse[t]],
                                                     mesh.positions[coarse[t + 1]], mesh.positions[coarse[t + 2]]));
        worst = std::max(worst, nearest);
    }
    return worst;
}

TEST(DetailLevel, CoarserLevelsStayWithinTheirError) {
    const geometry::Mesh mesh = muscle();
    const auto levels = render::coarserLevels(mesh);
    ASSERT_GE(levels.size(), 2u);
    std::size_t finer = mesh.indices.size();
    float error = 0.0f;
    for (const render::DetailLevel& level : levels) {
        EXPECT_LT(level.indices.size(), finer * 3 / 4);
        EXPECT_GT(level.errorM, error);
        EXPECT_LT(level.errorM, 0.0025f);
        for (const std::uint32_t i : level.indices) ASSERT_LT(i, mesh.positions.size());
        EXPECT_LT(silhouetteGap(mesh, level.indices), level.errorM);
        EXPECT_LT(farthest(mesh, level.indices), level.errorM);
        finer = level.indices.size();
        error = level.errorM;
    }
}

TEST(DetailLevel, TheSameMeshGivesTheSameLevels) {
    const auto first = render::coarserLevels(muscle()), second = render::coarserLevels(muscle());
    ASSERT_EQ(first.size(), second.size());
    for (std::size_t k = 0; k < first.size(); ++k) {
        EXPECT_EQ(first[k].indices, second[k].indices);
        EXPECT_EQ(first[k].errorM, second[k].errorM);
    }
}

TEST(DetailLevel, SmallMeshesHaveNone) {
    geometry::Mesh mesh;
    mesh.positions = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}};
    mesh.indices = {0, 2, 1, 0, 1, 3, 1, 2, 3, 2, 0, 3};
    EXPECT_TRUE(render::coarserLevels(mesh).empty());
}

TEST(DetailLevel, FarMeshesAreDrawnCoarselyAndNearOnesInFull) {
    const std::vector<float> errors{0.0f, 0.0003f, 0.0009f, 0.0022f};
    EXPECT_EQ(render::chooseLevel(errors, 0.0003f, -1), 0);
    EXPECT_EQ(render::chooseLevel(errors, 0.0007f, -1), 1);
    EXPECT_EQ(render::chooseLevel(errors, 0.002f, -1), 2);
    EXPECT_EQ(render::chooseLevel(errors, 0.01f, -1), 3);
    EXPECT_EQ(render::chooseLevel(std::vector<float>{0.0f}, 0.01f, -1), 0);
    EXPECT_EQ(render::chooseLevel(std::vector<float>{0.0f}, 0.01f, 3), 0); // of another mesh that was there before
}

TEST(DetailLevel, ASmallChangeOfDistanceChangesNothing) {
    const std::vector<float> errors{0.0f, 0.0003f, 0.0009f, 0.0022f};
    const float border = 0.0009f / render::kUnseenPixels; // pixels at which level 2 comes in
    EXPECT_EQ(render::chooseLevel(errors, 1.1f * border, 1), 1);
    EXPECT_EQ(render::chooseLevel(errors, 0.9f * border, 2), 2);
    EXPECT_EQ(render::chooseLevel(errors, 1.4f * border, 1), 2);
    EXPECT_EQ(render::chooseLevel(errors, 0.7f * border, 2), 1);
    int changes = 0, level = 2;
    for (int k = 0; k < 100; ++k) { // to and fro across the border
        const int next = render::chooseLevel(errors, border * (1.0f + 0.15f * std::sin(static_cast<float>(k))), level);
        changes += next != level;
        level = next;
    }
    EXPECT_EQ(changes, 0);
}

TEST(DetailLevel, DistanceToABoxIsZeroInside) {
    const core::Box box{glm::vec3(-1.0f), glm::vec3(1.0f)};
    EXPECT_FLOAT_EQ(render::distanceTo(box, glm::vec3(0.5f)), 0.0f);
    EXPECT_FLOAT_EQ(render::distanceTo(box, glm::vec3(0.0f, 3.0f, 0.0f)), 2.0f);
    EXPECT_FLOAT_EQ(render::distanceTo(box, glm::vec3(4.0f, 5.0f, 0.0f)), 5.0f);
}

} // namespace
