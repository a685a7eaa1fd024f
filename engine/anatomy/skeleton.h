// Skeleton: joints of the spine, ribs, girdles and limbs as a tree of frames, with ranges per level; postures turn
// them. Read from assets/anatomy/skeleton.toml (millimetres and degrees there; metres and radians here). In the bind
// pose (all angles zero) every frame has the body's axes.
//   matrix(joint) = matrix(parent) * T(centre) * Ry(rotation) * Rz(sideBend) * Rx(flexion) * T(-centre)
// Invariants: parents stand before their children; joint 0 is the root ("pelvis") and stays where it is; every bone is
// carried by one joint; ranges hold 0. Errors: every fault of the file with its line.
#pragma once

#include <core/ids.h>
#include <core/math.h>
#include <core/result.h>

#include <array>
#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace anatomy {

/// Rotation of a joint in its own frame, radians: flexion about X (forward +), side-bending about Z (to the right +),
/// axial rotation about Y (to the left +). A limb that hangs down swings forward with negative flexion.
struct JointAngles {
    float flexion = 0.0f;
    float sideBend = 0.0f;
    float rotation = 0.0f;
    bool operator==(const JointAngles&) const = default;
};

/// Side-bending and axial rotation of a joint of the spine go together: what it turns to the same side for a radian of
/// bending and bends to the same side for a radian of turning; negative: to the opposite side.
struct Coupling {
    float turnPerBend = 0.0f;
    float bendPerTurn = 0.0f;
    bool contested = false; ///< studies disagree on the direction
    char confidence = 'C';  ///< A seen in the source, B recalled, C estimate
    std::string source;
};

/// Which slider moves a joint of the spine.
enum class Region { None, Neck, Trunk };

struct Joint {
    std::string key;             ///< the structure that moves: "L3", "scapula_right"
    int parent = -1;             ///< index, always lower than its own
    glm::vec3 centre{0.0f};      ///< centre of rotation in the bind pose, metres
    JointAngles lowest, highest; ///< range of motion
    core::Side side = core::Side::Midline;
    Region region = Region::None;
    Coupling coupling;
    std::vector<std::string> carries; ///< keys of the bones that move with it; paired bones of a midline joint: both
};

/// What bears the patient's weight in a posture.
enum class RestsOn { Nothing, Table, Stool };

/// Angles of every joint, parallel to Skeleton::joints, and how the patient lies: gravity in the body frame.
struct Pose {
    std::vector<JointAngles> angles;
    glm::vec3 gravity{0.0f, 0.0f, 9.81f}; ///< prone: towards anterior
    std::string posture = "prone";
    RestsOn restsOn = RestsOn::Nothing;
};

/// Regional movement by sliders, radians: shared over the levels in proportion to their range. Each level's coupled
/// movement comes on top.
struct SpineMotion {
    float flexion = 0.0f;
    float sideBend = 0.0f;
    float rotation = 0.0f;
};

/// Movement of shoulders and ribs by sliders, both sides alike; radians.
struct GirdleMotion {
    float raise = 0.0f;   ///< shoulder blades up
    float retract = 0.0f; ///< back +, forward -
    float breath = 0.0f;  ///< 0 out .. 1 in
};

class Skeleton {
public:
    /// With the joints of these variants (body_parameters.h) too: one that stands `below` another comes between it and
    /// its parent.
    static core::Result<Skeleton> load(const std::filesystem::path& file,
                                       const std::vector<std::string>& variants = {});

    const std::vector<Joint>& joints() const { return joints_; }
    int find(std::string_view key) const; ///< -1: none
    /// Joint that carries a bone, -1: none.
    int carrierOf(std::string_view boneKey, core::Side side) const;
    /// First: the one a patient starts in.
    std::vector<std::string> postures() const;
    /// Error: names the posture and lists the known ones.
    core::Result<Pose> posture(std::string_view name) const;
    /// All angles zero: as the figures were measured.
    Pose bindPose() const;
    /// Adds motion and what is coupled to it to the pose, limited by each joint's range.
    Pose moved(const Pose& pose, const SpineMotion& neck, const SpineMotion& trunk) const;
    /// How far a region goes from the bind pose, its levels' ranges together: [lowest, highest] of each movement.
    std::array<SpineMotion, 2> range(Region region) const;
    /// A region's joints added up: where its top stands to its bottom, as long as the angles are small.
    SpineMotion sum(const Pose& pose, Region region) const;
    /// The same for shoulders and ribs.
    Pose moved(const Pose& pose, const GirdleMotion& girdle) const;
    /// Skinning matrices: bind pose -> posed, body frame, one a joint. The pelvis stays where it is.
    std::vector<glm::mat4> matrices(const Pose& pose) const;
    /// The same joints elsewhere in the bind pose: another body's. One centre a joint.
    Skeleton withCentres(const std::vector<glm::vec3>& centres) const;
    /// Of everything that changes the bind pose: keys, parents, centres, bones carried.
    std::uint64_t bindHash() const;

private:
    friend class SkeletonReader;
    std::vector<Joint> joints_;
    std::vector<Pose> postures_;
};

} // namespace anatomy
