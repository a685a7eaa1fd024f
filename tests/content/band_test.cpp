// A taut band of muscle, felt by a fingertip: what 40 % more stiffness shows, 5 % must not. Two things a student sees:
//   trace  force at equal depth, over the band against beside it. Told apart from about 7 % on, the Weber fraction of
//          force (Jones 1989; Pang, Tan and Durlach 1991)
//   map    half of the pressure map that lies towards the band against the other, the finger standing beside the band.
//          Seen from about 2 % on, the Weber fraction of brightness (textbooks: 1 to 2 %), if it exceeds three times
//          what the map shows without any band
#include "../unit/tissue/layered_map.h"

#include <tissue/press.h>

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <filesystem>

namespace {

constexpr float kWeberForce = 0.07f, kWeberBrightness = 0.02f;
constexpr float kDepthM = 0.007f;    // of the finger: 7 N
constexpr float kHalfBandM = 0.006f; // a band as wide as a finger, just under skin and fat, as deep as it is wide
constexpr float kBandTopM = 0.0065f, kBandBottomM = 0.0165f;
constexpr float kBesideM = 0.006f; // from the middle of the band: over its edge

struct Felt {
    float forceN = 0.0f;
    float towards = 0.0f; ///< share by which the half of the map towards the band is pressed more
};

Felt felt(float factor, float fromBand) {
    static const std::filesystem::path assets = CONTENT_ASSETS;
    static const auto materials = tissue::loadMaterials(assets / "tissue" / "materials.toml").value();
    static const auto tool = tissue::findTool(tissue::loadTools(assets / "tools").value(), "fingertip").value();
    layered::Map map = layered::back();
    map.layers[1].second = 0.004f; // a lean place
    map.change = [factor](const glm::vec3& p, tissue::TissueSample& s) {
        if (s.kind == tissue::TissueKind::Muscle && std::fabs(p.x) < kHalfBandM && p.z < -kBandTopM &&
            p.z > -kBandBottomM)
            s.stiffnessFactor = factor;
    };
    auto press = tissue::Press::begin(map, materials, tool, {fromBand, 0, 0}, {0, 0, -1});
    CHECK(press.ok(), "no press");
    core::Workers alone(1);
    EXPECT_TRUE(press.value().settle({tissue::Drive::Depth, kDepthM, {}, -1.0f}, 0.0f, alone).settled);
    const tissue::Reading r = press.value().reading();
    // the tool's +X, along which the columns run, as it stands in the body
    const float across = press.value().toolToBody()[0].x;
    float towards = 0.0f, away = 0.0f;
    const int middle = r.pressure.columns / 2;
    for (int row = 0; row < r.pressure.rows; ++row)
        for (int column = 0; column < r.pressure.columns; ++column) {
            const float x = static_cast<float>(column - middle) * across;
            if (x < 0.0f) towards += r.pressure.at(column, row);
            if (x > 0.0f) away += r.pressure.at(column, row);
        }
    return {r.forceN, (towards - away) / (towards + away)};
}

TEST(TautBand, FortyPercentIsSeenAndFiveIsNot) {
    const Felt plainOver = felt(1.0f, 0.0f), plainBeside = felt(1.0f, kBesideM);
    const float noise = std::fabs(plainBeside.towards);
    const auto trace = [&](float factor) { return felt(factor, 0.0f).forceN / plainOver.forceN - 1.0f; };
    const auto map = [&](float factor) { return felt(factor, kBesideM).towards; };
    const float trace40 = trace(1.40f), trace5 = trace(1.05f), map40 = map(1.40f), map5 = map(1.05f);
    const auto percent = [](float v) { return 100.0 * static_cast<double>(v); };
    std::printf("trace: +40 %% of stiffness shows as %.1f %%, +5 %% as %.1f %%; map: %.1f %% and %.1f %%, without band "
                "%.2f %%\n",
                percent(trace40), percent(trace5), percent(map40), percent(map5), percent(noise));
    EXPECT_GT(trace40, kWeberForce);
    EXPECT_LT(trace5, kWeberForce);
    EXPECT_GT(map40, kWeberBrightness);
    EXPECT_GT(map40, 3.0f * noise);
    EXPECT_LT(map5, kWeberBrightness);
}

} // namespace
