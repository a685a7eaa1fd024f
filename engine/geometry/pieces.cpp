#include <geometry/pieces.h>

#include <numeric>

namespace geometry {
namespace {

constexpr std::uint32_t kNone = 0xffffffffu;

} // namespace

DisjointSets::DisjointSets(std::size_t count) : parent_(count) {
    std::iota(parent_.begin(), parent_.end(), 0u);
}

PieceNumbers numberPieces(std::span<const std::uint32_t> indices, std::size_t vertices) {
    DisjointSets sets(vertices);
    for (std::size_t t = 0; t + 2 < indices.size(); t += 3) {
        sets.join(indices[t], indices[t + 1]);
        sets.join(indices[t], indices[t + 2]);
    }
    std::vector<std::uint32_t> numbers(vertices, kNone); // of the sets, by their lowest vertex
    PieceNumbers out;
    out.of.reserve(indices.size() / 3);
    for (std::size_t t = 0; t + 2 < indices.size(); t += 3) {
        std::uint32_t& number = numbers[sets.find(indices[t])];
        if (number == kNone) number = static_cast<std::uint32_t>(out.count++);
        out.of.push_back(number);
    }
    return out;
}

std::size_t pieceCount(const Mesh& mesh) {
    return numberPieces(mesh.indices, mesh.positions.size()).count;
}

std::vector<Mesh> pieces(const Mesh& mesh) {
    const PieceNumbers piece = numberPieces(mesh.indices, mesh.positions.size());
    std::vector<Mesh> out(piece.count);
    std::vector<std::uint32_t> to(mesh.positions.size(), kNone);
    for (std::size_t t = 0; t < piece.of.size(); ++t) {
        Mesh& mine = out[piece.of[t]];
        for (std::size_t k = 0; k < 3; ++k) {
            const std::uint32_t v = mesh.indices[3 * t + k];
            if (to[v] == kNone) {
                to[v] = static_cast<std::uint32_t>(mine.positions.size());
                mine.positions.push_back(mesh.positions[v]);
            }
            mine.indices.push_back(to[v]);
        }
    }
    return out;
}

} // namespace geometry
