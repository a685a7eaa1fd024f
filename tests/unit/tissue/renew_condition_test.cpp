// A condition that changes under the tool. Renewing makes the materials anew from the points that the block was built
// from, so an unchanged condition gives the same materials, bit for bit, and with them the same next step.
#include "layered_map.h"

#include <tissue/press.h>

#include <core/paths.h>

#include <gtest/gtest.h>

#include <chrono>
#include <cmath>
#include <iostream>

namespace {

using tissue::Drive;
using tissue::Press;
using tissue::PressCommand;
using tissue::TissueKind;
using tissue::TissueSample;

/// A back whose muscle has a band under the tool, so many times as stiff.
struct Back : layered::Map {
    float factor = 1.0f;
    float tone = 0.0f;

    explicit Back(float stiffness = 1.0f) : layered::Map(layered::back()), factor(stiffness) {}
    void condition(const glm::vec3& p, TissueSample& s) const override {
        if (s.kind != TissueKind::Muscle) return;
        if (std::fabs(p.x) < 0.010f) s.stiffnessFactor *= factor;
        s.tone = tone;
    }
};

Press begin(const Back& map) {
    static const auto materials = tissue::loadMaterials(core::assetsDirectory().value() / "tissue" / "materials.toml");
    static const auto tools = tissue::loadTools(core::assetsDirectory().value() / "tools");
    tissue::BlockOptions coarse;
    coarse.across = 16;
    coarse.deep = 10;
    auto press = Press::begin(map, materials.value(), tissue::findTool(tools.value(), "thumb").value(), {0, 0, 0},
                              {0, 0, -1}, coarse);
    CHECK(press.ok(), press.ok() ? "" : press.error().text().c_str());
    return std::move(press).value();
}

const PressCommand kHold{Drive::Force, 20.0f, {}, -1.0f};

TEST(RenewCondition, TheSameConditionGivesTheSameBits) {
    core::Workers alone(1);
    for (const float factor : {1.0f, 2.7f}) {
        Back map(factor);
        map.tone = 0.3f;
        Press renewed = begin(map), left = begin(map);
        for (int n = 0; n < 6; ++n) {
            renewed.step(kHold, 0.05f, alone);
            left.step(kHold, 0.05f, alone);
            renewed.renewCondition(map);
            EXPECT_EQ(renewed.hash(), left.hash()) << n;
        }
        const auto a = renewed.reading(), b = left.reading();
        EXPECT_EQ(a.forceN, b.forceN);
        EXPECT_EQ(a.depthMm, b.depthMm);
        EXPECT_EQ(a.stiffnessNPerMm, b.stiffnessNPerMm);
    }
}

TEST(RenewCondition, StifferTissueComesOutAndSofterGivesWay) {
    core::Workers alone(1);
    Back map(1.0f);
    Press press = begin(map);
    press.settle(kHold, 300.0f, alone); // all creep is over: what moves now, moves because of the condition
    const float relaxed = press.reading().depthMm;
    float last = relaxed;
    for (const float factor : {1.5f, 2.5f, 4.0f}) {
        map.factor = factor;
        press.renewCondition(map);
        EXPECT_EQ(press.reading().depthMm, last); // the dent stays until the next step
        press.settle(kHold, 300.0f, alone);
        EXPECT_LT(press.reading().depthMm, last - 0.1f) << factor;
        EXPECT_NEAR(press.reading().forceN, kHold.amount, 0.2f);
        last = press.reading().depthMm;
    }
    map.factor = 1.5f;
    press.renewCondition(map);
    press.settle(kHold, 300.0f, alone);
    EXPECT_GT(press.reading().depthMm, last + 0.1f);
    map.factor = 1.0f;
    press.renewCondition(map);
    press.settle(kHold, 300.0f, alone);
    EXPECT_NEAR(press.reading().depthMm, relaxed, 0.15f); // the way back leads to where it began
    map.tone = 1.0f;
    press.renewCondition(map);
    press.settle(kHold, 300.0f, alone);
    EXPECT_LT(press.reading().depthMm, relaxed - 0.3f); // tone stiffens, too
}

TEST(RenewCondition, ARenewedBlockStandsWhereOneBuiltSoStands) {
    core::Workers alone(1);
    Back map(1.0f);
    Press press = begin(map);
    press.settle(kHold, 0.0f, alone);
    map.factor = 3.0f;
    press.renewCondition(map);
    press.settle(kHold, 600.0f, alone);
    Press fresh = begin(map);
    fresh.settle(kHold, 600.0f, alone);
    EXPECT_NEAR(press.reading().depthMm, fresh.reading().depthMm, 0.15f);
}

TEST(RenewCondition, LiveStepsFollowAndStayFinite) {
    core::Workers alone(1);
    Back map(1.0f);
    Press press = begin(map);
    for (int n = 0; n < 10; ++n) press.step(kHold, 0.05f, alone);
    for (const float factor : {1.3f, 50.0f, 0.05f, std::nanf(""), -3.0f, 1.0f}) {
        map.factor = factor;
        press.renewCondition(map);
        for (int n = 0; n < 8; ++n) press.step(kHold, 0.05f, alone);
        EXPECT_TRUE(std::isfinite(press.reading().depthMm)) << factor;
        EXPECT_TRUE(std::isfinite(press.reading().forceN)) << factor;
    }
    press.settle(kHold, 0.0f, alone);
    EXPECT_NEAR(press.reading().forceN, kHold.amount, 0.2f);
}

TEST(RenewCondition, CostsLessThanASecond) {
    const Back map(1.5f);
    Press press = begin(map);
    core::Workers alone(1);
    const auto timed = [](const auto& work) {
        const auto before = std::chrono::steady_clock::now();
        work();
        return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - before).count();
    };
    const double step = timed([&] { press.step(kHold, 0.05f, alone); });
    double least = 1e9;
    for (int n = 0; n < 5; ++n) least = std::min(least, timed([&] { press.renewCondition(map); }));
    std::cout << "one renewal of " << press.elementCount() << " elements: " << least << " ms, a step " << step
              << " ms\n";
    EXPECT_LT(least, 1000.0); // a machine that is busy with other things must not fail this
}

} // namespace
