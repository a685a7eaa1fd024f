#include <app/commands/body_option.h>
#include <app/commands/command.h>

#include <app/headless.h>
#include <app/lesson_pictures.h>
#include <app/trainer_records.h>

#include <records/report.h>
#include <session/scripted_student.h>

#include <core/hash.h>
#include <core/paths.h>
#include <core/text.h>

#include <cstdio>

namespace app {

namespace {

constexpr std::uint32_t kMostSteps = 20u * 60u * 30u; // half an hour of practice: a script that never ends is stopped

void printGrade(const session::Session& session) {
    const training::LessonState& state = *session.lessonState();
    for (const training::Event& e : state.events)
        std::printf("%7.1f s  %s\n", static_cast<double>(e.time), e.text.c_str());
    const training::Grade& grade = state.grade;
    std::printf("\n%s, %.0f %% of the marks. %s\n", grade.passed ? "Passed" : "Not passed",
                static_cast<double>(100.0f * grade.share), grade.verdict.c_str());
    for (const training::CriterionResult& c : grade.criteria)
        std::printf("  %-34.34s %4.1f of %4.1f  %-12s %s\n", c.title.c_str(), static_cast<double>(c.marks),
                    static_cast<double>(c.weight), c.measured.c_str(), c.reason.c_str());
}

std::string gradeJson(const session::Session& session, const std::string& script,
                      const std::optional<session::ReplayResult>& replayed) {
    const training::LessonState& state = *session.lessonState();
    core::JsonWriter json;
    json.beginObject().field("lesson", session.lesson()->key).field("script", script);
    json.field("patient", session.world().chart.key);
    json.field("seconds", static_cast<float>(session.stepCount()) * session::kStepSeconds);
    json.field("finished", state.grade.finished).field("passed", state.grade.passed).field("share", state.grade.share);
    json.field("failure", state.grade.failure).field("verdict", state.grade.verdict);
    json.key("criteria").beginArray();
    for (const training::CriterionResult& c : state.grade.criteria)
        json.beginObject()
            .field("key", c.key)
            .field("marks", c.marks)
            .field("weight", c.weight)
            .field("measured", c.measured)
            .field("reason", c.reason)
            .endObject();
    json.endArray().key("events").beginArray();
    for (const training::Event& e : state.events)
        json.beginObject().field("time", e.time).field("text", e.text).endObject();
    json.endArray().field("state_hash", core::hashText(session.hash()));
    if (replayed) {
        json.key("replay").beginObject().field("steps", replayed->steps).field("checked", replayed->checked);
        json.field("same", !replayed->firstDifference.has_value());
        if (replayed->firstDifference) json.field("first_difference", *replayed->firstDifference);
        json.endObject();
    }
    json.endObject();
    return json.text();
}

/// Report and recording beside the pictures.
core::Status leave(const session::Session& session, const LessonPictures& pictures, const std::string& student,
                   const std::string& startedAt) {
    if (const auto s = records::writeRecording(session.recording(), pictures.folder() / "recording.jsonl"); !s)
        return s;
    records::ReportContent content = reportOf(session, attemptOf(session, student, startedAt));
    content.pictures = pictures.taken();
    return core::writeFile(pictures.folder() / "report.html", records::reportHtml(content));
}

core::Result<int> run(const Arguments& arguments) {
    const auto library = loadLibrary();
    if (!library) return library.error();
    const auto lesson = library.value()->lesson(arguments.plain().front());
    if (!lesson) return lesson.error();
    if (arguments.has("--replay") && arguments.has("--script"))
        return core::Error("paraspinal play: --replay and --script exclude each other");
    std::optional<records::Recording> recording;
    if (arguments.has("--replay")) {
        auto read = records::readRecording(arguments.text("--replay"));
        if (!read) return read.error();
        recording = std::move(read).value();
    }
    const std::string scriptName = recording ? "" : arguments.text("--script", "good_student");
    std::optional<session::Script> script;
    if (!recording) {
        const auto file = session::scriptFile(*library.value(), lesson.value().key, scriptName);
        if (!file) return file.error();
        auto found = session::readScript(file.value(), *library.value());
        if (!found) return found.error();
        script = std::move(found).value();
    }
    auto chart = library.value()->chart(arguments.text("--patient", lesson.value().patient));
    if (!chart) return chart.error();
    if (const auto used = useBody(arguments, chart.value()); !used) return used.error();
    const auto world = loadWorld(library.value(), chart.value());
    if (!world) return world.error();
    const std::string startedAt = timeNow();
    session::Session session(world.value(), lesson.value(), sharedWorkers());

    std::unique_ptr<LessonPictures> pictures;
    if (arguments.has("--pictures")) {
        auto made = LessonPictures::create(world.value(), arguments.text("--pictures"), arguments.text("--device"));
        if (!made) return made.error();
        pictures = std::move(made).value();
    }
    std::optional<session::ReplayResult> replayed;
    if (recording) {
        const auto result = session::replay(*recording, session);
        if (!result) return result.error().within(arguments.text("--replay"));
        replayed = result.value();
    } else {
        session::ScriptedStudent student(*script, session);
        while (!student.done() && !session.finished() && session.stepCount() < kMostSteps) {
            session.step(student.next(session));
            if (pictures == nullptr) continue;
            if (const auto taken = pictures->look(session); !taken) return taken.error();
        }
    }
    if (pictures != nullptr)
        if (const auto taken = pictures->finish(session); !taken) return taken.error();
    const std::string student = arguments.text("--student", "Scripted student");
    if (pictures != nullptr)
        if (const auto left = leave(session, *pictures, student, startedAt); !left) return left.error();
    if (arguments.has("--student") && session.finished())
        if (const KeptAttempt kept = keepAttempt(session, student, startedAt); !kept.problem.empty())
            return core::Error(kept.problem);
    if (arguments.has("--json"))
        std::printf("%s\n", gradeJson(session, scriptName, replayed).c_str());
    else
        printGrade(session);
    if (replayed && replayed->firstDifference)
        return core::Error("the replay differs from the recording from step " +
                           std::to_string(*replayed->firstDifference) + " on");
    if (replayed && !arguments.has("--json"))
        std::printf("replay: %u steps, %u state hashes agree\n", replayed->steps, replayed->checked);
    return 0;
}

} // namespace

Command playCommand() {
    return {"play",
            "LESSON [--script FILE] [--replay FILE] [--pictures DIR] [--student NAME] [--body NAME] [--json]",
            "plays a lesson by a scripted student, or a recording again, and grades it",
            {{"--script", "FILE", "good_student unless told; a name of assets/scripts/LESSON or a file"},
             {"--replay", "FILE", "plays this recording again and compares every state hash in it"},
             {"--pictures", "DIR", "leaves pictures, recording.jsonl and report.html there"},
             {"--patient", "FILE", "another patient than the lesson's"},
             bodyOption(),
             {"--student", "NAME", "keeps the attempt in the history under this name"},
             {"--device", "NAME", "part of a graphics device's name, for the pictures"},
             {"--json", "", "the grade as one JSON object"}},
            1,
            1,
            "the lesson's key or file",
            run};
}

} // namespace app
