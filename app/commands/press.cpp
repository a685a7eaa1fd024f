#include <app/commands/body_option.h>
#include <app/commands/command.h>

#include <app/headless.h>
#include <app/reading_json.h>

#include <session/aim.h>
#include <session/session.h>

#include <core/text.h>

#include <cstdio>

namespace app {

namespace {

struct Place {
    glm::vec3 skin{0.0f};
    glm::vec3 direction{0.0f};
    std::string name;
};

/// A trigger point, or the middle of a structure seen from behind.
core::Result<Place> placeOf(const std::string& text, const session::Session& session) {
    const session::World& world = session.world();
    const auto point = world.library->points.resolve(text);
    Place place;
    if (point) {
        place.skin = session.patient().skinOver(point.value(), place.direction).position;
        place.name = point.value().title();
        return place;
    }
    const auto structure = world.library->atlas.resolve(text);
    if (!structure)
        return core::Error("--at: \"" + text + "\" is neither a trigger point nor a structure: " +
                           point.error().text() + "; " + structure.error().text());
    const auto aim = session::aimBehind(world, structure.value()->id);
    if (!aim) return core::Error("--at: " + aim.error().text());
    place.skin = aim.value().skin;
    place.direction = aim.value().direction;
    place.name = structure.value()->name;
    return place;
}

core::Result<int> run(const Arguments& arguments) {
    if (!arguments.has("--at") || !arguments.has("--force"))
        return core::Error("paraspinal press: --at and --force are needed");
    const auto force = arguments.number("--force", 0.0f, 0.0f, 500.0f);
    const auto hold = arguments.number("--hold", 0.0f, 0.0f, 600.0f);
    const auto unit = parsePressureUnit(arguments.text("--unit", "kPa"));
    if (!unit) return unit.error().within("--unit");
    if (!force) return force.error();
    if (!hold) return hold.error();
    const auto library = loadLibrary();
    if (!library) return library.error();
    const std::string tool = arguments.text("--tool", "thumb");
    if (const auto known = tissue::findTool(library.value()->tools, tool); !known)
        return known.error().within("--tool");
    auto chart = library.value()->chart(arguments.text("--patient", "default"));
    if (!chart) return chart.error();
    if (const auto used = useBody(arguments, chart.value()); !used) return used.error();
    const auto world = loadWorld(library.value(), chart.value());
    if (!world) return world.error();
    session::Session session(world.value(), std::nullopt, sharedWorkers());
    std::vector<session::ProbeTarget> probes;
    for (const std::string& text : arguments.all("--probe")) {
        auto target = session::probeTarget(*world.value(), session.patient(), text);
        if (!target) return target.error().within("--probe");
        probes.push_back(std::move(target).value());
    }
    session.watch(std::move(probes));
    const auto place = placeOf(arguments.text("--at"), session);
    if (!place) return place.error();

    training::Input input;
    input.tool = tool;
    input.pressing = true;
    input.skinPoint = place.value().skin;
    input.direction = place.value().direction;
    input.forceN = force.value();
    constexpr float kSettle = 1.0f; // s at the force before it counts
    const float seconds = force.value() / input.rateNPerS + kSettle + hold.value();
    const auto steps = static_cast<int>(seconds / session::kStepSeconds) + 1;
    for (int n = 0; n < steps; ++n) session.step(input);
    const session::Snapshot snapshot = session.snapshot(0);
    if (!snapshot.problem.empty()) return core::Error(snapshot.problem);
    if (arguments.has("--json"))
        std::printf("%s\n", readingJson(snapshot, *world.value(), place.value().name).c_str());
    else
        std::printf("%s", readingText(snapshot, *world.value(), place.value().name, unit.value()).c_str());
    return 0;
}

} // namespace

Command pressCommand() {
    return {
        "press",
        "--at POINT|FMA --tool NAME --force N [--hold S] [--probe POINT|FMA] [--patient FILE] [--body NAME] [--json]",
        "presses once and tells what the tissue and the patient answer",
        {{"--at", "POINT|FMA", "trigger point (\"left upper_trapezius_1\") or structure; needed"},
         {"--tool", "NAME", "thumb unless told (paraspinal list tools)"},
         {"--force", "N", "newtons; needed"},
         {"--hold", "S", "seconds at that force, 0 unless told"},
         {"--probe", "POINT|FMA",
          "also tell the stress there: a trigger point or a structure (a nerve); may be repeated", true},
         {"--unit", "NAME", "of pressure in the text: kPa (default) or N/cm2; JSON is always in kPa"},
         {"--patient", "FILE", "key of assets/patients, or a file"},
         bodyOption(),
         {"--json", "", "result as one JSON object"}},
        0,
        0,
        "",
        run};
}

} // namespace app
