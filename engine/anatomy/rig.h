// Rig: which joints a vertex moves with. Units: metres, bind pose.
//   Bones are rigid with the joint that carries them. Discs go over from the vertebra below to the one above. All else:
//   every bone the structure moves with (carriers.h) pulls with weight area / (d^2 + e^2)^2, d the distance to the
//   bone. Bones of the spine, ribs and pelvis pull together: the mean of their levels along the spine (inverse distance
//   weighting, Shepard 1968), a smooth number, is spread over three neighbouring vertebrae by a quadratic B-spline (de
//   Boor 1978), so that bending is smooth and no more than four joints are needed. So that the trunk follows a breath,
//   the share that ribs have in the pull goes to the ribs of those levels instead, in front to the breast bone; where
//   both have a part the spline narrows to two levels, and four joints are enough again. Limb bones pull each for
//   itself, and so do ribs and breast bone on costal cartilages. A muscle with a limb bone goes over evenly along its
//   fibres (fibre_following.h); skin and fat follow the girdle less than what is attached to it.
// Invariants: weights of a vertex sum to 1. Errors: a bone that no joint carries, a joint of the spine without order.
#pragma once

#include <anatomy/atlas.h>
#include <anatomy/body.h>
#include <anatomy/fibre_following.h>
#include <anatomy/skeleton.h>

#include <core/result.h>
#include <core/workers.h>
#include <geometry/mesh.h>
#include <geometry/skinning.h>

#include <array>
#include <span>
#include <string_view>
#include <vector>

namespace anatomy {

/// A bone, breast bone or costal cartilage that carries others.
struct CarrierBone {
    const Structure* structure = nullptr;
    const geometry::Mesh* mesh = nullptr;
};

class Rig {
public:
    static core::Result<Rig> create(const Skeleton& skeleton, std::span<const CarrierBone> bones);

    geometry::SkinWeights weights(const Structure& structure, const geometry::Mesh& mesh) const;

private:
    /// Classes of bone: bits of a mask.
    enum Class : std::uint32_t {
        kSkull = 1,
        kVertebra = 2,
        kRib = 4,
        kPelvis = 8,
        kLimb = 16 // and up: two bits (right, left) for each of clavicle, scapula, humerus, femur
    };
    struct Sample {
        glm::vec3 position;
        float area;
        float level;         ///< along the spine, 0 pelvis; axial bones only
        std::uint32_t klass; ///< one bit
        std::uint16_t joint;
    };

    static std::uint32_t classOf(const Joint& joint);
    std::uint32_t maskOf(const Structure& structure) const;
    float levelOf(int joint) const;
    void addAxial(const FollowedBones& bones, bool left, std::vector<std::pair<std::uint16_t, float>>& out) const;
    void shareBreath(const glm::vec3& at, const std::array<float, 3>& pulls, FollowedBones& bones) const;
    geometry::SkinWeights rigid(const geometry::Mesh& mesh, int joint) const;
    geometry::SkinWeights disc(const Structure& structure, const geometry::Mesh& mesh) const;
    geometry::SkinWeights smooth(const Structure& structure, const geometry::Mesh& mesh) const;

    Skeleton skeleton_;
    std::vector<int> chain_;               ///< joints of the spine from pelvis to skull
    std::array<std::vector<int>, 2> ribs_; ///< right, left: the rib on each joint of the chain, or that joint
    int breast_ = -1;                      ///< the breast bone's joint
    std::vector<Sample> samples_;
};

/// The bones among the parts, which outlive what comes back.
std::vector<CarrierBone> carrierBones(const Atlas& atlas, std::span<const BodyPart> parts);
/// The mesh of a bone of the midline; null when it is not among them.
const geometry::Mesh* meshOf(std::span<const CarrierBone> bones, std::string_view key);

/// From the bones among the parts.
core::Result<Rig> rigOf(const Atlas& atlas, const Skeleton& skeleton, std::span<const BodyPart> parts);

} // namespace anatomy
