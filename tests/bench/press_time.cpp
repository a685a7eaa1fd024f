// How long a press takes on one core: 40 N by thumb over skin, fat, muscle and bone, from zero and then live; and how
// much faster two workers settle the same press, in the same run.
#include <core/paths.h>
#include <tissue/press.h>

#include "../unit/tissue/layered_map.h"

#include <chrono>
#include <cstdio>
#include <cstdlib>

int main(int argc, char** argv) {
    const auto assets = core::assetsDirectory();
    if (!assets) return 2;
    const auto materials = tissue::loadMaterials(assets.value() / "tissue" / "materials.toml");
    const auto tools = tissue::loadTools(assets.value() / "tools");
    if (!materials || !tools) return 2;
    const auto tool = tissue::findTool(tools.value(), argc > 1 ? argv[1] : "thumb");
    if (!tool) return 2;
    const float target = argc > 2 ? std::strtof(argv[2], nullptr) : 40.0f;
    core::Workers alone(1);
    const auto now = [] { return std::chrono::steady_clock::now(); };
    const auto ms = [](auto a, auto b) { return std::chrono::duration<double, std::milli>(b - a).count(); };
    const layered::Map map = layered::back();
    auto t0 = now();
    auto press = tissue::Press::begin(map, materials.value(), tool.value(), {0, 0, 0}, {0, 0, -1});
    auto t1 = now();
    if (!press) return 2;
    std::printf("begin: %.1f ms, %d elements\n", ms(t0, t1), press.value().elementCount());
    tissue::PressCommand command{tissue::Drive::Force, target, {}, -1.0f};
    t0 = now();
    auto report = press.value().settle(command, 0.0f, alone);
    t1 = now();
    auto r = press.value().reading();
    auto t2 = now();
    std::printf("settle %g N: %.1f ms, %d Newton steps, %d iterations, residual %.4f, settled %d; reading %.1f ms\n",
                static_cast<double>(target), ms(t0, t1), report.newtonSteps, report.solverIterations,
                static_cast<double>(report.residual), report.settled, ms(t1, t2));
    std::printf("force %.2f N, depth %.2f mm, area %.2f cm2, mean %.0f kPa, peak %.0f kPa, stiffness %.2f N/mm\n",
                static_cast<double>(r.forceN), static_cast<double>(r.depthMm), static_cast<double>(r.contactAreaCm2),
                static_cast<double>(r.meanPressureKPa), static_cast<double>(r.peakPressureKPa),
                static_cast<double>(r.stiffnessNPerMm));
    for (const auto& l : r.column)
        std::printf("  %-8s %5.1f -> %5.1f mm, %6.1f kPa, share %.2f\n",
                    std::string(tissue::tissueKindName(l.kind)).c_str(), static_cast<double>(l.thicknessBeforeMm),
                    static_cast<double>(l.thicknessNowMm), static_cast<double>(l.meanStressKPa),
                    static_cast<double>(l.loadShare));
    core::Workers two(2);
    auto shared = tissue::Press::begin(map, materials.value(), tool.value(), {0, 0, 0}, {0, 0, -1});
    const auto begun = now();
    shared.value().settle(command, 0.0f, two);
    const double sharedMs = ms(begun, now());
    std::printf("two workers: %.1f ms, %.2f times one; same bits: %s\n", sharedMs, ms(t0, t1) / sharedMs,
                shared.value().hash() == press.value().hash() ? "yes" : "NO");
    auto live = tissue::Press::begin(map, materials.value(), tool.value(), {0, 0, 0}, {0, 0, -1});
    double worst = 0.0, sum = 0.0;
    const int steps = 80; // 2 s of ramp at 20 N/s and 2 s of hold, 20 steps a second
    for (int n = 1; n <= steps; ++n) {
        command.amount = target * std::min(1.0f, static_cast<float>(n) / 40.0f);
        t0 = now();
        report = live.value().step(command, 0.05f, alone);
        const double spent = ms(t0, now());
        worst = std::max(worst, spent);
        sum += spent;
        if (n % 10 == 0 || n < 4) {
            r = live.value().reading();
            std::printf("  %.2f s: %.1f N, %.2f mm, %.1f ms (%d Newton, %d iterations, settled %d)\n", 0.05 * n,
                        static_cast<double>(r.forceN), static_cast<double>(r.depthMm), spent, report.newtonSteps,
                        report.solverIterations, report.settled);
        }
    }
    std::printf("live: mean %.1f ms a step, worst %.1f ms\n", sum / steps, worst);
    return 0;
}
