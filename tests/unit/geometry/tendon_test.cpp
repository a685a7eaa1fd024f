#include <geometry/loft.h>
#include <geometry/ribbon.h>
#include <geometry/tendon.h>

#include <gtest/gtest.h>

#include <cmath>

namespace {

using geometry::Mesh;
using geometry::Tendons;

/// A sheet in the plane z = 0, rows 0.06 m apart along +Y, fibres 0.1 m along +X; its first row is twice as short.
geometry::Ribbon sheet() {
    geometry::Ribbon out{2, 6, {}};
    for (int r = 0; r < 2; ++r)
        for (int c = 0; c < 6; ++c)
            out.points.push_back(
                {{(r == 0 ? 0.01f : 0.02f) * static_cast<float>(c), 0.06f * static_cast<float>(r), 0.0f}, 0.004f});
    return out;
}

geometry::Loft spindle() {
    geometry::Loft out;
    for (int i = 0; i < 5; ++i)
        out.stations.push_back({{0.0f, 0.03f * static_cast<float>(i), 0.0f}, std::vector<float>(8, 0.01f)});
    return out;
}

TEST(Tendon, LengthsAreInterpolatedAcrossTheMuscle) {
    const std::vector<float> lengths = {0.01f, 0.03f, 0.02f};
    EXPECT_FLOAT_EQ(geometry::lengthAcross({}, 0.5f), 0.0f);
    EXPECT_FLOAT_EQ(geometry::lengthAcross(std::vector<float>{0.01f}, 0.7f), 0.01f);
    EXPECT_FLOAT_EQ(geometry::lengthAcross(lengths, 0.0f), 0.01f);
    EXPECT_NEAR(geometry::lengthAcross(lengths, 0.25f), 0.022f, 0.003f);
    EXPECT_FLOAT_EQ(geometry::lengthAcross(lengths, 0.5f), 0.03f);
    for (float at = 0.0f; at <= 1.0f; at += 0.05f) EXPECT_LE(geometry::lengthAcross(lengths, at), 0.03f);
    EXPECT_FLOAT_EQ(geometry::lengthAcross(lengths, 1.0f), 0.02f);
}

TEST(Tendon, FallsSmoothlyOverACentimetre) {
    Tendons tendons;
    tendons.origin.lengthM = {0.03f};
    const auto share = [&](float alongM) { return geometry::tendonShare(tendons, {0.5f, alongM, 0.1f}, {}); };
    EXPECT_FLOAT_EQ(share(-0.004f), 1.0f);
    EXPECT_FLOAT_EQ(share(0.025f), 1.0f);
    EXPECT_NEAR(share(0.03f), 0.5f, 1e-4f);
    EXPECT_FLOAT_EQ(share(0.035f), 0.0f);
    for (float at = 0.02f; at < 0.04f; at += 0.001f) EXPECT_LE(share(at + 0.001f), share(at));
}

TEST(Tendon, AFleshyEndHasNone) {
    Tendons tendons;
    tendons.origin.lengthM = {0.0f};
    EXPECT_FLOAT_EQ(geometry::tendonShare(tendons, {0.5f, 0.0f, 0.1f}, {}), 0.0f);
    EXPECT_FLOAT_EQ(geometry::tendonShare(tendons, {0.5f, -0.002f, 0.1f}, {}), 0.0f);
}

TEST(Tendon, ASheetCoversItsFaceOnlyAndLeavesMoreThanHalfMuscle) {
    Tendons tendons;
    tendons.insertion.sheetM = {0.05f};
    const geometry::FibrePlace place{0.5f, 0.08f, 0.1f};
    EXPECT_FLOAT_EQ(geometry::tendonShare(tendons, place, {0, 0, -1}), geometry::kAponeurosis);
    EXPECT_FLOAT_EQ(geometry::tendonShare(tendons, place, {0, 0, 1}), 0.0f);
    EXPECT_LT(geometry::kAponeurosis, 0.5f);
}

TEST(Tendon, LoftHasBellyBetweenItsTendons) {
    geometry::Loft loft = spindle();
    EXPECT_TRUE(geometry::meshLoft(loft).value().tendon.empty());
    loft.tendons.origin.lengthM = {0.02f};
    loft.tendons.insertion.lengthM = {0.04f};
    const Mesh mesh = geometry::meshLoft(loft).value();
    EXPECT_EQ(geometry::validate(mesh), "");
    ASSERT_EQ(mesh.tendon.size(), mesh.positions.size());
    for (std::size_t i = 0; i < mesh.tendon.size(); ++i) {
        const float y = mesh.positions[i].y;
        if (y < 0.014f || y > 0.086f) {
            EXPECT_FLOAT_EQ(mesh.tendon[i], 1.0f) << y;
        }
        if (y > 0.026f && y < 0.074f) {
            EXPECT_FLOAT_EQ(mesh.tendon[i], 0.0f) << y;
        }
    }
}

TEST(Tendon, RibbonMeasuresAlongEachOfItsFibres) {
    geometry::Ribbon ribbon = sheet();
    ribbon.tendons.insertion.lengthM = {0.01f, 0.04f};
    const Mesh mesh = geometry::meshRibbon(ribbon).value();
    EXPECT_EQ(geometry::validate(mesh), "");
    ASSERT_EQ(mesh.tendon.size(), mesh.positions.size());
    for (std::size_t i = 0; i < mesh.tendon.size(); ++i) {
        const glm::vec3& p = mesh.positions[i];
        if (p.y < 1e-4f && std::abs(p.x - 0.04f) > 0.002f) {
            EXPECT_EQ(mesh.tendon[i] > 0.5f, p.x > 0.04f) << p.x;
        }
        if (p.y > 0.0599f && std::abs(p.x - 0.06f) > 0.002f) {
            EXPECT_EQ(mesh.tendon[i] > 0.5f, p.x > 0.06f) << p.x;
        }
    }
}

TEST(Grain, RunsAlongTheFibres) {
    // Of two vertices on one fibre only x differs, by their distance.
    for (const Mesh& mesh : {geometry::meshLoft(spindle()).value(), geometry::meshRibbon(sheet()).value()}) {
        ASSERT_EQ(mesh.grain.size(), mesh.positions.size());
        int pairs = 0;
        for (std::size_t t = 0; t + 2 < mesh.indices.size(); ++t) {
            if (t % 3 == 2) continue;
            const std::uint32_t a = mesh.indices[t], b = mesh.indices[t + 1];
            const glm::vec3 step = mesh.positions[b] - mesh.positions[a];
            const glm::vec3 grain = mesh.grain[b] - mesh.grain[a];
            if (std::abs(glm::dot(glm::normalize(step), mesh.fibres[a])) < 0.9999f) continue;
            if (std::abs(mesh.grain[a].y - mesh.grain[b].y) > 1e-6f) continue;            // the domes and the rim
            EXPECT_NEAR(std::abs(grain.x), glm::length(step), 0.06f * glm::length(step)); // rows are not quite parallel
            EXPECT_GT(grain.x * glm::dot(step, mesh.fibres[a]), 0.0f);
            ++pairs;
        }
        EXPECT_GT(pairs, 20);
    }
}

TEST(Grain, APennateLoftsFibresLeaveItsAxis) {
    geometry::Loft loft = spindle();
    loft.pennation = {0.25f, 0.7f, 0.0f}; // along the axis it says nothing
    const Mesh mesh = geometry::meshLoft(loft).value();
    const glm::vec3 fibre = glm::normalize(glm::vec3(0.25f, 1.0f, 0.0f));
    for (std::size_t i = 0; i < mesh.positions.size(); ++i) {
        EXPECT_NEAR(glm::dot(mesh.fibres[i], fibre), 1.0f, 1e-5f);
        // the grain across the fibres stays the same along one: it is the place less its share of the drift
        const glm::vec2 across(mesh.grain[i].y, mesh.grain[i].z);
        if (i == 0 || glm::length(mesh.positions[i] - mesh.positions[0] -
                                  glm::vec3(0, mesh.positions[i].y - mesh.positions[0].y, 0)) > 1e-6f)
            continue;
        const float up = mesh.positions[i].y - mesh.positions[0].y;
        EXPECT_NEAR(glm::length(across - glm::vec2(mesh.grain[0].y, mesh.grain[0].z)), 0.25f * std::abs(up), 1e-5f);
    }
    EXPECT_FLOAT_EQ(geometry::mirrored(loft).pennation.x, -0.25f);
}

TEST(Grain, FibresHaveADirectionWhereARowShrinksToAPoint) {
    geometry::Ribbon ribbon = sheet();
    for (int c = 0; c < 6; ++c) ribbon.points[static_cast<std::size_t>(c)].position = glm::vec3(0.0f);
    const Mesh mesh = geometry::meshRibbon(ribbon).value();
    for (const glm::vec3& fibre : mesh.fibres) EXPECT_NEAR(glm::length(fibre), 1.0f, 1e-4f);
}

} // namespace
