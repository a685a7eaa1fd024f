// Trigger points and nerves on the body as it is shipped: points lie in their muscles, nerves run outside bone, past
// the landmarks they are said to pass, and spinal roots through their own foramina.
#include "shipped_body.h"

#include <anatomy/body.h>
#include <anatomy/description.h>
#include <anatomy/labels.h>
#include <anatomy/landmarks.h>

#include <core/paths.h>
#include <geometry/bvh.h>
#include <patient/trigger_point.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <map>
#include <set>
#include <string>

namespace {

using anatomy::Kind;
using anatomy::NerveLine;

using shipped::kAnatomy;
constexpr float kNearLandmarkM = 0.010f;
constexpr float kStepM = 0.0007f; // along a nerve

struct World {
    anatomy::Body body;
    patient::PointLibrary points;
    anatomy::Landmarks landmarks;
    std::vector<NerveLine> lines;
    std::map<std::string, geometry::Bvh> bones; // by name
};

World& world() {
    static World made = [] {
        anatomy::Body body = shipped::build({});
        auto points = patient::PointLibrary::load(kAnatomy, body.atlas());
        CHECK(points.ok(), points.ok() ? "" : points.error().text().c_str());
        auto landmarks = anatomy::Landmarks::find(kAnatomy / "landmarks.toml", body);
        CHECK(landmarks.ok(), landmarks.ok() ? "" : landmarks.error().text().c_str());
        auto lines = anatomy::readNerveLines(kAnatomy / "nerves.toml");
        CHECK(lines.ok(), lines.ok() ? "" : lines.error().text().c_str());
        std::map<std::string, geometry::Bvh> bones;
        for (const auto& part : body.parts()) {
            const auto& structure = *body.atlas().find(part.id);
            if (structure.kind == Kind::Bone || structure.kind == Kind::Disc)
                bones.emplace(structure.name, geometry::Bvh(part.mesh));
        }
        return World{std::move(body), std::move(points).value(), std::move(landmarks).value(), std::move(lines).value(),
                     std::move(bones)};
    }();
    return made;
}

/// Muscles of a key that may hold a point of one side: the one of that side, or the one that the atlas has for both.
const anatomy::BodyPart* muscleOf(const std::string& key, core::Side side) {
    const auto& atlas = world().body.atlas();
    const auto* structure = atlas.find(key, side);
    if (structure == nullptr) structure = atlas.find(key, core::Side::Midline);
    return structure == nullptr ? nullptr : world().body.part(structure->id);
}

/// The line as it is drawn: a centripetal Catmull-Rom curve, here with a point every kStepM or less.
std::vector<glm::vec3> drawn(const std::vector<glm::vec3>& points) {
    std::vector<glm::vec3> out;
    const std::size_t n = points.size();
    for (std::size_t i = 0; i + 1 < n; ++i) {
        const glm::vec3 p1 = points[i], p2 = points[i + 1];
        const glm::vec3 p0 = i > 0 ? points[i - 1] : 2.0f * p1 - p2;
        const glm::vec3 p3 = i + 2 < n ? points[i + 2] : 2.0f * p2 - p1;
        const float t1 = std::sqrt(glm::distance(p0, p1)), t2 = t1 + std::sqrt(glm::distance(p1, p2)),
                    t3 = t2 + std::sqrt(glm::distance(p2, p3));
        const int steps = std::max(1, static_cast<int>(glm::distance(p1, p2) / kStepM));
        for (int k = 0; k < steps; ++k) {
            const float t = t1 + (t2 - t1) * static_cast<float>(k) / static_cast<float>(steps);
            const glm::vec3 a = glm::mix(p0, p1, t / t1), b = glm::mix(p1, p2, (t - t1) / (t2 - t1)),
                            c = glm::mix(p2, p3, (t - t2) / (t3 - t2));
            out.push_back(glm::mix(glm::mix(a, b, t / t2), glm::mix(b, c, (t - t1) / (t3 - t1)), (t - t1) / (t2 - t1)));
        }
    }
    out.push_back(points.back());
    return out;
}

std::string label(const NerveLine& line) {
    return line.structure + " branch " + std::to_string(line.branch + 1) + " (" + line.place.text() + ")";
}

std::string mm(const glm::vec3& p) {
    char text[64];
    std::snprintf(text, sizeof text, "[%.1f, %.1f, %.1f] mm", 1000.0 * p.x, 1000.0 * p.y, 1000.0 * p.z);
    return text;
}

TEST(Points, EveryTriggerPointLiesInItsMuscle) {
    ASSERT_GE(world().points.points().size(), 72u);
    for (const auto& point : world().points.points())
        for (const core::Side side : {core::Side::Right, core::Side::Left}) {
            const auto* muscle = muscleOf(point.muscle, side);
            ASSERT_NE(muscle, nullptr) << point.key;
            const glm::vec3 at = patient::onSide(point.at, side);
            const geometry::Bvh tree(muscle->mesh);
            EXPECT_TRUE(tree.contains(at))
                << point.key << " " << core::sideName(side) << " is " << 1000.0f * tree.nearest(at)->distance
                << " mm outside; run tools/anatomy/place_points.py";
        }
}

/// Where muscles overlap by errors of the description the tissue takes the more superficial one: a point must not lie
/// where pressure is told of another muscle, or of bone.
TEST(Points, TheTissueAtATriggerPointIsItsMuscle) {
    core::Workers workers(2);
    const auto labels = anatomy::Labels::build(world().body, world().body.skeleton().bindPose(), workers);
    for (const auto& point : world().points.points())
        for (const core::Side side : {core::Side::Right, core::Side::Left}) {
            const auto* muscle = muscleOf(point.muscle, side);
            const auto found = labels.at(patient::onSide(point.at, side));
            const auto* structure = world().body.atlas().find(found.structure);
            EXPECT_EQ(found.structure, muscle->id) << point.key << " " << core::sideName(side) << " lies in "
                                                   << (structure != nullptr ? structure->name : "fat or air");
        }
}

/// A taut band is muscle that has tightened: the point lies in belly, and so does most of its band, as far as it lies
/// in the muscle at all. (Bands are straight and as long as an estimate says; fibres bend and may end before.)
TEST(Points, TautBandsLieInBelly) {
    // tender places at a muscle's end, as their words say: where tendon is, nothing tightens
    const std::set<std::string> atTheEnd = {"semispinalis_capitis_1", "supraspinatus_3", "psoas_major_2"};
    constexpr float kAlongM = 0.001f;
    constexpr float kTendonShare = 0.5f; // from here on the tissue map takes a muscle for tendon
    core::Workers workers(2);
    const auto labels = anatomy::Labels::build(world().body, world().body.skeleton().bindPose(), workers);
    for (const auto& point : world().points.points()) {
        const auto* muscle = muscleOf(point.muscle, core::Side::Right);
        const bool inTendon = labels.at(point.at).tendon >= kTendonShare;
        EXPECT_EQ(inTendon, atTheEnd.contains(point.key)) << point.key << " " << labels.at(point.at).tendon;
        if (inTendon) continue;
        int belly = 0, tendon = 0;
        for (float t = -0.5f * point.bandLength; t <= 0.5f * point.bandLength; t += kAlongM) {
            const auto label = labels.at(point.at + t * point.bandDirection);
            if (label.structure != muscle->id) continue;
            ++(label.tendon < kTendonShare ? belly : tendon);
        }
        EXPECT_GE(belly, 2 * tendon) << point.key << ": " << belly << " mm of its band in belly, " << tendon
                                     << " in tendon";
    }
}

TEST(Nerves, RunOutsideBone) {
    for (const auto& line : world().lines)
        for (const glm::vec3& p : drawn(line.waypoints))
            for (const auto& [name, bone] : world().bones)
                if (bone.bounds().contains(p)) {
                    ASSERT_FALSE(bone.contains(p)) << label(line) << " runs into " << name << " at " << mm(p);
                }
}

/// Waypoints keep the nerve's radius from bone, but for half a millimetre where a foramen of the model is narrow.
TEST(Nerves, WaypointsKeepTheirRadiusFromBone) {
    for (const auto& line : world().lines)
        for (const glm::vec3& p : line.waypoints)
            for (const auto& [name, bone] : world().bones)
                if (const auto hit = bone.nearest(p, line.radius)) {
                    EXPECT_GT(hit->distance, line.radius - 0.0005f) << label(line) << " at " << mm(p) << ", " << name;
                }
}

TEST(Nerves, PassTheLandmarksTheyAreSaidToPass) {
    std::map<std::string, std::size_t> named;
    for (const auto& line : world().lines) {
        std::size_t last = 0;
        for (const std::string& key : line.landmarks) {
            const auto* landmark = world().landmarks.withKey(key);
            ASSERT_NE(landmark, nullptr) << label(line) << ": landmarks.toml has no \"" << key << "\"";
            std::size_t nearest = 0;
            for (std::size_t i = 1; i < line.waypoints.size(); ++i)
                if (glm::distance(line.waypoints[i], landmark->position) <
                    glm::distance(line.waypoints[nearest], landmark->position))
                    nearest = i;
            const float apart = glm::distance(line.waypoints[nearest], landmark->position);
            EXPECT_LE(apart, kNearLandmarkM) << label(line) << " should pass " << key << ", " << landmark->words
                                             << ", which is at " << mm(landmark->position) << "; nearest is waypoint "
                                             << nearest + 1 << " at " << mm(line.waypoints[nearest]);
            EXPECT_GE(nearest, last) << label(line) << " passes " << key << " too early";
            last = nearest;
        }
        named[line.structure] += line.landmarks.size();
    }
    for (const auto& [nerve, count] : named) EXPECT_GE(count, 2u) << nerve;
}

/// Variants are figures beside the body's: each file reads, each of its shapes can be meshed and is no mesh in
/// disguise.
TEST(Variants, EveryFileReadsAndMeshes) {
    const auto files = core::filesBelow(kAnatomy / "variants", ".toml");
    EXPECT_GE(files.size(), 3u);
    for (const auto& file : files) {
        const auto description = anatomy::readShapes(file);
        ASSERT_TRUE(description.ok()) << description.error().text();
        for (const auto& shape : description.value().shapes) {
            EXPECT_LE(shape.figures, 600u) << shape.key;
            const auto mesh = anatomy::meshShape(shape);
            ASSERT_TRUE(mesh.ok()) << mesh.error().text();
            EXPECT_EQ(geometry::validate(mesh.value()), "") << shape.key;
            EXPECT_GT(geometry::volume(mesh.value()), 1e-7) << shape.key;
        }
    }
}

/// The sciatic nerve leaves the pelvis below piriformis, between it and the ischial spine, not through the muscle.
TEST(Nerves, TheSciaticNerveRunsBelowPiriformis) {
    const auto* foramen = world().landmarks.withKey("infrapiriform_foramen");
    ASSERT_NE(foramen, nullptr);
    const geometry::Bvh piriformis(muscleOf("piriformis", core::Side::Right)->mesh);
    std::size_t lines = 0;
    for (const auto& line : world().lines) {
        if (line.structure != "sciatic_nerve") continue;
        ++lines;
        const auto curve = drawn(line.waypoints);
        for (const glm::vec3& p : curve) EXPECT_FALSE(piriformis.contains(p)) << mm(p);
        const glm::vec3 at = *std::min_element(curve.begin(), curve.end(), [&](const auto& a, const auto& b) {
            return glm::distance(a, foramen->position) < glm::distance(b, foramen->position);
        });
        EXPECT_LT(piriformis.nearest(at)->distance, 0.02f) << mm(at);
        EXPECT_LT(at.y, piriformis.nearest(at)->position.y) << mm(at);
    }
    EXPECT_GE(lines, 1u);
}

/// A root leaves between the pedicles of two vertebrae: bone of the upper one stands above it, of the lower one below.
TEST(Nerves, RootsPassThroughTheirOwnForamina) {
    std::size_t roots = 0;
    for (const auto& line : world().lines)
        for (const std::string& key : line.landmarks) {
            if (key.rfind("foramen_", 0) != 0) continue;
            const glm::vec3 middle = world().landmarks.withKey(key)->position;
            if (line.waypoints.front().x < middle.x) continue; // a branch that begins outside
            ++roots;
            const auto curve = drawn(line.waypoints);
            const glm::vec3 at = *std::min_element(curve.begin(), curve.end(), [&](const auto& a, const auto& b) {
                return glm::distance(a, middle) < glm::distance(b, middle);
            });
            EXPECT_LT(glm::distance(at, middle), 0.006f) << label(line) << " and " << key;
            const std::string upper = key.substr(8, key.rfind('_') - 8), lower = key.substr(key.rfind('_') + 1);
            const auto bone = [&](const std::string& level) {
                return muscleOf(level[0] == 'S' ? "sacrum" : level, core::Side::Midline);
            };
            ASSERT_NE(bone(upper), nullptr) << key;
            ASSERT_NE(bone(lower), nullptr) << key;
            EXPECT_TRUE(geometry::Bvh(bone(upper)->mesh).firstHit({at, core::kSuperior}, 0.025f).has_value())
                << label(line) << ": no " << upper << " above " << mm(at);
            EXPECT_TRUE(geometry::Bvh(bone(lower)->mesh).firstHit({at, -core::kSuperior}, 0.025f).has_value())
                << label(line) << ": no " << lower << " below " << mm(at);
        }
    EXPECT_GE(roots, 24u); // C3 to C8, T1 to T12 and twice T1, L1 to L5
}

} // namespace
