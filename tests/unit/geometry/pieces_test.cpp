#include <geometry/pieces.h>

#include <gtest/gtest.h>

namespace {

/// Two triangles with a common corner, one by itself that comes in between, and a vertex nobody uses.
geometry::Mesh twoPieces() {
    geometry::Mesh mesh;
    for (int i = 0; i < 9; ++i) mesh.positions.emplace_back(i, 0, 0);
    mesh.indices = {4, 2, 3, 5, 6, 7, 2, 0, 1};
    return mesh;
}

TEST(Pieces, AreNumberedAsTheyCome) {
    const geometry::Mesh mesh = twoPieces();
    const auto numbers = geometry::numberPieces(mesh.indices, mesh.positions.size());
    EXPECT_EQ(numbers.count, 2u);
    EXPECT_EQ(numbers.of, (std::vector<std::uint32_t>{0, 1, 0}));
    EXPECT_EQ(geometry::pieceCount(mesh), 2u);
    EXPECT_EQ(geometry::pieceCount({}), 0u);
}

TEST(Pieces, ComeApartAsMeshes) {
    const auto parts = geometry::pieces(twoPieces());
    ASSERT_EQ(parts.size(), 2u);
    EXPECT_EQ(parts[0].triangleCount(), 2u);
    EXPECT_EQ(parts[0].positions.size(), 5u);
    EXPECT_EQ(parts[1].positions, (std::vector<glm::vec3>{{5, 0, 0}, {6, 0, 0}, {7, 0, 0}}));
    for (const auto& part : parts) EXPECT_EQ(geometry::validate(part), "");
}

TEST(Pieces, TheLowestNumberStandsForASet) {
    geometry::DisjointSets sets(6);
    sets.join(5, 3);
    sets.join(4, 5);
    sets.join(3, 1);
    for (const std::uint32_t i : {1u, 3u, 4u, 5u}) EXPECT_EQ(sets.find(i), 1u);
    EXPECT_EQ(sets.find(0), 0u);
    EXPECT_EQ(sets.find(2), 2u);
}

} // namespace
