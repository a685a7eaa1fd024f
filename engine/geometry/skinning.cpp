#include <geometry/skinning.h>

#include <core/check.h>

#include <algorithm>

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

glm::vec3 unit(const glm::vec3& v) {
    const float length = glm::length(v);
    return length > 0.0f ? v / length : v;
}

} // namespace

Mesh posed(const Mesh& mesh, const SkinWeights& weights, std::span<const glm::mat4> joints) {
    if (weights.empty()) return mesh;
    CHECK(weights.size() == mesh.positions.size(), "one set of weights a vertex");
    Mesh out = mesh;
    for (std::size_t i = 0; i < out.positions.size(); ++i) {
        const glm::mat4 m = blend(weights[i], joints);
        const glm::mat3 turn(m);
        out.positions[i] = glm::vec3(m * glm::vec4(mesh.positions[i], 1.0f));
        if (!out.normals.empty()) out.normals[i] = unit(turn * mesh.normals[i]);
        if (!out.fibres.empty()) out.fibres[i] = unit(turn * mesh.fibres[i]);
    }
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
