// The anatomy as it is shipped: it loads, its parts fit together, and the body keeps together when it moves.
#include <anatomy/body.h>
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

const std::filesystem::path kAnatomy = std::filesystem::path(CONTENT_ASSETS) / "anatomy";

/// Built once for all tests, and kept in the build tree for the next run.
const Body& body() {
    static const Body kBody = [] {
        std::filesystem::create_directories(CONTENT_CACHE);
        core::Workers workers(2);
        auto loaded = Body::load(kAnatomy, {}, workers, {}, CONTENT_CACHE);
        CHECK(loaded.ok(), loaded.ok() ? "" : loaded.error().text().c_str());
        return std::move(loaded).value();
    }();
    return kBody;
}

const anatomy::Structure& structureOf(const anatomy::BodyPart& part) {
    return *body().atlas().find(part.id);
}

double posedVolume(const anatomy::BodyPart& part, const char* posture) {
    const auto matrices = body().skeleton().matrices(body().skeleton().posture(posture).value());
    return geometry::volume(geometry::posed(part.mesh, part.weights, matrices));
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

TEST(Anatomy, NamesOfOneSideAreUnique) {
    std::set<std::string> names;
    for (const auto& structure : body().atlas().structures())
        EXPECT_TRUE(names.insert(structure.name).second) << structure.name;
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

TEST(Anatomy, PartsKeepTheirVolumeWhenTheBackMoves) {
    for (const char* posture : {"prone", "flexed", "extended", "side_bent", "rotated"})
        for (const auto& part : body().parts()) {
            const double ratio = posedVolume(part, posture) / geometry::volume(part.mesh);
            // Ribs turn with their vertebrae and the breast bone with one of them: the cartilages between pay for it.
            // Muscles and fasciae that lengthen do not get thinner yet, most seen in the smallest ones.
            const Kind kind = structureOf(part).kind;
            const bool small = geometry::volume(part.mesh) < 5e-6;
            const bool sheet = kind == Kind::Muscle || kind == Kind::Fascia || kind == Kind::Ligament;
            const double slack = kind == Kind::Cartilage || small ? 0.3 : sheet ? 0.18 : 0.1;
            EXPECT_NEAR(ratio, 1.0, slack) << structureOf(part).name << " " << posture;
        }
}

/// Edges stretch, but nothing tears: an edge that becomes several times as long joins vertices that move apart.
TEST(Anatomy, NothingTearsWhenTheBackMoves) {
    for (const char* posture : {"prone", "flexed", "side_bent", "rotated"}) {
        const auto matrices = body().skeleton().matrices(body().skeleton().posture(posture).value());
        for (const auto& part : body().parts()) {
            const auto posed = geometry::posed(part.mesh, part.weights, matrices);
            float worst = 0.0f;
            for (std::size_t i = 0; i < posed.indices.size(); ++i) {
                const std::uint32_t a = posed.indices[i];
                const std::uint32_t b = posed.indices[i % 3 == 2 ? i - 2 : i + 1];
                const float before = glm::length(part.mesh.positions[a] - part.mesh.positions[b]);
                const float after = glm::length(posed.positions[a] - posed.positions[b]);
                worst = std::max(worst, after - 2.0f * before);
            }
            EXPECT_LT(worst, 0.005f) << structureOf(part).name << " " << posture;
        }
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
