#include <render/mesh_packing.h>
#include <render/mesh_store.h>

#include <core/random.h>

#include <gtest/gtest.h>

#include <cmath>

namespace {

/// The decoder of shaders/common/packing.glsl, by hand.
glm::vec3 unpack(std::uint32_t word) {
    const auto part = [](std::uint32_t half) {
        return std::max(static_cast<float>(static_cast<std::int16_t>(half)) / 32767.0f, -1.0f);
    };
    glm::vec3 v(part(word & 0xffffu), part(word >> 16), 0.0f);
    v.z = 1.0f - std::abs(v.x) - std::abs(v.y);
    const float t = std::max(-v.z, 0.0f);
    v.x += v.x >= 0.0f ? -t : t;
    v.y += v.y >= 0.0f ? -t : t;
    return glm::normalize(v);
}

geometry::Mesh sphere(float radius) {
    geometry::Mesh mesh;
    const int rings = 24, around = 48;
    for (int i = 0; i <= rings; ++i) {
        for (int k = 0; k < around; ++k) {
            const float t = core::kPi * (static_cast<float>(i) + 0.01f) / (rings + 0.02f);
            const float w = 2.0f * core::kPi * static_cast<float>(k) / around;
            mesh.positions.emplace_back(radius * std::sin(t) * std::cos(w), radius * std::cos(t),
                                        radius * std::sin(t) * std::sin(w));
        }
    }
    for (int i = 0; i < rings; ++i) {
        for (int k = 0; k < around; ++k) {
            const auto a = static_cast<std::uint32_t>(i * around + k);
            const auto b = static_cast<std::uint32_t>(i * around + (k + 1) % around);
            mesh.indices.insert(mesh.indices.end(), {a, b, b + around, a, b + around, a + around});
        }
    }
    geometry::computeNormals(mesh);
    return mesh;
}

TEST(MeshPacking, DirectionsSurvive) {
    core::Random random(11);
    for (int i = 0; i < 1000; ++i) {
        const glm::vec3 n = glm::normalize(glm::vec3(random.normal(), random.normal(), random.normal()));
        EXPECT_LT(glm::distance(unpack(render::packDirection(n)), n), 1e-4f);
    }
}

TEST(MeshPacking, ASphereIsAllRidgeAndItsInsideAllGroove) {
    geometry::Mesh mesh = sphere(0.01f); // curvature 100 / m: half of full
    const auto expectAll = [&](float wanted) {
        const std::vector<float> cavity = render::cavities(mesh);
        for (std::size_t i = 0; i < cavity.size(); ++i) { // slivers round the poles aside
            if (std::abs(mesh.positions[i].y) < 0.009f) {
                EXPECT_NEAR(cavity[i], wanted, 0.02f);
            }
        }
    };
    expectAll(0.25f);
    for (glm::vec3& normal : mesh.normals) normal = -normal;
    expectAll(0.75f);
}

TEST(MeshStore, PosedBoundsHoldEveryPosedVertex) {
    const geometry::Mesh mesh = sphere(0.1f);
    core::Random random(5);
    std::vector<glm::mat4> joints(3);
    for (glm::mat4& joint : joints) {
        joint = glm::translate(glm::rotate(glm::mat4(1.0f), random.uniform(-1.0f, 1.0f),
                                           glm::normalize(glm::vec3(random.normal(), random.normal(), 1.0f))),
                               glm::vec3(random.uniform(-0.2f, 0.2f)));
    }
    geometry::SkinWeights weights(mesh.positions.size());
    render::StoredMesh stored;
    std::array<core::Box, 3> boxes;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        const float share = random.uniform();
        weights[i] = {{0, 1, 2, 0}, {share * 0.5f, share * 0.5f, 1.0f - share, 0.0f}};
        for (std::size_t k = 0; k < 3; ++k) boxes[k].add(mesh.positions[i]);
    }
    for (std::uint16_t k = 0; k < 3; ++k) stored.jointBounds.emplace_back(k, boxes[k]);
    stored.bounds = geometry::bounds(mesh);
    stored.thickestM = 0.02f;
    const std::vector<float> half(mesh.positions.size(), stored.thickestM);
    for (const float bulge : {0.0f, 1.5f}) {
        core::Box box = render::posedBounds(stored, joints, bulge, glm::mat4(1.0f));
        box.lower -= 1e-5f;
        box.upper += 1e-5f;
        for (const glm::vec3& p : geometry::posed(mesh, weights, geometry::RigidJoints(joints), half, bulge).positions)
            EXPECT_TRUE(box.contains(p)) << bulge;
    }
}

} // namespace
