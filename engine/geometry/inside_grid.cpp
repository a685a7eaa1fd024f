#include <geometry/inside_grid.h>

#include <geometry/crossing.h>

#include <core/check.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

namespace geometry {
namespace {

/// Keeps cell borders off the planes where descriptions like to have vertices (X = 0, whole millimetres).
constexpr glm::vec3 kOffset(0.000317f, 0.000521f, 0.000413f);

/// Separating axes of triangle and cube (Akenine-Moeller 2001): the cube's axes are left to the caller; here the plane
/// of the triangle. Cubes that only the edges' axes would exclude get a triangle too many, which costs a little time.
bool planeMeets(const std::array<glm::vec3, 3>& t, const glm::vec3& centre, float half) {
    const glm::vec3 normal = glm::cross(t[1] - t[0], t[2] - t[0]);
    const float reach = half * (std::abs(normal.x) + std::abs(normal.y) + std::abs(normal.z));
    return std::abs(glm::dot(normal, centre - t[0])) <= reach * 1.0001f + 1e-12f;
}

} // namespace

/// All cubes of one mesh, made column by column along Z.
class InsideGrid::MeshBuilder {
public:
    struct CellEntry {
        std::uint32_t cell;
        Entry entry; ///< `first` counts in `triangles`
    };
    std::vector<CellEntry> cells;
    std::vector<std::uint32_t> triangles; ///< of the mesh

    MeshBuilder(const InsideGrid& grid, const Mesh& mesh, std::uint16_t number) : grid_(grid), number_(number) {
        pair(mesh);
        std::sort(pairs_.begin(), pairs_.end());
        for (std::size_t begin = 0; begin < pairs_.size();) {
            std::size_t end = begin;
            while (end < pairs_.size() && column(pairs_[end].first) == column(pairs_[begin].first)) ++end;
            addColumn(mesh, begin, end);
            begin = end;
        }
    }

private:
    std::uint32_t column(std::uint32_t cell) const { return cell / static_cast<std::uint32_t>(grid_.size_.z); }

    std::array<glm::vec3, 3> corners(const Mesh& mesh, std::uint32_t t) const {
        return {mesh.positions[mesh.indices[3 * t]], mesh.positions[mesh.indices[3 * t + 1]],
                mesh.positions[mesh.indices[3 * t + 2]]};
    }

    /// (cube, triangle) for all that meet.
    void pair(const Mesh& mesh) {
        const float inverse = 1.0f / grid_.cell_;
        for (std::uint32_t t = 0; t < mesh.triangleCount(); ++t) {
            const auto corner = corners(mesh, t);
            core::Box box;
            for (const glm::vec3& p : corner) box.add(p);
            const glm::ivec3 low = glm::ivec3(glm::floor((box.lower - grid_.origin_) * inverse - 1e-3f));
            const glm::ivec3 high = glm::ivec3(glm::floor((box.upper - grid_.origin_) * inverse + 1e-3f));
            const bool one = low == high;
            for (int x = low.x; x <= high.x; ++x)
                for (int y = low.y; y <= high.y; ++y)
                    for (int z = low.z; z <= high.z; ++z) {
                        const auto cell = static_cast<std::uint32_t>((x * grid_.size_.y + y) * grid_.size_.z + z);
                        if (one || planeMeets(corner, grid_.centreOf(cell), 0.501f * grid_.cell_))
                            pairs_.emplace_back(cell, t);
                    }
        }
    }

    /// Winding at every centre of the column from where its line passes the mesh; cubes between surfaces that are
    /// inside get an entry without triangles.
    void addColumn(const Mesh& mesh, std::size_t begin, std::size_t end) {
        std::vector<std::uint32_t> here;
        for (std::size_t i = begin; i < end; ++i) here.push_back(pairs_[i].second);
        std::sort(here.begin(), here.end());
        here.erase(std::unique(here.begin(), here.end()), here.end());
        const glm::vec3 start = grid_.centreOf(column(pairs_[begin].first) * static_cast<std::uint32_t>(grid_.size_.z));
        const CrossingLine line(start, {0.0f, 0.0f, 1.0f});
        std::vector<std::pair<float, int>> events;
        for (const std::uint32_t t : here) {
            const auto corner = corners(mesh, t);
            if (const Crossing hit = line.with(corner[0], corner[1], corner[2]); hit.sign != 0)
                events.emplace_back(hit.parameter, hit.sign);
        }
        std::sort(events.begin(), events.end());
        int winding = 0;
        std::size_t event = 0;
        std::size_t i = begin;
        const std::uint32_t first = pairs_[begin].first;
        const std::uint32_t last = pairs_[end - 1].first;
        for (std::uint32_t cell = first; cell <= last; ++cell) {
            const float height = grid_.centreOf(cell).z - start.z;
            for (; event < events.size() && events[event].first < height; ++event) winding -= events[event].second;
            const auto at = static_cast<std::uint32_t>(triangles.size());
            for (; i < end && pairs_[i].first == cell; ++i) triangles.push_back(pairs_[i].second);
            const std::size_t count = triangles.size() - at;
            CHECK(count <= std::numeric_limits<std::uint16_t>::max(), "triangles in a cube");
            if (count > 0 || winding > 0)
                cells.push_back({cell, {at, number_, static_cast<std::uint16_t>(count), winding}});
        }
    }

    const InsideGrid& grid_;
    std::uint16_t number_;
    std::vector<std::pair<std::uint32_t, std::uint32_t>> pairs_;
};

InsideGrid::InsideGrid(std::span<const Mesh* const> meshes, float cellM, core::Workers& workers) : cell_(cellM) {
    CHECK(cellM > 0.0f, "cubes have a size");
    CHECK(meshes.size() < std::numeric_limits<std::uint16_t>::max(), "meshes in a grid");
    core::Box box;
    for (const Mesh* mesh : meshes) box.add(bounds(*mesh));
    if (box.empty()) return;
    origin_ = box.lower - glm::vec3(2.0f * cell_) + kOffset;
    size_ = glm::ivec3(glm::ceil((box.upper - origin_) / cell_)) + 2;
    const auto cells =
        static_cast<std::size_t>(size_.x) * static_cast<std::size_t>(size_.y) * static_cast<std::size_t>(size_.z);
    CHECK(cells < std::numeric_limits<std::uint32_t>::max(), "cubes of a grid");
    std::vector<std::optional<MeshBuilder>> built(meshes.size());
    workers.parallelFor(meshes.size(), 1, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t m = begin; m < end; ++m) built[m].emplace(*this, *meshes[m], static_cast<std::uint16_t>(m));
    });
    starts_.assign(cells + 1, 0);
    std::size_t triangles = 0;
    for (const auto& part : built) {
        for (const auto& cell : part->cells) ++starts_[cell.cell + 1];
        triangles += part->triangles.size();
    }
    for (std::size_t i = 0; i < cells; ++i) starts_[i + 1] += starts_[i];
    entries_.resize(starts_.back());
    triangles_.reserve(triangles);
    std::vector<std::uint32_t> next(starts_.begin(), starts_.end() - 1);
    for (std::size_t m = 0; m < meshes.size(); ++m) {
        const auto base = static_cast<std::uint32_t>(triangles_.size());
        for (const auto& cell : built[m]->cells) {
            Entry& entry = entries_[next[cell.cell]++];
            entry = cell.entry;
            entry.first += base;
        }
        const Mesh& mesh = *meshes[m];
        for (const std::uint32_t t : built[m]->triangles)
            triangles_.push_back({mesh.positions[mesh.indices[3 * t]], mesh.positions[mesh.indices[3 * t + 1]],
                                  mesh.positions[mesh.indices[3 * t + 2]]});
    }
}

std::size_t InsideGrid::cellOf(const glm::vec3& point) const {
    const glm::vec3 at = glm::floor((point - origin_) / cell_);
    for (int k = 0; k < 3; ++k)
        if (!(at[k] >= 0.0f && at[k] < static_cast<float>(size_[k]))) return starts_.size();
    const glm::ivec3 c(at);
    return static_cast<std::size_t>((c.x * size_.y + c.y) * size_.z + c.z);
}

glm::vec3 InsideGrid::centreOf(std::size_t cell) const {
    const auto c = static_cast<int>(cell);
    const glm::ivec3 at(c / (size_.y * size_.z), c / size_.z % size_.y, c % size_.z);
    return origin_ + cell_ * (glm::vec3(at) + 0.5f);
}

std::span<const InsideGrid::Entry> InsideGrid::candidates(const glm::vec3& point) const {
    const std::size_t cell = cellOf(point);
    if (cell + 1 >= starts_.size()) return {};
    return {entries_.data() + starts_[cell], starts_[cell + 1] - starts_[cell]};
}

bool InsideGrid::contains(const Entry& entry, const glm::vec3& point) const {
    if (entry.count == 0) return entry.winding > 0;
    const glm::vec3 centre = centreOf(cellOf(point));
    if (point == centre) return entry.winding > 0;
    const CrossingLine line(centre, point - centre);
    int winding = entry.winding;
    for (std::uint32_t i = entry.first; i < entry.first + entry.count; ++i) {
        const auto& [a, b, c] = triangles_[i];
        const Crossing hit = line.with(a, b, c);
        if (hit.sign != 0 && hit.parameter >= 0.0f && hit.parameter < 1.0f) winding -= hit.sign;
    }
    return winding > 0;
}

} // namespace geometry
