#include <render/projection.h>

#include <cmath>

namespace render {

Projection project(const Camera& camera, int width, int height) {
    Projection out;
    out.eye = camera.eye;
    out.forward = core::unitOr(camera.target - camera.eye, glm::vec3(0.0f, 0.0f, 1.0f));
    glm::vec3 up = core::unitOr(camera.up, core::kSuperior);
    if (std::abs(glm::dot(up, out.forward)) > 0.9995f) {
        up = std::abs(out.forward.y) < 0.9f ? core::kSuperior : core::kAnterior;
    }
    const glm::vec3 right = glm::normalize(glm::cross(out.forward, up));
    const glm::vec3 above = glm::cross(right, out.forward);
    out.perspective = camera.orthographicHeight <= 0.0f;
    out.nearPlane = std::max(camera.nearPlane, 1e-3f);
    out.farPlane = std::max(camera.farPlane, out.nearPlane * 1.01f);
    const float aspect = static_cast<float>(std::max(width, 1)) / static_cast<float>(std::max(height, 1));
    const glm::mat4 world = glm::lookAt(camera.eye, camera.eye + out.forward, above);
    glm::mat4 lens;
    if (out.perspective) {
        const float angle = glm::clamp(camera.fieldOfView, 0.01f, 3.0f);
        const float tangent = std::tan(angle * 0.5f);
        lens = glm::perspective(angle, aspect, out.nearPlane, out.farPlane);
        out.rayOrigin = {camera.eye, glm::vec3(0.0f), glm::vec3(0.0f)};
        out.rayDirection = {out.forward, right * (tangent * aspect), above * -tangent};
        out.pixelSize = 2.0f * tangent / static_cast<float>(std::max(height, 1));
    } else {
        const float half = camera.orthographicHeight * 0.5f;
        lens = glm::ortho(-half * aspect, half * aspect, -half, half, out.nearPlane, out.farPlane);
        out.rayOrigin = {camera.eye, right * (half * aspect), above * -half};
        out.rayDirection = {out.forward, glm::vec3(0.0f), glm::vec3(0.0f)};
        out.pixelSize = camera.orthographicHeight / static_cast<float>(std::max(height, 1));
    }
    lens[1][1] = -lens[1][1];
    out.viewProjection = lens * world;
    const glm::mat4 rows = glm::transpose(out.viewProjection);
    out.planes = {rows[3] + rows[0], rows[3] - rows[0], rows[3] + rows[1],
                  rows[3] - rows[1], rows[2],           rows[3] - rows[2]};
    return out;
}

bool Projection::sees(const core::Box& box) const {
    if (box.empty()) return false;
    for (const glm::vec4& plane : planes) {
        const glm::vec3 farthest(plane.x > 0 ? box.upper.x : box.lower.x, plane.y > 0 ? box.upper.y : box.lower.y,
                                 plane.z > 0 ? box.upper.z : box.lower.z);
        if (glm::dot(glm::vec3(plane), farthest) + plane.w < 0.0f) return false;
    }
    return true;
}

float Projection::distance(float depth) const {
    return perspective ? nearPlane * farPlane / (farPlane - depth * (farPlane - nearPlane))
                       : nearPlane + depth * (farPlane - nearPlane);
}

core::Ray Projection::ray(float x, float y, int width, int height) const {
    const float u = x / static_cast<float>(width) * 2.0f - 1.0f;
    const float v = y / static_cast<float>(height) * 2.0f - 1.0f;
    return {rayOrigin[0] + u * rayOrigin[1] + v * rayOrigin[2],
            glm::normalize(rayDirection[0] + u * rayDirection[1] + v * rayDirection[2])};
}

glm::vec3 Projection::point(float x, float y, int width, int height, float depth) const {
    const core::Ray through = ray(x, y, width, height);
    return through.origin + through.direction * (distance(depth) / glm::dot(through.direction, forward));
}

glm::mat4 shadowMatrix(const glm::vec3& toLight, const core::Box& casters) {
    const glm::vec3 away = -core::unitOr(toLight, core::kSuperior);
    const glm::vec3 side = std::abs(away.y) < 0.95f ? core::kSuperior : core::kAnterior;
    const glm::vec3 x = glm::normalize(glm::cross(away, side));
    const glm::vec3 y = glm::cross(x, away);
    core::Box box; // of the casters, in the light's axes
    for (int corner = 0; corner < 8; ++corner) {
        const glm::vec3 p((corner & 1) != 0 ? casters.upper.x : casters.lower.x,
                          (corner & 2) != 0 ? casters.upper.y : casters.lower.y,
                          (corner & 4) != 0 ? casters.upper.z : casters.lower.z);
        box.add(glm::vec3(glm::dot(x, p), glm::dot(y, p), glm::dot(away, p)));
    }
    const glm::vec3 size = glm::max(box.size(), glm::vec3(1e-3f)) * 1.02f;
    const glm::vec3 low = box.centre() - size * 0.5f;
    const auto row = [&](const glm::vec3& axis, int i) { return glm::vec4(axis / size[i], -low[i] / size[i]); };
    return glm::transpose(glm::mat4(row(x, 0), row(y, 1), row(away, 2), glm::vec4(0.0f, 0.0f, 0.0f, 1.0f)));
}

} // namespace render
