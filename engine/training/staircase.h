// Staircase: finds the smallest difference of stiffness a person can tell, by asking "which of the two is stiffer?"
// with differences that shrink after right answers and grow after wrong ones. Gives the Weber fraction (difference over
// stiffness told right in 75 of 100) with its uncertainty, and counts false alarms in trials where both are equal. It
// knows neither window nor tissue: a caller shows the two and brings the answer. Same seed and answers, same trials.
//   Steps: weighted up-down in the logarithm of the contrast (Kaernbach 1991, Percept Psychophys 49:227); "no
//   difference" counts as the mean of a right and a wrong guess (Kaernbach 2001, Percept Psychophys 63:1377).
//   Estimate: posterior of threshold and steepness of a Weibull function over a grid, from all trials with a difference
//   (as Psi, Kontsevich and Tyler 1999, Vision Res 39:2729, with Kaernbach's steps in place of its choice of trials).
//   What 60 trials can tell (staircase_test.cpp): half of the results lie within 17 % of the truth for an observer as
//   gradual as in signal detection theory, within 8 % for one as steep as a Weibull function of 3.5; 95 of 100 within
//   10 % for a sharp edge. A right answer in one of two is little news, whichever way it is done: so the interval
//   belongs to the result.
#pragma once

#include <core/random.h>

#include <cstdint>
#include <vector>

namespace training {

struct StaircaseRules {
    float firstContrast = 0.5f; ///< difference over stiffness
    float lowestContrast = 0.01f;
    float highestContrast = 1.0f;
    float rightShare = 0.79f; ///< of answers, that the steps run towards
    float firstStep = 0.3f;   ///< down, in the natural logarithm of the contrast
    float lastStep = 0.05f;   ///< steps shrink at every turn, down to this
    float stepShrink = 0.75f;
    int trials = 60;     ///< with the catch trials
    int catchTrials = 8; ///< spread evenly, each at a random place of its stretch
};

enum class StifferIs { First, Second, Neither };

struct StaircaseTrial {
    float contrast = 0.0f; ///< 0: a catch trial, both are equal
    bool secondStiffer = false;
    bool catchTrial() const { return contrast <= 0.0f; }
};

struct StaircaseResult {
    float weberFraction = 0.0f;
    float low = 0.0f, high = 0.0f;                    ///< of 90 % of the posterior
    int trials = 0, right = 0, wrong = 0, unsure = 0; ///< of those with a difference
    int catchTrials = 0, falseAlarms = 0;             ///< a difference told where there was none
};

class Staircase {
public:
    /// Rules out of range are brought into it.
    explicit Staircase(std::uint64_t seed, const StaircaseRules& rules = {});

    bool finished() const { return done_ >= rules_.trials; }
    int trialsDone() const { return done_; }
    int trialsInAll() const { return rules_.trials; }
    /// What to show next; after the end the last one.
    const StaircaseTrial& trial() const { return trial_; }
    /// Nothing after the end. True: right ("neither" in a catch trial is right).
    bool answer(StifferIs answer);
    /// At any time; before the first trial with a difference only the prior is known.
    StaircaseResult result() const;

private:
    void plan();
    void learn(float right); ///< 1 right, 0 wrong, 0.5 unsure

    StaircaseRules rules_;
    core::Random random_;
    StaircaseTrial trial_;
    StaircaseResult counts_;
    std::vector<double> logPosterior_; ///< threshold by steepness
    float level_ = 0.0f;               ///< natural logarithm of the contrast
    float step_ = 0.0f;
    int lastWay_ = 0;
    int done_ = 0;
    int catchAt_ = 0; ///< trial number of the next catch trial
};

/// A person whose threshold is known, for tests and demonstrations: notices a difference with a chance of
/// 1 - 2^-(contrast / weberFraction)^steepness, otherwise says "neither" or guesses.
class SimulatedObserver {
public:
    struct Traits {
        float weberFraction = 0.1f;
        float steepness = 3.5f; ///< 1.3: as in signal detection theory; above 20: a sharp edge
        float owningUp = 0.5f;  ///< share of "neither" when nothing was noticed
    };
    SimulatedObserver(std::uint64_t seed, const Traits& traits) : traits_(traits), random_(seed) {}
    StifferIs judge(const StaircaseTrial& trial);

private:
    Traits traits_;
    core::Random random_;
};

} // namespace training
