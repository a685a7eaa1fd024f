// Input: what the student does in one fixed step. Plain values: it is recorded, replayed and made by scripts. Places in
// the posed body frame, metres; N.
#pragma once

#include <patient/nerve_bench.h>

#include <core/math.h>

#include <string>

namespace training {

enum class Action {
    None,
    Mark,   ///< "the trigger point is here"
    Answer, ///< to the question of the step: Input::answer
    Hint,
    Next,  ///< goes on from a step that only informs
    Finish ///< gives up or ends the session: grades what there is
};

struct Input {
    std::string tool = "thumb";
    bool pressing = false;     ///< the tool is on the skin, or on its way
    glm::vec3 skinPoint{0.0f}; ///< aimed at; followed while pressing (glide)
    glm::vec3 direction{0.0f}; ///< into the body; zero: against the skin's normal
    float forceN = 0.0f;       ///< wanted; the hand gets there at its rate
    float rateNPerS = 25.0f;   ///< of the hand, clamped to 1..200
    Action action = Action::None;
    std::string answer;
    patient::NerveControls nerve; ///< of the nerve bench

    bool operator==(const Input&) const = default;
};

} // namespace training
