// Carriers: groups of bones a soft structure moves with, as the atlas names them in `moves_with`:
//   spine     skull, vertebrae, sacrum, hip bones
//   trunk     spine and ribs
//   ribs      ribs and breast bone
//   skull, pelvis, clavicle, scapula, humerus, femur: those bones, of the structure's own side
#pragma once

#include <string>
#include <vector>

namespace anatomy {

inline const std::vector<std::string>& carrierGroups() {
    static const std::vector<std::string> groups = {"spine",    "trunk",   "ribs",    "skull", "pelvis",
                                                    "clavicle", "scapula", "humerus", "femur"};
    return groups;
}

} // namespace anatomy
