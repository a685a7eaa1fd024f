#include <geometry/skinning.h>

#include <geometry/bvh.h>

#include <core/check.h>

#include <glm/gtc/quaternion.hpp>

#include <algorithm>
#include <cmath>

namespace geometry {

glm::mat4 blend(const VertexWeights& vertex, std::span<const glm::mat4> joints) {
    glm::mat4 sum(0.0f);
    float total = 0.0f;
    for (std::size_t i = 0; i < 4; ++i) {
        if (vertex.weights[i] == 0.0f) continue;
        DCHECK(vertex.joints[i] < joints.size(), "joint of a weight");
        sum += joints[vertex.joints[i]] * vertex.weights[i];
        total += vertex.weights[i];
    }
    if (total == 0.0f) return joints.empty() ? glm::mat4(1.0f) : joints[0];
    return sum;
}

namespace {

/// Product of quaternions (x, y, z, w).
glm::vec4 times(const glm::vec4& a, const glm::vec4& b) {
    const glm::vec3 u(a), v(b);
    return {a.w * v + b.w * u + glm::cross(u, v), a.w * b.w - glm::dot(u, v)};
}

DualQuaternion motionOf(const glm::mat4& joint) {
    const glm::quat q = glm::normalize(glm::quat_cast(glm::mat3(joint)));
    DualQuaternion out;
    out.real = {q.x, q.y, q.z, q.w};
    out.dual = 0.5f * times(glm::vec4(glm::vec3(joint[3]), 0.0f), out.real);
    return out;
}

glm::mat4 matrixOf(DualQuaternion m) {
    const float length = glm::length(m.real);
    m.real /= length;
    m.dual /= length;
    const glm::quat q(m.real.w, m.real.x, m.real.y, m.real.z);
    glm::mat4 out = glm::mat4_cast(q);
    const glm::vec4 conjugate(-m.real.x, -m.real.y, -m.real.z, m.real.w);
    out[3] = glm::vec4(2.0f * glm::vec3(times(m.dual, conjugate)), 1.0f);
    return out;
}

void swell(std::vector<glm::vec3>& positions, const std::vector<glm::vec3>& rest, const std::vector<glm::vec3>& normals,
           const std::vector<float>& halfThickness, float bulge) {
    for (std::size_t i = 0; i < positions.size(); ++i) positions[i] = rest[i] + normals[i] * (bulge * halfThickness[i]);
}

/// Lowers figures until none is larger than its neighbour's by more than the way to it.
void limitSlope(const Mesh& mesh, std::vector<float>& figures) {
    for (bool changed = true; changed;) {
        changed = false;
        for (std::size_t i = 0; i < mesh.indices.size(); ++i) {
            const std::uint32_t a = mesh.indices[i];
            const std::uint32_t b = mesh.indices[i % 3 == 2 ? i - 2 : i + 1];
            const float way = glm::distance(mesh.positions[a], mesh.positions[b]);
            for (const auto& [from, to] : {std::pair(a, b), std::pair(b, a)}) {
                if (figures[to] <= figures[from] + way) continue;
                figures[to] = figures[from] + way;
                changed = true;
            }
        }
    }
}

} // namespace

RigidJoints::RigidJoints(std::span<const glm::mat4> joints) {
    motions_.reserve(joints.size());
    for (const glm::mat4& joint : joints) motions_.push_back(motionOf(joint));
}

glm::mat4 RigidJoints::at(const VertexWeights& vertex) const {
    DualQuaternion sum{glm::vec4(0.0f), glm::vec4(0.0f)};
    const DualQuaternion* first = nullptr; // of two quaternions of one rotation, the one on the first joint's side
    for (std::size_t k = 0; k < 4; ++k) {
        if (vertex.weights[k] == 0.0f) continue;
        DCHECK(vertex.joints[k] < motions_.size(), "joint of a weight");
        const DualQuaternion& motion = motions_[vertex.joints[k]];
        if (first == nullptr) first = &motion;
        const float weight = glm::dot(first->real, motion.real) < 0.0f ? -vertex.weights[k] : vertex.weights[k];
        sum.real += weight * motion.real;
        sum.dual += weight * motion.dual;
    }
    if (first == nullptr) return motions_.empty() ? glm::mat4(1.0f) : matrixOf(motions_[0]);
    return matrixOf(sum);
}

Mesh posed(const Mesh& mesh, const SkinWeights& weights, const RigidJoints& joints,
           const std::vector<float>& halfThickness, float bulge) {
    if (weights.empty()) return mesh;
    CHECK(weights.size() == mesh.positions.size(), "one set of weights a vertex");
    CHECK(halfThickness.empty() || halfThickness.size() == mesh.positions.size(), "one thickness a vertex");
    Mesh out = mesh;
    for (std::size_t i = 0; i < out.positions.size(); ++i) {
        const glm::mat4 m = joints.at(weights[i]);
        const glm::mat3 turn(m);
        out.positions[i] = glm::vec3(m * glm::vec4(mesh.positions[i], 1.0f));
        if (!out.normals.empty()) out.normals[i] = core::unit(turn * mesh.normals[i]);
        if (!out.fibres.empty()) out.fibres[i] = core::unit(turn * mesh.fibres[i]);
    }
    if (bulge != 0.0f && !halfThickness.empty() && !out.normals.empty())
        swell(out.positions, std::vector<glm::vec3>(out.positions), out.normals, halfThickness, bulge);
    return out;
}

float bulgeOf(const Mesh& mesh, const SkinWeights& weights, const RigidJoints& joints,
              const std::vector<float>& halfThickness) {
    if (halfThickness.empty() || weights.empty() || mesh.normals.empty()) return 0.0f;
    const double wanted = volume(mesh);
    if (!(wanted > 0.0)) return 0.0f;
    Mesh out = posed(mesh, weights, joints);
    const std::vector<glm::vec3> rest = out.positions;
    const auto missing = [&](float bulge) {
        swell(out.positions, rest, out.normals, halfThickness, bulge);
        return (wanted - volume(out)) / wanted;
    };
    constexpr double kEnough = 1e-3;
    // Secant: the volume is nearly linear in the bulge.
    float at = 0.0f, before = 0.05f;
    double lack = missing(at);
    if (std::abs(lack) < kEnough) return 0.0f;
    double lackBefore = missing(before);
    for (int pass = 0; pass < 6 && std::abs(lack) >= kEnough; ++pass) {
        const double slope = (lack - lackBefore) / static_cast<double>(at - before);
        if (!(std::abs(slope) > 1e-6)) break;
        const float next = std::clamp(at - static_cast<float>(lack / slope), -kMostBulge, kMostBulge);
        before = at;
        lackBefore = lack;
        if (next == at) break;
        at = next;
        lack = missing(at);
    }
    return at;
}

std::vector<float> halfThicknesses(const Mesh& mesh, float mostM) {
    constexpr float kSkip = 1e-5f; // m: past the vertex's own triangles
    const Bvh tree(mesh);
    std::vector<float> out;
    out.reserve(mesh.positions.size());
    for (std::size_t i = 0; i < mesh.positions.size(); ++i) {
        const core::Ray ray{mesh.positions[i] - kSkip * mesh.normals[i], -mesh.normals[i]};
        const auto hit = tree.firstHit(ray, 2.0f * mostM);
        out.push_back(0.5f * (hit ? hit->distance + kSkip : 2.0f * mostM));
    }
    limitSlope(mesh, out);
    return out;
}

VertexWeights strongestFour(std::vector<std::pair<std::uint16_t, float>> influences) {
    std::sort(influences.begin(), influences.end(), [](const auto& a, const auto& b) {
        return a.second != b.second ? a.second > b.second : a.first < b.first;
    });
    VertexWeights out;
    float sum = 0.0f;
    for (std::size_t i = 0; i < std::min<std::size_t>(4, influences.size()); ++i) sum += influences[i].second;
    if (sum <= 0.0f) return out;
    for (std::size_t i = 0; i < std::min<std::size_t>(4, influences.size()); ++i) {
        out.joints[i] = influences[i].first;
        out.weights[i] = influences[i].second / sum;
    }
    return out;
}

} // namespace geometry
