// Nerve bench: one place of entrapment (entrapment.h) on which muscle tone, disc, posture and a pressing hand can be
// laid while time runs faster than it does; tells what three people feel: the most sensitive, the middle one and the
// hardiest of the published range. It belongs to nobody's chart: it shows what a nerve does, for teaching. kPa ON the
// nerve, s. Invariants: pressures add up and are never negative; with nothing laid on and no time passed all three are
// well; the same controls and steps give the same bits. Bad input: shares, paces and times out of range are brought
// into it, what is not finite counts as 0; an unknown place switches the bench off and `problem` says why.
#pragma once

#include <patient/nerve_conduction.h>

#include <core/hash.h>

namespace patient {

constexpr float kMostPace = 600.0f; ///< simulated seconds a second

/// The causes that a control moves, in the order of NerveControls::share; a hand presses by itself.
constexpr std::array<NerveCause, 3> kLaidOn = {NerveCause::Tone, NerveCause::Disc, NerveCause::Posture};

/// What the user sets. Part of a session's input.
struct NerveControls {
    std::string site;             ///< as EntrapmentLibrary::resolve reads it; empty: no bench
    std::array<float, 3> share{}; ///< 0..1 of the highest figure of each cause (kLaidOn); a cause that does not
                                  ///< apply at the place is not laid on
    bool testing = false;         ///< the provocation test is being done
    float pace = 60.0f;           ///< simulated seconds a second, 0..kMostPace; 0: time stands still
    std::uint32_t run = 0;        ///< another number begins again with a nerve that is well
    bool operator==(const NerveControls&) const = default;
};

struct NerveFelt {
    float nature = 0.5f;     ///< 0 the most sensitive of the published range .. 1 the hardiest
    float flow = 1.0f;       ///< blood flow in the stretch, 0..1
    float conduction = 1.0f; ///< 0..1
    float lasting = 0.0f;    ///< share that stays lost for weeks
    NerveSymptoms symptoms;
};

struct NerveBenchState {
    SitedEntrapment at;                    ///< its entrapment is null: the bench is off
    std::string problem;                   ///< why it is off although a place was asked for
    std::array<float, kNerveCauses> kPa{}; ///< by NerveCause, now
    float pressureKPa = 0.0f;              ///< their sum
    float testKPa = 0.0f;                  ///< what the test adds now
    std::array<NerveFelt, 3> people{};     ///< sensitive, middle, hardy
    float seconds = 0.0f;                  ///< simulated, since the bench began
    std::string stage;                     ///< what the pressure does by the published thresholds
    const NerveFelt& middle() const { return people[1]; }
    /// The test is being done, and the middle one feels tingling or pain with it.
    bool testPositive = false;
};

class NerveBench {
public:
    /// The library must outlive it.
    explicit NerveBench(const EntrapmentLibrary& library) : library_(&library) {}

    /// `handKPa`: on the nerve, as the tissue solver tells it. `dt`: seconds of the session, before the pace.
    void step(const NerveControls& controls, float handKPa, float dt);

    const NerveBenchState& state() const { return state_; }
    std::uint64_t hash() const;

private:
    void begin(const NerveControls& controls);

    const EntrapmentLibrary* library_;
    NerveControls last_;
    std::vector<NerveStretch> people_;
    NerveBenchState state_;
};

/// "left sciatic nerve: below piriformis" for a title, from the atlas' name of the nerve.
std::string entrapmentTitle(const SitedEntrapment& at, const anatomy::Atlas& atlas);

} // namespace patient
