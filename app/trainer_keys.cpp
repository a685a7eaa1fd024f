#include <app/trainer_keys.h>

#include <app/ui/workspace.h>

#include <GLFW/glfw3.h>

#include <algorithm>
#include <cctype>

namespace app {
namespace {

constexpr float kSectionStep = 0.005f; // metres

bool pressed(int key, bool repeat = false) {
    return ImGui::IsKeyPressed(key, repeat);
}

void controlKeys(const Settings& settings, UserActions& actions) {
    Settings changed = settings;
    if (pressed(GLFW_KEY_EQUAL, true) || pressed(GLFW_KEY_KP_ADD, true)) changed.textScale += 0.125f;
    if (pressed(GLFW_KEY_MINUS, true) || pressed(GLFW_KEY_KP_SUBTRACT, true)) changed.textScale -= 0.125f;
    if (pressed(GLFW_KEY_0)) changed.textScale = 1.0f;
    if (pressed(GLFW_KEY_L))
        changed.appearance = settings.appearance == Appearance::Dark ? Appearance::Light : Appearance::Dark;
    if (changed.textScale != settings.textScale || changed.appearance != settings.appearance)
        actions.emplace_back(act::ChangeSettings{changed});
    if (pressed(GLFW_KEY_K)) actions.emplace_back(act::FocusSearch{});
    if (pressed(GLFW_KEY_Q)) actions.emplace_back(act::Quit{});
}

void typed(char c, const TrainerModel& model, const Settings& settings, UserActions& actions) {
    const Choices& choices = model.choices;
    const int peel = static_cast<int>(choices.look.peel);
    const auto& tools = model.world->library->tools;
    switch (c) {
    case '[':
        actions.emplace_back(act::SetPeel{static_cast<anatomy::Layer>(std::max(0, peel - 1))});
        break;
    case ']':
        actions.emplace_back(act::SetPeel{static_cast<anatomy::Layer>(std::min(4, peel + 1))});
        break;
    case '+':
    case '=':
        actions.emplace_back(act::SetForce{choices.forceN + settings.forceStepN});
        break;
    case '-':
        actions.emplace_back(act::SetForce{choices.forceN - settings.forceStepN});
        break;
    case 't':
        actions.emplace_back(act::SetTouch{!choices.touch});
        break;
    case 'x':
        actions.emplace_back(act::SetSection{
            sectionBegun(static_cast<CutKind>((static_cast<int>(choices.section.kind) + 1) % kCutKinds), model)});
        break;
    case ',':
    case '.':
        if (choices.section.kind != CutKind::None) {
            SectionChoice moved = choices.section;
            moved.at += c == '.' ? kSectionStep : -kSectionStep;
            actions.emplace_back(act::SetSection{moved});
        }
        break;
    case 'l': {
        Settings changed = settings;
        changed.showLabels = !settings.showLabels;
        actions.emplace_back(act::ChangeSettings{changed});
        break;
    }
    case 'm':
        actions.emplace_back(act::ForLesson{training::Action::Mark, {}});
        break;
    case 'h':
        actions.emplace_back(act::ForLesson{training::Action::Hint, {}});
        break;
    default:
        if (c >= '1' && c <= '8' && static_cast<std::size_t>(c - '1') < tools.size())
            actions.emplace_back(act::ChooseTool{tools[static_cast<std::size_t>(c - '1')].key});
    }
}

glm::vec2 arrows() {
    glm::vec2 out(0.0f);
    if (pressed(GLFW_KEY_RIGHT, true)) out.x += 1.0f;
    if (pressed(GLFW_KEY_LEFT, true)) out.x -= 1.0f;
    if (pressed(GLFW_KEY_UP, true)) out.y += 1.0f;
    if (pressed(GLFW_KEY_DOWN, true)) out.y -= 1.0f;
    return out;
}

} // namespace

HandKeys readKeys(const TrainerModel& model, const Settings& settings, UserActions& actions) {
    HandKeys hand;
    const ImGuiIO& io = ImGui::GetIO();
    if (io.KeyCtrl) {
        controlKeys(settings, actions);
        return hand;
    }
    if (pressed(GLFW_KEY_F1)) actions.emplace_back(act::ShowKeys{!model.choices.keysOpen});
    if (pressed(GLFW_KEY_TAB)) moveKeyboard(io.KeyShift);
    const bool inPanels = keyboardInPanels();
    if (pressed(GLFW_KEY_ESCAPE)) {
        if (model.choices.keysOpen)
            actions.emplace_back(act::ShowKeys{false});
        else if (model.pressing)
            actions.emplace_back(act::LiftOff{}); // first of all the hand comes off, wherever the keyboard is
        else if (inPanels && !ImGui::IsAnyItemActive() && !ImGui::IsPopupOpen("", ImGuiPopupFlags_AnyPopup))
            keyboardToBody();
    }
    if (io.WantTextInput) return hand;
    for (const ImWchar c : io.InputQueueCharacters)
        if (c < 128) typed(static_cast<char>(std::tolower(static_cast<int>(c))), model, settings, actions);
    if (inPanels) return hand;
    const glm::vec2 move = arrows();
    if (io.KeyShift && move != glm::vec2(0.0f))
        // Seen from behind the patient's left is at the left.
        actions.emplace_back(act::SetTilt{model.choices.tiltDegrees + glm::vec2(-move.x, move.y) * 5.0f});
    else
        hand.move = move;
    hand.toggle = pressed(GLFW_KEY_SPACE);
    if (pressed(GLFW_KEY_ENTER) || pressed(GLFW_KEY_KP_ENTER))
        actions.emplace_back(act::ForLesson{training::Action::Next, {}});
    return hand;
}

} // namespace app
