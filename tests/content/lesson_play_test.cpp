// Scripted students play the first lesson on its patient, on the body and the tissue as they are shipped. Each stands
// for a way to work; the grade must say which, and why.
#include <session/scripted_student.h>

#include <core/text.h>

#include <gtest/gtest.h>

#include <cstdio>
#include <filesystem>
#include <string>

namespace {

const char* const kLesson = "upper_trapezius_release";
constexpr std::uint32_t kMostSteps = 6000; // five minutes: no student takes longer

core::Workers& workers() {
    static core::Workers made(2);
    return made;
}

std::shared_ptr<const session::World> world() {
    static const std::shared_ptr<const session::World> made = [] {
        const auto library = session::Library::load(CONTENT_ASSETS);
        CHECK(library.ok(), library.ok() ? "" : library.error().text().c_str());
        const auto lesson = library.value()->lesson(kLesson);
        CHECK(lesson.ok(), lesson.ok() ? "" : lesson.error().text().c_str());
        const auto chart = library.value()->chart(lesson.value().patient);
        CHECK(chart.ok(), chart.ok() ? "" : chart.error().text().c_str());
        const auto loaded = session::World::load(library.value(), chart.value(), workers(), {});
        CHECK(loaded.ok(), loaded.ok() ? "" : loaded.error().text().c_str());
        return loaded.value();
    }();
    return made;
}

struct Played {
    training::Grade grade;
    std::string story; ///< events and pressures, for a failing test
    std::uint64_t hash = 0;
};

Played play(const std::string& key) {
    const session::Library& library = *world()->library;
    const auto file = session::scriptFile(library, kLesson, key);
    CHECK(file.ok(), file.ok() ? "" : file.error().text().c_str());
    const auto script = session::readScript(file.value(), library);
    CHECK(script.ok(), script.ok() ? "" : script.error().text().c_str());
    session::Session session(world(), library.lesson(kLesson).value(), workers());
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
    std::printf("%s: %s\n", key.c_str(), out.grade.verdict.c_str());
    return out;
}

TEST(LessonPlay, GoodStudentPasses) {
    const Played played = play("good_student");
    EXPECT_TRUE(played.grade.finished && played.grade.passed) << played.story;
    EXPECT_GE(played.grade.share, 0.9f) << played.story;
}

TEST(LessonPlay, HastyStudentFailsByTheTime) {
    const Played played = play("hasty_student");
    EXPECT_EQ(played.grade.failure, "hold") << played.story;
}

TEST(LessonPlay, HardStudentIsStopped) {
    const Played played = play("hard_student");
    EXPECT_EQ(played.grade.failure, "safety") << played.story;
}

TEST(LessonPlay, WrongPlaceFailsByTheMark) {
    const Played played = play("wrong_place_student");
    EXPECT_EQ(played.grade.failure, "place") << played.story;
}

TEST(LessonPlay, TheSameScriptGivesTheSameBits) {
    EXPECT_EQ(play("hasty_student").hash, play("hasty_student").hash);
}

} // namespace
