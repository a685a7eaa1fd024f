// Math: GLM as this project uses it, and the body frame (glTF's): metres, +X the patient's left, +Y superior, +Z
// anterior. Angles are radians inside the program, degrees in files and on screen.
#pragma once

#ifndef GLM_FORCE_DEPTH_ZERO_TO_ONE
#define GLM_FORCE_DEPTH_ZERO_TO_ONE // Vulkan's clip space
#endif
#ifndef GLM_ENABLE_EXPERIMENTAL
#define GLM_ENABLE_EXPERIMENTAL
#endif
#include <glm/glm.hpp>
#include <glm/gtc/matrix_transform.hpp>
#include <glm/gtc/quaternion.hpp>

#include <cmath>
#include <limits>

namespace core {

constexpr float kPi = 3.14159265358979f;
constexpr float degrees(float radians) {
    return radians * (180.0f / kPi);
}
constexpr float radians(float degrees) {
    return degrees * (kPi / 180.0f);
}

constexpr glm::vec3 kLeft{1.0f, 0.0f, 0.0f};
constexpr glm::vec3 kSuperior{0.0f, 1.0f, 0.0f};
constexpr glm::vec3 kAnterior{0.0f, 0.0f, 1.0f};

inline bool finite(const glm::vec3& v) {
    return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z);
}
/// Of length one; zero stays zero.
inline glm::vec3 unit(const glm::vec3& v) {
    const float length = glm::length(v);
    return length > 0.0f ? v / length : v;
}
/// Of length one; what is not longer than `shortest` has no direction to speak of and gives `otherwise`.
inline glm::vec3 unitOr(const glm::vec3& v, const glm::vec3& otherwise, float shortest = 1e-9f) {
    const float length = glm::length(v);
    return length > shortest ? v / length : otherwise;
}

/// Axis-aligned box; starts empty (lower > upper).
struct Box {
    glm::vec3 lower{std::numeric_limits<float>::max()};
    glm::vec3 upper{std::numeric_limits<float>::lowest()};

    bool empty() const { return lower.x > upper.x; }
    void add(const glm::vec3& p) {
        lower = glm::min(lower, p);
        upper = glm::max(upper, p);
    }
    void add(const Box& b) {
        lower = glm::min(lower, b.lower);
        upper = glm::max(upper, b.upper);
    }
    glm::vec3 centre() const { return (lower + upper) * 0.5f; }
    glm::vec3 size() const { return upper - lower; }
    bool contains(const glm::vec3& p) const {
        return glm::all(glm::greaterThanEqual(p, lower)) && glm::all(glm::lessThanEqual(p, upper));
    }
};

struct Ray {
    glm::vec3 origin{0.0f};
    glm::vec3 direction{0.0f, 0.0f, 1.0f}; ///< unit length
};

} // namespace core
