#include <geometry/composite.h>

#include <gtest/gtest.h>

#include <cmath>
#include <map>
#include <thread>

namespace {

using geometry::Composite;
using geometry::Ellipsoid;
using geometry::Mesh;
using geometry::Operation;
using geometry::Part;

Part ball(const glm::vec3& centre, float radius, Operation operation = Operation::Add, bool mirror = false) {
    const Ellipsoid form{centre, {glm::vec3(radius, 0, 0), glm::vec3(0, radius, 0), glm::vec3(0, 0, radius)}};
    return Part{form, operation, mirror};
}

Composite solidOf(std::vector<Part> parts, float blend = 0.0f, float voxel = 0.0006f) {
    Composite solid;
    solid.parts = std::move(parts);
    solid.blendM = blend;
    solid.voxelM = voxel;
    return solid;
}

double sphereVolume(double r) {
    return 4.0 / 3.0 * M_PI * r * r * r;
}

/// Volume that a ball of radius r keeps above a plane at height h over its centre.
double capVolume(double r, double h) {
    const double d = r - h;
    return M_PI * d * d * (3.0 * r - d) / 3.0;
}

bool closedSurface(const Mesh& mesh) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, int> edges;
    for (std::size_t t = 0; t < mesh.indices.size(); t += 3)
        for (std::size_t k = 0; k < 3; ++k) {
            const std::uint32_t a = mesh.indices[t + k], b = mesh.indices[t + (k + 1) % 3];
            edges[{std::min(a, b), std::max(a, b)}] += a < b ? 1 : -1;
        }
    for (const auto& [edge, balance] : edges)
        if (balance != 0) return false;
    return true;
}

std::uint64_t hashOf(const Mesh& mesh) {
    core::Hasher hasher;
    geometry::hashInto(hasher, mesh);
    return hasher.value();
}

TEST(Composite, UnionOfTwoBallsHasTheVolumeOfTheLens) {
    const Mesh mesh =
        geometry::meshComposite(solidOf({ball({-0.006f, 0, 0}, 0.01f), ball({0.006f, 0, 0}, 0.01f)})).value();
    const double exact = 2.0 * (sphereVolume(0.01) - capVolume(0.01, 0.006));
    EXPECT_EQ(geometry::validate(mesh), "");
    EXPECT_TRUE(closedSurface(mesh));
    EXPECT_NEAR(geometry::volume(mesh), exact, 0.03 * exact);
}

TEST(Composite, BlendFillsTheCreaseAndLeavesConvexPartsAlone) {
    const std::vector<Part> two{ball({-0.007f, 0, 0}, 0.01f), ball({0.007f, 0, 0}, 0.01f)};
    const Mesh sharp = geometry::meshComposite(solidOf(two)).value();
    const Mesh soft = geometry::meshComposite(solidOf(two, 0.003f)).value();
    EXPECT_GT(geometry::volume(soft), 1.005 * geometry::volume(sharp));
    // The waist grows; the ends do not.
    EXPECT_NEAR(geometry::bounds(soft).upper.x, geometry::bounds(sharp).upper.x, 2e-4f);
    const auto waist = [](const Mesh& mesh) {
        float radius = 0.0f;
        for (const glm::vec3& p : mesh.positions)
            if (std::abs(p.x) < 0.0006f) radius = std::max(radius, std::hypot(p.y, p.z));
        return radius;
    };
    EXPECT_GT(waist(soft), waist(sharp) + 0.0004f);
    const Mesh one = geometry::meshComposite(solidOf({ball({0, 0, 0}, 0.01f)}, 0.003f)).value();
    EXPECT_NEAR(geometry::volume(one), sphereVolume(0.01), 0.03 * sphereVolume(0.01));
}

TEST(Composite, SubtractedPartsLeaveTheirHollow) {
    const Mesh mesh = geometry::meshComposite(
                          solidOf({ball({0, 0, 0}, 0.015f), ball({0, 0.015f, 0}, 0.008f, Operation::Subtract)}, 0.001f))
                          .value();
    // Two caps of the lens: where the spheres meet, at height h over the centre of the large one.
    const double h = (0.015 * 0.015 + 0.015 * 0.015 - 0.008 * 0.008) / (2.0 * 0.015);
    const double exact = sphereVolume(0.015) - capVolume(0.015, h) - capVolume(0.008, 0.015 - h);
    EXPECT_NEAR(geometry::volume(mesh), exact, 0.03 * exact);
    EXPECT_TRUE(closedSurface(mesh));
    // the bottom of the hollow looks up
    bool seen = false;
    for (std::size_t i = 0; i < mesh.positions.size(); ++i)
        if (glm::length(mesh.positions[i] - glm::vec3(0, 0.007f, 0)) < 0.001f) {
            seen = true;
            EXPECT_GT(mesh.normals[i].y, 0.8f);
        }
    EXPECT_TRUE(seen);
}

TEST(Composite, MirroredPartsStandOnBothSides) {
    geometry::Loft process;
    process.reference = glm::vec3(0, 1, 0);
    for (int i = 0; i < 4; ++i)
        process.stations.push_back(
            {glm::vec3(-0.005f - 0.008f * static_cast<float>(i), 0.002f * static_cast<float>(i), 0),
             std::vector<float>(10, 0.004f)});
    Part part{process};
    part.mirrored = true;
    const Mesh mesh = geometry::meshComposite(solidOf({ball({0, 0, 0}, 0.008f), part}, 0.001f)).value();
    const core::Box box = geometry::bounds(mesh);
    EXPECT_LT(box.lower.x, -0.029f);
    EXPECT_NEAR(box.lower.x, -box.upper.x, 4e-4f);
}

TEST(Composite, CrumbsAndClosedHollowsAreDropped) {
    const Mesh alone = geometry::meshComposite(solidOf({ball({0, 0, 0}, 0.012f)})).value();
    const Mesh crumb = geometry::meshComposite(solidOf({ball({0, 0, 0}, 0.012f), ball({0.03f, 0, 0}, 0.002f)})).value();
    EXPECT_LT(geometry::bounds(crumb).upper.x, 0.014f);
    const Mesh hollow =
        geometry::meshComposite(solidOf({ball({0, 0, 0}, 0.012f), ball({0, 0, 0}, 0.004f, Operation::Subtract)}))
            .value();
    EXPECT_NEAR(geometry::volume(hollow), geometry::volume(alone), 0.01 * geometry::volume(alone));
}

TEST(Composite, SameFiguresSameBytesOnAnyThread) {
    geometry::Capsule bar{{-0.02f, 0, 0}, {0.02f, 0.004f, 0}, 0.004f, 0.006f};
    const Composite solid = solidOf({ball({0, 0, 0}, 0.01f), Part{bar}}, 0.002f);
    const std::uint64_t here = hashOf(geometry::meshComposite(solid).value());
    std::uint64_t there[2] = {};
    std::thread one([&] { there[0] = hashOf(geometry::meshComposite(solid).value()); });
    std::thread two([&] { there[1] = hashOf(geometry::meshComposite(solid).value()); });
    one.join();
    two.join();
    EXPECT_EQ(here, there[0]);
    EXPECT_EQ(here, there[1]);
}

std::string errorOf(const Composite& solid) {
    const core::Result<Mesh> made = geometry::meshComposite(solid);
    return made.ok() ? "" : made.error().text();
}

TEST(Composite, ErrorsNameThePartAndTheRule) {
    EXPECT_NE(errorOf(solidOf({})).find("no part that adds"), std::string::npos);
    EXPECT_NE(errorOf(solidOf({ball({0, 0, 0}, 0.01f, Operation::Subtract)})).find("no part that adds"),
              std::string::npos);
    EXPECT_NE(errorOf(solidOf({ball({0, 0, 0}, 0.01f)}, 0.0f, 0.1f)).find("voxel"), std::string::npos);
    EXPECT_NE(errorOf(solidOf({ball({0, 0, 0}, 0.01f)}, -0.001f)).find("blend"), std::string::npos);
    EXPECT_NE(errorOf(solidOf({ball({0, 0, 0}, 0.01f), ball({0, 0, 0}, 0.0f)})).find("part 2: ellipsoid"),
              std::string::npos);
    EXPECT_NE(errorOf(solidOf({ball({0, 0, 0}, 0.01f), Part{geometry::Loft{}}})).find("part 2: loft"),
              std::string::npos);
    EXPECT_NE(errorOf(solidOf({ball({0, 0, 0}, 0.01f), ball({50.0f, 50.0f, 50.0f}, 0.01f)})).find("too large"),
              std::string::npos);
    EXPECT_NE(
        errorOf(solidOf({ball({0, 0, 0}, 0.01f), ball({0, 0, 0}, 0.02f, Operation::Subtract)})).find("nothing is left"),
        std::string::npos);
}

} // namespace
