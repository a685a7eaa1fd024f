#include <app/lesson_pictures.h>

#include <app/headless.h>

#include <core/image.h>

namespace app {

core::Result<std::unique_ptr<LessonPictures>> LessonPictures::create(std::shared_ptr<const session::World> world,
                                                                     const std::filesystem::path& folder,
                                                                     const std::string& device) {
    std::error_code fault;
    std::filesystem::create_directories(folder, fault);
    if (fault) return core::Error(folder.string() + ": " + fault.message());
    std::unique_ptr<LessonPictures> out(new LessonPictures);
    out->world_ = std::move(world);
    out->folder_ = folder;
    auto renderer = makeRenderer(device, false);
    if (!renderer) return renderer.error();
    out->renderer_ = std::move(renderer).value();
    auto meshes = SceneMeshes::upload(*out->world_, *out->renderer_, sharedWorkers());
    if (!meshes) return meshes.error();
    out->meshes_.emplace(std::move(meshes).value());
    const auto tools = out->meshes_->addTools(toolModels(out->world_->library->tools), *out->renderer_);
    if (!tools) return tools.error();
    return out;
}

LessonPictures::~LessonPictures() = default;

core::Status LessonPictures::look(const session::Session& session) {
    const training::LessonState* state = session.lessonState();
    if (state == nullptr) return core::Done{};
    const training::Lesson& lesson = *session.lesson();
    traces_.add(session.snapshot(0));
    for (const training::ConditionProgress& c : state->conditions)
        if (c.share > 0.5f && !c.met && c.inRange && session.snapshot(0).touching &&
            halfHeld_.insert(state->step).second)
            if (const auto s = take(session, "during", lesson.steps[state->step].title + ": " + c.text); !s) return s;
    if (state->step == step_) return core::Done{};
    const std::size_t done = step_;
    step_ = state->step;
    return take(session, "done", "Done: " + lesson.steps[done].title);
}

core::Status LessonPictures::finish(const session::Session& session) {
    if (session.lessonState() == nullptr) return core::Done{};
    return take(session, "grade", session.lessonState()->grade.verdict);
}

core::Status LessonPictures::take(const session::Session& session, const std::string& name,
                                  const std::string& caption) {
    TrainerPicture picture;
    picture.model.world = world_.get();
    picture.model.lesson = session.lesson();
    picture.model.snapshot = session.snapshot();
    picture.model.traces = traces_;
    picture.model.status.device = renderer_->device().name;
    const session::Snapshot& snapshot = picture.model.snapshot;
    picture.model.pressing = snapshot.touching;
    picture.model.choices.tool = snapshot.input.tool;
    picture.model.choices.forceN = snapshot.input.forceN;
    picture.model.choices.tab = name == "during" ? Tab::Touch : Tab::Lesson;
    picture.camera = firstCamera(*world_, 16.0f / 9.0f);
    if (snapshot.touching) { // over the shoulder, near enough to see the dent and where the pain goes
        picture.camera.target = snapshot.touchPoint + glm::vec3(0.0f, 0.03f, 0.0f);
        picture.camera.distance = 0.75f;
        picture.camera.yaw = -0.45f;
        picture.camera.pitch = 0.2f;
    }
    const training::LessonState& state = *session.lessonState();
    if (!snapshot.touching && !state.grade.finished) { // as the trainer shows the step that comes
        const auto layer = anatomy::parseLayer(session.lesson()->steps[state.step].peel);
        if (layer) picture.model.choices.look.peel = layer.value();
    }
    const auto image = drawTrainerImage(*renderer_, *meshes_, picture);
    if (!image) return image.error();
    const std::size_t number = taken_.size() + 1;
    const std::string file = (number < 10 ? "0" : "") + std::to_string(number) + "-" + name + ".png";
    if (const auto s = core::writePng(image.value(), folder_ / file); !s) return s;
    taken_.push_back({file, caption});
    return core::Done{};
}

} // namespace app
