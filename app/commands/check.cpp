#include <app/commands/command.h>

#include <app/headless.h>

#include <anatomy/description.h>
#include <anatomy/landmarks.h>
#include <anatomy/population.h>
#include <anatomy/skin.h>
#include <anatomy/tendons.h>
#include <records/recording.h>
#include <session/scripted_student.h>

#include <core/document.h>
#include <core/paths.h>
#include <core/text.h>

#include <cstdio>

namespace app {

namespace {

namespace fs = std::filesystem;

template <typename T>
core::Status statusOf(const core::Result<T>& result) {
    if (!result) return result.error();
    return core::Done{};
}

/// Tells what a file is by what it holds, so that a file may lie anywhere.
std::string kindOf(const fs::path& file, core::Status& status) {
    if (file.extension() == ".jsonl") return "recording";
    auto document = core::Document::read(file);
    if (!document) {
        status = document.error();
        return {};
    }
    const core::Node root = document.value().root();
    const auto has = [&](const char* key) { return root.has(key); };
    const bool response = has("kind") && root.find("kind").isText() && root.find("kind").text() == "response";
    if (response) return "response";
    if (has("largest_force_n")) return "tool"; // before shapes: a tool has one too
    if (has("tendon")) return "tendons";
    if (has("landmark")) return "landmarks";
    if (has("vertebra")) return "population";
    if (has("structure")) return "atlas";
    if (has("shape")) return "shapes";
    if (has("joint") || has("posture_angles")) return "skeleton";
    if (has("law") && has("cause")) return "entrapments";
    if (has("nerve")) return "nerves";
    if (has("point")) return "points";
    if (has("zone")) return "zones";
    if (has("material")) return "materials";
    if (has("act")) return "script";
    if (has("step")) return "lesson";
    if (has("story") || has("trigger_point")) return "patient";
    if (has("site") || has("form")) return "skin";
    return {};
}

/// A folder was read for the sake of one file: its neighbours' faults are not asked for.
core::Status onlyOf(const fs::path& file, const core::Status& status) {
    if (status) return status;
    std::vector<std::string> own;
    for (const std::string& message : status.error().messages)
        if (message.find(file.filename().string()) != std::string::npos) own.push_back(message);
    if (own.empty()) return core::Done{};
    core::Error error(own.front());
    error.messages = own;
    return error;
}

/// Reads with the reader the program itself uses. What belongs to a folder is read as that folder.
core::Status readAs(const std::string& kind, const fs::path& file, const session::Library* library) {
    const fs::path folder = file.parent_path();
    if (kind == "atlas") return statusOf(anatomy::Atlas::load(folder.parent_path()));
    if (kind == "shapes") {
        const auto shapes = anatomy::readShapes(file);
        if (!shapes) return shapes.error();
        for (const anatomy::Shape& shape : shapes.value().shapes)
            if (const auto mesh = anatomy::meshShape(shape); !mesh) return mesh.error();
        return core::Done{};
    }
    if (kind == "nerves") return statusOf(anatomy::readNerveShapes(file));
    if (kind == "skeleton") return statusOf(anatomy::Skeleton::load(file));
    if (kind == "tendons") return statusOf(anatomy::readTendons(file));
    if (kind == "landmarks") { // places on bones: they are looked for on the body they are for
        core::Workers workers(2);
        const auto body = anatomy::Body::load(folder, {}, workers, {});
        return body ? statusOf(anatomy::Landmarks::find(file, body.value())) : core::Status(body.error());
    }
    if (kind == "population") return statusOf(anatomy::readPopulation(file));
    if (kind == "skin") return statusOf(anatomy::readSkin(file));
    if (kind == "materials") return statusOf(tissue::loadMaterials(file));
    if (kind == "tool") return onlyOf(file, statusOf(tissue::loadTools(folder)));
    if (kind == "response") return statusOf(patient::readResponse(file));
    if (kind == "recording") return statusOf(records::readRecording(file));
    if (kind == "points" || kind == "zones") return statusOf(patient::PointLibrary::load(folder, library->atlas));
    if (kind == "entrapments")
        return statusOf(patient::EntrapmentLibrary::load(folder, library->atlas, library->points));
    if (kind == "patient") return statusOf(patient::readChart(file, library->points, library->atlas));
    if (kind == "lesson")
        return statusOf(training::readLesson(file, {library->atlas, library->points, library->tools}));
    return statusOf(session::readScript(file, *library));
}

core::Result<int> run(const Arguments& arguments) {
    std::shared_ptr<const session::Library> library;
    int faults = 0;
    core::JsonWriter json;
    json.beginObject().key("files").beginArray();
    const bool asJson = arguments.has("--json");
    for (const std::string& name : arguments.plain()) {
        core::Status status = core::Done{};
        std::string kind = kindOf(name, status);
        if (status && kind.empty())
            status = core::Error(name + ": this is none of Paraspinal's files: no reader knows its keys");
        const bool needsLibrary = kind == "points" || kind == "zones" || kind == "entrapments" || kind == "patient" ||
                                  kind == "lesson" || kind == "script";
        if (status && needsLibrary && !library) {
            const auto loaded = loadLibrary();
            if (loaded)
                library = loaded.value();
            else
                status = loaded.error();
        }
        if (status) status = readAs(kind, name, library.get());
        json.beginObject()
            .field("file", name)
            .field("kind", kind)
            .field("good", status.ok())
            .key("faults")
            .beginArray();
        if (!status) {
            ++faults;
            for (const std::string& message : status.error().messages) {
                json.value(message);
                if (!asJson) std::fprintf(stderr, "%s\n", message.c_str());
            }
        } else if (!asJson) {
            std::printf("%s: good (%s)\n", name.c_str(), kind.c_str());
        }
        json.endArray().endObject();
    }
    json.endArray().field("good", faults == 0).endObject();
    if (asJson) std::printf("%s\n", json.text().c_str());
    return faults == 0 ? 0 : 2;
}

} // namespace

Command checkCommand() {
    return {"check",
            "FILE... [--json]",
            "reads files of ours and tells what is wrong with them, by line",
            {{"--json", "", "as one JSON object"}},
            1,
            10000,
            "the file to check",
            run};
}

} // namespace app
