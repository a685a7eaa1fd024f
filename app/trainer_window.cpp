#include <app/trainer_window.h>

#include <app/headless.h>
#include <app/trainer_keys.h>
#include <app/trainer_records.h>
#include <app/ui/loading_panel.h>
#include <app/ui/names.h>

#include <anatomy/import_store.h>
#include <core/log.h>

#include <algorithm>

namespace app {
namespace {

constexpr float kNudge = 0.001f; ///< metres for a press of an arrow key
constexpr float kDetailOnCpu = 0.25f;
constexpr double kLabelLook = 0.3; ///< seconds between two looks at what is seen
constexpr double kIdleRest = 0.1;
constexpr double kIdleRedraw = 0.5; ///< clocks and bars go on while nobody moves

std::vector<LessonEntry> entriesOf(const session::Library& library) {
    std::vector<training::Lesson> lessons;
    for (const std::filesystem::path& file : library.lessonFiles()) {
        core::Result<training::Lesson> lesson = library.lesson(file.string());
        if (lesson)
            lessons.push_back(std::move(lesson).value());
        else
            core::logWarning(lesson.error().text());
    }
    std::stable_sort(lessons.begin(), lessons.end(), [](const auto& a, const auto& b) { return a.order < b.order; });
    std::vector<LessonEntry> out;
    for (const training::Lesson& l : lessons) out.push_back({l.key, l.title, l.summary, l.patient});
    return out;
}

bool userIsBusy() {
    const ImGuiIO& io = ImGui::GetIO();
    return io.MouseDelta.x != 0.0f || io.MouseDelta.y != 0.0f || io.MouseWheel != 0.0f || ImGui::IsAnyMouseDown() ||
           ImGui::IsAnyItemActive() ||
           std::any_of(std::begin(io.KeysDown), std::end(io.KeysDown), [](bool k) { return k; });
}

} // namespace

TrainerWindow::~TrainerWindow() {
    stopSession();
    loader_.reset();
    if (window_) window_->stopFeeding();
    interface_.reset();
}

core::Status TrainerWindow::open() {
    core::Result<std::shared_ptr<const session::Library>> library = loadLibrary();
    if (!library) return library.error();
    library_ = std::move(library).value();
    settings_ = loadUserSettings();
    if (options_.textScale) settings_.textScale = std::clamp(*options_.textScale, 1.0f, 2.0f);
    workers_ = std::make_unique<core::Workers>(std::thread::hardware_concurrency() >= 2 ? 2 : 1);
    model_.lessons = entriesOf(*library_);
    toolsBeingMade_ = std::async(std::launch::async, [library = library_] { return toolModels(library->tools); });

    WindowOptions size;
    size.width = options_.width;
    size.height = options_.height;
    core::Result<std::unique_ptr<Window>> window = Window::open(size);
    if (!window) return window.error();
    window_ = std::move(window).value();
    render::RendererOptions wanted;
    wanted.device = options_.device;
    wanted.validation = options_.validation;
    wanted.instanceExtensions = window_->instanceExtensions();
    core::Result<std::unique_ptr<render::Renderer>> renderer = render::Renderer::create(wanted);
    if (!renderer) return renderer.error();
    renderer_ = std::move(renderer).value();
    if (core::Status s = window_->attach(*renderer_); !s) return s;
    model_.status.device = renderer_->device().name;
    core::Result<std::unique_ptr<Interface>> made = Interface::create(
        render::vulkanAccess(*renderer_), settings_.appearance, settings_.textScale * window_->contentScale());
    if (!made) return made.error();
    interface_ = std::move(made).value();
    window_->feedInterface();
    return core::Done{};
}

core::Status TrainerWindow::start(const std::string& lesson, const std::string& patient) {
    std::optional<training::Lesson> wanted;
    if (!lesson.empty()) {
        core::Result<training::Lesson> read = library_->lesson(lesson);
        if (!read) return read.error();
        wanted = std::move(read).value();
    }
    core::Result<patient::Chart> chart = library_->chart(wanted            ? wanted->patient
                                                         : patient.empty() ? "default"
                                                                           : patient);
    if (!chart) return chart.error();
    if (!options_.body.empty())
        if (const core::Status put = putBody(options_.body, chart.value()); !put) return put.error().within("--body");
    stopSession();
    lesson_ = std::move(wanted);
    if (world_ && world_->chart.key == chart.value().key && world_->chart.body == chart.value().body)
        return begin(world_);
    loader_ = std::make_unique<WorldLoader>(library_, chart.value(), *workers_);
    return core::Done{};
}

void TrainerWindow::rebuild(const anatomy::BodyParameters& body) {
    patient::Chart chart = world_->chart;
    chart.body = body;
    chart.sex = body.sex == anatomy::BodySex::Female ? patient::Sex::Female : patient::Sex::Male;
    stopSession();
    lesson_.reset(); // it is for the patient as the chart says; a recording of it could not be played again
    loader_ = std::make_unique<WorldLoader>(library_, chart, *workers_);
}

core::Status TrainerWindow::begin(std::shared_ptr<const session::World> world) {
    if (world != world_) {
        if (core::Status s = upload(*world); !s) return s;
        world_ = std::move(world);
        labelAnchors_.forget();
        camera_.glideTo(firstCamera(*world_, 1.0f), true);
    }
    const Choices before = model_.choices;
    const Choices fresh; // a name for it: gcc 12 warns of the temporary
    model_.choices = fresh;
    model_.choices.leftOpen = before.leftOpen;
    model_.choices.rightOpen = before.rightOpen;
    model_.choices.postureOpen = before.postureOpen;
    model_.choices.bodyOpen = before.bodyOpen;
    model_.choices.tab = lesson_ ? Tab::Lesson : Tab::Touch;
    model_.world = world_.get();
    model_.lesson = lesson_ ? &*lesson_ : nullptr;
    model_.traces = Traces{};
    model_.report.clear();
    model_.status.message.clear();
    model_.attempts = attemptsOf(settings_.student);
    model_.importedBodies.clear();
    if (const auto bodies = anatomy::bodiesFolder())
        for (const anatomy::ImportedBody& body : anatomy::importedBodies(bodies.value()))
            model_.importedBodies.push_back(body.name);
    hand_.forget();
    graded_ = false;
    lessonStep_ = static_cast<std::size_t>(-1);
    posted_ = {};
    startedAt_ = timeNow();
    session_ = std::make_unique<SessionThread>(world_, lesson_, *workers_);
    seen_.reset();
    pace_.wake();
    return core::Done{};
}

core::Status TrainerWindow::upload(const session::World& world) {
    if (meshes_) {
        for (const DrawnStructure& part : meshes_->body.structures()) renderer_->removeMesh(part.mesh);
        for (const auto& [key, pieces] : meshes_->tools)
            for (const SceneMeshes::ToolPiece& piece : pieces) renderer_->removeMesh(piece.mesh);
        for (const auto& [piece, mesh] : meshes_->pieces) renderer_->removeMesh(mesh);
        meshes_.reset();
    }
    // The CPU driver spends its time on triangles, seen or not: a quarter of them, up to 1.5 mm off, moves four times
    // as smoothly. (Detail levels alone do not help from near, nor under the tool.)
    const float detail = renderer_->device().kind == "CPU" ? kDetailOnCpu : 1.0f;
    core::Result<SceneMeshes> meshes = SceneMeshes::upload(world, *renderer_, *workers_, detail);
    if (!meshes) return meshes.error();
    meshes_.emplace(std::move(meshes).value());
    model_.bodyBounds = meshes_->body.bounds();
    return meshes_->addTools(tools_, *renderer_);
}

core::Status TrainerWindow::takeTools() {
    if (!toolsBeingMade_.valid() || toolsBeingMade_.wait_for(std::chrono::seconds(0)) != std::future_status::ready)
        return core::Done{};
    tools_ = toolsBeingMade_.get();
    return meshes_ ? meshes_->addTools(tools_, *renderer_) : core::Status(core::Done{});
}

void TrainerWindow::stopSession() {
    session_.reset();
    hand_.forget();
    held_ = false;
}

core::Result<int> TrainerWindow::run() {
    if (core::Status s = open(); !s) return s.error();
    if (core::Status s = start(options_.lesson, options_.patient); !s) return s.error();
    double last = window_->seconds();
    while (window_->poll()) {
        if (session_) session_->pause(window_->minimised());
        if (window_->minimised()) {
            window_->rest(0.25);
            continue;
        }
        if (!loader_ && pace_.idle() && !window_->rest(kIdleRest) && window_->seconds() - last < kIdleRedraw) continue;
        const double now = window_->seconds();
        const float seconds = static_cast<float>(std::clamp(now - last, 0.001, 0.25));
        last = now;
        if (core::Status s = loader_ ? loadingFrame() : frame(seconds); !s) return s.error();
    }
    if (settingsChanged_) saveUserSettings(settings_);
    return 0;
}

core::Status TrainerWindow::loadingFrame() {
    const WorldLoader::State state = loader_->state();
    window_->beginFrame();
    loadingPanel(interface_->theme(), state.what, state.share);
    interface_->endFrame();
    render::WindowFrame empty;
    if (core::Status s = show(empty); !s) return s;
    window_->rest(0.05);
    if (!state.done) return core::Done{};
    core::Result<std::shared_ptr<const session::World>> world = loader_->take();
    loader_.reset();
    if (!world && !world_) return world.error();
    if (!world) { // another body that cannot be built: back to the one there was
        const core::Error fault = world.error();
        const std::optional<anatomy::BodyParameters> draft = model_.choices.body;
        if (lesson_ && lesson_->patient != world_->chart.key) lesson_.reset();
        if (core::Status s = begin(world_); !s) return s;
        model_.choices.body = draft;
        tell(fault);
        return core::Done{};
    }
    return begin(std::move(world).value());
}

core::Status TrainerWindow::show(const render::WindowFrame& content) {
    render::WindowFrame frame = content;
    const ImVec4 ground = interface_->theme().panel;
    frame.clearColour = {ground.x, ground.y, ground.z};
    frame.drawUi = interface_->drawUi();
    const core::Result<render::Shown> shown = window_->show(frame);
    if (!shown) return shown.error();
    return core::Done{};
}

core::Status TrainerWindow::frame(float seconds) {
    const double begun = window_->seconds();
    takeSnapshot();
    if (core::Status s = takeTools(); !s) return s;
    if (core::Status s = interface_->setTheme(settings_.appearance, settings_.textScale * window_->contentScale()); !s)
        return s;
    window_->beginFrame();
    camera_.advance(seconds);
    const Theme& theme = interface_->theme();
    const WorkspaceLayout layout = layoutOf(window_->width(), window_->height(), theme, settings_, model_.choices);
    UserActions actions;
    const bool over = readMouse(layout.scene, model_, settings_, camera_, hand_, held_, actions);
    const HandKeys keys = readKeys(model_, settings_, actions);
    if (keys.move != glm::vec2(0.0f)) {
        const OrbitCamera& c = camera_.now();
        const glm::vec3 side = glm::normalize(glm::cross(c.target - c.eye(), core::kSuperior));
        const glm::vec3 up = glm::normalize(glm::cross(side, c.target - c.eye()));
        hand_.nudge(world_->labels, (side * keys.move.x + up * keys.move.y) * kNudge);
    }
    if (keys.toggle && !model_.choices.posed()) {
        if (hand_.pressing())
            hand_.lift();
        else if (!hand_.press())
            model_.status.message = "Point at the skin first: Space presses where the pointer was.";
    }
    model_.pressing = hand_.pressing();
    model_.findCaught(camera_.now(), layout.scene.width, layout.scene.height);
    model_.seen.clear();
    if (settings_.showLabels && !model_.pressing)
        model_.seen = labelAnchors_.seen(camera_.now(), static_cast<float>(layout.scene.width),
                                         static_cast<float>(layout.scene.height));
    drawWorkspace(theme, model_, settings_, layout, actions);
    model_.choices.focusSearch = false;
    const bool moving = userIsBusy() || camera_.gliding() || model_.snapshot.touching || hand_.pressing() ||
                        !model_.snapshot.patient.referred.empty() || !actions.empty() ||
                        model_.snapshot.nerve.at.entrapment != nullptr;
    interface_->endFrame();

    render::View view = trainerView(model_, *meshes_, camera_.now(), settings_, layout.scene.width, layout.scene.height,
                                    model_.snapshot.time, posings_);
    view.renderScale = pace_.scale();
    render::WindowFrame shown;
    shown.views.push_back({&view, layout.scene});
    if (core::Status s = show(shown); !s) return s;
    pickUnderPointer(layout, over);
    lookForLabels(layout, !actions.empty());
    pace_.drew(static_cast<float>((window_->seconds() - begun) * 1000.0), moving, seconds);
    model_.status.frameMs = pace_.frameMs();
    handle(actions);
    postInput();
    return core::Done{};
}

void TrainerWindow::takeSnapshot() {
    if (!session_) return;
    const std::shared_ptr<const session::Snapshot> newest = session_->snapshot();
    model_.status.stepMs = session_->stepMs();
    if (newest == seen_) return;
    seen_ = newest;
    const float passed = std::clamp(newest->time - model_.snapshot.time, 0.0f, 1.0f);
    model_.pulsesBeyond += passed * kPulsesPerSecond * pulseSpeed(newest->nerve.middle().conduction);
    model_.snapshot = *newest;
    model_.traces.add(model_.snapshot);
    followLesson();
    keepGrade();
}

void TrainerWindow::followLesson() {
    if (!lesson_ || !model_.snapshot.lesson) return;
    const std::size_t step = model_.snapshot.lesson->step;
    if (step == lessonStep_ || step >= lesson_->steps.size()) return;
    lessonStep_ = step;
    const training::Step& now = lesson_->steps[step];
    UserActions actions{act::ShowTab{Tab::Lesson}};
    if (!now.view.empty()) actions.emplace_back(act::NamedView{now.view});
    if (const core::Result<anatomy::Layer> layer = anatomy::parseLayer(now.peel); !now.peel.empty() && layer)
        actions.emplace_back(act::SetPeel{layer.value()});
    handle(actions);
}

void TrainerWindow::keepGrade() {
    if (graded_ || !lesson_ || !model_.snapshot.lesson || !model_.snapshot.lesson->grade.finished) return;
    graded_ = true;
    hand_.lift();
    held_ = false;
    const KeptAttempt kept = keepAttempt(session_->stop(), settings_.student, startedAt_);
    model_.report = kept.report;
    model_.status.message = kept.problem;
    model_.attempts = attemptsOf(settings_.student);
    handle({act::ShowTab{Tab::Lesson}});
}

void TrainerWindow::handle(const UserActions& actions) {
    for (const UserAction& action : actions) {
        model_.status.message.clear();
        const Settings before = settings_;
        if (forTrainer(action)) continue;
        apply(action, *world_, model_.choices, settings_);
        if (std::holds_alternative<act::ChangeSettings>(action)) {
            settingsChanged_ = true;
            if (before.student != settings_.student) model_.attempts = attemptsOf(settings_.student);
        }
        // Where there is no room for both, the panel that was asked for stays.
        if (std::holds_alternative<act::FocusSearch>(action) ||
            (std::holds_alternative<act::OpenLeft>(action) && model_.choices.leftOpen)) {
            const WorkspaceLayout layout =
                layoutOf(window_->width(), window_->height(), interface_->theme(), settings_, model_.choices);
            if (layout.leftWidth == 0.0f) model_.choices.rightOpen = false;
        }
    }
}

bool TrainerWindow::forTrainer(const UserAction& action) {
    if (std::holds_alternative<act::LiftOff>(action)) {
        hand_.lift();
        held_ = false;
    } else if (const auto* look = std::get_if<act::LookAt>(&action)) {
        OrbitCamera goal = camera_.goal();
        const geometry::RigidJoints joints(shownPosing(model_, posings_).joints);
        if (const anatomy::BodyPart* part = world_->body.part(look->id); part != nullptr)
            goal.frame(anatomy::posedBounds(*part, joints), 1.0f);
        camera_.glideTo(goal, settings_.reducedMotion);
    } else if (const auto* nerve = std::get_if<act::LookAtNerve>(&action)) {
        if (const auto at = world_->library->entrapments.resolve(nerve->site))
            camera_.glideTo(nerveCamera(*world_, at.value(), camera_.goal(), nerve->bothSides),
                            settings_.reducedMotion);
    } else if (const auto* view = std::get_if<act::NamedView>(&action)) {
        OrbitCamera goal = camera_.goal();
        if (core::Status s = goal.look(view->name); !s) tell(s.error());
        camera_.glideTo(goal, settings_.reducedMotion);
    } else if (const auto* ask = std::get_if<act::ForLesson>(&action)) {
        if (!lesson_ || graded_) return true;
        training::Input input = hand_.input(model_.choices, settings_);
        input.action = ask->action;
        input.answer = ask->answer;
        if (ask->action == training::Action::Mark && !hand_.aimed())
            model_.status.message = "Point at the skin first: the mark goes where the tool is.";
        else
            pending_.push_back(input);
    } else if (const auto* next = std::get_if<act::StartLesson>(&action)) {
        if (core::Status s = start(next->key, options_.patient); !s) tell(s.error());
    } else if (const auto* body = std::get_if<act::BuildBody>(&action)) {
        rebuild(body->body);
    } else if (std::holds_alternative<act::Quit>(action)) {
        window_->close();
    } else {
        return false;
    }
    return true;
}

void TrainerWindow::postInput() {
    if (!session_) return;
    for (const training::Input& input : pending_) session_->post(input);
    training::Input now = hand_.input(model_.choices, settings_);
    if (!pending_.empty() || !(now == posted_)) session_->post(now);
    pending_.clear();
    posted_ = now;
}

void TrainerWindow::pickUnderPointer(const WorkspaceLayout& layout, bool over) {
    core::StructureId hovered;
    if (over && !held_ && !ImGui::IsAnyMouseDown()) {
        const ImVec2 at = ImGui::GetIO().MousePos;
        const render::Pick pick =
            renderer_->pick(static_cast<int>(at.x) - layout.scene.x, static_cast<int>(at.y) - layout.scene.y);
        hovered = meshes_->body.picked(pick.pickId);
    }
    // The skin is under the pointer nearly always: saying so, and outlining the whole body, tells nothing.
    if (const DrawnStructure* part = meshes_->body.find(hovered);
        part != nullptr && part->surface == render::Surface::Skin)
        hovered = {};
    model_.choices.look.hovered = hovered;
    const anatomy::Structure* structure = library_->atlas.find(hovered);
    model_.status.pointedAt = structure != nullptr ? shownNameInLine(*structure, settings_.names) : std::string();
}

void TrainerWindow::lookForLabels(const WorkspaceLayout& layout, bool changed) {
    if (!settings_.showLabels || model_.pressing) return;
    const double now = window_->seconds();
    if (changed) labelsLookedAt_ = -1.0; // a layer may go with this frame's actions: look at the next one
    if (!changed && labelsLookedAt_ >= 0.0 && now - labelsLookedAt_ < kLabelLook) return;
    if (!changed) labelsLookedAt_ = now;
    labelAnchors_.look(renderer_->pickGrid(LabelAnchors::kColumns, LabelAnchors::kRows), meshes_->body, camera_.now(),
                       static_cast<float>(layout.scene.width), static_cast<float>(layout.scene.height));
}

void TrainerWindow::tell(const core::Error& error) {
    core::logWarning(error.text());
    model_.status.message = error.text();
}

} // namespace app
