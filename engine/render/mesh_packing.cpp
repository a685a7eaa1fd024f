#include <render/mesh_packing.h>

#include <core/check.h>

#include <shared.h>

#include <algorithm>
#include <bit>
#include <cmath>

namespace render {
namespace {

glm::vec2 octahedral(const glm::vec3& v) {
    const float sum = std::abs(v.x) + std::abs(v.y) + std::abs(v.z);
    if (sum < 1e-12f) return {0.0f, 0.0f};
    const glm::vec3 n = v / sum;
    if (n.z >= 0.0f) return {n.x, n.y};
    return {(1.0f - std::abs(n.y)) * (n.x >= 0.0f ? 1.0f : -1.0f),
            (1.0f - std::abs(n.x)) * (n.y >= 0.0f ? 1.0f : -1.0f)};
}

std::uint32_t unorm(float value, float most) {
    return static_cast<std::uint32_t>(std::lround(std::clamp(value, 0.0f, 1.0f) * most));
}

std::uint32_t snorm2x16(const glm::vec2& v) {
    const auto snorm = [](float value) {
        return static_cast<std::uint32_t>(std::lround(std::clamp(value, -1.0f, 1.0f) * 32767.0f)) & 0xffffu;
    };
    return snorm(v.x) | snorm(v.y) << 16;
}

} // namespace

std::uint32_t packDirection(const glm::vec3& unit) {
    return snorm2x16(octahedral(unit));
}

std::uint32_t packFibre(const glm::vec3& fibre, float cavity, float tendon) {
    const glm::vec2 e = octahedral(fibre);
    return unorm(e.x * 0.5f + 0.5f, 1023.0f) | unorm(e.y * 0.5f + 0.5f, 1023.0f) << 10 | unorm(cavity, 63.0f) << 20 |
           unorm(tendon, 63.0f) << 26;
}

std::vector<float> cavities(const geometry::Mesh& mesh) {
    const std::size_t count = mesh.positions.size();
    std::vector<float> sum(count, 0.0f);
    std::vector<float> edges(count, 0.0f);
    const auto eachEdge = [&](const auto& visit) {
        for (std::size_t i = 0; i + 2 < mesh.indices.size(); i += 3) {
            for (std::size_t k = 0; k < 3; ++k) {
                const std::uint32_t a = mesh.indices[i + k], b = mesh.indices[i + (k + 1) % 3];
                visit(a, b);
                visit(b, a);
            }
        }
    };
    eachEdge([&](std::uint32_t a, std::uint32_t b) {
        const glm::vec3 edge = mesh.positions[b] - mesh.positions[a];
        const float squared = std::max(glm::dot(edge, edge), 1e-12f);
        sum[a] += 2.0f * glm::dot(mesh.normals[a], edge) / squared; // curvature of the circle through the edge
        edges[a] += 1.0f;
    });
    constexpr float kFullCurvature = 200.0f; // 1/m
    std::vector<float> raw(count, 0.5f);
    for (std::size_t i = 0; i < count; ++i) {
        if (edges[i] > 0.0f) raw[i] = 0.5f + 0.5f * std::clamp(sum[i] / edges[i] / kFullCurvature, -1.0f, 1.0f);
    }
    std::vector<float> smooth = raw;
    eachEdge([&](std::uint32_t a, std::uint32_t b) { smooth[a] += raw[b] / std::max(edges[a], 1.0f); });
    for (std::size_t i = 0; i < count; ++i) {
        if (edges[i] > 0.0f) smooth[i] *= 0.5f;
    }
    return smooth;
}

std::vector<std::uint32_t> packVertices(const geometry::Mesh& mesh, const geometry::SkinWeights& weights,
                                        const std::vector<float>& halfThickness) {
    CHECK(mesh.normals.size() == mesh.positions.size(), "a packed mesh has normals");
    CHECK(weights.empty() || weights.size() == mesh.positions.size(), "weights are parallel to positions");
    const std::vector<float> cavity = cavities(mesh);
    std::vector<std::uint32_t> words;
    words.reserve(mesh.positions.size() * shared::kBindWords);
    for (std::size_t i = 0; i < mesh.positions.size(); ++i) {
        for (int axis = 0; axis < 3; ++axis) words.push_back(std::bit_cast<std::uint32_t>(mesh.positions[i][axis]));
        words.push_back(packDirection(mesh.normals[i]));
        words.push_back(packFibre(mesh.fibres.empty() ? glm::vec3(0.0f) : mesh.fibres[i], cavity[i],
                                  mesh.tendon.empty() ? 0.0f : mesh.tendon[i]));
        std::uint32_t joints = 0, shares[2]{};
        if (weights.empty()) {
            shares[0] = 65535u;
        } else {
            const geometry::VertexWeights& w = weights[i];
            float sum = 0.0f;
            for (const float weight : w.weights) sum += weight;
            for (unsigned k = 0; k < 4; ++k) {
                const float share = sum > 0.0f ? w.weights[k] / sum : (k == 0 ? 1.0f : 0.0f);
                CHECK(w.joints[k] < 256, "a joint's number is packed in eight bits");
                joints |= static_cast<std::uint32_t>(w.joints[k]) << (8 * k);
                shares[k / 2] |= unorm(share, 65535.0f) << (16 * (k % 2));
            }
        }
        const glm::vec3 grain = mesh.grain.empty() ? glm::vec3(0.0f) : mesh.grain[i];
        const float half = halfThickness.empty() ? 0.0f : halfThickness[i];
        words.insert(words.end(), {joints, std::bit_cast<std::uint32_t>(half), shares[0], shares[1],
                                   std::bit_cast<std::uint32_t>(grain.x),
                                   snorm2x16({grain.y, grain.z})}); // no muscle is wider than a metre
    }
    return words;
}

} // namespace render
