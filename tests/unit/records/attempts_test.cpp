#include "../scratch.h"

#include <records/attempts.h>
#include <records/database.h>

#include <gtest/gtest.h>

#include <array>
#include <cmath>
#include <limits>
#include <sys/wait.h>

namespace {

using records::Attempt;
using records::AttemptStore;
using records::Database;

Attempt sample(const std::string& student = "Mia Ågren 肩", const std::string& time = "2026-11-24T20:19:00Z") {
    Attempt out;
    out.student = student;
    out.lesson = "upper_trapezius_release";
    out.lessonTitle = "Release of \"upper\" trapezius; '); DROP TABLE attempt; --";
    out.patient = "anna";
    out.startedAt = time;
    out.seconds = 130.05f;
    out.grade.finished = true;
    out.grade.passed = true;
    out.grade.share = 0.1f;
    out.grade.verdict = "Passed: found it\nat the first try.";
    out.grade.criteria = {{"mark", "Finding the point", 1.7f, 2.0f, "4.2 mm", "Near."},
                          {"hold", "Holding", 0.1f, 3.0f, "12 s", ""}};
    out.recording = "mia.jsonl";
    return out;
}

void expectSame(const Attempt& a, const Attempt& b) {
    EXPECT_EQ(a.student, b.student);
    EXPECT_EQ(a.lesson, b.lesson);
    EXPECT_EQ(a.lessonTitle, b.lessonTitle);
    EXPECT_EQ(a.patient, b.patient);
    EXPECT_EQ(a.startedAt, b.startedAt);
    EXPECT_EQ(a.seconds, b.seconds);
    EXPECT_EQ(a.recording, b.recording);
    EXPECT_EQ(a.grade.finished, b.grade.finished);
    EXPECT_EQ(a.grade.passed, b.grade.passed);
    EXPECT_EQ(a.grade.share, b.grade.share);
    EXPECT_EQ(a.grade.verdict, b.grade.verdict);
    EXPECT_EQ(a.grade.failure, b.grade.failure);
    ASSERT_EQ(a.grade.criteria.size(), b.grade.criteria.size());
    for (std::size_t i = 0; i < a.grade.criteria.size(); ++i) {
        EXPECT_EQ(a.grade.criteria[i].key, b.grade.criteria[i].key);
        EXPECT_EQ(a.grade.criteria[i].title, b.grade.criteria[i].title);
        EXPECT_EQ(a.grade.criteria[i].marks, b.grade.criteria[i].marks);
        EXPECT_EQ(a.grade.criteria[i].weight, b.grade.criteria[i].weight);
        EXPECT_EQ(a.grade.criteria[i].measured, b.grade.criteria[i].measured);
        EXPECT_EQ(a.grade.criteria[i].reason, b.grade.criteria[i].reason);
    }
}

AttemptStore opened(const std::filesystem::path& file) {
    auto store = AttemptStore::open(file);
    CHECK(store.ok(), store.ok() ? "" : store.error().text().c_str());
    return std::move(store).value();
}

std::string openFault(const std::filesystem::path& file) {
    const auto store = AttemptStore::open(file);
    if (store.ok()) return "";
    EXPECT_EQ(store.error().text().find(file.string()), 0u) << store.error().text();
    return store.error().text();
}

TEST(Attempts, AreThereAfterReopening) {
    const scratch::Folder folder;
    {
        AttemptStore store = opened(folder.file("a.sqlite"));
        const auto id = store.add(sample());
        ASSERT_TRUE(id.ok()) << id.error().text();
        EXPECT_EQ(id.value(), 1);
    }
    const AttemptStore store = opened(folder.file("a.sqlite"));
    const auto list = store.list();
    ASSERT_TRUE(list.ok()) << list.error().text();
    ASSERT_EQ(list.value().size(), 1u);
    EXPECT_EQ(list.value()[0].id, 1);
    expectSame(list.value()[0], sample());
}

TEST(Attempts, EmptyStoreIsEmpty) {
    const scratch::Folder folder;
    const AttemptStore store = opened(folder.file("a.sqlite"));
    EXPECT_TRUE(store.list().value().empty());
    EXPECT_TRUE(store.students().value().empty());
}

TEST(Attempts, NewestFirstAndByStudentAndLesson) {
    const scratch::Folder folder;
    AttemptStore store = opened(folder.file("a.sqlite"));
    Attempt other = sample("Ben", "2026-11-25T08:00:00Z");
    other.lesson = "second";
    other.grade = {};
    ASSERT_TRUE(store.add(sample("Ben", "2026-11-23T08:00:00Z")).ok());
    ASSERT_TRUE(store.add(other).ok());
    ASSERT_TRUE(store.add(sample("Ada", "2026-11-24T08:00:00Z")).ok());
    ASSERT_TRUE(store.add(sample("Ada", "2026-11-24T08:00:00Z")).ok());
    const auto ids = [&](const std::string& student, const std::string& lesson) {
        std::vector<std::int64_t> out;
        const auto list = store.list(student, lesson);
        for (const Attempt& attempt : list.value()) out.push_back(attempt.id);
        return out;
    };
    EXPECT_EQ(ids("", ""), (std::vector<std::int64_t>{2, 4, 3, 1}));
    EXPECT_EQ(ids("Ben", ""), (std::vector<std::int64_t>{2, 1}));
    EXPECT_EQ(ids("", "second"), (std::vector<std::int64_t>{2}));
    EXPECT_EQ(ids("Ben", "upper_trapezius_release"), (std::vector<std::int64_t>{1}));
    EXPECT_EQ(ids("ben", ""), std::vector<std::int64_t>{});
    EXPECT_EQ(ids("' OR 1=1 --", ""), std::vector<std::int64_t>{});
    EXPECT_EQ(store.students().value(), (std::vector<std::string>{"Ada", "Ben"}));
    EXPECT_TRUE(store.list("Ben", "second").value()[0].grade.criteria.empty());
}

TEST(Attempts, RefusesWhatCouldNotBeUsed) {
    const scratch::Folder folder;
    AttemptStore store = opened(folder.file("a.sqlite"));
    const auto refused = [&](const auto& change) {
        Attempt attempt = sample();
        change(attempt);
        const auto id = store.add(attempt);
        return id.ok() ? std::string() : id.error().text();
    };
    EXPECT_NE(refused([](Attempt& a) { a.lesson = ""; }).find("needs the key"), std::string::npos);
    for (const char* time : {"", "yesterday", "2026-11-24 20:19:00Z", "2026-11-24T20:19:00+01", "2026-11-24T20:19:0xZ"})
        EXPECT_NE(refused([&](Attempt& a) { a.startedAt = time; }).find("started_at"), std::string::npos) << time;
    EXPECT_NE(refused([](Attempt& a) { a.seconds = std::nanf(""); }).find("not a finite"), std::string::npos);
    EXPECT_NE(refused([](Attempt& a) {
                  a.grade.criteria[1].marks = std::numeric_limits<float>::infinity();
              }).find("not a finite"),
              std::string::npos);
    EXPECT_NE(refused([](Attempt& a) { a.student = "\xc0\xaf"; }).find("not UTF-8"), std::string::npos);
    EXPECT_NE(refused([](Attempt& a) { a.grade.criteria[0].reason = "\xed\xa0\x80"; }).find("not UTF-8"),
              std::string::npos);
    EXPECT_NE(refused([](Attempt& a) { a.student = std::string(2'000'000, 'x'); }).find("too big"), std::string::npos);
    EXPECT_TRUE(store.list().value().empty());
}

TEST(Attempts, HalfAnAttemptIsNeverKept) {
    const scratch::Folder folder;
    AttemptStore store = opened(folder.file("a.sqlite"));
    Attempt attempt = sample();
    attempt.grade.criteria[1].reason = std::string(2'000'000, 'x');
    EXPECT_FALSE(store.add(attempt).ok());
    EXPECT_TRUE(store.list().value().empty());
    EXPECT_TRUE(store.add(sample()).ok()) << "the store goes on after a fault";
}

TEST(Attempts, EmptyTextsAndNulsSurvive) {
    const scratch::Folder folder;
    AttemptStore store = opened(folder.file("a.sqlite"));
    Attempt attempt = sample("");
    attempt.grade.verdict = std::string("a\0b", 3);
    ASSERT_TRUE(store.add(attempt).ok());
    expectSame(store.list().value()[0], attempt);
}

TEST(Attempts, FolderMissing) {
    EXPECT_NE(openFault("/nonexistent_folder/a.sqlite").find("cannot be opened"), std::string::npos);
}

TEST(Attempts, NoDatabaseIsLeftAsItIs) {
    const scratch::Folder folder;
    const std::string bytes(5000, 'x');
    const auto file = folder.write("a.sqlite", bytes);
    EXPECT_NE(openFault(file).find("not an SQLite database"), std::string::npos);
    EXPECT_EQ(folder.read(file), bytes);
}

TEST(Attempts, DamagedFileIsLeftAsItIs) {
    const scratch::Folder folder;
    const auto file = folder.file("a.sqlite");
    {
        AttemptStore store = opened(file);
        for (int i = 0; i < 50; ++i) ASSERT_TRUE(store.add(sample()).ok());
    }
    const std::string good = folder.read(file);
    for (const std::size_t at : {std::size_t{4096}, good.size() / 2, good.size() - 4096}) {
        std::string bytes = good;
        for (std::size_t i = at; i < at + 2048 && i < bytes.size(); ++i) bytes[i] = '\x5a';
        folder.write("a.sqlite", bytes);
        EXPECT_NE(openFault(file).find("damaged"), std::string::npos) << openFault(file);
        EXPECT_EQ(folder.read(file), bytes);
    }
    const std::string cut = good.substr(0, good.size() / 2);
    folder.write("a.sqlite", cut);
    EXPECT_NE(openFault(file).find("damaged"), std::string::npos) << openFault(file);
    EXPECT_EQ(folder.read(file), cut);
}

void runOn(const std::filesystem::path& file, std::int32_t application, const char* sql) {
    constexpr std::array kNothing = {"SELECT 1"};
    const auto database = Database::open(file, application, kNothing);
    CHECK(database.ok(), "the test's database opens");
    CHECK(database.value().run(sql).ok(), "the test's statement runs");
}

TEST(Attempts, NewerFileIsRefusedAndLeftAsItIs) {
    const scratch::Folder folder;
    const auto file = folder.file("a.sqlite");
    {
        AttemptStore store = opened(file);
        ASSERT_TRUE(store.add(sample()).ok());
    }
    runOn(file, 0x5053504E, "PRAGMA user_version = 7");
    const std::string bytes = folder.read(file);
    const std::string fault = openFault(file);
    EXPECT_NE(fault.find("newer Paraspinal (version 7"), std::string::npos) << fault;
    EXPECT_EQ(folder.read(file), bytes);
}

TEST(Attempts, DatabaseOfAnotherProgramIsLeftAsItIs) {
    const scratch::Folder folder;
    const auto file = folder.file("a.sqlite");
    runOn(file, 77, "CREATE TABLE bookmark (url TEXT)");
    const std::string bytes = folder.read(file);
    EXPECT_NE(openFault(file).find("another program"), std::string::npos);
    runOn(file, 77, "PRAGMA application_id = 0; PRAGMA user_version = 0");
    EXPECT_NE(openFault(file).find("another program"), std::string::npos);
}

TEST(Attempts, OurVersionWithoutOurTablesIsTold) {
    const scratch::Folder folder;
    const auto file = folder.file("a.sqlite");
    opened(file);
    runOn(file, 0x5053504E, "DROP TABLE criterion");
    EXPECT_NE(openFault(file).find("no such table"), std::string::npos);
}

TEST(Attempts, TwoProgramsWriteAtOnce) {
    const scratch::Folder folder;
    const auto file = folder.file("a.sqlite");
    constexpr int kEach = 25;
    std::array<pid_t, 3> children{};
    for (pid_t& child : children) {
        child = ::fork();
        ASSERT_GE(child, 0);
        if (child != 0) continue;
        // all create the same missing file, too
        auto store = AttemptStore::open(file);
        bool good = store.ok();
        for (int i = 0; good && i < kEach; ++i)
            good = store.value().add(sample("child " + std::to_string(::getpid()))).ok() && store.value().list().ok();
        ::_exit(good ? 0 : 1);
    }
    for (const pid_t child : children) {
        int status = -1;
        ASSERT_EQ(::waitpid(child, &status, 0), child);
        EXPECT_EQ(status, 0);
    }
    const AttemptStore store = opened(file);
    const auto list = store.list();
    EXPECT_EQ(list.value().size(), children.size() * kEach);
    EXPECT_EQ(store.students().value().size(), children.size());
    for (const Attempt& attempt : list.value()) EXPECT_EQ(attempt.grade.criteria.size(), 2u);
}

// ---- versions

constexpr std::array kOld = {"CREATE TABLE note (text TEXT NOT NULL) STRICT"};
constexpr std::array kNew = {"CREATE TABLE note (text TEXT NOT NULL) STRICT",
                             "ALTER TABLE note ADD COLUMN stars INTEGER NOT NULL DEFAULT 3"};
constexpr std::array kBroken = {"CREATE TABLE note (text TEXT NOT NULL) STRICT",
                                "ALTER TABLE note ADD COLUMN stars INTEGER; ALTER TABLE nothing ADD COLUMN a INTEGER"};

TEST(Database, OlderFileIsBroughtUpToDate) {
    const scratch::Folder folder;
    const auto file = folder.file("a.sqlite");
    {
        const auto old = Database::open(file, 9, kOld);
        ASSERT_TRUE(old.ok());
        ASSERT_TRUE(old.value().run("INSERT INTO note VALUES ('kept')").ok());
    }
    const auto database = Database::open(file, 9, kNew);
    ASSERT_TRUE(database.ok()) << database.error().text();
    EXPECT_EQ(database.value().number("PRAGMA user_version").value(), 2);
    EXPECT_EQ(database.value().number("SELECT stars FROM note WHERE text = 'kept'").value(), 3);
    EXPECT_FALSE(Database::open(file, 9, kOld).ok()) << "the older program refuses it now";
}

TEST(Database, FailedUpdateChangesNothing) {
    const scratch::Folder folder;
    const auto file = folder.file("a.sqlite");
    ASSERT_TRUE(Database::open(file, 9, kOld).ok());
    const auto broken = Database::open(file, 9, kBroken);
    ASSERT_FALSE(broken.ok());
    EXPECT_NE(broken.error().text().find("from version 1 to 2"), std::string::npos) << broken.error().text();
    const auto again = Database::open(file, 9, kOld);
    ASSERT_TRUE(again.ok()) << again.error().text();
    EXPECT_FALSE(again.value().prepare("SELECT stars FROM note").ok());
}

TEST(Database, RollsBackWhatIsNotCommitted) {
    const scratch::Folder folder;
    const auto database = Database::open(folder.file("a.sqlite"), 9, kOld);
    ASSERT_TRUE(database.ok());
    {
        const auto transaction = records::Transaction::begin(database.value(), true);
        ASSERT_TRUE(transaction.ok());
        ASSERT_TRUE(database.value().run("INSERT INTO note VALUES ('lost')").ok());
    }
    EXPECT_EQ(database.value().number("SELECT count(*) FROM note").value(), 0);
}

TEST(Database, ForeignKeysHold) {
    const scratch::Folder folder;
    const auto database = Database::open(folder.file("a.sqlite"), 9, kOld);
    ASSERT_TRUE(database.ok());
    ASSERT_TRUE(
        database.value().run("CREATE TABLE a (id INTEGER PRIMARY KEY); CREATE TABLE b (a INTEGER REFERENCES a)").ok());
    EXPECT_FALSE(database.value().run("INSERT INTO b VALUES (1)").ok());
}

} // namespace
