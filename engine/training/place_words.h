// Place words: how far and which way a tool is off its goal, in the words of the patient's body (toward the spine, away
// from it, toward head, feet, front, back), so that a student corrects the hand and not the picture. Metres, body
// frame.
#pragma once

#include <core/math.h>

#include <string>

namespace training {

struct Offset {
    float mm = 0.0f;
    std::string words; ///< "too far toward the spine and toward the head", empty when there is no way to tell
};

/// Of the axis of a press from `goal`.
Offset offsetOf(const glm::vec3& goal, const glm::vec3& skinPoint, const glm::vec3& direction);

/// "12 mm too far toward the spine"
std::string inWords(const Offset& offset);

} // namespace training
