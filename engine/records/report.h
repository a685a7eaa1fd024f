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

struct ReportContent {
    Attempt attempt;
    std::vector<training::Event> events;
    std::vector<TracePoint> trace;
    std::vector<ReportPicture> pictures;
    std::vector<std::string> sources;
};

std::string reportHtml(const ReportContent& content);

} // namespace records
