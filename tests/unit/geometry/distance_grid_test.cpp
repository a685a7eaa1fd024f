#include <geometry/distance_grid.h>
#include <geometry/pieces.h>
#include <geometry/remesh.h>
#include <geometry/surface_nets.h>

#include <gtest/gtest.h>

#include <cmath>
#include <functional>

namespace {

using geometry::DistanceGrid;
using geometry::Mesh;

constexpr float kStep = 0.004f;

DistanceGrid fieldOf(const core::Box& box, const std::function<float(const glm::vec3&)>& value) {
    DistanceGrid grid = geometry::makeGrid(box, kStep, 0.0f).value();
    for (int z = 0; z < grid.size.z; ++z)
        for (int y = 0; y < grid.size.y; ++y)
            for (int x = 0; x < grid.size.x; ++x) grid.values[grid.index(x, y, z)] = value(grid.point(x, y, z));
    return grid;
}

const core::Box kBox{glm::vec3(-0.1f), glm::vec3(0.1f)};

float ball(const glm::vec3& p, const glm::vec3& centre, float radius) {
    return glm::length(p - centre) - radius;
}

Mesh ballMesh(float radius) {
    DistanceGrid grid = fieldOf(kBox, [&](const glm::vec3& p) { return ball(p, glm::vec3(0.0f), radius); });
    return geometry::meshZeroSurface(grid);
}

TEST(DistanceGrid, RefusesABoxThatNeedsTooManyPoints) {
    EXPECT_FALSE(geometry::makeGrid({glm::vec3(0.0f), glm::vec3(10.0f)}, 0.001f, 0.0f).ok());
    EXPECT_FALSE(geometry::makeGrid(core::Box{}, 0.001f, 0.0f).ok());
}

TEST(DistanceGrid, DistanceToSamplesIsTheDistance) {
    const std::vector<glm::vec3> points{{0.013f, -0.02f, 0.031f}, {-0.05f, 0.04f, -0.06f}, {0.07f, 0.07f, 0.0f}};
    DistanceGrid grid = geometry::makeGrid(kBox, kStep, 0.0f).value();
    core::Workers workers(2);
    geometry::distanceToSamples(grid, points, 0.09f, workers);
    for (int z = 0; z < grid.size.z; z += 3)
        for (int y = 0; y < grid.size.y; y += 3)
            for (int x = 0; x < grid.size.x; x += 3) {
                float expected = 0.09f;
                for (const glm::vec3& p : points) expected = std::min(expected, glm::length(p - grid.point(x, y, z)));
                EXPECT_NEAR(grid.values[grid.index(x, y, z)], expected, 0.1f * kStep);
            }
}

TEST(DistanceGrid, SignedDistanceOfABallIsItsFormula) {
    geometry::SurfaceSamples samples;
    geometry::sampleSurface(ballMesh(0.05f), 0.002f, samples);
    DistanceGrid grid = geometry::makeGrid(kBox, kStep, 0.0f).value();
    geometry::signedDistance(grid, samples, 0.03f);
    for (int z = 0; z < grid.size.z; z += 2)
        for (int y = 0; y < grid.size.y; y += 2)
            for (int x = 0; x < grid.size.x; x += 2) {
                const float expected = std::clamp(ball(grid.point(x, y, z), glm::vec3(0.0f), 0.05f), -0.03f, 0.03f);
                EXPECT_NEAR(grid.values[grid.index(x, y, z)], expected, 0.2f * kStep); // rare misses included
            }
}

TEST(DistanceGrid, RedistanceKeepsTheSurfaceAndRightsTheValues) {
    const auto steep = [](const glm::vec3& p) {
        const float d = ball(p, glm::vec3(0.0f), 0.05f);
        return d * (3.0f + 20.0f * d);
    };
    DistanceGrid grid = fieldOf(kBox, steep);
    core::Workers workers(2);
    geometry::redistance(grid, {.outside = 0.02f, .inside = 0.01f}, workers);
    EXPECT_NEAR(grid.at({0.05f, 0.0f, 0.0f}), 0.0f, 0.0003f);
    EXPECT_NEAR(grid.at({0.0f, 0.062f, 0.0f}), 0.012f, 0.0005f);
    EXPECT_NEAR(grid.at({0.0f, 0.03f, -0.03f}), 0.0424264f - 0.05f, 0.0005f);
    EXPECT_FLOAT_EQ(grid.at(glm::vec3(0.0f)), -0.01f);
    EXPECT_FLOAT_EQ(grid.at(glm::vec3(0.095f)), 0.02f);
}

TEST(DistanceGrid, FillsHollowsAndKeepsTheLargestBody) {
    DistanceGrid grid = fieldOf(kBox, [](const glm::vec3& p) {
        const float shell = std::abs(ball(p, glm::vec3(-0.02f), 0.05f)) - 0.008f;
        return std::min(shell, ball(p, glm::vec3(0.075f), 0.01f));
    });
    EXPECT_GT(grid.at(glm::vec3(-0.02f)), 0.0f);
    geometry::fillHollows(grid);
    EXPECT_LT(grid.at(glm::vec3(-0.02f)), 0.0f);
    EXPECT_LT(grid.at(glm::vec3(0.075f)), 0.0f);
    geometry::keepLargestBody(grid);
    EXPECT_LT(grid.at(glm::vec3(-0.02f)), 0.0f);
    EXPECT_GT(grid.at(glm::vec3(0.075f)), 0.0f);
}

TEST(DistanceGrid, SmoothingKeepsAPlaneAndWearsDownAPeak) {
    DistanceGrid plane = fieldOf(kBox, [](const glm::vec3& p) { return p.x + 0.5f * p.y; });
    core::Workers workers(2);
    geometry::smooth(plane, 0.008f, workers);
    EXPECT_NEAR(plane.at({0.02f, -0.03f, 0.01f}), 0.005f, 1e-5f);
    DistanceGrid peak = fieldOf(kBox, [](const glm::vec3& p) { return glm::length(p); });
    const float before = peak.at(glm::vec3(0.0f));
    geometry::smooth(peak, 0.008f, workers);
    EXPECT_GT(peak.at(glm::vec3(0.0f)), before + 0.005f);
}

TEST(DistanceGrid, SmoothMinimumRoundsOnlyNearTheJoin) {
    EXPECT_FLOAT_EQ(geometry::smoothMinimum(0.01f, 0.05f, 0.02f), 0.01f);
    EXPECT_FLOAT_EQ(geometry::smoothMinimum(0.01f, 0.01f, 0.02f), 0.005f);
    EXPECT_FLOAT_EQ(geometry::smoothMinimum(0.01f, 0.02f, 0.0f), 0.01f);
}

TEST(DistanceGrid, BlocksAndWorkersLeaveNoTrace) {
    // Tall enough for several blocks; a tube that leans across their borders.
    const core::Box tall{glm::vec3(-0.04f, -0.8f, -0.04f), glm::vec3(0.04f, 0.8f, 0.04f)};
    const auto tube = [](const glm::vec3& p) {
        return 2.0f * (glm::length(glm::vec2(p.x - 0.01f * std::sin(20.0f * p.y), p.z)) - 0.02f);
    };
    const DistanceGrid given = fieldOf(tall, tube);
    ASSERT_GT(given.size.y, 300);
    DistanceGrid results[2] = {given, given};
    for (int k = 0; k < 2; ++k) {
        core::Workers workers(1 + 2 * k);
        geometry::redistance(results[k], {.outside = 0.02f, .inside = 0.015f}, workers);
        geometry::smooth(results[k], 0.006f, workers);
    }
    EXPECT_EQ(results[0].values, results[1].values);
    core::Workers workers(2);
    DistanceGrid exact = given;
    geometry::redistance(exact, {.outside = 0.02f, .inside = 0.015f}, workers);
    for (int y = 8; y < given.size.y - 8; ++y) { // along a line just outside, no jump from row to row
        const float step = exact.values[exact.index(18, y + 1, 10)] - exact.values[exact.index(18, y, 10)];
        EXPECT_LT(std::abs(step), 0.3f * kStep);
    }
}

TEST(SurfaceNets, ABallIsClosedRoundAndOutward) {
    const Mesh mesh = ballMesh(0.05f);
    EXPECT_EQ(geometry::validate(mesh), "");
    EXPECT_EQ(geometry::openEdgeCount(mesh), 0u);
    EXPECT_EQ(geometry::pieceCount(mesh), 1u);
    EXPECT_NEAR(geometry::volume(mesh), 4.0 / 3.0 * 3.14159265 * 0.05 * 0.05 * 0.05, 5e-6);
    for (std::size_t i = 0; i < mesh.positions.size(); ++i) {
        EXPECT_NEAR(glm::length(mesh.positions[i]), 0.05f, 0.0003f);
        EXPECT_GT(glm::dot(mesh.normals[i], glm::normalize(mesh.positions[i])), 0.99f);
    }
}

TEST(SurfaceNets, DiagonalContactsBecomeManifold) {
    // Blocks of one grid point each, many of which touch across an edge or a corner only.
    DistanceGrid grid = fieldOf(kBox, [](const glm::vec3&) { return 0.5f; });
    std::uint32_t state = 12345;
    for (int z = 2; z < grid.size.z - 2; ++z)
        for (int y = 2; y < grid.size.y - 2; ++y)
            for (int x = 2; x < grid.size.x - 2; ++x) {
                state = state * 1664525u + 1013904223u;
                if ((state >> 24) < 60) grid.values[grid.index(x, y, z)] = -0.5f;
            }
    EXPECT_EQ(geometry::openEdgeCount(geometry::meshZeroSurface(grid)), 0u);
}

TEST(SurfaceNets, OpenEdgesAreSeen) {
    Mesh mesh = ballMesh(0.03f);
    mesh.indices.resize(mesh.indices.size() - 3);
    EXPECT_EQ(geometry::openEdgeCount(mesh), 3u);
}

TEST(Remesh, FewerTrianglesForTheSameSurface) {
    const auto shape = [](const glm::vec3& p) {
        return geometry::smoothMinimum(ball(p, {-0.03f, 0.0f, 0.0f}, 0.045f), ball(p, {0.035f, 0.0f, 0.0f}, 0.025f),
                                       0.02f);
    };
    DistanceGrid grid = fieldOf(kBox, shape);
    const Mesh fine = geometry::meshZeroSurface(grid);
    const Mesh mesh = geometry::remeshed(fine, grid, {.triangles = 1500});
    EXPECT_EQ(geometry::validate(mesh), "");
    EXPECT_EQ(geometry::openEdgeCount(mesh), 0u);
    EXPECT_EQ(geometry::pieceCount(mesh), 1u);
    EXPECT_GT(fine.triangleCount(), 4000u);
    EXPECT_NEAR(static_cast<double>(mesh.triangleCount()), 1500.0, 300.0);
    EXPECT_NEAR(geometry::volume(mesh), geometry::volume(fine), 0.02 * geometry::volume(fine));
    for (const glm::vec3& p : mesh.positions) EXPECT_NEAR(grid.at(p), 0.0f, 0.0003f);
    // Near equilateral: no sliver, and triangles follow the normals they carry.
    for (std::size_t t = 0; t < mesh.indices.size(); t += 3) {
        const glm::vec3& a = mesh.positions[mesh.indices[t]];
        const glm::vec3& b = mesh.positions[mesh.indices[t + 1]];
        const glm::vec3& c = mesh.positions[mesh.indices[t + 2]];
        const glm::vec3 face = glm::cross(b - a, c - a);
        const float longest = std::max({glm::length(b - a), glm::length(c - b), glm::length(a - c)});
        EXPECT_GT(glm::length(face), 0.2f * longest * longest);
        EXPECT_GT(glm::dot(face, mesh.normals[mesh.indices[t]]), 0.0f);
    }
}

TEST(DistanceGrid, SurfacePointsAreTheSamplesAndAreBounded) {
    const auto mesh = ballMesh(0.05f);
    geometry::SurfaceSamples samples;
    geometry::sampleSurface(mesh, 0.002f, samples);
    const auto points = geometry::surfacePoints(mesh, 0.002f, samples.positions.size());
    ASSERT_TRUE(points.ok());
    EXPECT_EQ(points.value(), samples.positions);
    EXPECT_FALSE(geometry::surfacePoints(mesh, 0.002f, samples.positions.size() - 1).ok());
}

} // namespace
