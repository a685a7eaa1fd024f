// Touch on the body as it is shipped: a thumb at 40 N on places of the back. The numbers are the body's and the laws';
// what must hold is their order: soft places give way more than taut ones, and those more than bone near the skin.
#include "touch_world.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <map>
#include <string>

namespace {

using shipped::behind;
using shipped::tipOf;

constexpr float kForceN = 40.0f;

double settleMs = 0.0; // of the last press, on one core: printed, not judged

tissue::Reading pressed(const anatomy::SkinHit& at, const tissue::LabelTissueMap::Condition& condition = {}) {
    tissue::Press press = shipped::pressAt(at, "thumb", condition);
    const auto before = std::chrono::steady_clock::now();
    const auto report = press.settle({tissue::Drive::Force, kForceN, {}, -1.0f}, 0.0f, shipped::world().workers);
    settleMs = std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - before).count();
    EXPECT_TRUE(report.settled);
    const tissue::Reading r = press.reading();
    EXPECT_NEAR(r.forceN, kForceN, 0.01f * kForceN);
    return r;
}

/// A band across the place, 12 mm wide along the body, from 8 mm under the skin: a taut bundle of fibres.
tissue::LabelTissueMap::Condition bandAt(const glm::vec3& skin, const glm::vec3& normal) {
    return [skin, normal](const glm::vec3& p, tissue::TissueSample& s) {
        const glm::vec3 d = p - skin;
        const float depth = -glm::dot(d, normal);
        if (std::fabs(d.y) < 0.006f && depth > 0.008f && depth < 0.022f) s.stiffnessFactor = 3.0f;
    };
}

TEST(Touch, SoftPlacesGiveMoreThanTautOnesAndBone) {
    const glm::vec3 c7 = tipOf("C7"), l3 = tipOf("L3"), t7 = tipOf("T7");
    const auto scapula = tipOf("right scapula");
    // soft: the slope of the neck, the loin, the buttock; hard: bone within a finger's breadth of the skin
    std::map<std::string, anatomy::SkinHit> soft, hard;
    soft["upper trapezius"] = behind(c7 + glm::vec3(-0.055f, 0.0f, 0.0f));
    soft["lumbar, 4 cm lateral of L3"] = behind(l3 + glm::vec3(-0.040f, 0.0f, 0.0f));
    soft["buttock"] = behind(tipOf("sacrum") + glm::vec3(-0.075f, -0.02f, 0.0f));
    hard["spinous process of T7"] = behind(t7);
    hard["sacrum"] = behind(tipOf("sacrum"));
    hard["scapula"] = behind(scapula);
    float shallowest = 1e3f, deepest = 0.0f;
    const auto tell = [](const std::string& name, const tissue::Reading& r) {
        std::printf("%-38s %5.1f mm, %.1f cm2, %3.0f kPa, settled in %3.0f ms\n", name.c_str(),
                    static_cast<double>(r.depthMm), static_cast<double>(r.contactAreaCm2),
                    static_cast<double>(r.meanPressureKPa), settleMs);
    };
    for (const auto& [name, at] : soft) {
        const auto relaxed = pressed(at);
        tell(name, relaxed);
        const auto taut = pressed(at, bandAt(at.position, at.normal));
        tell(name + ", taut band", taut);
        EXPECT_LT(taut.depthMm, relaxed.depthMm - 0.3f) << name;
        EXPECT_FALSE(relaxed.column.empty());
        shallowest = std::min(shallowest, relaxed.depthMm);
    }
    for (const auto& [name, at] : hard) {
        const auto r = pressed(at);
        tell(name, r);
        deepest = std::max(deepest, r.depthMm);
        EXPECT_EQ(r.column.back().kind, tissue::TissueKind::Bone) << name;
    }
    EXPECT_GT(shallowest, deepest + 1.0f);
}

} // namespace
