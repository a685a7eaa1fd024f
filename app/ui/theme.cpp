#include <app/ui/theme.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <filesystem>
#include <initializer_list>

namespace app {
namespace {

ImVec4 rgb(unsigned hex, float alpha = 1.0f) {
    return {static_cast<float>((hex >> 16) & 255u) / 255.0f, static_cast<float>((hex >> 8) & 255u) / 255.0f,
            static_cast<float>(hex & 255u) / 255.0f, alpha};
}

// Latin with diacritics, Greek for units, arrows and signs the panels use.
const ImWchar kGlyphs[] = {0x20,   0x17f,  0x391,  0x3c9,  0x2010, 0x2027, 0x2030, 0x203a, 0x2070, 0x2089, 0x2190,
                           0x2195, 0x2212, 0x2212, 0x2248, 0x2265, 0x25a0, 0x25cf, 0x2713, 0x2717, 0};

ImFont* addFont(ImFontAtlas& atlas, std::initializer_list<const char*> files, float size) {
    ImFontConfig config;
    config.OversampleH = 2;
    config.OversampleV = 1;
    for (const char* file : files) {
        std::error_code ignored;
        if (std::filesystem::is_regular_file(file, ignored))
            if (ImFont* font = atlas.AddFontFromFileTTF(file, size, &config, kGlyphs)) return font;
    }
    config.SizePixels = std::round(size);
    return atlas.AddFontDefault(&config);
}

/// Digits of equal width, so that a number that changes does not jitter. (Inter has such digits only behind an OpenType
/// feature that ImGui's font builder does not know.)
void makeDigitsTabular(ImFont& font) {
    float widest = 0.0f;
    for (ImWchar c = '0'; c <= '9'; ++c)
        if (const ImFontGlyph* glyph = font.FindGlyphNoFallback(c)) widest = std::max(widest, glyph->AdvanceX);
    for (ImFontGlyph& glyph : font.Glyphs) {
        if (glyph.Codepoint < '0' || glyph.Codepoint > '9') continue;
        const float shift = std::round((widest - glyph.AdvanceX) * 0.5f);
        glyph.X0 += shift;
        glyph.X1 += shift;
        glyph.AdvanceX = widest;
    }
    font.BuildLookupTable();
}

void applyColours(ImGuiStyle& style, Theme& theme) {
    const bool dark = theme.appearance == Appearance::Dark;
    theme.text = dark ? rgb(0xe9edf2) : rgb(0x18202a);
    theme.textSoft = dark ? rgb(0x9aa6b4) : rgb(0x5b6775);
    theme.accent = dark ? rgb(0x56b4e9) : rgb(0x0067a5);
    theme.good = dark ? rgb(0x35c79c) : rgb(0x00795a);
    theme.caution = dark ? rgb(0xf0b43c) : rgb(0x8f5a00);
    theme.stop = dark ? rgb(0xff7a45) : rgb(0xb83a00);
    theme.panel = dark ? rgb(0x181d24) : rgb(0xf6f7f9);
    theme.line = dark ? rgb(0x2c3541) : rgb(0xd3d9e0);
    const ImVec4 field = dark ? rgb(0x232b35) : rgb(0xe7ebf0);
    const ImVec4 fieldHover = dark ? rgb(0x2d3844) : rgb(0xdbe1e8);
    const ImVec4 active = dark ? rgb(0x35495c) : rgb(0xc2d9ec);

    ImGui::StyleColorsDark(&style);
    ImVec4* c = style.Colors;
    c[ImGuiCol_Text] = theme.text;
    c[ImGuiCol_TextDisabled] = theme.textSoft;
    c[ImGuiCol_WindowBg] = c[ImGuiCol_PopupBg] = theme.panel;
    c[ImGuiCol_ChildBg] = rgb(0, 0.0f);
    c[ImGuiCol_Border] = c[ImGuiCol_Separator] = theme.line;
    c[ImGuiCol_FrameBg] = c[ImGuiCol_Button] = c[ImGuiCol_Header] = field;
    c[ImGuiCol_FrameBgHovered] = c[ImGuiCol_ButtonHovered] = c[ImGuiCol_HeaderHovered] = fieldHover;
    c[ImGuiCol_FrameBgActive] = c[ImGuiCol_ButtonActive] = c[ImGuiCol_HeaderActive] = active;
    c[ImGuiCol_CheckMark] = theme.accent;
    // Half seen through: a slider's text stands on its grab.
    c[ImGuiCol_SliderGrab] = c[ImGuiCol_SliderGrabActive] = theme.accent;
    c[ImGuiCol_SliderGrab].w = 0.45f;
    c[ImGuiCol_SliderGrabActive].w = 0.65f;
    c[ImGuiCol_NavHighlight] = theme.accent;
    c[ImGuiCol_PlotHistogram] = theme.accent;
    c[ImGuiCol_ScrollbarBg] = rgb(0, 0.0f);
    c[ImGuiCol_ScrollbarGrab] = fieldHover;
    c[ImGuiCol_Tab] = field;
    c[ImGuiCol_TabHovered] = fieldHover;
    c[ImGuiCol_TabActive] = active;
    c[ImGuiCol_TitleBg] = c[ImGuiCol_TitleBgActive] = c[ImGuiCol_TableHeaderBg] = field;
    c[ImGuiCol_TableBorderLight] = c[ImGuiCol_TableBorderStrong] = theme.line;
    c[ImGuiCol_SeparatorHovered] = c[ImGuiCol_SeparatorActive] = theme.accent;
}

} // namespace

void loadFonts(Theme& theme, ImFontAtlas& atlas) {
    atlas.Clear();
    const char* inter = "/usr/share/fonts/opentype/inter/Inter-Regular.otf";
    const char* interStrong = "/usr/share/fonts/opentype/inter/Inter-SemiBold.otf";
    const char* dejaVu = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf";
    const char* dejaVuStrong = "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf";
    theme.body = addFont(atlas, {inter, dejaVu}, theme.px(15.0f));
    theme.strong = addFont(atlas, {interStrong, dejaVuStrong}, theme.px(15.0f));
    theme.title = addFont(atlas, {interStrong, dejaVuStrong}, theme.px(19.0f));
    theme.figure = addFont(atlas, {interStrong, dejaVuStrong}, theme.px(26.0f));
    atlas.Build();
    for (ImFont* font : {theme.body, theme.strong, theme.title, theme.figure}) makeDigitsTabular(*font);
}

void applyTheme(Theme& theme) {
    ImGuiStyle style;
    applyColours(style, theme);
    style.WindowPadding = {14, 12};
    style.FramePadding = {9, 5};
    style.ItemSpacing = {8, 7};
    style.ItemInnerSpacing = {7, 5};
    style.CellPadding = {6, 3};
    style.ScrollbarSize = 11;
    style.GrabMinSize = 12;
    style.WindowBorderSize = 0;
    style.FrameRounding = style.GrabRounding = style.TabRounding = style.ScrollbarRounding = 4;
    style.PopupRounding = 6;
    style.ScaleAllSizes(theme.scale);
    ImGui::GetStyle() = style;
}

ImU32 cividis(float t, float alpha) {
    static constexpr std::array<std::array<float, 3>, 9> kStops{{{0, 32, 77},
                                                                 {0, 51, 111},
                                                                 {57, 72, 107},
                                                                 {87, 92, 109},
                                                                 {112, 113, 115},
                                                                 {138, 134, 120},
                                                                 {166, 157, 117},
                                                                 {211, 193, 100},
                                                                 {255, 234, 70}}};
    const float at = std::clamp(t, 0.0f, 1.0f) * 8.0f;
    const auto low = std::min<std::size_t>(7, static_cast<std::size_t>(at));
    const float f = at - static_cast<float>(low);
    const auto mix = [&](std::size_t k) {
        return static_cast<int>(std::lround(kStops[low][k] + (kStops[low + 1][k] - kStops[low][k]) * f));
    };
    return IM_COL32(mix(0), mix(1), mix(2), static_cast<int>(alpha * 255.0f));
}

} // namespace app
