#include <geometry/repair.h>

#include <geometry/distance_grid.h>
#include <geometry/pieces.h>
#include <geometry/simplify.h>
#include <geometry/surface_nets.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <map>
#include <set>
#include <unordered_map>

namespace geometry {
namespace {

using Triangle = std::array<std::uint32_t, 3>;
using Edge = std::pair<std::uint32_t, std::uint32_t>;

constexpr float kWeldShare = 1e-6f; ///< of the mesh's size: corners as near as this are one
constexpr std::size_t kLongestHole = 4000;
constexpr std::size_t kMany = 300'000;           ///< triangles; more are thinned before anything else
constexpr float kThinShare = 0.001f;             ///< of the size: how far thinning may go from the surface
constexpr int kGridPoints = 160;                 ///< along the longest side, when meshed anew
constexpr std::size_t kMostSamples = 20'000'000; ///< of its surface then, 240 MB; an intricate one has a tenth of them
constexpr float kFarthestSizes = 4000.0f; ///< from the origin, in sizes of the mesh: there a step of the grid is still
                                          ///< a dozen of the smallest differences of floats
constexpr float kShellSteps = 1.6f;       ///< thickness given to an open surface, in steps
constexpr float kKeptVolume = 0.35f;      ///< of a filled surface after it is drawn in again; less: it was a sheet

std::string counted(std::size_t count, const char* one, const char* many) {
    return std::to_string(count) + " " + (count == 1 ? one : many);
}

Edge sorted(std::uint32_t a, std::uint32_t b) {
    return a < b ? Edge{a, b} : Edge{b, a};
}

Triangle sortedCorners(Triangle t) {
    std::sort(t.begin(), t.end());
    return t;
}

/// Whether the corners are an even permutation of the sorted ones.
bool runsUp(const Triangle& t) {
    const int falls = (t[0] > t[1] ? 1 : 0) + (t[1] > t[2] ? 1 : 0) + (t[0] > t[2] ? 1 : 0);
    return falls % 2 == 0;
}

class Repair {
public:
    explicit Repair(const Mesh& mesh) : position_(mesh.positions) {
        for (std::size_t t = 0; t + 2 < mesh.indices.size(); t += 3)
            triangle_.push_back({mesh.indices[t], mesh.indices[t + 1], mesh.indices[t + 2]});
    }

    std::vector<std::string> done;

    void dropNotFinite() {
        const std::size_t dropped = drop([&](const Triangle& t) {
            return !core::finite(position_[t[0]]) || !core::finite(position_[t[1]]) || !core::finite(position_[t[2]]);
        });
        if (dropped > 0) done.push_back(counted(dropped, "triangle", "triangles") + " without a finite place left out");
        for (glm::vec3& p : position_)
            if (!core::finite(p)) p = glm::vec3(0.0f); // nobody's any more
    }

    core::Box box() const {
        core::Box out;
        for (const Triangle& t : triangle_)
            for (const std::uint32_t v : t) out.add(position_[v]);
        return out;
    }

    void weld() {
        const core::Box all = box();
        const glm::vec3 size = all.size();
        const double cell = std::max(1e-12, static_cast<double>(kWeldShare * std::max({size.x, size.y, size.z})));
        std::unordered_map<std::uint64_t, std::uint32_t> known; // place -> vertex; a place has 3 times 21 bits
        std::vector<std::uint32_t> to(position_.size());
        std::vector<glm::vec3> kept;
        for (std::size_t v = 0; v < position_.size(); ++v) {
            const glm::dvec3 at =
                glm::clamp(glm::round(glm::dvec3(position_[v] - all.lower) / cell), glm::dvec3(0.0), glm::dvec3(2e6));
            const std::uint64_t place = static_cast<std::uint64_t>(at.x) << 42 |
                                        static_cast<std::uint64_t>(at.y) << 21 | static_cast<std::uint64_t>(at.z);
            const auto [entry, isNew] = known.try_emplace(place, static_cast<std::uint32_t>(kept.size()));
            if (isNew) kept.push_back(position_[v]);
            to[v] = entry->second;
        }
        position_ = std::move(kept);
        for (Triangle& t : triangle_)
            for (std::uint32_t& v : t) v = to[v];
        dropped_ += drop([](const Triangle& t) { return t[0] == t[1] || t[1] == t[2] || t[2] == t[0]; });
    }

    /// What is far beyond the wanted number costs minutes and gigabytes further on.
    void thin() {
        if (triangle_.size() <= kMany) return;
        const core::Box all = box();
        const glm::vec3 size = all.size();
        const Mesh fewer = simplified(mesh(), {kMany / 2, kThinShare * std::max({size.x, size.y, size.z})});
        if (fewer.indices.empty()) return;
        position_ = fewer.positions;
        triangle_.clear();
        for (std::size_t t = 0; t + 2 < fewer.indices.size(); t += 3)
            triangle_.push_back({fewer.indices[t], fewer.indices[t + 1], fewer.indices[t + 2]});
    }

    void dropDoubles() {
        std::map<Triangle, int> faces; // same corners: +1 for each that runs one way, -1 for the other
        for (const Triangle& t : triangle_) faces[sortedCorners(t)] += runsUp(t) ? 1 : -1;
        dropped_ += drop([&](const Triangle& t) {
            int& left = faces[sortedCorners(t)]; // front against back: both go; the same again: one stays
            if (left == 0 || (left > 0) != runsUp(t)) return true;
            left = 0;
            return false;
        });
        if (dropped_ > 0)
            done.push_back(counted(dropped_, "degenerate or double triangle", "degenerate or double triangles") +
                           " left out");
    }

    /// Neighbours alike, over edges of two triangles; then every piece outward.
    void turn() {
        std::map<Edge, std::vector<std::uint32_t>> edges;
        for (std::uint32_t t = 0; t < triangle_.size(); ++t)
            for (int k = 0; k < 3; ++k) edges[sorted(corner(t, k), corner(t, k + 1))].push_back(t);
        std::vector<char> reached(triangle_.size(), 0);
        std::size_t turned = 0;
        for (std::uint32_t first = 0; first < triangle_.size(); ++first) {
            if (reached[first] != 0) continue;
            std::vector<std::uint32_t> patch{first};
            reached[first] = 1;
            for (std::size_t at = 0; at < patch.size(); ++at) {
                const std::uint32_t t = patch[at];
                for (int k = 0; k < 3; ++k) {
                    const std::uint32_t a = corner(t, k), b = corner(t, k + 1);
                    const auto& both = edges[sorted(a, b)];
                    if (both.size() != 2) continue;
                    const std::uint32_t other = both[0] == t ? both[1] : both[0];
                    if (reached[other] != 0) continue;
                    if (runsAlong(other, a, b)) {
                        std::swap(triangle_[other][1], triangle_[other][2]);
                        ++turned;
                    }
                    reached[other] = 1;
                    patch.push_back(other);
                }
            }
        }
        if (turned > 0) done.push_back(counted(turned, "triangle", "triangles") + " turned like the neighbours");
    }

    void turnOutward() {
        std::vector<std::uint32_t> corners;
        corners.reserve(3 * triangle_.size());
        for (const Triangle& t : triangle_) corners.insert(corners.end(), t.begin(), t.end());
        const PieceNumbers numbers = numberPieces(corners, position_.size());
        const std::vector<std::uint32_t>& piece = numbers.of;
        std::vector<double> volumes(numbers.count, 0.0);
        std::vector<glm::dvec3> anchor(numbers.count, glm::dvec3(0.0));
        std::vector<char> known(numbers.count, 0);
        for (std::size_t t = 0; t < triangle_.size(); ++t) {
            const glm::dvec3 a = position_[triangle_[t][0]], b = position_[triangle_[t][1]],
                             c = position_[triangle_[t][2]];
            if (known[piece[t]] == 0) anchor[piece[t]] = a;
            known[piece[t]] = 1;
            const glm::dvec3 o = anchor[piece[t]];
            volumes[piece[t]] += glm::dot(a - o, glm::cross(b - o, c - o));
        }
        const auto inward =
            static_cast<std::size_t>(std::count_if(volumes.begin(), volumes.end(), [](double v) { return v < 0.0; }));
        for (std::size_t t = 0; t < triangle_.size(); ++t)
            if (volumes[piece[t]] < 0.0) std::swap(triangle_[t][1], triangle_[t][2]);
        if (inward > 0) done.push_back(counted(inward, "shell", "shells") + " turned outward");
    }

    /// Loops of edges that only one triangle runs along, each with a fan round its middle.
    void closeHoles() {
        std::map<Edge, int> runs;
        for (const Triangle& t : triangle_)
            for (std::size_t k = 0; k < 3; ++k) {
                const std::uint32_t a = t[k], b = t[(k + 1) % 3];
                runs[sorted(a, b)] += a < b ? 1 : -1;
            }
        std::map<std::uint32_t, std::uint32_t> next; // along the missing triangles
        std::set<std::uint32_t> crossed;
        for (const auto& [edge, sum] : runs) {
            if (sum == 0) continue;
            const std::uint32_t from = sum > 0 ? edge.second : edge.first;
            const std::uint32_t to = sum > 0 ? edge.first : edge.second;
            if (std::abs(sum) != 1 || !next.try_emplace(from, to).second) crossed.insert(from);
        }
        for (const std::uint32_t v : crossed) next.erase(v);
        std::size_t closed = 0;
        while (!next.empty()) {
            std::vector<std::uint32_t> loop{next.begin()->first};
            bool round = false;
            while (loop.size() <= kLongestHole) {
                const auto at = next.find(loop.back());
                if (at == next.end()) break;
                const std::uint32_t to = at->second;
                next.erase(at);
                round = to == loop.front();
                if (round) break;
                loop.push_back(to);
            }
            next.erase(loop.front());
            if (!round || loop.size() < 3) continue;
            fan(loop);
            ++closed;
        }
        if (closed > 0) done.push_back(counted(closed, "hole", "holes") + " closed");
    }

    Mesh mesh() const {
        Mesh out;
        std::vector<std::uint32_t> to(position_.size(), ~0u);
        for (const Triangle& t : triangle_)
            for (const std::uint32_t v : t) {
                if (to[v] == ~0u) {
                    to[v] = static_cast<std::uint32_t>(out.positions.size());
                    out.positions.push_back(position_[v]);
                }
                out.indices.push_back(to[v]);
            }
        return out;
    }

    bool empty() const { return triangle_.empty(); }

private:
    std::uint32_t corner(std::uint32_t t, int k) const { return triangle_[t][static_cast<std::size_t>(k % 3)]; }
    bool runsAlong(std::uint32_t t, std::uint32_t a, std::uint32_t b) const {
        for (int k = 0; k < 3; ++k)
            if (corner(t, k) == a && corner(t, k + 1) == b) return true;
        return false;
    }
    template <typename Test>
    std::size_t drop(const Test& test) {
        const std::size_t before = triangle_.size();
        triangle_.erase(std::remove_if(triangle_.begin(), triangle_.end(), test), triangle_.end());
        return before - triangle_.size();
    }
    void fan(const std::vector<std::uint32_t>& loop) {
        if (loop.size() == 3) {
            triangle_.push_back({loop[0], loop[1], loop[2]});
            return;
        }
        glm::dvec3 sum(0.0);
        for (const std::uint32_t v : loop) sum += glm::dvec3(position_[v]);
        const auto middle = static_cast<std::uint32_t>(position_.size());
        position_.emplace_back(sum / static_cast<double>(loop.size()));
        for (std::size_t k = 0; k < loop.size(); ++k)
            triangle_.push_back({loop[k], loop[(k + 1) % loop.size()], middle});
    }

    std::vector<glm::vec3> position_;
    std::vector<Triangle> triangle_;
    std::size_t dropped_ = 0;
};

/// Why a mesh in this box cannot be worked on; empty: it can. Squares of lengths and steps of a grid then have figures.
std::string unfit(const core::Box& box, const RepairTarget& target) {
    const glm::vec3 size = box.size();
    const float longest = std::max({size.x, size.y, size.z});
    if (!(longest >= target.smallestM)) return "it is smaller than half a millimetre";
    if (!(longest <= target.largestM)) return "it is larger than a hundred metres";
    const glm::vec3 reach = glm::max(glm::abs(box.lower), glm::abs(box.upper));
    if (std::max({reach.x, reach.y, reach.z}) > kFarthestSizes * longest) return "it lies too far away for its size";
    return {};
}

/// A skin of some thickness round the surface, filled, and drawn in by that thickness again where that leaves a body.
core::Result<Mesh> meshedAnew(const Mesh& mesh, const RepairTarget& target) {
    const core::Box inner = bounds(mesh);
    if (const std::string why = unfit(inner, target); !why.empty()) return core::Error(why); // the rest was left out
    const glm::vec3 size = inner.size();
    const float step = std::max({size.x, size.y, size.z}) / static_cast<float>(kGridPoints);
    const float shell = kShellSteps * step;
    core::Box box = inner;
    box.add(inner.lower - glm::vec3(5.0f * step));
    box.add(inner.upper + glm::vec3(5.0f * step));
    const auto samples = surfacePoints(mesh, 0.7f * step, kMostSamples);
    if (!samples) return core::Error("its surface is open, and folded too often to be made anew");
    auto grid = makeGrid(box, step, 0.0f);
    if (!grid) return grid.error();
    core::Workers alone(1);
    distanceToSamples(grid.value(), samples.value(), 4.0f * step, alone);
    for (float& value : grid.value().values) value -= shell;
    fillHollows(grid.value());
    DistanceGrid drawnIn = grid.value();
    redistance(drawnIn, {4.0f * step, 4.0f * step}, alone);
    for (float& value : drawnIn.values) value += shell;
    const Mesh filled = meshZeroSurface(grid.value());
    Mesh out = meshZeroSurface(drawnIn);
    if (volume(out) < static_cast<double>(kKeptVolume) * volume(filled)) out = filled;
    if (out.indices.empty()) return core::Error("no surface could be made of it");
    return out;
}

} // namespace

bool balanced(const Mesh& mesh) {
    std::map<Edge, int> runs;
    for (std::size_t t = 0; t + 2 < mesh.indices.size(); t += 3)
        for (std::size_t k = 0; k < 3; ++k) {
            const std::uint32_t a = mesh.indices[t + k], b = mesh.indices[t + (k + 1) % 3];
            if (a != b) runs[sorted(a, b)] += a < b ? 1 : -1;
        }
    return std::all_of(runs.begin(), runs.end(), [](const auto& run) { return run.second == 0; });
}

core::Result<RepairedMesh> repaired(const Mesh& mesh, const RepairTarget& target) {
    Repair repair(mesh);
    repair.dropNotFinite();
    if (repair.empty()) return core::Error("no triangle of it has a finite place");
    const core::Box box = repair.box();
    if (const std::string why = unfit(box, target); !why.empty()) return core::Error(why);
    const glm::vec3 size = box.size();
    repair.weld();
    repair.thin();
    repair.dropDoubles();
    if (repair.empty()) return core::Error("all its triangles are degenerate");
    repair.turn();
    repair.closeHoles();
    repair.turnOutward();
    RepairedMesh out;
    out.done = std::move(repair.done);
    out.mesh = repair.mesh();
    const auto flat = [&] { return !(volume(out.mesh) > 0.0); };
    if (!balanced(out.mesh) || flat()) {
        auto anew = meshedAnew(out.mesh, target);
        if (!anew) return anew.error();
        out.mesh = std::move(anew).value();
        out.done.emplace_back("open: its surface made anew from its distance field");
    }
    if (out.mesh.triangleCount() > target.triangles) {
        const std::size_t before = std::max(out.mesh.triangleCount(), mesh.triangleCount());
        constexpr float kCoarse = 0.004f; // of the size: what stays if the number cannot be reached with less
        Mesh fewer = simplified(out.mesh, {target.triangles, kCoarse * std::max({size.x, size.y, size.z})});
        if (balanced(fewer) && !fewer.indices.empty()) {
            out.mesh = std::move(fewer);
            out.done.push_back("reduced from " + std::to_string(before) + " to " +
                               std::to_string(out.mesh.triangleCount()) + " triangles");
        }
    }
    out.mesh.normals.clear();
    computeNormals(out.mesh);
    if (const std::string fault = validate(out.mesh); !fault.empty()) return core::Error(fault);
    return out;
}

} // namespace geometry
