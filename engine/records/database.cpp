#include <records/database.h>

#include <records/utf8.h>

#include <core/check.h>

#include <sqlite3.h>

#include <limits>

namespace records {
namespace {

constexpr int kBusyMilliseconds = 10'000; ///< how long to wait for another program's write
constexpr int kMostValueBytes = 1 << 20;  ///< of a text or a row: a damaged length cannot ask for gigabytes

std::string reasonOf(int code, const char* message) {
    switch (code & 0xFF) {
    case SQLITE_NOTADB:
        return "not an SQLite database; it is left as it is";
    case SQLITE_CORRUPT:
        return std::string("the database is damaged and left as it is: ") + message;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return "another program has been writing to it for too long";
    default:
        return message;
    }
}

} // namespace

// ---- statement

void Statement::Finalise::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

void Statement::bound(int code) {
    if (bindFault_ == SQLITE_OK) bindFault_ = code;
}

Statement& Statement::bind(std::int64_t value) {
    bound(sqlite3_bind_int64(statement_.get(), ++parameter_, value));
    return *this;
}

Statement& Statement::bind(double value) {
    bound(sqlite3_bind_double(statement_.get(), ++parameter_, value));
    return *this;
}

Statement& Statement::bind(std::string_view text) {
    // a null pointer would bind NULL; an empty text is a text
    const char* data = text.data() == nullptr ? "" : text.data();
    bound(sqlite3_bind_text64(statement_.get(), ++parameter_, data, text.size(), SQLITE_TRANSIENT, SQLITE_UTF8));
    return *this;
}

core::Result<bool> Statement::step() {
    CHECK(parameter_ == sqlite3_bind_parameter_count(statement_.get()), "every parameter of a statement is bound");
    if (bindFault_ != SQLITE_OK) return core::Error(core::Place{file_}, sqlite3_errstr(bindFault_));
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return core::Error(core::Place{file_}, reasonOf(code, sqlite3_errmsg(sqlite3_db_handle(statement_.get()))));
}

core::Status Statement::run() {
    for (;;) {
        const core::Result<bool> row = step();
        if (!row) return row.error();
        if (!row.value()) return core::Done{};
    }
}

std::int64_t Statement::integer(int column) const {
    return sqlite3_column_int64(statement_.get(), column);
}

double Statement::real(int column) const {
    return sqlite3_column_double(statement_.get(), column);
}

std::string Statement::text(int column) const {
    const unsigned char* text = sqlite3_column_text(statement_.get(), column);
    if (text == nullptr) return {};
    const auto size = static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), column));
    return asUtf8({reinterpret_cast<const char*>(text), size});
}

// ---- database

void Database::Close::operator()(sqlite3* database) const {
    sqlite3_close_v2(database);
}

core::Error Database::fault(const std::string& what) const {
    return {core::Place{file_},
            what + ": " + reasonOf(sqlite3_extended_errcode(handle_.get()), sqlite3_errmsg(handle_.get()))};
}

core::Result<Statement> Database::prepare(const char* sql) const {
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle_.get(), sql, -1, &statement, nullptr) != SQLITE_OK) return fault("cannot be asked");
    return Statement(statement, file_);
}

core::Status Database::run(const char* sql) const {
    if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) return fault("cannot be changed");
    return core::Done{};
}

core::Result<std::int64_t> Database::number(const char* sql) const {
    core::Result<Statement> statement = prepare(sql);
    if (!statement) return statement.error();
    const core::Result<bool> row = statement.value().step();
    if (!row) return row.error();
    return row.value() ? statement.value().integer(0) : 0;
}

std::int64_t Database::lastId() const {
    return sqlite3_last_insert_rowid(handle_.get());
}

core::Status Database::connect() {
    sqlite3* handle = nullptr;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_EXRESCODE;
    const int code = sqlite3_open_v2(file_.c_str(), &handle, flags, nullptr);
    handle_.reset(handle); // SQLite gives one even when it fails, for the message
    if (code != SQLITE_OK) return fault("cannot be opened");
    sqlite3_busy_timeout(handle, kBusyMilliseconds);
    sqlite3_limit(handle, SQLITE_LIMIT_LENGTH, kMostValueBytes);
    // The file may come from anybody: no function called from its schema, no writing to the schema tables.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    // The rollback journal, SQLite's default, stays: the records are one file that can be copied, on network disks too,
    // and one short write after each lesson gains nothing from a write-ahead log.
    return run("PRAGMA foreign_keys = ON; PRAGMA synchronous = FULL");
}

core::Status Database::checkIdentity(std::int32_t applicationId, std::size_t newest) const {
    const auto version = number("PRAGMA user_version");
    if (!version) return version.error();
    const auto owner = number("PRAGMA application_id");
    if (!owner) return owner.error();
    const auto tables = number("SELECT count(*) FROM sqlite_schema");
    if (!tables) return tables.error();
    const bool fresh = tables.value() == 0 && version.value() == 0 && owner.value() == 0;
    if (!fresh && owner.value() != applicationId)
        return core::Error(core::Place{file_}, "an SQLite database of another program; it is left as it is");
    if (version.value() < 0 || version.value() > static_cast<std::int64_t>(newest))
        return core::Error(core::Place{file_}, "was written by a newer Paraspinal (version " +
                                                   std::to_string(version.value()) +
                                                   " of the records, this program knows " + std::to_string(newest) +
                                                   "); it is left as it is");
    return core::Done{};
}

core::Status Database::migrate(std::int32_t applicationId, std::span<const char* const> migrations) const {
    auto transaction = Transaction::begin(*this, true);
    if (!transaction) return transaction.error();
    // Asked again under the lock: another program may have brought the file up to date, or taken it, meanwhile.
    if (const core::Status known = checkIdentity(applicationId, migrations.size()); !known) return known;
    const auto version = number("PRAGMA user_version");
    if (!version) return version.error();
    for (auto i = static_cast<std::size_t>(version.value()); i < migrations.size(); ++i) {
        if (const core::Status done = run(migrations[i]); !done)
            return done.error().within("from version " + std::to_string(i) + " to " + std::to_string(i + 1));
    }
    const std::string marks = "PRAGMA application_id = " + std::to_string(applicationId) +
                              "; PRAGMA user_version = " + std::to_string(migrations.size());
    if (const core::Status marked = run(marks.c_str()); !marked) return marked;
    return transaction.value().commit();
}

core::Result<Database> Database::open(const std::filesystem::path& file, std::int32_t applicationId,
                                      std::span<const char* const> migrations) {
    Database database(file.string());
    if (const core::Status connected = database.connect(); !connected) return connected.error();
    if (const core::Status known = database.checkIdentity(applicationId, migrations.size()); !known)
        return known.error();
    {
        // Reads the whole file, which for the records of a school takes milliseconds.
        auto check = database.prepare("PRAGMA quick_check(1)");
        if (!check) return check.error();
        const auto row = check.value().step();
        if (!row) return row.error();
        if (const std::string found = check.value().text(0); found != "ok")
            return core::Error(core::Place{database.file_}, reasonOf(SQLITE_CORRUPT, found.c_str()));
    }
    const auto version = database.number("PRAGMA user_version");
    if (!version) return version.error();
    if (version.value() < static_cast<std::int64_t>(migrations.size()))
        if (const core::Status migrated = database.migrate(applicationId, migrations); !migrated)
            return migrated.error();
    return database;
}

// ---- transaction

core::Result<Transaction> Transaction::begin(const Database& database, bool write) {
    if (const core::Status begun = database.run(write ? "BEGIN IMMEDIATE" : "BEGIN"); !begun) return begun.error();
    return Transaction(database);
}

Transaction::~Transaction() {
    // Some faults make SQLite roll back by itself; then this one has nothing to do and its complaint no reader.
    if (database_ != nullptr) static_cast<void>(database_->run("ROLLBACK"));
}

core::Status Transaction::commit() {
    CHECK(database_ != nullptr, "a transaction is committed once");
    if (const core::Status done = database_->run("COMMIT"); !done) return done;
    database_ = nullptr;
    return core::Done{};
}

} // namespace records
