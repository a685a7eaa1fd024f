// Landmarks: named places of the body that are found on its meshes, so that what is said of a nerve in words ("under
// the pedicle of L4", "between the scalenes") can be held against where it is drawn. Figures:
// assets/anatomy/landmarks.toml. Right side, bind pose, metres. A landmark is found from structures of the body and
// from landmarks above it:
// clang-format off
//   tip      of = "skull", towards = [0, 0, -1]        its farthest vertex that way (near = landmark, within_mm: of those)
//   dip      of, towards, between = [a, b]             the deepest notch of its edge between two landmarks
//   between  of = ["a", "b"]                           middle of the two nearest points (near, within_mm: on the first)
//   on       of, from = landmark                       nearest point of its surface
//   centre   of                                        mean of its vertices (near, within_mm: of those)
//   middle   of = [landmarks], share                   mean; of two with a share, so far from the first to the second
//   offset   from = landmark, by_mm = [x, y, z]
//   window   of = [structures], along, about = landmark, within_mm
//            middle of the widest hole that they leave when seen along a direction
//   foramen  of = [upper vertebra, disc, lower], along  the same, for a spinal nerve: beside and behind the disc
// clang-format on
// Errors: faults of the file with line, unknown structures, one without shape, landmarks not yet found, no closed
// window.
#pragma once

#include <anatomy/body.h>

#include <core/result.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace anatomy {

struct Landmark {
    std::string key;
    std::string words; ///< what the place is
    glm::vec3 position{0.0f};
};

class Landmarks {
public:
    static core::Result<Landmarks> find(const std::filesystem::path& file, const Body& body);

    const std::vector<Landmark>& all() const { return landmarks_; }
    const Landmark* withKey(std::string_view key) const;

private:
    std::vector<Landmark> landmarks_; ///< in order of the file
};

/// One line of a nerve as nerves.toml has it, and the landmarks that it names, in order along the line.
struct NerveLine {
    std::string structure; ///< key of the nerve
    std::size_t branch = 0;
    std::vector<glm::vec3> waypoints;
    std::vector<std::string> landmarks;
    float radius = 0.0f; ///< as drawn
    core::Place place;
};

/// `landmarks` of a nerve is a list of keys, or with branches_mm a list of such lists, one a branch. Errors: faults of
/// the file with line, more lists than branches. Whether a landmark exists is not asked.
core::Result<std::vector<NerveLine>> readNerveLines(const std::filesystem::path& nervesFile);

} // namespace anatomy
