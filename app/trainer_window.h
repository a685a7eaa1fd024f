// Trainer window: joins window, renderer, interface, panels, hand and session thread. Main thread only.
#pragma once

#include <app/frame_pace.h>
#include <app/posing_memory.h>
#include <app/session_thread.h>
#include <app/trainer.h>
#include <app/trainer_mouse.h>
#include <app/ui/workspace.h>
#include <app/window.h>
#include <app/world_loader.h>

#include <future>
#include <memory>

namespace app {

class TrainerWindow {
public:
    explicit TrainerWindow(const TrainerOptions& options) : options_(options) {}
    ~TrainerWindow();

    core::Result<int> run();

private:
    core::Status open();
    core::Status start(const std::string& lesson, const std::string& patient);
    core::Status begin(std::shared_ptr<const session::World> world);
    void rebuild(const anatomy::BodyParameters& body);
    core::Status upload(const session::World& world);
    core::Status takeTools();
    void stopSession();

    core::Status frame(float seconds);
    core::Status loadingFrame();
    core::Status show(const render::WindowFrame& frame);
    void takeSnapshot();
    void followLesson();
    void keepGrade();
    void handle(const UserActions& actions);
    bool forTrainer(const UserAction& action);
    void postInput();
    void lookForLabels(const WorkspaceLayout& layout, bool changed);
    void pickUnderPointer(const WorkspaceLayout& layout, bool over);
    void tell(const core::Error& error);

    TrainerOptions options_;
    Settings settings_;
    std::shared_ptr<const session::Library> library_;
    std::shared_ptr<const session::World> world_;
    std::unique_ptr<core::Workers> workers_;
    // They die in the order of the lines, last first: the interface before the renderer, the renderer before the
    // window.
    std::unique_ptr<Window> window_;
    std::unique_ptr<render::Renderer> renderer_;
    std::unique_ptr<Interface> interface_;
    std::optional<SceneMeshes> meshes_;
    std::future<ToolModels> toolsBeingMade_; ///< a second and more: nobody waits for it before the first press
    ToolModels tools_;
    PosingMemory posings_;
    LabelAnchors labelAnchors_;
    double labelsLookedAt_ = -1.0; ///< seconds of the window's clock
    std::unique_ptr<WorldLoader> loader_;
    std::unique_ptr<SessionThread> session_;

    std::optional<training::Lesson> lesson_;
    TrainerModel model_;
    std::shared_ptr<const session::Snapshot> seen_;
    TrainerCamera camera_;
    Hand hand_;
    FramePace pace_;
    bool held_ = false;
    bool graded_ = false;
    bool settingsChanged_ = false;
    std::size_t lessonStep_ = static_cast<std::size_t>(-1);
    std::string startedAt_;
    std::vector<training::Input> pending_; ///< actions for the lesson, in order
    training::Input posted_;
};

} // namespace app
