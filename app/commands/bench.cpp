#include <app/commands/command.h>

#include <app/bench/bullet_block.h>
#include <app/bench/live_steps.h>
#include <app/bench/reference_case.h>
#include <app/bench/timing.h>

#include <tissue/press.h>

#include <core/text.h>

#include <cmath>
#include <cstdio>
#include <limits>

namespace app {

namespace {

using namespace bench;

struct Comparison {
    ReferenceCase reference;
    std::vector<CaseRun> ours, bullet;
};

/// How many times less time ours takes than Bullet's `theirs` at no more error; 0: never at no more error.
double timesLess(const Comparison& c, const CaseRun& theirs) {
    double best = std::numeric_limits<double>::infinity();
    for (const CaseRun& r : c.ours)
        if (r.error <= theirs.error) best = std::min(best, r.secondsPerSimulatedSecond);
    return std::isfinite(best) ? theirs.secondsPerSimulatedSecond / best : 0.0;
}

constexpr double kLost = 0.5; // an error from which on a curve says nothing

/// The run with which Bullet stands best; null when all of its runs are lost.
const CaseRun* bestOfBullet(const Comparison& c) {
    const CaseRun* best = nullptr;
    for (const CaseRun& r : c.bullet)
        if (r.error < kLost && (best == nullptr || timesLess(c, r) < timesLess(c, *best))) best = &r;
    return best;
}

core::Result<Comparison> compare(const Arguments& arguments) {
    auto reference = arguments.has("--cases")
                         ? readCase(arguments.text("--cases"), arguments.text("--case", "ball10_homog"))
                         : ownCase();
    if (!reference) return reference.error();
    Comparison c{std::move(reference).value(), {}, {}};
    const auto live = tissue::BlockOptions::live();
    const int sizes[][2] = {{8, 6}, {10, 8}, {14, 10}, {live.across, live.deep}};
    for (const auto& [across, deep] : sizes) {
        auto run = runOurs(c.reference, across, deep);
        if (!run) return run.error();
        c.ours.push_back(std::move(run).value());
    }
    for (const BulletSettings& s :
         haveBullet() ? bulletSettings(arguments.has("--sweep")) : std::vector<BulletSettings>{}) {
        std::fprintf(stderr, "Bullet: %s ...\n", s.text().c_str());
        if (auto run = runBullet(c.reference, s)) c.bullet.push_back(std::move(*run));
    }
    return c;
}

void print(const char* who, const CaseRun& r) {
    std::printf("  %-7s %-66s %7d elements  %8.3f s  ", who, r.settings.c_str(), r.elements,
                r.secondsPerSimulatedSecond);
    if (r.error < kLost)
        std::printf("error %.1f %%\n", 100.0 * r.error);
    else
        std::printf("lost (error above %.0f %%)\n", 100.0 * kLost);
}

void print(const LiveSteps& live, const Floor& floor) {
    std::printf("Live steps: thumb to 40 N in 2 s, held 1 s, 60 steps a second, %d elements\n", live.elements);
    std::printf("  one worker, processor time   median %.2f ms, worst %.2f ms\n", median(live.processorMs),
                largest(live.processorMs));
    std::printf("  one worker, wall clock       median %.2f ms, worst %.2f ms\n", median(live.oneMs),
                largest(live.oneMs));
    std::printf("  two workers, wall clock      median %.2f ms, worst %.2f ms, %.2f times one, same bits: %s\n",
                median(live.twoMs), largest(live.twoMs), live.speedUp(), live.sameBits ? "yes" : "NO");
    std::printf("  block built in %.0f ms, a reading takes %.2f ms; per step %.1f Newton steps, %.0f products; "
                "last step settled: %s\n\n",
                live.beginMs, live.readingMs, live.newtonSteps, live.products, live.settled ? "yes" : "no");
    std::printf(
        "Floor of such a step, counted: %.0f B and %.0f operations per element and product, %.0f B and %.0f per "
        "assembly\n",
        floor.bytesPerProduct, floor.flopsPerProduct, floor.bytesPerAssembly, floor.flopsPerAssembly);
    std::printf("  machine, measured: %.1f GB/s on data of the block's size, %.1f GB/s from memory, %.1f Gop/s\n",
                1e-9 * floor.machine.nearBytesPerS, 1e-9 * floor.machine.farBytesPerS, 1e-9 * floor.machine.flopsPerS);
    std::printf("  memory %.2f ms, arithmetic %.2f ms: the mean step takes %.1f times the floor\n\n", floor.memoryMs,
                floor.arithmeticMs, mean(live.processorMs) / std::max(floor.ms(), 1e-9));
}

void print(const std::vector<SizeRow>& rows) {
    std::printf("Cost against size: from rest to equilibrium at 20 N, one worker, processor time\n");
    for (const SizeRow& r : rows)
        std::printf("  %7d elements  %9.1f ms  %4d Newton steps  %6d products  settled: %s\n", r.elements, r.settleMs,
                    r.newtonSteps, r.products, r.settled ? "yes" : "no");
    std::printf("  grows with power %.2f of the number of elements\n\n", growth(rows));
}

void print(const Comparison& c) {
    std::printf(
        "Beside Bullet's soft body: ball of %.0f mm to %.0f mm in one second on one layer of %.0f mm, one core\n",
        static_cast<double>(c.reference.body.radius), static_cast<double>(kBenchDepthMm),
        static_cast<double>(c.reference.thicknessMm()));
    std::printf("  processor time per simulated second; error of force over the largest force, against: %s\n",
                c.reference.from.c_str());
    for (const CaseRun& r : c.ours) print("ours", r);
    for (const CaseRun& r : c.bullet) print("Bullet", r);
    if (!haveBullet()) {
        std::printf("  Bullet was not found when this program was built (Debian: libbullet-dev): nothing to compare\n");
        return;
    }
    const CaseRun* best = bestOfBullet(c);
    if (best == nullptr)
        std::printf("  none of Bullet's runs stayed with the curve: nothing to compare\n");
    else if (timesLess(c, *best) > 0.0)
        std::printf("  at Bullet's best (%s) ours takes %.1f times less time at no more error\n",
                    best->settings.c_str(), timesLess(c, *best));
    else
        std::printf("  Bullet's %s has less error than any of ours\n", best->settings.c_str());
}

void write(core::JsonWriter& json, const char* key, const std::vector<CaseRun>& runs) {
    json.key(key).beginArray();
    for (const CaseRun& r : runs)
        json.beginObject()
            .field("settings", r.settings)
            .field("elements", r.elements)
            .field("seconds_per_simulated_second", r.secondsPerSimulatedSecond)
            .field("error", r.error)
            .endObject();
    json.endArray();
}

std::string jsonOf(const LiveSteps& live, const Floor& floor, const std::vector<SizeRow>& sizes, const Comparison& c) {
    core::JsonWriter json;
    json.beginObject().key("live").beginObject();
    json.field("elements", live.elements).field("begin_ms", live.beginMs).field("reading_ms", live.readingMs);
    json.field("median_ms", median(live.processorMs)).field("worst_ms", largest(live.processorMs));
    json.field("one_wall_median_ms", median(live.oneMs)).field("one_wall_worst_ms", largest(live.oneMs));
    json.field("two_wall_median_ms", median(live.twoMs)).field("two_wall_worst_ms", largest(live.twoMs));
    json.field("two_over_one", live.speedUp()).field("same_bits", live.sameBits);
    json.field("newton_steps", live.newtonSteps).field("products", live.products).field("settled", live.settled);
    json.endObject().key("floor").beginObject();
    json.field("bytes_per_product", floor.bytesPerProduct).field("operations_per_product", floor.flopsPerProduct);
    json.field("bytes_per_assembly", floor.bytesPerAssembly).field("operations_per_assembly", floor.flopsPerAssembly);
    json.field("near_bytes_per_s", floor.machine.nearBytesPerS).field("far_bytes_per_s", floor.machine.farBytesPerS);
    json.field("operations_per_s", floor.machine.flopsPerS);
    json.field("memory_ms", floor.memoryMs).field("arithmetic_ms", floor.arithmeticMs);
    json.endObject().key("sizes").beginArray();
    for (const SizeRow& r : sizes)
        json.beginObject()
            .field("elements", r.elements)
            .field("settle_ms", r.settleMs)
            .field("newton_steps", r.newtonSteps)
            .field("products", r.products)
            .field("settled", r.settled)
            .endObject();
    json.endArray().field("power", growth(sizes));
    json.key("comparison").beginObject().field("reference", c.reference.from).field("bullet_found", haveBullet());
    write(json, "ours", c.ours);
    write(json, "bullet", c.bullet);
    const CaseRun* best = bestOfBullet(c);
    json.key("times_less");
    if (best != nullptr)
        json.value(timesLess(c, *best));
    else
        json.null();
    json.endObject().endObject();
    return json.text();
}

core::Result<int> run(const Arguments& arguments) {
    if (arguments.plain().front() != "tissue")
        return core::Error("paraspinal bench: nothing is called \"" + arguments.plain().front() + "\"; known: tissue");
    const auto steps = arguments.number("--steps", 180.0f, 1.0f, 100000.0f);
    const auto largest = arguments.number("--largest", 100800.0f, 5000.0f, 200000.0f);
    if (!steps) return steps.error();
    if (!largest) return largest.error();
    if (arguments.has("--case") && !arguments.has("--cases"))
        return core::Error("paraspinal bench: --case names a case of the folder that --cases gives");
    const auto comparison = compare(arguments); // first: its arguments may be wrong
    if (!comparison) return comparison.error();
    const auto live = measureLiveSteps(static_cast<int>(steps.value()));
    if (!live) return live.error();
    const Floor floor = measureFloor(live.value());
    const auto sizes = measureSizes(static_cast<int>(largest.value()));
    if (!sizes) return sizes.error();
    if (arguments.has("--json")) {
        std::printf("%s\n", jsonOf(live.value(), floor, sizes.value(), comparison.value()).c_str());
        return 0;
    }
    print(live.value(), floor);
    print(sizes.value());
    print(comparison.value());
    return 0;
}

} // namespace

Command benchCommand() {
    return {"bench",
            "tissue [--cases DIR] [--case ID] [--steps N] [--largest N] [--sweep] [--json]",
            "measures the tissue solver: time of a step, growth with size, floor, and Bullet's soft body beside it",
            {{"--cases", "DIR", "indentation cases (cases.json); without: against our own fine resolution"},
             {"--case", "ID", "ball10_homog unless told: a frictionless ball on one layer"},
             {"--steps", "N", "live steps measured, 180 unless told"},
             {"--largest", "N", "elements of the largest block, 100800 unless told"},
             {"--sweep", "", "all settings of Bullet that the shown ones were chosen from (many minutes)"},
             {"--json", "", "result as one JSON object"}},
            1,
            1,
            "what to measure: tissue",
            run};
}

} // namespace app
