// Trainer keys: what the keys mean (README, "In the trainer"). Letters and brackets are taken as typed, so they follow
// the keyboard's layout. Reads ImGui's input between NewFrame and EndFrame; key numbers are GLFW's.
#pragma once

#include <app/ui/trainer_model.h>

namespace app {

/// What the keys ask of the hand, beside actions.
struct HandKeys {
    glm::vec2 move{0.0f}; ///< steps to the right and up, as seen
    bool toggle = false;  ///< Space: press, or lift off
};

HandKeys readKeys(const TrainerModel& model, const Settings& settings, UserActions& actions);

} // namespace app
