// Database: an SQLite file behind RAII: opened with checks and brought up to date, statements with bound values,
// transactions. Errors say file, what was tried and SQLite's reason. A file that is damaged, newer, or another
// program's is left as it is. sqlite3.h stays in database.cpp.
#pragma once

#include <core/result.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

namespace records {

/// A prepared statement. Parameters are bound in order, columns count from 0.
class Statement {
public:
    Statement& bind(std::int64_t value);
    Statement& bind(double value);
    Statement& bind(std::string_view text);

    /// True: there is a row.
    core::Result<bool> step();
    /// To its end, whatever rows come.
    core::Status run();

    std::int64_t integer(int column) const;
    double real(int column) const;
    std::string text(int column) const; ///< UTF-8 whatever the file holds

private:
    friend class Database;
    struct Finalise {
        void operator()(sqlite3_stmt* statement) const;
    };
    Statement(sqlite3_stmt* statement, std::string file) : statement_(statement), file_(std::move(file)) {}
    void bound(int code);

    std::unique_ptr<sqlite3_stmt, Finalise> statement_;
    std::string file_;
    int parameter_ = 0;
    int bindFault_ = 0; ///< SQLite's code of the first bind that failed; told by step
};

class Database {
public:
    /// `applicationId` marks the file as ours; `migrations[i]` takes a file from version i to i + 1.
    static core::Result<Database> open(const std::filesystem::path& file, std::int32_t applicationId,
                                       std::span<const char* const> migrations);

    core::Result<Statement> prepare(const char* sql) const;
    /// One or more statements without values.
    core::Status run(const char* sql) const;
    core::Result<std::int64_t> number(const char* sql) const;
    std::int64_t lastId() const;
    const std::string& file() const { return file_; }

private:
    struct Close {
        void operator()(sqlite3* database) const;
    };
    explicit Database(std::string file) : file_(std::move(file)) {}
    core::Status connect();
    core::Status checkIdentity(std::int32_t applicationId, std::size_t newest) const;
    core::Status migrate(std::int32_t applicationId, std::span<const char* const> migrations) const;
    core::Error fault(const std::string& what) const;

    std::string file_;
    std::unique_ptr<sqlite3, Close> handle_;
};

/// Rolls back unless commit() came through.
class Transaction {
public:
    /// `write` takes the file's lock at once, so that two programs wait for each other instead of failing half way.
    static core::Result<Transaction> begin(const Database& database, bool write);
    Transaction(Transaction&& other) noexcept : database_(std::exchange(other.database_, nullptr)) {}
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();
    core::Status commit();

private:
    explicit Transaction(const Database& database) : database_(&database) {}
    const Database* database_;
};

} // namespace records
