#include <app/ui/top_bar.h>

#include <app/orbit_camera.h>
#include <app/ui/lesson_panel.h>
#include <app/ui/widgets.h>

#include <core/text.h>

#include <algorithm>
#include <cctype>

namespace app {
namespace {

float buttonWidth(const char* label) {
    return ImGui::CalcTextSize(label, nullptr, true).x + 2.0f * ImGui::GetStyle().FramePadding.x;
}

std::string capital(std::string text) {
    if (!text.empty()) text[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(text[0])));
    return text;
}

/// A button whose popup, `width` design pixels wide (0: as its contents), opens below it and stays within the window.
void menuButton(const Theme& theme, const char* label, const char* popup, float width) {
    if (ImGui::Button(label)) ImGui::OpenPopup(popup);
    const float room = ImGui::GetIO().DisplaySize.x - theme.px(16);
    const float wide = std::min(theme.px(width), room);
    const float left = std::min(ImGui::GetItemRectMin().x, room - wide);
    ImGui::SetNextWindowPos({std::max(left, theme.px(8)), ImGui::GetItemRectMax().y + theme.px(6)});
    if (width > 0.0f) ImGui::SetNextWindowSize({wide, 0});
}

void viewsMenu(const Theme& theme, UserActions& actions) {
    menuButton(theme, "View", "views", 0);
    tooltip("Look at the body from a side");
    if (!ImGui::BeginPopup("views")) return;
    for (const std::string& name : OrbitCamera::names())
        if (ImGui::Selectable(capital(name).c_str(), false, 0, {theme.px(120), 0}))
            actions.emplace_back(act::NamedView{name});
    ImGui::EndPopup();
}

void lessonsMenu(const Theme& theme, const TrainerModel& model, UserActions& actions) {
    menuButton(theme, "Lessons", "lessons", 420);
    if (!ImGui::BeginPopup("lessons")) return;
    const std::size_t before = actions.size();
    lessonChoice(theme, model, actions);
    if (actions.size() != before) ImGui::CloseCurrentPopup();
    ImGui::EndPopup();
}

void settingsMenu(const Theme& theme, const Settings& settings, UserActions& actions) {
    menuButton(theme, "Settings", "settings", 340);
    if (!ImGui::BeginPopup("settings")) return;
    Settings changed = settings;
    bool any = false;
    const bool dark = settings.appearance == Appearance::Dark;
    const float half = (ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x) * 0.5f;
    if (toggleButton(theme, "Dark", dark, {half, 0})) {
        changed.appearance = Appearance::Dark;
        any = true;
    }
    ImGui::SameLine();
    if (toggleButton(theme, "Light", !dark, {half, 0})) {
        changed.appearance = Appearance::Light;
        any = true;
    }
    const std::string size = "Text size " + core::fixed(settings.textScale * 100.0f, 0) + " %";
    ImGui::AlignTextToFramePadding();
    ImGui::TextUnformatted(size.c_str());
    for (const float step : {-0.125f, 0.125f}) {
        ImGui::SameLine(step < 0 ? half : half + theme.px(48));
        if (ImGui::Button(step < 0 ? "\xe2\x88\x92##smaller" : "+##larger", {theme.px(40), 0})) {
            changed.textScale += step;
            any = true;
        }
    }
    ImGui::SetNextItemWidth(-1);
    any |= ImGui::SliderFloat("##step", &changed.forceStepN, 0.5f, 10.0f, "A notch of the wheel: %.1f N",
                              ImGuiSliderFlags_AlwaysClamp);
    ImGui::SetNextItemWidth(-1);
    any |= ImGui::SliderFloat("##rate", &changed.handRateNPerS, 5.0f, 100.0f, "The hand builds up %.0f N/s",
                              ImGuiSliderFlags_AlwaysClamp);
    float percent = 100.0f * changed.handOpacity;
    ImGui::SetNextItemWidth(-1);
    if (ImGui::SliderFloat("##hand", &percent, 0.0f, 100.0f, "Hand drawn %.0f %%", ImGuiSliderFlags_AlwaysClamp)) {
        changed.handOpacity = 0.01f * percent;
        any = true;
    }
    tooltip("Less, and the place under the hand is seen through it; 0 % draws no hand");
    ImGui::SetNextItemWidth(-1);
    any |= ImGui::SliderFloat("##tone", &changed.handTone, 0.0f, 1.0f, "Skin of the hand %.2f, light to dark",
                              ImGuiSliderFlags_AlwaysClamp);
    any |= ImGui::Checkbox("Pressure map", &changed.showPressureMap);
    any |= ImGui::Checkbox("Force against depth", &changed.showTrace);
    any |= ImGui::Checkbox("Less motion", &changed.reducedMotion);
    tooltip("The view jumps instead of gliding, and nothing pulses");
    if (any) actions.emplace_back(act::ChangeSettings{changed});
    ImGui::EndPopup();
}

} // namespace

void topBar(const Theme& theme, const TrainerModel& model, const Settings& settings, UserActions& actions) {
    const Choices& choices = model.choices;
    if (toggleButton(theme, "Structures", choices.leftOpen)) actions.emplace_back(act::OpenLeft{!choices.leftOpen});
    tooltip("Names, layers and posture");
    ImGui::SameLine();
    viewsMenu(theme, actions);
    ImGui::SameLine();
    lessonsMenu(theme, model, actions);
    ImGui::SameLine();
    settingsMenu(theme, settings, actions);
    ImGui::SameLine();
    if (toggleButton(theme, "Keys", choices.keysOpen)) actions.emplace_back(act::ShowKeys{!choices.keysOpen});

    const float spacing = ImGui::GetStyle().ItemSpacing.x;
    const float rightWidth = buttonWidth("Touch") + buttonWidth("Panel") + spacing;
    const float x = ImGui::GetContentRegionMax().x - rightWidth;
    ImGui::SameLine();
    const float from = ImGui::GetCursorPosX();
    const std::string title = model.lesson != nullptr ? model.lesson->title : "Free practice";
    const std::string shown = shortened(title, x - from - theme.px(24));
    if (x - from > theme.px(80)) {
        ImGui::SetCursorPosX(from + theme.px(12));
        ImGui::AlignTextToFramePadding();
        ImGui::TextColored(theme.textSoft, "%s", shown.c_str());
        ImGui::SameLine();
    }
    ImGui::SetCursorPosX(std::max(x, from));
    if (toggleButton(theme, "Touch", choices.touch)) actions.emplace_back(act::SetTouch{!choices.touch});
    tooltip("On: the left button presses. Off: it selects what you click (T)");
    ImGui::SameLine();
    if (toggleButton(theme, "Panel", choices.rightOpen)) actions.emplace_back(act::OpenRight{!choices.rightOpen});
    tooltip("Touch, patient, lesson and history");
}

void keysWindow(const Theme& theme, const TrainerModel& model, UserActions& actions) {
    if (!model.choices.keysOpen) return;
    static constexpr const char* kKeys[][2] = {
        {"Right drag", "turn"},
        {"Middle drag, Shift + right drag", "move"},
        {"Wheel", "nearer, farther; while pressing: force"},
        {"[  ]", "layers on, off"},
        {"X, comma and full stop", "section: next plane, move it"},
        {"T", "touch or select"},
        {"L", "labels"},
        {"Left button, Space", "press (Space: hold on, lift off)"},
        {"+  \xe2\x88\x92", "force"},
        {"1 to 8", "tool"},
        {"Arrows, Shift + arrows", "move the tool, tilt it"},
        {"M", "mark this place"},
        {"H, Enter, Escape", "hint, go on, lift off"},
        {"Click, double click", "select, look at it alone"},
        {"Ctrl+K", "search; Up and Down choose, Enter goes there"},
        {"Ctrl + and \xe2\x88\x92, Ctrl+L", "text size, light or dark"},
        {"Tab, Shift+Tab", "next panel; arrows move in it"},
        {"F1", "these keys"},
    };
    const ImVec2 size = ImGui::GetIO().DisplaySize;
    ImGui::SetNextWindowPos({size.x * 0.5f, size.y * 0.5f}, ImGuiCond_Always, {0.5f, 0.5f});
    ImGui::SetNextWindowSizeConstraints({0, 0}, {size.x - theme.px(20), size.y - theme.px(20)});
    ImGui::PushStyleVar(ImGuiStyleVar_WindowBorderSize, 1.0f);
    if (ImGui::Begin("Keys and buttons", nullptr,
                     ImGuiWindowFlags_AlwaysAutoResize | ImGuiWindowFlags_NoCollapse |
                         ImGuiWindowFlags_NoSavedSettings)) {
        if (ImGui::BeginTable("keys", 2, ImGuiTableFlags_SizingFixedFit | ImGuiTableFlags_RowBg)) {
            for (const auto& line : kKeys) {
                ImGui::TableNextColumn();
                ImGui::PushFont(theme.strong);
                ImGui::TextUnformatted(line[0]);
                ImGui::PopFont();
                ImGui::TableNextColumn();
                ImGui::TextUnformatted(line[1]);
            }
            ImGui::EndTable();
        }
        if (ImGui::Button("Close", {-1, 0})) actions.emplace_back(act::ShowKeys{false});
    }
    ImGui::End();
    ImGui::PopStyleVar();
}

} // namespace app
