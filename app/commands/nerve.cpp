#include <app/commands/command.h>

#include <app/headless.h>

#include <session/nerve_site.h>
#include <session/session.h>

#include <core/text.h>

#include <cmath>
#include <cstdio>

namespace app {

namespace {

constexpr int kRowsPerPhase = 6;
constexpr float kMinute = 60.0f;

struct Row {
    float minutes = 0.0f;
    patient::NerveBenchState state;
};

std::string percent(float share) {
    return core::fixed(static_cast<double>(100.0f * share), 0);
}

/// What a hand brings to the nerve, pressing on the skin that is nearest to the place.
core::Result<float> pressed(const std::shared_ptr<const session::Library>& library, const Arguments& arguments,
                            const patient::NerveControls& controls, float newton) {
    const std::string tool = arguments.text("--tool", "thumb");
    if (const auto known = tissue::findTool(library->tools, tool); !known) return known.error().within("--tool");
    const auto chart = library->chart(arguments.text("--patient", "default"));
    if (!chart) return chart.error();
    const auto world = loadWorld(library, chart.value());
    if (!world) return world.error();
    const auto at = library->entrapments.resolve(controls.site);
    if (!at) return at.error();
    const session::NerveSite site = session::nerveSite(*world.value(), at.value());
    const anatomy::SkinHit skin = world.value()->labels.nearestSkin(site.at);
    session::Session session(world.value(), std::nullopt, sharedWorkers());
    training::Input input;
    input.tool = tool;
    input.pressing = true;
    input.skinPoint = skin.position;
    input.direction = -skin.normal;
    input.forceN = newton;
    input.nerve = controls;
    const int steps = static_cast<int>((newton / input.rateNPerS + 1.0f) / session::kStepSeconds) + 1;
    for (int n = 0; n < steps; ++n) session.step(input);
    const session::Snapshot snapshot = session.snapshot(0);
    if (!snapshot.problem.empty()) return core::Error(snapshot.problem);
    return snapshot.nerve.kPa[static_cast<std::size_t>(patient::NerveCause::Hand)];
}

void run(patient::NerveBench& bench, patient::NerveControls controls, float hand, float minutes,
         std::vector<Row>& rows) {
    if (minutes <= 0.0f) return;
    controls.pace = minutes * kMinute / kRowsPerPhase;
    // paces are bounded: more, shorter steps give the same course
    const int parts = static_cast<int>(std::ceil(controls.pace / patient::kMostPace));
    controls.pace /= static_cast<float>(parts);
    for (int row = 0; row < kRowsPerPhase; ++row) {
        for (int part = 0; part < parts; ++part) bench.step(controls, hand, 1.0f);
        rows.push_back({bench.state().seconds / kMinute, bench.state()});
    }
}

void printText(const std::vector<Row>& rows, const patient::NerveBenchState& last, const session::Library& library) {
    const patient::Entrapment& site = *last.at.entrapment;
    std::printf("%s\n", patient::entrapmentTitle(last.at, library.atlas).c_str());
    std::printf("a model for teaching: how much presses here has mostly not been measured (estimates)\n\n");
    std::printf("  min    kPa  flow %%  conduction %% (sensitive-hardy)  tingling  numbness  pain  weakness %%\n");
    for (const Row& r : rows) {
        const patient::NerveFelt& m = r.state.middle();
        std::printf("%5s  %5s  %6s  %12s (%s-%s)%*s  %8s  %8s  %4s  %10s\n",
                    core::fixed(static_cast<double>(r.minutes), 1).c_str(),
                    core::fixed(static_cast<double>(r.state.pressureKPa), 1).c_str(), percent(m.flow).c_str(),
                    percent(m.conduction).c_str(), percent(r.state.people[0].conduction).c_str(),
                    percent(r.state.people[2].conduction).c_str(), 12, "", percent(m.symptoms.tingling).c_str(),
                    percent(m.symptoms.numbness).c_str(), percent(m.symptoms.pain).c_str(),
                    percent(m.symptoms.weakness).c_str());
    }
    std::printf("\nsigns: %s\ntest: %s\n", site.signs.c_str(), site.test.c_str());
    if (!site.stop.empty()) std::printf("stop: %s\n", site.stop.c_str());
}

void printJson(const std::vector<Row>& rows, const patient::NerveBenchState& last) {
    const patient::Entrapment& site = *last.at.entrapment;
    core::JsonWriter json;
    json.beginObject()
        .field("site", site.key())
        .field("side", std::string(core::sideName(last.at.side)))
        .field("stage", last.stage)
        .key("course")
        .beginArray();
    for (const Row& r : rows) {
        json.beginObject().field("minutes", r.minutes).field("pressure_kpa", r.state.pressureKPa);
        json.field("hand_kpa", r.state.kPa[static_cast<std::size_t>(patient::NerveCause::Hand)]);
        json.key("people").beginArray();
        for (const patient::NerveFelt& f : r.state.people)
            json.beginObject()
                .field("nature", f.nature)
                .field("flow", f.flow)
                .field("conduction", f.conduction)
                .field("lasting", f.lasting)
                .field("tingling", f.symptoms.tingling)
                .field("numbness", f.symptoms.numbness)
                .field("pain", f.symptoms.pain)
                .field("weakness", f.symptoms.weakness)
                .endObject();
        json.endArray().endObject();
    }
    json.endArray().endObject();
    std::printf("%s\n", json.text().c_str());
}

core::Result<int> runNerve(const Arguments& arguments) {
    const auto library = loadLibrary();
    if (!library) return library.error();
    const patient::EntrapmentLibrary& entrapments = library.value()->entrapments;
    patient::NerveControls controls;
    controls.site = arguments.plain().front();
    const auto at = entrapments.resolve(controls.site);
    if (!at) return at.error();
    for (std::size_t i = 0; i < patient::kLaidOn.size(); ++i) {
        const std::string option = "--" + std::string(patient::nerveCauseName(patient::kLaidOn[i]));
        const auto share = arguments.number(option, 0.0f, 0.0f, 1.0f);
        if (!share) return share.error();
        if (arguments.has(option) && !at.value().entrapment->has(patient::kLaidOn[i]))
            return core::Error(option + ": " + at.value().entrapment->key() + " is not pressed on by that");
        controls.share[i] = share.value();
    }
    const auto minutes = arguments.number("--minutes", 30.0f, 0.1f, 600.0f);
    const auto release = arguments.number("--release", 0.0f, 0.0f, 600.0f);
    const auto newton = arguments.number("--press", 0.0f, 0.0f, 500.0f);
    for (const auto* read : {&minutes, &release, &newton})
        if (!*read) return read->error();
    float hand = 0.0f;
    if (newton.value() > 0.0f) {
        const auto onNerve = pressed(library.value(), arguments, controls, newton.value());
        if (!onNerve) return onNerve.error();
        hand = onNerve.value();
    }
    patient::NerveBench bench(entrapments);
    std::vector<Row> rows;
    bench.step(controls, hand, 0.0f);
    rows.push_back({0.0f, bench.state()});
    run(bench, controls, hand, minutes.value(), rows);
    controls.share = {};
    run(bench, controls, 0.0f, release.value(), rows);
    if (arguments.has("--json"))
        printJson(rows, bench.state());
    else
        printText(rows, bench.state(), *library.value());
    return 0;
}

} // namespace

Command nerveCommand() {
    return {"nerve",
            "SITE [--tone S] [--disc S] [--posture S] [--press N [--tool NAME]] [--minutes M] [--release M] [--json]",
            "what pressure does to a nerve in time, where it is caught",
            {{"--tone", "S", "of the muscle that squeezes it, 0 to 1"},
             {"--disc", "S", "bulge of the disc, 0 to 1"},
             {"--posture", "S", "the posture that stretches or squeezes it, held, 0 to 1"},
             {"--press", "N", "newtons of a tool on the skin over it: what arrives is asked of the tissue solver"},
             {"--tool", "NAME", "thumb unless told (paraspinal list tools)"},
             {"--minutes", "M", "how long, 30 unless told"},
             {"--release", "M", "minutes with everything taken off afterwards, 0 unless told"},
             {"--patient", "FILE", "key of assets/patients, or a file, for --press"},
             {"--json", "", "result as one JSON object"}},
            1,
            1,
            "where the nerve is caught (paraspinal list entrapments)",
            runNerve};
}

} // namespace app
