#include <tissue/tool.h>

#include <core/document.h>
#include <core/paths.h>
#include <core/text.h>

#include <algorithm>
#include <cmath>
#include <tuple>
#include <utility>

namespace tissue {

namespace {

using Form = ToolShape::Form;
using Touch = ToolShape::Touch;

constexpr float kTiny = 1e-9f;

Touch fromBall(const glm::vec3& p, float radius) {
    const float length = glm::length(p);
    return {length - radius, length > kTiny ? p / length : glm::vec3(0, 0, -1)};
}

/// Distance to an ellipsoid, good to second order near its surface: f / |grad f| of f = |p/a| (|p/a| - 1) / |p/a^2|
/// (Quilez 2008). Exact for a sphere; the zero set is exact always.
Touch fromEllipsoid(const glm::vec3& p, const glm::vec3& a) {
    const glm::vec3 scaled = p / a;
    const glm::vec3 slope = p / (a * a);
    const float k0 = glm::length(scaled), k1 = glm::length(slope);
    if (!(k1 > kTiny)) return {-std::min({a.x, a.y, a.z}), glm::vec3(0, 0, -1)};
    return {k0 * (k0 - 1.0f) / k1, slope / k1};
}

Touch fromCapsule(glm::vec3 p, float radius, float halfLength) {
    p.y -= std::clamp(p.y, -halfLength, halfLength);
    return fromBall(p, radius);
}

/// A flat-bottomed post of `radius` along +Z, its rim rounded; centre of the rim's circle `edge` above the bottom.
Touch fromRoundedDisc(const glm::vec3& p, float radius, float edge) {
    const float across = std::hypot(p.x, p.y);
    const glm::vec3 out = across > kTiny ? glm::vec3(p.x / across, p.y / across, 0.0f) : glm::vec3(1, 0, 0);
    const float q = across - (radius - edge), down = edge - p.z; // beyond the flat part; below the rim's circle
    if (q > 0.0f && down > 0.0f) {
        const float length = std::hypot(q, down);
        return {length - edge, (out * q - glm::vec3(0, 0, down)) / std::max(length, kTiny)};
    }
    return q > down ? Touch{q - edge, out} : Touch{down - edge, glm::vec3(0, 0, -1)};
}

/// Box with its centre `half.z` above the lowest face, edges rounded (Quilez 2008).
Touch fromRoundedBox(const glm::vec3& p, const glm::vec3& half, float edge) {
    const glm::vec3 inner = glm::max(half - edge, glm::vec3(0.0f));
    const glm::vec3 q = glm::vec3(std::fabs(p.x), std::fabs(p.y), -p.z) - inner; // no top: a shaft
    const glm::vec3 sign(p.x < 0 ? -1.0f : 1.0f, p.y < 0 ? -1.0f : 1.0f, -1.0f);
    const glm::vec3 out = glm::max(q, glm::vec3(0.0f));
    const float length = glm::length(out);
    if (length > kTiny) return {length - edge, sign * out / length};
    int axis = 2;
    for (int d = 0; d < 2; ++d)
        if (q[d] > q[axis]) axis = d;
    glm::vec3 normal(0.0f);
    normal[axis] = sign[axis];
    return {q[axis] - edge, normal};
}

/// Relative to the middle of a round pad; above it the pad goes on as a straight shaft, so that skin never closes over
/// it.
glm::vec3 belowWaist(const glm::vec3& point, float height) {
    return {point.x, point.y, std::min(point.z - height, 0.0f)};
}

} // namespace

ToolShape::Touch ToolShape::touch(const glm::vec3& point) const {
    switch (form) {
    case Form::Ball:
        return fromBall(belowWaist(point, radius), radius);
    case Form::Ellipsoid:
        return fromEllipsoid(belowWaist(point, semiAxes.z), semiAxes);
    case Form::Capsule:
        return fromCapsule(belowWaist(point, radius), radius, halfLength);
    case Form::RoundedDisc:
        return fromRoundedDisc(point, radius, edgeRadius);
    case Form::RoundedBox:
        return fromRoundedBox(point - glm::vec3(0, 0, semiAxes.z), semiAxes, edgeRadius);
    }
    return {};
}

float ToolShape::reach(float depth) const {
    const auto ball = [depth](float r) {
        const float d = std::clamp(depth, 0.0f, r);
        return std::sqrt(d * (2.0f * r - d));
    };
    switch (form) {
    case Form::Ball:
        return ball(radius);
    case Form::Ellipsoid:
        return std::max(semiAxes.x, semiAxes.y) * ball(semiAxes.z) / semiAxes.z;
    case Form::Capsule:
        return ball(radius) + halfLength;
    case Form::RoundedDisc:
        return radius;
    case Form::RoundedBox:
        return std::max(semiAxes.x, semiAxes.y);
    }
    return radius;
}

namespace {

constexpr float kMm = 0.001f;

float lengthOf(const core::Node& shape, const char* key, float low, float high) {
    return kMm * shape.get(key).realIn(low, high, low);
}

ToolShape readShape(const core::Node& node) {
    ToolShape s;
    s.form = static_cast<Form>(node.get("form").oneOf({"ball", "ellipsoid", "capsule", "rounded_disc", "rounded_box"}));
    const auto halves = [&] {
        const core::Node n = node.get("half_sizes_mm");
        const glm::vec3 v = n.vec3(glm::vec3(10.0f));
        for (int d = 0; d < 3; ++d)
            if (!(v[d] >= 1.0f && v[d] <= 200.0f))
                n.fault("half sizes lie between 1 and 200 mm, found " + core::shortest(static_cast<double>(v[d])));
        s.semiAxes = kMm * glm::clamp(v, glm::vec3(1.0f), glm::vec3(200.0f));
    };
    switch (s.form) {
    case Form::Ball:
        s.radius = lengthOf(node, "radius_mm", 1.0f, 200.0f);
        break;
    case Form::Ellipsoid:
        halves();
        break;
    case Form::Capsule:
        s.radius = lengthOf(node, "radius_mm", 1.0f, 200.0f);
        s.halfLength = lengthOf(node, "half_length_mm", 0.0f, 200.0f);
        break;
    case Form::RoundedDisc:
        s.radius = lengthOf(node, "radius_mm", 1.0f, 200.0f);
        s.edgeRadius = lengthOf(node, "edge_radius_mm", 0.05f, 200.0f);
        if (s.edgeRadius > s.radius) node.find("edge_radius_mm").fault("the edge's radius is larger than the disc's");
        break;
    case Form::RoundedBox:
        halves();
        s.edgeRadius = lengthOf(node, "edge_radius_mm", 0.05f, 200.0f);
        if (s.edgeRadius > std::min({s.semiAxes.x, s.semiAxes.y, s.semiAxes.z}))
            node.find("edge_radius_mm").fault("the edge's radius is larger than half the box");
        break;
    }
    return s;
}

/// A table { low = , high = } with 0 < low <= high.
std::pair<float, float> readRange(const core::Node& node, float most) {
    const float low = node.get("low").realIn(0.01f, most, 0.01f);
    const float high = node.get("high").realIn(0.01f, most, 0.01f);
    if (low > high) node.fault("\"low\" is above \"high\"");
    return {low, high};
}

core::Result<std::pair<int, Tool>> readTool(const std::filesystem::path& file) {
    auto document = core::Document::read(file);
    if (!document) return document.error();
    const core::Node root = document.value().root();
    Tool t;
    const int order = root.get("order").integer();
    t.key = root.get("key").text();
    if (root.has("key") && t.key != file.stem().string())
        root.find("key").fault("the key must be the name of the file, \"" + file.stem().string() + "\"; found \"" +
                               t.key + "\"");
    t.name = root.get("name").text();
    if (root.has("name") && t.name.empty()) root.find("name").fault("the name is empty");
    t.shape = readShape(root.get("shape"));
    std::tie(t.contactAreaLowCm2, t.contactAreaHighCm2) = readRange(root.get("contact_area_cm2"), 500.0f);
    std::tie(t.usualForceLowN, t.usualForceHighN) = readRange(root.get("usual_force_n"), 1000.0f);
    t.safeForceN = root.get("safe_force_n").realIn(0.1f, 1000.0f, 1.0f);
    t.largestForceN = root.get("largest_force_n").realIn(0.1f, 1000.0f, 1.0f);
    if (t.safeForceN > t.largestForceN)
        root.find("safe_force_n").fault("the safe force is above the largest force the hand can give");
    t.friction = root.get("friction").realIn(0.0f, 3.0f, 0.6f);
    t.source = root.get("source").text();
    if (root.has("source") && t.source.empty()) root.find("source").fault("the source is empty");
    constexpr char kConfidences[] = {'A', 'B', 'C'};
    t.confidence = kConfidences[root.get("confidence").oneOf({"A", "B", "C"})];
    if (const auto status = document.value().finish(); !status) return status.error();
    return std::pair(order, t);
}

} // namespace

core::Result<std::vector<Tool>> loadTools(const std::filesystem::path& folder) {
    std::vector<std::pair<int, Tool>> read;
    std::vector<std::string> faults;
    for (const std::filesystem::path& file : core::filesBelow(folder, ".toml")) {
        auto tool = readTool(file);
        if (tool)
            read.push_back(std::move(tool).value());
        else
            faults.insert(faults.end(), tool.error().messages.begin(), tool.error().messages.end());
    }
    if (!faults.empty()) {
        core::Error error(faults.front());
        error.messages = faults;
        return error;
    }
    if (read.empty()) return core::Error(folder.string() + ": no tool (*.toml) in this folder");
    std::stable_sort(read.begin(), read.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<Tool> tools;
    for (auto& [order, tool] : read) tools.push_back(std::move(tool));
    return tools;
}

core::Result<Tool> findTool(const std::vector<Tool>& tools, const std::string& key) {
    std::vector<std::string> keys;
    std::string list;
    for (const Tool& tool : tools) {
        if (tool.key == key) return tool;
        keys.push_back(tool.key);
        list += (list.empty() ? "" : ", ") + tool.key;
    }
    const std::string near = core::nearest(key, keys);
    return core::Error("no tool \"" + key + "\"; there are " + list +
                       (near.empty() ? "" : "; did you mean \"" + near + "\"?"));
}

} // namespace tissue
