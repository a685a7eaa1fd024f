#include <geometry/surface_nets.h>

#include <core/check.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <numeric>

namespace geometry {
namespace {

constexpr std::uint32_t kNoVertex = 0xffffffffu;

/// Offsets of the eight corners of a cell in the value array; bit 0 x, bit 1 y, bit 2 z.
std::array<std::size_t, 8> cornerOffsets(const DistanceGrid& grid) {
    const std::size_t row = static_cast<std::size_t>(grid.size.x);
    const std::size_t slab = row * static_cast<std::size_t>(grid.size.y);
    std::array<std::size_t, 8> offsets{};
    for (std::size_t c = 0; c < 8; ++c) offsets[c] = (c & 1) + ((c >> 1) & 1) * row + (c >> 2) * slab;
    return offsets;
}

unsigned insideMask(const DistanceGrid& grid, std::size_t cell, const std::array<std::size_t, 8>& offsets) {
    unsigned mask = 0;
    for (unsigned c = 0; c < 8; ++c)
        if (grid.values[cell + offsets[c]] < 0.0f) mask |= 1u << c;
    return mask;
}

/// Corner of the cell to fill because the solid touches itself only across a diagonal; -1: none.
int diagonalContact(unsigned mask) {
    constexpr std::array<std::array<unsigned, 4>, 6> faces{
        {{0, 1, 3, 2}, {4, 5, 7, 6}, {0, 1, 5, 4}, {2, 3, 7, 6}, {0, 2, 6, 4}, {1, 3, 7, 5}}};
    const auto in = [&](unsigned c) { return ((mask >> c) & 1u) != 0; };
    for (const auto& f : faces) {
        if (in(f[0]) && in(f[2]) && !in(f[1]) && !in(f[3])) return static_cast<int>(f[1]);
        if (!in(f[0]) && !in(f[2]) && in(f[1]) && in(f[3])) return static_cast<int>(f[0]);
    }
    for (unsigned c = 0; c < 4; ++c) {
        const unsigned pair = (1u << c) | (1u << (7 - c));
        if (mask == pair) return static_cast<int>(c ^ 1u);
        if (mask == (0xffu & ~pair)) return static_cast<int>(c);
    }
    return -1;
}

void fillContacts(DistanceGrid& grid, const std::array<std::size_t, 8>& offsets) {
    for (bool changed = true; changed;) { // filling only adds, so it ends
        changed = false;
        for (int z = 0; z + 1 < grid.size.z; ++z)
            for (int y = 0; y + 1 < grid.size.y; ++y)
                for (int x = 0; x + 1 < grid.size.x; ++x) {
                    const std::size_t cell = grid.index(x, y, z);
                    const unsigned mask = insideMask(grid, cell, offsets);
                    if (mask == 0 || mask == 0xff) continue;
                    const int corner = diagonalContact(mask);
                    if (corner < 0) continue;
                    grid.values[cell + offsets[static_cast<std::size_t>(corner)]] = -0.02f * grid.step;
                    changed = true;
                }
    }
}

/// Mean of the crossings of the cell's twelve edges, in steps from corner 0.
glm::vec3 meanCrossing(const DistanceGrid& grid, std::size_t cell, const std::array<std::size_t, 8>& offsets) {
    glm::vec3 sum(0.0f);
    float count = 0.0f;
    for (unsigned a = 0; a < 8; ++a)
        for (unsigned axis = 0; axis < 3; ++axis) {
            const unsigned b = a | (1u << axis);
            if (b == a) continue;
            const float va = grid.values[cell + offsets[a]];
            const float vb = grid.values[cell + offsets[b]];
            if ((va < 0.0f) == (vb < 0.0f)) continue;
            glm::vec3 p(static_cast<float>(a & 1), static_cast<float>((a >> 1) & 1), static_cast<float>(a >> 2));
            p[static_cast<int>(axis)] += va / (va - vb);
            sum += p;
            count += 1.0f;
        }
    return sum / count;
}

void addQuad(Mesh& mesh, const std::array<std::uint32_t, 4>& q, bool flip) {
    const auto& p = mesh.positions;
    const std::array<std::uint32_t, 4> v = flip ? std::array<std::uint32_t, 4>{q[0], q[3], q[2], q[1]} : q;
    const float diagonal02 = glm::length(p[v[0]] - p[v[2]]);
    const float diagonal13 = glm::length(p[v[1]] - p[v[3]]);
    if (diagonal02 <= diagonal13)
        mesh.indices.insert(mesh.indices.end(), {v[0], v[1], v[2], v[0], v[2], v[3]});
    else
        mesh.indices.insert(mesh.indices.end(), {v[0], v[1], v[3], v[1], v[2], v[3]});
}

/// Directed edges as (from, to), sorted.
std::vector<std::pair<std::uint32_t, std::uint32_t>> directedEdges(const Mesh& mesh) {
    std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
    edges.reserve(mesh.indices.size());
    for (std::size_t t = 0; t + 2 < mesh.indices.size(); t += 3)
        for (std::size_t e = 0; e < 3; ++e) edges.emplace_back(mesh.indices[t + e], mesh.indices[t + (e + 1) % 3]);
    std::sort(edges.begin(), edges.end());
    return edges;
}

} // namespace

Mesh meshZeroSurface(DistanceGrid& grid) {
    const std::array<std::size_t, 8> offsets = cornerOffsets(grid);
    fillContacts(grid, offsets);
    Mesh mesh;
    std::vector<std::uint32_t> vertexOf(grid.values.size(), kNoVertex);
    for (int z = 0; z + 1 < grid.size.z; ++z)
        for (int y = 0; y + 1 < grid.size.y; ++y)
            for (int x = 0; x + 1 < grid.size.x; ++x) {
                const std::size_t cell = grid.index(x, y, z);
                const unsigned mask = insideMask(grid, cell, offsets);
                if (mask == 0 || mask == 0xff) continue;
                const glm::vec3 low = grid.point(x, y, z);
                glm::vec3 p = low + grid.step * meanCrossing(grid, cell, offsets);
                glm::vec3 slope = grid.gradient(p);
                const float steep = glm::dot(slope, slope);
                // Onto the surface, but not out of the cell: neighbours could change places.
                if (steep > 1e-4f) p -= slope * (grid.at(p) / steep);
                p = glm::clamp(p, low + 0.02f * grid.step, low + 0.98f * grid.step);
                slope = grid.gradient(p);
                const float length = glm::length(slope);
                vertexOf[cell] = static_cast<std::uint32_t>(mesh.positions.size());
                mesh.positions.push_back(p);
                mesh.normals.push_back(length > 1e-6f ? slope / length : core::kSuperior);
            }
    const std::size_t row = offsets[2];
    const std::size_t slab = offsets[4];
    const std::array<std::size_t, 3> strides{1, row, slab};
    for (int z = 0; z < grid.size.z; ++z)
        for (int y = 0; y < grid.size.y; ++y)
            for (int x = 0; x < grid.size.x; ++x) {
                const std::size_t i = grid.index(x, y, z);
                const glm::ivec3 c(x, y, z);
                const bool border =
                    x == 0 || y == 0 || z == 0 || x + 1 == grid.size.x || y + 1 == grid.size.y || z + 1 == grid.size.z;
                CHECK(!border || grid.values[i] >= 0.0f, "the solid reaches the border of its grid");
                for (int axis = 0; axis < 3; ++axis) {
                    if (c[axis] + 1 >= grid.size[axis]) continue;
                    const bool in = grid.values[i] < 0.0f;
                    if (in == (grid.values[i + strides[static_cast<std::size_t>(axis)]] < 0.0f)) continue;
                    const std::size_t u = strides[static_cast<std::size_t>((axis + 1) % 3)];
                    const std::size_t v = strides[static_cast<std::size_t>((axis + 2) % 3)];
                    addQuad(mesh, {vertexOf[i], vertexOf[i - u], vertexOf[i - u - v], vertexOf[i - v]}, !in);
                }
            }
    return mesh;
}

std::size_t openEdgeCount(const Mesh& mesh) {
    const auto edges = directedEdges(mesh);
    std::size_t open = 0;
    for (std::size_t i = 0; i < edges.size(); ++i) {
        const bool twice = i > 0 && edges[i] == edges[i - 1];
        const std::pair<std::uint32_t, std::uint32_t> back{edges[i].second, edges[i].first};
        if (twice || !std::binary_search(edges.begin(), edges.end(), back)) ++open;
    }
    return open;
}

std::size_t pieceCount(const Mesh& mesh) {
    std::vector<std::uint32_t> leader(mesh.positions.size());
    std::iota(leader.begin(), leader.end(), 0u);
    const auto find = [&](std::uint32_t v) {
        while (leader[v] != v) v = leader[v] = leader[leader[v]];
        return v;
    };
    std::vector<std::uint8_t> used(mesh.positions.size(), 0);
    for (std::size_t i = 0; i < mesh.indices.size(); ++i) {
        used[mesh.indices[i]] = 1;
        if (i % 3 != 0) leader[find(mesh.indices[i])] = find(mesh.indices[i - 1]);
    }
    std::size_t pieces = 0;
    for (std::uint32_t v = 0; v < leader.size(); ++v)
        if (used[v] && find(v) == v) ++pieces;
    return pieces;
}

} // namespace geometry
