// Nerve site: where the place of the nerve bench lies in this body, and what presses on it there. Metres, posed body
// frame.
#pragma once

#include <patient/nerve_bench.h>
#include <session/probe.h>

namespace session {

struct NerveSite {
    patient::SitedEntrapment of;
    core::StructureId nerve;                ///< null: the body has no such nerve
    glm::vec3 at{0.0f};                     ///< on the nerve
    glm::vec3 along{0.0f, -1.0f, 0.0f};     ///< unit, away from the spine
    std::vector<core::StructureId> muscles; ///< that compress it, on its side
    ProbeTarget stretch;                    ///< of the nerve, a finger's breadth to both sides; may be empty
};

NerveSite nerveSite(const World& world, const patient::SitedEntrapment& of);

} // namespace session
