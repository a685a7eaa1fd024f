#include <app/tool_mesh.h>

#include <cmath>

namespace app {

namespace {

constexpr int kAround = 48;
constexpr int kPadRings = 20;
constexpr float kPadHeight = 0.03f; // above it every pad is a straight shaft

/// How far the surface lies from the axis in a direction at a height; 0 where the pad has not begun. Pads are convex.
float radiusAt(const tissue::ToolShape& shape, float angle, float z) {
    const glm::vec3 out(std::cos(angle), std::sin(angle), 0.0f);
    float low = 0.0f, high = 0.15f;
    if (shape.touch({0.0f, 0.0f, z}).distance > 0.0f) return 0.0f;
    for (int i = 0; i < 24; ++i) {
        const float middle = 0.5f * (low + high);
        (shape.touch(out * middle + glm::vec3(0.0f, 0.0f, z)).distance <= 0.0f ? low : high) = middle;
    }
    return low;
}

} // namespace

geometry::Mesh toolMesh(const tissue::ToolShape& shape, float shaft) {
    geometry::Mesh mesh;
    std::vector<float> heights;
    for (int i = 1; i <= kPadRings; ++i) { // closer together at the tip, where the pad is round
        const float t = static_cast<float>(i) / kPadRings;
        heights.push_back(kPadHeight * t * t + 1e-5f);
    }
    heights.push_back(std::max(shaft, kPadHeight + 0.005f));
    mesh.positions.emplace_back(0.0f);
    for (const float z : heights)
        for (int k = 0; k < kAround; ++k) {
            const float angle = 2.0f * core::kPi * static_cast<float>(k) / kAround;
            const float r = std::max(radiusAt(shape, angle, z), 1e-5f);
            mesh.positions.emplace_back(r * std::cos(angle), r * std::sin(angle), z);
        }
    const auto ring = [](std::size_t row, int k) {
        return static_cast<std::uint32_t>(1 + row * kAround + static_cast<std::size_t>((k + kAround) % kAround));
    };
    const auto top = static_cast<std::uint32_t>(mesh.positions.size());
    mesh.positions.emplace_back(0.0f, 0.0f, heights.back());
    for (int k = 0; k < kAround; ++k) {
        mesh.indices.insert(mesh.indices.end(), {0u, ring(0, k + 1), ring(0, k)});
        for (std::size_t row = 0; row + 1 < heights.size(); ++row)
            mesh.indices.insert(mesh.indices.end(), {ring(row, k), ring(row, k + 1), ring(row + 1, k + 1), ring(row, k),
                                                     ring(row + 1, k + 1), ring(row + 1, k)});
        mesh.indices.insert(mesh.indices.end(), {top, ring(heights.size() - 1, k), ring(heights.size() - 1, k + 1)});
    }
    geometry::computeNormals(mesh);
    return mesh;
}

} // namespace app
