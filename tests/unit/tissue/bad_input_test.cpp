// What docs/touch.md says that bad input answers, line by line.
#include "layered_map.h"

#include <tissue/press.h>

#include <core/paths.h>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace {

using tissue::Drive;
using tissue::Press;
using tissue::TissueKind;
using tissue::TissueSample;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN(), kInf = std::numeric_limits<float>::infinity();

const tissue::MaterialLibrary& materials() {
    static const auto library = tissue::loadMaterials(core::assetsDirectory().value() / "tissue" / "materials.toml");
    return library.value();
}

tissue::Tool thumb() {
    static const auto tools = tissue::loadTools(core::assetsDirectory().value() / "tools");
    return tissue::findTool(tools.value(), "thumb").value();
}

tissue::BlockOptions small() {
    tissue::BlockOptions o;
    o.across = 12;
    o.deep = 8;
    return o;
}

core::Result<Press> begin(const glm::vec3& at, const glm::vec3& way, const tissue::BlockOptions& options = small(),
                          const layered::Map& map = layered::back()) {
    return Press::begin(map, materials(), thumb(), at, way, options);
}

Press good() {
    auto press = begin({0, 0, 0}, {0, 0, -1});
    CHECK(press.ok(), "no press");
    return std::move(press).value();
}

tissue::Reading after(const tissue::PressCommand& command, float dt = 0.02f) {
    core::Workers alone(1);
    Press press = good();
    press.settle({Drive::Force, 10.0f, {}, -1.0f}, 0.0f, alone);
    for (int n = 0; n < 8; ++n) press.step(command, dt, alone);
    return press.reading();
}

TEST(BadInput, PlacesThatAreNone) {
    const auto text = [](const core::Result<Press>& r) { return r.ok() ? std::string() : r.error().text(); };
    EXPECT_NE(text(begin({kNaN, 0, 0}, {0, 0, -1})).find("point is not finite"), std::string::npos);
    EXPECT_NE(text(begin({0, 0, 0}, {0, 0, 0})).find("direction"), std::string::npos);
    EXPECT_NE(text(begin({0, 0, 0}, {kInf, 0, 0})).find("direction"), std::string::npos);
    EXPECT_NE(text(begin({0, 0, 0}, {0, 0, 1})).find("no skin"), std::string::npos);
    for (const float height : {0.02f, -0.02f}) { // in the air, inside: the skin on the way
        const auto press = begin({0, 0, height}, {0, 0, -1});
        ASSERT_TRUE(press.ok()) << height;
        EXPECT_NEAR(press.value().touchPoint().z, 0.0f, 1e-4f) << height;
    }
}

TEST(BadInput, AmountsThatAreNone) {
    for (const float amount : {kNaN, -5.0f, -kInf, kInf}) {
        const auto r = after({Drive::Force, amount, {}, -1.0f});
        EXPECT_FALSE(r.touching) << amount;
        EXPECT_EQ(r.forceN, 0.0f) << amount;
        EXPECT_EQ(r.forceLimited, !std::isfinite(amount)) << amount;
    }
    core::Workers alone(1);
    Press press = good();
    press.settle({Drive::Force, 1e30f, {}, -1.0f}, 0.0f, alone);
    EXPECT_NEAR(press.reading().forceN, thumb().largestForceN, 0.02f * thumb().largestForceN);
    EXPECT_TRUE(press.reading().forceLimited);
    Press deep = good();
    deep.settle({Drive::Depth, 5.0f, {}, -1.0f}, 0.0f, alone);
    EXPECT_LE(deep.reading().depthMm, 0.7f * 38.5f); // of the 38 mm above the bone
    EXPECT_TRUE(deep.reading().forceLimited);
}

TEST(BadInput, SlidesFrictionsAndTimesThatAreNone) {
    core::Workers alone(1);
    Press press = good();
    const auto x = [&] { return press.toolToBody()[3].x; };
    press.settle({Drive::Force, 10.0f, {0.004f, 0, 0}, 0.1f}, 0.0f, alone);
    const float before = x();
    press.step({Drive::Force, 10.0f, {kNaN, 0, 0}, 0.1f}, 0.02f, alone);
    EXPECT_EQ(x(), before);
    for (int n = 0; n < 30; ++n) press.step({Drive::Force, 10.0f, {3.0f, 0, 0}, 0.1f}, 0.02f, alone);
    EXPECT_LE(x(), 0.5f * 0.055f + 1e-4f);
    const std::uint64_t own = [&] {
        Press p = good();
        p.step({Drive::Force, 10.0f, {}, thumb().friction}, 0.02f, alone);
        return p.hash();
    }();
    for (const float friction : {kNaN, -3.0f, kInf}) {
        Press p = good();
        p.step({Drive::Force, 10.0f, {}, friction}, 0.02f, alone);
        EXPECT_EQ(p.hash(), own) << friction;
    }
    const auto hashAfter = [&](float dt) {
        Press p = good();
        p.step({Drive::Force, 10.0f, {}, -1.0f}, dt, alone);
        return p.hash();
    };
    for (const float dt : {kNaN, kInf, -1.0f}) EXPECT_EQ(hashAfter(dt), hashAfter(0.0f)) << dt;
    EXPECT_EQ(hashAfter(1e6f), hashAfter(10.0f));
}

TEST(BadInput, ConditionsAndBlocksThatAreNone) {
    core::Workers alone(1);
    const auto depth = [&](float stiffness, float tone) {
        layered::Map map = layered::back();
        map.change = [=](const glm::vec3&, TissueSample& s) {
            if (s.kind == TissueKind::Muscle) s.stiffnessFactor = stiffness, s.tone = tone;
        };
        auto press = begin({0, 0, 0}, {0, 0, -1}, small(), map);
        press.value().settle({Drive::Force, 10.0f, {}, 0.0f}, 0.0f, alone);
        return press.value().reading().depthMm;
    };
    EXPECT_EQ(depth(kNaN, kNaN), depth(1.0f, 0.0f));
    EXPECT_EQ(depth(1e9f, 0.0f), depth(50.0f, 0.0f));
    EXPECT_EQ(depth(-1.0f, -7.0f), depth(0.05f, 0.0f));
    tissue::BlockOptions mad;
    mad.across = -4;
    mad.deep = 1000000;
    mad.halfWidth = kNaN;
    mad.depth = kInf;
    mad.longAxis = {kNaN, 0, 0};
    const auto press = begin({0, 0, 0}, {0, 0, -1}, mad);
    ASSERT_TRUE(press.ok());
    EXPECT_LE(press.value().elementCount(), 8 * 8 * 64);
    layered::Map boneless = layered::back();
    boneless.layers[2].second = 10.0f;
    auto soft = begin({0, 0, 0}, {0, 0, -1}, small(), boneless);
    ASSERT_TRUE(soft.ok());
    EXPECT_TRUE(soft.value().settle({Drive::Force, 20.0f, {}, -1.0f}, 0.0f, alone).settled);
    EXPECT_NE(soft.value().reading().column.back().kind, TissueKind::Bone);
}

TEST(BadInput, FollowingToNowhereLeavesThePressAsItWas) {
    core::Workers alone(1);
    Press press = good();
    press.settle({Drive::Force, 10.0f, {}, -1.0f}, 0.0f, alone);
    const std::uint64_t before = press.hash();
    const auto map = layered::back();
    EXPECT_FALSE(press.follow(map, {kNaN, 0, 0}, {0, 0, -1}).ok());
    EXPECT_FALSE(press.follow(map, {0, 0, 0}, {0, 0, 1}).ok());
    EXPECT_EQ(press.hash(), before);
}

} // namespace
