// Trainer: the program a student sees: a window with the body, the panels and a running session. The same picture can
// be drawn off-screen from a model, for the README, for scripted lessons and for golden tests.
#pragma once

#include <app/trainer_scene.h>
#include <app/ui/interface.h>
#include <app/ui/trainer_model.h>

#include <optional>
#include <string>

namespace app {

struct TrainerOptions {
    std::string lesson;  ///< key or file; empty: free practice
    std::string patient; ///< key or file, for free practice; empty: "default"
    std::string body;    ///< imported one in place of the patient's own; empty: the patient's
    std::string device;  ///< part of a graphics device's name; empty: the best
    std::optional<float> textScale;
    int width = 1280;
    int height = 800;
    bool validation = false;
};

/// Opens the window and runs until it is closed; the exit status. Error: no display, no graphics device, content that
/// cannot be read.
core::Result<int> runTrainer(const TrainerOptions& options);

/// One frame of the trainer.
struct TrainerPicture {
    TrainerModel model;
    Settings settings;
    OrbitCamera camera;
    int width = 1280;
    int height = 800;
    float renderScale = 1.0f;
};

/// Draws it off-screen; `meshes` must hold the model's world. Ends the interface it makes, so that no other may be
/// open meanwhile.
core::Result<core::Image> drawTrainerImage(render::Renderer& renderer, const SceneMeshes& meshes,
                                           const TrainerPicture& picture);

} // namespace app
