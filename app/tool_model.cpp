#include <app/tool_model.h>

#include <app/tool_hand.h>

#include <geometry/distance_grid.h>

#include <algorithm>
#include <cmath>

namespace app {
namespace {

constexpr float kStep = 0.0013f;
constexpr float kNailStep = 0.0005f;
constexpr std::size_t kTriangles = 9000;
constexpr std::size_t kSmallPart = 700;

/// u, v, w of a hand whose plane points so far down towards the skin, coming from -Y.
glm::mat3 fromFeet(float down) {
    const float a = core::radians(down);
    return {glm::vec3(0, std::cos(a), -std::sin(a)), glm::vec3(-1, 0, 0), glm::vec3(0, std::sin(a), std::cos(a))};
}

/// The same turned so that the fingers bend about the tool's Y: coming from -X, the thumb towards the head.
glm::mat3 fromSide(float down) {
    const float a = core::radians(down);
    return {glm::vec3(std::cos(a), 0, -std::sin(a)), glm::vec3(0, 1, 0), glm::vec3(std::sin(a), 0, std::cos(a))};
}

FingerPose bent(float a, float b, float c, float aside = 0.0f) {
    return {{core::radians(a), core::radians(b), core::radians(c)}, core::radians(aside)};
}

/// The pad of the solver without its endless shaft.
class Pad {
public:
    explicit Pad(const tissue::ToolShape& shape) : shape_(shape) {
        using Form = tissue::ToolShape::Form;
        height_ = shape.form == Form::Ellipsoid || shape.form == Form::RoundedBox ? shape.semiAxes.z
                  : shape.form == Form::RoundedDisc                               ? 2.0f * shape.radius
                                                                                  : shape.radius;
    }
    float height() const { return height_; } ///< where it is widest
    float distance(const glm::vec3& p) const {
        // above the widest place its mirror image, so that nothing flat looks out of the hand
        return shape_.touch({p.x, p.y, p.z > height_ ? 2.0f * height_ - p.z : p.z}).distance;
    }
    /// Melted with what grows out of it, but not where the skin is touched: below, nothing but the pad is left.
    float joined(float rest, const glm::vec3& p, float blend) const {
        rest = std::max(rest, 0.5f * height_ - p.z);
        const float t = std::clamp((p.z - 0.5f * height_) / height_, 0.0f, 1.0f);
        return geometry::smoothMinimum(distance(p), rest, blend * t * t * (3.0f - 2.0f * t));
    }
    core::Box bounds() const {
        core::Box box;
        const float reach = shape_.reach(1.0f);
        box.add(glm::vec3(-reach, -reach, 0.0f));
        box.add(glm::vec3(reach, reach, 2.0f * height_));
        return box;
    }

private:
    const tissue::ToolShape& shape_;
    float height_ = 0.01f;
};

using Parts = std::vector<ToolPart>;

void addHand(Parts& parts, const Pad& pad, const HandSolid& hand, float blend, const std::vector<Finger>& nails) {
    core::Box box = hand.bounds();
    box.add(pad.bounds());
    parts.push_back(
        {ToolMatter::Skin,
         meshOf([&](const glm::vec3& p) { return pad.joined(hand.distance(p), p, blend); }, box, kStep, kTriangles)});
    for (const Finger f : nails) {
        const Fingertip& tip = hand.tips[f];
        parts.push_back({ToolMatter::Nail, meshOf([&](const glm::vec3& p) { return nailDistance(tip, p); },
                                                  nailBounds(tip), kNailStep, kSmallPart)});
    }
}

void addSleeve(Parts& parts, const RoundCone& sleeve) {
    core::Box box;
    const float reach = std::max(sleeve.radiusA, sleeve.radiusB);
    for (const glm::vec3& end : {sleeve.a, sleeve.b}) {
        box.add(end - reach);
        box.add(end + reach);
    }
    parts.push_back({ToolMatter::Cloth, meshOf([&](const glm::vec3& p) { return cuffDistance(sleeve, p) - 0.001f; },
                                               box, 2.0f * kStep, kSmallPart)});
}

/// Fingers tucked in and off the skin, the index pointing down.
Parts fingertip(const Pad& pad) {
    HandPose pose = fist();
    pose.index = bent(32, 58, 70);
    pose.middle = bent(24, 118, 180);
    pose.ring = bent(28, 124, 186);
    pose.little = bent(32, 128, 190);
    pose.thumb = {glm::vec3(0.024f, 0.026f, -0.012f),
                  {0.062f, 0.046f, -0.022f},
                  {0.090f, 0.040f, -0.032f},
                  {0.112f, 0.022f, -0.034f}};
    for (FingerPose* f : {&pose.index, &pose.middle, &pose.ring, &pose.little})
        for (float& angle : f->down) angle -= core::radians(8.0f);
    const glm::vec3 tip = fingerJoints(kIndex, pose.index)[3];
    const HandSolid hand =
        makeHand(pose, placed(fromFeet(8), tip, {0, -0.0005f, pad.height()}), glm::vec3(-1.0f, 0, 0.25f));
    Parts parts;
    addHand(parts, pad, hand, 0.004f, {kIndex, kThumb});
    addSleeve(parts, hand.sleeve);
    return parts;
}

/// A fist with the thumb straight ahead of it, its last joint bent back, as a thumb that presses is.
HandPose thumbPose() {
    HandPose pose = fist();
    pose.index = bent(62, 165, 235);
    pose.middle = bent(66, 168, 238);
    pose.ring = bent(70, 170, 240);
    pose.little = bent(74, 172, 240);
    const glm::vec3 joint(0.096f, 0.047f, -0.016f);
    const float back = core::radians(24.0f);
    pose.thumb = {glm::vec3(0.022f, 0.026f, -0.012f),
                  {0.060f, 0.044f, -0.014f},
                  joint,
                  joint + 0.027f * glm::vec3(std::cos(back), -0.05f, std::sin(back))};
    return pose;
}

HandSolid thumbHand(const Pad& pad) {
    const HandPose pose = thumbPose();
    const glm::vec3 at(0.0f, 0.0015f, pad.height());
    return makeHand(pose, placed(fromFeet(66), pose.thumb[3], at), glm::vec3(-1.0f, 0.1f, -0.15f));
}

Parts thumb(const Pad& pad) {
    const HandSolid hand = thumbHand(pad);
    Parts parts;
    addHand(parts, pad, hand, 0.004f, {kThumb});
    addSleeve(parts, hand.sleeve);
    return parts;
}

geometry::Mesh moved(geometry::Mesh mesh, const glm::mat3& turn, const glm::vec3& by) {
    for (glm::vec3& p : mesh.positions) p = turn * p + by;
    for (glm::vec3& n : mesh.normals) n = turn * n;
    return mesh;
}

/// The other hand's thumb lies on the first one's nail.
Parts reinforcedThumbs(const Pad& pad) {
    const HandSolid hand = thumbHand(pad);
    Parts parts = thumb(pad);
    const Fingertip& tip = hand.tips[kThumb];
    const glm::vec3 on = tip.back * (1.75f * tip.bone.radiusB) + glm::normalize(tip.bone.a - tip.bone.b) * 0.004f;
    const float turn = core::radians(24.0f);
    const glm::mat3 aside{glm::vec3(std::cos(turn), std::sin(turn), 0), glm::vec3(-std::sin(turn), std::cos(turn), 0),
                          glm::vec3(0, 0, 1)};
    const std::size_t first = parts.size();
    for (std::size_t i = 0; i < first; ++i)
        parts.push_back({parts[i].matter, moved(geometry::mirrored(parts[i].mesh), aside, on)});
    return parts;
}

Parts knuckle(const Pad& pad) {
    HandPose pose = fist();
    constexpr float kPlane = 45.0f;
    const auto curl = [](float a, float b, float c) { return bent(a - kPlane, b - kPlane, c - kPlane); };
    pose.index = curl(112, 226, 290);
    pose.middle = curl(140, 244, 306);
    pose.ring = curl(144, 248, 308);
    pose.little = curl(148, 250, 310);
    const glm::vec3 joint = fingerJoints(kIndex, pose.index)[1];
    const HandSolid hand =
        makeHand(pose, placed(fromSide(kPlane), joint, {0, 0, 1.22f * pad.height()}), glm::vec3(-1.0f, 0, 0.2f));
    Parts parts;
    addHand(parts, pad, hand, 0.005f, {kThumb});
    addSleeve(parts, hand.sleeve);
    return parts;
}

Parts palm(const Pad& pad) {
    HandPose pose;
    pose.index = bent(10, 20, 28, 5);
    pose.middle = bent(8, 18, 26, 1);
    pose.ring = bent(9, 20, 28, -4);
    pose.little = bent(12, 24, 32, -12);
    pose.thumb = {glm::vec3(0.022f, 0.028f, -0.012f),
                  {0.056f, 0.056f, -0.016f},
                  {0.084f, 0.072f, -0.014f},
                  {0.108f, 0.082f, -0.010f}};
    const HandSolid hand =
        makeHand(pose, placed(fromFeet(-16), {0.022f, -0.004f, -0.010f}, {0, 0, 0.032f}), glm::vec3(-0.55f, 0, 0.85f));
    Parts parts;
    addHand(parts, pad, hand, 0.014f, {kIndex, kMiddle, kRing, kLittle, kThumb});
    addSleeve(parts, hand.sleeve);
    return parts;
}

/// Bare forearm along the tool's Y with its fist towards the head, lifted at both ends, the sleeve above the elbow.
Parts forearm(const Pad& pad) {
    Melted arm;
    arm.blend = 0.02f;
    const float axis = pad.height();
    arm.cones = {{{0, -0.05f, axis + 0.001f}, {0, 0.05f, axis + 0.001f}, 0.033f, 0.033f},
                 {{0, 0.05f, axis}, {0, 0.150f, axis + 0.024f}, 0.033f, 0.0235f},
                 {{0, -0.05f, axis}, {0, -0.115f, axis + 0.026f}, 0.033f, 0.034f},
                 {{0, -0.120f, axis + 0.030f}, {0, -0.150f, axis + 0.110f}, 0.035f, 0.042f}};
    HandPose pose = fist();
    const glm::mat3 thumbUp{glm::vec3(0, 0.97f, 0.243f), glm::vec3(0, -0.243f, 0.97f), glm::vec3(1, 0, 0)};
    const HandSolid hand = makeHand(pose, {{0, 0.155f, axis + 0.026f}, thumbUp});
    const RoundCone sleeve{{0, -0.146f, axis + 0.100f}, {0, -0.172f, axis + 0.180f}, 0.046f, 0.050f};
    core::Box box = hand.bounds();
    box.add(arm.bounds());
    box.add(pad.bounds());
    Parts parts;
    parts.push_back({ToolMatter::Skin, meshOf(
                                           [&](const glm::vec3& p) {
                                               const float rest =
                                                   geometry::smoothMinimum(arm.distance(p), hand.distance(p), 0.012f);
                                               return pad.joined(rest, p, 0.012f);
                                           },
                                           box, 1.3f * kStep, kTriangles)});
    addSleeve(parts, sleeve);
    return parts;
}

Parts elbow(const Pad& pad) {
    Melted arm;
    arm.blend = 0.022f;
    const float z = pad.height();
    const glm::vec3 tip(0, 0, z);
    const glm::vec3 up = glm::normalize(glm::vec3(0, -0.30f, 0.95f)),
                    ahead = glm::normalize(glm::vec3(0, 0.74f, 0.67f));
    arm.cones = {{tip, tip + up * 0.045f, 0.0125f, 0.030f},
                 {tip + up * 0.045f, tip + up * 0.150f, 0.030f, 0.043f},
                 {tip + ahead * 0.004f, tip + ahead * 0.055f, 0.0125f, 0.031f},
                 {tip + ahead * 0.055f, tip + ahead * 0.215f, 0.032f, 0.0235f}};
    HandPose pose = fist();
    const glm::mat3 thumbUp{ahead, glm::cross(glm::vec3(1, 0, 0), ahead), glm::vec3(1, 0, 0)};
    const HandSolid hand = makeHand(pose, {tip + ahead * 0.225f, thumbUp});
    core::Box box = hand.bounds();
    box.add(arm.bounds());
    box.add(pad.bounds());
    Parts parts;
    parts.push_back({ToolMatter::Skin, meshOf(
                                           [&](const glm::vec3& p) {
                                               const float rest =
                                                   geometry::smoothMinimum(arm.distance(p), hand.distance(p), 0.012f);
                                               return pad.joined(rest, p, 0.010f);
                                           },
                                           box, 1.3f * kStep, kTriangles)});
    addSleeve(parts, {tip + up * 0.140f, tip + up * 0.225f, 0.047f, 0.052f});
    return parts;
}

/// A T: rubber tip, turned shaft, a bar to hold across.
Parts woodenBar(const Pad& pad) {
    constexpr float kTip = 0.016f, kTop = 0.112f;
    Melted wood;
    wood.blend = 0.006f;
    wood.cones = {{{0, 0, kTip + 0.006f}, {0, 0, 0.050f}, 0.0082f, 0.0100f},
                  {{0, 0, 0.050f}, {0, 0, kTop}, 0.0100f, 0.0088f},
                  {{-0.040f, 0, kTop}, {0, 0, kTop + 0.002f}, 0.0105f, 0.0135f},
                  {{0.040f, 0, kTop}, {0, 0, kTop + 0.002f}, 0.0105f, 0.0135f}};
    core::Box tipBox = pad.bounds();
    tipBox.upper.z = kTip + 0.002f;
    core::Box woodBox = wood.bounds();
    Parts parts;
    parts.push_back({ToolMatter::Rubber,
                     meshOf(
                         [&](const glm::vec3& p) {
                             return std::max(pad.joined(1.0f, {p.x, p.y, std::min(p.z, 0.008f)}, 0), p.z - kTip);
                         },
                         tipBox, 0.6f * kStep, 2 * kSmallPart)});
    parts.push_back(
        {ToolMatter::Wood, meshOf([&](const glm::vec3& p) { return std::max(wood.distance(p), kTip - p.z); }, woodBox,
                                  kStep, kTriangles / 2)});
    return parts;
}

} // namespace

std::vector<ToolPart> toolModel(const tissue::Tool& tool) {
    const Pad pad(tool.shape);
    if (tool.key == "fingertip") return fingertip(pad);
    if (tool.key == "thumb") return thumb(pad);
    if (tool.key == "reinforced_thumbs") return reinforcedThumbs(pad);
    if (tool.key == "knuckle") return knuckle(pad);
    if (tool.key == "palm") return palm(pad);
    if (tool.key == "forearm") return forearm(pad);
    if (tool.key == "elbow") return elbow(pad);
    return woodenBar(pad);
}

ToolModels toolModels(const std::vector<tissue::Tool>& tools) {
    ToolModels out;
    for (const tissue::Tool& tool : tools) out[tool.key] = toolModel(tool);
    return out;
}

} // namespace app
