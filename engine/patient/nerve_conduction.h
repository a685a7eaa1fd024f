// Nerve conduction: what pressure on a stretch of nerve does to it in time, and what is then felt. A model for teaching
// that stands on published pressures (NerveLaw); kPa ON the nerve, s.
//
//   flow        blood flow in the stretch: whole up to where venous flow slows, none where it stops, a straight line
//               between (Rydevik, Lundborg and Bagge 1981; roots: Olmarker 1989).
//   conduction  c goes towards what its pressure allows, by a first order: down within 15 to 45 minutes of full block
//               (Klenerman 2003: as fast at 150 as at 300 mmHg; beyond that, where pressure harms by itself, faster in
//               proportion to its square: estimate), up within minutes of release. Allowed: all up to where conduction
//               begins to fall, nothing where it is blocked, a straight line between (Gelberman 1983, Lundborg 1982,
//               Rydevik 1981).
//   lasting     above what two hours do not harm, damage to the sheath grows with pressure and time, so that two hours
//               at the middle of 200 to 400 mmHg leave about half the block behind (Rydevik and Nordborg 1980: recovers
//               in part; how much is an estimate), and mends over weeks.
// Felt: tingling and pain at once from pressure (the irritated stretch fires by itself), numbness as sensation fails,
// weakness as movement fails, which comes later (Hutchinson and McClinton 1993). How strongly is an estimate (C).
// People differ: each threshold is a published range and each time too; one nerve is a `Nature` in it, 0 the most
// sensitive, 1 the hardiest. The bench tells the middle one with the two ends beside it.
// Invariants: conduction in [0, 1]; with the same times, more pressure at any time never gives more conduction; it
// never rises under pressure that is not less; without pressure it only rises; symptoms exist only where the nerve
// carries them. Bad input: pressure or dt that is negative or not finite counts as 0.
#pragma once

#include <patient/entrapment.h>

namespace patient {

struct NerveSymptoms { ///< each 0..1
    float tingling = 0.0f;
    float numbness = 0.0f;
    float pain = 0.0f;
    float weakness = 0.0f;
    float strongest() const;
    bool operator==(const NerveSymptoms&) const = default;
};

class NerveStretch {
public:
    /// `nature` in [0, 1]. The law must outlive it.
    explicit NerveStretch(const NerveLaw& law, float nature = 0.5f) : law_(&law), nature_(nature) {}

    void step(float kPa, float dt);

    float conduction() const { return conduction_ * (1.0f - lasting_); } ///< 0..1
    float lasting() const { return lasting_; }                           ///< share lost for weeks, 0..1
    float pressureKPa() const { return kPa_; }                           ///< of the last step
    float seconds() const { return seconds_; }                           ///< stepped so far

    /// Pure: what a pressure does in the end, and at once.
    float flowAt(float kPa) const;
    float allowedAt(float kPa) const;
    float irritationAt(float kPa) const;

    /// At a place of entrapment; `provokedKPa` is added for what is felt now (a test is being done).
    NerveSymptoms symptoms(const Entrapment& site, float provokedKPa = 0.0f) const;

private:
    const NerveLaw* law_;
    float nature_;
    float conduction_ = 1.0f;
    float lasting_ = 0.0f;
    float kPa_ = 0.0f;
    float seconds_ = 0.0f;
};

/// Pressure words of the ladder: "no effect known", "venous flow slows" ...; from the law's own effects.
std::string nerveStage(const NerveLaw& law, float kPa);

} // namespace patient
