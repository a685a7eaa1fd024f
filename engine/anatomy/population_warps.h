// Population warps: from the described body's vertebrae to the published means (population.toml), a warp a joint, and
// how much thicker or thinner the discs become. Where no mean is published the described body's own measure is kept:
// most spinous processes, the wedge of C3 to T1.
// Errors: a vertebra that is missing, or cannot be measured or warped, by its level.
#pragma once

#include <anatomy/population.h>
#include <anatomy/rig.h>
#include <anatomy/skeleton.h>
#include <anatomy/vertebra_warp.h>

#include <optional>
#include <span>
#include <vector>

namespace anatomy {

/// All by joint of the skeleton.
struct PopulationWarps {
    std::vector<std::optional<VertebraWarp>> vertebrae; ///< C3 to L5
    /// The disc below the joint's vertebra, C2 to L5; its centre is the joint's. Those without a mean: factor 1.
    std::vector<std::optional<DiscScale>> discs;
};

/// What a vertebra with these measures should have.
MeasureList wantedMeasures(const VertebraMeasures& measured, const VertebraMeans& means, PopulationSex sex);

/// `bones`: of the described body, in its bind pose; others than vertebrae and sacrum are passed over.
core::Result<PopulationWarps> populationWarps(const Skeleton& skeleton, std::span<const CarrierBone> bones,
                                              const Population& population, PopulationSex sex);

} // namespace anatomy
