// Contacts for settling (settle.h): places of one surface that lie inside another solid, and the way out. Units:
// metres. Looked at are the vertices of everything that moves, the middles of its larger triangles, since these can cut
// through a neighbour between their corners, and the vertices of bones, since a bone can run through a muscle without
// any of the muscle's vertices in it.
#pragma once

#include <anatomy/settle_tissue.h>

#include <geometry/bvh.h>

#include <vector>

namespace anatomy {

/// `inner` lies inside the solid whose surface `outer` is on: going by `depth` along the normal brings it out.
struct Contact {
    SettlePlace inner;
    SettlePlace outer;
    bool innerMoves = true; ///< false: a point of a bone
    bool outerMoves = true; ///< false: the surface of a bone
    glm::vec3 normal{0.0f}; ///< unit, out of the solid
    float depth = 0.0f;
    float share = 1.0f; ///< of the way that `inner` goes; `outer` goes the rest, the other way
};

class ContactFinder {
public:
    /// The tissue outlives the finder.
    ContactFinder(const SettleTissue& tissue, core::Workers& workers);
    /// For the meshes as they lie now, in a fixed order.
    std::vector<Contact> find(core::Workers& workers) const;

private:
    const SettleTissue& tissue_;
    std::vector<geometry::Bvh> hard_; ///< of the solids that do not move
};

} // namespace anatomy
