#include <patient/trigger_point.h>

#include <patient/asked_key.h>

#include <core/document.h>
#include <core/text.h>

#include <algorithm>
#include <cmath>

namespace patient {

namespace {

constexpr float kMm = 0.001f;
constexpr float kReachMm = 2500.0f; ///< no place of a body lies farther from the origin

glm::vec3 readPlace(const core::Node& node) {
    const glm::vec3 mm = node.vec3();
    if (glm::any(glm::greaterThan(glm::abs(mm), glm::vec3(kReachMm))))
        node.fault("a place lies within 2500 mm of the origin");
    return kMm * mm;
}

glm::vec3 readDirection(const core::Node& node) {
    const glm::vec3 v = node.vec3(core::kAnterior);
    const float length = glm::length(v);
    if (!(length > 1e-3f) || !std::isfinite(length)) {
        node.fault(std::isfinite(length) ? "a direction must not be zero" : "a direction must be finite");
        return core::kAnterior;
    }
    return v / length;
}

char readConfidence(const core::Node& node) {
    return "ABC"[node.oneOf({"A", "B", "C"})];
}

std::string optionalText(const core::Node& node, std::string_view key) {
    return node.has(key) ? node.find(key).text() : std::string();
}

Zone readZone(const core::Node& node) {
    Zone zone;
    zone.key = node.get("key").text();
    zone.words = node.get("words").text();
    zone.beyond = node.has("beyond") && node.find("beyond").boolean();
    if (node.has("confidence")) zone.confidence = readConfidence(node.find("confidence"));
    optionalText(node, "view");
    optionalText(node, "note");
    for (const core::Node& e : node.find("ellipsoids").items()) {
        const glm::vec3 half = e.get("semi_axes_mm").vec3(glm::vec3(30.0f));
        if (!(glm::all(glm::greaterThanEqual(half, glm::vec3(2.0f))) &&
              glm::all(glm::lessThanEqual(half, glm::vec3(500.0f)))))
            e.find("semi_axes_mm").fault("semi-axes lie between 2 and 500 mm");
        zone.ellipsoids.push_back({readPlace(e.get("centre_mm")), kMm * half});
    }
    if (!zone.beyond && zone.ellipsoids.empty())
        node.fault("zone \"" + zone.key +
                   "\" needs ellipsoids, or beyond = true when it lies beyond the modelled skin");
    return zone;
}

class PointReader {
public:
    PointReader(const anatomy::Atlas& atlas, const std::vector<Zone>& zones) : atlas_(atlas) {
        for (const Zone& z : zones) zoneKeys_.push_back(z.key);
    }

    void readSources(const core::Node& root) {
        const core::Node sources = root.get("sources");
        for (const std::string& key : sources.keys()) {
            sourceKeys_.push_back(key);
            sources_[key] = sources.get(key).text();
        }
    }

    TriggerPoint read(const core::Node& node) {
        TriggerPoint p;
        p.place = node.place();
        p.key = node.get("key").text();
        p.muscle = node.get("muscle").text();
        const auto muscles = atlas_.withKey(p.muscle);
        if (node.has("muscle") && muscles.empty())
            node.find("muscle").fault(unknownMuscle(p.muscle));
        else if (!muscles.empty() && muscles.front()->kind != anatomy::Kind::Muscle)
            node.find("muscle").fault("\"" + p.muscle + "\" is not a muscle");
        p.number = node.get("number").integer(1);
        p.title = node.get("title").text();
        p.location = node.get("location").text();
        p.at = readPlace(node.get("at_mm"));
        p.pressDirection = readDirection(node.get("press_direction"));
        p.bandDirection = readDirection(node.get("band_direction"));
        readDepth(node.get("depth_mm"), p);
        p.depthConfidence = readConfidence(node.get("depth_confidence"));
        p.bandLength = kMm * node.get("band_length_mm").realIn(5.0f, 300.0f, 40.0f);
        p.bandWidth = kMm * node.get("band_width_mm").realIn(2.0f, 60.0f, 8.0f);
        p.nodule = kMm * node.get("nodule_mm").realIn(1.0f, 40.0f, 6.0f);
        p.essential = readZones(node.get("essential"));
        if (node.has("spillover")) p.spillover = readZones(node.find("spillover"));
        p.confidence = readConfidence(node.get("confidence"));
        for (const core::Node& s : node.get("sources").items()) {
            const std::string key = s.text();
            if (sources_.count(key) == 0)
                s.fault("unknown source \"" + key + "\"" + didYouMean(key, sourceKeys_));
            else
                p.sources.push_back(sources_[key]);
        }
        p.note = optionalText(node, "note");
        optionalText(node, "approach");
        p.first = node.has("course");
        if (p.first) node.find("course").oneOf({"first"});
        return p;
    }

private:
    std::string unknownMuscle(const std::string& key) const {
        std::vector<std::string> keys;
        for (const anatomy::Structure& s : atlas_.structures()) keys.push_back(s.key);
        return "the atlas has no structure \"" + key + "\"" + didYouMean(key, keys);
    }

    std::vector<std::string> readZones(const core::Node& node) {
        std::vector<std::string> out;
        for (const core::Node& item : node.items()) {
            out.push_back(item.text());
            if (std::find(zoneKeys_.begin(), zoneKeys_.end(), out.back()) == zoneKeys_.end())
                item.fault("unknown zone \"" + out.back() + "\"" + didYouMean(out.back(), zoneKeys_));
        }
        return out;
    }

    static void readDepth(const core::Node& node, TriggerPoint& p) {
        const std::vector<float> mm = node.reals();
        if (mm.size() != 3 || !(mm[0] > 0.0f && mm[0] <= mm[1] && mm[1] <= mm[2] && mm[2] <= 150.0f)) {
            node.fault("a depth is [low, typical, high] in mm, rising, up to 150");
            return;
        }
        for (std::size_t i = 0; i < 3; ++i) p.depth[i] = kMm * mm[i];
    }

    const anatomy::Atlas& atlas_;
    std::vector<std::string> zoneKeys_;
    std::vector<std::string> sourceKeys_;
    std::map<std::string, std::string> sources_;
};

template <typename T>
void faultWhenKnown(const std::vector<T>& all, const std::string& key, const core::Node& node) {
    for (const T& known : all)
        if (known.key == key) node.fault("\"" + key + "\" is described twice");
}

} // namespace

std::string SitedPoint::text() const {
    return point == nullptr ? "none" : std::string(core::sideName(side)) + " " + point->key;
}

std::string SitedPoint::title() const {
    if (point == nullptr || point->title.empty()) return text();
    std::string rest = point->title;
    rest[0] = core::lowerCase(rest.substr(0, 1))[0];
    return (side == core::Side::Left ? "Left " : "Right ") + rest;
}

glm::vec3 onSide(const glm::vec3& right, core::Side side) {
    return side == core::Side::Left ? glm::vec3(-right.x, right.y, right.z) : right;
}

core::Result<PointLibrary> PointLibrary::load(const std::filesystem::path& folder, const anatomy::Atlas& atlas) {
    PointLibrary out;
    auto zones = core::Document::read(folder / "zones.toml");
    if (!zones) return zones.error();
    const core::Node zoneRoot = zones.value().root();
    optionalText(zoneRoot, "source");
    for (const core::Node& node : zoneRoot.get("zone").items()) {
        Zone zone = readZone(node);
        faultWhenKnown(out.zones_, zone.key, node);
        out.zones_.push_back(std::move(zone));
    }
    if (const auto status = zones.value().finish(); !status) return status.error();

    auto points = core::Document::read(folder / "trigger_points.toml");
    if (!points) return points.error();
    const core::Node root = points.value().root();
    PointReader reader(atlas, out.zones_);
    reader.readSources(root);
    for (const core::Node& node : root.get("point").items()) {
        TriggerPoint point = reader.read(node);
        faultWhenKnown(out.points_, point.key, node);
        out.points_.push_back(std::move(point));
    }
    if (const auto status = points.value().finish(); !status) return status.error();
    return out;
}

const Zone* PointLibrary::zone(std::string_view key) const {
    for (const Zone& z : zones_)
        if (z.key == key) return &z;
    return nullptr;
}

const TriggerPoint* PointLibrary::find(std::string_view key) const {
    for (const TriggerPoint& p : points_)
        if (p.key == key) return &p;
    return nullptr;
}

core::Result<SitedPoint> PointLibrary::resolve(std::string_view text) const {
    const auto [side, key] = askedKey(text);
    if (const TriggerPoint* point = find(key)) return SitedPoint{point, side};
    std::vector<std::string> keys;
    for (const TriggerPoint& p : points_) keys.push_back(p.key);
    return core::Error("no trigger point is called \"" + std::string(text) + "\"" + didYouMean(key, keys));
}

} // namespace patient
