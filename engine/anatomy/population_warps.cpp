#include <anatomy/population_warps.h>

#include <cmath>

namespace anatomy {
namespace {

float valueOr(const Mean& mean, PopulationSex sex, float otherwise) {
    const auto figure = mean.of(sex);
    return figure ? figure->value : otherwise;
}

/// The front of the body, from whichever figure the source gives; else in the same ratio to the back as before.
float wantedFront(const VertebraMeasures& measured, const VertebraMeans& means, PopulationSex sex, float back,
                  float depth) {
    if (const auto height = means.anteriorHeight.of(sex)) return height->value;
    if (const auto wedge = means.wedge.of(sex)) return back - 2.0f * depth * std::tan(0.5f * wedge->value);
    return back * valueOr(means.frontToBack, sex, measured.anteriorHeight / measured.posteriorHeight);
}

} // namespace

MeasureList wantedMeasures(const VertebraMeasures& measured, const VertebraMeans& means, PopulationSex sex) {
    const MeasureList have = listOf(measured);
    MeasureList out = have;
    const auto set = [&](Measure measure, const Mean& mean) {
        float& value = out[static_cast<std::size_t>(measure)];
        value = valueOr(mean, sex, value);
        return value;
    };
    set(Measure::UpperWidth, means.upperWidth);
    set(Measure::LowerWidth, means.lowerWidth);
    const float upper = set(Measure::UpperDepth, means.upperDepth);
    const float lower = set(Measure::LowerDepth, means.lowerDepth);
    const float back = set(Measure::PosteriorHeight, means.posteriorHeight);
    out[static_cast<std::size_t>(Measure::AnteriorHeight)] =
        wantedFront(measured, means, sex, back, 0.5f * (upper + lower));
    set(Measure::CanalWidth, means.canalWidth);
    set(Measure::CanalDepth, means.canalDepth);
    set(Measure::SpinousLength, means.spinousLength);
    return out;
}

core::Result<PopulationWarps> populationWarps(const Skeleton& skeleton, std::span<const CarrierBone> bones,
                                              const Population& population, PopulationSex sex) {
    const std::size_t count = skeleton.joints().size();
    PopulationWarps out;
    out.vertebrae.resize(count);
    out.discs.resize(count);
    const auto jointOf = [&](const std::string& level) { return static_cast<std::size_t>(skeleton.find(level)); };
    for (const std::string& level : measuredLevels()) {
        const geometry::Mesh* mesh = meshOf(bones, level);
        const VertebraMeans* means = population.vertebra(level);
        if (mesh == nullptr || means == nullptr || skeleton.find(level) < 0)
            return core::Error(level + ": the vertebra has no mesh, no joint or no means");
        const VertebraHint hint = hintFor(level);
        const auto measured = measureVertebra(*mesh, hint);
        if (!measured) return measured.error().within(level);
        auto warp = VertebraWarp::fit(*mesh, wantedMeasures(measured.value(), *means, sex),
                                      skeleton.joints()[jointOf(level)].centre, hint);
        if (!warp) return warp.error().within(level);
        out.vertebrae[jointOf(level)] = warp.value();
    }
    // Discs: between a vertebra's lower plate and what lies opposite.
    for (std::size_t i = 0; i <= measuredLevels().size(); ++i) {
        const std::string above = i == 0 ? "C2" : measuredLevels()[i - 1];
        const std::string below = i < measuredLevels().size() ? measuredLevels()[i] : "sacrum";
        if (skeleton.find(above) < 0) continue;
        const geometry::Mesh* other = meshOf(bones, i == 0 ? above : below);
        if (other == nullptr) continue;
        const EndPlate& plate =
            i == 0 ? out.vertebrae[jointOf(below)]->before().upper : out.vertebrae[jointOf(above)]->before().lower;
        const auto opposite = oppositePlate(*other, plate);
        if (!opposite) return opposite.error().within("disc below " + above);
        DiscScale disc;
        disc.centre = skeleton.joints()[jointOf(above)].centre;
        disc.axis = glm::normalize(plate.normal - opposite.value().normal) * (i == 0 ? 1.0f : -1.0f);
        disc.height = std::abs(glm::dot(plate.centre - opposite.value().centre, disc.axis));
        const DiscMean* mean = population.discBelow(above);
        disc.factor =
            mean == nullptr || disc.height <= 0.0f ? 1.0f : valueOr(mean->height, sex, disc.height) / disc.height;
        out.discs[jointOf(above)] = disc;
    }
    return out;
}

} // namespace anatomy
