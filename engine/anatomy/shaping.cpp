#include <anatomy/shaping.h>

#include <core/check.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>

namespace anatomy {
namespace {

/// A woman's bones against a man's of the same stature, along the body's axes (estimates after anthropometric surveys:
/// broader pelvis, narrower chest and shoulders, smaller skull).
struct SexScale {
    std::string_view key; ///< first letters of the joint's key
    glm::vec3 scale;
};
constexpr std::array<SexScale, 12> kFemale = {{{"pelvis", {1.06f, 0.97f, 0.98f}},
                                               {"sacrum", {1.03f, 0.97f, 0.98f}},
                                               {"femur", {0.95f, 1.0f, 0.95f}},
                                               {"L", {0.94f, 1.0f, 0.94f}},
                                               {"T", {0.93f, 1.0f, 0.93f}},
                                               {"rib", {0.93f, 1.0f, 0.93f}},
                                               {"C", {0.92f, 1.0f, 0.92f}},
                                               {"skull", {0.96f, 0.97f, 0.96f}},
                                               {"clavicle", {0.92f, 0.95f, 0.93f}},
                                               {"scapula", {0.92f, 0.95f, 0.92f}},
                                               {"humerus", {0.91f, 0.97f, 0.91f}},
                                               {"", glm::vec3(1.0f)}}};

// How lordosis is shared (after the AO Surgery Reference's segmental angles: L5-S1 28, L4-5 20 of 60 degrees) and how
// kyphosis is (estimate: most in the middle).
constexpr std::array<std::pair<std::string_view, float>, 5> kLordosis = {
    {{"L5", 0.44f}, {"L4", 0.32f}, {"L3", 0.13f}, {"L2", 0.07f}, {"L1", 0.04f}}};
constexpr std::array<std::pair<std::string_view, float>, 11> kKyphosis = {{{"T11", 0.05f},
                                                                           {"T10", 0.07f},
                                                                           {"T9", 0.09f},
                                                                           {"T8", 0.11f},
                                                                           {"T7", 0.12f},
                                                                           {"T6", 0.13f},
                                                                           {"T5", 0.12f},
                                                                           {"T4", 0.11f},
                                                                           {"T3", 0.09f},
                                                                           {"T2", 0.07f},
                                                                           {"T1", 0.04f}}};
constexpr std::array<std::pair<std::string_view, float>, 5> kNeck = {
    {{"C6", 0.22f}, {"C5", 0.24f}, {"C4", 0.22f}, {"C3", 0.18f}, {"C2", 0.14f}}};
/// What of a bent trunk is taken back by joints outside C2 to C7.
constexpr std::array<std::pair<std::string_view, float>, 3> kGaze = {{{"C7", 0.3f}, {"C1", 0.3f}, {"skull", 0.4f}}};
constexpr float kMostGaze = core::radians(24.0f);
constexpr float kMostNeck = core::radians(20.0f);
constexpr float kPelvisForLordosis = 0.7f; // estimate: the rest tips the trunk
constexpr float kPelvisForKyphosis = 0.4f; // estimate: a rounder back tips the pelvis backward
constexpr float kTurnPerTilt = 0.35f;      // estimate: turn of the apical body for the Cobb angle
constexpr int kHalfCurve = 5;              // levels from the apex to the end of the curve

glm::mat3 turnOf(const JointAngles& a) {
    glm::mat4 turn(1.0f);
    turn = glm::rotate(turn, a.rotation, glm::vec3(0, 1, 0));
    turn = glm::rotate(turn, a.sideBend, glm::vec3(0, 0, 1));
    turn = glm::rotate(turn, a.flexion, glm::vec3(1, 0, 0));
    return glm::mat3(turn);
}

class Angles {
public:
    explicit Angles(const Skeleton& skeleton) : skeleton_(skeleton), angles(skeleton.joints().size()) {}

    template <std::size_t N>
    void flex(const std::array<std::pair<std::string_view, float>, N>& shares, float angle) {
        for (const auto& [key, share] : shares)
            if (JointAngles* at = find(key)) at->flexion += share * angle;
    }
    JointAngles* find(std::string_view key) {
        const int i = skeleton_.find(key);
        return i < 0 ? nullptr : &angles[static_cast<std::size_t>(i)];
    }

private:
    const Skeleton& skeleton_;

public:
    std::vector<JointAngles> angles;
};

void curve(Angles& out, const BodyParameters& p, const SpineCurvature& now) {
    const float lordosis = p.lumbarLordosis ? *p.lumbarLordosis - now.lumbarLordosis : 0.0f;
    const float kyphosis = p.thoracicKyphosis ? *p.thoracicKyphosis - now.thoracicKyphosis : 0.0f;
    const float tilt =
        p.pelvicTilt ? now.pelvicTilt - *p.pelvicTilt : kPelvisForLordosis * lordosis - kPelvisForKyphosis * kyphosis;
    if (JointAngles* pelvis = out.find("pelvis")) pelvis->flexion += tilt;
    out.flex(kLordosis, -lordosis);
    out.flex(kKyphosis, kyphosis);
    float bent = tilt - lordosis + kyphosis; // of C7, forward
    if (p.cervicalLordosis) {
        const float neck = now.cervicalLordosis - *p.cervicalLordosis;
        out.flex(kNeck, neck);
        bent += neck;
    } else {
        const float neck = std::clamp(-0.5f * bent, -kMostNeck, kMostNeck);
        out.flex(kNeck, neck);
        bent += neck;
    }
    out.flex(kGaze, std::clamp(-bent, -kMostGaze, kMostGaze));
}

/// Joints of the spine from L5 upward to C7.
std::vector<std::size_t> column(const Skeleton& skeleton) {
    std::vector<std::size_t> out;
    for (std::size_t i = 0; i < skeleton.joints().size(); ++i) {
        const Joint& joint = skeleton.joints()[i];
        if (joint.region == Region::Trunk || joint.key == "C7") out.push_back(i);
    }
    return out;
}

void bendSideways(Angles& out, const Skeleton& skeleton, const BodyParameters& p) {
    if (p.scoliosis == 0.0f) return;
    const std::vector<std::size_t> levels = column(skeleton);
    int apex = -1;
    for (std::size_t k = 0; k < levels.size(); ++k)
        if (skeleton.joints()[levels[k]].key == p.scoliosisApex) apex = static_cast<int>(k);
    if (apex < 0) return;
    const int count = static_cast<int>(levels.size());
    const int half = std::min({kHalfCurve, apex + 1, count - 1 - apex});
    const auto phase = [&](int k) {
        return std::clamp(static_cast<float>(k - apex + half) / static_cast<float>(2 * half), 0.0f, 1.0f);
    };
    // The sine is sampled at whole levels: scaled so that the most tilted ones stand at the Cobb angle to each other.
    float highest = 0.0f, lowest = 0.0f;
    for (int k = 0; k < count; ++k) {
        highest = std::max(highest, std::sin(2.0f * core::kPi * phase(k)));
        lowest = std::min(lowest, std::sin(2.0f * core::kPi * phase(k)));
    }
    if (highest - lowest < 1e-3f) return;
    const float amplitude = p.scoliosis / (highest - lowest);
    float tilt = 0.0f, turn = 0.0f;
    for (int k = 0; k < count; ++k) {
        const float tiltHere = amplitude * std::sin(2.0f * core::kPi * phase(k));
        const float s = std::sin(core::kPi * phase(k));
        const float turnHere = -kTurnPerTilt * p.scoliosis * s * s;
        JointAngles& joint = out.angles[levels[static_cast<std::size_t>(k)]];
        joint.sideBend += tiltHere - tilt;
        joint.rotation += turnHere - turn;
        tilt = tiltHere;
        turn = turnHere;
    }
}

void slantPelvis(Angles& out, const Skeleton& skeleton, const BodyParameters& p) {
    const int femur = skeleton.find("femur_right");
    if (p.legLengthDifferenceM == 0.0f || femur < 0) return;
    const float between = 2.0f * std::abs(skeleton.joints()[static_cast<std::size_t>(femur)].centre.x) *
                          (p.statureM / kReferenceStatureM);
    const float slant = std::asin(std::clamp(p.legLengthDifferenceM / std::max(between, 0.05f), -0.5f, 0.5f));
    if (JointAngles* pelvis = out.find("pelvis")) pelvis->sideBend += slant;
    for (const auto key : {"L1", "L2", "L3", "L4", "L5"})
        if (JointAngles* joint = out.find(key)) joint->sideBend -= slant / 5.0f;
}

glm::vec3 sexScale(const std::string& key, BodySex sex) {
    if (sex == BodySex::Male) return glm::vec3(1.0f);
    for (const SexScale& entry : kFemale)
        if (key.starts_with(entry.key)) return entry.scale;
    return glm::vec3(1.0f);
}

/// Arms and legs keep their direction, however the trunk under them turns.
bool hangs(const std::string& key) {
    return key.starts_with("humerus") || key.starts_with("femur");
}

} // namespace

Shaping::Shaping(const Skeleton& described, const BodyParameters& p, const SpineCurvature& curvature,
                 std::vector<JointForm> forms)
    : skeleton_(described), forms_(std::move(forms)) {
    CHECK(forms_.empty() || forms_.size() == described.joints().size(), "one form a joint");
    Angles angles(described);
    curve(angles, p, curvature);
    bendSideways(angles, described, p);
    slantPelvis(angles, described, p);
    const float stature = p.statureM / kReferenceStatureM;
    std::vector<glm::mat3> turns;
    std::vector<glm::vec3> centres;
    for (std::size_t i = 0; i < described.joints().size(); ++i) {
        const Joint& joint = described.joints()[i];
        const auto parent = static_cast<std::size_t>(std::max(joint.parent, 0));
        const bool root = joint.parent < 0;
        const glm::vec3 from = root ? joint.centre : formed(joint.centre, parent) + liftOf(i);
        const glm::vec3 centre = root ? joint.centre * stature : glm::vec3(joints_[parent] * glm::vec4(from, 1.0f));
        const glm::mat3 turn = hangs(joint.key) ? glm::mat3(1.0f)
                               : root           ? turnOf(angles.angles[i])
                                                : turns[parent] * turnOf(angles.angles[i]);
        glm::mat3 linear = turn;
        // A vertebra of the published means has its sex's measures already.
        const bool formed = !forms_.empty() && forms_[i].warp;
        const glm::vec3 scale = (formed ? glm::vec3(1.0f) : sexScale(joint.key, p.sex)) * stature;
        for (int k = 0; k < 3; ++k) linear[k] *= scale[k];
        glm::mat4 map(linear);
        map[3] = glm::vec4(centre - linear * joint.centre, 1.0f);
        joints_.push_back(map);
        turns.push_back(turn);
        centres.push_back(centre);
        identity_ = identity_ && map == glm::mat4(1.0f);
    }
    for (const JointForm& form : forms_) identity_ = identity_ && !form.warp && form.lift == glm::vec3(0.0f);
    skeleton_ = described.withCentres(centres);
}

glm::vec3 Shaping::liftOf(std::size_t joint) const {
    return forms_.empty() ? glm::vec3(0.0f) : forms_[joint].lift;
}

glm::vec3 Shaping::formed(const glm::vec3& p, std::size_t joint) const {
    if (forms_.empty()) return p;
    const JointForm& form = forms_[joint];
    return (form.warp ? form.warp(p) : p) + form.lift;
}

glm::vec3 Shaping::point(const glm::vec3& p, const geometry::VertexWeights& weights) const {
    if (forms_.empty()) return glm::vec3(geometry::blend(weights, joints_) * glm::vec4(p, 1.0f));
    glm::vec3 sum(0.0f);
    float total = 0.0f;
    for (std::size_t k = 0; k < 4; ++k) {
        if (weights.weights[k] == 0.0f) continue;
        const std::size_t joint = weights.joints[k];
        sum += weights.weights[k] * glm::vec3(joints_[joint] * glm::vec4(formed(p, joint), 1.0f));
        total += weights.weights[k];
    }
    return total > 0.0f ? sum / total : glm::vec3(joints_[0] * glm::vec4(p, 1.0f));
}

void Shaping::apply(geometry::Mesh& mesh, const geometry::SkinWeights& weights) const {
    if (identity_) return;
    CHECK(weights.size() == mesh.positions.size(), "weights for every vertex");
    for (std::size_t i = 0; i < mesh.positions.size(); ++i) {
        const glm::mat3 linear(geometry::blend(weights[i], joints_));
        mesh.positions[i] = point(mesh.positions[i], weights[i]);
        if (!mesh.fibres.empty()) mesh.fibres[i] = core::unit(linear * mesh.fibres[i]);
        if (!mesh.normals.empty()) mesh.normals[i] = core::unit(glm::transpose(glm::inverse(linear)) * mesh.normals[i]);
    }
}

} // namespace anatomy
