// World: everything a session needs that does not change while it runs: the built body of one patient in its posture,
// labels, tissue laws, tools, trigger points, the patient's response and chart. Shared by sessions; immutable.
#pragma once

#include <anatomy/body.h>
#include <anatomy/labels.h>
#include <patient/chart.h>
#include <patient/entrapment.h>
#include <patient/response.h>
#include <patient/trigger_point.h>
#include <tissue/material.h>
#include <tissue/tool.h>
#include <training/lesson.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace session {

/// What lies in assets and belongs to no patient. Cheap to load beside a body.
struct Library {
    std::filesystem::path assets;
    anatomy::Atlas atlas;
    patient::PointLibrary points;
    patient::EntrapmentLibrary entrapments;
    patient::Response response;
    std::vector<tissue::Tool> tools;
    tissue::MaterialLibrary materials;

    static core::Result<std::shared_ptr<const Library>> load(const std::filesystem::path& assets);

    std::vector<std::filesystem::path> chartFiles() const;
    std::vector<std::filesystem::path> lessonFiles() const;
    /// By key ("anna") or by file. Error: lists what there is.
    core::Result<patient::Chart> chart(const std::string& keyOrFile) const;
    core::Result<training::Lesson> lesson(const std::string& keyOrFile) const;
};

struct World {
    std::shared_ptr<const Library> library;
    patient::Chart chart;
    anatomy::Body body;
    anatomy::Pose pose;
    anatomy::Posing posing;           ///< what the pose does to the body
    anatomy::Labels labels;           ///< only with Purpose::Session; asking them otherwise is a broken contract
    std::vector<float> thresholdsKPa; ///< of the chart's points at their depth; only with Purpose::Session
    std::uint64_t contentHash = 0;    ///< of everything but the body that a session's course depends on

    /// A picture of the body needs no labels, which take a third of a second, and no thresholds, a second a point.
    enum class Purpose { Session, Picture };

    /// Builds or reads the body (progress as anatomy::Body::load) and labels it.
    static core::Result<std::shared_ptr<const World>> load(std::shared_ptr<const Library> library,
                                                           const patient::Chart& chart, core::Workers& workers,
                                                           const anatomy::Progress& progress,
                                                           Purpose purpose = Purpose::Session);
};

} // namespace session
