// Population: published means of the vertebrae C3 to L5, the discs and the curvature of the spine, from
// assets/anatomy/population.toml (millimetres and degrees there, metres and radians here). What a source does not say
// is absent, never made up. Every figure has a confidence: A seen in the source, B recalled from it, C estimate.
// Definitions of the measures: vertebra_measures.h. The means are of adults as the samples came, mostly both sexes
// together; figures of one sex stand beside them where a source has them.
// Invariants: levels C3 to L5, each once, in order; figures positive and within what vertebrae reach.
// Errors: every fault of the file with its line: an unknown, missing or repeated level, a figure out of its range.
#pragma once

#include <core/result.h>

#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anatomy {

enum class PopulationSex { Male, Female };

enum class Confidence { A, B, C };

struct MeanFigure {
    float value = 0.0f; ///< metres, radians or a share
    Confidence confidence = Confidence::C;
};

/// A measure of the whole sample, or of each sex, or of one.
struct Mean {
    std::optional<MeanFigure> all, male, female;

    /// That of the sex, else that of the whole sample.
    std::optional<MeanFigure> of(PopulationSex sex) const;
};

struct VertebraMeans {
    std::string level; ///< "C3"
    Mean upperWidth, upperDepth, lowerWidth, lowerDepth;
    Mean posteriorHeight, anteriorHeight; ///< of the front, a source may tell one of three: height, wedge, share
    Mean wedge;                           ///< angle by which the front is lower than the back
    Mean frontToBack;                     ///< anterior height over posterior height
    Mean canalWidth, canalDepth;
    Mean spinousLength;
    Mean pedicleWidth, pedicleHeight; ///< to compare with; no shape follows them
};

struct DiscMean {
    std::string above; ///< level of the vertebra above: "L4" is the disc L4-L5
    Mean height;
};

struct CurvatureMean {
    std::string name;     ///< "lumbar_lordosis_standing"
    std::string from, to; ///< faces: "T1 upper", "S1 upper", "horizontal"
    MeanFigure angle;
    std::optional<float> deviation; ///< standard deviation, radians
    std::string source;
};

struct Population {
    std::vector<VertebraMeans> vertebrae;
    std::vector<DiscMean> discs;
    std::vector<CurvatureMean> curvatures;

    const VertebraMeans* vertebra(std::string_view level) const;
    const DiscMean* discBelow(std::string_view level) const;
    const CurvatureMean* curvature(std::string_view name) const;
};

/// C3 .. C7, T1 .. T12, L1 .. L5.
const std::vector<std::string>& measuredLevels();

core::Result<Population> readPopulation(const std::filesystem::path& file);

} // namespace anatomy
