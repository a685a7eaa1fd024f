#include <geometry/mesh_distance.h>

#include <core/check.h>
#include <core/kernel.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace geometry {
namespace {

constexpr int kLanes = 8;

/// A field a + x b + y c + z d, linear over the grid's points.
struct Linear {
    float start, x, y, z;
};

/// A triangle in its own frame. Height over its plane, and for every side the place along it, its length, and how far
/// inside of it a point lies.
struct Frame {
    Linear height;
    std::array<Linear, 3> along, inside;
    std::array<float, 3> length;
    glm::ivec3 low, high; ///< points that may be in the band, both included
};

/// Squares of distances, rows with room for a last group of lanes.
struct Squares {
    float* values;
    std::size_t row, slab;
};

/// Cuts [low, high] to where least <= f + x slope <= most.
CORE_INLINE void clip(float f, float slope, float least, float most, float& low, float& high) {
    if (std::abs(slope) < 1e-12f) {
        if (f < least || f > most) high = low - 1.0f;
        return;
    }
    const float one = (least - f) / slope, other = (most - f) / slope;
    low = std::max(low, std::min(one, other));
    high = std::min(high, std::max(one, other));
}

CORE_INLINE float rowOf(const Linear& f, int y, int z) {
    return f.start + static_cast<float>(y) * f.y + static_cast<float>(z) * f.z;
}

// NOLINTNEXTLINE: one function, so that the vectors stay in registers
CORE_INLINE void visitBody(const Frame& t, const Band& band, const Squares& squares) {
    typedef float Lanes __attribute__((vector_size(4 * kLanes)));
    typedef std::int32_t Whole __attribute__((vector_size(4 * kLanes)));
    const Lanes steps{0, 1, 2, 3, 4, 5, 6, 7};
    const Lanes zero{};
    const float reach = std::max(band.outside, band.inside);
    constexpr float kFar = 1e30f;
    for (int z = t.low.z; z <= t.high.z; ++z)
        for (int y = t.low.y; y <= t.high.y; ++y) {
            float low = static_cast<float>(t.low.x), high = static_cast<float>(t.high.x);
            const float height = rowOf(t.height, y, z);
            clip(height, t.height.x, -band.inside, band.outside, low, high);
            float along[3], inside[3];
            for (int k = 0; k < 3; ++k) {
                along[k] = rowOf(t.along[static_cast<std::size_t>(k)], y, z);
                inside[k] = rowOf(t.inside[static_cast<std::size_t>(k)], y, z);
                clip(inside[k], t.inside[static_cast<std::size_t>(k)].x, -reach, kFar, low, high);
            }
            if (low > high) continue;
            const int first = static_cast<int>(std::ceil(low)), last = static_cast<int>(std::floor(high));
            float* at =
                squares.values + static_cast<std::size_t>(z) * squares.slab + static_cast<std::size_t>(y) * squares.row;
            for (int x = first; x <= last; x += kLanes) {
                const Lanes place = steps + static_cast<float>(x);
                // Beside the triangle the nearest of its sides counts; over it only the height.
                Lanes beside = zero + kFar, least = zero + kFar;
                for (std::size_t k = 0; k < 3; ++k) {
                    const Lanes s = along[k] + place * t.along[k].x;
                    const Lanes w = inside[k] + place * t.inside[k].x;
                    const Lanes before = s < zero ? s : zero;
                    const Lanes beyond = s - t.length[k] > zero ? s - t.length[k] : zero;
                    const Lanes past = before + beyond;
                    const Lanes square = w * w + past * past;
                    beside = square < beside ? square : beside;
                    least = w < least ? w : least;
                }
                beside = least >= zero ? zero : beside;
                const Lanes h = height + place * t.height.x;
                const Lanes square = beside + h * h;
                Lanes known;
                std::memcpy(&known, at + x, sizeof known);
                const Whole nearer = square < known;
                known = nearer ? square : known;
                std::memcpy(at + x, &known, sizeof known);
            }
        }
}

} // namespace

CORE_KERNEL(visit, (const Frame& t, const Band& band, const Squares& squares), (t, band, squares))

namespace {

class MeshDistance {
public:
    MeshDistance(DistanceGrid& grid, const Mesh& mesh, const Band& band)
        : grid_(grid), mesh_(mesh), band_(band), row_(static_cast<std::size_t>(grid.size.x + kLanes)),
          slab_(row_ * static_cast<std::size_t>(grid.size.y)),
          squares_(slab_ * static_cast<std::size_t>(grid.size.z), 1e30f), turns_(grid.values.size(), 0) {}

    void run() {
        for (std::size_t i = 0; i + 2 < mesh_.indices.size(); i += 3) {
            const std::uint32_t* corner = &mesh_.indices[i];
            measure(corner);
            count(corner);
        }
        finish();
    }

private:
    const glm::vec3& position(std::uint32_t v) const { return mesh_.positions[v]; }

    /// Field dot(p - origin, direction) over the grid's points.
    Linear linear(const glm::dvec3& origin, const glm::dvec3& direction) const {
        const auto step = static_cast<double>(grid_.step);
        return {static_cast<float>(glm::dot(glm::dvec3(grid_.origin) - origin, direction)),
                static_cast<float>(step * direction.x), static_cast<float>(step * direction.y),
                static_cast<float>(step * direction.z)};
    }

    void measure(const std::uint32_t* corner) {
        const std::array<glm::dvec3, 3> p{position(corner[0]), position(corner[1]), position(corner[2])};
        const glm::dvec3 face = glm::cross(p[1] - p[0], p[2] - p[0]);
        const double size = glm::length(face);
        if (!(size > 1e-14)) return; // its sides belong to its neighbours too
        const glm::dvec3 normal = face / size;
        Frame frame;
        frame.height = linear(p[0], normal);
        for (std::size_t k = 0; k < 3; ++k) {
            const glm::dvec3 side = p[(k + 1) % 3] - p[k];
            const double length = glm::length(side);
            frame.along[k] = linear(p[k], side / length);
            frame.inside[k] = linear(p[k], glm::cross(normal, side / length));
            frame.length[k] = static_cast<float>(length);
        }
        const float reach = std::max(band_.outside, band_.inside);
        const glm::vec3 lower = glm::vec3(glm::min(p[0], glm::min(p[1], p[2]))) - reach - grid_.origin;
        const glm::vec3 upper = glm::vec3(glm::max(p[0], glm::max(p[1], p[2]))) + reach - grid_.origin;
        frame.low = glm::max(glm::ivec3(glm::ceil(lower / grid_.step)), glm::ivec3(0));
        frame.high = glm::min(glm::ivec3(glm::floor(upper / grid_.step)), grid_.size - 1);
        if (glm::all(glm::lessThanEqual(frame.low, frame.high))) visit(frame, band_, {squares_.data(), row_, slab_});
    }

    /// Which rows along X pass the triangle: each adds a turn from there on.
    void count(const std::uint32_t* corner) {
        std::array<glm::dvec3, 3> p;
        for (std::size_t k = 0; k < 3; ++k) p[k] = position(corner[k]);
        const auto [lowY, highY] = std::minmax({p[0].y, p[1].y, p[2].y});
        const auto [lowZ, highZ] = std::minmax({p[0].z, p[1].z, p[2].z});
        const auto first = [&](double low, int axis) {
            return std::max(0, static_cast<int>(std::floor((low - at(0, axis)) / static_cast<double>(grid_.step))));
        };
        for (int z = first(lowZ, 2); z < grid_.size.z && at(z, 2) <= highZ; ++z)
            for (int y = first(lowY, 1); y < grid_.size.y && at(y, 1) <= highY; ++y) cross(corner, p, y, z);
    }

    double at(int i, int axis) const {
        return static_cast<double>(grid_.origin[axis]) + static_cast<double>(grid_.step) * static_cast<double>(i);
    }

    void cross(const std::uint32_t* corner, const std::array<glm::dvec3, 3>& p, int y, int z) {
        const double py = at(y, 1), pz = at(z, 2);
        // Going round the triangle's picture on the plane of Y and Z: how often round the row. The row is moved by a
        // little in Y and by far less in Z, which decides all ties the same way for triangles that share a side.
        int turns = 0;
        for (std::size_t k = 0; k < 3; ++k) {
            std::size_t a = k, b = (k + 1) % 3;
            const bool turned = corner[a] > corner[b];
            if (turned) std::swap(a, b);
            if ((p[a].z <= pz) == (p[b].z <= pz)) continue;
            const double edge = (p[b].y - p[a].y) * (pz - p[a].z) - (py - p[a].y) * (p[b].z - p[a].z);
            const bool up = p[b].z > p[a].z;
            if (up ? edge > 0.0 : edge < 0.0) turns += up != turned ? 1 : -1; // the side passes at larger Y
        }
        if (turns == 0) return;
        const glm::dvec3 face = glm::cross(p[1] - p[0], p[2] - p[0]);
        const double x =
            std::abs(face.x) > 0.0 ? p[0].x - ((py - p[0].y) * face.y + (pz - p[0].z) * face.z) / face.x : p[0].x;
        const double place = (x - static_cast<double>(grid_.origin.x)) / static_cast<double>(grid_.step);
        const double beyond = std::floor(place) + 1.0;
        if (!(beyond < static_cast<double>(grid_.size.x))) return;
        const int from = std::max(0, static_cast<int>(beyond));
        turns_[grid_.index(from, y, z)] = static_cast<std::int16_t>(turns_[grid_.index(from, y, z)] - turns);
    }

    void finish() {
        for (int z = 0; z < grid_.size.z; ++z)
            for (int y = 0; y < grid_.size.y; ++y) {
                const float* square =
                    &squares_[static_cast<std::size_t>(z) * slab_ + static_cast<std::size_t>(y) * row_];
                const std::size_t start = grid_.index(0, y, z);
                int winding = 0;
                for (int x = 0; x < grid_.size.x; ++x) {
                    const std::size_t i = start + static_cast<std::size_t>(x);
                    winding += turns_[i];
                    const float limit = winding > 0 ? band_.inside : band_.outside;
                    const float distance = std::min(std::sqrt(square[x]), limit);
                    grid_.values[i] = winding > 0 ? -distance : distance;
                }
            }
    }

    DistanceGrid& grid_;
    const Mesh& mesh_;
    Band band_;
    std::size_t row_, slab_;
    std::vector<float> squares_;
    std::vector<std::int16_t> turns_; ///< change of the winding number at each point, along X
};

} // namespace

void signedDistanceToMesh(DistanceGrid& grid, const Mesh& mesh, const Band& band) {
    CHECK(band.outside > 0.0f && band.inside > 0.0f, "a band has a width on both sides");
    MeshDistance(grid, mesh, band).run();
}

} // namespace geometry
