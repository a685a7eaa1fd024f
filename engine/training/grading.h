// Grading: from what was noted in each step to marks, a verdict and the reason for it.
#pragma once

#include <training/lesson_run.h>

#include <core/hash.h>

#include <string>
#include <vector>

namespace training {

/// What was noted in one step, as far as criteria judge it.
struct StepRecord {
    bool reached = false;
    bool done = false;
    float seconds = 0.0f;
    float firstMarkMm = -1.0f; ///< below 0: nothing was marked
    int firstAnswer = -1;      ///< 1 right, 0 wrong, -1 none
    float secondsInRange = 0.0f;
    float highestPain = 0.0f;
    float steepestNPerS = 0.0f;
    float relief = 0.0f; ///< 0..1
    int hints = 0;
    bool pressed = false; ///< on the place of the step

    void hash(core::Hasher& hasher) const;
};

/// Of a lesson that has come to its end, or was ended early. `broken`: the safety limit that was broken, or empty.
Grade gradeOf(const Lesson& lesson, const std::vector<StepRecord>& records, const std::string& broken);

} // namespace training
