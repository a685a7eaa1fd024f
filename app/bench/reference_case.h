// Reference case: a ball pressed into one layer, with the force that belongs to every depth. From a directory of
// indentation cases (cases.json and its curves), or, without one, from our own solver at fine resolution.
#pragma once

#include <app/indentation/indentation_case.h>

#include <core/math.h>
#include <core/result.h>

#include <filesystem>
#include <string>
#include <vector>

namespace app::bench {

struct ReferenceCase {
    std::string from;             ///< where the curve comes from, for people
    indentation::Case body;       ///< one layer under a ball
    std::vector<glm::vec2> curve; ///< mm, N; from (0, 0), rising depth, to the depth that is pressed

    float thicknessMm() const { return body.thickness; }
    const indentation::Law& law() const { return body.layers.front().law; }
    /// Largest difference of a curve read at this one's depths, over the largest force of this one.
    double error(const std::vector<glm::vec2>& other) const;
};

/// How deep benchmarks press, mm.
constexpr float kBenchDepthMm = 6.0f;

/// Error: no such case, or one that is not a frictionless ball on a single layer.
core::Result<ReferenceCase> readCase(const std::filesystem::path& folder, const std::string& id);
/// The same ball and layer with the curve of our fine block.
core::Result<ReferenceCase> ownCase();

/// What one run over the case took and gave.
struct CaseRun {
    std::string settings;
    int elements = 0;
    double secondsPerSimulatedSecond = 0.0; ///< processor time of one core
    double error = 0.0;                     ///< against the case; 1 is 100 %
    std::vector<glm::vec2> curve;
};

/// Our solver with so many elements across and deep: pressed to the depth in one second, 60 live steps a second.
core::Result<CaseRun> runOurs(const ReferenceCase& reference, int across, int deep);

} // namespace app::bench
