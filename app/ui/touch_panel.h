// Touch panel: the tool and its force, what it meets (readings, pressure map, force against depth) and the column of
// layers under it. See trainer_model.h.
#pragma once

#include <app/ui/plot.h>
#include <app/ui/trainer_model.h>

namespace app {

void touchPanel(const Theme& theme, const TrainerModel& model, const Settings& settings, UserActions& actions);

/// The column under the tool as it is drawn: neighbouring layers of one structure joined, hair-thin ones left out.
std::vector<ColumnLayer> columnOf(const TrainerModel& model);

} // namespace app
