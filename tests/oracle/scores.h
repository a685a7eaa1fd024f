// Scores: how far the solver's curve of a case is from the reference. Shares: of the curve's largest force, of the
// indentation, of the profile's largest stress.
#pragma once

#include <app/indentation/indentation_case.h>

namespace oracle {

using indentation::Case;
using indentation::CurvePoint;
using indentation::ProfilePoint;

struct Run {
    int elements = 0;
    std::vector<CurvePoint> curve;
    std::vector<ProfilePoint> profile; ///< at the depths of the case's; empty when it has none
    bool settled = true;               ///< at every point
    double error = 0;                  ///< of the force, down or sideways
    double displacementError = 0, stressError = 0;
};

/// Presses the case along its way and scores it. Error: the block cannot be built, or the way cannot be gone.
core::Result<Run> runCase(const Case& c, bool fine);

double forceError(const Case& c, const std::vector<CurvePoint>& own);
double displacementError(const Case& c, const std::vector<ProfilePoint>& own);
double stressError(const Case& c, const std::vector<ProfilePoint>& own);

} // namespace oracle
