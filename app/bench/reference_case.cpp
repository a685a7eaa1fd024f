#include <app/bench/reference_case.h>

#include <app/bench/flat_block.h>
#include <app/bench/timing.h>

#include <tissue/press.h>

#include <core/paths.h>
#include <core/text.h>

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdlib>

namespace app::bench {

namespace {

using tissue::TissueKind;

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
    FlatBlock map;
    map.layers = {{TissueKind::Muscle, 0.001f * reference.thicknessMm}};
    tissue::Tool tool;
    tool.shape.form = tissue::ToolShape::Form::Ball;
    tool.shape.radius = 0.001f * reference.ballRadiusMm;
    tool.largestForceN = 1000.0f;
    options.halfWidth = kHalfWidth;
    options.depth = 0.001f * reference.thicknessMm;
    options.viscous = false;
    return tissue::Press::begin(map, reference.materials(), tool, {0, 0, 0}, {0, 0, -1}, options);
}

core::Result<std::vector<glm::vec2>> readCurve(const std::filesystem::path& file) {
    const auto text = core::readFile(file);
    if (!text) return text.error();
    std::vector<glm::vec2> curve;
    int number = 0;
    for (const std::string& line : core::split(text.value(), '\n')) {
        ++number;
        const auto cells = core::split(line, ',');
        if (number == 1 || cells.size() < 3) continue;
        const glm::vec2 p(std::strtof(cells[0].c_str(), nullptr), std::strtof(cells[2].c_str(), nullptr));
        if (!core::finite(glm::vec3(p, 0.0f)) || (!curve.empty() && p.x <= curve.back().x))
            return core::Error(core::Place{file.string(), number, 0}, "depths must be finite and rise");
        if (p.x <= kBenchDepthMm + 1e-3f) curve.push_back(p);
    }
    if (curve.size() < 3) return core::Error(file.string() + ": fewer than three depths down to 6 mm");
    return curve;
}

} // namespace

tissue::MaterialLibrary ReferenceCase::materials() const {
    tissue::MaterialLibrary library;
    for (int k = 0; k < tissue::kTissueKindCount; ++k) {
        tissue::Material m;
        m.kind = static_cast<TissueKind>(k);
        m.youngKPa = youngKPa;
        m.poisson = poisson;
        m.rigid = m.kind == TissueKind::Bone;
        library.set(m);
    }
    return library;
}

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
    const auto file = folder / "cases.json";
    const auto text = core::readFile(file);
    if (!text) return text.error();
    try {
        const auto document = nlohmann::json::parse(text.value());
        std::vector<std::string> known;
        for (const auto& item : document.at("cases")) {
            known.push_back(item.at("id").get<std::string>());
            if (known.back() != id) continue;
            const auto& indenter = item.at("indenter");
            if (indenter.at("shape") != "ball" || indenter.at("contact") != "frictionless" ||
                item.at("layers").size() != 1 || !item.at("inclusions").empty() || !item.at("bone").empty())
                return core::Error(file.string() + ": case " + id +
                                   " is no frictionless ball on one layer, which is what both programs can press");
            ReferenceCase c;
            c.id = id;
            c.from = "indentation case " + id;
            c.ballRadiusMm = indenter.at("radius_mm").get<float>();
            c.thicknessMm = item.at("block").at("thickness_mm").get<float>();
            c.youngKPa = item.at("layers")[0].at("young_kPa").get<float>();
            c.poisson = item.at("layers")[0].at("poisson").get<float>();
            auto curve = readCurve(folder / item.at("curve").get<std::string>());
            if (!curve) return curve.error();
            c.curve = std::move(curve).value();
            return c;
        }
        const std::string near = core::nearest(id, known);
        return core::Error(file.string() + ": no case \"" + id + "\"" +
                           (near.empty() ? "" : "; did you mean " + near + "?"));
    } catch (const nlohmann::json::exception& fault) {
        return core::Error(file.string() + ": " + fault.what());
    }
}

core::Result<ReferenceCase> ownCase() {
    ReferenceCase c;
    c.id = "own";
    c.from = "our own solver at fine resolution: no indentation cases were given (--cases DIR)";
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
