// Patients of every kind: the extremes of all that varies, in combinations such that every two extremes meet (Plackett
// and Burman 1946: twelve bodies for eleven figures of two values). Each must be whole, covered by skin, with its
// points in their muscles; what was asked for must be there when it is measured.
#include "shipped_body.h"

#include <anatomy/body_cache.h>
#include <anatomy/population.h>
#include <anatomy/spine_angles.h>
#include <anatomy/vertebra_warp.h>

#include <geometry/bvh.h>
#include <patient/trigger_point.h>

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <filesystem>

namespace {

using anatomy::Body;
using anatomy::BodyParameters;
using anatomy::Kind;

using shipped::kAssets;

/// What is not the shipped body is not kept in the cache.
Body built(const BodyParameters& parameters) {
    Body body = shipped::build(parameters);
    if (!(parameters == BodyParameters{})) std::filesystem::remove(anatomy::cacheFile(CONTENT_CACHE, body.hash()));
    return body;
}

anatomy::SpineAngles anglesOf(const Body& body) {
    const auto angles = anatomy::spineAngles(anatomy::carrierBones(body.atlas(), body.parts()));
    CHECK(angles.ok(), angles.ok() ? "" : angles.error().text().c_str());
    return angles.value();
}

/// Between the most tilted vertebrae T1 to L5 as seen from the front. By the turns of their joints: vertebrae turned
/// this far about their own axes cannot be measured as on a radiograph.
float cobbOf(const Body& body) {
    float low = 0.0f, high = 0.0f;
    bool first = true;
    for (std::size_t j = 0; j < body.skeleton().joints().size(); ++j) {
        const anatomy::Joint& joint = body.skeleton().joints()[j];
        if (joint.region != anatomy::Region::Trunk || body.shape().empty()) continue;
        const glm::vec3 up = glm::mat3(body.shape()[j]) * core::kSuperior;
        const float tilt = std::atan2(-up.x, up.y);
        low = first ? tilt : std::min(low, tilt);
        high = first ? tilt : std::max(high, tilt);
        first = false;
    }
    return high - low;
}

const patient::PointLibrary& points() {
    static const auto kPoints = patient::PointLibrary::load(kAssets / "anatomy", built({}).atlas());
    CHECK(kPoints.ok(), kPoints.ok() ? "" : kPoints.error().text().c_str());
    return kPoints.value();
}

void expectWhole(const Body& body, const std::string& who) {
    ASSERT_NE(body.skin(), nullptr) << who;
    const geometry::Bvh skin(body.skin()->mesh);
    for (const auto& part : body.parts()) {
        const anatomy::Structure& structure = *body.atlas().find(part.id);
        EXPECT_EQ(geometry::validate(part.mesh), "") << who << ": " << structure.name;
        EXPECT_GT(geometry::volume(part.mesh), 1e-8) << who << ": " << structure.name;
        if (structure.kind == Kind::Skin || structure.kind == Kind::Nerve) continue;
        std::size_t outside = 0;
        for (const glm::vec3& p : part.mesh.positions) outside += skin.contains(p) ? 0 : 1;
        EXPECT_EQ(outside, 0u) << who << ": " << structure.name << ": of " << part.mesh.positions.size();
    }
}

void expectPointsInMuscles(const Body& body, const std::string& who) {
    constexpr float kSlackM = 0.002f;
    for (const patient::TriggerPoint& point : points().points())
        for (const core::Side side : {core::Side::Right, core::Side::Left}) {
            const anatomy::Structure* muscle = body.atlas().find(point.muscle, side);
            if (muscle == nullptr) muscle = body.atlas().find(point.muscle, core::Side::Midline);
            ASSERT_NE(muscle, nullptr) << point.key;
            const geometry::Bvh tree(body.part(muscle->id)->mesh);
            const glm::vec3 at = body.placed(muscle->id, patient::onSide(point.at, side));
            const auto nearest = tree.nearest(at);
            EXPECT_TRUE(tree.contains(at) || (nearest && nearest->distance < kSlackM))
                << who << ": " << point.key << " lies " << 1000.0f * nearest->distance << " mm off its muscle";
        }
}

std::string describe(const BodyParameters& p) {
    const auto d = [](float radians) { return std::to_string(std::lround(core::degrees(radians))); };
    return std::string(p.sex == anatomy::BodySex::Female ? "woman" : "man") + ", " + std::to_string(p.statureM) +
           " m, body mass index " + std::to_string(p.bodyMassIndex) + ", bulk " + std::to_string(p.muscleBulk) +
           ", neck " + d(p.cervicalLordosis.value_or(0)) + ", chest " + d(p.thoracicKyphosis.value_or(0)) + ", loin " +
           d(p.lumbarLordosis.value_or(0)) + ", Cobb " + d(p.scoliosis) + ", tilt " + d(p.pelvicTilt.value_or(0)) +
           ", leg " + std::to_string(p.legLengthDifferenceM);
}

constexpr std::size_t kRuns = 12;

BodyParameters extreme(std::size_t run) {
    // First row of the twelve-run design; the others are its turns, the last has every figure low.
    constexpr std::array<bool, 11> kRow = {true, true, false, true, true, true, false, false, false, true, false};
    const auto high = [&](std::size_t factor) { return run < 11 && kRow[(factor + 11 - run) % 11]; };
    const auto angle = [&](std::size_t factor, float low, float top) {
        return core::radians(high(factor) ? top : low);
    };
    BodyParameters p;
    p.sex = high(0) ? anatomy::BodySex::Female : anatomy::BodySex::Male;
    p.statureM = high(1) ? 1.95f : 1.50f;
    p.bodyMassIndex = high(2) ? 35.0f : 18.0f;
    p.muscleBulk = high(3) ? 1.4f : 0.7f;
    p.cervicalLordosis = angle(4, 0.0f, 40.0f);
    p.thoracicKyphosis = angle(5, 20.0f, 65.0f);
    p.lumbarLordosis = angle(6, 20.0f, 70.0f);
    p.scoliosis = angle(7, -40.0f, 40.0f);
    p.scoliosisApex = high(2) ? "T8" : "L2";
    p.pelvicTilt = angle(8, 0.0f, 30.0f);
    p.legLengthDifferenceM = high(9) ? 0.03f : -0.03f;
    p.fat = {{"lumbar", high(10) ? 2.0f : 0.5f}, {"gluteal", high(10) ? 0.5f : 2.0f}};
    p.proportions = high(10) ? anatomy::Proportions::Population : anatomy::Proportions::Described;
    if (high(9)) p.variants.push_back("cervical_rib");
    if (high(3)) p.variants.push_back("sciatic_through_piriformis");
    return p;
}

class Extremes : public testing::TestWithParam<std::size_t> {};

TEST_P(Extremes, BuildWithoutDefect) {
    BodyParameters parameters = extreme(GetParam() % kRuns);
    if (GetParam() >= kRuns) { // they have no published proportions
        parameters.proportions = anatomy::Proportions::Described;
        parameters.variants.push_back("six_lumbar");
    }
    ASSERT_TRUE(anatomy::check(parameters).ok());
    const Body body = built(parameters);
    const std::string who = describe(parameters) + (GetParam() >= kRuns ? ", six lumbar vertebrae" : "");
    expectWhole(body, who);
    expectPointsInMuscles(body, who);
}

INSTANTIATE_TEST_SUITE_P(Every, Extremes, testing::Range(std::size_t{0}, 2 * kRuns));

TEST(Variation, CurvatureIsWhatWasAskedFor) {
    BodyParameters p;
    p.cervicalLordosis = core::radians(30.0f);
    p.thoracicKyphosis = core::radians(55.0f);
    p.lumbarLordosis = core::radians(35.0f);
    const anatomy::SpineAngles angles = anglesOf(built(p));
    EXPECT_NEAR(core::degrees(angles.cervicalLordosis), 30.0f, 2.0f);
    EXPECT_NEAR(core::degrees(angles.thoracicKyphosis), 55.0f, 2.0f);
    EXPECT_NEAR(core::degrees(angles.lumbarLordosis), 35.0f, 2.0f);
    EXPECT_LT(core::degrees(anatomy::coronalCobb(angles)), 2.0f);
}

TEST(Variation, TallerIsLargerAndHeavierIsThicker) {
    const Body usual = built({});
    BodyParameters p;
    p.statureM = 1.9f;
    p.bodyMassIndex = 32.0f;
    const Body large = built(p);
    const auto height = [](const Body& body) { return geometry::bounds(body.skin()->mesh).size().y; };
    EXPECT_NEAR(height(large) / height(usual), 1.9f / 1.72f, 0.02f);
    EXPECT_GT(geometry::volume(large.skin()->mesh) / geometry::volume(usual.skin()->mesh), 1.5);
}

TEST(Variation, BulkMakesMusclesLargerAndBonesNot) {
    const Body usual = built({});
    BodyParameters p;
    p.muscleBulk = 1.3f;
    const Body strong = built(p);
    double before = 0.0, after = 0.0;
    for (std::size_t i = 0; i < usual.parts().size(); ++i) {
        const Kind kind = usual.atlas().find(usual.parts()[i].id)->kind;
        const double ratio = geometry::volume(strong.parts()[i].mesh) / geometry::volume(usual.parts()[i].mesh);
        if (kind == Kind::Bone) {
            EXPECT_NEAR(ratio, 1.0, 1e-6);
        }
        if (kind != Kind::Muscle) continue;
        before += geometry::volume(usual.parts()[i].mesh);
        after += geometry::volume(strong.parts()[i].mesh);
    }
    EXPECT_GT(after / before, 1.15);
    EXPECT_LT(after / before, 1.8);
}

TEST(Variation, PlacesKeepToTheirStructures) {
    BodyParameters p;
    p.sex = anatomy::BodySex::Female;
    p.thoracicKyphosis = core::radians(60.0f);
    p.scoliosis = core::radians(30.0f);
    const Body usual = built({});
    const Body bent = built(p);
    // A vertex of the described body is placed where the same vertex now lies.
    for (std::size_t i = 0; i < usual.parts().size(); i += 7) {
        const auto& part = usual.parts()[i];
        if (usual.atlas().find(part.id)->kind == Kind::Skin) continue;
        const auto& now = *bent.part(part.id);
        ASSERT_EQ(now.mesh.positions.size(), part.mesh.positions.size());
        for (std::size_t v = 0; v < part.mesh.positions.size(); v += 211)
            EXPECT_LT(glm::distance(bent.placed(part.id, part.mesh.positions[v]), now.mesh.positions[v]), 0.001f);
    }
}

TEST(Variation, ScoliosisHasItsCobbAngle) {
    for (const float degrees : {20.0f, -40.0f}) {
        BodyParameters p;
        p.scoliosis = core::radians(degrees);
        EXPECT_NEAR(core::degrees(cobbOf(built(p))), std::abs(degrees), 3.0f);
    }
}

TEST(Variation, PopulationProportionsHaveThePublishedMeans) {
    BodyParameters p;
    p.proportions = anatomy::Proportions::Population;
    const Body body = built(p);
    const anatomy::SpineAngles angles = anglesOf(body);
    const auto population = anatomy::readPopulation(kAssets / "anatomy" / "population.toml");
    ASSERT_TRUE(population.ok());
    const auto mean = [&](const char* name) { return core::degrees(population.value().curvature(name)->angle.value); };
    EXPECT_NEAR(core::degrees(angles.lumbarLordosis), mean("lumbar_lordosis_standing"), 2.0f);
    EXPECT_NEAR(core::degrees(angles.thoracicKyphosis), mean("thoracic_kyphosis"), 2.0f);
    EXPECT_NEAR(core::degrees(angles.cervicalLordosis), mean("cervical_lordosis"), 2.0f);
    for (const std::string& level : anatomy::measuredLevels()) {
        const anatomy::VertebraMeans& means = *population.value().vertebra(level);
        const auto& mesh = body.part(body.atlas().find(level, core::Side::Midline)->id)->mesh;
        const auto measured = anatomy::measureVertebra(mesh, anatomy::hintFor(level));
        ASSERT_TRUE(measured.ok()) << level << ": " << measured.error().text();
        const anatomy::MeasureList found = anatomy::listOf(measured.value());
        const auto expect = [&](anatomy::Measure measure, const anatomy::Mean& wanted) {
            const auto figure = wanted.of(anatomy::PopulationSex::Male);
            if (!figure) return;
            EXPECT_NEAR(1000.0f * found[static_cast<std::size_t>(measure)], 1000.0f * figure->value, 2.0f)
                << level << ", " << anatomy::measureName(measure);
        };
        expect(anatomy::Measure::UpperWidth, means.upperWidth);
        expect(anatomy::Measure::UpperDepth, means.upperDepth);
        expect(anatomy::Measure::LowerWidth, means.lowerWidth);
        expect(anatomy::Measure::LowerDepth, means.lowerDepth);
        expect(anatomy::Measure::PosteriorHeight, means.posteriorHeight);
        expect(anatomy::Measure::CanalWidth, means.canalWidth);
        expect(anatomy::Measure::CanalDepth, means.canalDepth);
        expect(anatomy::Measure::SpinousLength, means.spinousLength);
    }
}

TEST(Variation, SixLumbarVertebraeBendAndAreCovered) {
    BodyParameters p;
    p.variants = {"six_lumbar"};
    const Body body = built(p);
    const anatomy::Structure* extra = body.atlas().find("L6", core::Side::Midline);
    ASSERT_TRUE(extra != nullptr && body.part(extra->id) != nullptr);
    expectWhole(body, "six lumbar vertebrae");
    expectPointsInMuscles(body, "six lumbar vertebrae");
    const int l6 = body.skeleton().find("L6"), l5 = body.skeleton().find("L5");
    ASSERT_GE(l6, 0);
    EXPECT_EQ(body.skeleton().joints()[static_cast<std::size_t>(l5)].parent, l6);
    EXPECT_EQ(built({}).skeleton().find("L6"), -1);
    EXPECT_EQ(built({}).part(extra->id), nullptr);
}

/// Mean distance from the skin to the nearest vertex of a muscle or bone, of the skin within 6 cm of a described place.
float cover(const Body& body, const glm::vec3& described) {
    const glm::vec3 at = body.placed(body.skin() != nullptr ? body.skin()->id : core::StructureId{}, described);
    geometry::Mesh inner;
    for (const auto& part : body.parts()) {
        const Kind kind = body.atlas().find(part.id)->kind;
        if (kind == Kind::Muscle || kind == Kind::Bone) geometry::append(inner, part.mesh);
    }
    const geometry::Bvh tree(inner);
    float sum = 0.0f;
    int count = 0;
    for (const glm::vec3& p : body.skin()->mesh.positions) {
        if (glm::distance(p, at) > 0.06f) continue;
        if (const auto nearest = tree.nearest(p)) sum += nearest->distance;
        ++count;
    }
    EXPECT_GT(count, 20);
    return count > 0 ? sum / static_cast<float>(count) : 0.0f;
}

TEST(Variation, FatLiesWhereItIsAskedFor) {
    constexpr glm::vec3 kButtock(-0.095f, 0.880f, -0.030f), kNape(0.0f, 1.425f, 0.020f);
    for (const float bmi : {20.0f, 23.0f, 30.0f}) { // below, at and above the build that the forms are drawn for
        BodyParameters p;
        p.bodyMassIndex = bmi;
        const Body usual = built(p);
        p.fat = {{"gluteal", 2.0f}};
        const Body more = built(p);
        EXPECT_GT(cover(more, kButtock), cover(usual, kButtock) + 0.004f) << bmi;
        EXPECT_NEAR(cover(more, kNape), cover(usual, kNape), 0.001f) << bmi;
    }
    BodyParameters woman;
    woman.sex = anatomy::BodySex::Female;
    EXPECT_GT(cover(built(woman), kButtock), cover(built({}), kButtock) + 0.002f);
}

TEST(Variation, TheShorterLegLowersItsHip) {
    for (const float stature : {1.55f, 1.90f}) {
        BodyParameters p;
        p.statureM = stature;
        p.legLengthDifferenceM = 0.02f;
        const Body body = built(p);
        const auto hip = [&](const char* key) {
            return body.skeleton().joints()[static_cast<std::size_t>(body.skeleton().find(key))].centre.y;
        };
        EXPECT_NEAR(hip("femur_left") - hip("femur_right"), 0.02f, 0.0005f);
        const anatomy::SpineAngles angles = anglesOf(body);
        EXPECT_NEAR(anatomy::coronalTilt(angles.level("T12")->upper), 0.0f, core::radians(2.0f)); // upright again
    }
}

TEST(Variation, PelvicTiltTurnsThePelvis) {
    BodyParameters p;
    p.pelvicTilt = core::radians(25.0f);
    const anatomy::SpineAngles usual = anglesOf(built({})), tilted = anglesOf(built(p));
    // backward: the sacrum stands steeper by as much as the tilt has grown from this body's own
    const float own = core::radians(52.0f) - usual.sacralSlope;
    EXPECT_NEAR(core::degrees(usual.sacralSlope - tilted.sacralSlope), 25.0f - core::degrees(own), 2.0f);
    EXPECT_NEAR(core::degrees(tilted.lumbarLordosis), core::degrees(usual.lumbarLordosis), 2.0f);
}

TEST(Variation, WomenHaveNarrowerShouldersAndABroaderPelvis) {
    BodyParameters p;
    p.sex = anatomy::BodySex::Female;
    const Body man = built({}), woman = built(p);
    const auto width = [](const Body& body, const char* key) {
        core::Box box;
        for (const anatomy::Structure* structure : body.atlas().withKey(key))
            box.add(geometry::bounds(body.part(structure->id)->mesh));
        return box.size().x;
    };
    EXPECT_LT(width(woman, "scapula"), 0.96f * width(man, "scapula"));
    EXPECT_GT(width(woman, "hip_bone"), 1.03f * width(man, "hip_bone"));
    // The published means end at C3: the axis above is a woman's too.
    p.proportions = anatomy::Proportions::Population;
    EXPECT_LT(width(built(p), "C2"), 0.95f * width(man, "C2"));
}

TEST(Variation, IsTheSameWithAnyNumberOfWorkers) {
    BodyParameters p;
    p.sex = anatomy::BodySex::Female;
    p.muscleBulk = 1.2f;
    p.scoliosis = core::radians(20.0f);
    p.proportions = anatomy::Proportions::Population;
    std::uint64_t first = 0;
    for (const int count : {1, 3}) {
        core::Workers workers(count);
        const auto body = Body::load(kAssets / "anatomy", p, workers, {}, CONTENT_CACHE);
        ASSERT_TRUE(body.ok());
        std::filesystem::remove(anatomy::cacheFile(CONTENT_CACHE, body.value().hash()));
        core::Hasher hasher;
        for (const auto& part : body.value().parts()) geometry::hashInto(hasher, part.mesh);
        if (count == 1) first = hasher.value();
        EXPECT_EQ(hasher.value(), first);
    }
}

TEST(Variation, NamesWhatItDoesNotKnow) {
    core::Workers workers(1);
    BodyParameters p;
    p.variants = {"cervical_ribs"};
    const auto variant = Body::load(kAssets / "anatomy", p, workers, {}, CONTENT_CACHE);
    ASSERT_FALSE(variant.ok());
    EXPECT_NE(variant.error().text().find("did you mean \"cervical_rib\"?"), std::string::npos)
        << variant.error().text();
    p = {};
    p.fat = {{"elbow of the moon", 1.5f}};
    const auto fat = Body::load(kAssets / "anatomy", p, workers, {}, CONTENT_CACHE);
    ASSERT_FALSE(fat.ok());
    EXPECT_NE(fat.error().text().find("no site of the skin is called"), std::string::npos) << fat.error().text();
}

} // namespace
