// Trainer scene: the body as the trainer shows it: posture of the sliders, target and mark of the lesson, and where
// structures lie for the camera. Metres, posed body frame.
#pragma once

#include <app/posing_memory.h>
#include <app/ui/trainer_model.h>
#include <app/view_builder.h>

namespace app {

render::View trainerView(const TrainerModel& model, const SceneMeshes& meshes, const OrbitCamera& camera,
                         const Settings& settings, int width, int height, float time, PosingMemory& posings);

/// Skin over the point that the lesson's step shows, or nothing.
std::optional<glm::vec3> lessonTarget(const session::World& world, const training::Lesson* lesson,
                                      const training::LessonState* state);

/// The posture the body is drawn in: the patient's own, or the one the sliders ask for.
const anatomy::Posing& shownPosing(const TrainerModel& model, PosingMemory& posings);

/// Where the trainer begins: the whole back, from behind and a little above.
OrbitCamera firstCamera(const session::World& world, float aspect);

} // namespace app
