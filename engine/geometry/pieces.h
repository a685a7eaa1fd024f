// Pieces: what of a mesh hangs together by common corners (not by places: weld first). Deterministic.
#pragma once

#include <geometry/mesh.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace geometry {

/// Union-find (Galler and Fischer 1964) with path halving over the numbers [0, count).
class DisjointSets {
public:
    explicit DisjointSets(std::size_t count);
    /// The lowest number of the set.
    std::uint32_t find(std::uint32_t i) {
        while (parent_[i] != i) i = parent_[i] = parent_[parent_[i]];
        return i;
    }
    void join(std::uint32_t a, std::uint32_t b) {
        a = find(a);
        b = find(b);
        if (a < b)
            parent_[b] = a;
        else
            parent_[a] = b;
    }

private:
    std::vector<std::uint32_t> parent_;
};

struct PieceNumbers {
    std::vector<std::uint32_t> of; ///< of every triangle; numbered in the order in which their first triangles come
    std::size_t count = 0;
};

/// `indices`: corners of triangles, below `vertices`.
PieceNumbers numberPieces(std::span<const std::uint32_t> indices, std::size_t vertices);

/// Pieces that triangles belong to; vertices without one do not count.
std::size_t pieceCount(const Mesh& mesh);

/// Each piece as a mesh of its own, positions and indices only.
std::vector<Mesh> pieces(const Mesh& mesh);

} // namespace geometry
