// Nerve panel: the nerve bench: where a nerve is caught, what presses on it there and how hard beside the published
// thresholds, what that does in time, what is then felt, the test, and the muscle whose pain is mistaken for it.
#pragma once

#include <app/ui/trainer_model.h>

namespace app {

void nervePanel(const Theme& theme, const TrainerModel& model, UserActions& actions);

} // namespace app
