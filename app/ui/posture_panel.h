// Posture panel: how the body is drawn: posture, the movement of neck, trunk and shoulders in degrees, and how far it
// is breathed in, in per cent. The session's patient lies as the chart says; a body drawn otherwise can be looked at,
// not pressed.
#pragma once

#include <app/ui/trainer_model.h>

namespace app {

void posturePanel(const Theme& theme, const TrainerModel& model, UserActions& actions);

} // namespace app
