// Skeleton: joints of the spine, girdles and limbs as a tree of frames, with ranges per level; postures turn them.
#pragma once

#include <core/math.h>
#include <core/result.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace anatomy {

/// Rotation of a joint in its own frame, radians: flexion about X (forward +), side-bending about Z (to the right +),
/// axial rotation about Y (to the left +).
struct JointAngles {
    float flexion = 0.0f;
    float sideBend = 0.0f;
    float rotation = 0.0f;
};

struct Joint {
    std::string key;              ///< the structure that moves: "L3", "scapula_right"
    int parent = -1;              ///< index, always lower than its own
    glm::vec3 centre{0.0f};       ///< centre of rotation in the bind pose, metres
    JointAngles lowest, highest;  ///< range of motion
};

/// Angles of every joint, parallel to Skeleton::joints, and how the patient lies: gravity in the body frame.
struct Pose {
    std::vector<JointAngles> angles;
    glm::vec3 gravity{0.0f, 0.0f, 9.81f}; ///< prone: towards anterior
    std::string posture = "prone";
};

/// Regional movement by sliders, radians: shared over the levels in proportion to their range.
struct SpineMotion {
    float flexion = 0.0f;
    float sideBend = 0.0f;
    float rotation = 0.0f;
};

class Skeleton {
public:
    static core::Result<Skeleton> load(const std::filesystem::path& file);

    const std::vector<Joint>& joints() const { return joints_; }
    int find(std::string_view key) const; ///< -1: none
    std::vector<std::string> postures() const;
    /// Error: names the posture and lists the known ones.
    core::Result<Pose> posture(std::string_view name) const;
    /// Adds motion to the pose, limited by each joint's range.
    Pose moved(const Pose& pose, const SpineMotion& neck, const SpineMotion& trunk) const;
    /// Skinning matrices: bind pose -> posed, body frame, one a joint. The pelvis stays where it is.
    std::vector<glm::mat4> matrices(const Pose& pose) const;

private:
    friend class SkeletonReader;
    std::vector<Joint> joints_;
    std::vector<Pose> postures_;
    std::vector<std::vector<float>> shares_;
};

} // namespace anatomy
