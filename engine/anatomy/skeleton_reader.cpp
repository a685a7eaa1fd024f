// Reading assets/anatomy/skeleton.toml.
#include <anatomy/skeleton.h>

#include <core/document.h>
#include <core/text.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace anatomy {

class SkeletonReader {
public:
    static core::Result<Skeleton> read(const core::Document& document, const std::vector<std::string>& variants);

private:
    void readJoint(const core::Node& node);
    void readVariantJoint(const core::Node& node, const std::vector<std::string>& variants);
    void insertBelow(Joint joint, std::size_t above);
    void readCoupling(const core::Node& node);
    SpineMotion readMotion(const core::Node& posture, std::string_view key, Region region) const;
    void readPosture(const core::Node& node);
    void addJoint(Joint joint, const std::string& parent, const core::Node& node);
    /// Indices of "femur" (both sides), "femur_left" or "L3"; empty with a fault.
    std::vector<std::size_t> jointsCalled(const std::string& key, const core::Node& node) const;

    Skeleton skeleton_;
    std::vector<std::string> otherJoints_; ///< of variants this body has not
};

namespace {

constexpr float kMm = 0.001f;
constexpr float kStandardGravity = 9.81f;

struct Range {
    float low = 0.0f;
    float high = 0.0f;
};

Range readRange(const core::Node& node) {
    const std::vector<float> values = node.reals();
    if (!node.exists()) return {};
    if (values.size() != 2) {
        node.fault("a range is [lowest, highest] in degrees; found " + std::to_string(values.size()) + " numbers");
        return {};
    }
    if (!(values[0] <= 0.0f && values[1] >= 0.0f && values[0] >= -180.0f && values[1] <= 180.0f))
        node.fault("a range must hold 0 and lie within -180 and 180 degrees, found [" +
                   core::shortest(static_cast<double>(values[0])) + ", " +
                   core::shortest(static_cast<double>(values[1])) + "]");
    return {core::radians(values[0]), core::radians(values[1])};
}

/// Where a joint turns, how far, and what it carries.
void readFigures(const core::Node& node, Joint& joint) {
    joint.centre = kMm * node.get("centre_mm").vec3();
    const Range flexion = readRange(node.get("flexion_deg"));
    const Range sideBend = readRange(node.get("side_bend_deg"));
    const Range rotation = readRange(node.get("rotation_deg"));
    joint.lowest = {flexion.low, sideBend.low, rotation.low};
    joint.highest = {flexion.high, sideBend.high, rotation.high};
    joint.carries = node.get("carries").texts();
}

JointAngles readAngles(const core::Node& node) {
    const glm::vec3 degrees = node.vec3();
    if (glm::any(glm::greaterThan(glm::abs(degrees), glm::vec3(180.0f))))
        node.fault("angles must lie within -180 and 180 degrees");
    return {core::radians(degrees.x), core::radians(degrees.y), core::radians(degrees.z)};
}

Joint mirrored(Joint joint) {
    joint.side = core::Side::Left;
    joint.centre.x = -joint.centre.x;
    const JointAngles low = joint.lowest;
    const JointAngles high = joint.highest;
    joint.lowest = {low.flexion, -high.sideBend, -high.rotation};
    joint.highest = {high.flexion, -low.sideBend, -low.rotation};
    return joint;
}

std::string degreesText(float radians) {
    return core::shortest(0.1 * std::round(10.0 * static_cast<double>(core::degrees(radians))));
}

bool within(float angle, float low, float high) {
    return angle >= low - 1e-4f && angle <= high + 1e-4f;
}

bool withinRange(const JointAngles& a, const Joint& joint) {
    return within(a.flexion, joint.lowest.flexion, joint.highest.flexion) &&
           within(a.sideBend, joint.lowest.sideBend, joint.highest.sideBend) &&
           within(a.rotation, joint.lowest.rotation, joint.highest.rotation);
}

} // namespace

void SkeletonReader::addJoint(Joint joint, const std::string& parent, const core::Node& node) {
    const std::string suffix = joint.side == core::Side::Midline ? "" : "_" + std::string(core::sideName(joint.side));
    joint.key += suffix;
    if (skeleton_.find(joint.key) >= 0) return node.fault("the joint \"" + joint.key + "\" is there twice");
    if (!parent.empty()) {
        joint.parent = skeleton_.find(parent + suffix);
        if (joint.parent < 0) joint.parent = skeleton_.find(parent);
        if (joint.parent < 0)
            return node.find("parent").fault("the parent \"" + parent + "\" of \"" + joint.key +
                                             "\" is not among the joints before it");
    } else if (!skeleton_.joints_.empty()) {
        return node.fault("only the first joint is without \"parent\"; \"" + joint.key + "\" has none");
    }
    for (const std::string& bone : joint.carries) {
        const int known = skeleton_.carrierOf(bone, joint.side);
        if (known >= 0)
            node.find("carries").fault("\"" + bone + "\" is already carried by the joint \"" +
                                       skeleton_.joints_[static_cast<std::size_t>(known)].key + "\"");
    }
    skeleton_.joints_.push_back(std::move(joint));
}

void SkeletonReader::readJoint(const core::Node& node) {
    Joint joint;
    joint.key = node.get("key").text();
    const std::string parent = node.has("parent") ? node.find("parent").text() : std::string();
    readFigures(node, joint);
    if (const core::Node region = node.find("region"); region.exists())
        joint.region = region.oneOf({"neck", "trunk"}) == 0 ? Region::Neck : Region::Trunk;
    if (!(node.has("paired") && node.find("paired").boolean())) return addJoint(joint, parent, node);
    joint.side = core::Side::Right;
    addJoint(joint, parent, node);
    addJoint(mirrored(joint), parent, node);
}

/// Between a joint of the spine and its parent; what follows moves up by one.
void SkeletonReader::insertBelow(Joint joint, std::size_t above) {
    const int place = static_cast<int>(above);
    joint.parent = skeleton_.joints_[above].parent;
    for (Joint& known : skeleton_.joints_)
        if (known.parent >= place) ++known.parent;
    skeleton_.joints_[above].parent = place;
    skeleton_.joints_.insert(skeleton_.joints_.begin() + place, std::move(joint));
}

void SkeletonReader::readVariantJoint(const core::Node& node, const std::vector<std::string>& variants) {
    Joint joint;
    const std::string variant = node.get("variant").text();
    joint.key = node.get("key").text();
    const std::string below = node.get("below").text();
    const int above = skeleton_.find(below);
    if (above < 1) return node.find("below").fault("there is no joint \"" + below + "\" to stand below");
    readFigures(node, joint);
    joint.region = skeleton_.joints_[static_cast<std::size_t>(above)].region;
    if (skeleton_.find(joint.key) >= 0) return node.fault("the joint \"" + joint.key + "\" is there twice");
    if (std::find(variants.begin(), variants.end(), variant) == variants.end())
        return otherJoints_.push_back(joint.key);
    insertBelow(std::move(joint), static_cast<std::size_t>(above));
}

void SkeletonReader::readCoupling(const core::Node& node) {
    constexpr float kMost = 10.0f;
    const core::Node levelsNode = node.get("levels");
    const std::vector<std::string> levels = levelsNode.texts();
    Coupling coupling;
    coupling.contested = node.has("contested") && node.find("contested").boolean();
    coupling.confidence = "ABC"[node.get("confidence").oneOf({"A", "B", "C"})];
    coupling.source = node.get("source").text();
    if (coupling.source.empty()) node.find("source").fault("\"source\" must name where the figures are from");
    std::array<std::vector<float>, 2> figures;
    for (std::size_t k = 0; k < 2; ++k) {
        const core::Node list = node.get(k == 0 ? "turn_per_bend" : "bend_per_turn");
        figures[k] = list.reals();
        if (figures[k].size() != levels.size())
            return list.fault("one figure a level is needed: " + std::to_string(levels.size()) + ", found " +
                              std::to_string(figures[k].size()));
        for (const float figure : figures[k])
            if (!(std::abs(figure) <= kMost)) return list.fault("a degree is coupled to at most 10 degrees");
    }
    for (std::size_t i = 0; i < levels.size(); ++i) {
        if (std::find(otherJoints_.begin(), otherJoints_.end(), levels[i]) != otherJoints_.end()) continue;
        const int found = skeleton_.find(levels[i]);
        if (found < 0 || skeleton_.joints_[static_cast<std::size_t>(found)].region == Region::None)
            return levelsNode.fault("\"" + levels[i] + "\" is no joint of neck or trunk");
        Coupling& known = skeleton_.joints_[static_cast<std::size_t>(found)].coupling;
        if (!known.source.empty()) return levelsNode.fault("the coupling of \"" + levels[i] + "\" is there twice");
        known = coupling;
        known.turnPerBend = figures[0][i];
        known.bendPerTurn = figures[1][i];
    }
}

/// A region's movement in a posture, within what its levels allow.
SpineMotion SkeletonReader::readMotion(const core::Node& posture, std::string_view key, Region region) const {
    if (!posture.has(key)) return {};
    const core::Node node = posture.find(key);
    const JointAngles a = readAngles(node);
    const SpineMotion motion{a.flexion, a.sideBend, a.rotation};
    const auto [low, high] = skeleton_.range(region);
    const auto limit = [&](const char* what, float value, float lowest, float highest) {
        if (!within(value, lowest, highest))
            node.fault(std::string(what) + " of " + degreesText(value) +
                       " degrees is further than these levels go together: " + degreesText(lowest) + " to " +
                       degreesText(highest));
    };
    limit("flexion", motion.flexion, low.flexion, high.flexion);
    limit("side-bending", motion.sideBend, low.sideBend, high.sideBend);
    limit("rotation", motion.rotation, low.rotation, high.rotation);
    return motion;
}

std::vector<std::size_t> SkeletonReader::jointsCalled(const std::string& key, const core::Node& node) const {
    std::vector<std::size_t> found;
    for (const std::string& name : {key, key + "_right", key + "_left"})
        if (const int joint = skeleton_.find(name); joint >= 0) found.push_back(static_cast<std::size_t>(joint));
    if (!found.empty()) return found;
    std::vector<std::string> known;
    for (const Joint& joint : skeleton_.joints_) known.push_back(joint.key);
    const std::string guess = core::nearest(key, known);
    node.fault("there is no joint \"" + key + "\"" + (guess.empty() ? "" : ", did you mean \"" + guess + "\"?"));
    return {};
}

void SkeletonReader::readPosture(const core::Node& node) {
    Pose pose = skeleton_.bindPose();
    pose.posture = node.get("name").text();
    for (const Pose& known : skeleton_.postures_)
        if (known.posture == pose.posture) node.fault("the posture \"" + pose.posture + "\" is there twice");
    const core::Node gravity = node.get("gravity");
    const glm::vec3 down = gravity.vec3({0, 0, 1});
    if (!(glm::length(down) > 1e-3f)) return gravity.fault("a direction must not be zero");
    pose.gravity = kStandardGravity * glm::normalize(down);
    if (const core::Node rests = node.find("rests_on"); rests.exists())
        pose.restsOn = rests.oneOf({"table", "stool"}) == 0 ? RestsOn::Table : RestsOn::Stool;
    const SpineMotion neck = readMotion(node, "neck_deg", Region::Neck);
    pose = skeleton_.moved(pose, neck, readMotion(node, "trunk_deg", Region::Trunk));
    if (const core::Node angles = node.find("angles_deg"); angles.exists()) {
        for (const std::string& key : angles.keys()) {
            const core::Node figures = angles.find(key);
            const JointAngles add = readAngles(figures);
            for (const std::size_t i : jointsCalled(key, figures)) {
                const Joint& joint = skeleton_.joints_[i];
                const float sign = joint.side == core::Side::Left && joint.key != key ? -1.0f : 1.0f;
                JointAngles& total = pose.angles[i];
                total.flexion += add.flexion;
                total.sideBend += sign * add.sideBend;
                total.rotation += sign * add.rotation;
                if (!withinRange(total, joint))
                    figures.fault("the joint \"" + joint.key + "\" does not turn that far in \"" + pose.posture + "\"");
            }
        }
    }
    skeleton_.postures_.push_back(std::move(pose));
}

core::Result<Skeleton> SkeletonReader::read(const core::Document& document, const std::vector<std::string>& variants) {
    SkeletonReader reader;
    const core::Node root = document.root();
    if (root.get("sources").texts().empty()) root.fault("\"sources\" must name where the figures are from");
    for (const core::Node& node : root.get("joint").items()) reader.readJoint(node);
    if (const core::Node extra = root.find("variant_joint"); extra.exists())
        for (const core::Node& node : extra.items()) reader.readVariantJoint(node, variants);
    if (const core::Node coupled = root.find("coupling"); coupled.exists())
        for (const core::Node& node : coupled.items()) reader.readCoupling(node);
    for (const core::Node& node : root.get("posture").items()) reader.readPosture(node);
    if (const auto status = document.finish(); !status) return status.error();
    if (reader.skeleton_.joints_.empty() || reader.skeleton_.postures_.empty())
        return core::Error(core::Place{document.file()}, "at least one [[joint]] and one [[posture]] are needed");
    return reader.skeleton_;
}

core::Result<Skeleton> Skeleton::load(const std::filesystem::path& file, const std::vector<std::string>& variants) {
    auto document = core::Document::read(file);
    if (!document) return document.error();
    return SkeletonReader::read(document.value(), variants);
}

} // namespace anatomy
