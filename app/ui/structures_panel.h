// Structures panel (left): search by English, Latin, synonym or FMA id; layers to take off; the tree of structures by
// layer, each to be hidden, isolated or looked at; what the selected one is; the posture and body panels. See
// trainer_model.h.
#pragma once

#include <app/ui/trainer_model.h>

#include <string_view>

namespace app {

void structuresPanel(const Theme& theme, const TrainerModel& model, const Settings& settings, UserActions& actions);

/// What Enter in the search field does: shows the structure, selects it and flies there. One that this body has no
/// shape for is only selected.
void goTo(const TrainerModel& model, const anatomy::Structure& structure, UserActions& actions);

/// The structures a search finds, best first: names that begin with it and the id that is it, then names that contain
/// it, then Latin names and synonyms that do. Empty text finds nothing.
std::vector<const anatomy::Structure*> findStructures(const anatomy::Atlas& atlas, std::string_view text);

} // namespace app
