// Draws the interface off-screen on whatever Vulkan device there is, with validation on and no message allowed. With
// PARASPINAL_TEST_PICTURES set to a folder the pictures are kept there for looking at.
#include <app/ui/interface.h>
#include <app/ui/plot.h>
#include <app/ui/widgets.h>

#include <gtest/gtest.h>

#include <cmath>
#include <cstdlib>

namespace {

class UiRenderer : public testing::Test {
protected:
    std::unique_ptr<render::Renderer> renderer;
    std::unique_ptr<app::Interface> ui;

    void start(app::Appearance appearance, float scale) {
        ui.reset();
        if (!renderer) {
            render::RendererOptions options;
            options.validation = true;
            auto made = render::Renderer::create(options);
            ASSERT_TRUE(made.ok()) << made.error().text();
            renderer = std::move(made).value();
        }
        auto opened = app::Interface::create(render::vulkanAccess(*renderer), appearance, scale);
        ASSERT_TRUE(opened.ok()) << opened.error().text();
        ui = std::move(opened).value();
    }
    core::Image finish(int width, int height) {
        ui->endFrame();
        render::WindowFrame frame;
        frame.clearColour = {0.0f, 0.0f, 0.0f};
        frame.drawUi = ui->drawUi();
        auto image = render::vulkanAccess(*renderer).drawFrameImage(width, height, frame);
        EXPECT_TRUE(image.ok()) << (image.ok() ? "" : image.error().text());
        return image.ok() ? std::move(image).value() : core::Image{};
    }
    void TearDown() override {
        ui.reset();
        if (renderer) {
            EXPECT_EQ(renderer->validationMessages(), 0);
        }
    }
};

void keep(const core::Image& image, const std::string& name) {
    if (const char* folder = std::getenv("PARASPINAL_TEST_PICTURES")) {
        EXPECT_TRUE(core::writePng(image, std::string(folder) + "/" + name + ".png").ok());
    }
}

bool near(const std::uint8_t* pixel, int r, int g, int b) {
    return std::abs(pixel[0] - r) <= 2 && std::abs(pixel[1] - g) <= 2 && std::abs(pixel[2] - b) <= 2;
}

void showcase(const app::Theme& theme, ImTextureID picture, int width, int height) {
    ImGui::SetNextWindowPos({0, 0});
    ImGui::SetNextWindowSize({static_cast<float>(width), static_cast<float>(height)});
    ImGui::Begin("showcase", nullptr, ImGuiWindowFlags_NoDecoration);
    ImGui::PushFont(theme.title);
    ImGui::TextUnformatted("Touch");
    ImGui::PopFont();
    app::toggleButton(theme, "Thumb", true);
    ImGui::SameLine();
    app::toggleButton(theme, "Knuckle", false);
    app::heading(theme, "Readings");
    app::reading(theme, "Force", "42.0", "N", "how hard");
    app::reading(theme, "Depth", "12.4", "mm", "how deep");
    app::reading(theme, "Stiffness", "3.10", "N/mm", "how stiff");
    app::bar(theme, {0.55f, 0.5f, 0.7f, ImGui::GetColorU32(theme.caution), "5.5 / 10"}, theme.px(24));
    const ImVec2 trace[] = {{0, 0}, {2, 4}, {5, 12}, {9, 30}, {12, 42}};
    const float wide = ImGui::GetContentRegionAvail().x;
    app::tracePlot(theme, "trace", trace, {"Depth", "mm", 20}, {"Force", "N", 60}, {wide, theme.px(150)});
    std::vector<float> pain;
    for (int i = 0; i < 60; ++i) pain.push_back(6.0f + 2.0f * std::sin(static_cast<float>(i) * 0.1f));
    app::timePlot(theme, "pain", pain, 60, {"Pain", "of 10", 10}, {5, 7}, {wide, theme.px(110)});
    std::vector<float> map(31 * 31);
    for (int i = 0; i < 31 * 31; ++i) {
        const float x = static_cast<float>(i % 31 - 15), y = static_cast<float>(i / 31 - 15);
        map[static_cast<std::size_t>(i)] = std::max(0.0f, 90.0f - (x * x + y * y) * 0.5f);
    }
    app::pressureMap(theme, "map", map, 31, 31, 90.0f, theme.px(110));
    ImGui::SameLine(0, theme.px(16));
    ImGui::Image(picture, {theme.px(64), theme.px(64)});
    for (const app::Sign sign : {app::Sign::Good, app::Sign::Caution, app::Sign::Stop, app::Sign::Neutral}) {
        ImGui::SameLine();
        app::sign(theme, sign, theme.px(16));
    }
    const app::ColumnLayer layers[] = {
        {"Skin", 2.1f, 2.0f, 40.0f, 1.0f, IM_COL32(214, 160, 130, 255)},
        {"Fat", 6.0f, 4.1f, 38.0f, 0.9f, IM_COL32(235, 205, 120, 255)},
        {"Right descending part of trapezius", 9.0f, 6.5f, 30.0f, 0.7f, IM_COL32(170, 60, 55, 255)},
        {"Right levator scapulae", 8.0f, 7.2f, 18.0f, 0.4f, IM_COL32(140, 45, 45, 255)}};
    app::layerColumn(theme, "column", layers, app::layerColumnHeight(4));
    app::softText(theme, "The share says how much of the load a layer carries.");
    ImGui::End();
}

core::Image chessboard() {
    core::Image image{8, 8, std::vector<std::uint8_t>(8 * 8 * 4)};
    for (std::size_t i = 0; i < 64; ++i) {
        const bool white = (i + i / 8) % 2 == 0;
        const std::uint8_t colour[4] = {static_cast<std::uint8_t>(white ? 255 : 30), 120, 60, 255};
        std::copy_n(colour, 4, &image.rgba[i * 4]);
    }
    return image;
}

TEST_F(UiRenderer, DrawsTheWidgetsInEveryThemeAndScale) {
    for (const app::Appearance appearance : {app::Appearance::Dark, app::Appearance::Light}) {
        for (const float scale : {1.0f, 2.0f}) {
            start(appearance, scale);
            const auto picture = ui->renderer().addImage(chessboard());
            ASSERT_TRUE(picture.ok());
            const int width = static_cast<int>(370 * scale), height = static_cast<int>(860 * scale);
            core::Image image;
            for (int i = 0; i < 3; ++i) { // twice through the ring of frames
                ui->beginPicture(width, height);
                showcase(ui->theme(), picture.value(), width, height);
                image = finish(width, height);
            }
            const bool dark = appearance == app::Appearance::Dark;
            const ImVec4 panel = ui->theme().panel;
            EXPECT_TRUE(near(image.pixel(2, 2), static_cast<int>(std::lround(panel.x * 255)),
                             static_cast<int>(std::lround(panel.y * 255)),
                             static_cast<int>(std::lround(panel.z * 255))));
            keep(image, std::string("widgets_") + (dark ? "dark" : "light") + (scale > 1 ? "_2" : "_1"));
        }
    }
}

TEST_F(UiRenderer, BlendsEncodedColoursAndClips) {
    start(app::Appearance::Dark, 1.0f);
    ui->beginPicture(100, 100);
    ImDrawList* draw = ImGui::GetForegroundDrawList();
    draw->AddRectFilled({0, 0}, {100, 100}, IM_COL32(0, 0, 200, 255));
    draw->PushClipRect({20, 20}, {50, 1000});
    draw->AddRectFilled({0, 0}, {100, 100}, IM_COL32(200, 0, 0, 128));
    draw->PopClipRect();
    const core::Image image = finish(100, 100);
    EXPECT_TRUE(near(image.pixel(10, 50), 0, 0, 200));
    EXPECT_TRUE(near(image.pixel(30, 50), 100, 0, 100));
    EXPECT_TRUE(near(image.pixel(30, 99), 100, 0, 100));
    EXPECT_TRUE(near(image.pixel(50, 50), 0, 0, 200));
    EXPECT_TRUE(near(image.pixel(30, 19), 0, 0, 200));
}

TEST_F(UiRenderer, PicturesComeAndGoWhileFramesAreInFlight) {
    start(app::Appearance::Dark, 1.0f);
    for (int i = 0; i < 6; ++i) {
        const auto name = ui->renderer().addImage(chessboard());
        ASSERT_TRUE(name.ok());
        ui->beginPicture(64, 64);
        ImGui::GetForegroundDrawList()->AddImage(name.value(), {0, 0}, {8, 8});
        const core::Image image = finish(64, 64);
        EXPECT_TRUE(near(image.pixel(0, 0), 255, 120, 60));
        EXPECT_TRUE(near(image.pixel(1, 0), 30, 120, 60));
        ui->renderer().removeImage(name.value());
        ui->renderer().removeImage(name.value()); // twice does nothing
        ui->beginPicture(64, 64);
        ImGui::GetForegroundDrawList()->AddImage(name.value(), {0, 0}, {8, 8});
        EXPECT_TRUE(near(finish(64, 64).pixel(4, 4), 0, 0, 0)); // a stale name draws nothing
    }
    EXPECT_FALSE(ui->renderer().addImage({3, 3, {}}).ok());
    EXPECT_FALSE(ui->renderer().addImage({0, 0, {}}).ok());
}

TEST_F(UiRenderer, ListsOfMoreThan65536VerticesAreWhole) {
    start(app::Appearance::Dark, 1.0f);
    ui->beginPicture(200, 200);
    ImDrawList* draw = ImGui::GetForegroundDrawList();
    for (int i = 0; i < 40000; ++i) { // 160 000 vertices; only the last ones stay seen
        const float x = static_cast<float>(i % 200), y = static_cast<float>(i / 200);
        draw->AddRectFilled({x, y}, {x + 1, y + 1}, i >= 39800 ? IM_COL32(0, 255, 0, 255) : IM_COL32(90, 0, 0, 255));
    }
    const core::Image image = finish(200, 200);
    EXPECT_TRUE(near(image.pixel(100, 199), 0, 255, 0));
    EXPECT_TRUE(near(image.pixel(100, 100), 90, 0, 0));
    EXPECT_TRUE(near(image.pixel(0, 0), 90, 0, 0));
}

TEST_F(UiRenderer, TheScaleChangesBetweenFrames) {
    start(app::Appearance::Dark, 1.0f);
    for (const float scale : {1.0f, 1.5f, 2.0f, 1.0f}) {
        ASSERT_TRUE(ui->setTheme(app::Appearance::Light, scale).ok());
        ui->beginPicture(120, 60);
        ImGui::Begin("text");
        ImGui::TextUnformatted("0123 N");
        ImGui::End();
        finish(120, 60);
        EXPECT_NEAR(ui->theme().body->FontSize, 15.0f * scale, 0.6f);
    }
}

} // namespace
