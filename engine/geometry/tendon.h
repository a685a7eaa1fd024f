// Tendon: how far the tendon of a muscle reaches from either end, and what share of tendon a place on it has.
// Lengths in metres along the fibre. A list of lengths stands for the width of the muscle: spread evenly from its first
// fibre to its last and interpolated between; one length is for all fibres, none is a fleshy end.
// Between tendon and belly the share falls smoothly over kTendonFadeM; a sheet, whose slips end one by one, over
// kSheetFadeM.
#pragma once

#include <core/math.h>

#include <span>
#include <vector>

namespace geometry {

constexpr float kTendonFadeM = 0.010f;
constexpr float kSheetFadeM = 0.040f;

struct TendonEnd {
    std::vector<float> lengthM; ///< tendon through and through
    std::vector<float> sheetM;  ///< aponeurosis over the belly, on one face, from the same end
};

struct Tendons {
    TendonEnd origin;
    TendonEnd insertion;
    glm::vec3 face{0.0f, 0.0f, -1.0f}; ///< unit; the sheets cover the face that looks this way
    bool any() const {
        return !origin.lengthM.empty() || !origin.sheetM.empty() || !insertion.lengthM.empty() ||
               !insertion.sheetM.empty();
    }
};

/// A place on a muscle.
struct FibrePlace {
    float across = 0.0f; ///< 0 first fibre .. 1 last
    float alongM = 0.0f; ///< from the origin; a little negative or beyond the whole in the domes of the ends
    float wholeM = 0.0f; ///< length of the fibre with its tendons
};

/// Length for the fibre at `across`; 0 of an empty list.
float lengthAcross(std::span<const float> lengths, float across);

/// 0 belly .. 1 tendon; under a sheet at most kAponeurosis (mesh.h).
float tendonShare(const Tendons& tendons, const FibrePlace& place, const glm::vec3& normal);

} // namespace geometry
