// Structures panel (left): search by English, Latin or synonym; layers to take off; the tree of structures by layer,
// each to be hidden, isolated or looked at; posture. See trainer_model.h.
#pragma once

#include <app/ui/trainer_model.h>

#include <string_view>

namespace app {

void structuresPanel(const Theme& theme, const TrainerModel& model, UserActions& actions);

/// The structures a search finds, best first: names that begin with it, then names, Latin, synonyms and ids that
/// contain it. Empty text finds nothing.
std::vector<const anatomy::Structure*> findStructures(const anatomy::Atlas& atlas, std::string_view text);

} // namespace app
