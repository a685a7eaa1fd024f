#include <geometry/loft.h>

#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace {

using geometry::Loft;
using geometry::LoftStation;
using geometry::Mesh;

Loft cylinder(float radius, float length, float cap, int count = 12) {
    Loft loft;
    loft.cap = cap;
    for (int i = 0; i < 5; ++i)
        loft.stations.push_back({glm::vec3(0.0f, length * static_cast<float>(i) / 4.0f, 0.0f),
                                 std::vector<float>(static_cast<std::size_t>(count), radius)});
    return loft;
}

/// A quarter of a ring with an elliptic section, like a rib.
Loft rib() {
    Loft loft;
    loft.reference = glm::vec3(0.0f, 1.0f, 0.0f);
    for (int i = 0; i < 9; ++i) {
        const float angle = 0.5f * core::kPi * static_cast<float>(i) / 8.0f;
        LoftStation station{0.1f * glm::vec3(-std::sin(angle), 0.3f * angle, -std::cos(angle)), {}};
        for (int k = 0; k < 12; ++k) {
            const float turn = core::kPi * static_cast<float>(k) / 6.0f;
            station.radii.push_back(0.004f + 0.003f * std::cos(turn) * std::cos(turn));
        }
        loft.stations.push_back(station);
    }
    return loft;
}

bool everyEdgeTwice(const Mesh& mesh) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, int> edges;
    for (std::size_t t = 0; t < mesh.indices.size(); t += 3)
        for (std::size_t k = 0; k < 3; ++k) ++edges[{mesh.indices[t + k], mesh.indices[t + (k + 1) % 3]}];
    for (const auto& [edge, count] : edges) {
        const auto back = edges.find({edge.second, edge.first});
        if (count != 1 || back == edges.end() || back->second != 1) return false;
    }
    return true;
}

TEST(Loft, VolumeOfACylinderWithDomes) {
    const Mesh mesh = geometry::meshLoft(cylinder(0.01f, 0.05f, 0.5f), {0.002f, 4, 8}).value();
    EXPECT_EQ(geometry::validate(mesh), "");
    EXPECT_TRUE(everyEdgeTwice(mesh));
    // Cylinder, and two half ellipsoids of the length cap * radius.
    const double exact = M_PI * 1e-4 * (0.05 + 2.0 * 2.0 / 3.0 * 0.005);
    EXPECT_NEAR(geometry::volume(mesh), exact, 0.01 * exact);
    EXPECT_NEAR(geometry::bounds(mesh).lower.y, -0.005f, 1e-6f);
    EXPECT_NEAR(geometry::bounds(mesh).upper.y, 0.055f, 1e-6f);
}

TEST(Loft, FlatEndsHaveTheCylindersVolume) {
    const Mesh mesh = geometry::meshLoft(cylinder(0.01f, 0.05f, 0.0f), {0.002f, 4, 1}).value();
    EXPECT_TRUE(everyEdgeTwice(mesh));
    EXPECT_NEAR(geometry::volume(mesh), M_PI * 1e-4 * 0.05, 0.01 * M_PI * 1e-4 * 0.05);
}

TEST(Loft, FibresRunFromTheFirstStationToTheLastAndNormalsPointOut) {
    const Mesh mesh = geometry::meshLoft(cylinder(0.01f, 0.05f, 0.5f)).value();
    ASSERT_EQ(mesh.fibres.size(), mesh.positions.size());
    for (std::size_t i = 0; i < mesh.positions.size(); ++i) {
        EXPECT_NEAR(mesh.fibres[i].y, 1.0f, 1e-4f);
        EXPECT_GT(glm::dot(mesh.normals[i], mesh.positions[i] - glm::vec3(0.0f, 0.025f, 0.0f)), 0.0f);
    }
}

TEST(Loft, RadiiTurnRightHandedFromTheReference) {
    Loft loft = cylinder(0.01f, 0.05f, 0.0f);
    for (LoftStation& station : loft.stations) {
        station.radii[0] = 0.02f; // along +Z, the reference
        station.radii[3] = 0.03f; // a quarter turn on: T x U = +Y x +Z = +X
    }
    const core::Box box = geometry::bounds(geometry::meshLoft(loft).value());
    EXPECT_NEAR(box.upper.z, 0.02f, 2e-4f);
    EXPECT_NEAR(box.upper.x, 0.03f, 2e-4f);
    EXPECT_GT(box.lower.x, -0.0125f);
    EXPECT_GT(box.lower.z, -0.0125f);
}

TEST(Loft, PassesThroughItsStations) {
    const Loft loft = rib();
    const Mesh mesh = geometry::meshLoft(loft).value();
    EXPECT_TRUE(everyEdgeTwice(mesh));
    for (const LoftStation& station : loft.stations) {
        // radius 0 points up all the way: the section does not twist about the axis
        float nearest = 1.0f;
        for (const glm::vec3& p : mesh.positions)
            nearest = std::min(nearest, glm::length(p - (station.centre + glm::vec3(0.0f, 0.007f, 0.0f))));
        EXPECT_LT(nearest, 0.0035f);
    }
}

TEST(Loft, MirrorImageOfTheFiguresIsTheMirrorImageOfTheMesh) {
    const Mesh one = geometry::meshLoft(geometry::mirrored(rib())).value();
    const Mesh other = geometry::mirrored(geometry::meshLoft(rib()).value());
    EXPECT_GT(geometry::volume(one), 0.0);
    EXPECT_NEAR(geometry::volume(one), geometry::volume(other), 1e-9);
    EXPECT_NEAR(glm::length(geometry::bounds(one).lower - geometry::bounds(other).lower), 0.0f, 1e-5f);
    EXPECT_NEAR(glm::length(geometry::bounds(one).upper - geometry::bounds(other).upper), 0.0f, 1e-5f);
}

TEST(Loft, FinerMeshesConverge) {
    const double coarse = geometry::volume(geometry::meshLoft(rib(), {0.008f, 2, 3}).value());
    const double fine = geometry::volume(geometry::meshLoft(rib(), {0.001f, 6, 6}).value());
    EXPECT_NEAR(coarse, fine, 0.04 * fine);
}

std::string errorOf(const Loft& loft) {
    const core::Result<Mesh> made = geometry::meshLoft(loft);
    return made.ok() ? "" : made.error().text();
}

TEST(Loft, ErrorsNameTheStationAndTheRule) {
    Loft loft = cylinder(0.01f, 0.05f, 0.5f);
    loft.stations.resize(2);
    EXPECT_NE(errorOf(loft).find("at least 3 stations"), std::string::npos) << errorOf(loft);
    loft = cylinder(0.01f, 0.05f, 0.5f);
    loft.stations[3].radii[2] = -0.001f;
    EXPECT_NE(errorOf(loft).find("station 3"), std::string::npos) << errorOf(loft);
    loft = cylinder(0.01f, 0.05f, 0.5f);
    loft.stations[2].radii.pop_back();
    EXPECT_NE(errorOf(loft).find("station 2: 11 radii"), std::string::npos) << errorOf(loft);
    loft = cylinder(0.01f, 0.05f, 0.5f);
    loft.stations[1].centre = loft.stations[0].centre;
    EXPECT_NE(errorOf(loft).find("coincides"), std::string::npos) << errorOf(loft);
    loft = cylinder(0.01f, 0.05f, 0.5f);
    loft.reference = glm::vec3(0.0f, 2.0f, 0.0f);
    EXPECT_NE(errorOf(loft).find("along the axis"), std::string::npos) << errorOf(loft);
    loft = cylinder(0.01f, 0.05f, 0.5f);
    loft.stations[4].centre.x = std::nanf("");
    EXPECT_NE(errorOf(loft).find("not finite"), std::string::npos) << errorOf(loft);
}

} // namespace
