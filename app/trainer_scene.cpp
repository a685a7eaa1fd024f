#include <app/trainer_scene.h>

#include <geometry/skinning.h>

namespace app {
namespace {

anatomy::GirdleMotion radians(const anatomy::GirdleMotion& degrees) {
    return {core::radians(degrees.raise), core::radians(degrees.retract), degrees.breath};
}

anatomy::SpineMotion radians(const anatomy::SpineMotion& degrees) {
    return {core::radians(degrees.flexion), core::radians(degrees.sideBend), core::radians(degrees.rotation)};
}

/// Under an opaque skin nothing else is seen: not drawing it makes the CPU driver many times faster.
void leaveOutHidden(render::View& view, const Look& look, bool bench) {
    if (bench) return;
    const bool closed = look.peel == anatomy::Layer::Skin && look.outerOpacity >= 1.0f && !look.isolated &&
                        look.hidden.empty() && !look.section;
    if (!closed) return;
    std::erase_if(view.items, [](const render::Item& item) {
        return item.pickId != 0 && item.surface != render::Surface::Skin; // hand and table cannot be picked
    });
}

} // namespace

const anatomy::Posing& shownPosing(const TrainerModel& model, PosingMemory& posings) {
    const Choices& choices = model.choices;
    if (!choices.posed()) return model.world->posing;
    const anatomy::Skeleton& skeleton = model.world->body.skeleton();
    anatomy::Pose pose = model.world->pose;
    if (!choices.posture.empty())
        if (const auto chosen = skeleton.posture(choices.posture)) pose = chosen.value();
    pose = skeleton.moved(pose, radians(choices.neckDegrees), radians(choices.trunkDegrees));
    return posings.of(model.world->body, skeleton.moved(pose, radians(choices.girdleDegrees)));
}

OrbitCamera firstCamera(const session::World& world, float aspect) {
    OrbitCamera camera;
    camera.yaw = 0.2f;
    camera.pitch = 0.25f;
    camera.frame(backBounds(world), aspect);
    return camera;
}

std::optional<glm::vec3> lessonTarget(const session::World& world, const training::Lesson* lesson,
                                      const training::LessonState* state) {
    if (lesson == nullptr || state == nullptr || state->step >= lesson->steps.size()) return {};
    const std::string& shown = lesson->steps[state->step].showPoint;
    if (shown.empty()) return {};
    const core::Result<patient::SitedPoint> point = world.library->points.resolve(shown);
    if (!point) return {};
    const anatomy::Structure* muscle = world.library->atlas.find(point.value().point->muscle, point.value().side);
    if (muscle == nullptr) return {};
    const glm::vec3 at =
        world.labels.posedPoint(muscle->id, patient::onSide(point.value().point->at, point.value().side));
    return world.labels.nearestSkin(at).position;
}

render::View trainerView(const TrainerModel& model, const SceneMeshes& meshes, const OrbitCamera& camera,
                         const Settings& settings, int width, int height, float time, PosingMemory& posings) {
    const Choices& choices = model.choices;
    ViewRequest request;
    request.width = width;
    request.height = height;
    request.look = choices.look;
    const std::optional<glm::vec3> touch =
        model.snapshot.touching ? std::optional(model.snapshot.touchPoint) : std::nullopt;
    request.look.section = sectionPlane(choices.section, camera.eye(), touch);
    request.camera = camera;
    request.toolOpacity = settings.handOpacity;
    request.handTone = settings.handTone;
    request.skinTone = choices.skinTone;
    request.light = settings.appearance == Appearance::Light;
    request.time = settings.reducedMotion ? 0.0f : time;
    const training::LessonState* state = model.snapshot.lesson ? &*model.snapshot.lesson : nullptr;
    if (choices.posed()) {         // pain, target and tool lie where the patient lies
        request.furnished = false; // it is another posture's
        render::View view = buildView(*model.world, meshes, request, nullptr);
        poseBody(view, meshes.body, shownPosing(model, posings));
        addFurniture(view, meshes, posings.furniture(), request.look);
        leaveOutHidden(view, request.look, false);
        return view;
    }
    request.target = lessonTarget(*model.world, model.lesson, state);
    if (state != nullptr && state->markDistanceMm >= 0.0f) request.mark = state->mark;
    const patient::SitedEntrapment& caught = model.snapshot.nerve.at;
    request.nerve.only = choices.nerve.only;
    request.nerve.pulsesBeyond = settings.reducedMotion ? 0.0f : model.pulsesBeyond;
    if (caught.entrapment != nullptr && choices.nerve.muscle && choices.nerve.point < caught.entrapment->points.size())
        request.nerve.muscle = {model.world->library->points.find(caught.entrapment->points[choices.nerve.point]),
                                caught.side};
    render::View view = buildView(*model.world, meshes, request, &model.snapshot);
    leaveOutHidden(view, request.look, caught.entrapment != nullptr && choices.nerve.only);
    return view;
}

} // namespace app
