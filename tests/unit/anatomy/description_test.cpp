#include "fixture.h"

#include <anatomy/description.h>

#include <gtest/gtest.h>

namespace {

using anatomy::Description;

std::string faultsOf(const std::string& text) {
    const fixture::Folder folder;
    folder.write("shapes/all.toml", text);
    const auto description = anatomy::readDescription(folder.path());
    return description.ok() ? "" : description.error().text();
}

Description described(const std::string& shape) {
    const fixture::Folder folder;
    folder.write("shapes/all.toml", "format = 1\nsource = \"test\"\n" + shape);
    auto description = anatomy::readDescription(folder.path());
    CHECK(description.ok(), description.ok() ? "" : description.error().text().c_str());
    return std::move(description).value();
}

const std::string kTube = R"([[shape]]
structure = "sciatic_nerve"
type = "tube"
branches = [
    [[-80, 800, -20, 6], [-82, 700, -20, 5], [-84, 600, -20, 4]],
    [[-80, 800, -20, 4], [-30, 850, 0, 4]],
]
)";

const std::string kRibbon = R"([[shape]]
structure = "trapezius_transverse"
type = "ribbon"
rows = 2
columns = 3
points = [[0, 0, 0, 4], [40, 0, 0, 5], [80, 0, 0, 4], [0, 30, 0, 4], [40, 30, 0, 5], [80, 30, 0, 4]]
)";

const std::string kComposite = R"([[shape]]
structure = "L3"
type = "composite"
blend_mm = 2
voxel_mm = 1
[[shape.part]]
type = "ellipsoid"
centre = [0, 1000, 60]
axes = [[20, 0, 0], [0, 15, 0], [0, 0, 15]]
[[shape.part]]
type = "capsule"
a = [-10, 1000, 50, 5]
b = [-40, 1000, 40, 3]
mirrored = true
[[shape.part]]
type = "capsule"
a = [0, 980, 60, 4]
b = [0, 1020, 60, 4]
operation = "subtract"
)";

TEST(Description, ReadsEveryForm) {
    const Description all = described(kTube + kRibbon + kComposite + fixture::rod("L1", 0, 0, 90, 0, 10));
    ASSERT_EQ(all.shapes.size(), 4u);
    EXPECT_EQ(all.shapes[0].key, "sciatic_nerve");
    EXPECT_EQ(all.shapes[0].figures, 20u);
    EXPECT_EQ(std::get<anatomy::Tubes>(all.shapes[0].form).size(), 2u);
    EXPECT_NEAR(std::get<anatomy::Tubes>(all.shapes[0].form)[0][1].radius, 0.005f, 1e-7f);
    EXPECT_EQ(std::get<geometry::Ribbon>(all.shapes[1].form).points.size(), 6u);
    const auto& composite = std::get<geometry::Composite>(all.shapes[2].form);
    EXPECT_EQ(composite.parts.size(), 3u);
    EXPECT_TRUE(composite.parts[1].mirrored);
    EXPECT_EQ(composite.parts[2].operation, geometry::Operation::Subtract);
    for (const auto& shape : all.shapes) {
        const auto mesh = anatomy::meshShape(shape);
        ASSERT_TRUE(mesh.ok()) << shape.key << ": " << mesh.error().text();
        EXPECT_GT(geometry::volume(mesh.value()), 1e-7) << shape.key;
        EXPECT_EQ(mesh.value().normals.size(), mesh.value().positions.size()) << shape.key;
    }
}

TEST(Description, TakesTheTubesOfNervesAndLeavesTheRest) {
    const fixture::Folder folder;
    const std::string nerve = R"(format = 1
title = "nerves"
[[nerve]]
structure = "sciatic_nerve"
roots = "L4-S3"
calibre_mm = [8, 12]
waypoints_mm = [[-30, 860, 0], [-60, 820, -20], [-80, 700, -20]]
)";
    folder.write("nerves.toml", nerve);
    const Description all = anatomy::readDescription(folder.path()).value();
    const auto& tubes = std::get<anatomy::Tubes>(all.shapes.back().form);
    ASSERT_EQ(tubes.size(), 1u);
    ASSERT_EQ(tubes[0].size(), 3u);
    EXPECT_NEAR(tubes[0][0].radius, 0.005f, 1e-7f);
    folder.write("nerves.toml", fixture::replaced(nerve, "[-60, 820, -20]", "[-60, 820]"));
    const auto broken = anatomy::readDescription(folder.path());
    ASSERT_FALSE(broken.ok());
    EXPECT_NE(broken.error().text().find("nerves.toml:7:"), std::string::npos) << broken.error().text();
    folder.write("nerves.toml", fixture::replaced(nerve, "[8, 12]", "[0, 0]"));
    EXPECT_FALSE(anatomy::readDescription(folder.path()).ok());
}

TEST(Description, MirrorsHalvesOfTheMidline) {
    const std::string half = fixture::rod("spinalis_cervicis", -8, 1380, 1420, -30, 3);
    const auto one = anatomy::meshShape(described(half).shapes[0]).value();
    const auto both = anatomy::meshShape(described(half + "mirrored = true\n").shapes[0]).value();
    EXPECT_NEAR(geometry::volume(both), 2.0 * geometry::volume(one), 1e-9);
    EXPECT_NEAR(geometry::bounds(both).centre().x, 0.0f, 1e-6f);
}

TEST(Description, NamesFileAndLineOfFaults) {
    const std::string head = "format = 1\nsource = \"test\"\n";
    const std::string count = faultsOf(head + fixture::replaced(kRibbon, "[40, 30, 0, 5], ", ""));
    EXPECT_NE(count.find("all.toml:8:"), std::string::npos) << count;
    EXPECT_NE(count.find("2 rows of 3 are 6 points, found 5"), std::string::npos) << count;
    const std::string thin = faultsOf(head + fixture::replaced(kRibbon, "[40, 30, 0, 5]", "[40, 30, 0, 0]"));
    EXPECT_NE(thin.find("thickness must lie between 0 and 400 mm, found 0"), std::string::npos) << thin;
    const std::string far = faultsOf(head + fixture::replaced(kTube, "[-82, 700", "[-82, 70000"));
    EXPECT_NE(far.find("all.toml:7:"), std::string::npos) << far;
    EXPECT_NE(far.find("within 2500 mm of the origin, found 70000"), std::string::npos) << far;
    const std::string again = faultsOf(head + fixture::replaced(kTube, "[-82, 700, -20, 5]", "[-80, 800, -20, 5]"));
    EXPECT_NE(again.find("the one before it again"), std::string::npos) << again;
    const std::string type = faultsOf(head + fixture::replaced(kTube, "\"tube\"", "\"tubes\""));
    EXPECT_NE(type.find("did you mean \"tube\""), std::string::npos) << type;
    const std::string flat = faultsOf(head + fixture::replaced(kComposite, "[0, 0, 15]]", "[5, 5, 0]]"));
    EXPECT_NE(flat.find("lie in one plane"), std::string::npos) << flat;
    const std::string nan = faultsOf(head + fixture::replaced(kTube, "-84", "nan"));
    EXPECT_NE(nan.find("finite"), std::string::npos) << nan;
    const std::string twice = faultsOf(head + kTube + kTube);
    EXPECT_NE(twice.find("the shape of \"sciatic_nerve\" is already at"), std::string::npos) << twice;
    const std::string radii =
        faultsOf(head + fixture::replaced(fixture::rod("L1", 0, 0, 90, 0, 10), "10.000000],", "],"));
    EXPECT_NE(radii.find("radii, the first one"), std::string::npos) << radii;
}

TEST(Description, SaysWhereAFormCannotBeMeshed) {
    const Description folded = described(
        fixture::replaced(fixture::rod("L1", 0, 0, 90, 0, 10), "reference = [0, 0, 1]", "reference = [0, 1, 0]"));
    const auto mesh = anatomy::meshShape(folded.shapes[0]);
    ASSERT_FALSE(mesh.ok());
    EXPECT_NE(mesh.error().text().find("all.toml:3:"), std::string::npos) << mesh.error().text();
    EXPECT_NE(mesh.error().text().find("\"L1\""), std::string::npos) << mesh.error().text();
}

} // namespace
