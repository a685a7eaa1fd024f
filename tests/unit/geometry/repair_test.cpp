#include <geometry/pieces.h>
#include <geometry/repair.h>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace {

using geometry::Mesh;

/// A ball of radius r, closed; rows of longitude join at the seam.
Mesh ball(float r, const glm::vec3& centre = glm::vec3(0.0f), std::uint32_t rows = 12, std::uint32_t columns = 16) {
    Mesh out;
    const auto at = [&](std::uint32_t row, std::uint32_t column) {
        const float polar = core::kPi * static_cast<float>(row) / static_cast<float>(rows);
        const float around = 2.0f * core::kPi * static_cast<float>(column) / static_cast<float>(columns);
        return centre +
               r * glm::vec3(std::sin(polar) * std::cos(around), std::cos(polar), -std::sin(polar) * std::sin(around));
    };
    out.positions.push_back(at(0, 0));
    for (std::uint32_t row = 1; row < rows; ++row)
        for (std::uint32_t column = 0; column < columns; ++column) out.positions.push_back(at(row, column));
    out.positions.push_back(at(rows, 0));
    const auto index = [&](std::uint32_t row, std::uint32_t column) {
        if (row == 0) return 0u;
        if (row == rows) return 1u + (rows - 1) * columns;
        return 1u + (row - 1) * columns + column % columns;
    };
    for (std::uint32_t row = 0; row < rows; ++row)
        for (std::uint32_t column = 0; column < columns; ++column) {
            const std::uint32_t a = index(row, column), b = index(row + 1, column), c = index(row + 1, column + 1),
                                d = index(row, column + 1);
            if (row + 1 < rows) out.indices.insert(out.indices.end(), {a, b, c});
            if (row > 0) out.indices.insert(out.indices.end(), {a, c, d});
        }
    return out;
}

/// Every triangle with corners of its own.
Mesh unwelded(const Mesh& mesh) {
    Mesh out;
    for (const std::uint32_t index : mesh.indices) {
        out.indices.push_back(static_cast<std::uint32_t>(out.positions.size()));
        out.positions.push_back(mesh.positions[index]);
    }
    return out;
}

geometry::RepairedMesh mended(const Mesh& mesh, const geometry::RepairTarget& target = {}) {
    auto out = geometry::repaired(mesh, target);
    CHECK(out.ok(), out.ok() ? "" : out.error().text().c_str());
    EXPECT_EQ(geometry::validate(out.value().mesh), "");
    EXPECT_EQ(out.value().mesh.normals.size(), out.value().mesh.positions.size());
    EXPECT_TRUE(geometry::balanced(out.value().mesh));
    EXPECT_GT(geometry::volume(out.value().mesh), 0.0);
    return std::move(out).value();
}

bool says(const geometry::RepairedMesh& mesh, const std::string& what) {
    for (const std::string& line : mesh.done)
        if (line.find(what) != std::string::npos) return true;
    return false;
}

TEST(Repair, LeavesAGoodMeshAsItIs) {
    const Mesh good = ball(0.05f);
    ASSERT_TRUE(geometry::balanced(good));
    ASSERT_GT(geometry::volume(good), 0.0);
    const auto out = mended(good);
    EXPECT_TRUE(out.done.empty());
    EXPECT_EQ(out.mesh.triangleCount(), good.triangleCount());
    EXPECT_NEAR(geometry::volume(out.mesh), geometry::volume(good), 1e-9);
}

TEST(Repair, WeldsAndTurnsOutward) {
    Mesh inside = unwelded(ball(0.05f));
    for (std::size_t t = 0; t < inside.indices.size(); t += 3) std::swap(inside.indices[t], inside.indices[t + 1]);
    const auto out = mended(inside);
    EXPECT_EQ(out.mesh.positions.size(), ball(0.05f).positions.size());
    EXPECT_TRUE(says(out, "1 shell turned outward"));
}

TEST(Repair, TurnsSingleTrianglesLikeTheirNeighbours) {
    Mesh mixed = ball(0.05f);
    for (std::size_t t = 0; t < mixed.indices.size(); t += 21) std::swap(mixed.indices[t], mixed.indices[t + 1]);
    const auto out = mended(mixed);
    EXPECT_TRUE(says(out, "turned like the neighbours"));
    EXPECT_NEAR(geometry::volume(out.mesh), geometry::volume(ball(0.05f)), 1e-9);
}

TEST(Repair, ClosesHoles) {
    Mesh open = ball(0.05f);
    open.indices.erase(open.indices.begin() + 300, open.indices.begin() + 306);
    const auto out = mended(open);
    EXPECT_TRUE(says(out, "closed"));
    EXPECT_NEAR(geometry::volume(out.mesh), geometry::volume(ball(0.05f)), 0.02 * geometry::volume(ball(0.05f)));
}

TEST(Repair, DropsWhatIsNotFiniteDegenerateOrDouble) {
    Mesh mesh = ball(0.05f);
    const auto first = static_cast<std::uint32_t>(mesh.positions.size());
    mesh.positions.emplace_back(std::numeric_limits<float>::quiet_NaN(), 0.0f, 0.0f);
    mesh.positions.emplace_back(std::numeric_limits<float>::infinity(), 0.0f, 0.0f);
    mesh.indices.insert(mesh.indices.end(), {0, first, 1, 0, 1, first + 1, 3, 3, 4});
    mesh.indices.insert(mesh.indices.end(), {mesh.indices[0], mesh.indices[1], mesh.indices[2]}); // again
    mesh.indices.insert(mesh.indices.end(), {5, 40, 77, 77, 40, 5});                              // front against back
    const auto out = mended(mesh);
    EXPECT_TRUE(says(out, "2 triangles without a finite place"));
    EXPECT_TRUE(says(out, "4 degenerate or double triangles"));
    EXPECT_NEAR(geometry::volume(out.mesh), geometry::volume(ball(0.05f)), 1e-9);
}

TEST(Repair, MakesASurfaceAnewOfWhatStaysOpen) {
    // three walls on one edge: no way to close them by fans
    Mesh fin = ball(0.05f);
    const auto first = static_cast<std::uint32_t>(fin.positions.size());
    fin.positions.emplace_back(0.08f, 0.08f, 0.0f);
    fin.indices.insert(fin.indices.end(), {fin.indices[30], fin.indices[31], first});
    const auto out = mended(fin);
    EXPECT_NEAR(geometry::volume(out.mesh), geometry::volume(ball(0.05f)), 0.15 * geometry::volume(ball(0.05f)));
}

TEST(Repair, GivesASheetThickness) {
    Mesh sheet;
    sheet.positions = {{0, 0, 0}, {0.1f, 0, 0}, {0.1f, 0.1f, 0}, {0, 0.1f, 0}};
    sheet.indices = {0, 1, 2, 0, 2, 3};
    const auto out = mended(sheet);
    EXPECT_TRUE(says(out, "anew"));
    EXPECT_GT(geometry::volume(out.mesh), 0.1 * 0.1 * 0.001);
    EXPECT_LT(geometry::volume(out.mesh), 0.1 * 0.1 * 0.005);
}

TEST(Repair, KeepsSeveralShells) {
    Mesh two = ball(0.03f);
    geometry::append(two, ball(0.02f, {0.1f, 0.0f, 0.0f}));
    const auto out = mended(two);
    EXPECT_EQ(geometry::pieces(out.mesh).size(), 2u);
}

TEST(Repair, ReducesHugeMeshes) {
    const Mesh fine = ball(0.1f, glm::vec3(0.0f), 150, 200);
    const auto out = mended(fine, {2'000, 0.0005f});
    EXPECT_LE(out.mesh.triangleCount(), 2'200u);
    EXPECT_TRUE(says(out, "reduced from"));
    EXPECT_NEAR(geometry::volume(out.mesh), geometry::volume(fine), 0.02 * geometry::volume(fine));
}

TEST(Repair, ThinsWhatIsFarTooFineFirst) {
    const Mesh fine = ball(0.1f, glm::vec3(0.0f), 310, 520);
    const auto out = mended(fine);
    EXPECT_LE(out.mesh.triangleCount(), 12'500u);
    EXPECT_TRUE(says(out, "reduced from " + std::to_string(fine.triangleCount())));
    EXPECT_NEAR(geometry::volume(out.mesh), geometry::volume(fine), 0.01 * geometry::volume(fine));
}

TEST(Repair, RefusesWhatIsNothing) {
    Mesh nothing;
    EXPECT_FALSE(geometry::repaired(nothing).ok());
    Mesh nan = ball(0.05f);
    for (glm::vec3& p : nan.positions) p.x = std::numeric_limits<float>::quiet_NaN();
    EXPECT_NE(geometry::repaired(nan).error().text().find("finite"), std::string::npos);
    EXPECT_NE(geometry::repaired(ball(1e-5f)).error().text().find("smaller"), std::string::npos);
    Mesh line;
    line.positions = {{0, 0, 0}, {1, 0, 0}};
    line.indices = {0, 1, 1, 0, 0, 1};
    EXPECT_FALSE(geometry::repaired(line).ok());
}

/// Some hundred kilobytes of triangles as large as a body would take gigabytes of samples.
TEST(Repair, RefusesASurfaceFoldedTooOften) {
    Mesh soup;
    std::uint32_t state = 1;
    const auto chance = [&] {
        state = state * 1664525u + 1013904223u;
        return static_cast<float>(state >> 8) / static_cast<float>(1u << 24);
    };
    for (std::uint32_t t = 0; t < 12'000; ++t)
        for (std::uint32_t k = 0; k < 3; ++k) {
            soup.positions.emplace_back(chance(), 1.7f * (k == 0 ? 0.0f : 1.0f), chance());
            soup.indices.push_back(3 * t + k);
        }
    const auto out = geometry::repaired(soup);
    ASSERT_FALSE(out.ok());
    EXPECT_NE(out.error().text().find("folded too often"), std::string::npos) << out.error().text();
}

Mesh triangle(const glm::vec3& at, float size) {
    Mesh out;
    out.positions = {at, at + glm::vec3(size, 0, 0), at + glm::vec3(0, size, 0)};
    out.indices = {0, 1, 2};
    return out;
}

std::string refusalOf(const Mesh& mesh) {
    const auto out = geometry::repaired(mesh);
    return out ? "" : out.error().text();
}

/// Where floats have no figures left for its steps, and sizes whose squares are infinite.
TEST(Repair, RefusesWhatIsTooFarOrTooLarge) {
    EXPECT_NE(refusalOf(triangle({2000, 0, 0}, 0.001f)).find("too far away"), std::string::npos);
    EXPECT_NE(refusalOf(triangle({0, -2e6f, 0}, 1.0f)).find("too far away"), std::string::npos);
    EXPECT_NE(refusalOf(triangle({3e38f, 0, 0}, 1.0f)).find("too far away"), std::string::npos);
    EXPECT_NE(refusalOf(triangle({0, 0, 0}, 3e38f)).find("larger"), std::string::npos);
    EXPECT_NE(refusalOf(triangle({-3e38f, -3e38f, 0}, 3.4e38f)).find("larger"), std::string::npos);
    Mesh infinite = triangle({-3e38f, 0, 0}, 1.0f);
    infinite.positions[1].x = 3e38f; // a size beyond all floats
    EXPECT_NE(refusalOf(infinite).find("larger"), std::string::npos);
    for (const float large : {101.0f, 1e10f, 1e19f, 1e30f})
        EXPECT_NE(refusalOf(triangle({0, 0, 0}, large)).find("larger"), std::string::npos) << large;
}

TEST(Repair, JudgesWhatIsLeftToo) {
    // front and back of a large triangle go; what stays is a small one, far off for its size
    Mesh mesh = triangle({300'000, 0, 0}, 90.0f);
    mesh.indices.insert(mesh.indices.end(), {2, 1, 0});
    geometry::append(mesh, triangle({300'010, 10, 10}, 0.125f));
    EXPECT_NE(refusalOf(mesh).find("too far away"), std::string::npos) << refusalOf(mesh);
}

TEST(Repair, SmallOpenPartsWithinABodyAreMended) {
    const auto out = mended(triangle({1.0f, 1.9f, -0.3f}, 0.0006f));
    EXPECT_TRUE(says(out, "anew"));
    EXPECT_EQ(geometry::pieceCount(out.mesh), 1u);
}

} // namespace
