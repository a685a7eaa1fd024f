// Orbit camera: turns about a point of the body. Yaw 0, pitch 0 looks from behind (the posterior view), because the
// back is what this program is about. Metres and radians.
#pragma once

#include <core/math.h>
#include <core/result.h>
#include <render/view.h>

#include <string>
#include <string_view>
#include <vector>

namespace app {

class OrbitCamera {
public:
    /// Invariants: distance within [0.08, 5] m, pitch within +-89 degrees.
    glm::vec3 target{0.0f, 1.15f, 0.0f};
    float yaw = 0.0f;   ///< about +Y; positive moves the eye to the patient's left
    float pitch = 0.0f; ///< positive moves the eye up
    float distance = 2.2f;
    float fieldOfView = 0.5f;

    void orbit(float byYaw, float byPitch);
    /// Moves the target in the picture plane; by shares of the picture's height.
    void pan(float right, float up);
    /// Above 1 goes nearer.
    void zoom(float factor);
    /// So that the box fills the picture with a margin.
    void frame(const core::Box& box, float aspect);

    glm::vec3 eye() const;
    render::Camera camera() const;
    /// Ray through a pixel; (0,0) is the top left.
    core::Ray ray(float x, float y, float width, float height) const;
    /// Pixel of a point, and false when it lies behind the eye.
    bool project(const glm::vec3& point, float width, float height, glm::vec2& pixel) const;

    /// "posterior", "anterior", "left", "right", "superior", "inferior", "oblique".
    static const std::vector<std::string>& names();
    /// Error: names what was asked and lists the known views.
    core::Status look(std::string_view name);
};

} // namespace app
