#include <app/ui/loading_panel.h>

#include <app/ui/widgets.h>

#include <core/text.h>

#include <algorithm>

namespace app {

void loadingPanel(const Theme& theme, const std::string& what, float share) {
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    const float width = std::min(size.x - theme.px(40), theme.px(420));
    ImGui::SetNextWindowPos({size.x * 0.5f, size.y * 0.45f}, ImGuiCond_Always, {0.5f, 0.5f});
    ImGui::SetNextWindowSize({width, 0});
    ImGui::Begin("##loading", nullptr,
                 ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings);
    ImGui::PushFont(theme.title);
    ImGui::TextUnformatted("Paraspinal");
    ImGui::PopFont();
    softText(theme, "A training aid. It does not diagnose anybody and gives no treatment advice for real people.");
    ImGui::Spacing();
    bar(theme, {share, -1, -1, ImGui::GetColorU32(theme.accent), core::fixed(share * 100.0f, 0) + " %"}, theme.px(22));
    softText(theme, what.empty() ? "Preparing the body" : shortened(what, width - theme.px(40)));
    ImGui::End();
}

} // namespace app
