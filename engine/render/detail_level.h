// Detail levels: coarser triangles over the same vertices of a mesh, and which of them a picture needs. Metres. Pure.
// A level is chosen so that its surface stays within about half a pixel of the mesh; the level of the last picture is
// kept a little longer than that asks for, so that a slow camera does not make it flicker.
#pragma once

#include <core/math.h>
#include <geometry/mesh.h>

#include <cstdint>
#include <span>
#include <vector>

namespace render {

struct DetailLevel {
    std::vector<std::uint32_t> indices;
    float errorM = 0.0f; ///< about the farthest that the surface lies from the mesh's own
};

/// From fine to coarse, without the mesh itself; none when it is small. The mesh is valid (mesh.h).
std::vector<DetailLevel> coarserLevels(const geometry::Mesh& mesh);

/// Largest error that is not seen, in pixels.
constexpr float kUnseenPixels = 0.5f;

/// Number of the level to draw: 0 is the mesh itself, errorsM[0] = 0, growing. `pixelM` is the size of a pixel at the
/// nearest point of what is drawn. `last`: the level of the picture before; negative: none.
int chooseLevel(std::span<const float> errorsM, float pixelM, int last);

/// Distance from the point to the nearest point of the box; 0 inside.
float distanceTo(const core::Box& box, const glm::vec3& point);

} // namespace render
