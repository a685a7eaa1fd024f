// Spine angles: tilt of every end plate and the angles of Cobb 1948 between them, measured on the meshes of the
// vertebrae C2 to S1 in whatever pose they are given, as long as no vertebra is tilted by more than about 40 degrees in
// the body frame. Radians. As on a lateral radiograph, angles are those of the plates' normals seen from the side.
//   cervical lordosis   lower plate of C2 to lower plate of C7
//   thoracic kyphosis   upper plate of T1 to lower plate of T12; also from T4
//   lumbar lordosis     lower plate of T12 to S1, as the means of population.toml; also upper plate of L1 to S1
// Errors: a bone that is missing or cannot be measured, by its level.
#pragma once

#include <anatomy/rig.h>
#include <anatomy/vertebra_measures.h>

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace anatomy {

struct LevelPlates {
    std::string level;    ///< "C2" .. "L5", "S1"
    EndPlate upper;       ///< not of C2: zero
    EndPlate lower;       ///< not of S1: zero
    glm::vec3 left{0.0f}; ///< the vertebra's own axis; of C2 and S1 that of the neighbour
};

struct SpineAngles {
    std::vector<LevelPlates> plates; ///< from above downwards
    float cervicalLordosis = 0.0f;
    float thoracicKyphosis = 0.0f;
    float thoracicKyphosisT4 = 0.0f;
    float lumbarLordosis = 0.0f;
    float lumbarLordosisL1 = 0.0f;
    float sacralSlope = 0.0f;

    const LevelPlates* level(std::string_view name) const;
};

/// Forward tilt of a face: of its normal, or, when that points down, of its opposite.
float sagittalTilt(const EndPlate& plate);
/// The same to the patient's left.
float coronalTilt(const EndPlate& plate);
/// Greatest angle between any two plates seen from the front: the curve of a scoliosis.
float coronalCobb(const SpineAngles& spine);

core::Result<SpineAngles> spineAngles(std::span<const CarrierBone> bones);

} // namespace anatomy
