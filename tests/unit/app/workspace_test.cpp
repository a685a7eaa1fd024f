// Draws the whole workspace off-screen from a made-up model, without a body or a session, at every size and text scale
// the program promises, and checks the layout's numbers. With PARASPINAL_TEST_PICTURES set the pictures are kept.
#include <app/trainer.h>
#include <app/ui/names.h>
#include <app/ui/structures_panel.h>
#include <app/ui/touch_panel.h>
#include <app/ui/workspace.h>

#include <core/paths.h>

#include <gtest/gtest.h>

#include <array>

#include <cmath>
#include <cstdlib>

namespace {

std::shared_ptr<const session::World> bodilessWorld() {
    const auto assets = core::assetsDirectory();
    EXPECT_TRUE(assets.ok());
    auto library = std::make_shared<session::Library>();
    library->assets = assets.value();
    auto atlas = anatomy::Atlas::load(assets.value() / "anatomy");
    EXPECT_TRUE(atlas.ok()) << atlas.error().text();
    library->atlas = std::move(atlas).value();
    auto tools = tissue::loadTools(assets.value() / "tools");
    EXPECT_TRUE(tools.ok());
    library->tools = std::move(tools).value();
    auto world = std::make_shared<session::World>();
    world->library = library;
    world->chart.name = "Anna";
    world->chart.age = 34;
    world->chart.story = "Office work; an ache from the right shoulder to the temple for three weeks.";
    return world;
}

training::Lesson lesson() {
    training::Lesson out;
    out.key = "upper_trapezius_release";
    out.title = "Release a trigger point of the right upper trapezius";
    for (const char* title : {"Look first", "Make contact", "Find the sore spot", "Name the muscle", "Hold it"}) {
        training::Step step;
        step.title = title;
        out.steps.push_back(step);
    }
    training::Step& hold = out.steps[4];
    hold.instruction = "Press slowly until Anna says \"good pain\", 5 to 7 of 10, and stay there for 60 seconds. When "
                       "the pain eases, sink in a little more.";
    training::Condition condition;
    condition.kind = training::ConditionKind::Hold;
    condition.pain = {5.0f, 7.0f};
    hold.complete.push_back(condition);
    hold.hints = {"Aim at the slope between neck and shoulder.", "About 30 N."};
    hold.evidence = "How long to hold is teaching convention; trials are small.";
    return out;
}

app::TrainerModel pressingModel(const session::World& world, const training::Lesson& played) {
    app::TrainerModel model;
    model.world = &world;
    model.lesson = &played;
    model.choices.forceN = 34.0f;
    session::Snapshot& s = model.snapshot;
    s.touching = true;
    s.reading.forceN = 33.6f;
    s.reading.depthMm = 12.4f;
    s.reading.stiffnessNPerMm = 4.21f;
    s.reading.contactAreaCm2 = 3.1f;
    s.reading.meanPressureKPa = 108.0f;
    s.reading.peakPressureKPa = 231.0f;
    s.reading.pressure.columns = s.reading.pressure.rows = 31;
    for (int i = 0; i < 31 * 31; ++i) {
        const float x = static_cast<float>(i % 31 - 15), y = static_cast<float>(i / 31 - 15);
        const float nodule = 90.0f * std::exp(-0.2f * ((x - 4) * (x - 4) + (y - 2) * (y - 2)));
        s.reading.pressure.kPa.push_back(std::max(0.0f, 140.0f - (x * x + y * y)) + (x * x + y * y < 140 ? nodule : 0));
    }
    const auto id = [&](const char* key, core::Side side) {
        const anatomy::Structure* found = world.library->atlas.find(key, side);
        EXPECT_NE(found, nullptr) << key;
        return found != nullptr ? found->id : core::StructureId{};
    };
    using tissue::TissueKind;
    s.reading.column = {
        {id("skin", core::Side::Midline), TissueKind::Skin, 2.1f, 2.0f, 90.0f, 1.0f},
        {{}, TissueKind::Fat, 6.2f, 3.9f, 84.0f, 0.94f},
        {id("trapezius_descending", core::Side::Right), TissueKind::Muscle, 9.0f, 5.8f, 61.0f, 0.71f},
        {{}, TissueKind::Fat, 1.4f, 1.0f, 50.0f, 0.52f},
        {id("levator_scapulae", core::Side::Right), TissueKind::Muscle, 11.0f, 9.1f, 33.0f, 0.38f},
    };
    s.patient.pain = 6.2f;
    s.patient.guarding = 0.15f;
    s.patient.says = "Yes, that's it. That's the pain I know.";
    s.patient.moodWord = "good pain";
    s.patient.referred = {{"temple", "temple", core::Side::Right, 0.8f, false},
                          {"neck_back_side", "back and side of the neck", core::Side::Right, 0.5f, false},
                          {"jaw_angle", "angle of the jaw", core::Side::Right, 0.2f, true}};
    training::LessonState state;
    state.step = 4;
    state.conditions = {{"Hold for 60 s at pain 5 to 7", "23 s", 0.38f, false, true, ""},
                        {"The pain halves", "still 6.2", 0.2f, false, false, "wait, it is easing"}};
    state.hints = {"Aim at the slope between neck and shoulder."};
    state.events = {{training::EventKind::StepDone, 40.0f, "Right: the descending part of trapezius."}};
    s.lesson = state;
    for (int i = 0; i < 120; ++i) {
        const float t = static_cast<float>(i) / 119.0f;
        model.traces.forceDepth.push_back({12.4f * std::sqrt(t), 33.6f * t});
        model.traces.pain.push_back(6.2f * t);
        model.traces.force.push_back(33.6f * t);
    }
    records::Attempt attempt;
    attempt.id = 1;
    attempt.lessonTitle = played.title;
    attempt.startedAt = "2026-11-24T20:19:00Z";
    attempt.seconds = 312.0f;
    attempt.grade = {true, true, 0.83f, "Passed: found within 4.2 mm and held for 61 s.", "", {}};
    model.attempts = {attempt, attempt};
    model.attempts[1].id = 2;
    model.attempts[1].grade.passed = false;
    model.attempts[1].grade.share = 0.48f;
    model.status.device = "llvmpipe (LLVM 15.0.6, 256 bits)";
    model.status.frameMs = 38.0f;
    model.status.stepMs = 21.0f;
    model.status.pointedAt = "Right descending part of trapezius";
    return model;
}

class Workspace : public testing::Test {
protected:
    std::unique_ptr<render::Renderer> renderer;
    std::shared_ptr<const session::World> world = bodilessWorld();
    training::Lesson played = lesson();
    app::SceneMeshes meshes;

    core::Image draw(const app::TrainerPicture& picture, const std::string& name) {
        if (!renderer) {
            render::RendererOptions options;
            options.validation = true;
            auto made = render::Renderer::create(options);
            EXPECT_TRUE(made.ok()) << made.error().text();
            renderer = std::move(made).value();
        }
        auto image = app::drawTrainerImage(*renderer, meshes, picture);
        EXPECT_TRUE(image.ok()) << (image.ok() ? "" : image.error().text());
        if (!image.ok()) return {};
        if (const char* folder = std::getenv("PARASPINAL_TEST_PICTURES")) {
            EXPECT_TRUE(core::writePng(image.value(), std::string(folder) + "/" + name + ".png").ok());
        }
        return std::move(image).value();
    }
    void TearDown() override {
        if (renderer) {
            EXPECT_EQ(renderer->validationMessages(), 0);
        }
    }
};

TEST_F(Workspace, IsDrawnAtEverySizeAndScale) {
    app::TrainerPicture picture;
    picture.model = pressingModel(*world, played);
    const std::pair<int, int> sizes[] = {{1024, 640}, {1280, 720}, {1920, 1080}};
    for (const auto& [width, height] : sizes) {
        for (const float scale : {1.0f, 2.0f}) {
            picture.width = width;
            picture.height = height;
            picture.settings.textScale = scale;
            picture.model.choices.tab = scale > 1.0f ? app::Tab::Lesson : app::Tab::Touch;
            const core::Image image = draw(picture, "workspace_" + std::to_string(width) + (scale > 1 ? "_2" : "_1"));
            EXPECT_EQ(image.width, width);
        }
    }
}

/// An answer is told by its end, too.
TEST_F(Workspace, ShowsLongAnswersInFull) {
    app::TrainerPicture picture;
    const std::string begin =
        "In one trial of back pain massage did better than acupuncture; against self-care after a "
        "year no better; against chiropractic I know of ";
    core::Image images[2];
    for (int n = 0; n < 2; ++n) {
        training::Question question;
        question.text = "What may you say?";
        question.choices = {"Yes, proven", begin + (n == 0 ? "none" : "four")};
        question.why = {"", ""};
        played.steps[4].question = question;
        picture.model = pressingModel(*world, played);
        picture.model.choices.tab = app::Tab::Lesson;
        for (const float scale : {2.0f, 1.0f}) {
            picture.width = scale > 1.0f ? 1024 : 1280;
            picture.height = scale > 1.0f ? 640 : 720;
            picture.settings.textScale = scale;
            images[n] = draw(picture, "answers_" + std::to_string(n) + (scale > 1.0f ? "_2" : "_1"));
        }
    }
    EXPECT_TRUE(images[0].rgba != images[1].rgba) << "the ends of the answers are not to be seen";
}

/// Posture and body sliders, with a body drafted that is not built yet.
TEST_F(Workspace, ShowsTheSlidersOfPostureAndBody) {
    app::TrainerPicture picture;
    picture.model = pressingModel(*world, played);
    for (const float scale : {1.0f, 2.0f})
        for (const bool body : {false, true}) {
            picture.width = 1280;
            picture.height = 1000;
            picture.settings.textScale = scale;
            picture.model.choices.rightOpen = scale == 1.0f; // there is no room for both
            picture.model.choices.postureOpen = !body;
            picture.model.choices.bodyOpen = body;
            const std::string name = std::string(body ? "body" : "posture") + (scale > 1 ? "_2" : "_1");
            const core::Image own = draw(picture, name);
            anatomy::BodyParameters draft;
            draft.scoliosis = core::radians(25.0f);
            picture.model.choices.body = draft;
            const core::Image drafted = draw(picture, name + "_draft");
            EXPECT_EQ(own.rgba != drafted.rgba, body); // what is drafted shows, in its own panel
            picture.model.choices.body.reset();
        }
}

TEST_F(Workspace, ShowsEveryTabInLightAndDark) {
    app::TrainerPicture picture;
    picture.model = pressingModel(*world, played);
    const std::array<const char*, app::kTabs> names = {"touch", "patient", "nerve", "lesson", "history"};
    for (int i = 0; i < app::kTabs; ++i) {
        picture.model.choices.tab = static_cast<app::Tab>(i);
        picture.settings.appearance = i % 2 == 0 ? app::Appearance::Light : app::Appearance::Dark;
        draw(picture, std::string("tab_") + names[static_cast<std::size_t>(i)]);
    }
}

TEST_F(Workspace, ThePictureIsTheSameTwice) {
    app::TrainerPicture picture;
    picture.model = pressingModel(*world, played);
    EXPECT_EQ(draw(picture, "same").rgba, draw(picture, "same").rgba);
}

TEST(WorkspaceLayout, LeavesRoomForTheBody) {
    app::Theme theme;
    app::Settings settings;
    app::Choices choices;
    for (const int width : {640, 1024, 1280, 1920, 3840}) {
        for (const float scale : {1.0f, 1.5f, 2.0f}) {
            theme.scale = scale;
            const app::WorkspaceLayout l = app::layoutOf(width, width * 10 / 16, theme, settings, choices);
            EXPECT_GE(l.scene.width, width * 29 / 100);
            EXPECT_GT(l.scene.height, 100);
            EXPECT_NEAR(l.leftWidth + l.rightWidth + static_cast<float>(l.scene.width), static_cast<float>(width),
                        1.5f);
            EXPECT_GT(l.rightWidth, 0.0f);
        }
    }
    theme.scale = 1.0f;
    EXPECT_FLOAT_EQ(app::layoutOf(1280, 720, theme, settings, choices).rightWidth, settings.rightPanel);
    choices.rightOpen = choices.leftOpen = false;
    EXPECT_EQ(app::layoutOf(1280, 720, theme, settings, choices).scene.width, 1280);
}

TEST(Search, FindsByEnglishLatinAndSynonym) {
    const auto world = bodilessWorld();
    const anatomy::Atlas& atlas = world->library->atlas;
    const auto first = [&](const char* text) {
        const auto found = app::findStructures(atlas, text);
        return found.empty() ? std::string() : found.front()->key;
    };
    EXPECT_EQ(first("right levator scap"), "levator_scapulae");
    EXPECT_EQ(first("MUSCULUS LEVATOR SCAP"), "levator_scapulae");
    EXPECT_TRUE(app::findStructures(atlas, "").empty());
    EXPECT_TRUE(app::findStructures(atlas, "no such thing").empty());
}

TEST(Names, AreEnglishLatinOrBoth) {
    anatomy::Structure s;
    s.name = "Right multifidus";
    s.latin = "Musculus multifidus";
    s.side = core::Side::Right;
    EXPECT_EQ(app::shownName(s, app::Names::English), "Right multifidus");
    EXPECT_EQ(app::shownName(s, app::Names::Latin), "Musculus multifidus dex.");
    EXPECT_EQ(app::shownName(s, app::Names::Both), "Right multifidus\nMusculus multifidus dex.");
    s.side = core::Side::Midline;
    EXPECT_EQ(app::shownNameInLine(s, app::Names::Both), "Right multifidus, Musculus multifidus");
    s.latin.clear();
    EXPECT_EQ(app::shownName(s, app::Names::Latin), "Right multifidus"); // better than nothing
    EXPECT_EQ(app::shownName(s, app::Names::Both), "Right multifidus");
}

TEST(Actions, BringValuesIntoRangeAndLeaveTheRestToTheTrainer) {
    const auto world = bodilessWorld();
    app::Choices choices;
    app::Settings settings;
    EXPECT_TRUE(app::apply(app::act::SetForce{1e9f}, *world, choices, settings));
    EXPECT_FLOAT_EQ(choices.forceN, 137.0f); // the thumb's largest
    EXPECT_TRUE(app::apply(app::act::ChooseTool{"fingertip"}, *world, choices, settings));
    EXPECT_LT(choices.forceN, 137.0f);
    EXPECT_TRUE(app::apply(app::act::SetForce{std::nanf("")}, *world, choices, settings));
    EXPECT_FLOAT_EQ(choices.forceN, 0.0f);
    app::Settings wild;
    wild.textScale = 9.0f;
    EXPECT_TRUE(app::apply(app::act::ChangeSettings{wild}, *world, choices, settings));
    EXPECT_FLOAT_EQ(settings.textScale, 2.0f);
    EXPECT_FALSE(app::apply(app::act::Quit{}, *world, choices, settings));
    const core::StructureId id{13357};
    EXPECT_TRUE(app::apply(app::act::Hide{{id}, true}, *world, choices, settings));
    EXPECT_TRUE(choices.look.hidden.contains(id));
    EXPECT_TRUE(app::apply(app::act::ShowEverything{}, *world, choices, settings));
    EXPECT_TRUE(choices.look.hidden.empty());
}

TEST(Column, JoinsNeighboursAndNamesLayers) {
    const auto world = bodilessWorld();
    const training::Lesson played = lesson();
    app::TrainerModel model = pressingModel(*world, played);
    model.snapshot.reading.column.push_back(model.snapshot.reading.column.back());
    const auto column = app::columnOf(model);
    ASSERT_EQ(column.size(), 5u);
    EXPECT_EQ(column[1].name, "Fat");
    EXPECT_EQ(column[4].name, "Right levator scapulae");
    EXPECT_FLOAT_EQ(column[4].beforeMm, 22.0f);
}

} // namespace
