// Export: the body as binary glTF 2.0 (Khronos 2021), for other programs and for measuring. glTF's frame is ours:
// metres, +Y superior, +Z anterior, +X the patient's left. One node and one mesh a structure, named after it, with
// extras {"fma": "FMA9165", "side": "midline", "layer": "bone"} ("fma" holds the project id where there is no FMA id).
// With `skin`, joints hang in a tree of nodes and every mesh has JOINTS_0 and WEIGHTS_0; vertices stay in the bind
// pose. Muscles and other fibrous parts have _FIBRE (unit, from origin to insertion; zero: none) and muscles _TENDON
// (0 belly .. 1 tendon), both as normalised bytes. Errors: the file cannot be written; more than 4 GiB.
#pragma once

#include <anatomy/body.h>

namespace anatomy {

struct ExportOptions {
    bool skin = true;
};

core::Status exportGlb(const Body& body, const std::filesystem::path& file, const ExportOptions& options = {});

} // namespace anatomy
