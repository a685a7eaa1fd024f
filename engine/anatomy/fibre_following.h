// Fibre following: a muscle from the trunk to a limb, or from one limb bone to another, lengthens evenly along its
// fibres: each fibre goes over from the bones at its origin to those at its insertion in proportion to the way along
// it. By distance alone the change would fall into a short stretch in the middle, which then tears or folds.
#pragma once

#include <core/math.h>

#include <vector>

namespace anatomy {

/// Which bones a vertex follows.
struct FollowedBones {
    float axial = 0.0f;       ///< share of spine, ribs, skull and pelvis together
    float level = 0.0f;       ///< along the spine, when there is an axial share
    std::vector<float> limbs; ///< share of each limb bone; with the axial one they sum to 1
    float ribs = 0.0f;        ///< part of the axial share that breathes with the ribs of its side
    float breast = 0.0f;      ///< part of it that breathes with the breast bone
};

/// `grain`: place of every vertex in the straightened muscle (geometry/mesh.h): x along the fibre, y and z across.
/// Too few vertices to tell fibres apart: unchanged.
void followAlongFibres(const std::vector<glm::vec3>& grain, std::vector<FollowedBones>& vertices);

} // namespace anatomy
