// A clinic for tests: the small body of the anatomy tests with skin, two trigger points in its long muscle and the one
// below, and a thumb that lies on the right one. Made once for all tests. Metres; millimetres in the files.
#pragma once

#include "../anatomy/small_body.h"

#include <patient/patient.h>

#include <tissue/label_tissue_map.h>

#include <optional>

namespace clinic {

inline const std::string kMiddleAtlas = R"(format = 1
source = "test"
[[structure]]
key = "interspinales"
kind = "muscle"
layer = "deep"
fma = "FMA22827"
name = "Interspinales"
latin = "Musculi interspinales"
origin = "below"
insertion = "above"
action = "extends"
innervation = "dorsal rami"
)"; // a muscle that the atlas keeps as one for both sides

inline const std::string kZones = R"(format = 1
source = "test"
[[zone]]
key = "loin"
words = "small of the back"
ellipsoids = [
    { centre_mm = [-30, 60, -50], semi_axes_mm = [30, 40, 20] },
    { centre_mm = [-40, 20, -50], semi_axes_mm = [20, 30, 20] },
]
confidence = "B"
[[zone]]
key = "foot"
words = "foot"
beyond = true
)";

inline const std::string kPoints = R"(format = 1
[sources]
book = "A book of points, 1999"
[[point]]
key = "longissimus_1"
muscle = "longissimus_thoracis"
number = 1
title = "Longissimus trigger point 1"
location = "half-way up"
at_mm = [-30, 75, -40]
press_direction = [0, 0, 2]
band_direction = [0, 3, 0]
depth_mm = [8, 18, 24]
depth_confidence = "A"
band_length_mm = 40
band_width_mm = 8
nodule_mm = 6
essential = ["loin"]
spillover = ["foot"]
confidence = "B"
sources = ["book"]
note = "test"
course = "first"
[[point]]
key = "multifidus_1"
muscle = "multifidus"
number = 1
title = "Multifidus trigger point 1"
location = "under it"
at_mm = [-25, 110, -20]
press_direction = [0.2, 0, 1]
band_direction = [0, 1, 0]
depth_mm = [20, 30, 40]
depth_confidence = "C"
band_length_mm = 30
band_width_mm = 6
nodule_mm = 5
essential = ["loin", "foot"]
confidence = "C"
sources = ["book"]
)";

/// From the line that holds `needle`: "name:12:" for what a message must begin with.
inline std::string lineOf(const std::string& name, const std::string& text, const std::string& needle) {
    const std::size_t at = text.find(needle);
    CHECK(at != std::string::npos, "the text to find is there");
    const auto line = 1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n');
    return name + ":" + std::to_string(line) + ":";
}

inline patient::PointLibrary pointsIn(const fixture::Folder& folder, const anatomy::Atlas& atlas) {
    folder.write("zones.toml", kZones);
    folder.write("trigger_points.toml", kPoints);
    auto library = patient::PointLibrary::load(folder.path(), atlas);
    CHECK(library.ok(), library.ok() ? "" : library.error().text().c_str());
    return std::move(library).value();
}

inline anatomy::Body bodyIn(const fixture::Folder& folder) {
    fixture::writeSkin(folder);
    folder.write("atlas/middle.toml", kMiddleAtlas);
    folder.write("shapes/middle.toml",
                 "format = 1\nsource = \"test\"\n" + fixture::rod("interspinales", 0, 0, 150, -30, 8));
    return fixture::bodyOf(folder);
}

/// Everyone alike, nothing said, and pressure hurts nowhere but at a trigger point.
inline patient::Response plainResponse() {
    patient::Response r;
    r.spread = 0.0f;
    patient::Threshold rule;
    rule.healthy = 1e6f;
    r.thresholds = {rule};
    return r;
}

class Clinic {
public:
    Clinic()
        : body_(bodyIn(folder_)), points_(pointsIn(folder_, body_.atlas())),
          labels_(labelsOf(body_, body_.skeleton().bindPose())) {}

    const anatomy::Atlas& atlas() const { return body_.atlas(); }
    const anatomy::Body& body() const { return body_; }
    const anatomy::Labels& labels() const { return labels_; }
    const patient::PointLibrary& points() const { return points_; }

    static anatomy::Labels labelsOf(const anatomy::Body& body, const anatomy::Pose& pose) {
        core::Workers pool(2);
        return anatomy::Labels::build(body, pose, pool);
    }
    core::StructureId id(const char* key, core::Side side = core::Side::Right) const {
        return atlas().find(key, side)->id;
    }
    patient::SitedPoint point(const char* name = "longissimus_1") const { return points_.resolve(name).value(); }

    /// A man with one point of the right long muscle.
    patient::Chart chart(patient::PointState state = patient::PointState::Active) const {
        patient::Chart c;
        c.sex = patient::Sex::Male;
        c.points = {{point(), state}};
        return c;
    }
    patient::Patient patient(const patient::Chart& chart, const patient::Response& response) const {
        return {chart, points_, response, atlas(), labels_};
    }

    /// A thumb over the right point.
    tissue::Press thumbOn(const tissue::TissueMap& map, const char* name = "longissimus_1") const {
        static const auto materials =
            tissue::loadMaterials(core::assetsDirectory().value() / "tissue" / "materials.toml");
        static const auto tools = tissue::loadTools(core::assetsDirectory().value() / "tools");
        const patient::Response plain = plainResponse();
        glm::vec3 direction;
        const auto skin = patient(chart(), plain).skinOver(point(name), direction);
        tissue::BlockOptions coarse; // these tests are about the patient, not about the last percent of the stress
        coarse.across = 12;
        coarse.deep = 8;
        auto press = tissue::Press::begin(map, materials.value(), tissue::findTool(tools.value(), "thumb").value(),
                                          skin.position, direction, coarse);
        CHECK(press.ok(), press.ok() ? "" : press.error().text().c_str());
        return std::move(press).value();
    }

    /// The thumb at rest with 30 N on the relaxed body: what is felt under it does not change from step to step.
    const tissue::Press& held() const {
        if (!held_) {
            const tissue::LabelTissueMap map(labels_, atlas());
            held_ = thumbOn(map);
            core::Workers pool(2);
            held_->settle({tissue::Drive::Force, 30.0f, {}, -1.0f}, 0.0f, pool);
            reading_ = held_->reading();
        }
        return *held_;
    }
    const tissue::Reading& reading() const {
        held();
        return reading_;
    }

    /// Thresholds at which the held thumb hurts that much at the right point, before any easing.
    patient::Response hurting(float pain, patient::PointState state = patient::PointState::Active) const {
        patient::Response r = plainResponse();
        patient::Patient probe = patient(chart(state), r);
        probe.step(&held(), &reading(), 0.0f, 0.0f);
        const patient::PointFelt& felt = probe.state().points.front();
        const bool active = state == patient::PointState::Active;
        const float tolerance = active ? r.toleranceActive : r.tolerance;
        const float threshold = felt.stressKPa / (1.0f + 0.1f * pain * (tolerance - 1.0f));
        const float onSkin = threshold / patient::depthFactor(r.probeRadius, felt.depth);
        (active ? r.thresholds[0].active : r.thresholds[0].latent) = onSkin;
        return r;
    }

private:
    fixture::Folder folder_;
    anatomy::Body body_;
    patient::PointLibrary points_;
    anatomy::Labels labels_;
    mutable std::optional<tissue::Press> held_;
    mutable tissue::Reading reading_;
};

inline const Clinic& open() {
    static const Clinic clinic;
    return clinic;
}

constexpr float kStep = 0.05f; ///< as the session's

/// Seconds under the held thumb.
inline void hold(patient::Patient& p, float seconds) {
    for (int n = 0; n < static_cast<int>(seconds / kStep + 0.5f); ++n)
        p.step(&open().held(), &open().reading(), 0.0f, kStep);
}
/// Seconds without touch.
inline void rest(patient::Patient& p, float seconds) {
    for (int n = 0; n < static_cast<int>(seconds / kStep + 0.5f); ++n) p.step(nullptr, nullptr, 0.0f, kStep);
}

} // namespace clinic
