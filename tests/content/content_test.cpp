// The anatomy as it is shipped: it loads, its parts fit together, and the body keeps together when it moves.
#include "shipped_body.h"

#include <anatomy/description.h>
#include <anatomy/labels.h>

#include <geometry/bvh.h>

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <set>

namespace {

using anatomy::Body;
using anatomy::Kind;

using shipped::body;
using shipped::kAnatomy;

const anatomy::Structure& structureOf(const anatomy::BodyPart& part) {
    return *body().atlas().find(part.id);
}

TEST(Anatomy, AtlasHoldsTheStructuresOfTheBack) {
    const auto atlas = anatomy::Atlas::load(kAnatomy);
    ASSERT_TRUE(atlas.ok()) << atlas.error().text();
    std::size_t withFma = 0;
    for (const auto& structure : atlas.value().structures()) withFma += structure.id.isProjectId() ? 0 : 1;
    EXPECT_GE(withFma, 210u);
    for (const char* name : {"right upper trapezius", "FMA33586", "left QL", "atlas", "L4-L5 disc", "skin",
                             "left sciatic nerve", "right rib 7", "sacrum", "latissimus_dorsi"})
        EXPECT_TRUE(atlas.value().resolve(name).ok()) << atlas.value().resolve(name).error().text();
    EXPECT_EQ(atlas.value().resolve("right upper trapezius").value()->id.number, 33586u);
}

TEST(Anatomy, EveryDescriptionIsOfReasonableLength) {
    const auto description = anatomy::readDescription(kAnatomy);
    ASSERT_TRUE(description.ok()) << description.error().text();
    for (const auto& shape : description.value().shapes) {
        EXPECT_LE(shape.figures, 1200u) << shape.key << " looks like a mesh in disguise";
        EXPECT_GE(shape.figures, 8u) << shape.key;
        EXPECT_FALSE(shape.source.empty()) << shape.key;
    }
}

TEST(Anatomy, EveryPartIsSound) {
    ASSERT_GE(body().parts().size(), 100u);
    for (const auto& part : body().parts()) {
        const std::string& name = structureOf(part).name;
        EXPECT_EQ(geometry::validate(part.mesh), "") << name;
        EXPECT_EQ(part.mesh.normals.size(), part.mesh.positions.size()) << name;
        EXPECT_EQ(part.weights.size(), part.mesh.positions.size()) << name;
        EXPECT_GT(geometry::volume(part.mesh), 1e-8) << name << " is inside out or empty";
        if (structureOf(part).kind == Kind::Muscle) {
            EXPECT_FALSE(part.mesh.fibres.empty()) << name;
        }
    }
}

TEST(Anatomy, EveryPostureIsWithinRangeAndKnown) {
    for (const char* name : {"prone", "standing", "sitting", "side_lying", "flexed", "side_bent", "rotated"})
        EXPECT_TRUE(body().skeleton().posture(name).ok()) << name;
    EXPECT_EQ(body().skeleton().postures().front(), "prone");
    EXPECT_GT(body().skeleton().posture("prone").value().gravity.z, 9.0f);
    EXPECT_GE(body().skeleton().joints().size(), 55u);
}

/// Degrees of a joint after a movement of neck and trunk from standing.
anatomy::JointAngles angleAt(const std::string& level, const anatomy::SpineMotion& neck,
                             const anatomy::SpineMotion& trunk) {
    const anatomy::Skeleton& skeleton = body().skeleton();
    const anatomy::Pose pose = skeleton.moved(skeleton.posture("standing").value(), neck, trunk);
    return pose.angles[static_cast<std::size_t>(skeleton.find(level))];
}

TEST(Anatomy, LevelsCoupleAsTheFactsSay) {
    const anatomy::SpineMotion bent{.sideBend = core::radians(20.0f)}, turned{.rotation = core::radians(20.0f)};
    // To the right is + for bending and - for turning: the same side has the other sign.
    for (const char* level : {"C2", "C3", "C4", "C5", "C6", "C7"}) {
        EXPECT_LT(angleAt(level, bent, {}).rotation, -0.001f) << level;
        EXPECT_LT(angleAt(level, turned, {}).sideBend, -0.001f) << level;
    }
    EXPECT_GT(angleAt("C1", bent, {}).rotation, 0.02f);
    for (const char* level : {"C1", "skull"}) EXPECT_GT(angleAt(level, turned, {}).sideBend, 0.001f) << level;
    for (const char* level : {"L1", "L2", "L3", "L4"}) {
        EXPECT_GT(angleAt(level, {}, bent).rotation, 0.0f) << level;
        EXPECT_GT(angleAt(level, {}, turned).sideBend, 0.0f) << level;
    }
    for (const char* level : {"T12", "L5"}) EXPECT_LT(angleAt(level, {}, turned).sideBend, 0.0f) << level;
    // 2 degrees for 3 at C2, 1 for 7.5 at C7.
    const anatomy::JointAngles c2 = angleAt("C2", bent, {}), c7 = angleAt("C7", bent, {});
    EXPECT_NEAR(c2.rotation / c2.sideBend, -2.0f / 3.0f, 0.01f);
    EXPECT_NEAR(c7.rotation / c7.sideBend, -1.0f / 7.5f, 0.01f);
    // The face stays forward, and the head level, within a few degrees.
    const anatomy::Skeleton& skeleton = body().skeleton();
    const anatomy::Pose standing = skeleton.posture("standing").value();
    const auto after = [&](const anatomy::SpineMotion& neck) {
        return skeleton.sum(skeleton.moved(standing, neck, {}), anatomy::Region::Neck);
    };
    EXPECT_LT(std::abs(core::degrees(after({.sideBend = core::radians(30.0f)}).rotation)), 5.0f);
    EXPECT_LT(std::abs(core::degrees(after({.rotation = core::radians(60.0f)}).sideBend)), 6.0f);
    for (const anatomy::Joint& joint : skeleton.joints()) {
        if (joint.region == anatomy::Region::None) continue;
        EXPECT_FALSE(joint.coupling.source.empty()) << joint.key;
        const bool lower = joint.key[0] == 'C' && joint.key != "C1";
        const bool upperThoracic = joint.key.size() == 2 && joint.key[0] == 'T' && joint.key[1] <= '4';
        EXPECT_EQ(joint.coupling.contested, !lower && !upperThoracic) << joint.key;
    }
}

/// The back moved as far as it goes, and the arms raised.
std::vector<std::pair<std::string, anatomy::Posing>> farPostures() {
    core::Workers workers(2);
    std::vector<std::pair<std::string, anatomy::Posing>> out;
    const anatomy::Skeleton& skeleton = body().skeleton();
    for (const std::string& name : skeleton.postures())
        out.emplace_back(name, anatomy::posingOf(body(), skeleton.posture(name).value(), workers));
    const anatomy::Pose standing = skeleton.posture("standing").value();
    const auto degrees = [](float flexion, float sideBend, float rotation) {
        return anatomy::SpineMotion{core::radians(flexion), core::radians(sideBend), core::radians(rotation)};
    };
    const auto spine = [&](const char* name, const anatomy::SpineMotion& neck, const anatomy::SpineMotion& trunk) {
        out.emplace_back(name, anatomy::posingOf(body(), skeleton.moved(standing, neck, trunk), workers));
    };
    // As far as the sliders go; the joints' own ranges stop some of it before.
    spine("as far forward as it goes", degrees(60, 0, 0), degrees(70, 0, 0));
    spine("as far backward as it goes", degrees(-60, 0, 0), degrees(-70, 0, 0));
    spine("as far to the side as it goes", degrees(0, 40, 0), degrees(0, 30, 0));
    spine("turned as far as it goes", degrees(0, 0, 70), degrees(0, 0, 35));
    const auto girdle = [&](const char* name, float raise, float retract, float breath) {
        const anatomy::GirdleMotion motion{core::radians(raise), core::radians(retract), breath};
        out.emplace_back(name, anatomy::posingOf(body(), skeleton.moved(standing, motion), workers));
    };
    girdle("shoulders raised", 12, 0, 0);
    girdle("shoulders raised and drawn back", 12, 6, 0);
    girdle("shoulders raised and forward", 12, -12, 0);
    girdle("shoulders forward", 0, -12, 0);
    girdle("breathing in", 0, 0, 1);
    out.emplace_back(
        "bent, turned and breathing in",
        anatomy::posingOf(body(),
                          skeleton.moved(skeleton.moved(standing, degrees(20, -30, 40), degrees(30, 20, 25)),
                                         anatomy::GirdleMotion{0, 0, 1}),
                          workers));
    return out;
}

TEST(Anatomy, PartsKeepTheirVolumeWhenTheBackMoves) {
    for (const auto& [name, posing] : farPostures())
        for (std::size_t i = 0; i < body().parts().size(); ++i) {
            const auto& part = body().parts()[i];
            const double ratio = geometry::volume(anatomy::posedPart(body(), i, posing)) / geometry::volume(part.mesh);
            const Kind kind = structureOf(part).kind;
            if (kind == Kind::Nerve) continue; // they slide in their beds: stretched in the picture only
            EXPECT_NEAR(ratio, 1.0, 0.05) << structureOf(part).name << ", " << name;
        }
}

/// Triangles that face against the normals of their corners.
std::size_t turnedOver(const geometry::Mesh& mesh) {
    std::size_t count = 0;
    for (std::size_t t = 0; t + 2 < mesh.indices.size(); t += 3) {
        const std::uint32_t* corner = &mesh.indices[t];
        const glm::vec3& a = mesh.positions[corner[0]];
        const glm::vec3 face = glm::cross(mesh.positions[corner[1]] - a, mesh.positions[corner[2]] - a);
        const glm::vec3 mean = mesh.normals[corner[0]] + mesh.normals[corner[1]] + mesh.normals[corner[2]];
        count += glm::dot(face, mean) < 0.0f ? 1 : 0;
    }
    return count;
}

/// By how much the worst edge is longer than three times what it was.
float worstStretch(const geometry::Mesh& before, const geometry::Mesh& after) {
    float worst = 0.0f;
    for (std::size_t i = 0; i < after.indices.size(); ++i) {
        const std::uint32_t a = after.indices[i];
        const std::uint32_t b = after.indices[i % 3 == 2 ? i - 2 : i + 1];
        const float was = glm::length(before.positions[a] - before.positions[b]);
        worst = std::max(worst, glm::length(after.positions[a] - after.positions[b]) - 3.0f * was);
    }
    return worst;
}

/// Edges stretch, but nothing tears: an edge that becomes several times as long joins vertices that move apart. And
/// nothing folds up: few triangles turn over that did not lie so at rest.
TEST(Anatomy, NothingTearsOrFoldsWhenTheBackMoves) {
    for (const auto& [name, posing] : farPostures())
        for (std::size_t i = 0; i < body().parts().size(); ++i) {
            const auto& part = body().parts()[i];
            const auto posed = anatomy::posedPart(body(), i, posing);
            EXPECT_LT(worstStretch(part.mesh, posed), 0.016f) << structureOf(part).name << ", " << name;
            EXPECT_LE(turnedOver(posed), turnedOver(part.mesh) + posed.triangleCount() / 8)
                << structureOf(part).name << ", " << name;
        }
}

TEST(Anatomy, TheSkinCoversTheBody) {
    ASSERT_NE(body().skin(), nullptr);
    const geometry::Bvh skin(body().skin()->mesh);
    for (const auto& part : body().parts()) {
        if (structureOf(part).kind == Kind::Nerve || structureOf(part).kind == Kind::Skin) continue;
        std::size_t outside = 0;
        for (const glm::vec3& p : part.mesh.positions) outside += skin.contains(p) ? 0 : 1;
        EXPECT_EQ(outside, 0u) << structureOf(part).name << ": of " << part.mesh.positions.size() << " vertices";
    }
}

TEST(Anatomy, TheSpinalFurrowLiesBetweenTheErectors) {
    const geometry::Bvh skin(body().skin()->mesh);
    const auto back = [&](float x, float y) {
        const auto hit = skin.firstHit({{x, y, -0.6f}, core::kAnterior});
        EXPECT_TRUE(hit.has_value());
        return hit ? -0.6f + hit->distance : 0.0f;
    };
    for (const float y : {1.02f, 1.05f, 1.08f})
        for (const float side : {-1.0f, 1.0f}) EXPECT_GT(back(0.0f, y), back(side * 0.04f, y) + 0.003f) << y;
}

TEST(Anatomy, TheSkinIsSomeMillimetresThick) {
    ASSERT_EQ(body().skinThickness().size(), body().skin()->mesh.positions.size());
    for (const float thickness : body().skinThickness()) {
        EXPECT_GT(thickness, 0.0004f);
        EXPECT_LT(thickness, 0.005f);
    }
}

TEST(Anatomy, LabelsKnowBonesWhereTheyAre) {
    core::Workers workers(2);
    const auto labels = anatomy::Labels::build(body(), body().skeleton().bindPose(), workers);
    struct Place {
        const char* key;
        core::Side side;
        glm::vec3 point;
    };
    for (const Place& place :
         {Place{"L3", core::Side::Midline, {0, 0.990f, 0.097f}}, Place{"T7", core::Side::Midline, {0, 1.220f, 0.051f}},
          Place{"disc_L4", core::Side::Midline, {0, 0.942f, 0.083f}},
          Place{"sacrum", core::Side::Midline, {0, 0.900f, 0.060f}}}) {
        const auto label = labels.at(place.point);
        ASSERT_TRUE(label.inside && label.structure.valid()) << place.key;
        EXPECT_EQ(label.structure, body().atlas().find(place.key, place.side)->id) << place.key;
    }
    EXPECT_FALSE(labels.at({0, 1.2f, -0.4f}).inside);
}

} // namespace
