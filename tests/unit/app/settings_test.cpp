#include <app/settings.h>
#include <core/paths.h>

#include <gtest/gtest.h>

namespace {

std::filesystem::path temporary(const char* name) {
    return std::filesystem::temp_directory_path() / name;
}

TEST(Settings, SurviveARoundTrip) {
    app::Settings settings;
    settings.appearance = app::Appearance::Light;
    settings.textScale = 1.75f;
    settings.student = "Ada \"the hand\" L\\";
    settings.handOpacity = 0.4f;
    settings.handTone = 0.9f;
    settings.reducedMotion = true;
    settings.showLabels = true;
    settings.names = app::Names::Both;
    const auto file = temporary("paraspinal_settings_test.toml");
    ASSERT_TRUE(app::writeSettings(settings, file));
    const auto back = app::readSettings(file);
    ASSERT_TRUE(back) << back.error().text();
    EXPECT_EQ(back.value().appearance, app::Appearance::Light);
    EXPECT_FLOAT_EQ(back.value().textScale, 1.75f);
    EXPECT_EQ(back.value().student, settings.student);
    EXPECT_FLOAT_EQ(back.value().handOpacity, 0.4f);
    EXPECT_FLOAT_EQ(back.value().handTone, 0.9f);
    EXPECT_TRUE(back.value().reducedMotion);
    EXPECT_TRUE(back.value().showLabels);
    EXPECT_EQ(back.value().names, app::Names::Both);
    std::filesystem::remove(file);
}

TEST(Settings, MissingFileGivesDefaultsAndDamageIsNamed) {
    EXPECT_TRUE(app::readSettings(temporary("paraspinal_no_such_settings.toml")));
    const auto file = temporary("paraspinal_bad_settings.toml");
    ASSERT_TRUE(core::writeFile(file, "format = 1\ntext_scale = 9\n"));
    const auto back = app::readSettings(file);
    ASSERT_FALSE(back);
    EXPECT_NE(back.error().text().find(":2:14: \"text_scale\" must lie between 1 and 2, found 9"), std::string::npos)
        << back.error().text();
    std::filesystem::remove(file);
}

} // namespace
