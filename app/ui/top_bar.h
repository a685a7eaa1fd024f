// Top bar: panels, views, touch or select, lessons, settings, help; and the window that lists the keys. See
// trainer_model.h.
#pragma once

#include <app/ui/trainer_model.h>

namespace app {

void topBar(const Theme& theme, const TrainerModel& model, const Settings& settings, UserActions& actions);
void keysWindow(const Theme& theme, const TrainerModel& model, UserActions& actions);

} // namespace app
