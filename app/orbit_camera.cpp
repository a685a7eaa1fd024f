#include <app/orbit_camera.h>

#include <core/text.h>

#include <algorithm>
#include <cmath>

namespace app {
namespace {

constexpr float kSteepest = 1.5533f; // 89 degrees: at 90 the up direction would be lost

struct NamedView {
    const char* name;
    float yaw;
    float pitch;
};

constexpr NamedView kViews[] = {{"posterior", 0.0f, 0.0f},        {"anterior", core::kPi, 0.0f},
                                {"left", core::kPi * 0.5f, 0.0f}, {"right", -core::kPi * 0.5f, 0.0f},
                                {"superior", 0.0f, kSteepest},    {"inferior", 0.0f, -kSteepest},
                                {"oblique", -0.65f, 0.28f}};

} // namespace

void OrbitCamera::orbit(float byYaw, float byPitch) {
    yaw = std::remainder(yaw + byYaw, 2.0f * core::kPi);
    pitch = std::clamp(pitch + byPitch, -kSteepest, kSteepest);
}

void OrbitCamera::pan(float right, float up) {
    const glm::vec3 forward = glm::normalize(target - eye());
    const glm::vec3 side = glm::normalize(glm::cross(forward, core::kSuperior));
    const float height = 2.0f * distance * std::tan(fieldOfView * 0.5f);
    target += (side * right + glm::cross(side, forward) * up) * height;
    target = glm::clamp(target, glm::vec3(-0.8f, 0.2f, -0.6f), glm::vec3(0.8f, 1.9f, 0.6f));
}

void OrbitCamera::zoom(float factor) {
    distance = std::clamp(distance / factor, 0.08f, 5.0f);
}

void OrbitCamera::frame(const core::Box& box, float aspect) {
    if (box.empty()) return;
    target = box.centre();
    const glm::vec3 forward = glm::normalize(target - eye());
    const glm::vec3 side = glm::normalize(glm::cross(forward, core::kSuperior));
    const glm::vec3 up = glm::cross(side, forward);
    glm::vec3 half(0.0f);
    for (int corner = 0; corner < 8; ++corner) {
        const glm::vec3 p =
            glm::mix(box.lower, box.upper, glm::vec3(corner & 1, (corner >> 1) & 1, (corner >> 2) & 1)) - target;
        half = glm::max(half, glm::abs(glm::vec3(glm::dot(p, side), glm::dot(p, up), glm::dot(p, forward))));
    }
    const float tangent = std::tan(fieldOfView * 0.5f);
    const float needed = std::max(half.y / tangent, half.x / (tangent * std::max(aspect, 0.1f)));
    distance = std::clamp(needed * 1.06f + half.z, 0.08f, 5.0f);
}

glm::vec3 OrbitCamera::eye() const {
    const glm::vec3 back(std::sin(yaw) * std::cos(pitch), std::sin(pitch), -std::cos(yaw) * std::cos(pitch));
    return target + back * distance;
}

render::Camera OrbitCamera::camera() const {
    render::Camera out;
    out.eye = eye();
    out.target = target;
    out.up = core::kSuperior;
    out.fieldOfView = fieldOfView;
    out.nearPlane = std::max(0.02f, distance - 1.6f);
    out.farPlane = distance + 2.0f;
    return out;
}

core::Ray OrbitCamera::ray(float x, float y, float width, float height) const {
    const glm::vec3 from = eye();
    const glm::vec3 forward = glm::normalize(target - from);
    const glm::vec3 side = glm::normalize(glm::cross(forward, core::kSuperior));
    const glm::vec3 up = glm::cross(side, forward);
    const float tangent = std::tan(fieldOfView * 0.5f);
    const float u = (2.0f * x / width - 1.0f) * tangent * width / height;
    const float v = (1.0f - 2.0f * y / height) * tangent;
    return {from, glm::normalize(forward + side * u + up * v)};
}

bool OrbitCamera::project(const glm::vec3& point, float width, float height, glm::vec2& pixel) const {
    const glm::vec3 from = eye();
    const glm::vec3 forward = glm::normalize(target - from);
    const glm::vec3 side = glm::normalize(glm::cross(forward, core::kSuperior));
    const glm::vec3 up = glm::cross(side, forward);
    const glm::vec3 d = point - from;
    const float along = glm::dot(d, forward);
    if (along <= 1e-4f) return false;
    const float scale = height / (2.0f * std::tan(fieldOfView * 0.5f) * along);
    pixel = {width * 0.5f + glm::dot(d, side) * scale, height * 0.5f - glm::dot(d, up) * scale};
    return true;
}

const std::vector<std::string>& OrbitCamera::names() {
    static const std::vector<std::string> all = [] {
        std::vector<std::string> out;
        for (const NamedView& view : kViews) out.emplace_back(view.name);
        return out;
    }();
    return all;
}

core::Status OrbitCamera::look(std::string_view name) {
    for (const NamedView& view : kViews) {
        if (name != view.name) continue;
        yaw = view.yaw;
        pitch = view.pitch;
        return core::Done{};
    }
    std::string list;
    for (const std::string& known : names()) list += (list.empty() ? "" : ", ") + known;
    return core::Error("unknown view \"" + std::string(name) + "\"; known: " + list);
}

} // namespace app
