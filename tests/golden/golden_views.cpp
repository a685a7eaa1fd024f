#include "golden_views.h"

#include <app/body_section.h>
#include <app/labelled_picture.h>
#include <app/view_builder.h>

#include <anatomy/posing.h>
#include <session/scripted_student.h>

#include <core/paths.h>

#include <algorithm>

namespace golden {

namespace {

// On one version of the driver the pictures agree to the last bit: none differed between vectors of 256 and 512 bits,
// or one and many threads. What is left is for another version of it, which may round a colour, or a sample at an edge,
// the other way. The share is the finer sieve: 0.05 % of a picture of the body is 57 pixels, and the left piriformis,
// half hidden in the deep layer, is seven times as many.
constexpr Tolerance kBody{0.02, 0.0005};
constexpr Tolerance kPanels{0.02, 0.0005};

core::Box boxOf(const session::World& world, const std::vector<core::StructureId>& ids) {
    const geometry::RigidJoints joints(world.posing.joints);
    core::Box box;
    for (const core::StructureId id : ids)
        if (const anatomy::BodyPart* part = world.body.part(id)) box.add(anatomy::posedBounds(*part, joints));
    return box;
}

/// A picture of the default patient.
struct Shot {
    std::string view = "posterior";
    anatomy::Layer peel = anatomy::Layer::Skin;
    std::string posture = "standing";
    float opacity = 1.0f;
    std::vector<std::string> only{};       ///< keys, both sides; empty: everything
    std::string without{};                 ///< structure left out
    std::optional<std::string> cutAbove{}; ///< level above which everything is cut away
    bool cutInHalf = false;                ///< the patient's left half is cut away
};

core::Result<core::Image> drawShot(Stage& stage, const Shot& shot) {
    const auto world = stage.world("default", shot.posture);
    if (!world) return world.error();
    const session::World& shown = *world.value();
    const anatomy::Atlas& atlas = shown.library->atlas;
    app::ViewRequest request;
    request.width = 320;
    request.height = 360;
    if (const auto s = request.camera.look(shot.view); !s) return s.error();
    request.look.peel = shot.peel;
    request.look.outerOpacity = shot.opacity;
    core::Box box = app::backBounds(shown);
    if (!shot.only.empty()) {
        std::vector<core::StructureId> kept;
        for (const anatomy::Structure& s : atlas.structures()) {
            if (std::find(shot.only.begin(), shot.only.end(), s.key) != shot.only.end())
                kept.push_back(s.id);
            else
                request.look.hidden.insert(s.id);
        }
        request.look.showNerves = true;
        box = boxOf(shown, kept);
    }
    if (!shot.without.empty()) {
        const auto left = atlas.resolve(shot.without);
        if (!left) return left.error();
        request.look.hidden.insert(left.value()->id);
    }
    if (shot.cutAbove) {
        const auto level = atlas.resolve(*shot.cutAbove);
        if (!level) return level.error();
        const core::Box bone = boxOf(shown, {level.value()->id});
        request.look.section = render::SectionPlane{core::kSuperior, bone.centre().y};
        box = bone;
        box.add(bone.centre() + glm::vec3(0.17f, 0.0f, 0.12f));
        box.add(bone.centre() - glm::vec3(0.17f, 0.0f, 0.12f));
    }
    if (shot.cutInHalf) request.look.section = render::SectionPlane{core::kLeft, 0.001f};
    request.camera.frame(box, static_cast<float>(request.width) / static_cast<float>(request.height));
    const auto meshes = stage.meshes(shown);
    if (!meshes) return meshes.error();
    return stage.renderer().renderImage(app::buildView(shown, *meshes.value(), request, nullptr));
}

/// The default patient with names.
core::Result<core::Image> drawLabelled(Stage& stage, anatomy::Layer peel, app::Names names, bool section) {
    const auto world = stage.world("default", "standing");
    if (!world) return world.error();
    const auto meshes = stage.meshes(*world.value());
    if (!meshes) return meshes.error();
    app::ViewRequest request;
    request.width = section ? 720 : 560;
    request.height = section ? 420 : 400;
    request.look.peel = peel;
    if (section) {
        if (const auto looked = request.camera.look("superior"); !looked) return looked.error();
        const auto choice = app::parseSection("transverse:L3", *world.value());
        if (!choice) return choice.error();
        const core::Box body = app::backBounds(*world.value());
        const glm::vec3 middle(0.0f, choice.value().at, body.centre().z + 0.03f);
        core::Box box;
        box.add(middle - glm::vec3(0.23f, 0.0f, 0.14f));
        box.add(middle + glm::vec3(0.23f, 0.0f, 0.14f));
        request.camera.frame(box, 1.71f);
        request.look.section = app::sectionPlane(choice.value(), request.camera.eye());
    } else {
        request.camera.frame(app::backBounds(*world.value()), 1.4f);
    }
    app::Settings settings;
    settings.names = names;
    return app::drawLabelledImage(stage.renderer(), *meshes.value(), *world.value(), request, settings);
}

/// A second and a half of the thumb on Anna's sore point.
struct Pressed {
    const session::World* world = nullptr;
    session::Snapshot snapshot;
    app::Traces traces;
};

core::Result<Pressed> pressAnna(Stage& stage) {
    auto world = stage.sharedWorld("anna", "");
    if (!world) return world.error();
    const auto point = stage.library().points.resolve("right upper_trapezius_1");
    if (!point) return point.error();
    session::Session session(world.value(), std::nullopt, stage.workers());
    training::Input input;
    input.tool = "thumb";
    input.pressing = true;
    input.forceN = 25.0f;
    input.skinPoint = session.patient().skinOver(point.value(), input.direction).position;
    Pressed out;
    out.world = world.value().get();
    for (int n = 0; n < 30; ++n) {
        session.step(input);
        out.traces.add(session.snapshot(0));
    }
    out.snapshot = session.snapshot(32);
    if (!out.snapshot.problem.empty()) return core::Error(out.snapshot.problem);
    return out;
}

/// Over the shoulder, near enough for the dent, wide enough for where the pain goes.
app::OrbitCamera overTheShoulder(const session::Snapshot& snapshot, float distance) {
    app::OrbitCamera camera;
    camera.target = snapshot.touchPoint + glm::vec3(0.0f, 0.03f, 0.0f);
    camera.distance = distance;
    camera.yaw = -0.45f;
    camera.pitch = 0.2f;
    return camera;
}

core::Result<core::Image> drawPress(Stage& stage, int tone) {
    const auto pressed = pressAnna(stage);
    if (!pressed) return pressed.error();
    const session::World& world = *pressed.value().world;
    const auto meshes = stage.meshes(world);
    if (!meshes) return meshes.error();
    app::ViewRequest request;
    request.width = 480;
    request.height = 270;
    request.camera = overTheShoulder(pressed.value().snapshot, 0.75f);
    request.look.showFurniture = false;
    request.skinTone = tone;
    return stage.renderer().renderImage(app::buildView(world, *meshes.value(), request, &pressed.value().snapshot));
}

core::Result<core::Image> drawTrainer(Stage& stage, app::TrainerPicture& picture) {
    const auto meshes = stage.meshes(*picture.model.world);
    if (!meshes) return meshes.error();
    picture.width = 1024;
    picture.height = 640;
    picture.model.choices.look.showFurniture = false;
    picture.renderScale = 0.4f; // the body has views of its own; here its grain would only fill the repository
    picture.model.status.device = "CPU driver"; // the name of the real one tells of the machine
    return app::drawTrainerImage(stage.renderer(), *meshes.value(), picture);
}

core::Result<core::Image> drawTouchPanel(Stage& stage, app::Appearance appearance, float textScale, app::Tab tab) {
    const auto pressed = pressAnna(stage);
    if (!pressed) return pressed.error();
    app::TrainerPicture picture;
    picture.settings.appearance = appearance;
    picture.settings.textScale = textScale;
    picture.model.world = pressed.value().world;
    picture.model.snapshot = pressed.value().snapshot;
    picture.model.traces = pressed.value().traces;
    picture.model.pressing = true;
    picture.model.choices.forceN = 25.0f;
    picture.model.choices.tab = tab;
    picture.camera = overTheShoulder(pressed.value().snapshot, 1.1f);
    return drawTrainer(stage, picture);
}

/// Anna's shoulder cut through the thumb on her sore point.
core::Result<core::Image> drawSectionWhilePressing(Stage& stage) {
    const auto pressed = pressAnna(stage);
    if (!pressed) return pressed.error();
    const session::World& world = *pressed.value().world;
    const auto meshes = stage.meshes(world);
    if (!meshes) return meshes.error();
    const session::Snapshot& snapshot = pressed.value().snapshot;
    app::ViewRequest request;
    request.width = 320;
    request.height = 270;
    request.camera = overTheShoulder(snapshot, 0.55f);
    request.camera.yaw = -1.2f;
    request.look.section =
        app::sectionPlane({app::CutKind::Sagittal, 0.0f, true}, request.camera.eye(), snapshot.touchPoint);
    return stage.renderer().renderImage(app::buildView(world, *meshes.value(), request, &snapshot));
}

core::Result<core::Image> drawLessonPanel(Stage& stage) {
    const auto lesson = stage.library().lesson("upper_trapezius_release");
    if (!lesson) return lesson.error();
    auto world = stage.sharedWorld(lesson.value().patient, "");
    if (!world) return world.error();
    const auto file = session::scriptFile(stage.library(), lesson.value().key, "good_student");
    if (!file) return file.error();
    const auto script = session::readScript(file.value(), stage.library());
    if (!script) return script.error();
    session::Session session(world.value(), lesson.value(), stage.workers());
    session::ScriptedStudent student(script.value(), session);
    app::TrainerPicture picture;
    // into the hold that eases the point: a condition is under way, and the patient says how it feels
    constexpr std::uint32_t kMostSteps = 2000;
    bool holding = false;
    while (!holding && session.stepCount() < kMostSteps && !session.finished()) {
        session.step(student.next(session));
        picture.model.traces.add(session.snapshot(0));
        const training::LessonState& state = *session.lessonState();
        if (state.step >= lesson.value().steps.size() || lesson.value().steps[state.step].key != "release") continue;
        holding = !state.conditions.empty() && state.conditions.front().share > 0.2f;
    }
    if (!holding) return core::Error("good_student never holds the point");
    picture.model.world = world.value().get();
    picture.model.lesson = session.lesson();
    picture.model.snapshot = session.snapshot(32);
    picture.model.pressing = picture.model.snapshot.touching;
    picture.model.choices.tool = picture.model.snapshot.input.tool;
    picture.model.choices.forceN = picture.model.snapshot.input.forceN;
    picture.model.choices.tab = app::Tab::Lesson;
    picture.camera = overTheShoulder(picture.model.snapshot, 1.1f);
    return drawTrainer(stage, picture);
}

struct Caught {
    std::string site;
    float tone = 0.0f;    ///< share of the highest
    float minutes = 0.0f; ///< held before the picture
    patient::NerveControls controls() const {
        patient::NerveControls out;
        out.site = site;
        out.share[0] = tone;
        return out;
    }
};

core::Result<session::Snapshot> catchNerve(Stage& stage, const std::shared_ptr<const session::World>& world,
                                           const Caught& caught) {
    session::Session session(world, std::nullopt, stage.workers());
    training::Input input;
    input.nerve = caught.controls();
    constexpr int kSteps = 20;
    input.nerve.pace = caught.minutes * 60.0f / (kSteps * session::kStepSeconds);
    for (int n = 0; n < kSteps; ++n) session.step(input);
    session::Snapshot out = session.snapshot(0);
    if (out.nerve.at.entrapment == nullptr) return core::Error("no such place: " + out.nerve.problem);
    return out;
}

core::Result<core::Image> drawNerve(Stage& stage, const Caught& caught) {
    const auto world = stage.sharedWorld("default", "standing");
    if (!world) return world.error();
    const auto snapshot = catchNerve(stage, world.value(), caught);
    if (!snapshot) return snapshot.error();
    const auto meshes = stage.meshes(*world.value());
    if (!meshes) return meshes.error();
    app::ViewRequest request;
    request.width = 320;
    request.height = 360;
    request.camera = app::nerveCamera(*world.value(), snapshot.value().nerve.at, request.camera);
    request.time = 0.4f;
    return stage.renderer().renderImage(app::buildView(*world.value(), *meshes.value(), request, &snapshot.value()));
}

core::Result<core::Image> drawNervePanel(Stage& stage, const Caught& caught, app::Appearance appearance) {
    auto world = stage.sharedWorld("anna", "");
    if (!world) return world.error();
    const auto snapshot = catchNerve(stage, world.value(), caught);
    if (!snapshot) return snapshot.error();
    app::TrainerPicture picture;
    picture.settings.appearance = appearance;
    picture.model.world = world.value().get();
    picture.model.snapshot = snapshot.value();
    picture.model.choices.tab = app::Tab::Nerve;
    picture.model.choices.nerve.controls = caught.controls();
    picture.model.choices.nerve.showStep = 2;
    picture.camera = app::nerveCamera(*world.value(), snapshot.value().nerve.at, picture.camera);
    return drawTrainer(stage, picture);
}

GoldenView shot(const std::string& name, const std::string& about, const Shot& what) {
    return {name, about, kBody, [what](Stage& stage) { return drawShot(stage, what); }};
}

} // namespace

core::Result<std::unique_ptr<Stage>> Stage::create() {
    std::unique_ptr<Stage> out(new Stage);
    const auto assets = core::assetsDirectory();
    if (!assets) return assets.error();
    auto library = session::Library::load(assets.value());
    if (!library) return library.error();
    out->library_ = std::move(library).value();
    render::RendererOptions options;
    options.device = "llvmpipe"; // a GPU would draw other last bits
    options.validation = true;
    auto renderer = render::Renderer::create(options);
    if (!renderer) return renderer.error();
    out->renderer_ = std::move(renderer).value();
    return out;
}

core::Result<std::shared_ptr<const session::World>> Stage::sharedWorld(const std::string& patient,
                                                                       const std::string& posture) {
    auto& kept = worlds_[patient + "/" + posture];
    if (kept) return kept;
    auto chart = library_->chart(patient);
    if (!chart) return chart.error();
    if (!posture.empty()) chart.value().posture = posture;
    auto made = session::World::load(library_, chart.value(), workers_, {});
    if (!made) return made.error();
    kept = std::move(made).value();
    return kept;
}

core::Result<const session::World*> Stage::world(const std::string& patient, const std::string& posture) {
    const auto made = sharedWorld(patient, posture);
    if (!made) return made.error();
    return made.value().get();
}

core::Result<const app::SceneMeshes*> Stage::meshes(const session::World& world) {
    const std::uint64_t hash = world.body.hash();
    if (const auto at = meshes_.find(hash); at != meshes_.end()) return &at->second;
    auto made = app::SceneMeshes::upload(world, *renderer_, workers_);
    if (!made) return made.error();
    static const app::ToolModels models = app::toolModels(world.library->tools);
    if (const auto added = made.value().addTools(models, *renderer_); !added) return added.error();
    return &meshes_.emplace(hash, std::move(made).value()).first->second;
}

core::Result<core::Image> deepLayer(Stage& stage, const std::string& without) {
    Shot shot;
    shot.peel = anatomy::Layer::Deep;
    shot.without = without;
    return drawShot(stage, shot);
}

const std::vector<GoldenView>& goldenViews() {
    using anatomy::Layer;
    static const std::vector<GoldenView> all = {
        shot("skin_posterior", "contour of the back, furrow of the spine, no holes", {}),
        shot("skin_oblique", "shoulder blade and waist from behind and the side", {.view = "oblique"}),
        shot("skin_left", "cervical and lumbar lordosis, thoracic kyphosis", {.view = "left"}),
        shot("superficial_posterior", "trapezius, latissimus, deltoid, gluteus maximus", {.peel = Layer::Superficial}),
        shot("intermediate_posterior", "rhomboids, levator, serratus posterior", {.peel = Layer::Intermediate}),
        shot("deep_posterior", "erector spinae, multifidus, piriformis", {.peel = Layer::Deep}),
        shot("bone_posterior", "skull to pelvis, twelve ribs, shoulder blades", {.peel = Layer::Bone}),
        shot("bone_left", "curves of the spine, discs between the bodies", {.view = "left", .peel = Layer::Bone}),
        shot("skin_flexed", "the trunk bent forward, skin whole", {.view = "oblique", .posture = "flexed"}),
        shot("skin_side_bent", "the trunk bent to one side, skin whole", {.posture = "side_bent"}),
        shot("skin_half_transparent", "muscles through the skin, no wrong order", {.opacity = 0.35f}),
        shot("section_l3", "cut at L3 from above: solid caps, canal, psoas, erector spinae",
             {.view = "superior", .cutAbove = "L3"}),
        shot("section_t4", "cut at T4: shoulder blades between their muscles, ribs, canal with the cord",
             {.view = "superior", .cutAbove = "T4"}),
        shot("section_midline", "cut in half: bodies and discs, canal, spines with their ligaments",
             {.view = "left", .cutInHalf = true}),
        shot("sciatic_nerve", "out below piriformis, between the ischial tuberosity and the trochanter",
             {.only = {"sciatic_nerve", "hip_bone", "sacrum", "femur", "piriformis"}}),
        {"labels_muscles", "names of what is seen, lines that do not cross", kPanels,
         [](Stage& s) { return drawLabelled(s, Layer::Superficial, app::Names::English, false); }},
        {"labels_section_latin", "Latin names of the cut faces at L3", kPanels,
         [](Stage& s) { return drawLabelled(s, Layer::Skin, app::Names::Latin, true); }},
        {"press_upper_trapezius", "the dent under the thumb, painted zones of referral", kBody,
         [](Stage& s) { return drawPress(s, 0); }},
        {"press_dark_skin", "the same on very dark skin: zones are as plain to see", kBody,
         [](Stage& s) { return drawPress(s, 8); }},
        {"nerve_sciatic", "pulses end below piriformis, the leg tingles and goes numb, nothing else in the way", kBody,
         [](Stage& s) {
             return drawNerve(s, {"right sciatic_nerve/below_piriformis", 0.65f, 8.0f});
         }},
        {"nerve_occipital", "the greater occipital nerve under obliquus, tingling up to the vertex", kBody,
         [](Stage& s) {
             return drawNerve(s, {"left greater_occipital_nerve/under_obliquus", 0.45f, 2.0f});
         }},
        {"trainer_nerve", "ladder of thresholds, what is felt, a step of the show in large letters", kPanels,
         [](Stage& s) {
             return drawNervePanel(s, {"right sciatic_nerve/below_piriformis", 0.65f, 12.0f}, app::Appearance::Dark);
         }},
        {"trainer_touch", "curves, layers, map of pressure while pressing", kPanels,
         [](Stage& s) { return drawTouchPanel(s, app::Appearance::Dark, 1.0f, app::Tab::Touch); }},
        {"section_pressed", "a cut through the tool: skin, fat and trapezius pressed together", kBody,
         drawSectionWhilePressing},
        {"trainer_lesson", "instruction, a hold under way, steps done and to come", kPanels, drawLessonPanel},
        {"trainer_light_large_text", "light theme, text one and a half times as large, nothing cut off", kPanels,
         [](Stage& s) { return drawTouchPanel(s, app::Appearance::Light, 1.5f, app::Tab::Patient); }},
    };
    return all;
}

} // namespace golden
