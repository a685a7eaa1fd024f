// Plate fit: the flat face of a bone: its plane, and how far it stays flat. Units: metres. A detail of
// vertebra_measures.
#pragma once

#include <anatomy/vertebra_measures.h>

#include <geometry/bvh.h>

#include <optional>
#include <span>

namespace anatomy {

struct FittedPlane {
    glm::vec3 point{0.0f};
    glm::vec3 normal{0.0f}; ///< unit, out of the bone

    /// How far along a direction the plane is from a point.
    float along(const glm::vec3& from, const glm::vec3& direction) const {
        return glm::dot(point - from, normal) / glm::dot(direction, normal);
    }
};

/// Least squares, points far off left out in turn. The normal is on the side of `outward`. Nothing: fewer than 6
/// points.
std::optional<FittedPlane> fitPlane(std::span<const glm::vec3> points, const glm::vec3& outward);

/// Walks over a face from the point of the plane above or below `centre` until the surface leaves the plane.
class PlateScan {
public:
    /// `size`: depth of the body, about: what counts as flat goes with it. left, anterior: directions, about.
    /// `uncinate`: processes rise at its sides, and end it.
    PlateScan(const geometry::Bvh& bone, const FittedPlane& plane, const glm::vec3& centre, const glm::vec3& left,
              const glm::vec3& anterior, float size, bool uncinate);

    EndPlate plate() const;
    glm::vec3 front() const; ///< ends of the plate in the mid-sagittal plane, on the fitted plane
    glm::vec3 back() const;

private:
    glm::vec3 onPlane(float x, float z) const { return origin_ + x * left_ + z * anterior_; }
    bool flat(float x, float z) const;
    float reach(float x, float z, float dx, float dz) const; ///< from a point in a direction of the plane

    const geometry::Bvh& bone_;
    FittedPlane plane_;
    glm::vec3 origin_, left_, anterior_; ///< in the plane
    float size_ = 0.0f;
    bool uncinate_ = false;
    float front_ = 0.0f, back_ = 0.0f; ///< along anterior_, in the midline
};

} // namespace anatomy
