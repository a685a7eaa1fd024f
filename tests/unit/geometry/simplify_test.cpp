#include <geometry/simplify.h>

#include <geometry/composite.h>

#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace {

using geometry::Mesh;

/// A fine sphere of 10 mm radius; `seams` repeats every vertex for every triangle.
Mesh sphere(bool seams) {
    const geometry::Ellipsoid form{glm::vec3(0.0f),
                                   {glm::vec3(0.01f, 0, 0), glm::vec3(0, 0.01f, 0), glm::vec3(0, 0, 0.01f)}};
    geometry::Composite solid;
    solid.parts.push_back({form});
    solid.voxelM = 0.0004f;
    solid.blendM = 0.0f;
    const Mesh mesh = geometry::meshComposite(solid, {100000, 0.0f}).value();
    if (!seams) return mesh;
    Mesh out;
    for (const std::uint32_t index : mesh.indices) {
        out.indices.push_back(static_cast<std::uint32_t>(out.positions.size()));
        out.positions.push_back(mesh.positions[index]);
        out.normals.push_back(mesh.normals[index]);
    }
    return out;
}

TEST(Simplify, KeepsTheSurfaceWithFewerTriangles) {
    const Mesh fine = sphere(false);
    ASSERT_GT(fine.triangleCount(), 6000u);
    const Mesh coarse = geometry::simplified(fine, {800, 0.001f});
    EXPECT_LE(coarse.triangleCount(), 800u);
    EXPECT_EQ(geometry::validate(coarse), "");
    EXPECT_NEAR(geometry::volume(coarse), geometry::volume(fine), 0.02 * geometry::volume(fine));
    ASSERT_EQ(coarse.normals.size(), coarse.positions.size());
    for (std::size_t i = 0; i < coarse.positions.size(); ++i)
        EXPECT_GT(glm::dot(coarse.normals[i], glm::normalize(coarse.positions[i])), 0.96f);
}

TEST(Simplify, StopsAtTheErrorAllowed) {
    const Mesh fine = sphere(false);
    const Mesh careful = geometry::simplified(fine, {20, 0.00005f});
    const Mesh rough = geometry::simplified(fine, {20, 0.002f});
    EXPECT_GT(careful.triangleCount(), 4 * rough.triangleCount());
    for (const glm::vec3& p : careful.positions) EXPECT_NEAR(glm::length(p), 0.01f, 0.0002f);
}

TEST(Simplify, WeldsSeams) {
    const Mesh seams = sphere(true);
    const Mesh whole = geometry::welded(seams);
    EXPECT_EQ(whole.positions.size(), sphere(false).positions.size());
    EXPECT_EQ(whole.indices.size(), seams.indices.size());
    EXPECT_NEAR(geometry::volume(whole), geometry::volume(seams), 1e-12);
}

TEST(Simplify, DropsTrianglesWithoutArea) {
    Mesh mesh;
    mesh.positions = {{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 0}};
    mesh.indices = {0, 1, 2, 0, 3, 1};
    EXPECT_EQ(geometry::welded(mesh).indices.size(), 3u);
}

TEST(Simplify, SameInputSameBytesAndEmptyStaysEmpty) {
    const auto hash = [](const Mesh& mesh) {
        core::Hasher hasher;
        geometry::hashInto(hasher, mesh);
        return hasher.value();
    };
    const Mesh fine = sphere(false);
    EXPECT_EQ(hash(geometry::simplified(fine)), hash(geometry::simplified(fine)));
    EXPECT_TRUE(geometry::simplified(Mesh{}).indices.empty());
}

} // namespace
