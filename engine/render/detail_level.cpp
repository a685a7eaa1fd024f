#include <render/detail_level.h>

#include <geometry/simplify.h>

#include <algorithm>
#include <array>

namespace render {
namespace {

constexpr std::size_t kSmallTriangles = 400; ///< a mesh below this gains nothing
constexpr float kStay = 1.3f;                ///< a level stays within this factor of where it would change

/// The simplifier's error is a mean over the planes that met at a vertex; the farthest point lies up to 1.7 times as
/// far (measured on lofts, detail_level_test.cpp).
constexpr float kFarthest = 2.0f;

struct Step {
    float errorM;
    std::size_t part; ///< of the triangles, at least: colour, fibres and tendon are known at the vertices only
};
constexpr std::array<Step, 3> kSteps{{{0.00025f, 2}, {0.0006f, 5}, {0.0016f, 14}}};

int coarsestWithin(std::span<const float> errorsM, float allowed) {
    int level = 0;
    while (level + 1 < static_cast<int>(errorsM.size()) && errorsM[static_cast<std::size_t>(level + 1)] <= allowed)
        ++level;
    return level;
}

} // namespace

std::vector<DetailLevel> coarserLevels(const geometry::Mesh& mesh) {
    std::vector<DetailLevel> levels;
    if (mesh.triangleCount() < kSmallTriangles) return levels;
    levels.reserve(kSteps.size()); // `finer` looks into it
    std::span<const std::uint32_t> finer = mesh.indices;
    float error = 0.0f;
    for (const Step& step : kSteps) {
        const std::size_t triangles = std::max<std::size_t>(mesh.triangleCount() / step.part, 16);
        const float left = std::max(step.errorM - error, 0.0f); // the finer level has its own
        const geometry::CoarserIndices made = geometry::coarserIndices(mesh, finer, {triangles, left / kFarthest});
        if (made.indices.size() * 4 > finer.size() * 3) continue; // not worth its memory
        error += kFarthest * made.errorM;
        levels.push_back({made.indices, error});
        finer = levels.back().indices;
    }
    return levels;
}

int chooseLevel(std::span<const float> errorsM, float pixelM, int last) {
    const float allowed = kUnseenPixels * pixelM;
    if (last < 0 || last >= static_cast<int>(errorsM.size())) return coarsestWithin(errorsM, allowed);
    // Finer only when the last one is clearly too coarse, coarser only when the next is clearly fine enough.
    if (errorsM[static_cast<std::size_t>(last)] > kStay * allowed) return coarsestWithin(errorsM, allowed);
    return std::max(last, coarsestWithin(errorsM, allowed / kStay));
}

float distanceTo(const core::Box& box, const glm::vec3& point) {
    return box.empty() ? 0.0f : glm::length(point - glm::clamp(point, box.lower, box.upper));
}

} // namespace render
