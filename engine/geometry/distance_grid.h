// Distance grid: distances on a regular grid of points, and what is done with them to make one smooth solid out of many
// surfaces: distance to a cloud of samples, filling of hollows, signed re-distancing, smoothing. Units: metres, body
// frame. Values are negative inside. Deterministic, also in the number of workers. Method of the distances: every grid
// point keeps the nearest sample it has heard of, and neighbours pass it on (nearest_samples.h).
#pragma once

#include <geometry/mesh.h>

#include <core/result.h>
#include <core/workers.h>

#include <cstddef>
#include <span>
#include <vector>

namespace geometry {

/// Invariant: values.size() == size.x * size.y * size.z; at least 2 points a side; x runs fastest.
struct DistanceGrid {
    glm::ivec3 size{0};
    glm::vec3 origin{0.0f}; ///< of point (0, 0, 0)
    float step = 0.0f;
    std::vector<float> values;

    std::size_t index(int x, int y, int z) const {
        return (static_cast<std::size_t>(z) * static_cast<std::size_t>(size.y) + static_cast<std::size_t>(y)) *
                   static_cast<std::size_t>(size.x) +
               static_cast<std::size_t>(x);
    }
    glm::vec3 point(int x, int y, int z) const { return origin + step * glm::vec3(x, y, z); }
    /// Trilinear; points outside the grid are answered from its border.
    float at(const glm::vec3& p) const;
    /// Of the trilinear field by central differences; not normalised.
    glm::vec3 gradient(const glm::vec3& p) const;
};

/// A grid that covers the box. Error: the box is empty or needs more than 60 million points.
core::Result<DistanceGrid> makeGrid(const core::Box& box, float step, float value);

/// The part of the grid's lattice that covers the box (clipped to the grid); `corner` is its first point's place in it.
DistanceGrid subGrid(const DistanceGrid& grid, const core::Box& box, glm::ivec3& corner);

/// Points on a surface with its normals. Normals come from the mesh's vertices when it has them.
struct SurfaceSamples {
    std::vector<glm::vec3> positions;
    std::vector<glm::vec3> normals;
};

/// Appends samples no farther apart than `spacing`.
void sampleSurface(const Mesh& mesh, float spacing, SurfaceSamples& samples);

/// The positions of such samples. Error: more than `most` would be needed; then none is made.
core::Result<std::vector<glm::vec3>> surfacePoints(const Mesh& mesh, float spacing, std::size_t most);

/// Distance without sign; beyond `cutOff` the value is cutOff.
void distanceToSamples(DistanceGrid& grid, std::span<const glm::vec3> samples, float cutOff, core::Workers& workers);

/// Signed distance to a closed, smooth surface with outward normals; limited to +-cutOff. One thread.
void signedDistance(DistanceGrid& grid, const SurfaceSamples& samples, float cutOff);

/// Makes the hollows negative: whatever cannot be reached from the border of the grid through positive values.
void fillHollows(DistanceGrid& grid);

/// Keeps only the largest connected negative body; others become positive.
void keepLargestBody(DistanceGrid& grid);

/// How far from the surface distances are wanted; farther points get the limit itself.
struct Band {
    float outside = 0.0f;
    float inside = 0.0f;
};

/// Makes the values signed distances to their own zero surface.
void redistance(DistanceGrid& grid, const Band& band, core::Workers& workers);

/// Gaussian smoothing with this standard deviation (metres), separable, borders repeated.
void smooth(DistanceGrid& grid, float sigma, core::Workers& workers);

/// Smaller of both with a rounded join: `blend` is the difference of the values from which on there is no rounding
/// (polynomial smooth minimum, Quilez 2013). blend 0: plain minimum.
float smoothMinimum(float a, float b, float blend);

} // namespace geometry
