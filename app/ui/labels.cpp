#include <app/ui/labels.h>

#include <app/label_layout.h>
#include <app/ui/names.h>
#include <app/ui/widgets.h>

#include <algorithm>
#include <cmath>

namespace app {
namespace {

struct Text {
    std::string lines;
    bool strong = false;
};

ImVec2 whole(const glm::vec2& at) {
    return {std::round(at.x), std::round(at.y)};
}

/// Light on dark on whatever is behind: to be seen on bone as on muscle.
void leader(const Theme& theme, const PlacedLabel& label, bool strong) {
    ImDrawList* draw = ImGui::GetBackgroundDrawList();
    const ImU32 dark = IM_COL32(0, 0, 0, 190), light = IM_COL32(255, 255, 255, 255);
    const ImVec2 from(label.from.x, label.from.y), to(label.to.x, label.to.y);
    const float thin = theme.px(strong ? 2.0f : 1.2f), dot = theme.px(strong ? 4.0f : 2.6f);
    draw->AddLine(from, to, dark, thin + theme.px(1.6f));
    draw->AddCircleFilled(to, dot + theme.px(1.2f), dark);
    draw->AddLine(from, to, light, thin);
    draw->AddCircleFilled(to, dot, light);
}

void plate(const Theme& theme, const PlacedLabel& label, const Text& text, const ImVec2& pad) {
    ImDrawList* draw = ImGui::GetBackgroundDrawList();
    ImVec4 ground = theme.panel;
    ground.w = 0.92f;
    draw->AddRectFilled(whole(label.lower), whole(label.upper), ImGui::GetColorU32(ground), theme.px(4));
    draw->AddRect(whole(label.lower), whole(label.upper), ImGui::GetColorU32(text.strong ? theme.accent : theme.line),
                  theme.px(4), 0, theme.px(text.strong ? 2.0f : 1.0f));
    draw->AddText(whole(label.lower + glm::vec2(pad.x, pad.y)), ImGui::GetColorU32(theme.text), text.lines.c_str());
}

} // namespace

void drawLabels(const Theme& theme, const LabelWishes& wishes, const render::PixelRect& scene) {
    const glm::vec2 corner(static_cast<float>(scene.x), static_cast<float>(scene.y));
    const glm::vec2 size(static_cast<float>(scene.width), static_cast<float>(scene.height));
    const ImVec2 pad(theme.px(6), theme.px(3));
    LabelArea area;
    area.lower = corner + glm::vec2(theme.px(10));
    area.upper = corner + size - glm::vec2(theme.px(10), theme.px(wishes.below));
    area.column = std::min(0.26f * size.x, theme.px(240)) - theme.px(10);
    area.gap = theme.px(5);
    if (area.column < theme.px(60) || area.upper.y - area.lower.y < theme.px(60)) return;

    ImGui::PushFont(theme.body);
    std::vector<LabelAnchor> anchors;
    std::map<std::uint32_t, Text> texts;
    for (const SeenStructure& s : wishes.seen) {
        const anatomy::Structure* structure = wishes.atlas.find(s.id);
        if (structure == nullptr) continue;
        const auto key = static_cast<std::uint32_t>(texts.size());
        Text& text = texts[key];
        text.strong = s.id == wishes.selected || s.id == wishes.hovered;
        text.lines = inLines(shownName(*structure, wishes.names), area.column - 2.0f * pad.x);
        const ImVec2 needed = ImGui::CalcTextSize(text.lines.c_str());
        const float wanted = s.id == wishes.selected ? 2.0f : s.id == wishes.hovered ? 1.0f : 0.0f;
        anchors.push_back({key,
                           corner + s.at,
                           {std::min(needed.x + 2.0f * pad.x, area.column), needed.y + 2.0f * pad.y},
                           s.share + wanted,
                           s.left});
    }
    const std::vector<PlacedLabel> placed = layoutLabels(anchors, area);
    ImDrawList* draw = ImGui::GetBackgroundDrawList();
    draw->PushClipRect({corner.x, corner.y}, {corner.x + size.x, corner.y + size.y});
    for (const PlacedLabel& label : placed) leader(theme, label, texts[label.key].strong);
    for (const PlacedLabel& label : placed) plate(theme, label, texts[label.key], pad);
    draw->PopClipRect();
    ImGui::PopFont();
}

} // namespace app
