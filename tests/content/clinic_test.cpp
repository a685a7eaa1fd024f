// Touch on the shipped body against published figures: how stiff and how deep. Prints the table of docs/touch.md. What
// was measured (A) or is established (B) must hold; estimates (C) are printed beside what comes out, and judge nothing.
#include "touch_world.h"

#include <gtest/gtest.h>

#include <cmath>
#include <cstdio>
#include <string>
#include <vector>

namespace {

using shipped::behind;
using shipped::tipOf;
using tissue::Drive;

/// Settled depths in mm, and the slope between two of the forces, in N/mm.
struct Pressed {
    std::vector<float> forceN, depthMm;
    float at(float force) const {
        for (std::size_t i = 0; i < forceN.size(); ++i)
            if (forceN[i] == force) return depthMm[i];
        ADD_FAILURE() << "not pressed with " << force << " N";
        return 0.0f;
    }
    float slope(float from, float to) const { return (to - from) / (at(to) - at(from)); }
};

/// `holdS`: how long each force stands before it counts.
Pressed pressed(const anatomy::SkinHit& at, const char* tool, const std::vector<float>& forces, float holdS) {
    tissue::Press press = shipped::pressAt(at, tool);
    Pressed out;
    for (const float force : forces) {
        const auto report = press.settle({Drive::Force, force, {}, -1.0f}, holdS, shipped::world().workers);
        const auto r = press.reading();
        EXPECT_LT(report.residual, 0.02f) << tool << " " << force << " N";
        EXPECT_NEAR(r.forceN, force, 0.01f * force);
        out.forceN.push_back(force);
        out.depthMm.push_back(r.depthMm);
    }
    return out;
}

struct Published {
    const char* what;
    float low, high;
    char confidence;
    const char* source;
};

void compare(const char* place, const Published& p, float found) {
    const bool inside = found >= p.low && found <= p.high;
    const float off = found < p.low ? found / p.low - 1.0f : found > p.high ? found / p.high - 1.0f : 0.0f;
    std::printf("| %s | %s | %.1f | %.4g to %.4g | %c | %s | %s |\n", place, p.what, static_cast<double>(found),
                static_cast<double>(p.low), static_cast<double>(p.high), p.confidence, p.source,
                inside ? "inside" : (std::to_string(std::lround(100.0f * off)) + " %").c_str());
    if (p.confidence == 'C') return;
    EXPECT_TRUE(inside) << place << ", " << p.what << ": " << found;
}

// Posteroanterior stiffness as tested by hand or machine: slope from 30 to 100 N over a spinous process.
constexpr Published kL3{"30 to 100 N, N/mm", 12, 18, 'B', "Latimer et al., asymptomatic adults"};
constexpr Published kC7{"30 to 100 N, N/mm", 5, 8, 'C', "project estimate"};
constexpr Published kT6{"30 to 100 N, N/mm", 7, 12, 'C', "project estimate"};
constexpr Published kL5{"30 to 100 N, N/mm", 9, 14, 'C', "project estimate"};
// Depth by thumb over soft places; 5 mm at 5 to 8 N, 10 at 15 to 25, 15 at 30 to 50, 20 at 60 to 100, read the other
// way.
constexpr Published kDepth[] = {{"depth at 10 N, mm", 5.7f, 8, 'C', "project estimate"},
                                {"depth at 40 N, mm", 12.5f, 17, 'C', "project estimate"},
                                {"depth at 80 N, mm", 17.5f, 22, 'C', "project estimate"}};

TEST(Clinic, StiffnessAndDepthAgainstPublishedFigures) {
    std::printf(
        "| place | what | here | published | confidence | source | deviation |\n|---|---|---|---|---|---|---|\n");
    const auto bony = [](const char* place, const char* bone, const Published& p) {
        const Pressed r = pressed(behind(tipOf(bone)), "thumb", {10, 30, 40, 80, 100}, 0.5f);
        compare(place, p, r.slope(30, 100));
        return r;
    };
    const Pressed spine = bony("spinous process of L3", "L3", kL3);
    bony("spinous process of C7", "C7", kC7);
    bony("spinous process of T6", "T6", kT6);
    bony("spinous process of L5", "L5", kL5);
    const glm::vec3 l3 = tipOf("L3");
    const struct {
        const char* place;
        anatomy::SkinHit at;
    } soft[] = {{"paraspinal muscle, 4 cm from L3", behind(l3 + glm::vec3(-0.040f, 0.0f, 0.0f))},
                {"gluteal region, upper outer", behind(tipOf("sacrum") + glm::vec3(-0.090f, 0.020f, 0.0f))}};
    for (const auto& s : soft) {
        const Pressed r = pressed(s.at, "thumb", {10, 30, 40, 80, 100}, 1.0f);
        const float force[] = {10, 40, 80};
        for (int n = 0; n < 3; ++n) compare(s.place, kDepth[n], r.at(force[n]));
        std::printf("| %s | 30 to 100 N, N/mm | %.1f | none found | | | |\n", s.place,
                    static_cast<double>(r.slope(30, 100)));
        EXPECT_LT(spine.at(40), r.at(40)) << s.place; // bone behind the skin gives way least
        EXPECT_GT(spine.slope(10, 30), r.slope(10, 30)) << s.place;
    }
}

TEST(Clinic, QuickerIsStiffer) { // 0.25 to 2 Hz, 36 people (A)
    const anatomy::SkinHit at = behind(tipOf("L3"));
    const float quick = pressed(at, "thumb", {30, 60}, 0.1f).slope(30, 60);
    const float slow = pressed(at, "thumb", {30, 60}, 2.0f).slope(30, 60);
    std::printf("L3, 30 to 60 N: %.2f N/mm at once, %.2f N/mm held\n", static_cast<double>(quick),
                static_cast<double>(slow));
    EXPECT_GT(quick, slow);
}

TEST(Clinic, SmallerContactsSinkDeeperAtEqualForce) {
    const anatomy::SkinHit at = behind(tipOf("L3") + glm::vec3(-0.040f, 0.0f, 0.0f));
    // by contact area (tools' files), smallest first; of one rank where the areas overlap
    const std::vector<std::vector<const char*>> ranks = {
        {"fingertip", "pressure_bar"}, {"knuckle", "thumb"}, {"elbow"}, {"palm", "forearm"}};
    float before = HUGE_VALF;
    for (const auto& rank : ranks) {
        float deepest = 0.0f, shallowest = HUGE_VALF;
        for (const char* tool : rank) {
            const float depth = pressed(at, tool, {40}, 0.0f).at(40);
            std::printf("%-12s %.1f mm at 40 N\n", tool, static_cast<double>(depth));
            deepest = std::max(deepest, depth);
            shallowest = std::min(shallowest, depth);
        }
        EXPECT_LT(deepest, before) << rank.front();
        before = shallowest;
    }
}

} // namespace
