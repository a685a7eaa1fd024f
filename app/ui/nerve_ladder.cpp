#include <app/ui/nerve_ladder.h>

#include <app/ui/widgets.h>

#include <core/text.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace app {
namespace {

constexpr float kLowest = 0.5f, kHighest = 60.0f; // kPa, ends of the scale, which is logarithmic

float place(float kPa) {
    const float low = std::log(kLowest), high = std::log(kHighest);
    return std::clamp((std::log(std::max(kPa, kLowest)) - low) / (high - low), 0.0f, 1.0f);
}

} // namespace

void nerveLadder(const Theme& theme, const patient::EntrapmentLibrary& library, const patient::Entrapment& site,
                 float kPa, float testKPa) {
    const patient::NerveLaw& law = library.law(site);
    const std::array<const patient::NervePressure*, 4> steps = {&law.flowSlows, &law.conductionFalls, &law.blocked,
                                                                &law.lasting};
    constexpr std::array<const char*, 4> kNames = {"flow slows", "conduction falls", "blocked", "lasting harm"};
    const float width = ImGui::GetContentRegionAvail().x;
    const float row = ImGui::GetFontSize() * 1.25f;
    const ImVec2 at = ImGui::GetCursorScreenPos();
    const float scaleHeight = ImGui::GetFontSize() * 1.3f;
    const float height = row * static_cast<float>(steps.size()) + scaleHeight;
    ImGui::InvisibleButton("##ladder", {width, height});
    const bool hovered = ImGui::IsItemHovered();
    ImDrawList* draw = ImGui::GetWindowDrawList();
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    const auto x = [&](float pressure) { return at.x + place(pressure) * width; };
    const float foot = at.y + row * static_cast<float>(steps.size());
    draw->AddRectFilled(at, {at.x + width, foot}, ImGui::GetColorU32(ImGuiCol_FrameBg), theme.px(3));
    for (std::size_t i = 0; i < steps.size(); ++i) {
        const patient::NervePressure& step = *steps[i];
        const float top = at.y + row * static_cast<float>(i);
        const bool reached = kPa >= step.lowKPa;
        ImVec4 colour = reached ? theme.caution : theme.textSoft;
        if (reached && i == 3) colour = theme.stop;
        ImVec4 fill = colour;
        fill.w = reached ? 0.45f : 0.25f;
        const float left = x(step.lowKPa), right = std::max(x(step.highKPa), left + theme.px(4));
        draw->AddRectFilled({left, top + theme.px(2)}, {right, top + row - theme.px(2)}, ImGui::GetColorU32(fill),
                            theme.px(2));
        draw->AddRect({left, top + theme.px(2)}, {right, top + row - theme.px(2)}, ImGui::GetColorU32(colour),
                      theme.px(2));
        const ImVec2 size = ImGui::CalcTextSize(kNames[i]);
        const ImVec2 where(at.x + theme.px(6), top + (row - size.y) * 0.5f); // below the lowest range there is room
        draw->AddText(where, ImGui::GetColorU32(reached ? theme.text : theme.textSoft), kNames[i]);
        if (hovered && mouse.y >= top && mouse.y < top + row) {
            std::string help = step.effect + ": " + core::fixed(static_cast<double>(step.lowKPa), 1) + " to " +
                               core::fixed(static_cast<double>(step.highKPa), 1) + " kPa (confidence " +
                               step.confidence + ")";
            for (const std::string& source : step.sources) help += "\n" + source;
            tooltip(help.c_str());
        }
    }
    for (const float tick : {1.0f, 2.0f, 5.0f, 10.0f, 20.0f, 50.0f}) {
        const std::string number = core::fixed(static_cast<double>(tick), 0) + (tick == 50.0f ? " kPa" : "");
        const float wide = ImGui::CalcTextSize(number.c_str()).x;
        const float left = std::clamp(x(tick) - wide * 0.5f, at.x, at.x + width - wide);
        draw->AddLine({x(tick), foot}, {x(tick), foot + theme.px(4)}, ImGui::GetColorU32(theme.textSoft));
        draw->AddText({left, foot + theme.px(4)}, ImGui::GetColorU32(theme.textSoft), number.c_str());
    }
    if (testKPa > 0.0f)
        draw->AddRectFilled({x(kPa), at.y}, {x(kPa + testKPa), foot},
                            ImGui::GetColorU32({theme.accent.x, theme.accent.y, theme.accent.z, 0.35f}));
    const float now = std::clamp(x(kPa), at.x + theme.px(1), at.x + width - theme.px(1));
    const float tip = theme.px(6);
    draw->AddLine({now, at.y}, {now, foot}, ImGui::GetColorU32(theme.text), theme.px(2.5f));
    draw->AddTriangleFilled({now - tip, at.y - tip}, {now + tip, at.y - tip}, {now, at.y + theme.px(2)},
                            ImGui::GetColorU32(theme.text));
}

} // namespace app
