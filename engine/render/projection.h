// Projection: what follows from a camera and a picture's shape: matrix, rays through pixels, what lies in view. Pure.
// Clip space is Vulkan's (y down, z 0..1 from near to far); rays are exact inverses of the matrix.
#pragma once

#include <render/view.h>

#include <array>

namespace render {

struct Projection {
    glm::mat4 viewProjection{1.0f};
    std::array<glm::vec3, 3> rayOrigin{};    ///< origin = [0] + x [1] + y [2]; x, y in -1..1, y down
    std::array<glm::vec3, 3> rayDirection{}; ///< likewise; not unit
    glm::vec3 eye{0.0f};
    glm::vec3 forward{0.0f, 0.0f, 1.0f};
    float nearPlane = 0.05f;
    float farPlane = 6.0f;
    bool perspective = true;
    float pixelSize = 0.0f;            ///< metres at distance 1 (perspective) or everywhere
    std::array<glm::vec4, 6> planes{}; ///< inside: dot(xyz, p) + w >= 0

    bool sees(const core::Box& box) const;
    /// Distance along `forward` for a depth value.
    float distance(float depth) const;
    /// The point at pixel coordinates (of the whole picture) and a depth value.
    glm::vec3 point(float x, float y, int width, int height, float depth) const;
    core::Ray ray(float x, float y, int width, int height) const;
};

/// A camera that looks at itself or with a degenerate up is corrected, never divided by zero.
Projection project(const Camera& camera, int width, int height);

/// Light's matrix: body frame -> [0,1]^3, tight around the box.
glm::mat4 shadowMatrix(const glm::vec3& toLight, const core::Box& casters);

} // namespace render
