#include <geometry/ribbon.h>

#include <gtest/gtest.h>

#include <cmath>
#include <map>

namespace {

using geometry::Mesh;
using geometry::Ribbon;

/// A flat sheet in the plane y = 0: rows along +X (w), columns along +Z (l).
Ribbon flat(int rows, int columns, float w, float l, float thickness) {
    Ribbon out{rows, columns, {}};
    for (int r = 0; r < rows; ++r)
        for (int c = 0; c < columns; ++c)
            out.points.push_back({glm::vec3(w * static_cast<float>(r) / static_cast<float>(rows - 1), 0.0f,
                                            l * static_cast<float>(c) / static_cast<float>(columns - 1)),
                                  thickness});
    return out;
}

bool everyEdgeTwice(const Mesh& mesh) {
    std::map<std::pair<std::uint32_t, std::uint32_t>, int> edges;
    for (std::size_t t = 0; t < mesh.indices.size(); t += 3)
        for (std::size_t k = 0; k < 3; ++k) ++edges[{mesh.indices[t + k], mesh.indices[t + (k + 1) % 3]}];
    for (const auto& [edge, count] : edges)
        if (count != 1 || edges.find({edge.second, edge.first}) == edges.end()) return false;
    return true;
}

TEST(Ribbon, FlatSheetHasItsVolume) {
    const Mesh mesh = geometry::meshRibbon(flat(4, 5, 0.06f, 0.1f, 0.004f)).value();
    EXPECT_EQ(geometry::validate(mesh), "");
    EXPECT_TRUE(everyEdgeTwice(mesh));
    // The plate, and the wedge round its rim: half of (perimeter * t/2 * t), corners aside.
    const double plate = 0.06 * 0.1 * 0.004;
    const double rim = 0.5 * 2.0 * (0.06 + 0.1) * 0.002 * 0.004;
    EXPECT_NEAR(geometry::volume(mesh), plate + rim, 0.02 * plate);
    EXPECT_NEAR(geometry::bounds(mesh).upper.y, 0.002f, 1e-6f);
    EXPECT_NEAR(geometry::bounds(mesh).lower.x, -0.002f, 1e-5f);
}

TEST(Ribbon, FibresRunAlongTheColumns) {
    const Mesh mesh = geometry::meshRibbon(flat(3, 4, 0.05f, 0.1f, 0.004f)).value();
    for (const glm::vec3& fibre : mesh.fibres) EXPECT_NEAR(fibre.z, 1.0f, 1e-5f);
}

TEST(Ribbon, CurvedSheetHasTheThicknessAskedFor) {
    Ribbon shell{7, 7, {}};
    for (int r = 0; r < 7; ++r)
        for (int c = 0; c < 7; ++c) {
            const float a = (static_cast<float>(r) - 3.0f) * 0.2f, b = (static_cast<float>(c) - 3.0f) * 0.2f;
            shell.points.push_back(
                {0.08f * glm::vec3(std::sin(a) * std::cos(b), std::sin(b), std::cos(a) * std::cos(b)), 0.006f});
        }
    const Mesh mesh = geometry::meshRibbon(shell).value();
    EXPECT_TRUE(everyEdgeTwice(mesh));
    float least = 1.0f, most = 0.0f;
    for (const glm::vec3& p : mesh.positions) {
        least = std::min(least, glm::length(p));
        most = std::max(most, glm::length(p));
    }
    EXPECT_NEAR(least, 0.077f, 5e-4f);
    EXPECT_NEAR(most, 0.083f, 5e-4f);
    EXPECT_GT(geometry::volume(mesh), 0.0);
}

TEST(Ribbon, FibresMayMeetInAPoint) {
    Ribbon fan = flat(5, 5, 0.1f, 0.1f, 0.005f);
    for (int r = 0; r < 5; ++r) fan.points[static_cast<std::size_t>(r * 5 + 4)].position = glm::vec3(0.05f, 0.0f, 0.1f);
    const core::Result<Mesh> mesh = geometry::meshRibbon(fan);
    ASSERT_TRUE(mesh.ok());
    EXPECT_EQ(geometry::validate(mesh.value()), "");
    EXPECT_GT(geometry::volume(mesh.value()), 0.0);
}

TEST(Ribbon, MirroredSheetKeepsItsOutside) {
    const Mesh mesh = geometry::meshRibbon(geometry::mirrored(flat(3, 3, 0.05f, 0.05f, 0.004f))).value();
    EXPECT_GT(geometry::volume(mesh), 0.0);
    EXPECT_LT(geometry::bounds(mesh).lower.x, -0.05f);
}

std::string errorOf(const Ribbon& ribbon) {
    const core::Result<Mesh> made = geometry::meshRibbon(ribbon);
    return made.ok() ? "" : made.error().text();
}

TEST(Ribbon, ErrorsNameTheRowAndColumn) {
    Ribbon ribbon = flat(3, 4, 0.05f, 0.1f, 0.004f);
    ribbon.points[6].thickness = 0.0f;
    EXPECT_NE(errorOf(ribbon).find("row 1, column 2: the thickness"), std::string::npos) << errorOf(ribbon);
    ribbon = flat(3, 4, 0.05f, 0.1f, 0.004f);
    ribbon.points.pop_back();
    EXPECT_NE(errorOf(ribbon).find("12 points are needed, found 11"), std::string::npos) << errorOf(ribbon);
    ribbon = flat(3, 4, 0.05f, 0.1f, 0.004f);
    ribbon.points[0].position.y = std::nanf("");
    EXPECT_NE(errorOf(ribbon).find("row 0, column 0: the point is not finite"), std::string::npos) << errorOf(ribbon);
    EXPECT_NE(errorOf(Ribbon{1, 4, {}}).find("at least 2 rows"), std::string::npos);
    EXPECT_NE(errorOf(flat(3, 3, 0.0f, 0.0f, 0.004f)).find("no area"), std::string::npos);
}

} // namespace
