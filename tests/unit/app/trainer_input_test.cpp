// Keys, mouse, camera and pace of the trainer, fed through ImGui's input without a window or a body.
#include <app/frame_pace.h>
#include <app/trainer_camera.h>
#include <app/trainer_hand.h>
#include <app/trainer_keys.h>
#include <app/ui/structures_panel.h>

#include <app/ui/workspace.h>

#include <GLFW/glfw3.h>
#include <gtest/gtest.h>

#include <core/paths.h>

namespace {

class Keys : public testing::Test {
protected:
    std::shared_ptr<session::World> world = std::make_shared<session::World>();
    app::TrainerModel model;
    app::Settings settings;
    app::HandKeys hand;

    void SetUp() override {
        auto library = std::make_shared<session::Library>();
        auto tools = tissue::loadTools(core::assetsDirectory().value() / "tools");
        ASSERT_TRUE(tools.ok());
        library->tools = std::move(tools).value();
        world->library = library;
        model.world = world.get();
        ImGui::CreateContext();
        ImGuiIO& io = ImGui::GetIO();
        io.IniFilename = nullptr;
        io.DisplaySize = {800, 600};
        io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
        for (int key = 0; key < ImGuiKey_COUNT; ++key) io.KeyMap[key] = key;
        unsigned char* pixels = nullptr;
        int width = 0, height = 0;
        io.Fonts->GetTexDataAsRGBA32(&pixels, &width, &height);
        frame({});
    }
    void TearDown() override { ImGui::DestroyContext(); }

    app::UserActions frame(const std::vector<int>& down, const char* typed = "", bool control = false,
                           bool shift = false) {
        ImGuiIO& io = ImGui::GetIO();
        std::fill(std::begin(io.KeysDown), std::end(io.KeysDown), false);
        for (const int key : down) io.KeysDown[key] = true;
        io.KeyCtrl = control;
        io.KeyShift = shift;
        io.DeltaTime = 0.02f;
        io.AddInputCharactersUTF8(typed);
        ImGui::NewFrame();
        app::UserActions actions;
        hand = app::readKeys(model, settings, actions);
        fromPanels.clear();
        if (panels) {
            app::Theme theme;
            theme.body = theme.strong = theme.title = theme.figure = ImGui::GetFont();
            const app::WorkspaceLayout layout = app::layoutOf(800, 600, theme, settings, model.choices);
            app::drawWorkspace(theme, model, settings, layout, fromPanels);
        }
        ImGui::EndFrame();
        return actions;
    }
    template <typename T>
    static const T* only(const app::UserActions& actions) {
        return actions.size() == 1 ? std::get_if<T>(&actions.front()) : nullptr;
    }
    bool panels = false;
    app::UserActions fromPanels; ///< of the last frame
};

TEST_F(Keys, DoWhatTheReadmeSays) {
    model.choices.forceN = 20.0f;
    model.choices.look.peel = anatomy::Layer::Superficial;
    ASSERT_NE(only<app::act::SetPeel>(frame({}, "]")), nullptr);
    EXPECT_EQ(only<app::act::SetPeel>(frame({}, "]"))->layer, anatomy::Layer::Intermediate);
    EXPECT_EQ(only<app::act::SetPeel>(frame({}, "["))->layer, anatomy::Layer::Skin);
    EXPECT_FLOAT_EQ(only<app::act::SetForce>(frame({}, "+"))->newton, 21.0f);
    EXPECT_FLOAT_EQ(only<app::act::SetForce>(frame({}, "-"))->newton, 19.0f);
    EXPECT_EQ(only<app::act::ChooseTool>(frame({}, "1"))->key, world->library->tools[0].key);
    EXPECT_EQ(only<app::act::ChooseTool>(frame({}, "8"))->key, world->library->tools[7].key);
    EXPECT_FALSE(only<app::act::SetTouch>(frame({}, "t"))->on);
    EXPECT_EQ(only<app::act::ForLesson>(frame({}, "H"))->action, training::Action::Hint);
    EXPECT_EQ(only<app::act::ForLesson>(frame({GLFW_KEY_ENTER}))->action, training::Action::Next);
    EXPECT_EQ(only<app::act::SetSection>(frame({}, "x"))->choice.kind, app::CutKind::Transverse);
    EXPECT_TRUE(frame({}, ".").empty()) << "no plane to move";
    model.choices.section = {app::CutKind::Frontal, 0.10f, false};
    EXPECT_FLOAT_EQ(only<app::act::SetSection>(frame({}, "."))->choice.at, 0.105f);
    EXPECT_FLOAT_EQ(only<app::act::SetSection>(frame({}, ","))->choice.at, 0.095f);
    EXPECT_EQ(only<app::act::SetSection>(frame({}, "x"))->choice.kind, app::CutKind::None);
    EXPECT_TRUE(frame({}, "9yz").empty());
}

TEST_F(Keys, ControlKeysChangeSettings) {
    EXPECT_GT(only<app::act::ChangeSettings>(frame({GLFW_KEY_EQUAL}, "", true))->settings.textScale, 1.0f);
    frame({});
    EXPECT_EQ(only<app::act::ChangeSettings>(frame({GLFW_KEY_L}, "", true))->settings.appearance,
              app::Appearance::Light);
    frame({});
    EXPECT_NE(only<app::act::FocusSearch>(frame({GLFW_KEY_K}, "", true)), nullptr);
}

TEST_F(Keys, LTurnsLabelsOnAndOff) {
    EXPECT_TRUE(only<app::act::ChangeSettings>(frame({}, "l"))->settings.showLabels);
    settings.showLabels = true;
    EXPECT_FALSE(only<app::act::ChangeSettings>(frame({}, "L"))->settings.showLabels);
}

/// Ctrl+K, a few letters, Down, Enter: the second hit is selected.
TEST_F(Keys, SearchGoesWhereEnterSays) {
    auto library = std::make_shared<session::Library>(*world->library);
    auto atlas = anatomy::Atlas::load(core::assetsDirectory().value() / "anatomy");
    ASSERT_TRUE(atlas.ok());
    library->atlas = std::move(atlas).value();
    world->library = library;
    const auto found = app::findStructures(library->atlas, "levator scap");
    ASSERT_GE(found.size(), 2u);
    panels = true;
    model.choices.rightOpen = false;
    std::optional<core::StructureId> selected;
    const auto next = [&](const std::vector<int>& down, const char* typed = "") {
        frame(down, typed);
        model.choices.focusSearch = false;
        for (const app::UserAction& action : fromPanels) {
            if (const auto* select = std::get_if<app::act::Select>(&action)) selected = select->id;
            app::apply(action, *world, model.choices, settings);
        }
    };
    next({});
    next({}); // panels are there
    model.choices.focusSearch = true;
    next({});
    next({});
    next({}, "levator scap");
    EXPECT_EQ(model.choices.search, "levator scap");
    next({ImGuiKey_DownArrow});
    next({});
    EXPECT_EQ(model.choices.searchAt, 1);
    EXPECT_FALSE(selected.has_value());
    next({ImGuiKey_Enter});
    next({});
    ASSERT_TRUE(selected.has_value());
    EXPECT_EQ(*selected, found[1]->id);
    next({}); // another word begins at its best hit
    app::apply(app::act::Search{"multifidus"}, *world, model.choices, settings);
    EXPECT_EQ(model.choices.searchAt, 0);
}

TEST_F(Keys, ArrowsMoveAndShiftTilts) {
    EXPECT_TRUE(frame({GLFW_KEY_RIGHT}).empty());
    EXPECT_EQ(hand.move, glm::vec2(1.0f, 0.0f));
    frame({});
    const app::UserActions tilt = frame({GLFW_KEY_UP}, "", false, true);
    ASSERT_NE(only<app::act::SetTilt>(tilt), nullptr);
    EXPECT_FLOAT_EQ(only<app::act::SetTilt>(tilt)->degrees.y, 5.0f);
    EXPECT_EQ(hand.move, glm::vec2(0.0f));
    frame({});
    frame({GLFW_KEY_SPACE});
    EXPECT_TRUE(hand.toggle);
    frame({GLFW_KEY_SPACE});
    EXPECT_FALSE(hand.toggle); // held, not pressed again
}

TEST_F(Keys, EscapeLiftsTheHandFirst) {
    model.pressing = true;
    EXPECT_NE(only<app::act::LiftOff>(frame({GLFW_KEY_ESCAPE})), nullptr);
}

TEST_F(Keys, TabGoesRoundThePanelsAndBackToTheBody) {
    panels = true;
    frame({});
    frame({});
    EXPECT_FALSE(app::keyboardInPanels());
    int stops = 0;
    for (int i = 0; i < 8; ++i) {
        frame({GLFW_KEY_TAB});
        frame({});
        if (!app::keyboardInPanels()) break;
        ++stops;
        frame({GLFW_KEY_RIGHT}); // belongs to the panel
        EXPECT_EQ(hand.move, glm::vec2(0.0f));
        frame({});
    }
    EXPECT_GE(stops, 2);
    EXPECT_LE(stops, 3);
    frame({GLFW_KEY_TAB});
    frame({});
    EXPECT_TRUE(app::keyboardInPanels());
    frame({GLFW_KEY_ESCAPE});
    frame({});
    EXPECT_FALSE(app::keyboardInPanels());
}

TEST(Hand, PressesOnlyWhereItAims) {
    app::Hand hand;
    EXPECT_FALSE(hand.press());
    app::Choices choices;
    app::Settings settings;
    const training::Input input = hand.input(choices, settings);
    EXPECT_FALSE(input.pressing);
    EXPECT_EQ(input.tool, "thumb");
    EXPECT_EQ(input.direction, glm::vec3(0.0f));
}

TEST(TrainerCamera, GlidesTheShortWayAndEndsWhereItWasSent) {
    app::TrainerCamera camera;
    camera.hand().yaw = 3.0f;
    app::OrbitCamera goal = camera.now();
    goal.yaw = -3.0f;
    goal.distance = 0.5f;
    camera.glideTo(goal, false);
    camera.advance(0.2f);
    EXPECT_GT(std::abs(camera.now().yaw), 2.9f); // over the back, not round the front
    camera.advance(1.0f);
    EXPECT_FALSE(camera.gliding());
    EXPECT_FLOAT_EQ(camera.now().distance, 0.5f);
    EXPECT_FLOAT_EQ(camera.now().yaw, -3.0f);
    camera.glideTo(app::OrbitCamera{}, true);
    EXPECT_FALSE(camera.gliding());
}

TEST(FramePace, GetsCoarserWhileLateAndFineAtRest) {
    app::FramePace pace;
    for (int i = 0; i < 30; ++i) pace.drew(120.0f, true, 0.12f);
    EXPECT_LT(pace.scale(), 0.5f);
    EXPECT_FALSE(pace.idle());
    for (int i = 0; i < 5; ++i) pace.drew(120.0f, false, 0.12f);
    EXPECT_EQ(pace.scale(), 1.0f);
    pace.drew(400.0f, false, 0.4f);
    EXPECT_TRUE(pace.idle());
    pace.wake();
    EXPECT_FALSE(pace.idle());
    EXPECT_LT(pace.scale(), 0.5f);
    for (int i = 0; i < 60; ++i) pace.drew(8.0f, true, 0.01f);
    EXPECT_EQ(pace.scale(), 1.0f);
}

} // namespace
