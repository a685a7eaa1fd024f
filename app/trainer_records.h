// Trainer records: keeps what a student did: the attempt in the records, the recording and the report as files in the
// user's data directory. A fault is told and loses nothing but the record.
#pragma once

#include <records/attempts.h>
#include <records/report.h>
#include <session/session.h>

#include <string>
#include <vector>

namespace app {

/// Of a session with a lesson, as far as it got.
records::Attempt attemptOf(const session::Session& session, const std::string& student, const std::string& startedAt);
/// Without pictures.
records::ReportContent reportOf(const session::Session& session, const records::Attempt& attempt);

struct KeptAttempt {
    std::string report; ///< file
    std::string problem;
};

/// ISO 8601, UTC: "2026-11-24T20:19:00Z".
std::string timeNow();

/// The session's lesson is graded.
KeptAttempt keepAttempt(const session::Session& session, const std::string& student, const std::string& startedAt);

/// Newest first; empty when there are none or they cannot be read (which is logged).
std::vector<records::Attempt> attemptsOf(const std::string& student);

} // namespace app
