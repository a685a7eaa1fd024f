#include <app/tool_solid.h>

#include <geometry/distance_grid.h>
#include <geometry/simplify.h>
#include <geometry/surface_nets.h>

#include <core/check.h>

#include <algorithm>
#include <cmath>

namespace app {
namespace {

constexpr int kCell = 4; // grid points a side that are asked together

/// Asks the distance only where the surface may pass: elsewhere a cell's middle answers for the whole cell.
void fill(geometry::DistanceGrid& grid, const SolidDistance& distance) {
    const float reach = 0.5f * std::sqrt(3.0f) * kCell * grid.step;
    for (int z = 0; z < grid.size.z; z += kCell)
        for (int y = 0; y < grid.size.y; y += kCell)
            for (int x = 0; x < grid.size.x; x += kCell) {
                const glm::ivec3 end = glm::min(glm::ivec3(x, y, z) + kCell, grid.size);
                const glm::vec3 middle = grid.point(x, y, z) + 0.5f * grid.step * glm::vec3(kCell - 1);
                const float there = distance(middle);
                const bool far = std::abs(there) > 2.0f * reach;
                for (int k = z; k < end.z; ++k)
                    for (int j = y; j < end.y; ++j)
                        for (int i = x; i < end.x; ++i)
                            grid.values[grid.index(i, j, k)] = far ? there : distance(grid.point(i, j, k));
            }
}

} // namespace

float RoundCone::distance(const glm::vec3& p) const {
    const glm::vec3 axis = b - a;
    const float length2 = glm::dot(axis, axis);
    const float taper = radiusA - radiusB;
    if (length2 <= taper * taper) { // one ball holds the other
        const bool first = radiusA > radiusB;
        return glm::distance(p, first ? a : b) - std::max(radiusA, radiusB);
    }
    const float side2 = length2 - taper * taper;
    const glm::vec3 pa = p - a;
    const float y = glm::dot(pa, axis), z = y - length2;
    const glm::vec3 across = pa * length2 - axis * y;
    const float x2 = glm::dot(across, across);
    const float y2 = y * y * length2, z2 = z * z * length2;
    const float k = (taper > 0.0f ? 1.0f : taper < 0.0f ? -1.0f : 0.0f) * taper * taper * x2;
    const auto sign = [](float v) { return v > 0.0f ? 1.0f : v < 0.0f ? -1.0f : 0.0f; };
    if (sign(z) * side2 * z2 > k) return std::sqrt(x2 + z2) / length2 - radiusB;
    if (sign(y) * side2 * y2 < k) return std::sqrt(x2 + y2) / length2 - radiusA;
    return (std::sqrt(x2 * side2 / length2) + y * taper) / length2 - radiusA;
}

float Melted::distance(const glm::vec3& p) const {
    float d = 1.0f;
    for (const RoundCone& cone : cones) d = geometry::smoothMinimum(d, cone.distance(p), blend);
    return d;
}

core::Box Melted::bounds() const {
    core::Box box;
    for (const RoundCone& c : cones) {
        box.add(c.a - c.radiusA);
        box.add(c.a + c.radiusA);
        box.add(c.b - c.radiusB);
        box.add(c.b + c.radiusB);
    }
    return box;
}

float cuffDistance(const RoundCone& cone, const glm::vec3& p) {
    const float length = glm::distance(cone.a, cone.b);
    const glm::vec3 axis = (cone.b - cone.a) / length;
    const float along = glm::dot(p - cone.a, axis);
    const float t = std::clamp(along / length, 0.0f, 1.0f);
    const float across = glm::length(p - cone.a - axis * along) - glm::mix(cone.radiusA, cone.radiusB, t);
    return std::max(across, std::max(-along, along - length));
}

geometry::Mesh meshOf(const SolidDistance& distance, const core::Box& box, float step, std::size_t triangles) {
    core::Box room = box;
    room.lower -= 3.0f * step;
    room.upper += 3.0f * step;
    auto grid = geometry::makeGrid(room, step, 1.0f);
    CHECK(grid.ok(), "a tool is of a hand's size");
    fill(grid.value(), distance);
    const geometry::Mesh fine = geometry::meshZeroSurface(grid.value());
    geometry::Mesh mesh = geometry::simplified(fine, {triangles, 0.1f * step});
    return mesh;
}

} // namespace app
