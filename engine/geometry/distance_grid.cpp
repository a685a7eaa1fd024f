#include <geometry/distance_grid.h>

#include <geometry/nearest_samples.h>
#include <geometry/pieces.h>

#include <algorithm>
#include <cmath>
#include <optional>

namespace geometry {
namespace {

constexpr double kMostPoints = 60e6;

/// The rows [low, high) of Y of the grid's lattice.
Lattice latticeOf(const DistanceGrid& grid, int low, int high) {
    return {{grid.size.x, high - low, grid.size.z}, grid.point(0, low, 0), grid.step};
}

/// Rows of space that a distance reaches over, with one more for what the neighbours tell.
int rowsWithin(float distance, float step) {
    return static_cast<int>(std::ceil(distance / step)) + 2;
}

/// Connected regions of points for which `belongs(value)`, found by runs along the rows: far fewer than points.
class Regions {
public:
    struct Run {
        std::size_t first, last; ///< points, the last one not included
        bool atBorder;
    };

    template <typename Belongs>
    Regions(const DistanceGrid& grid, const Belongs& belongs) {
        for (int z = 0; z < grid.size.z; ++z)
            for (int y = 0; y < grid.size.y; ++y) {
                starts_.push_back(runs_.size());
                const bool rim = y == 0 || z == 0 || y + 1 == grid.size.y || z + 1 == grid.size.z;
                const std::size_t start = grid.index(0, y, z);
                const std::size_t end = start + static_cast<std::size_t>(grid.size.x);
                for (std::size_t i = start; i < end; ++i) {
                    if (!belongs(grid.values[i])) continue;
                    const std::size_t first = i;
                    while (i < end && belongs(grid.values[i])) ++i;
                    runs_.push_back({first, i, rim || first == start || i == end});
                }
            }
        starts_.push_back(runs_.size());
        sets_.emplace(runs_.size());
        const std::size_t row = static_cast<std::size_t>(grid.size.x);
        const std::size_t rows = static_cast<std::size_t>(grid.size.y);
        for (std::size_t r = 0; r + 1 < starts_.size(); ++r) {
            if (r % rows > 0) join(r - 1, r, row);
            if (r >= rows) join(r - rows, r, row * rows);
        }
    }

    const std::vector<Run>& runs() const { return runs_; }
    /// The first run of the region this run belongs to.
    std::size_t regionOf(std::size_t run) { return sets_->find(static_cast<std::uint32_t>(run)); }

private:
    /// Joins the runs of two rows, `offset` points apart, that lie beside each other.
    void join(std::size_t rowA, std::size_t rowB, std::size_t offset) {
        std::size_t a = starts_[rowA], b = starts_[rowB];
        while (a < starts_[rowA + 1] && b < starts_[rowB + 1]) {
            const std::size_t lastA = runs_[a].last + offset, lastB = runs_[b].last;
            if (runs_[a].first + offset < lastB && runs_[b].first < lastA)
                sets_->join(static_cast<std::uint32_t>(a), static_cast<std::uint32_t>(b));
            lastA < lastB ? ++a : ++b;
        }
    }

    std::vector<Run> runs_;
    std::vector<std::size_t> starts_;  ///< of every row's runs, and one more
    std::optional<DisjointSets> sets_; ///< of runs: fewer than points, whose number has 32 bits
};

struct Corners {
    const glm::vec3 &a, &b, &c;
    glm::vec3 at(float u, float w) const { return a + u * (b - a) + w * (c - a); }
};

Corners cornersOf(const Mesh& mesh, const std::uint32_t* v) {
    return {mesh.positions[v[0]], mesh.positions[v[1]], mesh.positions[v[2]]};
}

/// Along every side of a triangle.
int samplesAlong(const Corners& p, float spacing) {
    CHECK(spacing > 0.0f, "samples need a positive spacing");
    const float longest = std::max({glm::length(p.b - p.a), glm::length(p.c - p.a), glm::length(p.c - p.b)});
    return std::max(1, static_cast<int>(std::ceil(longest / spacing)));
}

/// Calls visit(its three vertices, its corners, u, w) for points inside every triangle, a little off its edges, so that
/// neighbours do not give the same point twice.
template <typename Visit>
void forSamples(const Mesh& mesh, float spacing, const Visit& visit) {
    for (std::size_t t = 0; t + 2 < mesh.indices.size(); t += 3) {
        const std::uint32_t* v = &mesh.indices[t];
        const Corners p = cornersOf(mesh, v);
        const int n = samplesAlong(p, spacing);
        for (int i = 0; i < n; ++i)
            for (int j = 0; i + j < n; ++j)
                visit(v, p, (static_cast<float>(i) + 1.0f / 3.0f) / static_cast<float>(n),
                      (static_cast<float>(j) + 1.0f / 3.0f) / static_cast<float>(n));
    }
}

/// Marks the points of one row that have a neighbour on the other side of the surface.
void markBeside(const DistanceGrid& grid, const std::vector<std::uint8_t>& inside, int y, int z,
                std::vector<std::uint8_t>& marks) {
    const auto row = [&](int v, int w) {
        const bool exists = v >= 0 && w >= 0 && v < grid.size.y && w < grid.size.z;
        return &inside[exists ? grid.index(0, v, w) : grid.index(0, y, z)];
    };
    const std::uint8_t* here = row(y, z);
    const std::uint8_t *below = row(y - 1, z), *above = row(y + 1, z), *behind = row(y, z - 1), *before = row(y, z + 1);
    const std::size_t count = static_cast<std::size_t>(grid.size.x);
    std::uint8_t* mark = marks.data();
    for (std::size_t x = 0; x < count; ++x)
        mark[x] = static_cast<std::uint8_t>((here[x] ^ below[x]) | (here[x] ^ above[x]) | (here[x] ^ behind[x]) |
                                            (here[x] ^ before[x]));
    for (std::size_t x = 0; x + 1 < count; ++x) {
        const std::uint8_t differs = here[x] ^ here[x + 1];
        mark[x] |= differs;
        mark[x + 1] |= differs;
    }
}

/// First-order step along the gradient onto the surface.
glm::vec3 footOn(const DistanceGrid& grid, const glm::vec3& p, float value) {
    const glm::vec3 slope = grid.gradient(p);
    const float steep = glm::dot(slope, slope);
    glm::vec3 foot = steep > 1e-4f ? -slope * (value / steep) : glm::vec3(0.0f);
    const float length = glm::length(foot);
    if (length > 1.5f * grid.step) foot *= 1.5f * grid.step / length;
    return p + foot;
}

/// Calls visit(place, index in the lattice, foot) for every point of the rows [low, high) beside the surface.
template <typename Visit>
void forFeet(const DistanceGrid& grid, const std::vector<std::uint8_t>& inside, const Lattice& lattice, int low,
             const Visit& visit) {
    std::vector<std::uint8_t> marks(static_cast<std::size_t>(grid.size.x));
    for (int z = 0; z < lattice.size.z; ++z)
        for (int y = 0; y < lattice.size.y; ++y) {
            markBeside(grid, inside, y + low, z, marks);
            for (int x = 0; x < grid.size.x; ++x) {
                if (marks[static_cast<std::size_t>(x)] == 0) continue;
                const glm::vec3 p = grid.point(x, y + low, z);
                visit(p, lattice.index(x, y, z), footOn(grid, p, grid.values[grid.index(x, y + low, z)]));
            }
        }
}

/// out = kernel over lines of `count` rows of `width` values, `stride` apart; rows beyond the ends are the end rows.
void smoothRows(const float* in, float* out, int count, std::size_t stride, std::size_t width,
                const std::vector<float>& kernel) {
    const auto row = [&](int i) { return in + static_cast<std::size_t>(std::clamp(i, 0, count - 1)) * stride; };
    for (int i = 0; i < count; ++i) {
        float* to = out + static_cast<std::size_t>(i) * width;
        const float* centre = row(i);
        for (std::size_t x = 0; x < width; ++x) to[x] = kernel[0] * centre[x];
        for (int k = 1; k < static_cast<int>(kernel.size()); ++k) {
            const float weight = kernel[static_cast<std::size_t>(k)];
            const float *a = row(i + k), *b = row(i - k);
            for (std::size_t x = 0; x < width; ++x) to[x] += weight * (a[x] + b[x]);
        }
    }
}

/// The same along one row.
void smoothAlong(const float* in, float* out, int count, const std::vector<float>& kernel,
                 std::vector<float>& scratch) {
    const int reach = static_cast<int>(kernel.size()) - 1;
    scratch.resize(static_cast<std::size_t>(count + 2 * reach));
    for (int i = -reach; i < count + reach; ++i)
        scratch[static_cast<std::size_t>(i + reach)] = in[std::clamp(i, 0, count - 1)];
    const float* centre = scratch.data() + reach;
    for (int i = 0; i < count; ++i) out[i] = kernel[0] * centre[i];
    for (int k = 1; k <= reach; ++k) {
        const float weight = kernel[static_cast<std::size_t>(k)];
        for (int i = 0; i < count; ++i) out[i] += weight * (centre[i + k] + centre[i - k]);
    }
}

} // namespace

float DistanceGrid::at(const glm::vec3& p) const {
    const glm::vec3 highest = glm::vec3(size) - 1.001f;
    const glm::vec3 q = glm::clamp((p - origin) / step, glm::vec3(0.0f), highest);
    const glm::ivec3 c = glm::ivec3(q);
    const glm::vec3 f = q - glm::vec3(c);
    const std::size_t i = index(c.x, c.y, c.z);
    const std::size_t row = static_cast<std::size_t>(size.x);
    const std::size_t slab = row * static_cast<std::size_t>(size.y);
    const auto edge = [&](std::size_t k) { return values[k] + (values[k + 1] - values[k]) * f.x; };
    const float low = edge(i) + (edge(i + row) - edge(i)) * f.y;
    const float high = edge(i + slab) + (edge(i + slab + row) - edge(i + slab)) * f.y;
    return low + (high - low) * f.z;
}

glm::vec3 DistanceGrid::gradient(const glm::vec3& p) const {
    const float h = step;
    const glm::vec3 x(h, 0, 0);
    const glm::vec3 y(0, h, 0);
    const glm::vec3 z(0, 0, h);
    return glm::vec3(at(p + x) - at(p - x), at(p + y) - at(p - y), at(p + z) - at(p - z)) / (2.0f * h);
}

core::Result<DistanceGrid> makeGrid(const core::Box& box, float step, float value) {
    CHECK(step > 0.0f, "a grid needs a positive step");
    if (box.empty()) return core::Error("distance grid: the box is empty");
    const glm::dvec3 points = glm::ceil(glm::dvec3(box.size()) / static_cast<double>(step)) + 1.0;
    if (!(points.x * points.y * points.z <= kMostPoints))
        return core::Error("distance grid: a box of " + std::to_string(box.size().x) + " x " +
                           std::to_string(box.size().y) + " x " + std::to_string(box.size().z) +
                           " m needs more than 60 million points");
    DistanceGrid grid;
    grid.size = glm::max(glm::ivec3(points), glm::ivec3(2));
    grid.origin = box.lower;
    grid.step = step;
    grid.values.assign(static_cast<std::size_t>(grid.size.x) * static_cast<std::size_t>(grid.size.y) *
                           static_cast<std::size_t>(grid.size.z),
                       value);
    return grid;
}

DistanceGrid subGrid(const DistanceGrid& grid, const core::Box& box, glm::ivec3& corner) {
    const glm::ivec3 top = grid.size - 1;
    const glm::ivec3 low = glm::ivec3(glm::floor((box.lower - grid.origin) / grid.step));
    const glm::ivec3 high = glm::ivec3(glm::ceil((box.upper - grid.origin) / grid.step));
    corner = glm::clamp(low, glm::ivec3(0), top - 1);
    DistanceGrid sub;
    sub.size = glm::clamp(high, corner + 1, top) - corner + 1;
    sub.origin = grid.point(corner.x, corner.y, corner.z);
    sub.step = grid.step;
    sub.values.assign(static_cast<std::size_t>(sub.size.x) * static_cast<std::size_t>(sub.size.y) *
                          static_cast<std::size_t>(sub.size.z),
                      0.0f);
    return sub;
}

void sampleSurface(const Mesh& mesh, float spacing, SurfaceSamples& samples) {
    const bool normals = !mesh.normals.empty();
    forSamples(mesh, spacing, [&](const std::uint32_t* v, const Corners& p, float u, float w) {
        samples.positions.push_back(p.at(u, w));
        const glm::vec3 normal =
            normals ? (1.0f - u - w) * mesh.normals[v[0]] + u * mesh.normals[v[1]] + w * mesh.normals[v[2]]
                    : glm::cross(p.b - p.a, p.c - p.a);
        samples.normals.push_back(glm::dot(normal, normal) > 0.0f ? glm::normalize(normal) : glm::vec3(0.0f));
    });
}

core::Result<std::vector<glm::vec3>> surfacePoints(const Mesh& mesh, float spacing, std::size_t most) {
    std::size_t count = 0;
    for (std::size_t t = 0; t + 2 < mesh.indices.size() && count <= most; t += 3) {
        const auto n = static_cast<std::size_t>(samplesAlong(cornersOf(mesh, &mesh.indices[t]), spacing));
        count += n * (n + 1) / 2;
    }
    if (count > most) return core::Error("its surface needs more than " + std::to_string(most) + " points");
    std::vector<glm::vec3> out;
    out.reserve(count);
    forSamples(mesh, spacing,
               [&](const std::uint32_t*, const Corners& p, float u, float w) { out.push_back(p.at(u, w)); });
    return out;
}

void distanceToSamples(DistanceGrid& grid, std::span<const glm::vec3> samples, float cutOff, core::Workers& workers) {
    forBlocks(grid.size.y, rowsWithin(cutOff, grid.step), workers, [&](const Block& block) {
        const Lattice lattice = latticeOf(grid, block.low, block.high);
        NearestSamples nearest(lattice, cutOff);
        nearest.seedAll(samples);
        nearest.spread();
        for (int z = 0; z < grid.size.z; ++z)
            for (int y = block.first; y < block.last; ++y)
                for (int x = 0; x < grid.size.x; ++x)
                    grid.values[grid.index(x, y, z)] = nearest.distance(lattice.index(x, y - block.low, z));
    });
}

void signedDistance(DistanceGrid& grid, const SurfaceSamples& samples, float cutOff) {
    NearestSamples nearest(latticeOf(grid, 0, grid.size.y), cutOff);
    nearest.seedAll(samples.positions);
    nearest.spread();
    for (int z = 0; z < grid.size.z; ++z)
        for (int y = 0; y < grid.size.y; ++y)
            for (int x = 0; x < grid.size.x; ++x) {
                const std::size_t i = grid.index(x, y, z);
                const std::uint32_t sample = nearest.nameOf(i);
                if (sample == NearestSamples::kNone) {
                    grid.values[i] = cutOff;
                    continue;
                }
                const float height = glm::dot(grid.point(x, y, z) - samples.positions[sample], samples.normals[sample]);
                // Near the surface the distance to the plane of the sample is better than that to the sample itself.
                const float far = nearest.distance(i);
                const float size = far < 1.5f * grid.step ? std::abs(height) : far;
                grid.values[i] = height < 0.0f ? -size : size;
            }
    // A point that no sample reached lies far outside or far inside: whichever it is not open to the border from.
    fillHollows(grid);
}

void fillHollows(DistanceGrid& grid) {
    Regions regions(grid, [](float value) { return value > 0.0f; });
    const auto& runs = regions.runs();
    std::vector<std::uint8_t> open(runs.size(), 0);
    for (std::size_t r = 0; r < runs.size(); ++r)
        if (runs[r].atBorder) open[regions.regionOf(r)] = 1;
    for (std::size_t r = 0; r < runs.size(); ++r)
        for (std::size_t i = runs[r].first; !open[regions.regionOf(r)] && i < runs[r].last; ++i)
            grid.values[i] = -grid.values[i];
}

void keepLargestBody(DistanceGrid& grid) {
    Regions regions(grid, [](float value) { return value < 0.0f; });
    const auto& runs = regions.runs();
    if (runs.empty()) return;
    std::vector<std::size_t> counts(runs.size(), 0);
    for (std::size_t r = 0; r < runs.size(); ++r) counts[regions.regionOf(r)] += runs[r].last - runs[r].first;
    const auto largest = static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
    for (std::size_t r = 0; r < runs.size(); ++r)
        for (std::size_t i = runs[r].first; regions.regionOf(r) != largest && i < runs[r].last; ++i)
            grid.values[i] = std::max(1e-6f, -grid.values[i]);
}

void redistance(DistanceGrid& grid, const Band& band, core::Workers& workers) {
    std::vector<std::uint8_t> inside(grid.values.size());
    for (std::size_t i = 0; i < inside.size(); ++i) inside[i] = grid.values[i] < 0.0f ? 1 : 0;
    std::vector<float> values(grid.values.size());
    const int margin = rowsWithin(std::max(band.outside, band.inside), grid.step) + 2; // a foot is up to 1.5 steps away
    forBlocks(grid.size.y, margin, workers, [&](const Block& block) {
        const Lattice lattice = latticeOf(grid, block.low, block.high);
        NearestSamples nearest(lattice, band.outside);
        for (int z = 0; z < grid.size.z; ++z)
            for (int y = block.low; y < block.high; ++y)
                for (int x = 0; x < grid.size.x; ++x)
                    if (inside[grid.index(x, y, z)]) nearest.limit(lattice.index(x, y - block.low, z), band.inside);
        // Every point beside the surface drops its own foot on it.
        std::uint32_t count = 0;
        forFeet(grid, inside, lattice, block.low, [&](const glm::vec3& p, std::size_t cell, const glm::vec3& foot) {
            nearest.seed(cell, p, foot, count++);
        });
        nearest.spread();
        for (int z = 0; z < grid.size.z; ++z)
            for (int y = block.first; y < block.last; ++y)
                for (int x = 0; x < grid.size.x; ++x) {
                    const std::size_t i = grid.index(x, y, z);
                    const float distance = nearest.distance(lattice.index(x, y - block.low, z));
                    values[i] = inside[i] ? -distance : distance;
                }
    });
    grid.values = std::move(values);
}

void smooth(DistanceGrid& grid, float sigma, core::Workers& workers) {
    const float s = sigma / grid.step;
    if (s < 0.05f) return;
    std::vector<float> kernel;
    float total = 0.0f;
    for (int k = 0; static_cast<float>(k) <= 2.5f * s + 0.5f; ++k) {
        kernel.push_back(std::exp(-0.5f * static_cast<float>(k * k) / (s * s)));
        total += (k == 0 ? 1.0f : 2.0f) * kernel.back();
    }
    for (float& weight : kernel) weight /= total;
    const std::size_t row = static_cast<std::size_t>(grid.size.x);
    const std::size_t slab = row * static_cast<std::size_t>(grid.size.y);
    // Along X and Y within every slab of Z, then along Z within every slab of Y.
    workers.parallelFor(static_cast<std::size_t>(grid.size.z), 8, [&](std::size_t begin, std::size_t end, std::size_t) {
        std::vector<float> along(slab), scratch;
        for (std::size_t z = begin; z < end; ++z) {
            float* values = grid.values.data() + z * slab;
            for (std::size_t y = 0; y < slab; y += row)
                smoothAlong(values + y, along.data() + y, grid.size.x, kernel, scratch);
            smoothRows(along.data(), values, grid.size.y, row, row, kernel);
        }
    });
    workers.parallelFor(static_cast<std::size_t>(grid.size.y), 8, [&](std::size_t begin, std::size_t end, std::size_t) {
        std::vector<float> across(row * static_cast<std::size_t>(grid.size.z));
        for (std::size_t y = begin; y < end; ++y) {
            float* values = grid.values.data() + y * row;
            smoothRows(values, across.data(), grid.size.z, slab, row, kernel);
            for (std::size_t z = 0; z < static_cast<std::size_t>(grid.size.z); ++z)
                std::copy_n(across.data() + z * row, row, values + z * slab);
        }
    });
}

float smoothMinimum(float a, float b, float blend) {
    if (blend <= 0.0f) return std::min(a, b);
    const float h = std::max(blend - std::abs(a - b), 0.0f) / blend;
    return std::min(a, b) - 0.25f * h * h * blend;
}

} // namespace geometry
