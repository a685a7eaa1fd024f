#include <tissue/tool.h>

#include <core/paths.h>

#include <gtest/gtest.h>

#include <cmath>
#include <filesystem>
#include <string>

namespace {

using tissue::Tool;
using tissue::ToolShape;

ToolShape shapeOf(ToolShape::Form form) {
    ToolShape s;
    s.form = form;
    s.radius = 0.010f;
    s.halfLength = 0.006f;
    s.edgeRadius = 0.002f;
    s.semiAxes = {0.008f, 0.012f, 0.010f};
    return s;
}

const ToolShape::Form kForms[] = {ToolShape::Form::Ball, ToolShape::Form::Ellipsoid, ToolShape::Form::Capsule,
                                  ToolShape::Form::RoundedDisc, ToolShape::Form::RoundedBox};

TEST(ToolShape, OriginIsTheLowestPoint) {
    for (const auto form : kForms) {
        const ToolShape s = shapeOf(form);
        const auto touch = s.touch({0, 0, 0});
        EXPECT_NEAR(touch.distance, 0.0f, 1e-6f);
        EXPECT_NEAR(touch.normal.z, -1.0f, 1e-3f);
        for (float x = -0.02f; x <= 0.02f; x += 0.004f)
            for (float y = -0.02f; y <= 0.02f; y += 0.004f)
                EXPECT_GE(s.touch({x, y, -0.0005f}).distance, 0.0004f)
                    << static_cast<int>(form) << " " << x << " " << y;
    }
}

TEST(ToolShape, NormalIsTheSlopeOfTheDistance) {
    const float h = 1e-4f;
    for (const auto form : kForms) {
        const ToolShape s = shapeOf(form);
        for (const glm::vec3 p : {glm::vec3(0.003f, 0.002f, -0.001f), glm::vec3(0.009f, 0.004f, 0.004f),
                                  glm::vec3(-0.006f, 0.011f, 0.003f), glm::vec3(0.001f, -0.001f, 0.0005f)}) {
            const auto touch = s.touch(p);
            EXPECT_NEAR(glm::length(touch.normal), 1.0f, 1e-5f);
            // one step along the normal is that much farther (the ellipsoid's distance is good near its surface only)
            const float gained = s.touch(p + h * touch.normal).distance - s.touch(p - h * touch.normal).distance;
            EXPECT_NEAR(gained / (2 * h), 1.0f, form == ToolShape::Form::Ellipsoid ? 0.15f : 0.01f)
                << static_cast<int>(form);
        }
    }
}

TEST(ToolShape, DistanceToABallIsExact) {
    ToolShape s;
    s.radius = 0.010f;
    EXPECT_NEAR(s.touch({0, 0, -0.005f}).distance, 0.005f, 1e-7f);
    EXPECT_NEAR(s.touch({0, 0, 0.010f}).distance, -0.010f, 1e-7f);
    EXPECT_NEAR(s.touch({0.020f, 0, 0.010f}).distance, 0.010f, 1e-7f);
    EXPECT_NEAR(s.touch({0.020f, 0, 0.030f}).distance, 0.010f, 1e-7f); // the shaft
    EXPECT_NEAR(s.reach(0.002f), 0.006f, 1e-6f);
}

std::filesystem::path shipped() {
    return core::assetsDirectory().value() / "tools";
}

TEST(Tools, ShippedOnesLoadInOrder) {
    const auto tools = tissue::loadTools(shipped());
    ASSERT_TRUE(tools.ok()) << tools.error().text();
    std::vector<std::string> keys;
    for (const Tool& tool : tools.value()) {
        keys.push_back(tool.key);
        EXPECT_LE(tool.contactAreaLowCm2, tool.contactAreaHighCm2);
        EXPECT_LE(tool.usualForceHighN, tool.largestForceN);
        EXPECT_FALSE(tool.source.empty());
    }
    EXPECT_EQ(keys, (std::vector<std::string>{"fingertip", "thumb", "reinforced_thumbs", "knuckle", "palm", "forearm",
                                              "elbow", "pressure_bar"}));
}

TEST(Tools, UnknownKeyNamesTheNearest) {
    const auto tools = tissue::loadTools(shipped());
    ASSERT_TRUE(tools.ok());
    const auto found = tissue::findTool(tools.value(), "thunb");
    ASSERT_FALSE(found.ok());
    EXPECT_NE(found.error().text().find("did you mean \"thumb\""), std::string::npos) << found.error().text();
}

class ToolFiles : public ::testing::Test {
protected:
    void SetUp() override {
        folder_ = std::filesystem::path(::testing::TempDir()) /
                  (std::string("tools_") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
        std::filesystem::remove_all(folder_);
        std::filesystem::create_directories(folder_);
        good_ = core::readFile(shipped() / "thumb.toml").value();
    }
    void TearDown() override { std::filesystem::remove_all(folder_); }

    std::string faultAfter(const std::string& from, const std::string& to) {
        std::string text = good_;
        const auto at = text.find(from);
        EXPECT_NE(at, std::string::npos) << from;
        text.replace(at, from.size(), to);
        EXPECT_TRUE(core::writeFile(folder_ / "thumb.toml", text).ok());
        const auto tools = tissue::loadTools(folder_);
        return tools.ok() ? "" : tools.error().text();
    }

    std::filesystem::path folder_;
    std::string good_;
};

TEST_F(ToolFiles, FaultsNameFileLineAndRule) {
    EXPECT_EQ(faultAfter("order = 2", "order = 3"), "");
    const std::string radius = faultAfter("[11, 14, 11]", "[11, -14, 11]");
    EXPECT_NE(radius.find("thumb.toml:16:"), std::string::npos) << radius;
    EXPECT_NE(radius.find("-14"), std::string::npos) << radius;
    EXPECT_NE(faultAfter("ellipsoid", "elipsoid").find("ellipsoid"), std::string::npos);
    EXPECT_NE(faultAfter("low = 2,", "low = 5,").find("above"), std::string::npos);
    EXPECT_NE(faultAfter("friction = 0.6", "friktion = 0.6").find("friktion"), std::string::npos);
    EXPECT_NE(faultAfter("safe_force_n = 60", "safe_force_n = 600").find("largest force"), std::string::npos);
    EXPECT_NE(faultAfter("key = \"thumb\"", "key = \"toe\"").find("name of the file"), std::string::npos);
    EXPECT_NE(faultAfter("friction = 0.6", "friction = nan"), "");
}

TEST_F(ToolFiles, EmptyFolderIsAnError) {
    const auto tools = tissue::loadTools(folder_);
    ASSERT_FALSE(tools.ok());
    EXPECT_NE(tools.error().text().find("no tool"), std::string::npos);
}

} // namespace
