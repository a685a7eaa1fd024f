#include <anatomy/moved_with.h>

#include <algorithm>
#include <array>
#include <limits>

namespace anatomy {
namespace {

constexpr std::size_t kNeighbours = 8;

struct Near {
    float square = std::numeric_limits<float>::max();
    std::size_t vertex = 0;
};

/// Equally near: the lower number.
std::array<Near, kNeighbours> nearest(const std::vector<glm::vec3>& vertices, const glm::vec3& point) {
    std::array<Near, kNeighbours> out{};
    for (std::size_t i = 0; i < vertices.size(); ++i) {
        const glm::vec3 d = vertices[i] - point;
        const float square = glm::dot(d, d);
        if (square >= out.back().square) continue;
        std::size_t at = kNeighbours - 1;
        for (; at > 0 && out[at - 1].square > square; --at) out[at] = out[at - 1];
        out[at] = {square, i};
    }
    return out;
}

} // namespace

glm::vec3 movedWith(const BodyPart& part, const std::vector<glm::mat4>& shape, const glm::vec3& described) {
    constexpr float kSoftening = 1e-8f; // m2
    const std::vector<glm::vec3>& from = part.described.empty() ? part.mesh.positions : part.described;
    glm::vec3 sum(0.0f);
    float total = 0.0f;
    for (const Near& near : nearest(from, described)) {
        if (near.square == std::numeric_limits<float>::max()) continue;
        const glm::mat4 map = geometry::blend(part.weights[near.vertex], shape);
        const glm::vec3 rest = part.mesh.positions[near.vertex] - glm::vec3(map * glm::vec4(from[near.vertex], 1.0f));
        const float weight = 1.0f / (near.square + kSoftening);
        sum += weight * (glm::vec3(map * glm::vec4(described, 1.0f)) + rest);
        total += weight;
    }
    return total > 0.0f ? sum / total : described;
}

} // namespace anatomy
