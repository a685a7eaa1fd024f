// History panel: the student's attempts, newest first, from the records. See trainer_model.h.
#pragma once

#include <app/ui/trainer_model.h>

namespace app {

void historyPanel(const Theme& theme, const TrainerModel& model, const Settings& settings, UserActions& actions);

} // namespace app
