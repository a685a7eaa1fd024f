// Block lines: where the grid lines of a block stand, fine near the tool and wider away from it. Millimetres.
#pragma once

#include <vector>

namespace tissue {

/// n + 1 places from 0 to `length`: steps of `fine` up to `core`, then growing by a constant rate so that the last is
/// `length`. When n steps of `fine` are more than enough, the steps are even.
std::vector<float> gradedLine(int n, float length, float fine, float core);

/// The same mirrored about 0: n even, from -length to length.
std::vector<float> gradedLineBothWays(int n, float length, float fine, float core);

} // namespace tissue
