#include <patient/nerve_conduction.h>

#include <algorithm>
#include <cmath>

namespace patient {

namespace {

constexpr float kTwentieth = 2.9957323f; ///< time constants until a twentieth is left: -ln 0.05
constexpr float kTwoHours = 7200.0f;
/// Left blocked by two hours at the middle of what leaves block behind (C: "in part").
constexpr float kLastingShare = 0.5f;
constexpr float kMostLasting = 0.95f;

// Strength of what is felt (C).
constexpr float kNerveAche = 0.7f; ///< of a pressed nerve that feels
constexpr float kRootPain = 0.9f;  ///< a root's ganglion fires more readily (Howe 1977, recalled)
constexpr float kMotorAche = 0.4f; ///< deep ache in the muscles of a motor nerve

float good(float value) {
    return std::isfinite(value) && value > 0.0f ? value : 0.0f;
}

/// 0 at `from`, 1 at `to`.
float ramp(float value, float from, float to) {
    return std::clamp((value - from) / (to - from), 0.0f, 1.0f);
}

} // namespace

float NerveSymptoms::strongest() const {
    return std::max(std::max(tingling, numbness), std::max(pain, weakness));
}

float NerveStretch::flowAt(float kPa) const {
    return 1.0f - ramp(good(kPa), law_->flowSlows.at(nature_), law_->flowStops.at(nature_));
}

float NerveStretch::allowedAt(float kPa) const {
    return 1.0f - ramp(good(kPa), law_->conductionFalls.at(nature_), law_->blocked.at(nature_));
}

float NerveStretch::irritationAt(float kPa) const {
    return ramp(good(kPa), law_->conductionFalls.at(nature_), law_->blocked.at(nature_));
}

void NerveStretch::step(float kPa, float dt) {
    kPa_ = good(kPa);
    dt = good(dt);
    seconds_ += dt;
    const float allowed = allowedAt(kPa_);
    float tau = 0.0f;
    if (conduction_ > allowed) {
        tau = (law_->blockSeconds[0] + nature_ * (law_->blockSeconds[1] - law_->blockSeconds[0])) / kTwentieth;
        const float beyond = std::max(1.0f, kPa_ / law_->mechanicalKPa);
        tau /= beyond * beyond;
    } else { // the hardy recover sooner
        tau = (law_->recoverySeconds[1] - nature_ * (law_->recoverySeconds[1] - law_->recoverySeconds[0])) / kTwentieth;
    }
    conduction_ = std::clamp(allowed + (conduction_ - allowed) * std::exp(-dt / tau), 0.0f, 1.0f);
    const float harm = good(kPa_ - law_->harmless.highKPa) / (law_->lasting.at(0.5f) - law_->harmless.highKPa);
    if (harm > 0.0f) // grows at an even rate, a whole nerve's worth at most
        lasting_ = std::min(kMostLasting, lasting_ + kLastingShare * harm * dt / kTwoHours);
    else
        lasting_ *= std::exp(-dt / law_->lastingRecoverySeconds);
}

NerveSymptoms NerveStretch::symptoms(const Entrapment& site, float provokedKPa) const {
    NerveSymptoms out;
    const float lost = 1.0f - conduction();
    const float irritation = irritationAt(kPa_ + good(provokedKPa));
    if (site.feels) {
        out.numbness = lost;
        out.tingling = irritation * (1.0f - out.numbness); // what no longer conducts no longer tingles
        out.pain = irritation * (site.root ? kRootPain : kNerveAche) * (1.0f - 0.5f * out.numbness);
    } else {
        out.pain = irritation * kMotorAche;
    }
    if (site.moves) out.weakness = ramp(lost, law_->weaknessLag, 1.0f);
    return out;
}

std::string nerveStage(const NerveLaw& law, float kPa) {
    const NervePressure* reached = nullptr;
    for (const NervePressure* p : {&law.flowSlows, &law.conductionFalls, &law.blocked, &law.lasting})
        if (kPa >= p->lowKPa && (reached == nullptr || p->lowKPa >= reached->lowKPa)) reached = p;
    return reached != nullptr ? reached->effect : "below every published threshold";
}

} // namespace patient
