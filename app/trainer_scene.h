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

/// Box of one structure as the patient lies; empty when it has no shape.
core::Box posedBounds(const session::World& world, core::StructureId id);

/// Where the trainer begins: the whole back, from behind and a little above.
OrbitCamera firstCamera(const session::World& world, float aspect);

} // namespace app
