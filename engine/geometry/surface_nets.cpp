#include <geometry/surface_nets.h>

#include <core/check.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>

namespace geometry {
namespace {

/// Offsets of the eight corners of a cell in the value array; bit 0 x, bit 1 y, bit 2 z.
std::array<std::size_t, 8> cornerOffsets(const DistanceGrid& grid) {
    const std::size_t row = static_cast<std::size_t>(grid.size.x);
    const std::size_t slab = row * static_cast<std::size_t>(grid.size.y);
    std::array<std::size_t, 8> offsets{};
    for (std::size_t c = 0; c < 8; ++c) offsets[c] = (c & 1) + ((c >> 1) & 1) * row + (c >> 2) * slab;
    return offsets;
}

/// 1 for every point that is inside, with a few zeros at the end so that eight may be read anywhere.
std::vector<std::uint8_t> insidePoints(const DistanceGrid& grid) {
    std::vector<std::uint8_t> inside(grid.values.size() + 8, 0);
    for (std::size_t i = 0; i < grid.values.size(); ++i) inside[i] = grid.values[i] < 0.0f ? 1 : 0;
    return inside;
}

std::uint64_t eightAt(const std::uint8_t* at) {
    std::uint64_t word = 0;
    std::memcpy(&word, at, sizeof word);
    return word;
}

unsigned insideMask(const std::uint8_t* cell, const std::array<std::size_t, 8>& offsets) {
    unsigned mask = 0;
    for (unsigned c = 0; c < 8; ++c) mask |= static_cast<unsigned>(cell[offsets[c]]) << c;
    return mask;
}

/// Calls visit(x, y, z, index, mask) for every cell that the surface passes, x fastest. Nearly all cells are far from
/// it: eight are passed over at a time. Points may be filled meanwhile: they are seen from then on.
template <typename Visit>
void forSurfaceCells(const DistanceGrid& grid, const std::vector<std::uint8_t>& inside,
                     const std::array<std::size_t, 8>& offsets, const Visit& visit) {
    constexpr std::uint64_t kFull = 0x0101010101010101u;
    for (int z = 0; z + 1 < grid.size.z; ++z)
        for (int y = 0; y + 1 < grid.size.y; ++y) {
            const std::size_t start = grid.index(0, y, z);
            for (int x = 0; x + 1 < grid.size.x; ++x) {
                const std::size_t cell = start + static_cast<std::size_t>(x);
                std::uint64_t any = 0, all = kFull;
                for (const std::size_t offset : offsets) {
                    const std::uint64_t eight = eightAt(&inside[cell] + offset);
                    any |= eight;
                    all &= eight;
                }
                const std::uint64_t mixed = any & ~all;
                if (mixed == 0) {
                    x += 7;
                    continue;
                }
                x += std::countr_zero(mixed) / 8; // little-endian machines, as everywhere here
                if (x + 1 >= grid.size.x) break;
                const std::size_t at = start + static_cast<std::size_t>(x);
                visit(x, y, z, at, insideMask(&inside[at], offsets));
            }
        }
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

void fillContacts(DistanceGrid& grid, std::vector<std::uint8_t>& inside, const std::array<std::size_t, 8>& offsets) {
    for (bool changed = true; changed;) { // filling only adds, so it ends
        changed = false;
        forSurfaceCells(grid, inside, offsets, [&](int, int, int, std::size_t cell, unsigned mask) {
            const int corner = diagonalContact(mask);
            if (corner < 0) return;
            const std::size_t filled = cell + offsets[static_cast<std::size_t>(corner)];
            grid.values[filled] = -0.02f * grid.step;
            inside[filled] = 1;
            changed = true;
        });
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

void checkBorder(const DistanceGrid& grid, const std::vector<std::uint8_t>& inside) {
    const glm::ivec3 top = grid.size - 1;
    for (int z = 0; z <= top.z; ++z)
        for (int y = 0; y <= top.y; ++y) {
            const bool rim = z == 0 || y == 0 || z == top.z || y == top.y;
            for (int x = 0; x <= top.x; x += rim ? 1 : top.x)
                CHECK(inside[grid.index(x, y, z)] == 0, "the solid reaches the border of its grid");
        }
}

/// One quad for every grid edge that the surface crosses, between the vertices of the four cells round it. The border
/// is outside, so these cells exist.
void addQuads(const DistanceGrid& grid, const std::vector<std::uint8_t>& inside,
              const std::vector<std::uint32_t>& vertexOf, Mesh& mesh) {
    const std::size_t row = static_cast<std::size_t>(grid.size.x);
    const std::array<std::size_t, 3> strides{1, row, row * static_cast<std::size_t>(grid.size.y)};
    const std::size_t count = grid.values.size() - strides[2]; // nothing starts in the last slab
    for (std::size_t i = 0; i < count; ++i) {
        const std::uint64_t here = eightAt(&inside[i]);
        std::uint64_t crossed = 0;
        for (const std::size_t stride : strides) crossed |= here ^ eightAt(&inside[i] + stride);
        if (crossed == 0) {
            i += 7;
            continue;
        }
        i += static_cast<std::size_t>(std::countr_zero(crossed)) / 8;
        const bool in = inside[i] != 0;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            if (in == (inside[i + strides[axis]] != 0)) continue;
            const std::size_t u = strides[(axis + 1) % 3];
            const std::size_t v = strides[(axis + 2) % 3];
            addQuad(mesh, {vertexOf[i], vertexOf[i - u], vertexOf[i - u - v], vertexOf[i - v]}, !in);
        }
    }
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
    std::vector<std::uint8_t> inside = insidePoints(grid);
    checkBorder(grid, inside);
    fillContacts(grid, inside, offsets);
    Mesh mesh;
    std::vector<std::uint32_t> vertexOf(grid.values.size());
    forSurfaceCells(grid, inside, offsets, [&](int x, int y, int z, std::size_t cell, unsigned) {
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
    });
    addQuads(grid, inside, vertexOf, mesh);
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

} // namespace geometry
