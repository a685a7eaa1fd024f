// Report: an attempt as one HTML page that needs nothing beside it but the pictures it names, for the student and the
// teacher: grade with reasons, curve of force and pain over time, what happened when. It says that it is a training
// aid.
#pragma once

#include <records/attempts.h>

#include <filesystem>
#include <string>
#include <vector>

namespace records {

/// Force and pain over the session, for the curve.
struct TracePoint {
    float time = 0.0f;
    float forceN = 0.0f;
    float pain = 0.0f;
    float depthMm = 0.0f;
};

struct ReportPicture {
    std::string file; ///< relative to the report
    std::string caption;
};

/// What a step asked for while it was on: a band behind the curve. A range that is open on both sides is not drawn.
struct TargetBand {
    float from = 0.0f; ///< s
    float to = 0.0f;
    training::Range forceN;
    training::Range pain;
    std::string label; ///< title of the step
};

struct ReportContent {
    Attempt attempt;
    std::vector<training::Event> events;
    std::vector<TracePoint> trace;
    std::vector<TargetBand> bands; ///< targetBands(), empty: none
    std::vector<ReportPicture> pictures;
    std::vector<std::string> sources;
};

/// A band for each step that has a Hold condition and came on: from the end of the step before it to its own, by the
/// StepDone events; the step that was on at the end lasts to `seconds`.
std::vector<TargetBand> targetBands(const training::Lesson& lesson, const std::vector<training::Event>& events,
                                    float seconds);

/// Every text of the content is escaped; a picture's file is made a relative address.
std::string reportHtml(const ReportContent& content);

} // namespace records
