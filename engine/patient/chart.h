// Chart: who the patient is and what ails him or her: assets/patients/*.toml. Immutable; the Patient (patient.h) is the
// living one. Errors: every fault with file and line.
#pragma once

#include <anatomy/body.h>
#include <patient/trigger_point.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace patient {

enum class Sex { Female, Male };
enum class PointState { Latent, Active }; ///< active: its pain is one the patient knows (Delphi panel 2018)

struct ChartPoint {
    SitedPoint point;
    PointState state = PointState::Latent;
};

/// Spasm softens under a slow hold; inflammation does not, and worsens.
enum class AilmentKind { Spasm, Inflammation };
struct Ailment {
    AilmentKind kind = AilmentKind::Spasm;
    core::StructureId structure;
    float severity = 0.5f; ///< 0..1
};

struct Chart {
    std::string key;
    std::string name;
    int age = 30;
    Sex sex = Sex::Female;
    anatomy::BodyParameters body;
    std::string posture = "prone";
    int skinTone = 3;             ///< 1 very light .. 8 very dark
    std::uint64_t seed = 1;       ///< individual thresholds are drawn from it
    float painSensitivity = 1.0f; ///< multiplies thresholds; below 1: more sensitive
    std::string story;
    std::vector<ChartPoint> points;
    std::vector<Ailment> ailments;
};

core::Result<Chart> readChart(const std::filesystem::path& file, const PointLibrary& points,
                              const anatomy::Atlas& atlas);

} // namespace patient
