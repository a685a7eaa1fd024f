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
    auto meshes = SceneMeshes::upload(*out->world_, *out->renderer_);
    if (!meshes) return meshes.error();
    out->meshes_.emplace(std::move(meshes).value());
    return out;
}

LessonPictures::~LessonPictures() = default;

core::Status LessonPictures::look(const session::Session& session) {
    const training::LessonState* state = session.lessonState();
    if (state == nullptr) return core::Done{};
    const training::Lesson& lesson = *session.lesson();
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
    ViewRequest request;
    const session::Snapshot snapshot = session.snapshot();
    request.camera.frame(posedBounds(*world_), 16.0f / 9.0f);
    if (snapshot.touching) {
        request.camera.target = snapshot.touchPoint;
        request.camera.distance = 0.9f;
        request.camera.yaw = 0.35f;
        request.camera.pitch = 0.25f;
    }
    const auto image = renderer_->renderImage(buildView(*world_, *meshes_, request, &snapshot));
    if (!image) return image.error();
    const std::size_t number = taken_.size() + 1;
    const std::string file = (number < 10 ? "0" : "") + std::to_string(number) + "-" + name + ".png";
    if (const auto s = core::writePng(image.value(), folder_ / file); !s) return s;
    taken_.push_back({file, caption});
    return core::Done{};
}

} // namespace app
