#include <geometry/bvh.h>

#include <geometry/crossing.h>

#include <core/check.h>

#include <algorithm>
#include <cmath>

namespace geometry {
namespace {

constexpr std::uint32_t kLeafSize = 4;
constexpr int kBins = 16;
constexpr std::size_t kDeepest = 96; ///< of the walking stack; splits by the middle keep trees far below it

float halfArea(const core::Box& box) {
    if (box.empty()) return 0.0f;
    const glm::vec3 s = box.size();
    return s.x * s.y + s.y * s.z + s.z * s.x;
}

struct Reference {
    core::Box box;
    glm::vec3 centre{0.0f};
    std::uint32_t triangle = 0;
};

struct Bin {
    core::Box box;
    std::uint32_t count = 0;
};

struct Split {
    int axis = -1;
    int bin = 0;
};

int binOf(float value, float low, float scale) {
    return std::min(kBins - 1, std::max(0, static_cast<int>((value - low) * scale)));
}

/// Cheapest cut between bins by area times count; axis -1 when all centres coincide.
Split bestSplit(const std::vector<Reference>& refs, std::size_t begin, std::size_t end, const core::Box& centres) {
    Split best;
    float bestCost = std::numeric_limits<float>::max();
    for (int axis = 0; axis < 3; ++axis) {
        const float extent = centres.upper[axis] - centres.lower[axis];
        if (!(extent > 0.0f)) continue;
        const float scale = static_cast<float>(kBins) / extent;
        std::array<Bin, kBins> bins{};
        for (std::size_t i = begin; i < end; ++i) {
            Bin& bin = bins[static_cast<std::size_t>(binOf(refs[i].centre[axis], centres.lower[axis], scale))];
            bin.box.add(refs[i].box);
            ++bin.count;
        }
        std::array<float, kBins> rightCost{};
        core::Box box;
        std::uint32_t count = 0;
        for (int b = kBins - 1; b > 0; --b) {
            box.add(bins[static_cast<std::size_t>(b)].box);
            count += bins[static_cast<std::size_t>(b)].count;
            rightCost[static_cast<std::size_t>(b)] = halfArea(box) * static_cast<float>(count);
        }
        box = {};
        count = 0;
        for (int b = 1; b < kBins; ++b) {
            box.add(bins[static_cast<std::size_t>(b - 1)].box);
            count += bins[static_cast<std::size_t>(b - 1)].count;
            if (count == 0 || count == end - begin) continue;
            const float cost = halfArea(box) * static_cast<float>(count) + rightCost[static_cast<std::size_t>(b)];
            if (cost < bestCost) {
                bestCost = cost;
                best = {axis, b};
            }
        }
    }
    return best;
}

struct ClosestOnTriangle {
    glm::vec3 position;
    glm::vec2 weights;
};

/// Ericson 2005, Real-Time Collision Detection, section 5.1.5.
ClosestOnTriangle closest(const glm::vec3& p, const glm::vec3& a, const glm::vec3& b, const glm::vec3& c) {
    const glm::vec3 ab = b - a;
    const glm::vec3 ac = c - a;
    const glm::vec3 ap = p - a;
    const float d1 = glm::dot(ab, ap);
    const float d2 = glm::dot(ac, ap);
    if (d1 <= 0.0f && d2 <= 0.0f) return {a, {0.0f, 0.0f}};
    const glm::vec3 bp = p - b;
    const float d3 = glm::dot(ab, bp);
    const float d4 = glm::dot(ac, bp);
    if (d3 >= 0.0f && d4 <= d3) return {b, {1.0f, 0.0f}};
    const float vc = d1 * d4 - d3 * d2;
    if (vc <= 0.0f && d1 >= 0.0f && d3 <= 0.0f) {
        const float v = d1 - d3 > 0.0f ? d1 / (d1 - d3) : 0.0f;
        return {a + v * ab, {v, 0.0f}};
    }
    const glm::vec3 cp = p - c;
    const float d5 = glm::dot(ab, cp);
    const float d6 = glm::dot(ac, cp);
    if (d6 >= 0.0f && d5 <= d6) return {c, {0.0f, 1.0f}};
    const float vb = d5 * d2 - d1 * d6;
    if (vb <= 0.0f && d2 >= 0.0f && d6 <= 0.0f) {
        const float w = d2 - d6 > 0.0f ? d2 / (d2 - d6) : 0.0f;
        return {a + w * ac, {0.0f, w}};
    }
    const float va = d3 * d6 - d5 * d4;
    if (va <= 0.0f && d4 - d3 >= 0.0f && d5 - d6 >= 0.0f) {
        const float sum = (d4 - d3) + (d5 - d6);
        const float w = sum > 0.0f ? (d4 - d3) / sum : 0.0f;
        return {b + w * (c - b), {1.0f - w, w}};
    }
    const float sum = va + vb + vc;
    if (!(sum > 0.0f)) return {a, {0.0f, 0.0f}}; // no area
    const float v = vb / sum;
    const float w = vc / sum;
    return {a + ab * v + ac * w, {v, w}};
}

float squaredDistance(const glm::vec3& p, const glm::vec3& lower, const glm::vec3& upper) {
    const glm::vec3 d = glm::max(glm::max(lower - p, p - upper), glm::vec3(0.0f));
    return glm::dot(d, d);
}

} // namespace

class Bvh::Builder {
public:
    Builder(Bvh& bvh, const Mesh& mesh) : bvh_(bvh) {
        refs_.resize(mesh.triangleCount());
        for (std::size_t t = 0; t < refs_.size(); ++t) {
            for (std::size_t k = 0; k < 3; ++k) refs_[t].box.add(mesh.positions[mesh.indices[3 * t + k]]);
            refs_[t].centre = refs_[t].box.centre();
            refs_[t].triangle = static_cast<std::uint32_t>(t);
            bvh_.bounds_.add(refs_[t].box);
        }
        if (refs_.empty()) return;
        bvh_.nodes_.reserve(refs_.size());
        bvh_.nodes_.emplace_back();
        build(0, 0, refs_.size(), 0);
        for (const Reference& ref : refs_) bvh_.order_.push_back(ref.triangle);
    }

private:
    void build(std::size_t node, std::size_t begin, std::size_t end, std::size_t depth) {
        core::Box box;
        core::Box centres;
        for (std::size_t i = begin; i < end; ++i) {
            box.add(refs_[i].box);
            centres.add(refs_[i].centre);
        }
        bvh_.nodes_[node].lower = box.lower;
        bvh_.nodes_[node].upper = box.upper;
        if (end - begin <= kLeafSize) {
            bvh_.nodes_[node].first = static_cast<std::uint32_t>(begin);
            bvh_.nodes_[node].count = static_cast<std::uint32_t>(end - begin);
            return;
        }
        const std::size_t middle = cut(begin, end, centres, depth);
        const std::size_t left = bvh_.nodes_.size();
        bvh_.nodes_.resize(left + 2);
        bvh_.nodes_[node].first = static_cast<std::uint32_t>(left);
        build(left, begin, middle, depth + 1);
        build(left + 1, middle, end, depth + 1);
    }

    std::size_t cut(std::size_t begin, std::size_t end, const core::Box& centres, std::size_t depth) {
        const std::size_t half = begin + (end - begin) / 2;
        const auto at = [&](std::size_t i) { return refs_.begin() + static_cast<std::ptrdiff_t>(i); };
        // After many levels of lopsided cuts the count decides, which bounds the depth.
        const Split split = depth < 48 ? bestSplit(refs_, begin, end, centres) : Split{};
        if (split.axis < 0) {
            const glm::vec3 size = centres.size();
            const int axis = size.x >= size.y ? (size.x >= size.z ? 0 : 2) : (size.y >= size.z ? 1 : 2);
            std::nth_element(at(begin), at(half), at(end), [axis](const Reference& a, const Reference& b) {
                return a.centre[axis] != b.centre[axis] ? a.centre[axis] < b.centre[axis] : a.triangle < b.triangle;
            });
            return half;
        }
        const float low = centres.lower[split.axis];
        const float scale = static_cast<float>(kBins) / (centres.upper[split.axis] - low);
        const auto middle = std::stable_partition(at(begin), at(end), [&](const Reference& ref) {
            return binOf(ref.centre[split.axis], low, scale) < split.bin;
        });
        return static_cast<std::size_t>(middle - refs_.begin());
    }

    Bvh& bvh_;
    std::vector<Reference> refs_;
};

Bvh::Bvh(const Mesh& mesh) : positions_(mesh.positions), indices_(mesh.indices) {
    Builder(*this, mesh);
}

std::array<glm::vec3, 3> Bvh::corners(std::uint32_t triangle) const {
    DCHECK(3 * triangle + 2 < indices_.size(), "triangle of the mesh");
    return {positions_[indices_[3 * triangle]], positions_[indices_[3 * triangle + 1]],
            positions_[indices_[3 * triangle + 2]]};
}

/// Visits every triangle of every leaf the ray passes before `farthest`, nearer boxes first.
template <typename Visit>
void Bvh::alongRay(const core::Ray& ray, float& farthest, const Visit& visit) const {
    if (nodes_.empty()) return;
    const glm::vec3 inverse = 1.0f / ray.direction; // infinite where the ray is parallel to a side: handled below
    const auto enter = [&](const Node& node) {
        float near = 0.0f;
        float far = farthest;
        for (int k = 0; k < 3; ++k) {
            if (ray.direction[k] == 0.0f) {
                if (ray.origin[k] < node.lower[k] || ray.origin[k] > node.upper[k]) return -1.0f;
                continue;
            }
            const float a = (node.lower[k] - ray.origin[k]) * inverse[k];
            const float b = (node.upper[k] - ray.origin[k]) * inverse[k];
            near = std::max(near, std::min(a, b));
            far = std::min(far, std::max(a, b));
        }
        // Rounding of the slabs: two units in the last place more (Ize 2013).
        return near <= far * 1.0000004f ? near : -1.0f;
    };
    std::array<std::uint32_t, kDeepest> stack;
    std::size_t top = 0;
    stack[top++] = 0;
    while (top > 0) {
        const Node& node = nodes_[stack[--top]];
        if (enter(node) < 0.0f) continue;
        if (node.count > 0) {
            for (std::uint32_t i = 0; i < node.count; ++i) visit(order_[node.first + i]);
            continue;
        }
        const float left = enter(nodes_[node.first]);
        const float right = enter(nodes_[node.first + 1]);
        CHECK(top + 2 <= kDeepest, "depth of the tree");
        if (left >= 0.0f && right >= 0.0f) {
            const std::uint32_t nearer = left <= right ? 0 : 1;
            stack[top++] = node.first + 1 - nearer;
            stack[top++] = node.first + nearer;
        } else if (left >= 0.0f) {
            stack[top++] = node.first;
        } else if (right >= 0.0f) {
            stack[top++] = node.first + 1;
        }
    }
}

std::optional<RayHit> Bvh::firstHit(const core::Ray& ray, float farthest) const {
    const CrossingLine line(ray.origin, ray.direction);
    std::optional<RayHit> best;
    alongRay(ray, farthest, [&](std::uint32_t triangle) {
        const auto [a, b, c] = corners(triangle);
        const Crossing hit = line.with(a, b, c);
        if (hit.sign == 0 || hit.parameter < 0.0f || hit.parameter > farthest) return;
        if (best && hit.parameter == best->distance && triangle > best->triangle) return;
        best = RayHit{hit.parameter, triangle, hit.weights, hit.sign > 0};
        farthest = hit.parameter;
    });
    return best;
}

std::vector<RayHit> Bvh::allHits(const core::Ray& ray, float farthest) const {
    const CrossingLine line(ray.origin, ray.direction);
    std::vector<RayHit> hits;
    alongRay(ray, farthest, [&](std::uint32_t triangle) {
        const auto [a, b, c] = corners(triangle);
        const Crossing hit = line.with(a, b, c);
        if (hit.sign == 0 || hit.parameter < 0.0f || hit.parameter > farthest) return;
        hits.push_back({hit.parameter, triangle, hit.weights, hit.sign > 0});
    });
    std::sort(hits.begin(), hits.end(), [](const RayHit& a, const RayHit& b) {
        return a.distance != b.distance ? a.distance < b.distance : a.triangle < b.triangle;
    });
    return hits;
}

bool Bvh::contains(const glm::vec3& point) const {
    if (nodes_.empty() || !bounds_.contains(point)) return false;
    const core::Ray ray{point, {0.0f, 0.0f, -1.0f}}; // through the back, where the body's parts are fewest
    const CrossingLine line(ray.origin, ray.direction);
    int winding = 0;
    float farthest = std::numeric_limits<float>::max();
    alongRay(ray, farthest, [&](std::uint32_t triangle) {
        const auto [a, b, c] = corners(triangle);
        const Crossing hit = line.with(a, b, c);
        if (hit.sign != 0 && hit.parameter > 0.0f) winding += hit.sign;
    });
    return winding > 0;
}

std::optional<NearestPoint> Bvh::nearest(const glm::vec3& point, float farthest) const {
    if (nodes_.empty()) return std::nullopt;
    std::optional<NearestPoint> best;
    float limit = farthest < std::sqrt(std::numeric_limits<float>::max()) ? farthest * farthest
                                                                          : std::numeric_limits<float>::max();
    struct Waiting {
        std::uint32_t node;
        float distance;
    };
    std::array<Waiting, kDeepest> stack;
    std::size_t top = 0;
    stack[top++] = {0, squaredDistance(point, nodes_[0].lower, nodes_[0].upper)};
    while (top > 0) {
        const Waiting next = stack[--top];
        if (next.distance > limit) continue;
        const Node& node = nodes_[next.node];
        for (std::uint32_t i = 0; i < node.count; ++i) {
            const std::uint32_t triangle = order_[node.first + i];
            const auto [a, b, c] = corners(triangle);
            const ClosestOnTriangle found = closest(point, a, b, c);
            const glm::vec3 d = found.position - point;
            const float distance = glm::dot(d, d);
            if (distance > limit || (best && distance == limit && triangle > best->triangle)) continue;
            best = NearestPoint{found.position, distance, triangle, found.weights};
            limit = distance;
        }
        if (node.count > 0) continue;
        Waiting left{node.first, squaredDistance(point, nodes_[node.first].lower, nodes_[node.first].upper)};
        Waiting right{node.first + 1,
                      squaredDistance(point, nodes_[node.first + 1].lower, nodes_[node.first + 1].upper)};
        if (left.distance > right.distance) std::swap(left, right);
        CHECK(top + 2 <= kDeepest, "depth of the tree");
        if (right.distance <= limit) stack[top++] = right;
        if (left.distance <= limit) stack[top++] = left;
    }
    if (best) best->distance = std::sqrt(best->distance);
    return best;
}

} // namespace geometry
