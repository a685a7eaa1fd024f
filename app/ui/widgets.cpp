#include <app/ui/widgets.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>
#include <cstdlib>

namespace app {

void heading(const Theme& theme, const char* text) {
    ImGui::PushFont(theme.strong);
    ImGui::TextUnformatted(text);
    ImGui::PopFont();
}

void wrapped(const std::string& text) {
    ImGui::PushTextWrapPos(0.0f);
    ImGui::TextUnformatted(text.c_str(), text.c_str() + text.size());
    ImGui::PopTextWrapPos();
}

void softText(const Theme& theme, const std::string& text) {
    ImGui::PushStyleColor(ImGuiCol_Text, theme.textSoft);
    wrapped(text);
    ImGui::PopStyleColor();
}

void tooltip(const char* text) {
    if (text == nullptr || !ImGui::IsItemHovered()) return;
    ImGui::BeginTooltip();
    ImGui::PushTextWrapPos(ImGui::GetFontSize() * 24.0f);
    ImGui::TextUnformatted(text);
    ImGui::PopTextWrapPos();
    ImGui::EndTooltip();
}

std::string shortened(const std::string& text, float width) {
    if (ImGui::CalcTextSize(text.c_str()).x <= width) return text;
    constexpr const char* kEllipsis = "\xe2\x80\xa6";
    std::string out = text;
    while (!out.empty()) {
        while (!out.empty() && (static_cast<unsigned char>(out.back()) & 0xc0u) == 0x80u) out.pop_back();
        if (!out.empty()) out.pop_back(); // with the above: one whole UTF-8 character
        while (!out.empty() && out.back() == ' ') out.pop_back();
        if (ImGui::CalcTextSize((out + kEllipsis).c_str()).x <= width) return out + kEllipsis;
    }
    return kEllipsis;
}

std::string inLines(const std::string& text, float width) {
    const ImFont* font = ImGui::GetFont();
    const float scale = ImGui::GetFontSize() / font->FontSize;
    std::string out;
    const char *at = text.c_str(), *end = at + text.size();
    while (at < end) {
        const char* stop = font->CalcWordWrapPositionA(scale, at, end, width);
        if (stop == at) ++stop; // not even one letter fits
        out.append(at, stop);
        for (at = stop; at < end && *at == ' ';) ++at;
        if (at < end) out += '\n';
    }
    return out;
}

bool figureSlider(const Theme& theme, const FigureSlider& slider, float& value) {
    std::array<char, 48> number{};
    std::snprintf(number.data(), number.size(), slider.format, static_cast<double>(value));
    const float right = ImGui::GetCursorPosX() + ImGui::GetContentRegionAvail().x;
    ImGui::TextUnformatted(slider.label);
    tooltip(slider.help);
    ImGui::SameLine(right - ImGui::CalcTextSize(number.data()).x);
    ImGui::TextUnformatted(number.data());
    ImGui::SetCursorPosY(ImGui::GetCursorPosY() - theme.px(3));
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {theme.px(4), theme.px(-3)});
    ImGui::SetNextItemWidth(-1);
    const bool moved = ImGui::SliderFloat((std::string("##") + slider.label).c_str(), &value, slider.low, slider.high,
                                          "", ImGuiSliderFlags_AlwaysClamp | ImGuiSliderFlags_NoInput);
    ImGui::PopStyleVar();
    tooltip(slider.help);
    if (!moved) return false;
    // What is read is what is set: the number as it is written.
    std::snprintf(number.data(), number.size(), slider.format, static_cast<double>(value));
    value = std::strtof(number.data(), nullptr);
    return true;
}

bool section(const char* label, bool open, bool& toggled) {
    ImGui::SetNextItemOpen(open, ImGuiCond_Always);
    const bool shown = section(label);
    toggled = shown != open;
    return shown;
}

bool section(const char* label) {
    return ImGui::TreeNodeEx(label, ImGuiTreeNodeFlags_SpanAvailWidth | ImGuiTreeNodeFlags_FramePadding |
                                        ImGuiTreeNodeFlags_NoTreePushOnOpen);
}

void reading(const Theme& theme, const char* label, const std::string& number, const char* unit, const char* help) {
    const float width = ImGui::GetContentRegionAvail().x;
    const float start = ImGui::GetCursorPosX();
    const float unitWidth = ImGui::CalcTextSize("kPa/mm").x;
    ImGui::TextUnformatted(label);
    tooltip(help);
    ImGui::PushFont(theme.strong);
    const float numberWidth = ImGui::CalcTextSize(number.c_str()).x;
    ImGui::SameLine(start + width - unitWidth - numberWidth - theme.px(6));
    ImGui::TextUnformatted(number.c_str());
    ImGui::PopFont();
    ImGui::SameLine(start + width - unitWidth);
    ImGui::TextColored(theme.textSoft, "%s", unit);
}

void bar(const Theme& theme, const Bar& content, float height) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float width = ImGui::GetContentRegionAvail().x;
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const ImVec2 end(at.x + width, at.y + height);
    const float round = theme.px(3);
    draw->AddRectFilled(at, end, ImGui::GetColorU32(ImGuiCol_FrameBg), round);
    const auto place = [&](float v) { return at.x + std::clamp(v, 0.0f, 1.0f) * width; };
    if (content.bandHigh > content.bandLow && content.bandLow >= 0.0f) {
        ImVec4 band = theme.good;
        band.w = 0.28f;
        draw->AddRectFilled({place(content.bandLow), at.y}, {place(content.bandHigh), end.y}, ImGui::GetColorU32(band));
    }
    const float filled = place(content.value);
    const float inset = height * 0.1f; // thinner than its text the filled part would cut the letters
    if (filled > at.x + 1.0f) draw->AddRectFilled({at.x, at.y + inset}, {filled, end.y - inset}, content.colour, round);
    if (content.bandHigh > content.bandLow && content.bandLow >= 0.0f)
        for (const float edge : {content.bandLow, content.bandHigh})
            draw->AddLine({place(edge), at.y}, {place(edge), end.y}, ImGui::GetColorU32(theme.good), theme.px(2));
    if (!content.text.empty()) {
        const ImVec2 size = ImGui::CalcTextSize(content.text.c_str());
        const ImVec2 where(end.x - size.x - theme.px(6), at.y + (height - size.y) * 0.5f);
        const auto write = [&](float from, float to, const ImVec4& colour) {
            draw->PushClipRect({from, at.y}, {to, end.y}, true);
            draw->AddText(where, ImGui::GetColorU32(colour), content.text.c_str());
            draw->PopClipRect();
        };
        write(filled, end.x, theme.text);
        write(at.x, filled, theme.panel); // on the filled part: the other way round
    }
    ImGui::Dummy({width, height});
}

bool toggleButton(const Theme& theme, const char* label, bool on, const ImVec2& size) {
    if (on) {
        ImVec4 fill = theme.accent;
        fill.w = 0.30f;
        ImGui::PushStyleColor(ImGuiCol_Button, fill);
        ImGui::PushStyleColor(ImGuiCol_Border, theme.accent);
        ImGui::PushStyleVar(ImGuiStyleVar_FrameBorderSize, theme.px(1.5f));
    }
    const bool pressed = ImGui::Button(label, size);
    if (on) {
        ImGui::PopStyleVar();
        ImGui::PopStyleColor(2);
    }
    return pressed;
}

ImVec4 signColour(const Theme& theme, Sign kind) {
    switch (kind) {
    case Sign::Good:
        return theme.good;
    case Sign::Caution:
        return theme.caution;
    case Sign::Stop:
        return theme.stop;
    case Sign::Neutral:
        break;
    }
    return theme.textSoft;
}

void sign(const Theme& theme, Sign kind, float size) {
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const ImVec2 c(at.x + size * 0.5f, at.y + size * 0.5f);
    const float r = size * 0.42f;
    const ImU32 colour = ImGui::GetColorU32(signColour(theme, kind));
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const float pen = std::max(1.5f, size * 0.12f);
    switch (kind) {
    case Sign::Good: {
        const ImVec2 tick[3] = {{c.x - r, c.y}, {c.x - r * 0.25f, c.y + r * 0.75f}, {c.x + r, c.y - r * 0.75f}};
        draw->AddPolyline(tick, 3, colour, ImDrawFlags_None, pen);
        break;
    }
    case Sign::Caution:
        draw->AddTriangle({c.x, c.y - r}, {c.x + r, c.y + r * 0.8f}, {c.x - r, c.y + r * 0.8f}, colour, pen);
        draw->AddLine({c.x, c.y - r * 0.3f}, {c.x, c.y + r * 0.3f}, colour, pen);
        break;
    case Sign::Stop:
        draw->AddNgonFilled(c, r, colour, 8);
        break;
    case Sign::Neutral:
        draw->AddCircleFilled(c, r * 0.45f, colour);
        break;
    }
    ImGui::Dummy({size, size});
}

float splitter(const char* id, float x, float top, float height, float width) {
    ImGui::SetCursorScreenPos({x - width * 0.5f, top});
    ImGui::InvisibleButton(id, {width, height});
    if (ImGui::IsItemHovered() || ImGui::IsItemActive()) ImGui::SetMouseCursor(ImGuiMouseCursor_ResizeEW);
    return ImGui::IsItemActive() ? ImGui::GetIO().MouseDelta.x : 0.0f;
}

} // namespace app
