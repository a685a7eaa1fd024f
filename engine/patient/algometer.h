// Algometer: what a flat tip pressed on the skin makes felt at a place below it. Pressure-pain thresholds are published
// as pressures on the skin; a trigger point feels what arrives at its depth. So its own threshold is the stress that
// the tissue solver finds there while the published pressure acts on the skin: through the layers as they are in this
// body, and with the depth that is left when they are compressed. kPa, N, metres, body frame.
#pragma once

#include <core/workers.h>
#include <tissue/press.h>

namespace patient {

/// Compression along the press, mean over a few millimetres around `at`; 0 where the block does not reach.
float stressFelt(const tissue::Press& press, const glm::vec3& at);

/// The same when a flat tip of `radius` stands on the skin with `forceN`, settled, without relaxation. Error: no skin
/// there, or the place lies outside the block.
core::Result<float> stressUnderTip(const tissue::TissueMap& map, const tissue::MaterialLibrary& materials, float radius,
                                   float forceN, const glm::vec3& skin, const glm::vec3& direction, const glm::vec3& at,
                                   core::Workers& workers);

} // namespace patient
