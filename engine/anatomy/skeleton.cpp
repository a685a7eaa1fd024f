#include <anatomy/skeleton.h>

#include <core/check.h>
#include <core/hash.h>
#include <core/text.h>

#include <algorithm>
#include <array>
#include <cstdlib>

namespace anatomy {
namespace {

constexpr std::array<float JointAngles::*, 3> kJointAxes = {&JointAngles::flexion, &JointAngles::sideBend,
                                                            &JointAngles::rotation};
constexpr std::array<float SpineMotion::*, 3> kMotionAxes = {&SpineMotion::flexion, &SpineMotion::sideBend,
                                                             &SpineMotion::rotation};

/// Room of a joint in the direction of the motion.
float room(const Joint& joint, std::size_t axis, float motion) {
    return motion >= 0.0f ? joint.highest.*kJointAxes[axis] : -(joint.lowest.*kJointAxes[axis]);
}

} // namespace

int Skeleton::find(std::string_view key) const {
    for (std::size_t i = 0; i < joints_.size(); ++i)
        if (joints_[i].key == key) return static_cast<int>(i);
    return -1;
}

int Skeleton::carrierOf(std::string_view boneKey, core::Side side) const {
    for (std::size_t i = 0; i < joints_.size(); ++i) {
        const Joint& joint = joints_[i];
        if (joint.side != core::Side::Midline && joint.side != side) continue;
        if (std::find(joint.carries.begin(), joint.carries.end(), boneKey) != joint.carries.end())
            return static_cast<int>(i);
    }
    return -1;
}

std::vector<std::string> Skeleton::postures() const {
    std::vector<std::string> names;
    for (const Pose& pose : postures_) names.push_back(pose.posture);
    return names;
}

core::Result<Pose> Skeleton::posture(std::string_view name) const {
    std::string list;
    for (const Pose& pose : postures_) {
        if (pose.posture == name) return pose;
        list += (list.empty() ? "" : ", ") + pose.posture;
    }
    return core::Error("there is no posture \"" + std::string(name) + "\". Known: " + list);
}

Pose Skeleton::bindPose() const {
    Pose pose;
    pose.angles.resize(joints_.size());
    pose.posture = "bind";
    return pose;
}

Pose Skeleton::moved(const Pose& pose, const SpineMotion& neck, const SpineMotion& trunk) const {
    CHECK(pose.angles.size() == joints_.size(), "a pose of this skeleton");
    Pose out = pose;
    for (const Region region : {Region::Neck, Region::Trunk}) {
        const SpineMotion& motion = region == Region::Neck ? neck : trunk;
        std::array<float, 3> share{}; // of the room of each joint
        for (std::size_t axis = 0; axis < 3; ++axis) {
            const float wanted = motion.*kMotionAxes[axis];
            float sum = 0.0f;
            for (const Joint& joint : joints_)
                if (joint.region == region) sum += room(joint, axis, wanted);
            if (sum > 0.0f) share[axis] = wanted / sum;
        }
        if (share == std::array<float, 3>{}) continue;
        for (std::size_t i = 0; i < joints_.size(); ++i) {
            const Joint& joint = joints_[i];
            if (joint.region != region) continue;
            std::array<float, 3> add{};
            for (std::size_t axis = 0; axis < 3; ++axis) add[axis] = share[axis] * room(joint, axis, share[axis]);
            // Side-bending counts to the right and rotation to the left: the same side has the other sign.
            const float bend = add[1], turn = add[2];
            add[1] -= joint.coupling.bendPerTurn * turn;
            add[2] -= joint.coupling.turnPerBend * bend;
            for (std::size_t axis = 0; axis < 3; ++axis) {
                float& angle = out.angles[i].*kJointAxes[axis];
                if (add[axis] != 0.0f)
                    angle =
                        std::clamp(angle + add[axis], joint.lowest.*kJointAxes[axis], joint.highest.*kJointAxes[axis]);
            }
        }
    }
    return out;
}

std::array<SpineMotion, 2> Skeleton::range(Region region) const {
    std::array<SpineMotion, 2> out;
    for (const Joint& joint : joints_) {
        if (joint.region != region) continue;
        for (std::size_t axis = 0; axis < 3; ++axis) {
            out[0].*kMotionAxes[axis] += joint.lowest.*kJointAxes[axis];
            out[1].*kMotionAxes[axis] += joint.highest.*kJointAxes[axis];
        }
    }
    return out;
}

SpineMotion Skeleton::sum(const Pose& pose, Region region) const {
    CHECK(pose.angles.size() == joints_.size(), "a pose of this skeleton");
    SpineMotion out;
    for (std::size_t i = 0; i < joints_.size(); ++i)
        for (std::size_t axis = 0; axis < 3; ++axis)
            if (joints_[i].region == region) out.*kMotionAxes[axis] += pose.angles[i].*kJointAxes[axis];
    return out;
}

Pose Skeleton::moved(const Pose& pose, const GirdleMotion& girdle) const {
    CHECK(pose.angles.size() == joints_.size(), "a pose of this skeleton");
    // Degrees of a deep breath: upper ribs go up in front like a pump's handle, lower ones to the side like a bucket's
    // (estimates of size).
    constexpr float kPump = core::radians(4.0f), kBucket = core::radians(4.0f);
    constexpr float kStaysUpright = 0.8f; // of the shoulder blade while the collar bone turns
    Pose out = pose;
    for (std::size_t i = 0; i < joints_.size(); ++i) {
        const Joint& joint = joints_[i];
        const auto is = [&](std::string_view key) { return joint.key.substr(0, key.size()) == key; };
        JointAngles add; // of the right side
        if (is("clavicle")) {
            add.sideBend = -girdle.raise;
            add.rotation = -girdle.retract;
        } else if (is("scapula")) {
            add.sideBend = kStaysUpright * girdle.raise;
            add.rotation = kStaysUpright * girdle.retract;
        } else if (is("rib_")) {
            const int number = std::atoi(joint.key.c_str() + 4);
            const float lower = std::clamp(static_cast<float>(number - 2) / 6.0f, 0.0f, 1.0f);
            add.flexion = -girdle.breath * kPump * (1.0f - 0.4f * lower);
            add.sideBend = -girdle.breath * kBucket * lower;
        } else if (is("sternum")) {
            add.flexion = -girdle.breath * kPump;
        } else {
            continue;
        }
        const float sign = joint.side == core::Side::Left ? -1.0f : 1.0f;
        add.sideBend *= sign;
        add.rotation *= sign;
        for (const auto axis : kJointAxes)
            out.angles[i].*axis = std::clamp(out.angles[i].*axis + add.*axis, joint.lowest.*axis, joint.highest.*axis);
    }
    return out;
}

std::vector<glm::mat4> Skeleton::matrices(const Pose& pose) const {
    CHECK(pose.angles.size() == joints_.size(), "a pose of this skeleton");
    std::vector<glm::mat4> out(joints_.size(), glm::mat4(1.0f));
    for (std::size_t i = 0; i < joints_.size(); ++i) {
        const Joint& joint = joints_[i];
        const JointAngles& angles = pose.angles[i];
        glm::mat4 turn(1.0f);
        if (joint.parent >= 0) { // the root stays
            turn = glm::translate(turn, joint.centre);
            turn = glm::rotate(turn, angles.rotation, glm::vec3(0, 1, 0));
            turn = glm::rotate(turn, angles.sideBend, glm::vec3(0, 0, 1));
            turn = glm::rotate(turn, angles.flexion, glm::vec3(1, 0, 0));
            turn = glm::translate(turn, -joint.centre);
            turn = out[static_cast<std::size_t>(joint.parent)] * turn;
        }
        out[i] = turn;
    }
    return out;
}

Skeleton Skeleton::withCentres(const std::vector<glm::vec3>& centres) const {
    CHECK(centres.size() == joints_.size(), "one centre a joint");
    Skeleton out = *this;
    for (std::size_t i = 0; i < centres.size(); ++i) out.joints_[i].centre = centres[i];
    return out;
}

std::uint64_t Skeleton::bindHash() const {
    core::Hasher hasher;
    for (const Joint& joint : joints_) {
        hasher.add(std::string_view(joint.key));
        hasher.add(joint.parent);
        for (int k = 0; k < 3; ++k) hasher.add(joint.centre[k]);
        hasher.add(joint.side);
        hasher.add(joint.region);
        for (const std::string& bone : joint.carries) hasher.add(std::string_view(bone));
    }
    return hasher.value();
}

} // namespace anatomy
