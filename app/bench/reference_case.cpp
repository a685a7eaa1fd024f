#include <app/bench/reference_case.h>

#include <app/bench/timing.h>

#include <tissue/press.h>

#include <core/text.h>

#include <cmath>

namespace app::bench {

namespace {

constexpr float kHalfWidth = 0.055f; // of the block, metres: as in the trainer

float readAt(const std::vector<glm::vec2>& curve, float x) {
    for (std::size_t i = 1; i < curve.size(); ++i)
        if (x <= curve[i].x) {
            const float t = (x - curve[i - 1].x) / std::max(curve[i].x - curve[i - 1].x, 1e-9f);
            return glm::mix(curve[i - 1].y, curve[i].y, glm::clamp(t, 0.0f, 1.0f));
        }
    return curve.empty() ? 0.0f : curve.back().y;
}

core::Result<tissue::Press> begin(const ReferenceCase& reference, tissue::BlockOptions options) {
    tissue::Tool tool;
    tool.shape.form = tissue::ToolShape::Form::Ball;
    tool.shape.radius = 0.001f * reference.body.radius;
    tool.largestForceN = 1000.0f;
    options.halfWidth = kHalfWidth;
    options.depth = 0.001f * reference.body.thickness;
    options.viscous = false;
    return tissue::Press::begin(reference.body, reference.body.laws(), tool, {0, 0, 0}, {0, 0, -1}, options);
}

} // namespace

double ReferenceCase::error(const std::vector<glm::vec2>& other) const {
    float top = 0.0f, worst = 0.0f;
    for (const glm::vec2& p : curve) top = std::max(top, std::fabs(p.y));
    for (const glm::vec2& p : curve) {
        const float off = std::fabs(readAt(other, p.x) - p.y);
        if (!std::isfinite(off)) return HUGE_VAL;
        worst = std::max(worst, off);
    }
    return static_cast<double>(worst / std::max(top, 1e-9f));
}

core::Result<ReferenceCase> readCase(const std::filesystem::path& folder, const std::string& id) {
    const auto cases = indentation::readCases(folder);
    if (!cases) return cases.error();
    const std::string file = (folder / "cases.json").string();
    std::vector<std::string> known;
    for (const indentation::Case& found : cases.value()) {
        known.push_back(found.id);
        if (found.id != id) continue;
        if (!found.ball || found.contact != indentation::Case::Contact::Frictionless || found.layers.size() != 1 ||
            !found.inclusions.empty() || !found.bones.empty())
            return core::Error(file + ": case " + id +
                               " is no frictionless ball on one layer, which is what both programs can press");
        ReferenceCase c{"indentation case " + id, found, {}};
        for (const indentation::CurvePoint& p : found.curve) {
            const glm::vec2 point(static_cast<float>(p.indentation), static_cast<float>(p.force));
            if (!c.curve.empty() && point.x <= c.curve.back().x)
                return core::Error(file + ": case " + id + ": depths of its curve do not rise");
            if (point.x <= kBenchDepthMm + 1e-3f) c.curve.push_back(point);
        }
        if (c.curve.size() < 3) return core::Error(file + ": case " + id + ": fewer than three depths down to 6 mm");
        return c;
    }
    const std::string near = core::nearest(id, known);
    return core::Error(file + ": no case \"" + id + "\"" + (near.empty() ? "" : "; did you mean " + near + "?"));
}

core::Result<ReferenceCase> ownCase() {
    ReferenceCase c;
    c.from = "our own solver at fine resolution: no indentation cases were given (--cases DIR)";
    c.body.id = "own";
    c.body.thickness = 52.0f;
    c.body.layers = {{c.body.thickness, {15.0f, 0.45f}}};
    if (const auto status = c.body.assignKinds(); !status) return status.error();
    auto press = begin(c, tissue::BlockOptions::fine());
    if (!press) return press.error();
    core::Workers workers(2);
    c.curve = {{0.0f, 0.0f}};
    for (float depth = 0.75f; depth <= kBenchDepthMm; depth += 0.75f) {
        press.value().settle({tissue::Drive::Depth, 0.001f * depth, {}, 0.0f}, 0.0f, workers);
        c.curve.push_back({depth, press.value().reading().forceN});
    }
    return c;
}

core::Result<CaseRun> runOurs(const ReferenceCase& reference, int across, int deep) {
    tissue::BlockOptions options;
    options.across = across;
    options.deep = deep;
    auto press = begin(reference, options);
    if (!press) return press.error();
    core::Workers alone(1);
    CaseRun run;
    run.elements = press.value().elementCount();
    run.settings = std::to_string(across) + " x " + std::to_string(across) + " x " + std::to_string(deep);
    run.curve = {{0.0f, 0.0f}};
    constexpr int kSteps = 60;
    for (int n = 1; n <= kSteps; ++n) {
        const float depth = kBenchDepthMm * static_cast<float>(n) / kSteps;
        const double start = threadSeconds();
        press.value().step({tissue::Drive::Depth, 0.001f * depth, {}, 0.0f}, 1.0f / 60.0f, alone);
        run.secondsPerSimulatedSecond += threadSeconds() - start;
        run.curve.push_back({depth, press.value().reading().forceN});
    }
    run.error = reference.error(run.curve);
    return run;
}

} // namespace app::bench
