// Workspace: the whole window: a bar at the top, structures on the left, the body in the middle, touch, patient, lesson
// and history on the right, a line at the bottom. Computed from the window's size alone; panels give way to the body
// when there is little room. See trainer_model.h.
#pragma once

#include <app/ui/trainer_model.h>

#include <render/vulkan_access.h>

namespace app {

struct WorkspaceLayout {
    render::PixelRect scene; ///< never empty for windows of 320 x 240 and more
    float topHeight = 0.0f;
    float bottomHeight = 0.0f;
    float leftWidth = 0.0f;  ///< 0: closed, or no room for it
    float rightWidth = 0.0f; ///< 0: closed
};

/// Pure. Both panels fit beside a body of at least 30 % of the width, else the left one is left out.
WorkspaceLayout layoutOf(int width, int height, const Theme& theme, const Settings& settings, const Choices& choices);

/// Draws everything but the body into the current ImGui frame.
void drawWorkspace(const Theme& theme, const TrainerModel& model, const Settings& settings,
                   const WorkspaceLayout& layout, UserActions& actions);

/// A keyboard user is in a panel now: arrows, Space and Enter belong to it, not to the body.
bool keyboardInPanels();
/// Moves the keyboard to the next panel (body, top, left, right, body ...), or back.
void moveKeyboard(bool backwards);
void keyboardToBody();

} // namespace app
