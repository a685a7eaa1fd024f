#include <app/ui/workspace.h>

#include <app/ui/history_panel.h>
#include <app/ui/labels.h>
#include <app/ui/lesson_panel.h>
#include <app/ui/nerve_panel.h>
#include <app/ui/patient_panel.h>
#include <app/ui/scene_overlay.h>
#include <app/ui/structures_panel.h>
#include <app/ui/top_bar.h>
#include <app/ui/touch_panel.h>
#include <app/ui/widgets.h>

#include <core/text.h>

#include <imgui/imgui_internal.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace app {
namespace {

constexpr ImGuiWindowFlags kFixed = ImGuiWindowFlags_NoTitleBar | ImGuiWindowFlags_NoResize | ImGuiWindowFlags_NoMove |
                                    ImGuiWindowFlags_NoCollapse | ImGuiWindowFlags_NoSavedSettings |
                                    ImGuiWindowFlags_NoBringToFrontOnFocus;
constexpr float kBelowLabels = 92.0f; // what the pointer is on, and the help
constexpr const char* kWindows[] = {"##top", "##left", "##right"};
constexpr const char* kTabNames[] = {"Touch", "Patient", "Nerve", "Lesson", "History"};

void place(float x, float y, float width, float height) {
    ImGui::SetNextWindowPos({x, y});
    ImGui::SetNextWindowSize({width, height});
}

/// ImGui's own tab bar cuts names short when there is little room; these share what there is by the length of the name.
void tabRow(const Theme& theme, Tab now, UserActions& actions) {
    const float spacing = theme.px(4);
    const float room = ImGui::GetContentRegionAvail().x - static_cast<float>(kTabs - 1) * spacing;
    float names = 0.0f;
    for (const char* name : kTabNames) names += ImGui::CalcTextSize(name).x;
    const float pad = std::clamp((room - names) / static_cast<float>(kTabs), 0.0f, theme.px(28));
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {0.0f, ImGui::GetStyle().FramePadding.y});
    for (int i = 0; i < kTabs; ++i) {
        if (i > 0) ImGui::SameLine(0, spacing);
        const float width = std::floor(ImGui::CalcTextSize(kTabNames[i]).x + pad);
        if (toggleButton(theme, kTabNames[i], static_cast<int>(now) == i, {width, 0}))
            actions.emplace_back(act::ShowTab{static_cast<Tab>(i)});
    }
    ImGui::PopStyleVar();
    ImGui::Separator();
}

void tabs(const Theme& theme, const TrainerModel& model, const Settings& settings, UserActions& actions) {
    const Tab tab = model.choices.tab;
    tabRow(theme, tab, actions);
    ImGui::BeginChild(kTabNames[static_cast<int>(tab)], {0, 0}, false, ImGuiWindowFlags_NavFlattened);
    if (tab == Tab::Touch) touchPanel(theme, model, settings, actions);
    if (tab == Tab::Patient) patientPanel(theme, model, actions);
    if (tab == Tab::Nerve) nervePanel(theme, model, actions);
    if (tab == Tab::Lesson) lessonPanel(theme, model, actions);
    if (tab == Tab::History) historyPanel(theme, model, settings, actions);
    ImGui::EndChild();
}

void statusLine(const Theme& theme, const TrainerModel& model, float width, float y, float height) {
    place(0, y, width, height);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {theme.px(14), theme.px(4)});
    ImGui::Begin("##status", nullptr, kFixed | ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoNav);
    const StatusFacts& status = model.status;
    const std::string left = status.message.empty() ? status.pointedAt : status.message;
    std::string right = "frame " + core::fixed(status.frameMs, 0) + " ms   step " + core::fixed(status.stepMs, 0) +
                        " of " + core::fixed(session::kStepSeconds * 1000.0f, 0) + " ms";
    const std::string withDevice = status.device + "   " + right;
    const float room = ImGui::GetContentRegionAvail().x;
    if (ImGui::CalcTextSize(withDevice.c_str()).x < room * 0.6f) right = withDevice;
    const float rightWidth = ImGui::CalcTextSize(right.c_str()).x;
    const float end = ImGui::GetCursorPosX() + room;
    ImGui::TextUnformatted(shortened(left, room - rightWidth - theme.px(20)).c_str());
    tooltip(left.empty() ? nullptr : left.c_str());
    ImGui::SameLine(end - rightWidth);
    ImGui::TextColored(theme.textSoft, "%s", right.c_str());
    tooltip(status.device.c_str());
    ImGui::End();
    ImGui::PopStyleVar();
}

void splitters(const Theme& theme, const Settings& settings, const WorkspaceLayout& layout, float width, float height,
               UserActions& actions) {
    const float thick = theme.px(7);
    const auto strip = [&](const char* id, float x, float sign, float Settings::*panel) {
        place(x - thick * 0.5f, layout.topHeight, thick, height);
        ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {0, 0});
        ImGui::PushStyleVar(ImGuiStyleVar_WindowMinSize, {1, 1});
        ImGui::Begin(id, nullptr,
                     kFixed | ImGuiWindowFlags_NoBackground | ImGuiWindowFlags_NoScrollbar | ImGuiWindowFlags_NoNav |
                         ImGuiWindowFlags_NoFocusOnAppearing);
        const float moved = splitter("##split", x, layout.topHeight, height, thick);
        if (moved != 0.0f) {
            Settings changed = settings;
            changed.*panel += sign * moved / theme.scale;
            actions.emplace_back(act::ChangeSettings{changed});
        }
        ImGui::End();
        ImGui::PopStyleVar(2);
    };
    if (layout.leftWidth > 0.0f) strip("##splitLeft", layout.leftWidth, 1.0f, &Settings::leftPanel);
    if (layout.rightWidth > 0.0f) strip("##splitRight", width - layout.rightWidth, -1.0f, &Settings::rightPanel);
}

void focus(const char* name) {
    ImGuiContext& g = *ImGui::GetCurrentContext();
    ImGuiWindow* window = name != nullptr ? ImGui::FindWindowByName(name) : nullptr;
    ImGui::FocusWindow(window);
    g.NavDisableHighlight = window == nullptr;
    g.NavDisableMouseHover = window != nullptr;
    if (window != nullptr) ImGui::NavInitWindow(window, true);
}

} // namespace

WorkspaceLayout layoutOf(int width, int height, const Theme& theme, const Settings& settings, const Choices& choices) {
    WorkspaceLayout out;
    const float w = static_cast<float>(width), h = static_cast<float>(height);
    out.topHeight = std::round(theme.px(42));
    out.bottomHeight = std::round(theme.px(26));
    out.rightWidth = choices.rightOpen ? std::min(theme.px(settings.rightPanel), w * 0.5f) : 0.0f;
    out.leftWidth = choices.leftOpen ? std::min(theme.px(settings.leftPanel), w * 0.5f) : 0.0f;
    const float leastScene = w * 0.3f;
    if (out.leftWidth + out.rightWidth > w - leastScene) {
        const float narrowRight = std::min(out.rightWidth, theme.px(300));
        const float narrowLeft = std::min(out.leftWidth, theme.px(200));
        if (narrowLeft + narrowRight <= w - leastScene) {
            // Both give up the same share of what is above their least width.
            const float spare = out.leftWidth + out.rightWidth - narrowLeft - narrowRight;
            const float share = (w - leastScene - narrowLeft - narrowRight) / std::max(spare, 1.0f);
            out.leftWidth = narrowLeft + (out.leftWidth - narrowLeft) * share;
            out.rightWidth = narrowRight + (out.rightWidth - narrowRight) * share;
        } else {
            out.leftWidth = 0.0f;
        }
    }
    out.leftWidth = std::round(out.leftWidth);
    out.rightWidth = std::round(out.rightWidth);
    out.scene = {static_cast<int>(out.leftWidth), static_cast<int>(out.topHeight),
                 std::max(16, static_cast<int>(w - out.leftWidth - out.rightWidth)),
                 std::max(16, static_cast<int>(h - out.topHeight - out.bottomHeight))};
    return out;
}

void drawWorkspace(const Theme& theme, const TrainerModel& model, const Settings& settings,
                   const WorkspaceLayout& layout, UserActions& actions) {
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    const float middle = size.y - layout.topHeight - layout.bottomHeight;
    if (settings.showLabels && !model.pressing && !model.snapshot.touching)
        drawLabels(theme,
                   {model.world->library->atlas, model.seen, settings.names, model.choices.look.selected,
                    model.choices.look.hovered, kBelowLabels},
                   layout.scene);
    sceneOverlay(theme, model, layout.scene);

    place(0, 0, size.x, layout.topHeight);
    ImGui::PushStyleVar(ImGuiStyleVar_WindowPadding, {theme.px(10), theme.px(6)});
    ImGui::Begin(kWindows[0], nullptr, kFixed | ImGuiWindowFlags_NoScrollbar);
    topBar(theme, model, settings, actions);
    ImGui::End();
    ImGui::PopStyleVar();

    if (layout.leftWidth > 0.0f) {
        place(0, layout.topHeight, layout.leftWidth, middle);
        ImGui::Begin(kWindows[1], nullptr, kFixed);
        structuresPanel(theme, model, settings, actions);
        ImGui::End();
    }
    if (layout.rightWidth > 0.0f) {
        place(size.x - layout.rightWidth, layout.topHeight, layout.rightWidth, middle);
        ImGui::Begin(kWindows[2], nullptr, kFixed);
        tabs(theme, model, settings, actions);
        ImGui::End();
    }
    splitters(theme, settings, layout, size.x, middle, actions);
    statusLine(theme, model, size.x, size.y - layout.bottomHeight, layout.bottomHeight);
    keysWindow(theme, model, actions);
}

bool keyboardInPanels() {
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    return g.NavWindow != nullptr && !g.NavDisableHighlight;
}

void moveKeyboard(bool backwards) {
    const ImGuiContext& g = *ImGui::GetCurrentContext();
    std::array<const char*, 4> stops{nullptr, kWindows[0], kWindows[1], kWindows[2]};
    std::size_t now = 0;
    if (keyboardInPanels())
        for (std::size_t i = 1; i < stops.size(); ++i)
            if (std::string_view(g.NavWindow->RootWindow->Name) == stops[i]) now = i;
    for (std::size_t k = 1; k <= stops.size(); ++k) { // panels that are closed are passed over
        const std::size_t next = (now + (backwards ? stops.size() - k : k)) % stops.size();
        const ImGuiWindow* window = stops[next] != nullptr ? ImGui::FindWindowByName(stops[next]) : nullptr;
        if (stops[next] != nullptr && (window == nullptr || !window->WasActive)) continue;
        focus(stops[next]);
        return;
    }
}

void keyboardToBody() {
    focus(nullptr);
}

} // namespace app
