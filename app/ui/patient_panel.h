// Patient panel: pain with the range a treatment aims at, what the patient says, where pain spreads, guarding, and the
// course of pain and force over the last minute. See trainer_model.h.
#pragma once

#include <app/ui/trainer_model.h>

namespace app {

void patientPanel(const Theme& theme, const TrainerModel& model, UserActions& actions);

/// Pain 0..10 with the range the lesson's hold asks for (5..7 in free practice); shown in the lesson tab too.
void painBar(const Theme& theme, const TrainerModel& model);

} // namespace app
