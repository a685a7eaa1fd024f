#include <anatomy/skin.h>

#include "small_body.h"

#include <geometry/distance_grid.h>
#include <geometry/pieces.h>
#include <geometry/surface_nets.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>

namespace {

using anatomy::SkinDescription;
using anatomy::SkinPart;
using geometry::Mesh;

const std::string& kHead = fixture::kSkin;

SkinDescription described(const std::string& text) {
    const scratch::Folder folder;
    auto skin = anatomy::readSkin(folder.write("skin.toml", text));
    CHECK(skin.ok(), skin.ok() ? "" : skin.error().text().c_str());
    return std::move(skin).value();
}

std::string faultsOf(const std::string& text) {
    const scratch::Folder folder;
    const auto skin = anatomy::readSkin(folder.write("skin.toml", text));
    return skin.ok() ? "" : skin.error().text();
}

/// A rod with round ends.
Mesh rod(const glm::vec3& from, const glm::vec3& to, float radius) {
    geometry::Loft loft;
    loft.reference = std::abs(to.z - from.z) > 0.5f * glm::length(to - from) ? core::kLeft : core::kAnterior;
    for (int i = 0; i < 4; ++i)
        loft.stations.push_back({glm::mix(from, to, static_cast<float>(i) / 3.0f), std::vector<float>(8, radius)});
    loft.cap = 1.0f;
    return geometry::meshLoft(loft).value();
}

core::Workers& alone() {
    static core::Workers workers(1);
    return workers;
}

std::vector<SkinPart> partsOf(const std::vector<Mesh>& meshes) {
    std::vector<SkinPart> parts;
    for (std::size_t i = 0; i < meshes.size(); ++i)
        parts.push_back({core::StructureId{static_cast<std::uint32_t>(i) + 1}, &meshes[i]});
    return parts;
}

/// Signed distance from a mesh on a fine grid: negative inside.
geometry::DistanceGrid distanceFrom(const Mesh& mesh) {
    core::Box box = geometry::bounds(mesh);
    box.lower -= 0.02f;
    box.upper += 0.02f;
    geometry::DistanceGrid grid = geometry::makeGrid(box, 0.004f, 0.0f).value();
    geometry::SurfaceSamples samples;
    geometry::sampleSurface(mesh, 0.002f, samples);
    geometry::signedDistance(grid, samples, 0.06f);
    return grid;
}

void expectClosedBody(const Mesh& mesh) {
    EXPECT_EQ(geometry::validate(mesh), "");
    EXPECT_EQ(geometry::openEdgeCount(mesh), 0u);
    EXPECT_EQ(geometry::pieceCount(mesh), 1u);
    EXPECT_GT(geometry::volume(mesh), 0.0);
    EXPECT_EQ(mesh.normals.size(), mesh.positions.size());
}

TEST(SkinFile, TheShippedDescriptionReads) {
    const auto skin = anatomy::readSkin(core::assetsDirectory().value() / "anatomy" / "skin.toml");
    ASSERT_TRUE(skin.ok()) << skin.error().text();
    // The right trapezius fold was given; the left came with it, and the figures of the table stand at their places.
    const auto& sites = skin.value().sites;
    const auto left = std::find_if(sites.begin(), sites.end(), [](const anatomy::SkinSite& s) {
        return s.name == "upper trapezius fold" && s.at.x > 0.0f;
    });
    ASSERT_NE(left, sites.end());
    EXPECT_NEAR(anatomy::fatThickness(skin.value(), left->at, 22.0f), 0.004f, 0.0002f);
    EXPECT_NEAR(anatomy::fatThickness(skin.value(), left->at, 28.0f), 0.008f, 0.0002f);
    EXPECT_NEAR(anatomy::fatThickness(skin.value(), {-0.095f, 0.880f, -0.015f}, 33.0f), 0.045f, 0.0005f);
    EXPECT_NEAR(anatomy::dermisThickness(skin.value(), {-0.04f, 1.29f, -0.02f}), 0.0025f, 0.0001f);
}

TEST(SkinFile, FaultsNameLineAndRule) {
    EXPECT_EQ(faultsOf(kHead), "");
    EXPECT_NE(faultsOf(kHead + "reech_mm = 3\n").find(":15:"), std::string::npos);
    const std::string form = "[[form]]\nname = \"f\"\ntype = \"quarters\"\n";
    const std::string few = faultsOf(kHead + form + "stations = [[0, 0, 0, 10, 10, 10, 10]]\n");
    EXPECT_NE(few.find(":18:"), std::string::npos) << few;
    EXPECT_NE(few.find("8 figures"), std::string::npos) << few;
    const std::string flat =
        faultsOf(kHead + form + "stations = [[0,0,0,10,10,10,0,2],[0,9,0,9,9,9,9,2],[0,20,0,9,9,9,9,2]]\n");
    EXPECT_NE(flat.find("positive"), std::string::npos) << flat;
    EXPECT_NE(faultsOf(kHead + "[[form]]\nname = \"f\"\ntype = \"cube\"\n").find("cube"), std::string::npos);
    std::string falling = kHead;
    falling.replace(falling.find("[6, 12, 20]"), 11, "[6, 5, 20]");
    EXPECT_NE(faultsOf(falling).find("must not fall"), std::string::npos);
    EXPECT_FALSE(anatomy::readSkin("no/such/file.toml").ok());
}

TEST(SkinMap, FatFollowsBuildAndNeverVanishes) {
    const SkinDescription skin = described(kHead);
    const glm::vec3 p(0.1f, 0.2f, 0.0f);
    EXPECT_NEAR(anatomy::fatThickness(skin, p, 25.0f), 0.009f, 1e-5f);
    EXPECT_NEAR(anatomy::fatThickness(skin, p, 33.0f), 0.020f, 1e-5f);
    EXPECT_NEAR(anatomy::fatThickness(skin, p, 17.0f), 0.003f, 1e-5f);
    EXPECT_GT(anatomy::fatThickness(skin, p, 40.0f), 0.030f);
}

TEST(Skin, CoversAMuscleByItsThickness) {
    const SkinDescription skin = described(kHead);
    const std::vector<Mesh> meshes{rod({0, -0.1f, 0}, {0, 0.1f, 0}, 0.04f)};
    const auto mesh = anatomy::buildSkin(partsOf(meshes), skin, 28.0f, alone(), {});
    ASSERT_TRUE(mesh.ok()) << mesh.error().text();
    expectClosedBody(mesh.value());
    for (const glm::vec3& p : mesh.value().positions) {
        if (std::abs(p.y) >= 0.08f) continue; // the ends are round
        EXPECT_NEAR(glm::length(glm::vec2(p.x, p.z)), 0.04f + 0.014f, 0.0012f);
    }
}

TEST(Skin, BridgesGapsBetweenMusclesAndFillsTheCavity) {
    // Six rods round a hollow, 8 mm apart with the cover on: one smooth barrel must come out, without a cavity.
    const SkinDescription skin = described(kHead);
    std::vector<Mesh> meshes;
    for (int i = 0; i < 6; ++i) {
        const float angle = core::kPi / 3.0f * static_cast<float>(i);
        const glm::vec3 at = 0.05f * glm::vec3(std::cos(angle), 0, std::sin(angle));
        meshes.push_back(rod(at - glm::vec3(0, 0.08f, 0), at + glm::vec3(0, 0.08f, 0), 0.013f));
    }
    // Lids close the barrel.
    meshes.push_back(rod({-0.05f, -0.08f, 0}, {0.05f, -0.08f, 0}, 0.03f));
    meshes.push_back(rod({-0.05f, 0.08f, 0}, {0.05f, 0.08f, 0}, 0.03f));
    meshes.push_back(rod({0, -0.08f, -0.05f}, {0, -0.08f, 0.05f}, 0.03f));
    meshes.push_back(rod({0, 0.08f, -0.05f}, {0, 0.08f, 0.05f}, 0.03f));
    const auto mesh = anatomy::buildSkin(partsOf(meshes), skin, 22.0f, alone(), {});
    ASSERT_TRUE(mesh.ok()) << mesh.error().text();
    expectClosedBody(mesh.value());
    const geometry::DistanceGrid distance = distanceFrom(mesh.value());
    EXPECT_LT(distance.at(glm::vec3(0.0f)), -0.03f);
    for (const Mesh& part : meshes)
        for (const glm::vec3& p : part.positions) EXPECT_LT(distance.at(p), -0.002f);
}

TEST(Skin, LimbsStayApartWhereTheTrunkWouldGrowTogether) {
    const std::string legs = R"(
type = "quarters"
mirrored = true
blend_mm = 4
stations = [[-33, -80, 0, 25, 25, 25, 25, 2], [-33, 0, 0, 25, 25, 25, 25, 2], [-33, 80, 0, 25, 25, 25, 25, 2]]
[[form]]
name = "pelvis"
type = "ellipsoid"
centre = [0, 90, 0]
semi_axes_mm = [60, 40, 40]
)";
    const std::vector<Mesh> meshes{rod({-0.03f, 0.09f, 0}, {0.03f, 0.09f, 0}, 0.01f)};
    const glm::vec3 between(0.0f, -0.02f, 0.0f);
    const auto limbs = anatomy::buildSkin(
        partsOf(meshes), described(kHead + "[[form]]\nname=\"leg\"\nstage=\"limb\"" + legs), 23, alone(), {});
    const auto trunk =
        anatomy::buildSkin(partsOf(meshes), described(kHead + "[[form]]\nname=\"leg\"" + legs), 23, alone(), {});
    ASSERT_TRUE(limbs.ok() && trunk.ok());
    expectClosedBody(limbs.value());
    expectClosedBody(trunk.value());
    EXPECT_GT(distanceFrom(limbs.value()).at(between), 0.003f);
    EXPECT_LT(distanceFrom(trunk.value()).at(between), 0.0f);
}

TEST(Skin, CarvingNeverUncoversAPart) {
    const std::string carve = R"([[form]]
name = "groove"
type = "ellipsoid"
stage = "fine"
carve = true
centre = [0, 0, 45]
semi_axes_mm = [15, 15, 30]
)";
    const std::vector<Mesh> meshes{rod({0, -0.1f, 0}, {0, 0.1f, 0}, 0.03f)};
    const auto plain = anatomy::buildSkin(partsOf(meshes), described(kHead), 28, alone(), {});
    const auto carved = anatomy::buildSkin(partsOf(meshes), described(kHead + carve), 28, alone(), {});
    ASSERT_TRUE(plain.ok() && carved.ok());
    expectClosedBody(carved.value());
    EXPECT_LT(geometry::volume(carved.value()), geometry::volume(plain.value()) - 2e-6);
    const geometry::DistanceGrid distance = distanceFrom(carved.value());
    for (const glm::vec3& p : meshes[0].positions) EXPECT_LT(distance.at(p), -0.002f);
}

TEST(Skin, TheShippedFormsAreOneClosedHumanBody) {
    auto skin = anatomy::readSkin(core::assetsDirectory().value() / "anatomy" / "skin.toml");
    ASSERT_TRUE(skin.ok()) << skin.error().text();
    const std::vector<Mesh> meshes{rod({0, 0.95f, 0.06f}, {0, 1.3f, 0.05f}, 0.02f)};
    std::string last;
    const auto mesh = anatomy::buildSkin(partsOf(meshes), skin.value(), 23.0f, alone(),
                                         [&](const std::string& what, float) { last = what; });
    ASSERT_TRUE(mesh.ok()) << mesh.error().text();
    EXPECT_NE(last, "");
    expectClosedBody(mesh.value());
    EXPECT_NEAR(static_cast<double>(mesh.value().triangleCount()), static_cast<double>(skin.value().triangles), 6000.0);
    const core::Box box = geometry::bounds(mesh.value());
    EXPECT_NEAR(box.upper.y, 1.64f, 0.02f);         // vertex of the head, man of 1.72 m in the frame of the reference
    EXPECT_NEAR(box.size().x, 0.51f, 0.05f);        // over the elbows
    EXPECT_NEAR(box.lower.x, -box.upper.x, 0.002f); // symmetric
    // Volume of head, trunk, upper arms and thighs: about 0.8 of a body of 68 kg.
    EXPECT_NEAR(geometry::volume(mesh.value()), 0.055, 0.006);
    // Between arm and flank, and between the thighs, there is air.
    const geometry::DistanceGrid distance = distanceFrom(mesh.value());
    EXPECT_GT(distance.at({-0.162f, 1.06f, 0.07f}), 0.0f);
    EXPECT_GT(distance.at({0.0f, 0.60f, 0.08f}), 0.0f);
    const auto back = [&](float x, float y) {
        float z = -0.15f;
        while (z < 0.2f && distance.at({x, y, z}) > 0.0f) z += 0.0005f;
        return z;
    };
    EXPECT_GT(back(0.0f, 0.80f), back(0.07f, 0.80f) + 0.015f); // gluteal cleft
    EXPECT_GT(back(0.06f, 0.71f), back(0.06f, 0.79f) + 0.02f); // the buttock stands over the thigh
}

TEST(Skin, SameInputSameMeshWithAnyWorkers) {
    const SkinDescription skin = described(kHead);
    const std::vector<Mesh> meshes{rod({0, -0.1f, 0}, {0, 0.1f, 0}, 0.04f), rod({0, 0, 0}, {0.1f, 0, 0}, 0.02f)};
    core::Workers workers(3);
    core::Hasher first;
    core::Hasher second;
    geometry::hashInto(first, anatomy::buildSkin(partsOf(meshes), skin, 23.0f, alone(), {}).value());
    geometry::hashInto(second, anatomy::buildSkin(partsOf(meshes), skin, 23.0f, workers, {}).value());
    EXPECT_EQ(first.value(), second.value());
}

TEST(Skin, RefusesWhatItCannotBuild) {
    const SkinDescription skin = described(kHead);
    std::vector<Mesh> meshes{rod({0, -0.1f, 0}, {0, 0.1f, 0}, 0.04f)};
    EXPECT_NE(anatomy::buildSkin(partsOf(meshes), skin, 60.0f, alone(), {}).error().text().find("60"),
              std::string::npos);
    EXPECT_FALSE(anatomy::buildSkin({}, skin, 23.0f, alone(), {}).ok());
    meshes[0].indices.push_back(0);
    EXPECT_NE(anatomy::buildSkin(partsOf(meshes), skin, 23.0f, alone(), {}).error().text().find("FMA1"),
              std::string::npos);
}

} // namespace
