// Settling: makes room between structures whose figures were taken one by one, so that muscles lie on bones and on one
// another instead of in one another. Works on the meshes of the bind pose, before weights and skin. Units: metres.
//   Bones, cartilages and discs stay. Of two muscles that overlap each gives way by half; fasciae and ligaments give
//   way to muscles. A thin muscle that lies in a thicker one is lifted off bodily, towards the side on which its middle
//   lies: its faces keep 85 % of their distance; in the last rounds half of it, where thin sheets still cross.
//   Muscles of one side keep to their side of the mid-sagittal plane. Nerves stay, since they run through muscles, and
//   so does what lies across the midline in one piece.
// Method: position based dynamics (Mueller et al. 2007). Every place of a surface that lies inside a neighbour asks for
// the way out along the neighbour's normal; what is asked for is spread over the surface before it is applied, and
// folds are evened out, so that no spikes appear; several rounds. Where the left side is the mirror image of the right,
// the right side is settled and mirrored. Deterministic, whatever the number of workers.
// Invariants: vertices and triangles keep their numbers; no vertex moves more than kSettleReachM; normals are renewed,
// all other attributes kept. A part that would lose most of its volume stays as it was, with a warning in the log.
// Errors: a part that is not of the atlas or has a broken mesh, by name; nothing is moved then.
#pragma once

#include <anatomy/body.h>

#include <vector>

namespace anatomy {

constexpr float kSettleReachM = 0.006f;

core::Status settle(const Atlas& atlas, std::vector<BodyPart>& parts, core::Workers& workers, const Progress& progress);

} // namespace anatomy
