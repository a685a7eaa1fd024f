// Mesh: an indexed triangle surface in the body frame (metres). Attributes are parallel to `positions` or empty.
#pragma once

#include <core/hash.h>
#include <core/math.h>

#include <cstdint>
#include <string>
#include <vector>

namespace geometry {

/// Share of tendon at the surface of a belly that a sheet of aponeurosis covers: seen as tendon, but what lies under it
/// is muscle, so it stays below one half.
constexpr float kAponeurosis = 0.45f;

/// Invariants (validate): indices come in threes and lie below positions.size(); every attribute is empty or as many as
/// positions; all finite; tendon in 0..1. Triangles are counter-clockwise seen from outside.
struct Mesh {
    std::vector<glm::vec3> positions;
    std::vector<glm::vec3> normals; ///< unit, outward
    std::vector<glm::vec3> fibres;  ///< unit, from origin to insertion; zero where a structure has no fibre direction
    std::vector<float> tendon;      ///< 0 belly .. 1 tendon; a sheet of aponeurosis over a belly: kAponeurosis
    /// The vertex in the muscle as if its fibres were straight and parallel: x along the fibre from the origin, y and z
    /// across it, metres. Lines of equal y and z are fibres, so a pattern drawn in these coordinates follows them.
    std::vector<glm::vec3> grain;
    std::vector<std::uint32_t> indices;

    std::size_t triangleCount() const { return indices.size() / 3; }
};

/// Empty when all invariants hold, else what is broken.
std::string validate(const Mesh& mesh);

core::Box bounds(const Mesh& mesh);

/// Of the triangles whose corners are all finite, for a mesh that need not be valid; empty: there are none.
core::Box finiteBounds(const Mesh& mesh);

/// Area- and angle-weighted vertex normals (Thuermer and Wuethrich 1998).
void computeNormals(Mesh& mesh);

/// Mirror in the mid-sagittal plane (X -> -X), keeping the outside outside.
Mesh mirrored(const Mesh& mesh);

/// Appends `part`; attributes that only one of them has are filled with zeros.
void append(Mesh& mesh, const Mesh& part);

/// Enclosed volume in m3 (divergence theorem); meaningful for closed meshes only.
double volume(const Mesh& mesh);

/// Middle of the surface by area; of what is finite, should a mesh not be valid yet. Without area: of finiteBounds.
glm::vec3 surfaceMiddle(const Mesh& mesh);

/// Surface area in m2.
double area(const Mesh& mesh);

void hashInto(core::Hasher& hasher, const Mesh& mesh);

} // namespace geometry
