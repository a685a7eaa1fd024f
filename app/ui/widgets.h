// Widgets: the few controls the panels share, drawn with ImGui 1.86. Each is reachable by keyboard and explains itself
// in a tooltip; numbers stand in columns with their unit.
#pragma once

#include <app/ui/theme.h>

#include <string>
#include <string_view>

namespace app {

void heading(const Theme& theme, const char* text);
void softText(const Theme& theme, const std::string& text); ///< wrapped, in the soft colour
void wrapped(const std::string& text);
void tooltip(const char* text); ///< for the item before, after a short rest

/// The text, or its beginning with an ellipsis when it is wider than that in the current font.
std::string shortened(const std::string& text, float width);

/// The text broken where it is wider than that in the current font.
std::string inLines(const std::string& text, float width);

/// "Depth            12.4 mm": label left, number right-aligned in its column, unit after it.
void reading(const Theme& theme, const char* label, const std::string& number, const char* unit, const char* help);

/// A labelled horizontal bar in [0,1] with a text inside and optional target band [low, high]; marks say where the band
/// is.
struct Bar {
    float value = 0.0f;
    float bandLow = -1.0f;
    float bandHigh = -1.0f;
    ImU32 colour = 0;
    std::string text;
};
void bar(const Theme& theme, const Bar& bar, float height);

/// "Lumbar lordosis            56°" over a thin slider, so that the handle never covers the words. `format` is for the
/// number with its unit, and says how finely it is set. Returns whether it was moved.
struct FigureSlider {
    const char* label = "";
    const char* format = "%.0f";
    float low = 0.0f;
    float high = 1.0f;
    const char* help = nullptr;
};
bool figureSlider(const Theme& theme, const FigureSlider& slider, float& value);

/// A line to open and close that stands as tall as a button; it remembers by itself whether it is open.
bool section(const char* label);
/// The same, whose keeper remembers: says in `toggled` whether it is to be opened or closed.
bool section(const char* label, bool open, bool& toggled);

/// A button that stays down while `on`.
bool toggleButton(const Theme& theme, const char* label, bool on, const ImVec2& size = ImVec2(0, 0));

/// A small state sign with a shape as well as a colour: tick, warning triangle, stop octagon, or dot.
enum class Sign { Good, Caution, Stop, Neutral };
void sign(const Theme& theme, Sign kind, float size);
ImVec4 signColour(const Theme& theme, Sign kind);

/// Vertical splitter over the full height at screen x; returns how far it was dragged.
float splitter(const char* id, float x, float top, float height, float width);

} // namespace app
