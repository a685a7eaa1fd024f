#include <app/trainer_records.h>

#include <core/log.h>
#include <core/paths.h>
#include <records/report.h>

#include <chrono>
#include <ctime>
#include <filesystem>

namespace app {
namespace {

core::Result<records::AttemptStore> openStore() {
    const core::Result<std::filesystem::path> folder = core::dataDirectory();
    if (!folder) return folder.error();
    return records::AttemptStore::open(folder.value() / "attempts.sqlite");
}

/// A name for files: the time without what file systems dislike.
std::string stem(const std::string& lesson, const std::string& startedAt) {
    std::string out = lesson + "-";
    for (const char c : startedAt)
        if (c != ':') out += c;
    return out;
}

core::Result<std::string> keep(const session::Session& session, const std::string& student,
                               const std::string& startedAt) {
    const core::Result<std::filesystem::path> folder = core::dataDirectory();
    if (!folder) return folder.error();
    std::error_code fault;
    for (const char* name : {"recordings", "reports"}) {
        std::filesystem::create_directories(folder.value() / name, fault);
        if (fault) return core::Error((folder.value() / name).string() + ": " + fault.message());
    }
    const training::Lesson& lesson = *session.lesson();
    records::Attempt attempt = attemptOf(session, student, startedAt);
    attempt.recording = "recordings/" + stem(lesson.key, startedAt) + ".jsonl";
    if (core::Status s = records::writeRecording(session.recording(), folder.value() / attempt.recording); !s)
        return s.error();
    core::Result<records::AttemptStore> store = openStore();
    if (!store) return store.error();
    const core::Result<std::int64_t> id = store.value().add(attempt);
    if (!id) return id.error();
    attempt.id = id.value();
    const std::filesystem::path report = folder.value() / "reports" / (stem(lesson.key, startedAt) + ".html");
    if (core::Status s = core::writeFile(report, records::reportHtml(reportOf(session, attempt))); !s) return s.error();
    return report.string();
}

} // namespace

records::Attempt attemptOf(const session::Session& session, const std::string& student, const std::string& startedAt) {
    records::Attempt attempt;
    attempt.student = student;
    attempt.lesson = session.lesson()->key;
    attempt.lessonTitle = session.lesson()->title;
    attempt.patient = session.world().chart.name;
    attempt.startedAt = startedAt;
    attempt.seconds = static_cast<float>(session.stepCount()) * session::kStepSeconds;
    attempt.grade = session.lessonState()->grade;
    return attempt;
}

records::ReportContent reportOf(const session::Session& session, const records::Attempt& attempt) {
    records::ReportContent content;
    content.attempt = attempt;
    content.events = session.lessonState()->events;
    content.trace = session.trace();
    content.bands = records::targetBands(*session.lesson(), content.events, attempt.seconds);
    content.sources = session.lesson()->sources;
    return content;
}

std::string timeNow() {
    const std::time_t now = std::chrono::system_clock::to_time_t(std::chrono::system_clock::now());
    std::tm utc{};
    gmtime_r(&now, &utc);
    char text[32] = {};
    std::strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", &utc);
    return text;
}

KeptAttempt keepAttempt(const session::Session& session, const std::string& student, const std::string& startedAt) {
    CHECK(session.lesson() != nullptr && session.finished(), "only a graded lesson is kept");
    const core::Result<std::string> report = keep(session, student, startedAt);
    if (report) return {report.value(), {}};
    core::logWarning(report.error().text());
    return {{}, "This attempt could not be kept: " + report.error().text()};
}

std::vector<records::Attempt> attemptsOf(const std::string& student) {
    core::Result<records::AttemptStore> store = openStore();
    if (!store) {
        core::logWarning(store.error().text());
        return {};
    }
    core::Result<std::vector<records::Attempt>> list = store.value().list(student);
    if (list) return std::move(list).value();
    core::logWarning(list.error().text());
    return {};
}

} // namespace app
