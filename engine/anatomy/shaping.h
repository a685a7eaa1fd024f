// Shaping: from the described body to one patient's. Metres, radians, body frame.
//   Every joint gets an affine map from the described body to the patient's: its own scale (stature, sex), turned about
//   its centre (curvature, pelvis), carried by its parent. Bones move with their joint; what is soft moves with the
//   weighted mean of its joints' maps, by the same weights that pose it (linear blend skinning), so that everything
//   stays attached and the result is a new bind pose. A joint may give what it carries another form first (a vertebra
//   of the published means: vertebra_warp.h). Muscle bulk is another step (muscle_bulk.h). Curvature: the change asked
//   for is shared over the joints of the region; pelvis and neck follow so that the trunk stays upright and the gaze
//   level. Scoliosis: one curve of a sine's lateral tilt, twice its amplitude the Cobb angle (Cobb 1948), vertebral
//   bodies turned towards the convex side.
// Figures of the sexes and of what follows what are estimates; they are said in the .cpp.
#pragma once

#include <anatomy/body_parameters.h>
#include <anatomy/skeleton.h>

#include <core/math.h>
#include <core/workers.h>
#include <geometry/mesh.h>
#include <geometry/skinning.h>

#include <functional>
#include <span>
#include <vector>

namespace anatomy {

/// Angles of the described body that the changes are counted from, radians: measured on its meshes by spine_angles.h.
struct SpineCurvature {
    float cervicalLordosis = core::radians(5.0f);
    float thoracicKyphosis = core::radians(37.0f);
    float lumbarLordosis = core::radians(56.0f);
    float pelvicTilt = core::radians(10.0f);
};

/// Another form of what a joint carries, before the joint's own map.
struct JointForm {
    std::function<glm::vec3(const glm::vec3&)> warp; ///< of places that move with the joint; none: as they are
    glm::vec3 lift{0.0f}; ///< half of what the disc below gains: the joint's centre rises by it, the vertebra by twice
};

class Shaping {
public:
    /// `forms`: empty, or one a joint. The parameters passed check().
    Shaping(const Skeleton& described, const BodyParameters& parameters, const SpineCurvature& curvature = {},
            std::vector<JointForm> forms = {});

    /// Whether nothing at all changes.
    bool identity() const { return identity_; }
    glm::vec3 point(const glm::vec3& described, const geometry::VertexWeights& weights) const;
    /// Moves the positions; normals and fibres follow.
    void apply(geometry::Mesh& mesh, const geometry::SkinWeights& weights) const;
    /// The skeleton in the patient's bind pose.
    const Skeleton& skeleton() const { return skeleton_; }
    /// Described body -> patient's bind pose, one a joint, without the forms.
    const std::vector<glm::mat4>& joints() const { return joints_; }

private:
    glm::vec3 liftOf(std::size_t joint) const;
    glm::vec3 formed(const glm::vec3& p, std::size_t joint) const;

    Skeleton skeleton_;
    std::vector<glm::mat4> joints_;
    std::vector<JointForm> forms_;
    bool identity_ = true;
};

} // namespace anatomy
