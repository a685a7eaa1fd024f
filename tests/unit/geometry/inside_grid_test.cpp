#include <geometry/bvh.h>
#include <geometry/inside_grid.h>
#include <geometry/loft.h>

#include <core/random.h>

#include <gtest/gtest.h>

#include <cmath>

namespace {

using geometry::InsideGrid;
using geometry::Mesh;

/// A bent rod that passes near itself.
Mesh hook(float x, float radius) {
    geometry::Loft loft;
    loft.reference = {1, 0, 0};
    for (const glm::vec3& p : {glm::vec3(x, 0, 0), glm::vec3(x, 0.05f, 0), glm::vec3(x, 0.08f, 0.03f),
                               glm::vec3(x, 0.05f, 0.06f), glm::vec3(x, 0, 0.06f)})
        loft.stations.push_back({p, std::vector<float>(8, radius)});
    return geometry::meshLoft(loft).value();
}

bool gridSays(const InsideGrid& grid, std::uint16_t mesh, const glm::vec3& p) {
    for (const auto& entry : grid.candidates(p))
        if (entry.mesh == mesh) return grid.contains(entry, p);
    return false;
}

TEST(InsideGrid, AgreesWithTheTreeForEverySizeOfCube) {
    const std::vector<Mesh> meshes = {hook(0.0f, 0.012f), hook(0.01f, 0.02f), geometry::mirrored(hook(0.02f, 0.015f))};
    std::vector<const Mesh*> list;
    std::vector<geometry::Bvh> trees;
    for (const Mesh& mesh : meshes) {
        list.push_back(&mesh);
        trees.emplace_back(mesh);
    }
    core::Workers pool(2);
    for (const float cell : {0.002f, 0.006f, 0.03f, 0.2f}) {
        const InsideGrid grid(list, cell, pool);
        core::Random random(9);
        int inside = 0;
        for (int i = 0; i < 3000; ++i) {
            const glm::vec3 p(random.uniform(-0.05f, 0.05f), random.uniform(-0.03f, 0.11f),
                              random.uniform(-0.03f, 0.09f));
            for (std::uint16_t m = 0; m < meshes.size(); ++m) {
                const bool wanted = trees[m].contains(p);
                EXPECT_EQ(gridSays(grid, m, p), wanted) << cell << " " << m;
                inside += wanted ? 1 : 0;
            }
        }
        EXPECT_GT(inside, 400);
    }
}

TEST(InsideGrid, AnswersNothingOutsideOrWithoutMeshes) {
    core::Workers pool(1);
    const InsideGrid none({}, 0.01f, pool);
    EXPECT_TRUE(none.candidates({0, 0, 0}).empty());
    const Mesh mesh = hook(0, 0.01f);
    const std::vector<const Mesh*> list = {&mesh};
    const InsideGrid grid(list, 0.01f, pool);
    EXPECT_TRUE(grid.candidates({1e20f, 0, 0}).empty());
    EXPECT_TRUE(grid.candidates({-5, 0, 0}).empty());
    EXPECT_TRUE(grid.candidates({NAN, 0, 0}).empty());
}

TEST(InsideGrid, IsTheSameWithAnyNumberOfWorkers) {
    const Mesh a = hook(0, 0.01f);
    const Mesh b = hook(0.01f, 0.02f);
    const std::vector<const Mesh*> list = {&a, &b};
    core::Workers one(1);
    core::Workers three(3);
    const InsideGrid first(list, 0.005f, one);
    const InsideGrid second(list, 0.005f, three);
    core::Random random(2);
    for (int i = 0; i < 500; ++i) {
        const glm::vec3 p(random.uniform(-0.03f, 0.03f), random.uniform(0.0f, 0.1f), random.uniform(-0.02f, 0.08f));
        const auto x = first.candidates(p);
        const auto y = second.candidates(p);
        ASSERT_EQ(x.size(), y.size());
        for (std::size_t k = 0; k < x.size(); ++k) {
            EXPECT_EQ(x[k].mesh, y[k].mesh);
            EXPECT_EQ(x[k].winding, y[k].winding);
            EXPECT_EQ(x[k].first, y[k].first);
        }
    }
}

} // namespace
