// Loft: a closed solid made of sections along a curve: long muscles, ribs, limb bones, the processes of a vertebra.
// Units: metres, body frame.
//   Axis: centripetal Catmull-Rom through the centres (Catmull and Rom 1974; Yuksel, Schaefer and Keyser 2011), the
//   ends straight. Radii are interpolated with the weights of the axis, and by a periodic Catmull-Rom round the
//   section. Frames: direction of radius 0 at the first station is `reference` made perpendicular to the axis; from
//   station to station it is carried by the smallest turn that takes one tangent to the next (no twist); between
//   stations it is the blend of both made perpendicular. Radius j of n stands at angle 2 pi j / n, right-handed about
//   the axis direction: direction = cos(angle) * U + sin(angle) * (T x U), T the tangent from first to last station, U
//   radius 0. Ends: elliptic domes of length cap * mean end radius (0: flat).
// Errors (meshLoft): fewer than three stations, radius counts below 6 or not equal, a radius that is not positive,
// numbers that are not finite, coinciding neighbours, `reference` along the axis. Each names the station.
#pragma once

#include <geometry/mesh.h>
#include <geometry/tendon.h>

#include <core/result.h>

#include <vector>

namespace geometry {

struct LoftStation {
    glm::vec3 centre{0.0f};
    std::vector<float> radii;
};

struct Loft {
    glm::vec3 reference{0.0f, 0.0f, 1.0f};
    std::vector<LoftStation> stations;
    float cap = 0.5f; ///< length of the end domes in mean end radii
    /// Pennate muscles: fibres run along the unit tangent of the axis plus this, so its length is the tangent of the
    /// pennation angle. Only what is perpendicular to the axis counts.
    glm::vec3 pennation{0.0f};
    Tendons tendons{}; ///< of a muscle, which runs from the first station to the last
};

struct LoftDetail {
    float stepM = 0.006f; ///< longest distance between sections of the mesh
    int perRadius = 2;    ///< mesh vertices round the section for each radius of the description
    int capRings = 3;
};

/// Closed mesh with smooth normals, fibres (unit, along the axis but for the pennation), grain, and the share of tendon
/// when the loft has tendons.
core::Result<Mesh> meshLoft(const Loft& loft, const LoftDetail& detail = {});

/// The same solid mirrored in the mid-sagittal plane; the radii keep their meaning.
Loft mirrored(const Loft& loft);

} // namespace geometry
