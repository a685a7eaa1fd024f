// Theme: fonts, colours and spacing of the interface, in light and dark, at any text scale. Colours that carry data are
// safe for colour-blind eyes (Okabe and Ito 2008; cividis, Nuñez et al. 2018) and never the only signal.
#pragma once

#include <imgui/imgui.h>

namespace app {

enum class Appearance { Dark, Light };

struct Theme {
    Appearance appearance = Appearance::Dark;
    float scale = 1.0f; ///< 1.0 .. 2.0; fonts and spacing follow

    // Fonts live in the ImGui atlas.
    ImFont* body = nullptr;
    ImFont* strong = nullptr;
    ImFont* title = nullptr;
    ImFont* figure = nullptr; ///< large tabular numbers

    ImVec4 text, textSoft, accent, good, caution, stop, panel, line;

    float px(float designPixels) const { return designPixels * scale; }
};

/// Adds the fonts to the atlas (Inter, else DejaVu Sans, else ImGui's own) at `scale`. The atlas texture must be made
/// again afterwards.
void loadFonts(Theme& theme, ImFontAtlas& atlas);

/// Sets colours and spacing of the current ImGui context.
void applyTheme(Theme& theme);

/// Cividis, t in [0, 1].
ImU32 cividis(float t, float alpha = 1.0f);

} // namespace app
