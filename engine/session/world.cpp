#include <session/world.h>

#include <patient/patient.h>
#include <tissue/label_tissue_map.h>

#include <core/hash.h>
#include <core/paths.h>
#include <core/text.h>

namespace session {

namespace {

const char* const kResponseFile = "response.toml"; // figures, not a person

/// A file whose stem is the key, or the file itself.
core::Result<std::filesystem::path> fileOf(const std::vector<std::filesystem::path>& files, const std::string& asked,
                                           const std::string& what) {
    std::vector<std::string> keys;
    for (const auto& file : files) {
        keys.push_back(file.stem().string());
        if (keys.back() == asked) return file;
    }
    std::error_code ignored;
    if (std::filesystem::is_regular_file(asked, ignored)) return std::filesystem::path(asked);
    std::string list;
    for (const std::string& key : keys) list += (list.empty() ? "" : ", ") + key;
    const std::string near = core::nearest(asked, keys);
    return core::Error("no " + what + " \"" + asked + "\"" +
                       (near.empty() ? "; known: " + list : "; did you mean \"" + near + "\"?"));
}

} // namespace

core::Result<std::shared_ptr<const Library>> Library::load(const std::filesystem::path& assets) {
    auto atlas = anatomy::Atlas::load(assets / "anatomy");
    if (!atlas) return atlas.error();
    auto points = patient::PointLibrary::load(assets / "anatomy", atlas.value());
    if (!points) return points.error();
    auto entrapments = patient::EntrapmentLibrary::load(assets / "anatomy", atlas.value(), points.value());
    if (!entrapments) return entrapments.error();
    auto response = patient::readResponse(assets / "patients" / kResponseFile);
    if (!response) return response.error();
    auto tools = tissue::loadTools(assets / "tools");
    if (!tools) return tools.error();
    auto materials = tissue::loadMaterials(assets / "tissue" / "materials.toml");
    if (!materials) return materials.error();
    return std::shared_ptr<const Library>(std::make_shared<Library>(
        Library{assets, std::move(atlas).value(), std::move(points).value(), std::move(entrapments).value(),
                std::move(response).value(), std::move(tools).value(), std::move(materials).value()}));
}

std::vector<std::filesystem::path> Library::chartFiles() const {
    std::vector<std::filesystem::path> files = core::filesBelow(assets / "patients", ".toml");
    std::erase_if(files, [](const auto& f) { return f.filename() == kResponseFile; });
    return files;
}

std::vector<std::filesystem::path> Library::lessonFiles() const {
    return core::filesBelow(assets / "lessons", ".toml");
}

core::Result<patient::Chart> Library::chart(const std::string& keyOrFile) const {
    const auto file = fileOf(chartFiles(), keyOrFile, "patient");
    if (!file) return file.error();
    return patient::readChart(file.value(), points, atlas);
}

core::Result<training::Lesson> Library::lesson(const std::string& keyOrFile) const {
    const auto file = fileOf(lessonFiles(), keyOrFile, "lesson");
    if (!file) return file.error();
    return training::readLesson(file.value(), {atlas, points, tools});
}

core::Result<std::shared_ptr<const World>> World::load(std::shared_ptr<const Library> library,
                                                       const patient::Chart& chart, core::Workers& workers,
                                                       const anatomy::Progress& progress, Purpose purpose) {
    auto body = anatomy::Body::load(library->assets / "anatomy", chart.body, workers, progress);
    if (!body) return body.error();
    const auto pose = body.value().skeleton().posture(chart.posture);
    if (!pose) return pose.error().within("patient \"" + chart.key + "\"");
    core::Hasher hasher; // of the files' bytes: a changed figure is another course of the session
    for (const char* folder : {"tools", "tissue", "patients"})
        for (const auto& file : core::filesBelow(library->assets / folder, ".toml")) {
            const auto bytes = core::readFile(file);
            if (!bytes) return bytes.error();
            hasher.add(std::string_view(bytes.value()));
        }
    for (const char* name : {"trigger_points.toml", "zones.toml", "nerves.toml", "entrapments.toml"}) {
        const auto bytes = core::readFile(library->assets / "anatomy" / name);
        if (!bytes) return bytes.error();
        hasher.add(std::string_view(bytes.value()));
    }
    hasher.add(std::string_view(chart.key));
    anatomy::Labels labels;
    anatomy::Posing posing = anatomy::posingOf(body.value(), pose.value(), workers);
    std::vector<float> thresholds;
    if (purpose == Purpose::Session) {
        labels = anatomy::Labels::build(body.value(), posing, workers);
        const patient::Patient rested(chart, library->points, library->response, library->atlas, labels);
        const tissue::LabelTissueMap map(labels, library->atlas,
                                         [&](const glm::vec3& p, tissue::TissueSample& s) { rested.condition(p, s); });
        thresholds = rested.calibrated(map, library->materials, workers);
    }
    return std::shared_ptr<const World>(
        std::make_shared<World>(World{std::move(library), chart, std::move(body).value(), pose.value(),
                                      std::move(posing), std::move(labels), std::move(thresholds), hasher.value()}));
}

} // namespace session
