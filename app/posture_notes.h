// Posture notes: what a student should know of the movement the sliders ask for: what bends and turns along with it by
// coupling, where studies disagree, and where the levels' ranges stop it. Degrees, as the sliders.
#pragma once

#include <anatomy/skeleton.h>

#include <string>
#include <vector>

namespace app {

/// What a slider of a region may still add to a posture: [lowest, highest], at most `most` each way.
std::array<anatomy::SpineMotion, 2> roomLeftDegrees(const anatomy::Skeleton& skeleton, const anatomy::Pose& from,
                                                    anatomy::Region region, const anatomy::SpineMotion& most);

/// Sentences; none when nothing is moved. `from`: the posture before neck and trunk are moved.
std::vector<std::string> postureNotes(const anatomy::Skeleton& skeleton, const anatomy::Pose& from,
                                      const anatomy::SpineMotion& neckDegrees,
                                      const anatomy::SpineMotion& trunkDegrees);

} // namespace app
