// Attempts: what each student has done, in one SQLite file. The caller gives the time (nothing below the application
// reads a clock). Errors: the file cannot be opened or is of a newer version; SQLite's reason.
#pragma once

#include <training/lesson_run.h>

#include <core/result.h>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace records {

struct Attempt {
    std::int64_t id = 0; ///< given by the store
    std::string student;
    std::string lesson; ///< key
    std::string lessonTitle;
    std::string patient;
    std::string startedAt; ///< ISO 8601, UTC: "2026-11-24T20:19:00Z"
    float seconds = 0.0f;
    training::Grade grade;
    std::string recording; ///< file name beside the database, or empty
};

class AttemptStore {
public:
    /// Created when missing; older versions are brought up to date.
    static core::Result<AttemptStore> open(const std::filesystem::path& file);
    AttemptStore(AttemptStore&&) noexcept;
    AttemptStore& operator=(AttemptStore&&) noexcept;
    ~AttemptStore();

    /// Error: SQLite's. Returns the id.
    core::Result<std::int64_t> add(const Attempt& attempt);
    /// Newest first; an empty student or lesson means all.
    core::Result<std::vector<Attempt>> list(const std::string& student = {}, const std::string& lesson = {}) const;
    core::Result<std::vector<std::string>> students() const;

private:
    struct Impl;
    explicit AttemptStore(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace records
