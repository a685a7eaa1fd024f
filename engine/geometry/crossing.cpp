#include <geometry/crossing.h>

#include <core/check.h>

#include <utility>

namespace geometry {

CrossingLine::CrossingLine(const glm::vec3& origin, const glm::vec3& direction) : origin_(origin) {
    const glm::vec3 size = glm::abs(direction);
    z_ = size.x > size.y ? (size.x > size.z ? 0 : 2) : (size.y > size.z ? 1 : 2);
    x_ = (z_ + 1) % 3;
    y_ = (z_ + 2) % 3;
    CHECK(size[z_] > 0.0f, "a line has a direction");
    const double dz = direction[z_];
    if (dz < 0.0) std::swap(x_, y_); // keeps the turn of triangles
    shearX_ = direction[x_] / dz;
    shearY_ = direction[y_] / dz;
    scale_ = 1.0 / dz;
}

glm::dvec3 CrossingLine::sheared(const glm::vec3& p) const {
    const glm::dvec3 d = glm::dvec3(p) - glm::dvec3(origin_);
    return {d[x_] - shearX_ * d[z_], d[y_] - shearY_ * d[z_], scale_ * d[z_]};
}

namespace {

struct Edge {
    double value; ///< twice the signed area of (0, a, b)
    bool positive;
};

Edge edge(const glm::dvec3& a, const glm::dvec3& b) {
    const double value = a.x * b.y - a.y * b.x; // swapping a and b gives exactly the negative
    if (value != 0.0) return {value, value > 0.0};
    if (a.y != b.y) return {0.0, a.y > b.y}; // the line moved along x
    return {0.0, b.x > a.x};                 // and far less along y
}

} // namespace

Crossing CrossingLine::with(const glm::vec3& a, const glm::vec3& b, const glm::vec3& c) const {
    const glm::dvec3 A = sheared(a);
    const glm::dvec3 B = sheared(b);
    const glm::dvec3 C = sheared(c);
    const Edge u = edge(B, C);
    const Edge v = edge(C, A);
    const Edge w = edge(A, B);
    if (u.positive != v.positive || v.positive != w.positive) return {};
    const double sum = u.value + v.value + w.value;
    if (sum == 0.0) return {}; // seen edge-on, or without area
    Crossing out;
    out.sign = u.positive ? 1 : -1;
    out.parameter = static_cast<float>((u.value * A.z + v.value * B.z + w.value * C.z) / sum);
    out.weights = {static_cast<float>(v.value / sum), static_cast<float>(w.value / sum)};
    return out;
}

} // namespace geometry
