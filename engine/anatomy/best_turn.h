// Best turn: the rotation that brings one set of points nearest to another (closed form by quaternions, Horn 1987).
#pragma once

#include <core/math.h>

namespace anatomy {

/// `covariance`: sum of outerProduct(to, from) over pairs of points, each taken from its mean. The identity when it
/// says nothing.
glm::dmat3 bestTurn(const glm::dmat3& covariance);

} // namespace anatomy
