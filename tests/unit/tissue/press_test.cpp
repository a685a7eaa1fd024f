#include "layered_map.h"

#include <tissue/press.h>

#include <core/paths.h>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace {

using tissue::Drive;
using tissue::Press;
using tissue::PressCommand;
using tissue::TissueKind;
using tissue::TissueSample;

const tissue::MaterialLibrary& materials() {
    static const auto library = tissue::loadMaterials(core::assetsDirectory().value() / "tissue" / "materials.toml");
    return library.value();
}

tissue::Tool toolNamed(const char* key) {
    const auto tools = tissue::loadTools(core::assetsDirectory().value() / "tools");
    return tissue::findTool(tools.value(), key).value();
}

/// Coarse: these tests are about behaviour, not about the last percent.
tissue::BlockOptions coarse() {
    tissue::BlockOptions o;
    o.across = 16;
    o.deep = 10;
    return o;
}

Press begin(const layered::Map& map, const char* tool = "thumb", const glm::vec3& at = glm::vec3(0.0f)) {
    auto press = Press::begin(map, materials(), toolNamed(tool), at, {0, 0, -1}, coarse());
    CHECK(press.ok(), press.ok() ? "" : press.error().text().c_str());
    return std::move(press).value();
}

PressCommand force(float newton) {
    return {Drive::Force, newton, {}, -1.0f};
}

tissue::Reading settled(const layered::Map& map, float newton, float seconds = 0.0f) {
    core::Workers alone(1);
    Press press = begin(map);
    press.settle(force(newton), seconds, alone);
    return press.reading();
}

TEST(Press, ReactionEqualsTheCommandAndDepthGrows) {
    core::Workers alone(1);
    Press press = begin(layered::back());
    float depth = 0.0f;
    for (const float newton : {2.0f, 5.0f, 10.0f, 20.0f, 40.0f}) {
        const auto report = press.settle(force(newton), 0.0f, alone);
        const auto r = press.reading();
        EXPECT_TRUE(report.settled) << newton;
        EXPECT_TRUE(r.settled);
        EXPECT_NEAR(r.forceN, newton, 0.005f * newton + 0.01f);
        EXPECT_GT(r.depthMm, depth + 0.2f);
        EXPECT_NEAR(r.meanPressureKPa, r.forceN / (r.contactAreaCm2 * 0.1f), 0.02f * r.meanPressureKPa);
        EXPECT_GE(r.peakPressureKPa, r.meanPressureKPa);
        EXPECT_LT(r.sideForceN, 0.05f * newton);
        depth = r.depthMm;
    }
}

TEST(Press, DepthControlGivesMonotoneForce) {
    core::Workers alone(1);
    Press press = begin(layered::back());
    float last = 0.0f;
    for (float depth = 0.002f; depth < 0.0125f; depth += 0.002f) {
        press.settle({Drive::Depth, depth, {}, 0.0f}, 0.0f, alone);
        const auto r = press.reading();
        EXPECT_NEAR(r.depthMm, 1000.0f * depth, 1e-3f);
        EXPECT_GT(r.forceN, last);
        last = r.forceN;
    }
}

TEST(Press, ColumnNamesTheLayersAndTheyGetThinner) {
    const auto r = settled(layered::back(), 30.0f);
    ASSERT_EQ(r.column.size(), 3u);
    const TissueKind kinds[] = {TissueKind::Skin, TissueKind::Fat, TissueKind::Muscle};
    const float before[] = {2.0f, 6.0f, 30.0f};
    float sum = 0.0f;
    for (std::size_t i = 0; i < 3; ++i) {
        EXPECT_EQ(r.column[i].kind, kinds[i]);
        EXPECT_EQ(r.column[i].structure, core::StructureId{static_cast<std::uint32_t>(i + 1)});
        EXPECT_NEAR(r.column[i].thicknessBeforeMm, before[i], 0.3f);
        EXPECT_LT(r.column[i].thicknessNowMm, r.column[i].thicknessBeforeMm);
        EXPECT_GT(r.column[i].meanStressKPa, 0.0f);
        EXPECT_GT(r.column[i].loadShare, 0.1f);
        sum += r.column[i].thicknessBeforeMm - r.column[i].thicknessNowMm;
    }
    EXPECT_NEAR(sum, r.depthMm, 1.0f);
}

TEST(Press, PressureMapHoldsTheForceAndIsSymmetric) {
    const auto r = settled(layered::back(), 20.0f);
    const auto& map = r.pressure;
    const int middle = map.columns / 2;
    double sum = 0.0;
    float widest = 0.0f;
    for (int row = 0; row < map.rows; ++row)
        for (int c = 0; c < map.columns; ++c) {
            sum += static_cast<double>(map.at(c, row));
            widest = std::max(widest, std::fabs(map.at(c, row) - map.at(map.columns - 1 - c, row)));
        }
    const double newton = sum * static_cast<double>(map.spacing * map.spacing) * 1000.0;
    EXPECT_NEAR(newton, 20.0, 3.0); // the pressure leans inwards at the rim
    EXPECT_GT(map.at(middle, middle), 0.5f * r.peakPressureKPa);
    EXPECT_LT(widest, 0.08f * r.peakPressureKPa);
}

TEST(Press, FieldIsADentThatFadesToZeroInside) {
    core::Workers alone(1);
    Press press = begin(layered::back());
    press.settle(force(30.0f), 0.0f, alone);
    const auto under = press.at({0, 0, -0.0001f});
    ASSERT_TRUE(under.has_value());
    EXPECT_NEAR(-1000.0f * under->displacement.z, press.reading().depthMm, 1.0f);
    // the skin itself is drawn taut; what lies under it is squeezed
    EXPECT_GT(press.at({0, 0, -0.012f})->pressureKPa, 5.0f);
    EXPECT_GT(press.at({0, 0, -0.012f})->alongPressKPa, 5.0f);
    EXPECT_EQ(under->kind, TissueKind::Skin);
    EXPECT_FALSE(press.at({0.2f, 0, -0.001f}).has_value());
    const auto field = press.field({17, 17, 9});
    ASSERT_EQ(field.displacement.size(), 17u * 17u * 9u);
    float deepest = 0.0f;
    for (int z = 0; z < 9; ++z)
        for (int y = 0; y < 17; ++y)
            for (int x = 0; x < 17; ++x) {
                const glm::vec3 u = field.displacement[static_cast<std::size_t>((z * 17 + y) * 17 + x)];
                deepest = std::max(deepest, -u.z);
                if (x == 0 || y == 0 || x == 16 || y == 16 || z == 8) {
                    EXPECT_EQ(u, glm::vec3(0.0f));
                }
            }
    EXPECT_NEAR(1000.0f * deepest, press.reading().depthMm, 2.0f);
    const glm::vec4 corner = field.worldToGrid * glm::vec4(press.touchPoint(), 1.0f);
    EXPECT_NEAR(corner.x, 0.5f, 0.01f);
    EXPECT_NEAR(corner.y, 0.5f, 0.01f);
}

TEST(Press, SameBitsWithOneAndTwoWorkers) {
    std::uint64_t hashes[2];
    for (int count = 1; count <= 2; ++count) {
        core::Workers workers(count);
        Press press = begin(layered::back());
        for (int n = 1; n <= 6; ++n) press.step(force(3.0f * static_cast<float>(n)), 0.05f, workers);
        hashes[count - 1] = press.hash();
    }
    EXPECT_EQ(hashes[0], hashes[1]);
}

TEST(Press, HeldForceCreepsAndStopsCreeping) {
    core::Workers alone(1);
    Press press = begin(layered::back());
    press.settle(force(20.0f), 0.0f, alone);
    const float at0 = press.reading().depthMm;
    press.settle(force(20.0f), 2.0f, alone);
    const float at2 = press.reading().depthMm;
    press.settle(force(20.0f), 120.0f, alone);
    const float at122 = press.reading().depthMm;
    press.settle(force(20.0f), 60.0f, alone);
    EXPECT_GT(at2, at0 + 0.2f);
    EXPECT_GT(at122, at2 + 0.1f);
    EXPECT_NEAR(press.reading().depthMm, at122, 0.1f);
}

TEST(Press, HeldDepthRelaxes) {
    core::Workers alone(1);
    Press press = begin(layered::back());
    press.settle({Drive::Depth, 0.008f, {}, 0.0f}, 0.0f, alone);
    const float before = press.reading().forceN;
    press.settle({Drive::Depth, 0.008f, {}, 0.0f}, 60.0f, alone);
    const float after = press.reading().forceN;
    EXPECT_LT(after, 0.75f * before);
    EXPECT_GT(after, 0.4f * before); // the law keeps half of it for ever
}

TEST(Press, TautBandBoneAndToneGiveWayLess) {
    const float relaxed = settled(layered::back(), 30.0f).depthMm;
    layered::Map band = layered::back();
    band.change = [](const glm::vec3& p, TissueSample& s) {
        if (s.kind == TissueKind::Muscle && std::fabs(p.x) < 0.006f && p.z > -0.022f) s.stiffnessFactor = 3.0f;
    };
    layered::Map bone = layered::back();
    bone.layers[2].second = 0.004f;
    layered::Map spasm = layered::back();
    spasm.change = [](const glm::vec3&, TissueSample& s) { s.tone = s.kind == TissueKind::Muscle ? 1.0f : 0.0f; };
    layered::Map thick = layered::back();
    thick.layers[1].second = 0.014f;
    EXPECT_LT(settled(band, 30.0f).depthMm, relaxed - 0.4f);
    EXPECT_LT(settled(bone, 30.0f).depthMm, relaxed - 3.0f);
    EXPECT_LT(settled(spasm, 30.0f).depthMm, relaxed - 1.0f);
    EXPECT_GT(settled(thick, 30.0f).depthMm, relaxed + 0.5f);
}

TEST(Press, FrictionHoldsTheSkinAndOilLetsItGlide) {
    core::Workers alone(1);
    float side[2];
    const float friction[2] = {0.0f, PressCommand::kNoSlip};
    for (int n = 0; n < 2; ++n) {
        Press press = begin(layered::back());
        press.settle({Drive::Force, 15.0f, {}, friction[n]}, 0.0f, alone);
        press.settle({Drive::Force, 15.0f, {0.004f, 0, 0}, friction[n]}, 0.0f, alone);
        side[n] = press.reading().sideForceN;
    }
    EXPECT_LT(side[0], 1.5f);
    EXPECT_GT(side[1], side[0] + 1.0f);
    Press press = begin(layered::back());
    press.settle({Drive::Force, 15.0f, {}, 0.1f}, 0.0f, alone);
    press.settle({Drive::Force, 15.0f, {0.008f, 0, 0}, 0.1f}, 0.0f, alone);
    EXPECT_LT(press.reading().sideForceN, side[1]);
}

TEST(Press, AnyInputLeavesAFiniteState) {
    core::Workers alone(1);
    const float nan = std::numeric_limits<float>::quiet_NaN(), inf = std::numeric_limits<float>::infinity();
    Press press = begin(layered::back());
    const PressCommand wild[] = {{Drive::Force, nan, {}, -1},          {Drive::Force, inf, {}, nan},
                                 {Drive::Depth, 1e30f, {}, -1},        {Drive::Depth, nan, {nan, inf, 0}, inf},
                                 {Drive::Force, 1e30f, {1, 1, 1}, 0},  {Drive::Force, -5, {}, -1},
                                 {Drive::Depth, 0.03f, {-1, 0, 0}, 1}, {Drive::Force, 100, {}, 0.5f}};
    for (const auto& command : wild)
        for (const float dt : {0.02f, nan, inf, -1.0f}) {
            press.step(command, dt, alone);
            const auto r = press.reading();
            for (const float v : {r.forceN, r.depthMm, r.contactAreaCm2, r.meanPressureKPa, r.peakPressureKPa,
                                  r.sideForceN, r.stiffnessNPerMm})
                EXPECT_TRUE(std::isfinite(v));
            for (const auto& layer : r.column) EXPECT_TRUE(std::isfinite(layer.thicknessNowMm + layer.meanStressKPa));
            for (const auto& u : press.field({5, 5, 5}).displacement) EXPECT_TRUE(std::isfinite(u.x + u.y + u.z));
        }
    // and it recovers
    for (int n = 0; n < 10; ++n) press.settle(force(10.0f), 1.0f, alone);
    EXPECT_NEAR(press.reading().forceN, 10.0f, 0.2f);
    layered::Map mad = layered::back();
    mad.change = [nan](const glm::vec3&, TissueSample& s) { s.tone = s.stiffnessFactor = s.fibre.x = nan; };
    EXPECT_TRUE(std::isfinite(settled(mad, 10.0f).depthMm));
}

TEST(Press, BeginRefusesWhatIsNoPlace) {
    const auto map = layered::back();
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const auto tool = toolNamed("thumb");
    EXPECT_FALSE(Press::begin(map, materials(), tool, {nan, 0, 0}, {0, 0, -1}).ok());
    EXPECT_FALSE(Press::begin(map, materials(), tool, {0, 0, 0}, {0, 0, 0}).ok());
    EXPECT_FALSE(Press::begin(map, materials(), tool, {0, 0, 0}, {0, 0, 1}).ok()); // from inside outwards
}

TEST(Press, LiftingOffLetsGo) {
    core::Workers alone(1);
    Press press = begin(layered::back());
    press.settle(force(20.0f), 0.0f, alone);
    press.settle(force(0.0f), 0.0f, alone);
    const auto r = press.reading();
    EXPECT_FALSE(r.touching);
    EXPECT_EQ(r.forceN, 0.0f);
    EXPECT_NEAR(press.at({0, 0, -0.0001f})->displacement.z, 0.0f, 3e-4f);
}

TEST(Press, FollowCarriesTheDentToANewBlock) {
    core::Workers alone(1);
    const auto map = layered::back();
    Press press = begin(map);
    press.settle(force(20.0f), 1.0f, alone);
    ASSERT_TRUE(press.follow(map, {0.003f, 0, 0}, {0, 0, -1}).ok()); // within the block
    press.step(force(20.0f), 0.05f, alone);
    EXPECT_NEAR(press.touchPoint().x, 0.003f, 1e-4f);
    ASSERT_TRUE(press.follow(map, {0.020f, 0, 0}, {0, 0, -1}).ok());
    press.settle(force(20.0f), 0.2f, alone);
    EXPECT_NEAR(press.touchPoint().x, 0.020f, 1e-4f);
    EXPECT_NEAR(press.reading().forceN, 20.0f, 0.2f);
    EXPECT_FALSE(press.follow(map, {0, 0, 0}, {0, 0, 0}).ok());
}

} // namespace
