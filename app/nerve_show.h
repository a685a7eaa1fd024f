// Nerve show: the nerve bench played step by step, large and with words, for an instructor before a class: well,
// pressed, held, the test, let go, and the muscle whose pain is mistaken for it. Each step sets the bench and says what
// is seen.
#pragma once

#include <patient/nerve_bench.h>
#include <session/session.h>

#include <string>

namespace app {

struct NerveChoices {
    patient::NerveControls controls;
    bool only = true;      ///< leave out what does not belong to it
    bool muscle = false;   ///< show the referred pain of one of its muscles on the other side
    std::size_t point = 0; ///< which: of the place's trigger points
    int showStep = -1;     ///< of the show; -1: it is not played
};

int nerveShowSteps(const patient::Entrapment& site);
/// The bench as that step sets it. `step` in [0, nerveShowSteps).
NerveChoices nerveShowAt(const patient::EntrapmentLibrary& library, const patient::Entrapment& site,
                         const NerveChoices& now, int step);
/// "2 of 7: muscle tone" and what is seen there now.
struct NerveShowWords {
    std::string title, text;
};
NerveShowWords nerveShowWords(const session::Library& library, const patient::NerveBenchState& state,
                              const NerveChoices& choices);

/// The cause that the show lays on: the first of the place that a control moves; none: a hand has to press.
std::optional<std::size_t> firstCause(const patient::Entrapment& site);
/// "9.3 kPa (70 mmHg)"
std::string pressureWords(float kPa);
/// "tingling", "numb and weak" ...; "nothing" when nothing is felt.
std::string feltWords(const patient::NerveSymptoms& felt);

} // namespace app
