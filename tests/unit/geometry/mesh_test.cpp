#include <geometry/mesh.h>
#include <geometry/skinning.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <limits>

namespace {

geometry::Mesh cube() {
    geometry::Mesh mesh;
    for (int i = 0; i < 8; ++i) mesh.positions.emplace_back(i & 1, (i >> 1) & 1, (i >> 2) & 1);
    mesh.indices = {0, 2, 1, 1, 2, 3, 4, 5, 6, 5, 7, 6, 0, 1, 4, 1, 5, 4,
                    2, 6, 3, 3, 6, 7, 0, 4, 2, 2, 4, 6, 1, 3, 5, 3, 7, 5};
    return mesh;
}

TEST(Mesh, VolumeAreaAndNormalsOfACube) {
    geometry::Mesh mesh = cube();
    EXPECT_EQ(geometry::validate(mesh), "");
    EXPECT_NEAR(geometry::volume(mesh), 1.0, 1e-9);
    EXPECT_NEAR(geometry::area(mesh), 6.0, 1e-9);
    geometry::computeNormals(mesh);
    const glm::vec3 corner = glm::normalize(glm::vec3(1.0f));
    EXPECT_NEAR(glm::length(mesh.normals[7] - corner), 0.0f, 1e-5f);
    EXPECT_NEAR(glm::length(mesh.normals[0] + corner), 0.0f, 1e-5f);
}

TEST(Mesh, MirrorKeepsTheOutsideOutside) {
    const geometry::Mesh mesh = geometry::mirrored(cube());
    EXPECT_NEAR(geometry::volume(mesh), 1.0, 1e-9);
    EXPECT_FLOAT_EQ(geometry::bounds(mesh).lower.x, -1.0f);
}

TEST(Mesh, ValidateNamesWhatIsBroken) {
    geometry::Mesh mesh = cube();
    mesh.indices.push_back(0);
    EXPECT_NE(geometry::validate(mesh), "");
    mesh = cube();
    mesh.indices[0] = 99;
    EXPECT_NE(geometry::validate(mesh), "");
    mesh = cube();
    mesh.positions[3].y = NAN;
    EXPECT_NE(geometry::validate(mesh), "");
    mesh = cube();
    mesh.fibres.resize(2);
    EXPECT_NE(geometry::validate(mesh), "");
    mesh = cube();
    mesh.tendon.assign(8, 0.5f);
    mesh.grain.resize(8);
    EXPECT_EQ(geometry::validate(mesh), "");
    mesh.tendon[3] = 1.5f;
    EXPECT_NE(geometry::validate(mesh), "");
    mesh.tendon.resize(3);
    EXPECT_NE(geometry::validate(mesh), "");
}

TEST(Mesh, AppendFillsWhatOnlyOneOfBothHas) {
    geometry::Mesh whole = cube();
    geometry::Mesh part = cube();
    part.tendon.assign(8, 1.0f);
    part.fibres.assign(8, {0, 1, 0});
    geometry::append(whole, part);
    EXPECT_EQ(geometry::validate(whole), "");
    ASSERT_EQ(whole.tendon.size(), 16u);
    EXPECT_FLOAT_EQ(whole.tendon[7], 0.0f);
    EXPECT_FLOAT_EQ(whole.tendon[8], 1.0f);
    EXPECT_TRUE(whole.grain.empty());
    geometry::append(whole, cube());
    ASSERT_EQ(whole.fibres.size(), 24u);
    EXPECT_FLOAT_EQ(whole.fibres[8].y, 1.0f);
    EXPECT_FLOAT_EQ(whole.fibres[16].y, 0.0f);
    core::Hasher a, b;
    hashInto(a, whole);
    whole.tendon[3] = 0.5f;
    hashInto(b, whole);
    EXPECT_NE(a.value(), b.value());
}

TEST(Skinning, BlendsTwoJointsAndKeepsUnitNormals) {
    geometry::Mesh mesh = cube();
    geometry::computeNormals(mesh);
    geometry::SkinWeights weights(8);
    for (auto& w : weights) w = geometry::strongestFour({{0, 1.0f}, {1, 1.0f}});
    const std::vector<glm::mat4> joints{glm::mat4(1.0f), glm::translate(glm::mat4(1.0f), glm::vec3(0, 2, 0))};
    const geometry::Mesh out = geometry::posed(mesh, weights, geometry::RigidJoints(joints));
    EXPECT_NEAR(out.positions[0].y, 1.0f, 1e-6f);
    for (const glm::vec3& n : out.normals) EXPECT_NEAR(glm::length(n), 1.0f, 1e-5f);
}

TEST(Skinning, KeepsTheFourStrongest) {
    const auto w = geometry::strongestFour({{0, 0.1f}, {1, 0.4f}, {2, 0.2f}, {3, 0.2f}, {4, 0.1f}});
    EXPECT_EQ(w.joints[0], 1);
    EXPECT_EQ(w.joints[3], 0);
    EXPECT_NEAR(w.weights[0] + w.weights[1] + w.weights[2] + w.weights[3], 1.0f, 1e-6f);
}

TEST(Skinning, ThicknessAtTheEndOfAStripIsNotItsLength) {
    geometry::Mesh strip; // 1 cm thick, 20 cm long; the middle of its end looks along it
    for (int i = 0; i < 8; ++i)
        strip.positions.emplace_back(0.05f * static_cast<float>(i & 1), 0.2f * static_cast<float>((i >> 1) & 1),
                                     0.01f * static_cast<float>((i >> 2) & 1));
    strip.indices = cube().indices;
    strip.positions.emplace_back(0.025f, 0.2f, 0.005f);
    const std::vector<std::uint32_t> end = {2, 6, 3, 3, 6, 7};
    const auto at = std::search(strip.indices.begin(), strip.indices.end(), end.begin(), end.end());
    ASSERT_NE(at, strip.indices.end());
    strip.indices.erase(at, at + 6);
    strip.indices.insert(strip.indices.end(), {2, 6, 8, 6, 7, 8, 7, 3, 8, 3, 2, 8});
    geometry::computeNormals(strip);
    ASSERT_EQ(geometry::validate(strip), "");
    const std::vector<float> half = geometry::halfThicknesses(strip, 0.08f);
    for (std::size_t i = 0; i < strip.indices.size(); ++i) {
        const std::uint32_t a = strip.indices[i], b = strip.indices[i % 3 == 2 ? i - 2 : i + 1];
        EXPECT_LE(std::abs(half[a] - half[b]), glm::distance(strip.positions[a], strip.positions[b]) + 1e-6f);
    }
    EXPECT_LT(half[8], 0.05f);
}

TEST(Mesh, FiniteBoundsPassOverWhatCannotBeUsed) {
    geometry::Mesh mesh = cube();
    const auto first = static_cast<std::uint32_t>(mesh.positions.size());
    mesh.positions.emplace_back(50, 50, 50); // nobody's
    mesh.positions.emplace_back(20, 20, 20);
    mesh.positions.emplace_back(std::numeric_limits<float>::infinity(), 0, 0);
    mesh.indices.insert(mesh.indices.end(), {0, first + 1, first + 2});
    EXPECT_EQ(geometry::finiteBounds(mesh).lower, glm::vec3(0.0f));
    EXPECT_EQ(geometry::finiteBounds(mesh).upper, glm::vec3(1.0f));
    EXPECT_LT(glm::length(geometry::surfaceMiddle(mesh) - glm::vec3(0.5f)), 1e-6f);
    geometry::Mesh line; // without area: of its bounds
    line.positions = {{1, 0, 0}, {3, 0, 0}, {3, 0, 0}};
    line.indices = {0, 1, 2};
    EXPECT_EQ(geometry::surfaceMiddle(line), glm::vec3(2, 0, 0));
    EXPECT_TRUE(geometry::finiteBounds({}).empty());
    EXPECT_EQ(geometry::surfaceMiddle({}), glm::vec3(0.0f));
}

} // namespace
