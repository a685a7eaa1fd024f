#include <geometry/remesh.h>

#include <core/check.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace geometry {
namespace {

constexpr int kCollapseRounds = 8;
constexpr int kRelaxRounds = 4;
constexpr float kShortest = 0.82f; // an edge shorter than this many sizes goes; one longer than kLongest must not come
constexpr float kLongest = 1.45f;
constexpr double kAreaPerSize = 0.525; // mean area of a triangle in squared sizes, as collapsing to kShortest leaves it
constexpr std::uint32_t kNone = 0xffffffffu;

struct Edge {
    std::uint32_t a, b;        ///< a < b
    std::uint32_t left, right; ///< triangles
    float length;              ///< in local sizes
};

class Remesher {
public:
    Remesher(const Mesh& mesh, const DistanceGrid& field, const RemeshTarget& target)
        : field_(field), position_(mesh.positions), normal_(mesh.normals) {
        for (std::size_t t = 0; t + 2 < mesh.indices.size(); t += 3)
            triangle_.push_back({mesh.indices[t], mesh.indices[t + 1], mesh.indices[t + 2]});
        link();
        chooseSizes(target);
    }

    Mesh run() {
        for (int round = 0; round < kCollapseRounds; ++round) {
            link();
            const std::size_t collapsed = collapseRound();
            compact();
            if (collapsed * 500 < triangle_.size()) break;
            even(1);
        }
        even(kRelaxRounds);
        return result();
    }

private:
    /// Triangles round every vertex.
    void link() {
        around_.resize(position_.size());
        for (auto& list : around_) list.clear();
        for (std::uint32_t t = 0; t < triangle_.size(); ++t)
            for (const std::uint32_t v : triangle_[t]) around_[v].push_back(t);
    }

    std::size_t valence(std::uint32_t v) const { return around_[v].size(); }

    static std::uint32_t after(const std::array<std::uint32_t, 3>& t, std::uint32_t v) {
        return t[0] == v ? t[1] : t[1] == v ? t[2] : t[0];
    }
    static std::uint32_t opposite(const std::array<std::uint32_t, 3>& t, std::uint32_t a, std::uint32_t b) {
        return t[0] != a && t[0] != b ? t[0] : t[1] != a && t[1] != b ? t[1] : t[2];
    }

    template <typename Visit>
    void forTriangles(std::uint32_t v, const Visit& visit) const {
        for (const std::uint32_t t : around_[v]) visit(t);
    }
    /// In a closed 2-manifold every neighbour follows v in exactly one triangle.
    template <typename Visit>
    void forNeighbours(std::uint32_t v, const Visit& visit) const {
        forTriangles(v, [&](std::uint32_t t) { visit(after(triangle_[t], v)); });
    }

    /// Size of triangles wanted at every vertex: by curvature, graded, and scaled so that the number comes out.
    void chooseSizes(const RemeshTarget& target) {
        size_.assign(position_.size(), 0.0f);
        std::vector<float> bend(position_.size(), 0.0f);
        for (std::uint32_t v = 0; v < position_.size(); ++v) {
            float sum = 0.0f;
            forNeighbours(v, [&](std::uint32_t w) {
                sum += glm::length(normal_[v] - normal_[w]) / std::max(glm::length(position_[v] - position_[w]), 1e-5f);
            });
            bend[v] = sum / static_cast<float>(std::max<std::size_t>(valence(v), 1));
        }
        for (std::uint32_t v = 0; v < position_.size(); ++v) {
            float sum = bend[v];
            forNeighbours(v, [&](std::uint32_t w) { sum += bend[w]; });
            const float curvature = sum / static_cast<float>(valence(v) + 1);
            size_[v] = std::clamp(std::sqrt(8.0f * target.errorM / std::max(curvature, 1e-3f)), target.shortestM,
                                  target.longestM);
        }
        for (int round = 0; round < 6; ++round)
            for (std::uint32_t v = 0; v < position_.size(); ++v)
                forNeighbours(v, [&](std::uint32_t w) {
                    size_[v] = std::min(size_[v], size_[w] + 0.35f * glm::length(position_[v] - position_[w]));
                });
        double count = 0.0;
        for (const auto& t : triangle_) {
            const double side = static_cast<double>(size_[t[0]]);
            const glm::vec3 face = glm::cross(position_[t[1]] - position_[t[0]], position_[t[2]] - position_[t[0]]);
            count += 0.5 * static_cast<double>(glm::length(face)) / (kAreaPerSize * side * side);
        }
        const float scale = static_cast<float>(std::sqrt(count / static_cast<double>(target.triangles)));
        for (float& size : size_) size *= scale;
    }

    std::vector<Edge> edges() const {
        std::vector<Edge> all;
        all.reserve(triangle_.size() * 3 / 2);
        for (std::uint32_t t = 0; t < triangle_.size(); ++t)
            for (int k = 0; k < 3; ++k) {
                const std::uint32_t a = triangle_[t][static_cast<std::size_t>(k)];
                const std::uint32_t b = triangle_[t][static_cast<std::size_t>((k + 1) % 3)];
                if (a > b) continue; // the other triangle has it the other way round
                std::uint32_t mate = kNone;
                forTriangles(a, [&](std::uint32_t s) {
                    if (s != t && after(triangle_[s], b) == a && hasVertex(triangle_[s], b)) mate = s;
                });
                CHECK(mate != kNone, "remeshing needs a closed 2-manifold");
                const float local = 0.5f * (size_[a] + size_[b]);
                all.push_back({a, b, t, mate, glm::length(position_[a] - position_[b]) / local});
            }
        return all;
    }

    static bool hasVertex(const std::array<std::uint32_t, 3>& t, std::uint32_t v) {
        return t[0] == v || t[1] == v || t[2] == v;
    }

    /// Collapses what is too short, shortest first as the round began. Returns how many.
    std::size_t collapseRound() {
        std::vector<Edge> candidates = edges();
        std::erase_if(candidates, [](const Edge& e) { return e.length >= kShortest; });
        std::sort(candidates.begin(), candidates.end(), [](const Edge& x, const Edge& y) {
            return x.length != y.length ? x.length < y.length : x.a != y.a ? x.a < y.a : x.b < y.b;
        });
        std::size_t done = 0;
        for (const Edge& e : candidates) {
            // Collapses before this one may have moved its ends, or taken one away.
            const float local = 0.5f * (size_[e.a] + size_[e.b]);
            if (glm::length(position_[e.a] - position_[e.b]) >= kShortest * local) continue;
            std::array<std::uint32_t, 2> sides{kNone, kNone};
            forTriangles(e.a, [&](std::uint32_t t) {
                if (hasVertex(triangle_[t], e.b)) sides[sides[0] == kNone ? 0 : 1] = t;
            });
            if (sides[1] == kNone) continue;
            const glm::vec3 middle = drawn(0.5f * (position_[e.a] + position_[e.b]));
            if (!mayCollapse({e.a, e.b, sides[0], sides[1], 0.0f}, middle)) continue;
            collapse(e.a, e.b, sides, middle);
            ++done;
        }
        return done;
    }

    void collapse(std::uint32_t kept, std::uint32_t gone, const std::array<std::uint32_t, 2>& sides,
                  const glm::vec3& middle) {
        normal_[kept] = direction(middle, normal_[kept] + normal_[gone]);
        position_[kept] = middle;
        size_[kept] = std::min(size_[kept], size_[gone]);
        for (const std::uint32_t t : sides) {
            for (const std::uint32_t v : triangle_[t]) std::erase(around_[v], t);
            triangle_[t] = {kNone, kNone, kNone};
        }
        for (const std::uint32_t t : around_[gone]) {
            std::replace(triangle_[t].begin(), triangle_[t].end(), gone, kept);
            around_[kept].push_back(t);
        }
        around_[gone].clear();
    }

    bool mayCollapse(const Edge& e, const glm::vec3& middle) const {
        const std::uint32_t c = opposite(triangle_[e.left], e.a, e.b);
        const std::uint32_t d = opposite(triangle_[e.right], e.a, e.b);
        if (c == d || valence(c) <= 3 || valence(d) <= 3) return false;
        int common = 0;
        bool tooLong = false;
        forNeighbours(e.a, [&](std::uint32_t w) {
            forNeighbours(e.b, [&](std::uint32_t u) { common += u == w; });
            tooLong = tooLong || glm::length(position_[w] - middle) > kLongest * size_[w];
        });
        forNeighbours(e.b, [&](std::uint32_t w) {
            tooLong = tooLong || glm::length(position_[w] - middle) > kLongest * size_[w];
        });
        if (common != 2 || tooLong) return false;
        return keepsItsFaces(e.a, e.b, middle) && keepsItsFaces(e.b, e.a, middle);
    }

    /// True when no triangle of v, but those it shares with `gone`, turns away from the surface's normal as v moves.
    bool keepsItsFaces(std::uint32_t v, std::uint32_t gone, const glm::vec3& moved) const {
        bool good = true;
        forTriangles(v, [&](std::uint32_t t) {
            if (hasVertex(triangle_[t], gone)) return;
            const std::uint32_t b = after(triangle_[t], v);
            const std::uint32_t c = after(triangle_[t], b);
            good = good && upright(moved, b, c, normal_[v] + normal_[b] + normal_[c]);
        });
        return good;
    }

    bool upright(const glm::vec3& a, std::uint32_t b, std::uint32_t c, const glm::vec3& normal) const {
        const glm::vec3 face = glm::cross(position_[b] - a, position_[c] - a);
        return glm::dot(face, normal) > 0.5f * glm::length(face) * glm::length(normal) && glm::length(face) > 1e-10f;
    }

    void compact() {
        std::erase_if(triangle_, [](const auto& t) { return t[0] == kNone; });
        std::vector<std::uint32_t> renamed(position_.size(), kNone);
        for (const auto& t : triangle_)
            for (const std::uint32_t v : t) renamed[v] = 0;
        std::uint32_t count = 0;
        for (std::uint32_t v = 0; v < renamed.size(); ++v) {
            if (renamed[v] == kNone) continue;
            renamed[v] = count;
            position_[count] = position_[v];
            normal_[count] = normal_[v];
            size_[count] = size_[v];
            ++count;
        }
        position_.resize(count);
        normal_.resize(count);
        size_.resize(count);
        for (auto& t : triangle_)
            for (std::uint32_t& v : t) v = renamed[v];
    }

    void even(int rounds) {
        for (int round = 0; round < rounds; ++round) {
            link();
            flipRound();
            link();
            relax();
        }
    }

    void flipRound() {
        std::vector<std::uint8_t> locked(position_.size(), 0);
        const auto excess = [](std::size_t valence) {
            const int d = static_cast<int>(valence) - 6;
            return d * d;
        };
        for (const Edge& e : edges()) {
            const std::uint32_t c = opposite(triangle_[e.left], e.a, e.b);
            const std::uint32_t d = opposite(triangle_[e.right], e.a, e.b);
            if (locked[e.a] || locked[e.b] || locked[c] || locked[d] || c == d) continue;
            const int before = excess(valence(e.a)) + excess(valence(e.b)) + excess(valence(c)) + excess(valence(d));
            const int later =
                excess(valence(e.a) - 1) + excess(valence(e.b) - 1) + excess(valence(c) + 1) + excess(valence(d) + 1);
            if (later >= before) continue;
            bool joined = false;
            forNeighbours(c, [&](std::uint32_t w) { joined = joined || w == d; });
            const glm::vec3 normal = normal_[c] + normal_[d];
            // left runs a, b, c; right b, a, d.
            if (joined || !upright(position_[e.a], d, c, normal) || !upright(position_[e.b], c, d, normal)) continue;
            triangle_[e.left] = {e.a, d, c};
            triangle_[e.right] = {e.b, c, d};
            locked[e.a] = locked[e.b] = locked[c] = locked[d] = 1;
        }
    }

    void relax() {
        for (std::uint32_t v = 0; v < position_.size(); ++v) {
            glm::vec3 sum(0.0f);
            float weights = 0.0f;
            forNeighbours(v, [&](std::uint32_t w) {
                sum += position_[w] * size_[w];
                weights += size_[w];
            });
            const glm::vec3 pull = 0.6f * (sum / weights - position_[v]);
            const glm::vec3 moved = drawn(position_[v] + pull - normal_[v] * glm::dot(pull, normal_[v]));
            if (!keepsItsFaces(v, kNone, moved)) continue;
            position_[v] = moved;
            normal_[v] = direction(moved, normal_[v]);
        }
    }

    /// The point brought onto the zero surface.
    glm::vec3 drawn(glm::vec3 p) const {
        for (int k = 0; k < 2; ++k) {
            const glm::vec3 slope = field_.gradient(p);
            const float steep = glm::dot(slope, slope);
            if (steep < 1e-3f) break;
            glm::vec3 step = -slope * (field_.at(p) / steep);
            const float length = glm::length(step);
            if (length > field_.step) step *= field_.step / length;
            p += step;
        }
        return p;
    }

    glm::vec3 direction(const glm::vec3& p, const glm::vec3& otherwise) const {
        const glm::vec3 slope = field_.gradient(p);
        const float length = glm::length(slope);
        return length > 1e-4f ? slope / length : glm::normalize(otherwise);
    }

    Mesh result() const {
        Mesh mesh;
        mesh.positions = position_;
        mesh.normals = normal_;
        mesh.indices.reserve(triangle_.size() * 3);
        for (const auto& t : triangle_) mesh.indices.insert(mesh.indices.end(), t.begin(), t.end());
        return mesh;
    }

    const DistanceGrid& field_;
    std::vector<glm::vec3> position_;
    std::vector<glm::vec3> normal_;
    std::vector<float> size_;
    std::vector<std::array<std::uint32_t, 3>> triangle_;
    std::vector<std::vector<std::uint32_t>> around_; ///< triangles of every vertex
};

} // namespace

Mesh remeshed(const Mesh& mesh, const DistanceGrid& field, const RemeshTarget& target) {
    CHECK(mesh.normals.size() == mesh.positions.size(), "remeshing needs normals");
    CHECK(target.triangles > 0 && target.errorM > 0.0f && target.shortestM > 0.0f, "a remesh target is positive");
    if (mesh.indices.empty()) return mesh;
    return Remesher(mesh, field, target).run();
}

} // namespace geometry
