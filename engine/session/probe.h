// Probe: stress at a place of the atlas while something presses: a trigger point, or a structure (the stretch of a
// nerve that lies in the block of tissue). Metres, posed body frame; kPa. Reads a press and changes nothing, so
// watching never changes what a session does.
#pragma once

#include <patient/patient.h>
#include <session/world.h>

#include <string>
#include <vector>

namespace session {

struct ProbeTarget {
    std::string key;               ///< as asked for
    std::string name;              ///< "Right upper trapezius trigger point 1", "Right greater occipital nerve"
    std::vector<glm::vec3> points; ///< before any press: around a trigger point, or over the surface of a structure
};

/// Error: neither a trigger point nor a structure, or one without a shape.
core::Result<ProbeTarget> probeTarget(const World& world, const patient::Patient& patient, const std::string& text);

struct ProbeReading {
    std::string key, name;
    bool inReach = false;     ///< some of it lies in the block under the tool; else the figures are 0
    float meanKPa = 0.0f;     ///< compression along the press, mean over what lies under and around the tool
    float peakKPa = 0.0f;     ///< where it is pressed most
    float shearKPa = 0.0f;    ///< von Mises equivalent, there
    float pressureKPa = 0.0f; ///< mean of the three normal stresses, there
    float movedMm = 0.0f;     ///< how far it has moved there
    float lengthMm = 0.0f;    ///< largest extent of what is pressed at half the peak or more (a stretch of nerve)
    bool operator==(const ProbeReading&) const = default;
};

ProbeReading probe(const ProbeTarget& target, const tissue::Press& press);

} // namespace session
