// Body panel: another body for the same patient: sex, stature, mass, muscle, curvature of the spine, pelvis, variants.
// The sliders change a draft; building it takes seconds, so that is a button. Degrees, centimetres, millimetres.
#pragma once

#include <app/ui/trainer_model.h>

namespace app {

void bodyPanel(const Theme& theme, const TrainerModel& model, UserActions& actions);

} // namespace app
