// Overlap: how much of every muscle lies inside bone or inside another muscle, as shares of its volume. Units: metres.
// Method: every mesh is cut by a lattice of lines along Z; where a line runs inside is exact (crossing.h), so thin
// sheets are measured as well as bellies; only the distance between lines is sampled. A mesh of several pieces (sets of
// small muscles) counts once where its pieces overlap. Deterministic: the same meshes give the same figures, whatever
// the number of workers. Contract: the meshes are valid and closed (mesh.h).
#pragma once

#include <anatomy/body.h>

#include <span>
#include <vector>

namespace anatomy {

struct Overlap {
    struct With {
        core::StructureId id;
        float share = 0.0f; ///< of the muscle's volume that lies inside this neighbour
    };
    core::StructureId id;   ///< the muscle
    double volumeM3 = 0.0;  ///< as the lines measure it
    float inBone = 0.0f;    ///< share inside bones, cartilages and discs, 0..1
    float inMuscle = 0.0f;  ///< share inside other muscles, 0..1; what lies in several of them counts once
    std::vector<With> with; ///< largest first, then by id
};

/// Of every muscle among the parts, in their order. `stepM`: distance between lines.
std::vector<Overlap> measureOverlap(const Atlas& atlas, std::span<const BodyPart> parts, float stepM,
                                    core::Workers& workers);

} // namespace anatomy
