// Response: figures of how a patient answers to pressure: assets/patients/response.toml (not a patient: `kind =
// "response"`). Pressure-pain thresholds by muscle and state, the course of pain under a hold, guarding, what is said.
// Every figure in the file names source and confidence; most of the time course is an estimate (C).
// kPa, seconds, pain 0..10 (numerical rating scale).
#pragma once

#include <core/result.h>

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace patient {

/// Pressure-pain thresholds on the skin over a muscle, 1 cm2 flat tip, kPa.
struct Threshold {
    std::string muscle; ///< key of the atlas; "" is the rule for all others
    float healthy = 500.0f;
    float latent = 380.0f;
    float active = 300.0f;
    char confidence = 'C';
    std::string source;
};

/// What a patient says while pain lies in [from, to). `about`: "pressure" (no trigger point under the tool), "point",
/// "referral" ({zone} stands for the zone's words), "unknown_referral" (of a latent point: not the pain the patient
/// came with), "easing", "guarding", "inflamed".
struct Words {
    std::string about;
    float from = 0.0f;
    float to = 10.0f;
    std::string text;
};

struct Response {
    std::vector<Threshold> thresholds;
    float spread = 0.35f;         ///< standard deviation of individual thresholds over their mean
    float femaleFactor = 0.8f;    ///< of thresholds
    float probeRadius = 0.00564f; ///< metres: 1 cm2
    float tolerance = 1.8f;       ///< pain 10 at this many times the threshold
    float toleranceActive = 1.6f;
    float easeSeconds = 22.0f; ///< time constant of the fall of pain in a good hold
    float easeFloor = 0.35f;   ///< share of the pain that stays
    float easeLow = 3.0f;      ///< pain that must be reached for any easing
    float easeHigh = 7.0f;     ///< above: guarding
    float goodHoldSeconds = 30.0f;
    float gainPerHold = 0.08f;    ///< threshold, after each good hold
    float gainMost = 0.30f;       ///< in one session
    float recoverSeconds = 40.0f; ///< unheld, the eased pain comes back to what the gain has left
    float guardRise = 3.0f;       ///< seconds to full guarding under too much pain
    float guardFall = 8.0f;
    float guardStiffening = 0.3f;                   ///< muscle modulus times 1 + this
    float guardPain = 0.05f;                        ///< pain added per second of guarding
    float jabNPerS = 60.0f;                         ///< force that comes faster is a jab: guarding at once
    float bandActive = 2.0f, bandLatent = 1.6f;     ///< stiffness of the taut band over the muscle's
    float noduleActive = 3.0f, noduleLatent = 2.3f; ///< of the nodule in it
    float bandRelease = 0.6f;                       ///< share of that stiffening which a full release takes away
    float inflamedThreshold = 0.5f;                 ///< factor of thresholds where inflamed
    float inflamedPain = 0.05f;                     ///< pain added per second of pressing there
    float referralFrom = 3.0f;                      ///< pain at the point from which it spreads
    float referralSeconds = 3.0f;
    float spilloverFrom = 6.0f; ///< active points only
    std::vector<Words> words;

    const Threshold& thresholdOf(std::string_view muscle) const;
};

core::Result<Response> readResponse(const std::filesystem::path& file);

/// Share of a uniform pressure over a disc of radius a that arrives at depth z under its middle, elastic half-space:
/// 1 - (z / sqrt(z^2 + a^2))^3 (Boussinesq 1885; Love 1929).
float depthFactor(float radius, float depth);

/// 0..10 for `ratio` of stress to threshold, linear from 0 at 1 to 10 at `tolerance`.
float painOf(float ratio, float tolerance);

} // namespace patient
