#include <geometry/bvh.h>
#include <geometry/crossing.h>

#include <core/random.h>

#include <gtest/gtest.h>

#include <cmath>

namespace {

using geometry::Bvh;
using geometry::Mesh;

/// Ball of radius 1 with (0, 0, 0) as centre: an octahedron whose sides are cut into n x n.
Mesh ball(int n) {
    Mesh mesh;
    for (int octant = 0; octant < 8; ++octant) {
        const glm::vec3 s(octant & 1 ? -1.0f : 1.0f, octant & 2 ? -1.0f : 1.0f, octant & 4 ? -1.0f : 1.0f);
        const bool turned = s.x * s.y * s.z < 0.0f;
        const auto at = [&](int i, int j) {
            return glm::normalize(
                       glm::vec3(static_cast<float>(i), static_cast<float>(j), static_cast<float>(n - i - j))) *
                   s;
        };
        const auto add = [&](glm::vec3 a, glm::vec3 b, glm::vec3 c) {
            if (turned) std::swap(b, c);
            for (const glm::vec3& p : {a, b, c}) {
                mesh.indices.push_back(static_cast<std::uint32_t>(mesh.positions.size()));
                mesh.positions.push_back(p + glm::vec3(0.0f)); // no negative zeros
            }
        };
        for (int i = 0; i < n; ++i)
            for (int j = 0; i + j < n; ++j) {
                add(at(i + 1, j), at(i, j + 1), at(i, j));
                if (i + j + 1 < n) add(at(i + 1, j), at(i + 1, j + 1), at(i, j + 1));
            }
    }
    return mesh;
}

TEST(Bvh, FindsTheFirstHitFromOutsideAndInside) {
    const Bvh bvh(ball(24));
    const auto outside = bvh.firstHit({{0.1f, 0.2f, -5.0f}, {0, 0, 1}});
    ASSERT_TRUE(outside);
    EXPECT_NEAR(outside->distance, 5.0f - std::sqrt(1.0f - 0.05f), 2e-3f);
    EXPECT_FALSE(outside->leaving);
    const auto inside = bvh.firstHit({{0.1f, 0.2f, 0.0f}, {0, 0, 1}});
    ASSERT_TRUE(inside);
    EXPECT_TRUE(inside->leaving);
    EXPECT_FALSE(bvh.firstHit({{0.1f, 0.2f, -5.0f}, {0, 0, -1}}));
    EXPECT_FALSE(bvh.firstHit({{0.1f, 0.2f, -5.0f}, {0, 0, 1}}, 3.0f));
}

TEST(Bvh, AgreesWithTryingEveryTriangle) {
    const Mesh mesh = ball(9);
    const Bvh bvh(mesh);
    core::Random random(7);
    for (int i = 0; i < 500; ++i) {
        const auto number = [&] { return static_cast<float>(random.uniform()) * 3.0f - 1.5f; };
        const glm::vec3 origin(number(), number(), number());
        const glm::vec3 direction = glm::normalize(glm::vec3(number(), number(), number()));
        const geometry::CrossingLine line(origin, direction);
        std::size_t count = 0;
        float first = 100.0f;
        for (std::size_t t = 0; t < mesh.triangleCount(); ++t) {
            const auto hit = line.with(mesh.positions[3 * t], mesh.positions[3 * t + 1], mesh.positions[3 * t + 2]);
            if (hit.sign == 0 || hit.parameter < 0.0f) continue;
            ++count;
            first = std::min(first, hit.parameter);
        }
        EXPECT_EQ(bvh.allHits({origin, direction}).size(), count);
        const auto found = bvh.firstHit({origin, direction});
        EXPECT_EQ(found.has_value(), count > 0);
        if (found) {
            EXPECT_EQ(found->distance, first);
        }
    }
}

TEST(Bvh, TellsInsideFromOutside) {
    const Bvh bvh(ball(20));
    core::Random random(3);
    for (int i = 0; i < 3000; ++i) {
        const auto number = [&] { return static_cast<float>(random.uniform()) * 2.4f - 1.2f; };
        const glm::vec3 p(number(), number(), number());
        const float r = glm::length(p);
        if (std::abs(r - 1.0f) < 0.01f) continue;
        EXPECT_EQ(bvh.contains(p), r < 1.0f) << p.x << " " << p.y << " " << p.z;
    }
}

TEST(Bvh, CountsALineThroughEdgesAndCornersOnce) {
    // Lines along the axes run exactly through edges and corners of this ball.
    const Mesh mesh = ball(8);
    const Bvh bvh(mesh);
    for (int i = -9; i <= 9; ++i)
        for (int j = -9; j <= 9; ++j) {
            const glm::vec3 p(0.1f * static_cast<float>(i), 0.1f * static_cast<float>(j), 0.0f);
            const float r = glm::length(p);
            if (std::abs(r - 1.0f) < 0.02f) continue;
            EXPECT_EQ(bvh.contains(p), r < 1.0f) << i << " " << j;
        }
    int winding = 0;
    const geometry::CrossingLine line({0, 0, 0}, {0, 0, 1}); // through a pole that four octants share
    for (std::size_t t = 0; t < mesh.triangleCount(); ++t) {
        const auto hit = line.with(mesh.positions[3 * t], mesh.positions[3 * t + 1], mesh.positions[3 * t + 2]);
        if (hit.sign != 0 && hit.parameter > 0.0f) winding += hit.sign;
    }
    EXPECT_EQ(winding, 1);
}

TEST(Bvh, FindsTheNearestPoint) {
    const Mesh mesh = ball(20);
    const Bvh bvh(mesh);
    core::Random random(11);
    for (int i = 0; i < 500; ++i) {
        const auto number = [&] { return static_cast<float>(random.uniform()) * 4.0f - 2.0f; };
        const glm::vec3 p(number(), number(), number());
        const auto found = bvh.nearest(p);
        ASSERT_TRUE(found);
        EXPECT_NEAR(found->distance, std::abs(glm::length(p) - 1.0f), 3e-3f);
        const auto [a, b, c] = bvh.corners(found->triangle);
        const glm::vec3 back = a + found->weights.x * (b - a) + found->weights.y * (c - a);
        EXPECT_LT(glm::length(back - found->position), 1e-5f);
    }
    EXPECT_FALSE(bvh.nearest({3, 0, 0}, 1.5f));
    EXPECT_TRUE(bvh.nearest({3, 0, 0}, 2.5f));
}

TEST(Bvh, AnswersNothingForAnEmptyMesh) {
    const Bvh bvh{Mesh{}};
    EXPECT_TRUE(bvh.empty());
    EXPECT_FALSE(bvh.contains({0, 0, 0}));
    EXPECT_FALSE(bvh.nearest({0, 0, 0}));
    EXPECT_FALSE(bvh.firstHit({{0, 0, 0}, {0, 0, 1}}));
}

TEST(Bvh, StandsManyEqualTriangles) {
    Mesh mesh;
    mesh.positions = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}};
    for (int i = 0; i < 1000; ++i) mesh.indices.insert(mesh.indices.end(), {0, 1, 2});
    const Bvh bvh(mesh);
    EXPECT_EQ(bvh.allHits({{0.2f, 0.2f, -1}, {0, 0, 1}}).size(), 1000u);
    EXPECT_EQ(bvh.firstHit({{0.2f, 0.2f, -1}, {0, 0, 1}})->triangle, 0u);
}

} // namespace
