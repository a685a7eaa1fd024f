#include <app/bench/live_steps.h>

#include <app/bench/timing.h>

#include <tissue/flat_layers.h>
#include <tissue/press.h>

#include <core/paths.h>

#include <cmath>

namespace app::bench {

namespace {

constexpr float kForceN = 40.0f, kRampS = 2.0f, kStepS = 1.0f / 60.0f;

struct Kit {
    tissue::MaterialLibrary materials;
    tissue::Tool thumb;
    tissue::FlatLayers map;

    core::Result<tissue::Press> begin(const tissue::BlockOptions& options) const {
        return tissue::Press::begin(map, materials, thumb, {0, 0, 0}, {0, 0, -1}, options);
    }
};

core::Result<Kit> loadKit() {
    const auto assets = core::assetsDirectory();
    if (!assets) return assets.error();
    const auto materials = tissue::loadMaterials(assets.value() / "tissue" / "materials.toml");
    if (!materials) return materials.error();
    const auto tools = tissue::loadTools(assets.value() / "tools");
    if (!tools) return tools.error();
    const auto thumb = tissue::findTool(tools.value(), "thumb");
    if (!thumb) return thumb.error();
    Kit kit{materials.value(), thumb.value(), {}};
    kit.map.layers = tissue::FlatLayers::back();
    return kit;
}

tissue::PressCommand commandAt(int step) {
    const float second = static_cast<float>(step) * kStepS;
    return {tissue::Drive::Force, kForceN * std::min(1.0f, second / kRampS), {}, -1.0f};
}

} // namespace

double LiveSteps::speedUp() const {
    return median(oneMs) / std::max(median(twoMs), 1e-9);
}

core::Result<LiveSteps> measureLiveSteps(int steps) {
    const auto kit = loadKit();
    if (!kit) return kit.error();
    LiveSteps out;
    double start = threadSeconds();
    auto alone = kit.value().begin(tissue::BlockOptions::live());
    if (!alone) return alone.error();
    out.beginMs = 1000.0 * (threadSeconds() - start);
    auto shared = kit.value().begin(tissue::BlockOptions::live());
    if (!shared) return shared.error();
    out.elements = alone.value().elementCount();
    core::Workers one(1), two(2);
    std::vector<double> readings;
    out.sameBits = true;
    for (int n = 1; n <= steps; ++n) { // step by step in turns, so that both meet the same disturbance
        const tissue::PressCommand command = commandAt(n);
        start = threadSeconds();
        double wall = wallSeconds();
        const tissue::StepReport report = alone.value().step(command, kStepS, one);
        out.oneMs.push_back(1000.0 * (wallSeconds() - wall));
        out.processorMs.push_back(1000.0 * (threadSeconds() - start));
        wall = wallSeconds();
        shared.value().step(command, kStepS, two);
        out.twoMs.push_back(1000.0 * (wallSeconds() - wall));
        out.sameBits = out.sameBits && alone.value().hash() == shared.value().hash();
        out.newtonSteps += static_cast<double>(report.newtonSteps) / steps;
        out.products += static_cast<double>(report.solverIterations) / steps;
        out.settled = report.settled;
        start = threadSeconds();
        alone.value().reading();
        readings.push_back(1000.0 * (threadSeconds() - start));
    }
    out.readingMs = median(readings);
    return out;
}

core::Result<std::vector<SizeRow>> measureSizes(int largest) {
    const auto kit = loadKit();
    if (!kit) return kit.error();
    constexpr int kSizes[][2] = {{14, 10}, {20, 12}, {26, 14}, {32, 16}, {44, 20}, {54, 24}, {60, 28}};
    core::Workers alone(1);
    std::vector<SizeRow> rows;
    for (const auto& [across, deep] : kSizes) {
        if (across * across * deep > largest) break;
        tissue::BlockOptions options;
        options.across = across;
        options.deep = deep;
        auto press = kit.value().begin(options);
        if (!press) return press.error();
        const double start = threadSeconds();
        const auto report = press.value().settle({tissue::Drive::Force, 20.0f, {}, -1.0f}, 0.0f, alone);
        rows.push_back({press.value().elementCount(), 1000.0 * (threadSeconds() - start), report.newtonSteps,
                        report.solverIterations, report.settled});
    }
    return rows;
}

double growth(const std::vector<SizeRow>& rows) {
    double n = 0.0, x = 0.0, y = 0.0, xx = 0.0, xy = 0.0;
    for (const SizeRow& r : rows) {
        const double a = std::log(static_cast<double>(r.elements)), b = std::log(std::max(r.settleMs, 1e-6));
        n += 1.0;
        x += a;
        y += b;
        xx += a * a;
        xy += a * b;
    }
    const double spread = n * xx - x * x;
    return spread > 0.0 ? (n * xy - x * y) / spread : 0.0;
}

Floor measureFloor(const LiveSteps& live) {
    Floor f;
    // A product with the stiffness, unassembled: mean gradients (8 x 3) and the symmetric tangent (45) are read, and
    // per element about one node of three components is read and one is read and written. Multiply and add count as
    // two: dF/dX of the eight corners, the tangent applied to it, and its divergence back to the corners.
    f.bytesPerProduct = 4.0 * (24 + 45 + 3 + 6);
    f.flopsPerProduct = 2.0 * (8 * 9 + 81 + 8 * 9);
    // Stress and tangent anew: gradients, law and fibre (8), viscous memory (12) and positions are read, force and
    // tangent written. The law of material.h, its tangent included, takes about 900 operations by hand count.
    f.bytesPerAssembly = 4.0 * (24 + 8 + 12 + 3 + 6 + 45);
    f.flopsPerAssembly = 2.0 * (8 * 9 + 8 * 9) + 900.0;
    const auto blockBytes = static_cast<std::size_t>(f.bytesPerProduct * live.elements);
    f.machine = measureMachine(blockBytes);
    const double assemblies = live.newtonSteps + 1.0;
    const double bytes = live.elements * (live.products * f.bytesPerProduct + assemblies * f.bytesPerAssembly);
    const double flops = live.elements * (live.products * f.flopsPerProduct + assemblies * f.flopsPerAssembly);
    f.memoryMs = 1000.0 * bytes / f.machine.nearBytesPerS;
    f.arithmeticMs = 1000.0 * flops / f.machine.flopsPerS;
    return f;
}

} // namespace app::bench
