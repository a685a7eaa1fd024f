#include "layered_map.h"

#include <tissue/grid_lines.h>
#include <tissue/multigrid.h>
#include <tissue/press.h>

#include <core/paths.h>

#include <gtest/gtest.h>

#include <cmath>

namespace {

using namespace tissue;

/// Numbers without a pattern, the same every time.
float number(std::size_t i) {
    return static_cast<float>((i * 2654435761u) % 2003) / 1001.5f - 1.0f;
}

TEST(GridLines, RestrictionIsTheTransposeOfProlongation) {
    for (int fine = 2; fine <= 33; ++fine) {
        const int coarse = halved(fine);
        const GridLines lines(fine, coarse);
        std::vector<float> f(static_cast<std::size_t>(fine + 1)), c(static_cast<std::size_t>(coarse + 1)), pc(f), rf(c);
        for (std::size_t i = 0; i < f.size(); ++i) f[i] = number(i);
        for (std::size_t i = 0; i < c.size(); ++i) c[i] = number(i + 100);
        lines.prolongRow(c.data(), pc.data());
        lines.restrictRow(f.data(), rf.data());
        double up = 0.0, down = 0.0;
        for (std::size_t i = 0; i < f.size(); ++i) up += static_cast<double>(f[i] * pc[i]);
        for (std::size_t i = 0; i < c.size(); ++i) down += static_cast<double>(c[i] * rf[i]);
        EXPECT_NEAR(up, down, 1e-5) << fine << " elements";
        for (int i = 0; i <= fine; ++i) { // shares of every line make one
            float sum = 0.0f;
            for (const auto& [parent, share] : lines.of(i)) sum += share;
            EXPECT_EQ(sum, 1.0f);
        }
    }
}

struct Kit {
    MaterialLibrary materials = loadMaterials(core::assetsDirectory().value() / "tissue" / "materials.toml").value();
    Tool thumb = findTool(loadTools(core::assetsDirectory().value() / "tools").value(), "thumb").value();
    layered::Map map = layered::back();

    BlockOptions options(int across, int deep) const {
        BlockOptions o;
        o.across = across;
        o.deep = deep;
        o.halfLength = o.halfWidth;
        return o;
    }
};

/// A thumb 3 mm deep in tissue that has not answered yet: tangents, springs, and a multigrid of both.
struct Pressed {
    explicit Pressed(const Kit& kit)
        : block(Block::build(kit.map, kit.materials, kit.thumb, {0, 0, 0}, {0, 0, -1}, kit.options(18, 10)).value()),
          elements(block), contact(block, kit.thumb.shape), multigrid(block) {
        std::vector<float> u(static_cast<std::size_t>(3 * block.size.nodes()), 0.0f), force(u);
        elements.assemble(block, u, 1e30f, force, workers);
        contact.evaluate(u, {0.0f, 0.0f, contact.firstTouch(u, 0.0f, 0.0f) + 3.0f}, force);
        multigrid.renew(block, elements, contact, true, workers);
    }
    std::vector<float> vector(std::size_t salt) const {
        std::vector<float> out(static_cast<std::size_t>(3 * block.size.nodes()));
        for (std::size_t i = 0; i < out.size(); ++i) out[i] = block.free[i] * number(i + salt);
        return out;
    }
    Block block;
    Elements elements;
    Contact contact;
    Multigrid multigrid;
    core::Workers workers{1};
};

double dot(const std::vector<float>& a, const std::vector<float>& b) {
    double sum = 0.0;
    for (std::size_t i = 0; i < a.size(); ++i) sum += static_cast<double>(a[i]) * static_cast<double>(b[i]);
    return sum;
}

TEST(Multigrid, IsSymmetricAndPositive) {
    Pressed p((Kit()));
    for (std::size_t salt = 0; salt < 5; ++salt) {
        const std::vector<float> x = p.vector(salt), y = p.vector(salt + 77);
        std::vector<float> mx(x.size()), my(x.size());
        double lx = 0.0, ly = 0.0;
        p.multigrid.apply(x, 2.0, mx, lx, p.workers);
        p.multigrid.apply(y, -1.0, my, ly, p.workers);
        const double yx = dot(y, mx) - lx, xy = dot(x, my) + 2.0 * ly;
        const double xx = dot(x, mx) + 2.0 * lx, yy = dot(y, my) - ly;
        EXPECT_GT(xx, 0.0);
        EXPECT_GT(yy, 0.0);
        EXPECT_NEAR(yx, xy, 1e-4 * std::sqrt(xx * yy));
    }
}

TEST(Multigrid, HeldNodesStayWhereTheyAre) {
    Pressed p((Kit()));
    std::vector<float> z(static_cast<std::size_t>(3 * p.block.size.nodes()));
    double lift = 0.0;
    p.multigrid.apply(p.vector(3), 1.0, z, lift, p.workers);
    for (std::size_t i = 0; i < z.size(); ++i) ASSERT_TRUE(p.block.free[i] > 0.0f || z[i] == 0.0f) << i;
}

TEST(Multigrid, SameBitsWithTwoWorkers) {
    const Kit kit;
    Pressed a(kit), b(kit);
    core::Workers two(2);
    b.multigrid.renew(b.block, b.elements, b.contact, true, two);
    const std::vector<float> r = a.vector(5);
    std::vector<float> za(r.size()), zb(r.size());
    double la = 0.0, lb = 0.0;
    a.multigrid.apply(r, 1.0, za, la, a.workers);
    b.multigrid.apply(r, 1.0, zb, lb, two);
    EXPECT_EQ(za, zb);
    EXPECT_EQ(la, lb);
}

/// What it is for: finer blocks need hardly more iterations.
TEST(Multigrid, IterationsHardlyGrowWithTheBlock) {
    const Kit kit;
    core::Workers two(2);
    double perStep[2] = {};
    const int sizes[2][2] = {{20, 10}, {40, 20}};
    for (int n = 0; n < 2; ++n) {
        Press press = Press::begin(kit.map, kit.materials, kit.thumb, {0, 0, 0}, {0, 0, -1},
                                   kit.options(sizes[n][0], sizes[n][1]))
                          .value();
        const StepReport r = press.settle({Drive::Force, 20.0f, {}, -1.0f}, 0.0f, two);
        EXPECT_TRUE(r.settled);
        perStep[n] = static_cast<double>(r.solverIterations) / std::max(1, r.newtonSteps);
    }
    EXPECT_LT(perStep[1], 1.3 * perStep[0]) << "eight times the elements; plain conjugate gradients need twice as many";
}

TEST(Contact, RememberedPressureClosesTheGap) {
    const Kit kit;
    core::Workers two(2);
    Press press = Press::begin(kit.map, kit.materials, kit.thumb, {0, 0, 0}, {0, 0, -1}, kit.options(24, 10)).value();
    EXPECT_TRUE(press.settle({Drive::Force, 40.0f, {}, -1.0f}, 0.0f, two).settled);
    // the skin under the middle of the pad stands where the tool stands
    const Reading r = press.reading();
    const auto skin = press.at({0.0f, 0.0f, -1e-5f});
    ASSERT_TRUE(skin);
    EXPECT_NEAR(1000.0 * static_cast<double>(-skin->displacement.z), static_cast<double>(r.depthMm), 0.05);
    EXPECT_GT(r.depthMm, 8.0f);
}

} // namespace
