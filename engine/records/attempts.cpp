#include <records/attempts.h>

#include <records/database.h>
#include <records/utf8.h>

#include <array>
#include <cmath>

namespace records {
namespace {

constexpr std::int32_t kApplicationId = 0x5053504E; ///< "PSPN" in the file's header

// A file never changes but by these, so a step that users have is never edited: a new one is added.
constexpr std::array kMigrations = {
    R"sql(
CREATE TABLE attempt (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    student TEXT NOT NULL,
    lesson TEXT NOT NULL,
    lesson_title TEXT NOT NULL,
    patient TEXT NOT NULL,
    started_at TEXT NOT NULL,
    seconds REAL NOT NULL,
    finished INTEGER NOT NULL CHECK (finished IN (0, 1)),
    passed INTEGER NOT NULL CHECK (passed IN (0, 1)),
    share REAL NOT NULL,
    verdict TEXT NOT NULL,
    failure TEXT NOT NULL,
    recording TEXT NOT NULL
) STRICT;
CREATE INDEX attempt_by_student ON attempt (student, lesson, started_at);
CREATE TABLE criterion (
    attempt INTEGER NOT NULL REFERENCES attempt (id) ON DELETE CASCADE,
    position INTEGER NOT NULL,
    key TEXT NOT NULL,
    title TEXT NOT NULL,
    marks REAL NOT NULL,
    weight REAL NOT NULL,
    measured TEXT NOT NULL,
    reason TEXT NOT NULL,
    PRIMARY KEY (attempt, position)
) STRICT, WITHOUT ROWID;
)sql",
};

constexpr const char* kAddAttempt = "INSERT INTO attempt (student, lesson, lesson_title, patient, started_at, seconds, "
                                    "finished, passed, share, verdict,"
                                    " failure, recording) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)";
constexpr const char* kAddCriterion =
    "INSERT INTO criterion (attempt, position, key, title, marks, weight, measured, reason)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?)";
constexpr const char* kListAttempts =
    "SELECT id, student, lesson, lesson_title, patient, started_at, seconds, finished, passed, share, verdict, failure,"
    " recording FROM attempt WHERE (?1 = '' OR student = ?1) AND (?2 = '' OR lesson = ?2)"
    " ORDER BY started_at DESC, id DESC";
constexpr const char* kListCriteria =
    "SELECT key, title, marks, weight, measured, reason FROM criterion WHERE attempt = ? ORDER BY position";
constexpr const char* kListStudents = "SELECT DISTINCT student FROM attempt ORDER BY student";

/// "2026-11-24T20:19:00Z": texts of this form sort by time.
bool isTime(std::string_view text) {
    constexpr std::string_view kForm = "0000-00-00T00:00:00Z";
    if (text.size() != kForm.size()) return false;
    for (std::size_t i = 0; i < kForm.size(); ++i)
        if (kForm[i] == '0' ? text[i] < '0' || text[i] > '9' : text[i] != kForm[i]) return false;
    return true;
}

/// What SQLite would take but a reader could not use; empty: none.
std::string faultOf(const Attempt& attempt) {
    if (attempt.lesson.empty()) return "an attempt needs the key of its lesson";
    if (!isTime(attempt.startedAt))
        return "started_at must have the form 2026-11-24T20:19:00Z, found \"" + asUtf8(attempt.startedAt) + "\"";
    bool finite = std::isfinite(attempt.seconds) && std::isfinite(attempt.grade.share);
    bool text = true;
    for (const std::string* part : {&attempt.student, &attempt.lesson, &attempt.lessonTitle, &attempt.patient,
                                    &attempt.grade.verdict, &attempt.grade.failure, &attempt.recording})
        text = text && isUtf8(*part);
    for (const training::CriterionResult& criterion : attempt.grade.criteria) {
        finite = finite && std::isfinite(criterion.marks) && std::isfinite(criterion.weight);
        for (const std::string* part : {&criterion.key, &criterion.title, &criterion.measured, &criterion.reason})
            text = text && isUtf8(*part);
    }
    if (!finite) return "a time, share, mark or weight of the attempt is not a finite number";
    if (!text) return "a text of the attempt is not UTF-8";
    return {};
}

std::int64_t asInteger(bool flag) {
    return flag ? 1 : 0;
}

core::Status addCriteria(const Database& database, std::int64_t attempt, const training::Grade& grade) {
    std::int64_t position = 0;
    for (const training::CriterionResult& criterion : grade.criteria) {
        auto insert = database.prepare(kAddCriterion);
        if (!insert) return insert.error();
        insert.value()
            .bind(attempt)
            .bind(position++)
            .bind(criterion.key)
            .bind(criterion.title)
            .bind(static_cast<double>(criterion.marks))
            .bind(static_cast<double>(criterion.weight))
            .bind(criterion.measured)
            .bind(criterion.reason);
        if (const core::Status done = insert.value().run(); !done) return done;
    }
    return core::Done{};
}

core::Result<std::vector<training::CriterionResult>> criteriaOf(const Database& database, std::int64_t attempt) {
    auto query = database.prepare(kListCriteria);
    if (!query) return query.error();
    query.value().bind(attempt);
    std::vector<training::CriterionResult> out;
    for (;;) {
        const auto row = query.value().step();
        if (!row) return row.error();
        if (!row.value()) return out;
        const Statement& at = query.value();
        out.push_back({at.text(0), at.text(1), static_cast<float>(at.real(2)), static_cast<float>(at.real(3)),
                       at.text(4), at.text(5)});
    }
}

Attempt attemptOf(const Statement& row) {
    Attempt out;
    out.id = row.integer(0);
    out.student = row.text(1);
    out.lesson = row.text(2);
    out.lessonTitle = row.text(3);
    out.patient = row.text(4);
    out.startedAt = row.text(5);
    out.seconds = static_cast<float>(row.real(6));
    out.grade.finished = row.integer(7) != 0;
    out.grade.passed = row.integer(8) != 0;
    out.grade.share = static_cast<float>(row.real(9));
    out.grade.verdict = row.text(10);
    out.grade.failure = row.text(11);
    out.recording = row.text(12);
    return out;
}

} // namespace

struct AttemptStore::Impl {
    Database database;
};

AttemptStore::AttemptStore(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
AttemptStore::AttemptStore(AttemptStore&&) noexcept = default;
AttemptStore& AttemptStore::operator=(AttemptStore&&) noexcept = default;
AttemptStore::~AttemptStore() = default;

core::Result<AttemptStore> AttemptStore::open(const std::filesystem::path& file) {
    auto database = Database::open(file, kApplicationId, kMigrations);
    if (!database) return database.error();
    // A file that claims our version but lacks a table or column is told now, not after a lesson.
    for (const char* sql : {kAddAttempt, kAddCriterion, kListAttempts, kListCriteria, kListStudents})
        if (const auto statement = database.value().prepare(sql); !statement) return statement.error();
    return AttemptStore(std::make_unique<Impl>(Impl{std::move(database).value()}));
}

core::Result<std::int64_t> AttemptStore::add(const Attempt& attempt) {
    const Database& database = impl_->database;
    if (const std::string fault = faultOf(attempt); !fault.empty())
        return core::Error(core::Place{database.file()}, "not added: " + fault);
    auto transaction = Transaction::begin(database, true);
    if (!transaction) return transaction.error();
    auto insert = database.prepare(kAddAttempt);
    if (!insert) return insert.error();
    insert.value()
        .bind(attempt.student)
        .bind(attempt.lesson)
        .bind(attempt.lessonTitle)
        .bind(attempt.patient)
        .bind(attempt.startedAt)
        .bind(static_cast<double>(attempt.seconds))
        .bind(asInteger(attempt.grade.finished))
        .bind(asInteger(attempt.grade.passed))
        .bind(static_cast<double>(attempt.grade.share))
        .bind(attempt.grade.verdict)
        .bind(attempt.grade.failure)
        .bind(attempt.recording);
    if (const core::Status done = insert.value().run(); !done) return done.error();
    const std::int64_t id = database.lastId();
    if (const core::Status done = addCriteria(database, id, attempt.grade); !done) return done.error();
    if (const core::Status done = transaction.value().commit(); !done) return done.error();
    return id;
}

core::Result<std::vector<Attempt>> AttemptStore::list(const std::string& student, const std::string& lesson) const {
    const Database& database = impl_->database;
    // One transaction: attempts and their criteria are of the same moment, whoever writes meanwhile.
    auto transaction = Transaction::begin(database, false);
    if (!transaction) return transaction.error();
    std::vector<Attempt> out;
    {
        auto query = database.prepare(kListAttempts);
        if (!query) return query.error();
        query.value().bind(student).bind(lesson);
        for (;;) {
            const auto row = query.value().step();
            if (!row) return row.error();
            if (!row.value()) break;
            Attempt attempt = attemptOf(query.value());
            auto criteria = criteriaOf(database, attempt.id);
            if (!criteria) return criteria.error();
            attempt.grade.criteria = std::move(criteria).value();
            out.push_back(std::move(attempt));
        }
    }
    if (const core::Status done = transaction.value().commit(); !done) return done.error();
    return out;
}

core::Result<std::vector<std::string>> AttemptStore::students() const {
    auto query = impl_->database.prepare(kListStudents);
    if (!query) return query.error();
    std::vector<std::string> out;
    for (;;) {
        const auto row = query.value().step();
        if (!row) return row.error();
        if (!row.value()) return out;
        out.push_back(query.value().text(0));
    }
}

} // namespace records
