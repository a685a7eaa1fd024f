// Trainer mouse: what the mouse does over the body: turn, move, zoom, press, glide, force, select. Reads ImGui's input
// between NewFrame and EndFrame; leaves the panels' clicks alone.
#pragma once

#include <app/trainer_camera.h>
#include <app/trainer_hand.h>

#include <render/vulkan_access.h>

namespace app {

/// True when the pointer is over the body and no panel has it. `held`: the left button went down on the skin and is
/// still down; kept between frames by the caller.
bool readMouse(const render::PixelRect& scene, const TrainerModel& model, const Settings& settings,
               TrainerCamera& camera, Hand& hand, bool& held, UserActions& actions);

} // namespace app
