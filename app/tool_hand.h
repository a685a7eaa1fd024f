// Tool hand: a therapist's hand and forearm as melted round cones: a simple skeleton with the lengths of an adult's,
// put into a pose. Metres. Frame of the hand: origin the wrist, u towards the fingers, v towards the thumb, w out of
// the back of the hand (a right hand). Lengths: project estimates from usual adult proportions (C); only a picture.
#pragma once

#include <app/tool_solid.h>

#include <array>

namespace app {

/// Where the hand stands: columns of `axes` are u, v and w in the tool's frame.
struct HandPlace {
    glm::vec3 wrist{0.0f};
    glm::mat3 axes{1.0f};

    glm::vec3 at(const glm::vec3& inHand) const { return wrist + axes * inHand; }
};

/// Of a finger: how far each of its three bones points down from the plane of the hand, radians; for the thumb
/// likewise.
struct FingerPose {
    std::array<float, 3> down{};
    float aside = 0.0f; ///< of the whole finger, towards the thumb
};

struct HandPose {
    FingerPose index, middle, ring, little;
    std::array<glm::vec3, 4> thumb{}; ///< root, two joints, tip, frame of the hand
};

/// The last bone of a finger, for the nail.
struct Fingertip {
    RoundCone bone;             ///< b is the tip
    glm::vec3 back{0.0f, 0, 1}; ///< unit, out of the nail
};

struct HandSolid {
    Melted palm;
    std::array<Melted, 5> fingers; ///< index, middle, ring, little, thumb
    std::array<Fingertip, 5> tips;
    RoundCone sleeve; ///< round the forearm, cut flat

    /// Of the skin: fingers melt into the palm and not into each other.
    float distance(const glm::vec3& p) const;
    core::Box bounds() const;
};

enum Finger { kIndex, kMiddle, kRing, kLittle, kThumb };

/// `forearm`: direction from the wrist, frame of the hand.
HandSolid makeHand(const HandPose& pose, const HandPlace& place, const glm::vec3& forearm = glm::vec3(-1, 0, 0));

/// The place that brings a point of the hand's frame to a point of the tool's.
HandPlace placed(const glm::mat3& axes, const glm::vec3& inHand, const glm::vec3& inTool);

/// Where a finger's joints lie in the hand's frame: root, two joints, tip.
std::array<glm::vec3, 4> fingerJoints(Finger finger, const FingerPose& pose);

HandPose fist();

float nailDistance(const Fingertip& tip, const glm::vec3& p);
core::Box nailBounds(const Fingertip& tip);

} // namespace app
