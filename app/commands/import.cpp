#include <app/commands/command.h>

#include <app/headless.h>

#include <anatomy/import.h>

#include <core/paths.h>
#include <core/text.h>

#include <algorithm>
#include <cstdio>

namespace app {

namespace {

using anatomy::ImportOrigin;

constexpr std::size_t kTold = 20; ///< lines of a list; --json and --all tell all

std::string listOf(const std::vector<std::string>& texts) {
    std::string out;
    for (const std::string& t : texts) out += (out.empty() ? "" : "; ") + t;
    return out;
}

void printRefusals(const char* title, const std::vector<anatomy::ImportRefusal>& refusals, bool all) {
    if (refusals.empty()) return;
    std::printf("\n%s (%zu):\n", title, refusals.size());
    const std::size_t shown = all ? refusals.size() : std::min(kTold, refusals.size());
    for (std::size_t i = 0; i < shown; ++i) {
        const anatomy::ImportRefusal& r = refusals[i];
        const std::string object = r.object.empty() ? "" : ": " + anatomy::printable(r.object);
        std::printf("  %s%s: %s\n", anatomy::printable(r.file).c_str(), object.c_str(), r.why.c_str());
    }
    if (shown < refusals.size()) std::printf("  and %zu more (--all tells them)\n", refusals.size() - shown);
}

void printStructures(const anatomy::ImportReport& report, bool all) {
    std::printf("\n  %-44s %-10s %9s  %s\n", "structure", "from", "triangles", "notes");
    std::size_t plain = 0;
    for (const anatomy::ImportedStructure& s : report.structures) {
        const bool worthTelling = s.origin == ImportOrigin::Missing || s.origin == ImportOrigin::Grown ||
                                  s.origin == ImportOrigin::Described || !s.notes.empty();
        if (!all && !worthTelling) {
            ++plain;
            continue;
        }
        std::printf("  %-44.44s %-10s %9zu  %s\n", s.structure->name.c_str(),
                    std::string(anatomy::originName(s.origin)).c_str(), s.triangles, listOf(s.notes).c_str());
    }
    if (plain > 0) std::printf("  and %zu imported as they are (--all tells them)\n", plain);
}

void printReport(const anatomy::ImportReport& report, bool all) {
    const anatomy::ImportFrame& frame = report.frame;
    std::printf("%s: %zu files; axes %s%s, unit %s%s; %.0f %% of the described body's size, bones %.0f mm from where "
                "the described ones would lie\n",
                report.source.c_str(), report.files, std::string(anatomy::axesName(frame.axes)).c_str(),
                report.axesGuessed ? " (guessed)" : "", std::string(anatomy::unitName(frame.unit)).c_str(),
                report.unitGuessed ? " (guessed)" : "", static_cast<double>(100.0f * frame.sizeOfBody),
                static_cast<double>(1000.0f * frame.residualM));
    if (frame.turnedDegrees > 0.0f)
        std::printf("it lay askew and was turned by %.0f degrees\n", static_cast<double>(frame.turnedDegrees));
    std::printf("fitted %zu of %zu joints to bones of their own, surfaces %.1f mm apart\n", report.fittedJoints,
                report.joints, static_cast<double>(1000.0f * report.residualM));
    printStructures(report, all);
    printRefusals("not readable", report.unreadable, all);
    printRefusals("not known to the atlas", report.unknown, all);
    std::printf("\nbody \"%s\": %zu structures imported, %zu from the described body, %zu missing\n"
                "use it: paraspinal render OUT.png --body %s\n",
                report.name.c_str(), report.count(ImportOrigin::Imported), report.count(ImportOrigin::Described),
                report.count(ImportOrigin::Missing), report.name.c_str());
}

core::Result<anatomy::ImportRequest> requestOf(const Arguments& arguments) {
    anatomy::ImportRequest request;
    request.source = arguments.plain().front();
    request.name = arguments.text("--as");
    if (arguments.has("--axes")) {
        const auto axes = anatomy::parseAxes(arguments.text("--axes"));
        if (!axes) return axes.error().within("--axes");
        request.axes = axes.value();
    }
    if (arguments.has("--unit")) {
        const auto unit = anatomy::parseUnit(arguments.text("--unit"));
        if (!unit) return unit.error().within("--unit");
        request.unit = unit.value();
    }
    if (arguments.has("--names")) request.mapping = arguments.text("--names");
    return request;
}

core::Result<int> run(const Arguments& arguments) {
    if (!arguments.has("--as")) return core::Error("paraspinal import: --as NAME is needed");
    const auto request = requestOf(arguments);
    if (!request) return request.error();
    const auto assets = core::assetsDirectory();
    if (!assets) return assets.error();
    const auto result = anatomy::importBody(assets.value() / "anatomy", request.value(), sharedWorkers(),
                                            consoleProgress("Importing ..."));
    if (!result) return result.error();
    if (arguments.has("--json"))
        std::printf("%s\n", anatomy::reportJson(result.value().report).c_str());
    else
        printReport(result.value().report, arguments.has("--all"));
    return 0;
}

} // namespace

Command importCommand() {
    return {"import",
            "DIR|FILE --as NAME [--axes lps|ras|gltf] [--unit mm|cm|m] [--names MAP.tsv] [--all] [--json]",
            "makes a body of somebody's meshes, named by FMA id or by name (BodyParts3D and others)",
            {{"--as", "NAME", "to keep it under, for --body; needed. Replaces one of that name"},
             {"--axes", "NAME", "lps, ras or gltf; guessed from the bones unless told"},
             {"--unit", "NAME", "mm, cm or m; guessed from the bones unless told"},
             {"--names", "MAP.tsv", "lines of: name in file <TAB> FMA id or atlas name (\"-\": leave out)"},
             {"--all", "", "tells every structure and every file"},
             {"--json", "", "the report as one JSON object"}},
            1,
            1,
            "the folder or file to import, DIR|FILE",
            run};
}

} // namespace app
