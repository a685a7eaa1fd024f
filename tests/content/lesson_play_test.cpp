// Scripted students play every lesson on its patient, on the body and the tissue as they are shipped. Each stands for a
// way to work, and its file says how the lesson must end for it: passed, or failed for the right reason.
#include <session/scripted_student.h>

#include <core/paths.h>
#include <core/text.h>

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <set>
#include <string>
#include <vector>

namespace {

constexpr std::uint32_t kMostSteps = 6000; // five minutes: no student takes longer
constexpr int kFaulty = 3;                 // students of every lesson that must fail, each for a reason of its own

core::Workers& workers() {
    static core::Workers made(2);
    return made;
}

const std::shared_ptr<const session::Library>& library() {
    static const auto made = [] {
        auto loaded = session::Library::load(CONTENT_ASSETS);
        CHECK(loaded.ok(), loaded.ok() ? "" : loaded.error().text().c_str());
        return loaded.value();
    }();
    return made;
}

/// The world of a lesson's patient; the last one is kept, since scripts come lesson by lesson.
std::shared_ptr<const session::World> worldOf(const std::string& patient) {
    static std::string key;
    static std::shared_ptr<const session::World> made;
    if (made != nullptr && key == patient) return made;
    const auto chart = library()->chart(patient);
    CHECK(chart.ok(), chart.ok() ? "" : chart.error().text().c_str());
    const auto loaded = session::World::load(library(), chart.value(), workers(), {});
    CHECK(loaded.ok(), loaded.ok() ? "" : loaded.error().text().c_str());
    key = patient;
    made = loaded.value();
    return made;
}

struct Played {
    training::Grade grade;
    std::string story; ///< events and pressures, for a failing test
    std::uint64_t hash = 0;
};

Played play(const std::filesystem::path& file) {
    const auto script = session::readScript(file, *library());
    CHECK(script.ok(), script.ok() ? "" : script.error().text().c_str());
    const auto lesson = library()->lesson(script.value().lesson);
    CHECK(lesson.ok(), lesson.ok() ? "" : lesson.error().text().c_str());
    session::Session session(worldOf(lesson.value().patient), lesson.value(), workers());
    session::ScriptedStudent student(script.value(), session);
    while (!student.done() && session.stepCount() < kMostSteps) session.step(student.next(session));
    Played out;
    out.grade = session.lessonState()->grade;
    out.hash = session.hash();
    for (const training::Event& event : session.lessonState()->events)
        out.story += core::fixed(static_cast<double>(event.time), 1) + " s  " + event.text + "\n";
    for (const training::CriterionResult& c : out.grade.criteria)
        out.story += c.key + ": " + c.measured + ", " + core::fixed(static_cast<double>(c.marks), 1) + " of " +
                     core::fixed(static_cast<double>(c.weight), 0) + "\n";
    for (const records::TracePoint& t : session.trace())
        out.story += core::fixed(static_cast<double>(t.time), 1) + ":" + core::fixed(static_cast<double>(t.forceN), 0) +
                     "N/" + core::fixed(static_cast<double>(t.pain), 1) + " ";
    std::printf("%s/%s: %s\n", lesson.value().key.c_str(), script.value().key.c_str(), out.grade.verdict.c_str());
    return out;
}

std::vector<std::filesystem::path> scripts() {
    return core::filesBelow(std::filesystem::path(CONTENT_ASSETS) / "scripts", ".toml");
}

class LessonPlay : public testing::TestWithParam<std::filesystem::path> {};

TEST_P(LessonPlay, EndsAsTheScriptExpects) {
    const auto script = session::readScript(GetParam(), *library());
    ASSERT_TRUE(script.ok()) << script.error().text();
    const Played played = play(GetParam());
    ASSERT_TRUE(played.grade.finished) << played.story;
    if (script.value().expects == "passed") {
        EXPECT_TRUE(played.grade.passed) << played.story;
        EXPECT_GE(played.grade.share, 0.9f) << played.story;
    } else {
        EXPECT_FALSE(played.grade.passed) << played.story;
        EXPECT_EQ(played.grade.failure, script.value().expects) << played.story;
    }
}

INSTANTIATE_TEST_SUITE_P(Scripts, LessonPlay, testing::ValuesIn(scripts()), [](const auto& script) {
    return script.param.parent_path().filename().string() + "_" + script.param.stem().string();
});

TEST(Lessons, HaveACarefulStudentAndFaultyOnesOfDifferentKinds) {
    for (const auto& file : library()->lessonFiles()) {
        std::set<std::string> ends;
        for (const auto& path : scripts()) {
            const auto script = session::readScript(path, *library());
            ASSERT_TRUE(script.ok()) << script.error().text();
            if (script.value().lesson != file.stem().string()) continue;
            EXPECT_FALSE(script.value().expects.empty()) << path << " does not say how it ends";
            ends.insert(script.value().expects);
        }
        EXPECT_EQ(ends.count("passed"), 1u) << file;
        EXPECT_GE(static_cast<int>(ends.size()), 1 + kFaulty) << file;
    }
}

TEST(Lessons, TheSameScriptGivesTheSameBits) {
    const auto file = session::scriptFile(*library(), "upper_trapezius_release", "hasty_student");
    ASSERT_TRUE(file.ok());
    EXPECT_EQ(play(file.value()).hash, play(file.value()).hash);
}

} // namespace
