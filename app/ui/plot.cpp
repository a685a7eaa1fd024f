#include <app/ui/plot.h>

#include <app/ui/widgets.h>
#include <core/text.h>

#include <algorithm>
#include <cmath>

namespace app {
namespace {

struct Frame {
    ImVec2 lower; ///< top left of the plot area
    ImVec2 upper; ///< bottom right
    ImDrawList* draw;

    ImVec2 at(float x01, float y01) const {
        return {lower.x + (upper.x - lower.x) * x01, upper.y - (upper.y - lower.y) * y01};
    }
};

float niceStep(float highest) {
    const float rough = highest / 4.0f;
    const float power = std::pow(10.0f, std::floor(std::log10(std::max(rough, 1e-6f))));
    for (const float factor : {1.0f, 2.0f, 5.0f, 10.0f})
        if (factor * power >= rough) return factor * power;
    return 10.0f * power;
}

Frame beginPlot(const Theme& theme, const char* id, const ImVec2& size, const Axis& y) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    ImGui::InvisibleButton(id, size);
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const float textHeight = ImGui::GetFontSize();
    const float left = ImGui::CalcTextSize(core::fixed(y.highest, 0).c_str()).x + theme.px(8);
    Frame frame{{at.x + left, at.y + textHeight * 1.75f}, // below the name, clear of the topmost number
                {at.x + size.x - theme.px(6), at.y + size.y - textHeight * 1.3f},
                draw};
    draw->AddRectFilled(frame.lower, frame.upper, ImGui::GetColorU32(ImGuiCol_FrameBg), theme.px(3));
    const ImU32 soft = ImGui::GetColorU32(theme.textSoft);
    const std::string name = std::string(y.label) + " (" + y.unit + ")";
    draw->AddText({at.x, at.y}, soft, name.c_str());
    const float step = niceStep(y.highest);
    for (float v = 0.0f; v <= y.highest * 1.001f; v += step) {
        const ImVec2 left01 = frame.at(0.0f, v / y.highest);
        draw->AddLine(left01, frame.at(1.0f, v / y.highest), ImGui::GetColorU32(theme.line));
        const std::string number = core::fixed(v, step < 1.0f ? 1 : 0);
        const ImVec2 extent = ImGui::CalcTextSize(number.c_str());
        draw->AddText({left01.x - extent.x - theme.px(5), left01.y - extent.y * 0.5f}, soft, number.c_str());
    }
    return frame;
}

void xAxis(const Theme& theme, const Frame& frame, const Axis& x) {
    const ImU32 soft = ImGui::GetColorU32(theme.textSoft);
    const float step = niceStep(x.highest);
    const std::string name = std::string(x.label) + " (" + x.unit + ")";
    const float nameWidth = ImGui::CalcTextSize(name.c_str()).x;
    for (float v = 0.0f; v <= x.highest * 1.001f; v += step) {
        const ImVec2 foot = frame.at(v / x.highest, 0.0f);
        const std::string number = core::fixed(v, step < 1.0f ? 1 : 0);
        const float width = ImGui::CalcTextSize(number.c_str()).x;
        if (foot.x + width * 0.5f < frame.upper.x - nameWidth - theme.px(8))
            frame.draw->AddText({foot.x - width * 0.5f, foot.y + theme.px(3)}, soft, number.c_str());
    }
    frame.draw->AddText({frame.upper.x - nameWidth, frame.upper.y + theme.px(3)}, soft, name.c_str());
}

ImU32 faded(const ImVec4& colour, float alpha) {
    ImVec4 c = colour;
    c.w *= alpha;
    return ImGui::GetColorU32(c);
}

} // namespace

void tracePlot(const Theme& theme, const char* id, std::span<const ImVec2> points, const Axis& x, const Axis& y,
               const ImVec2& size) {
    const Frame frame = beginPlot(theme, id, size, y);
    xAxis(theme, frame, x);
    frame.draw->PushClipRect(frame.lower, frame.upper, true);
    for (std::size_t i = 1; i < points.size(); ++i) {
        const float age = static_cast<float>(i) / static_cast<float>(points.size());
        frame.draw->AddLine(frame.at(points[i - 1].x / x.highest, points[i - 1].y / y.highest),
                            frame.at(points[i].x / x.highest, points[i].y / y.highest),
                            faded(theme.accent, 0.25f + 0.75f * age), theme.px(2));
    }
    frame.draw->PopClipRect();
    if (!points.empty()) {
        const ImVec2 last =
            frame.at(std::min(1.0f, points.back().x / x.highest), std::min(1.0f, points.back().y / y.highest));
        frame.draw->AddCircleFilled(last, theme.px(4.5f), ImGui::GetColorU32(theme.text));
    }
}

void timePlot(const Theme& theme, const char* id, std::span<const float> values, float seconds, const Axis& y,
              const TimeBand& band, const ImVec2& size) {
    const Frame frame = beginPlot(theme, id, size, y);
    if (band.high > band.low) {
        frame.draw->AddRectFilled(frame.at(0.0f, std::min(1.0f, band.high / y.highest)),
                                  frame.at(1.0f, band.low / y.highest), faded(theme.good, 0.22f));
        for (const float edge : {band.low, band.high})
            frame.draw->AddLine(frame.at(0.0f, edge / y.highest), frame.at(1.0f, edge / y.highest),
                                faded(theme.good, 0.9f));
    }
    frame.draw->PushClipRect(frame.lower, frame.upper, true);
    for (std::size_t i = 1; i < values.size(); ++i) {
        const auto place = [&](std::size_t k) {
            const float t = 1.0f - static_cast<float>(values.size() - 1 - k) /
                                       std::max(1.0f, static_cast<float>(values.size() - 1));
            return frame.at(t, values[k] / y.highest);
        };
        frame.draw->AddLine(place(i - 1), place(i), ImGui::GetColorU32(theme.accent), theme.px(2));
    }
    frame.draw->PopClipRect();
    const std::string span = "last " + core::fixed(seconds, 0) + " s";
    const float width = ImGui::CalcTextSize(span.c_str()).x;
    frame.draw->AddText({frame.upper.x - width, frame.upper.y + theme.px(3)}, ImGui::GetColorU32(theme.textSoft),
                        span.c_str());
}

void pressureMap(const Theme& theme, const char* id, std::span<const float> kPa, int columns, int rows,
                 float highestKPa, float side) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float scaleWidth = theme.px(58);
    ImGui::InvisibleButton(id, {side + scaleWidth, side});
    tooltip("Pressure over the pad of the tool. A nodule or a taut band shows as a bright spot or stripe before you "
            "can name it.");
    ImDrawList* draw = ImGui::GetWindowDrawList();
    draw->AddRectFilled(at, {at.x + side, at.y + side}, ImGui::GetColorU32(ImGuiCol_FrameBg), theme.px(3));
    const float top = std::max(highestKPa, 1.0f);
    if (columns > 0 && rows > 0 && kPa.size() >= static_cast<std::size_t>(columns) * static_cast<std::size_t>(rows)) {
        const float cell = side / static_cast<float>(std::max(columns, rows));
        for (int r = 0; r < rows; ++r)
            for (int c = 0; c < columns; ++c) {
                const float value = kPa[static_cast<std::size_t>(r * columns + c)];
                if (value <= 0.0f) continue;
                const ImVec2 lower(at.x + static_cast<float>(c) * cell, at.y + static_cast<float>(r) * cell);
                draw->AddRectFilled(lower, {lower.x + cell + 0.5f, lower.y + cell + 0.5f}, cividis(value / top));
            }
    }
    const float x = at.x + side + theme.px(8);
    constexpr int kSteps = 24;
    for (int i = 0; i < kSteps; ++i) {
        const float y0 = at.y + side * static_cast<float>(i) / kSteps;
        draw->AddRectFilled({x, y0}, {x + theme.px(10), y0 + side / kSteps + 0.5f},
                            cividis(1.0f - (static_cast<float>(i) + 0.5f) / kSteps));
    }
    const ImU32 soft = ImGui::GetColorU32(theme.textSoft);
    draw->AddText({x + theme.px(14), at.y}, soft, core::fixed(top, 0).c_str());
    draw->AddText({x + theme.px(14), at.y + side * 0.5f - ImGui::GetFontSize() * 0.5f}, soft, "kPa");
    draw->AddText({x + theme.px(14), at.y + side - ImGui::GetFontSize()}, soft, "0");
}

float layerColumnHeight(std::size_t layers) {
    return static_cast<float>(layers) * ImGui::GetFontSize() * 1.15f * 2.1f;
}

void layerColumn(const Theme& theme, const char* id, std::span<const ColumnLayer> layers, float height) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    ImGui::InvisibleButton(id, {width, height});
    float total = 0.0f, sunk = 0.0f;
    for (const ColumnLayer& layer : layers) {
        total += layer.beforeMm;
        sunk += layer.beforeMm - layer.nowMm;
    }
    if (total <= 0.0f) return;
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const float line = ImGui::GetFontSize() * 1.15f;
    const float entry = line * 2.1f; // the name, under it the figures
    const float barWidth = theme.px(22);
    const float gap = theme.px(4);
    const float textX = at.x + 2 * barWidth + gap + theme.px(12);
    const float thicknessX = textX + ImGui::CalcTextSize("00.0 \xe2\x86\x92 00.0 mm").x;
    const float shareX = at.x + width;
    const auto right = [&](float x, float y, const std::string& text) {
        draw->AddText({x - ImGui::CalcTextSize(text.c_str()).x, y}, ImGui::GetColorU32(theme.textSoft), text.c_str());
    };
    float before = 0.0f, now = sunk, nextText = at.y;
    const char* pointedAt = nullptr;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const ColumnLayer& layer = layers[i];
        const auto y = [&](float mm) { return at.y + height * std::clamp(mm / total, 0.0f, 1.0f); };
        draw->AddRectFilled({at.x, y(before)}, {at.x + barWidth, y(before + layer.beforeMm) - 1.0f}, layer.colour);
        draw->AddRectFilled({at.x + barWidth + gap, y(now)}, {at.x + 2 * barWidth + gap, y(now + layer.nowMm) - 1.0f},
                            layer.colour);
        // Beside its layer, but never over the entry before, and leaving room for the entries that follow.
        const float middle = y(now + layer.nowMm * 0.5f);
        const float last = at.y + height - entry * static_cast<float>(layers.size() - i);
        const float textY = std::max(nextText, std::min(middle - line * 0.5f, last));
        draw->AddLine({at.x + 2 * barWidth + gap + 1.0f, middle}, {textX - theme.px(4), textY + line * 0.5f},
                      ImGui::GetColorU32(theme.textSoft));
        draw->AddText({textX, textY}, ImGui::GetColorU32(theme.text), shortened(layer.name, shareX - textX).c_str());
        right(thicknessX, textY + line,
              core::fixed(layer.beforeMm, 1) + " \xe2\x86\x92 " + core::fixed(layer.nowMm, 1) + " mm");
        right(shareX, textY + line, core::fixed(layer.share * 100.0f, 0) + " %");
        const float mouseY = ImGui::GetIO().MousePos.y;
        if (mouseY >= textY && mouseY < textY + entry) pointedAt = layer.name.c_str();
        nextText = textY + entry;
        before += layer.beforeMm;
        now += layer.nowMm;
    }
    if (pointedAt != nullptr)
        tooltip(pointedAt);
    else
        tooltip("The tissue under the tool: left as it was, right as it is now. The percentage says how much of the "
                "load reaches a layer.");
}

} // namespace app
