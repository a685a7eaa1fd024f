#include <app/tool_hand.h>

#include <geometry/distance_grid.h>

#include <algorithm>
#include <cmath>

namespace app {
namespace {

struct FingerForm {
    glm::vec3 root;
    std::array<float, 3> bones;
    std::array<float, 4> radii;
};

constexpr FingerForm kFingers[] = {
    {{0.088f, 0.027f, 0.000f}, {0.043f, 0.025f, 0.019f}, {0.0102f, 0.0092f, 0.0081f, 0.0068f}},
    {{0.092f, 0.005f, 0.003f}, {0.047f, 0.029f, 0.020f}, {0.0104f, 0.0094f, 0.0083f, 0.0070f}},
    {{0.087f, -0.016f, 0.001f}, {0.043f, 0.027f, 0.020f}, {0.0100f, 0.0090f, 0.0079f, 0.0066f}},
    {{0.078f, -0.035f, -0.004f}, {0.034f, 0.020f, 0.018f}, {0.0089f, 0.0078f, 0.0068f, 0.0058f}},
};
constexpr std::array<float, 4> kThumbRadii{0.0145f, 0.0125f, 0.0108f, 0.0092f};
constexpr float kFingerBlend = 0.003f;
constexpr float kRootBlend = 0.008f;
constexpr float kForearm = 0.062f; ///< bare, then the sleeve
constexpr float kSleeve = 0.085f;

Melted chain(const HandPlace& place, const std::array<glm::vec3, 4>& joints, const std::array<float, 4>& radii) {
    Melted out;
    out.blend = kFingerBlend;
    for (std::size_t i = 0; i < 3; ++i)
        out.cones.push_back({place.at(joints[i]), place.at(joints[i + 1]), radii[i], radii[i + 1]});
    return out;
}

Melted palmOf(const HandPlace& place, const glm::vec3& forearm, const std::array<glm::vec3, 4>& thumb) {
    Melted out;
    out.blend = 0.012f;
    const auto bone = [&](const glm::vec3& a, const glm::vec3& b, float ra, float rb) {
        out.cones.push_back({place.at(a), place.at(b), ra, rb});
    };
    for (const FingerForm& f : kFingers) { // a bone of the metacarpus each
        const glm::vec3 carpal(0.016f, f.root.y * 0.42f, -0.004f);
        bone(carpal, f.root - glm::vec3(0.004f, 0, 0.003f), 0.0145f, f.radii[0] + 0.0012f);
    }
    bone(glm::vec3(0.018f, 0.016f, -0.010f), glm::mix(thumb[0], thumb[1], 0.75f), 0.0150f,
         0.0135f);                                                                  // ball of the thumb
    bone({0.020f, -0.022f, -0.010f}, {0.055f, -0.032f, -0.009f}, 0.0135f, 0.0115f); // of the little one
    // the wrist is broader than thick
    const glm::vec3 arm = glm::normalize(forearm);
    for (const float side : {-0.010f, 0.010f})
        bone({0.010f, side, -0.002f}, glm::vec3(0.0f, side * 1.1f, -0.002f) + arm * kForearm, 0.0175f, 0.0215f);
    return out;
}

} // namespace

std::array<glm::vec3, 4> fingerJoints(Finger finger, const FingerPose& pose) {
    const FingerForm& form = kFingers[finger];
    std::array<glm::vec3, 4> out{form.root};
    const glm::vec3 ahead(std::cos(pose.aside), std::sin(pose.aside), 0.0f);
    for (std::size_t i = 0; i < 3; ++i)
        out[i + 1] =
            out[i] + form.bones[i] * (ahead * std::cos(pose.down[i]) - glm::vec3(0, 0, std::sin(pose.down[i])));
    return out;
}

HandPlace placed(const glm::mat3& axes, const glm::vec3& inHand, const glm::vec3& inTool) {
    return {inTool - axes * inHand, axes};
}

HandPose fist() {
    const auto curled = [](float root) {
        return FingerPose{{core::radians(root), core::radians(root + 98.0f), core::radians(root + 160.0f)}, 0.0f};
    };
    HandPose out{curled(78), curled(80), curled(82), curled(84), {}};
    out.thumb = {glm::vec3(0.024f, 0.026f, -0.012f),
                 {0.062f, 0.040f, -0.026f},
                 {0.088f, 0.026f, -0.046f},
                 {0.104f, 0.004f, -0.050f}};
    return out;
}

HandSolid makeHand(const HandPose& pose, const HandPlace& place, const glm::vec3& forearm) {
    HandSolid out;
    out.palm = palmOf(place, forearm, pose.thumb);
    const FingerPose* poses[] = {&pose.index, &pose.middle, &pose.ring, &pose.little};
    for (std::size_t f = 0; f < 4; ++f) {
        const auto joints = fingerJoints(static_cast<Finger>(f), *poses[f]);
        out.fingers[f] = chain(place, joints, kFingers[f].radii);
        const glm::vec3 along = glm::normalize(joints[3] - joints[2]);
        out.tips[f] = {out.fingers[f].cones[2], place.axes * glm::normalize(glm::cross(along, glm::vec3(0, 1, 0)))};
    }
    out.fingers[kThumb] = chain(place, pose.thumb, kThumbRadii);
    // a thumb used as a tool shows its nail to the back of the hand; one in a fist, sideways
    const glm::vec3 along = glm::normalize(pose.thumb[3] - pose.thumb[2]);
    const glm::vec3 back = glm::vec3(0, 0.25f, 1) - along * glm::dot(along, glm::vec3(0, 0.25f, 1));
    out.tips[kThumb] = {out.fingers[kThumb].cones[2], place.axes * glm::normalize(back)};
    const glm::vec3 arm = glm::normalize(forearm);
    out.sleeve = {place.at(arm * (kForearm - 0.012f)), place.at(arm * (kForearm + kSleeve)), 0.0345f, 0.041f};
    return out;
}

float HandSolid::distance(const glm::vec3& p) const {
    const float inPalm = palm.distance(p);
    float d = inPalm;
    for (const Melted& finger : fingers)
        d = std::min(d, geometry::smoothMinimum(inPalm, finger.distance(p), kRootBlend));
    return d;
}

core::Box HandSolid::bounds() const {
    core::Box box = palm.bounds();
    for (const Melted& finger : fingers) box.add(finger.bounds());
    return box;
}

float nailDistance(const Fingertip& tip, const glm::vec3& p) {
    const RoundCone& bone = tip.bone;
    const glm::vec3 along = glm::normalize(bone.b - bone.a);
    const glm::vec3 side = glm::cross(along, tip.back);
    const float length = 1.05f * bone.radiusB, width = 0.74f * bone.radiusB; // half
    const glm::vec3 q = p - bone.b;
    const glm::vec2 in(glm::dot(q, along) + 0.05f * bone.radiusB, glm::dot(q, side));
    const float corner = 0.55f * bone.radiusB;
    const glm::vec2 over = glm::max(glm::abs(in) - (glm::vec2(length, width) - corner), glm::vec2(0.0f));
    const float outline = glm::length(over) - corner;
    const float shell = std::abs(bone.distance(p) - 0.0001f) - 0.0005f;
    return std::max({shell, outline, 0.25f * bone.radiusB - glm::dot(q, tip.back)});
}

core::Box nailBounds(const Fingertip& tip) {
    core::Box box;
    box.add(tip.bone.b - 1.4f * tip.bone.radiusB);
    box.add(tip.bone.b + 1.4f * tip.bone.radiusB);
    return box;
}

} // namespace app
