// Scene overlay: what is written over the body: what the pointer is on, what the patient says, and for who is new, what
// the mouse does. Lies behind the panels and takes no clicks. See trainer_model.h.
#pragma once

#include <app/ui/trainer_model.h>

#include <render/vulkan_access.h>

namespace app {

void sceneOverlay(const Theme& theme, const TrainerModel& model, const render::PixelRect& scene);

} // namespace app
