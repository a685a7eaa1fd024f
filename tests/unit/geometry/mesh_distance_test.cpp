#include <geometry/mesh_distance.h>

#include <gtest/gtest.h>

#include <algorithm>

namespace {

using geometry::DistanceGrid;
using geometry::Mesh;

constexpr float kStep = 0.002f;
const core::Box kBox{glm::vec3(-0.03f), glm::vec3(0.03f)};

/// A box with its corners on points of the grid, so that rows run along its faces and edges.
Mesh block(const glm::vec3& low, const glm::vec3& high) {
    Mesh mesh;
    for (int i = 0; i < 8; ++i)
        mesh.positions.emplace_back((i & 1) ? high.x : low.x, (i & 2) ? high.y : low.y, (i & 4) ? high.z : low.z);
    mesh.indices = {0, 2, 1, 1, 2, 3, 4, 5, 6, 5, 7, 6, 0, 1, 4, 1, 5, 4,
                    2, 6, 3, 3, 6, 7, 0, 4, 2, 2, 4, 6, 1, 3, 5, 3, 7, 5};
    return mesh;
}

float blockDistance(const glm::vec3& p, const glm::vec3& low, const glm::vec3& high) {
    const glm::vec3 d = glm::max(low - p, p - high);
    const float outside = glm::length(glm::max(d, glm::vec3(0.0f)));
    return outside > 0.0f ? outside : std::max(d.x, std::max(d.y, d.z));
}

TEST(MeshDistance, OfABlockIsItsFormulaUpToTheBand) {
    const glm::vec3 low(-0.01f, -0.012f, -0.004f), high(0.008f, 0.014f, 0.016f);
    const Mesh mesh = block(low, high);
    ASSERT_GT(geometry::volume(mesh), 0.0);
    DistanceGrid grid = geometry::makeGrid(kBox, kStep, 0.0f).value();
    geometry::signedDistanceToMesh(grid, mesh, {.outside = 0.009f, .inside = 0.005f});
    for (int z = 0; z < grid.size.z; ++z)
        for (int y = 0; y < grid.size.y; ++y)
            for (int x = 0; x < grid.size.x; ++x) {
                const float exact = blockDistance(grid.point(x, y, z), low, high);
                EXPECT_NEAR(grid.values[grid.index(x, y, z)], std::clamp(exact, -0.005f, 0.009f), 1e-6f);
            }
}

TEST(MeshDistance, PointsWhereTwoSolidsOverlapAreInside) {
    Mesh mesh = block(glm::vec3(-0.02f), glm::vec3(0.004f));
    geometry::append(mesh, block(glm::vec3(-0.004f), glm::vec3(0.02f)));
    DistanceGrid grid = geometry::makeGrid(kBox, kStep, 0.0f).value();
    geometry::signedDistanceToMesh(grid, mesh, {.outside = 0.004f, .inside = 0.004f});
    EXPECT_LT(grid.at(glm::vec3(0.0f)), 0.0f);
    EXPECT_LT(grid.at(glm::vec3(-0.01f)), 0.0f);
    EXPECT_LT(grid.at(glm::vec3(0.015f)), 0.0f);
    EXPECT_FLOAT_EQ(grid.at(glm::vec3(-0.015f, 0.015f, 0.015f)), 0.004f);
}

TEST(MeshDistance, MeshesOutsideTheGridAndFlatTrianglesAreNoTrouble) {
    Mesh mesh = block(glm::vec3(-0.01f), glm::vec3(0.2f)); // most of it beyond the grid
    mesh.indices.insert(mesh.indices.end(), {0, 0, 1, 2, 2, 2});
    DistanceGrid grid = geometry::makeGrid(kBox, kStep, 0.0f).value();
    geometry::signedDistanceToMesh(grid, mesh, {.outside = 0.006f, .inside = 0.006f});
    EXPECT_FLOAT_EQ(grid.at(glm::vec3(0.02f)), -0.006f);
    EXPECT_NEAR(grid.at(glm::vec3(0.0f, 0.0f, -0.012f)), 0.002f, 1e-6f);
    geometry::signedDistanceToMesh(grid, block(glm::vec3(0.1f), glm::vec3(0.2f)),
                                   {.outside = 0.006f, .inside = 0.006f});
    for (const float value : grid.values) EXPECT_FLOAT_EQ(value, 0.006f);
}

} // namespace
