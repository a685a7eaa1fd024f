// Crossing: where a line passes through triangles, counted so that a closed mesh has no leaks. Units: those of the
// input. Method: the triangle is sheared into a frame in which the line is the third axis, and the signs of three edge
// functions decide (Woop, Benthin and Wald 2013). Where an edge function is zero, the sign is that of the line moved by
// an infinitely small step in a fixed direction (simulation of simplicity, Edelsbrunner and Muecke 1990), so a line
// through an edge or a corner of a closed surface is counted once, never twice and never not at all.
#pragma once

#include <core/math.h>

namespace geometry {

struct Crossing {
    int sign = 0;            ///< +1 the line leaves through the front (normal along it), -1 it enters, 0 none
    float parameter = 0.0f;  ///< along the direction, in its lengths
    glm::vec2 weights{0.0f}; ///< of the second and third corner
};

/// A line prepared for many triangles. The direction must not be zero.
class CrossingLine {
public:
    CrossingLine(const glm::vec3& origin, const glm::vec3& direction);
    /// Anywhere on the line, in front of the origin and behind it.
    Crossing with(const glm::vec3& a, const glm::vec3& b, const glm::vec3& c) const;

private:
    glm::dvec3 sheared(const glm::vec3& p) const;

    glm::vec3 origin_;
    int x_ = 0, y_ = 1, z_ = 2; ///< axes in order, z_ the largest of the direction
    double shearX_ = 0.0, shearY_ = 0.0, scale_ = 1.0;
};

} // namespace geometry
