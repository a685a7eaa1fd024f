#include <geometry/distance_grid.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace geometry {
namespace {

constexpr double kMostPoints = 60e6;
constexpr std::int32_t kNone = -1;

/// Nearest sample of every grid point, spread from the seeds by neighbours telling each other.
class NearestSamples {
public:
    NearestSamples(const DistanceGrid& grid, std::span<const glm::vec3> samples, float cutOff)
        : grid_(grid), samples_(samples), known_(grid.values.size(), Known{cutOff * cutOff, kNone}) {}
    /// With the limit that belongs to the sign of each value.
    NearestSamples(const DistanceGrid& grid, std::span<const glm::vec3> samples, const Band& band)
        : NearestSamples(grid, samples, band.outside) {
        for (std::size_t i = 0; i < known_.size(); ++i)
            if (grid.values[i] < 0.0f) known_[i].squared = band.inside * band.inside;
    }

    void seed(std::size_t cell, const glm::vec3& point, std::int32_t sample) {
        const glm::vec3 d = point - samples_[static_cast<std::size_t>(sample)];
        const float squared = glm::dot(d, d);
        if (squared < known_[cell].squared) known_[cell] = {squared, sample};
    }

    /// Every sample into the eight points round it.
    void seedAll() {
        for (std::size_t i = 0; i < samples_.size(); ++i) {
            const glm::ivec3 low = glm::ivec3(glm::floor((samples_[i] - grid_.origin) / grid_.step));
            for (int corner = 0; corner < 8; ++corner) {
                const glm::ivec3 c = low + glm::ivec3(corner & 1, (corner >> 1) & 1, corner >> 2);
                if (glm::any(glm::lessThan(c, glm::ivec3(0))) || glm::any(glm::greaterThanEqual(c, grid_.size)))
                    continue;
                seed(grid_.index(c.x, c.y, c.z), grid_.point(c.x, c.y, c.z), static_cast<std::int32_t>(i));
            }
        }
    }

    /// Up and down through the slabs; in every slab up and down through the rows; every row forth and back.
    /// Diagonal neighbours tell too: on the hollow side of a surface a sample's share of space gets narrower than a
    /// step.
    void spread() {
        const std::ptrdiff_t row = grid_.size.x;
        const std::ptrdiff_t slab = row * grid_.size.y;
        for (const int dz : {1, -1})
            for (int k = 0; k < grid_.size.z; ++k) {
                const int z = dz > 0 ? k : grid_.size.z - 1 - k;
                for (int y = 0; k > 0 && y < grid_.size.y; ++y) {
                    for (const int dx : {0, 1, -1}) passRow(y, z, dx, 1, -dz * slab);
                    if (y > 0) passRow(y, z, 0, 1, -dz * slab - row);
                    if (y + 1 < grid_.size.y) passRow(y, z, 0, 1, -dz * slab + row);
                }
                for (const int dy : {1, -1})
                    for (int j = 0; j < grid_.size.y; ++j) {
                        const int y = dy > 0 ? j : grid_.size.y - 1 - j;
                        for (int dx = -1; j > 0 && dx <= 1; ++dx) passRow(y, z, dx, 1, -dy * row);
                        passRow(y, z, -1, 1, 0);
                        passRow(y, z, 1, -1, 0);
                    }
            }
    }

    std::int32_t sample(std::size_t cell) const { return known_[cell].sample; }
    float distance(std::size_t cell) const { return std::sqrt(known_[cell].squared); }

private:
    struct Known {
        float squared;
        std::int32_t sample;
    };

    /// Every point of a row hears from the point dx beside it in the row that lies `offset` away.
    void passRow(int y, int z, int dx, int direction, std::ptrdiff_t offset) {
        const int low = dx < 0 ? 1 : 0;
        const int high = grid_.size.x - 1 - (dx > 0 ? 1 : 0);
        int x = direction > 0 ? low : high;
        Known* known = known_.data() + grid_.index(x, y, z);
        for (int i = low; i <= high; ++i, x += direction, known += direction) {
            const std::int32_t told = known[offset + dx].sample;
            if (told == kNone || told == known->sample) continue;
            const glm::vec3 d = grid_.point(x, y, z) - samples_[static_cast<std::size_t>(told)];
            const float squared = glm::dot(d, d);
            if (squared < known->squared) *known = {squared, told};
        }
    }

    const DistanceGrid& grid_;
    std::span<const glm::vec3> samples_;
    std::vector<Known> known_;
};

/// Calls visit(place, index) for every grid point, x fastest.
template <typename Visit>
void forPoints(const DistanceGrid& grid, const Visit& visit) {
    std::size_t i = 0;
    for (int z = 0; z < grid.size.z; ++z)
        for (int y = 0; y < grid.size.y; ++y)
            for (int x = 0; x < grid.size.x; ++x) visit(glm::ivec3(x, y, z), i++);
}

/// Calls visit(neighbour) for the six neighbours inside the grid.
template <typename Visit>
void forNeighbours(const DistanceGrid& grid, std::size_t cell, const Visit& visit) {
    const std::size_t row = static_cast<std::size_t>(grid.size.x);
    const std::size_t slab = row * static_cast<std::size_t>(grid.size.y);
    const std::size_t x = cell % row;
    const std::size_t y = (cell / row) % static_cast<std::size_t>(grid.size.y);
    const std::size_t z = cell / slab;
    if (x > 0) visit(cell - 1);
    if (x + 1 < row) visit(cell + 1);
    if (y > 0) visit(cell - row);
    if (y + 1 < static_cast<std::size_t>(grid.size.y)) visit(cell + row);
    if (z > 0) visit(cell - slab);
    if (z + 1 < static_cast<std::size_t>(grid.size.z)) visit(cell + slab);
}

void smoothLine(std::vector<float>& line, std::vector<float>& scratch, const std::vector<float>& kernel) {
    const int n = static_cast<int>(line.size());
    const int reach = static_cast<int>(kernel.size()) - 1;
    scratch.assign(line.size() + 2 * static_cast<std::size_t>(reach), 0.0f);
    for (int i = -reach; i < n + reach; ++i)
        scratch[static_cast<std::size_t>(i + reach)] = line[static_cast<std::size_t>(std::clamp(i, 0, n - 1))];
    for (int i = 0; i < n; ++i) {
        const float* centre = &scratch[static_cast<std::size_t>(i + reach)];
        float sum = kernel[0] * centre[0];
        for (int k = 1; k <= reach; ++k) sum += kernel[static_cast<std::size_t>(k)] * (centre[k] + centre[-k]);
        line[static_cast<std::size_t>(i)] = sum;
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
    CHECK(spacing > 0.0f, "samples need a positive spacing");
    const bool normals = !mesh.normals.empty();
    for (std::size_t t = 0; t + 2 < mesh.indices.size(); t += 3) {
        const std::uint32_t* v = &mesh.indices[t];
        const glm::vec3& a = mesh.positions[v[0]];
        const glm::vec3& b = mesh.positions[v[1]];
        const glm::vec3& c = mesh.positions[v[2]];
        const glm::vec3 face = glm::cross(b - a, c - a);
        const float longest = std::max({glm::length(b - a), glm::length(c - a), glm::length(c - b)});
        const int n = std::max(1, static_cast<int>(std::ceil(longest / spacing)));
        // Points inside the triangle, a little off its edges, so that neighbours do not give the same point twice.
        for (int i = 0; i < n; ++i) {
            for (int j = 0; i + j < n; ++j) {
                const float u = (static_cast<float>(i) + 1.0f / 3.0f) / static_cast<float>(n);
                const float w = (static_cast<float>(j) + 1.0f / 3.0f) / static_cast<float>(n);
                samples.positions.push_back(a + u * (b - a) + w * (c - a));
                const glm::vec3 normal =
                    normals ? (1.0f - u - w) * mesh.normals[v[0]] + u * mesh.normals[v[1]] + w * mesh.normals[v[2]]
                            : face;
                samples.normals.push_back(glm::dot(normal, normal) > 0.0f ? glm::normalize(normal) : glm::vec3(0.0f));
            }
        }
    }
}

void distanceToSamples(DistanceGrid& grid, std::span<const glm::vec3> samples, float cutOff) {
    NearestSamples nearest(grid, samples, cutOff);
    nearest.seedAll();
    nearest.spread();
    for (std::size_t i = 0; i < grid.values.size(); ++i) grid.values[i] = nearest.distance(i);
}

void signedDistance(DistanceGrid& grid, const SurfaceSamples& samples, float cutOff) {
    NearestSamples nearest(grid, samples.positions, cutOff);
    nearest.seedAll();
    nearest.spread();
    for (int z = 0; z < grid.size.z; ++z)
        for (int y = 0; y < grid.size.y; ++y)
            for (int x = 0; x < grid.size.x; ++x) {
                const std::size_t i = grid.index(x, y, z);
                const std::int32_t sample = nearest.sample(i);
                if (sample == kNone) {
                    grid.values[i] = cutOff;
                    continue;
                }
                const std::size_t s = static_cast<std::size_t>(sample);
                const float height = glm::dot(grid.point(x, y, z) - samples.positions[s], samples.normals[s]);
                // Near the surface the distance to the plane of the sample is better than that to the sample itself.
                const float far = nearest.distance(i);
                const float size = far < 1.5f * grid.step ? std::abs(height) : far;
                grid.values[i] = height < 0.0f ? -size : size;
            }
    // A point that no sample reached lies far outside or far inside: whichever it is not open to the border from.
    fillHollows(grid);
}

void fillHollows(DistanceGrid& grid) {
    std::vector<std::uint8_t> open(grid.values.size(), 0);
    std::vector<std::size_t> stack;
    const auto visit = [&](std::size_t cell) {
        if (open[cell] || grid.values[cell] <= 0.0f) return;
        open[cell] = 1;
        stack.push_back(cell);
    };
    for (int z = 0; z < grid.size.z; ++z)
        for (int y = 0; y < grid.size.y; ++y)
            for (int x = 0; x < grid.size.x; ++x)
                if (x == 0 || y == 0 || z == 0 || x + 1 == grid.size.x || y + 1 == grid.size.y || z + 1 == grid.size.z)
                    visit(grid.index(x, y, z));
    while (!stack.empty()) {
        const std::size_t cell = stack.back();
        stack.pop_back();
        forNeighbours(grid, cell, visit);
    }
    for (std::size_t i = 0; i < grid.values.size(); ++i)
        if (!open[i] && grid.values[i] > 0.0f) grid.values[i] = -grid.values[i];
}

void keepLargestBody(DistanceGrid& grid) {
    std::vector<std::uint32_t> body(grid.values.size(), 0);
    std::vector<std::size_t> counts{0};
    std::vector<std::size_t> stack;
    for (std::size_t start = 0; start < grid.values.size(); ++start) {
        if (body[start] != 0 || grid.values[start] >= 0.0f) continue;
        const std::uint32_t name = static_cast<std::uint32_t>(counts.size());
        counts.push_back(0);
        const auto visit = [&](std::size_t cell) {
            if (body[cell] != 0 || grid.values[cell] >= 0.0f) return;
            body[cell] = name;
            ++counts[name];
            stack.push_back(cell);
        };
        visit(start);
        while (!stack.empty()) {
            const std::size_t cell = stack.back();
            stack.pop_back();
            forNeighbours(grid, cell, visit);
        }
    }
    const std::size_t largest =
        static_cast<std::size_t>(std::max_element(counts.begin(), counts.end()) - counts.begin());
    for (std::size_t i = 0; i < grid.values.size(); ++i)
        if (body[i] != 0 && body[i] != largest) grid.values[i] = std::max(1e-6f, -grid.values[i]);
}

void redistance(DistanceGrid& grid, const Band& band) {
    // Every point beside the surface drops its own foot on it (first-order step along the gradient).
    std::vector<std::uint8_t> beside(grid.values.size(), 0);
    const std::array<std::size_t, 3> strides{1, static_cast<std::size_t>(grid.size.x),
                                             static_cast<std::size_t>(grid.size.x) *
                                                 static_cast<std::size_t>(grid.size.y)};
    forPoints(grid, [&](const glm::ivec3& c, std::size_t i) {
        for (int axis = 0; axis < 3; ++axis) {
            if (c[axis] + 1 >= grid.size[axis]) continue;
            const std::size_t next = i + strides[static_cast<std::size_t>(axis)];
            if ((grid.values[i] < 0.0f) != (grid.values[next] < 0.0f)) beside[i] = beside[next] = 1;
        }
    });
    std::vector<glm::vec3> feet;
    std::vector<glm::ivec3> owners;
    forPoints(grid, [&](const glm::ivec3& c, std::size_t i) {
        if (!beside[i]) return;
        const glm::vec3 p = grid.point(c.x, c.y, c.z);
        const glm::vec3 slope = grid.gradient(p);
        const float steep = glm::dot(slope, slope);
        glm::vec3 foot = steep > 1e-4f ? -slope * (grid.values[i] / steep) : glm::vec3(0.0f);
        const float length = glm::length(foot);
        if (length > 1.5f * grid.step) foot *= 1.5f * grid.step / length;
        feet.push_back(p + foot);
        owners.push_back(c);
    });
    NearestSamples nearest(grid, feet, band);
    for (std::size_t f = 0; f < feet.size(); ++f) {
        const glm::ivec3& c = owners[f];
        nearest.seed(grid.index(c.x, c.y, c.z), grid.point(c.x, c.y, c.z), static_cast<std::int32_t>(f));
    }
    nearest.spread();
    for (std::size_t i = 0; i < grid.values.size(); ++i)
        grid.values[i] = grid.values[i] < 0.0f ? -nearest.distance(i) : nearest.distance(i);
}

void smooth(DistanceGrid& grid, float sigma) {
    const float s = sigma / grid.step;
    if (s < 0.05f) return;
    std::vector<float> kernel;
    float total = 0.0f;
    for (int k = 0; static_cast<float>(k) <= 2.5f * s + 0.5f; ++k) {
        kernel.push_back(std::exp(-0.5f * static_cast<float>(k * k) / (s * s)));
        total += (k == 0 ? 1.0f : 2.0f) * kernel.back();
    }
    for (float& weight : kernel) weight /= total;
    std::vector<float> line;
    std::vector<float> scratch;
    for (int axis = 0; axis < 3; ++axis) {
        const int other = axis == 0 ? 1 : 0;
        const int third = axis == 2 ? 1 : 2;
        line.resize(static_cast<std::size_t>(grid.size[axis]));
        for (int v = 0; v < grid.size[third]; ++v)
            for (int u = 0; u < grid.size[other]; ++u) {
                glm::ivec3 c(0);
                c[other] = u;
                c[third] = v;
                const std::size_t start = grid.index(c.x, c.y, c.z);
                const std::size_t stride =
                    axis == 0   ? 1
                    : axis == 1 ? static_cast<std::size_t>(grid.size.x)
                                : static_cast<std::size_t>(grid.size.x) * static_cast<std::size_t>(grid.size.y);
                for (std::size_t i = 0; i < line.size(); ++i) line[i] = grid.values[start + i * stride];
                smoothLine(line, scratch, kernel);
                for (std::size_t i = 0; i < line.size(); ++i) grid.values[start + i * stride] = line[i];
            }
    }
}

float smoothMinimum(float a, float b, float blend) {
    if (blend <= 0.0f) return std::min(a, b);
    const float h = std::max(blend - std::abs(a - b), 0.0f) / blend;
    return std::min(a, b) - 0.25f * h * h * blend;
}

} // namespace geometry
