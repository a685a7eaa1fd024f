// Lesson panel: where the student is in the lesson, what to do now and how far it is, hints, the question, and at the
// end the grade with its reasons. In free practice: the lessons there are. See trainer_model.h.
#pragma once

#include <app/ui/trainer_model.h>

namespace app {

void lessonPanel(const Theme& theme, const TrainerModel& model, UserActions& actions);

/// Buttons that start a lesson or free practice; also in the menu at the top.
void lessonChoice(const Theme& theme, const TrainerModel& model, UserActions& actions);

} // namespace app
