// Import fit: the described body fitted to imported bones: one affine map a joint, from where its bones are described
// to where they were imported. Metres, body frame.
//   Start: closed form from the middles of the joint's bones and their neighbours (Horn 1987). Then nearest points,
//   both ways, far ones left out (trimmed iterative closest points; Besl and McKay 1992, Chetverikov 2002): a
//   similarity first, then an affine map held near it, so that a flat bone does not shear. Joints without imported
//   bones follow the next fitted joint above, else below. Deterministic, whatever the number of workers.
#pragma once

#include <anatomy/skeleton.h>

#include <core/workers.h>
#include <geometry/mesh.h>

#include <functional>
#include <span>
#include <vector>

namespace anatomy {

struct FitBone {
    int joint = 0; ///< that carries it
    const geometry::Mesh* described = nullptr;
    const geometry::Mesh* imported = nullptr;
};

struct JointFit {
    glm::mat4 map{1.0f};    ///< described -> imported
    float residualM = 0.0f; ///< mean distance of the surfaces after it
    bool own = false;       ///< from bones of its own
};

/// One a joint. Contract: at least one bone; meshes are valid and not empty.
std::vector<JointFit> fitJoints(const Skeleton& skeleton, std::span<const FitBone> bones, core::Workers& workers,
                                const std::function<void(std::size_t done, std::size_t all)>& progress);

} // namespace anatomy
