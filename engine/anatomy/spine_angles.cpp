#include <anatomy/spine_angles.h>

#include <anatomy/population.h>

#include <algorithm>
#include <cmath>

namespace anatomy {
namespace {

glm::vec3 upwards(const EndPlate& plate) {
    return plate.normal.y < 0.0f ? -plate.normal : plate.normal;
}

} // namespace

const LevelPlates* SpineAngles::level(std::string_view name) const {
    for (const LevelPlates& plate : plates)
        if (plate.level == name) return &plate;
    return nullptr;
}

float sagittalTilt(const EndPlate& plate) {
    const glm::vec3 n = upwards(plate);
    return std::atan2(n.z, n.y);
}

float coronalTilt(const EndPlate& plate) {
    const glm::vec3 n = upwards(plate);
    return std::atan2(n.x, n.y);
}

float coronalCobb(const SpineAngles& spine) {
    float lowest = 0.0f;
    float highest = 0.0f;
    bool first = true;
    for (const LevelPlates& level : spine.plates)
        for (const EndPlate* plate : {&level.upper, &level.lower}) {
            if (plate->depth <= 0.0f) continue;
            const float tilt = coronalTilt(*plate);
            lowest = first ? tilt : std::min(lowest, tilt);
            highest = first ? tilt : std::max(highest, tilt);
            first = false;
        }
    return highest - lowest;
}

core::Result<SpineAngles> spineAngles(std::span<const CarrierBone> bones) {
    SpineAngles out;
    for (const std::string& level : measuredLevels()) {
        const geometry::Mesh* mesh = meshOf(bones, level);
        if (mesh == nullptr) return core::Error(level + ": the vertebra has no mesh");
        const auto measured = measureVertebra(*mesh, hintFor(level));
        if (!measured) return measured.error().within(level);
        out.plates.push_back({level, measured.value().upper, measured.value().lower, measured.value().frame.left});
    }
    const geometry::Mesh* axis = meshOf(bones, "C2");
    const geometry::Mesh* sacrum = meshOf(bones, "sacrum");
    if (axis == nullptr || sacrum == nullptr) return core::Error("C2 or the sacrum has no mesh");
    const auto below = oppositePlate(*axis, out.plates.front().upper);
    if (!below) return below.error().within("C2");
    // With six lumbar vertebrae the sacrum lies under the sixth.
    EndPlate lowest = out.plates.back().lower;
    if (const geometry::Mesh* sixth = meshOf(bones, "L6"); sixth != nullptr) {
        const auto measured = measureVertebra(*sixth, hintFor("L6"));
        if (!measured) return measured.error().within("L6");
        lowest = measured.value().lower;
    }
    const auto base = oppositePlate(*sacrum, lowest);
    if (!base) return base.error().within("sacrum");
    out.plates.insert(out.plates.begin(), {"C2", {}, below.value(), out.plates.front().left});
    out.plates.push_back({"S1", base.value(), {}, out.plates.back().left});

    const auto upper = [&](std::string_view level) { return sagittalTilt(out.level(level)->upper); };
    const auto lower = [&](std::string_view level) { return sagittalTilt(out.level(level)->lower); };
    out.cervicalLordosis = lower("C7") - lower("C2");
    out.thoracicKyphosis = upper("T1") - lower("T12");
    out.thoracicKyphosisT4 = upper("T4") - lower("T12");
    out.sacralSlope = upper("S1");
    out.lumbarLordosis = out.sacralSlope - lower("T12");
    out.lumbarLordosisL1 = out.sacralSlope - upper("L1");
    return out;
}

} // namespace anatomy
