// Patient shaping: puts together what one patient's shaping needs: the curvature the base body has, measured on its
// own vertebrae, and with the population's proportions the warps to the published means and the mean curvature.
// Errors: faults of population.toml; vertebrae that cannot be measured. A body without a whole spine (tests, partial
// imports) keeps the default curvature and the described proportions; asking for the population's is then an error.
#pragma once

#include <anatomy/rig.h>
#include <anatomy/shaping.h>

#include <filesystem>
#include <span>

namespace anatomy {

core::Result<Shaping> shapingFor(const Skeleton& skeleton, std::span<const CarrierBone> bones,
                                 const std::filesystem::path& anatomyFolder, BodyParameters parameters);

} // namespace anatomy
