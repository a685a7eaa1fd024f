#include "fixture.h"

#include <anatomy/tendons.h>

#include <gtest/gtest.h>

#include <algorithm>

namespace {

using anatomy::Atlas;
using anatomy::Description;

const std::string kMultifidus = R"([[tendon]]
structure = "multifidus"
origin_mm = 30
insertion_mm = [10, 20]
origin_sheet_mm = 80
face = "posterior"
pennation_deg = 45
fibres_towards = "medial"
source = "test"
confidence = "B"
)";

const std::string kTubes = R"([[shape]]
structure = "multifidus"
type = "tube"
branches = [[[-20, 0, 0, 4], [-20, 150, 0, 4]], [[-40, 0, 0, 4], [-40, 150, 0, 4]]]
)";

/// The fixture's shapes with these tendons: the fault, or what came out.
core::Result<Description> given(const std::string& tendons, const std::string& shapes = {}) {
    const fixture::Folder folder;
    folder.write("tendons.toml", "format = 1\n" + tendons);
    if (!shapes.empty()) folder.write("shapes/all.toml", "format = 1\nsource = \"test\"\n" + shapes);
    const Atlas atlas = Atlas::load(folder.path()).value();
    Description description = anatomy::readDescription(folder.path()).value();
    if (const auto status = anatomy::addTendons(atlas, folder.path(), description); !status) return status.error();
    return description;
}

std::string faultOf(const std::string& tendons) {
    const auto description = given(tendons);
    return description.ok() ? "" : description.error().text();
}

const anatomy::Shape& shapeOf(const Description& description, const std::string& key) {
    return *std::find_if(description.shapes.begin(), description.shapes.end(),
                         [&](const anatomy::Shape& shape) { return shape.key == key; });
}

bool says(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST(Tendons, AreReadInMetresAndGivenToTheirMuscle) {
    const auto description = given(kMultifidus);
    ASSERT_TRUE(description.ok()) << description.error().text();
    const anatomy::Shape& shape = shapeOf(description.value(), "multifidus");
    EXPECT_FLOAT_EQ(shape.tendons.origin.lengthM.at(0), 0.03f);
    EXPECT_FLOAT_EQ(shape.tendons.insertion.lengthM.at(1), 0.02f);
    EXPECT_FLOAT_EQ(shape.tendons.origin.sheetM.at(0), 0.08f);
    EXPECT_EQ(shape.tendons.face, glm::vec3(0, 0, -1));
    const geometry::Mesh mesh = anatomy::meshShape(shape).value();
    ASSERT_EQ(mesh.tendon.size(), mesh.positions.size());
    const glm::vec3 fibre = glm::normalize(glm::vec3(1, 1, 0)); // the right muscle's way up and to the midline
    for (std::size_t i = 0; i < mesh.positions.size(); ++i) {
        EXPECT_NEAR(glm::dot(mesh.fibres[i], fibre), 1.0f, 1e-4f);
        if (mesh.positions[i].y < 0.024f) {
            EXPECT_FLOAT_EQ(mesh.tendon[i], 1.0f);
        }
        if (mesh.positions[i].y > 0.04f && mesh.positions[i].y < 0.07f) {
            EXPECT_EQ(mesh.tendon[i] > 0.2f, mesh.normals[i].z < -0.3f) << mesh.normals[i].z;
        }
    }
}

TEST(Tendons, AMuscleWithoutEntryHasShortOnes) {
    const auto description = given(kMultifidus);
    const anatomy::Shape& shape = shapeOf(description.value(), "longissimus_thoracis");
    const float length = anatomy::fibreLengths(shape).at(0);
    EXPECT_NEAR(length, 0.15f, 1e-5f);
    EXPECT_NEAR(shape.tendons.origin.lengthM.at(0), std::min(anatomy::kDefaultShare * length, anatomy::kDefaultMostM),
                1e-6f);
    const geometry::Mesh mesh = anatomy::meshShape(shape).value();
    const auto [least, most] = std::minmax_element(mesh.tendon.begin(), mesh.tendon.end());
    EXPECT_FLOAT_EQ(*least, 0.0f);
    EXPECT_FLOAT_EQ(*most, 1.0f);
    EXPECT_FALSE(shapeOf(description.value(), "L1").tendons.any());
    EXPECT_TRUE(anatomy::meshShape(shapeOf(description.value(), "L1")).value().tendon.empty());
}

TEST(Tendons, OfSeveralTubesEachHasItsOwn) {
    const auto description = given("[[tendon]]\nstructure = \"multifidus\"\norigin_mm = [0, 30]\ninsertion_mm = 0\n"
                                   "source = \"test\"\nconfidence = \"C\"\n",
                                   kTubes);
    ASSERT_TRUE(description.ok()) << description.error().text();
    const geometry::Mesh mesh = anatomy::meshShape(shapeOf(description.value(), "multifidus")).value();
    ASSERT_EQ(mesh.tendon.size(), mesh.positions.size());
    for (std::size_t i = 0; i < mesh.positions.size(); ++i)
        EXPECT_EQ(mesh.tendon[i] > 0.5f, mesh.positions[i].x < -0.03f && mesh.positions[i].y < 0.03f - 1e-5f)
            << mesh.positions[i].y;
}

TEST(Tendons, FaultsNameFileLineAndReason) {
    const auto with = [](const std::string& from, const std::string& to) {
        return faultOf(fixture::replaced(kMultifidus, from, to));
    };
    const std::string unknown = with("\"multifidus\"", "\"multifidis\"");
    EXPECT_TRUE(says(unknown, "tendons.toml:2")) << unknown;
    EXPECT_TRUE(says(unknown, "did you mean \"multifidus\"")) << unknown;
    EXPECT_TRUE(says(with("\"multifidus\"", "\"L1\""), "no muscle")) << with("\"multifidus\"", "\"L1\"");
    EXPECT_TRUE(says(with("= 30", "= -3"), "tendons.toml:4")) << with("= 30", "= -3");
    EXPECT_TRUE(says(with("= 30", "= 140"), "longer than fibre 0"));
    EXPECT_TRUE(says(with("= 80", "= 400"), "longer than fibre 0"));
    EXPECT_TRUE(says(with("= 30", "= []"), "one length"));
    EXPECT_TRUE(says(with("\"posterior\"", "\"behind\""), "posterior"));
    EXPECT_FALSE(with("face = \"posterior\"\n", "").empty());
    EXPECT_FALSE(with("source = \"test\"", "source = \"\"").empty());
    EXPECT_TRUE(says(with("= 45", "= 60"), "45"));
    EXPECT_TRUE(says(faultOf(kMultifidus + kMultifidus), "already at"));
    EXPECT_TRUE(says(faultOf(kMultifidus + "colour = 3\n"), "colour"));
    const auto tubes = given(kMultifidus, kTubes);
    ASSERT_FALSE(tubes.ok());
    EXPECT_TRUE(says(tubes.error().text(), "only a loft")) << tubes.error().text();
}

} // namespace
