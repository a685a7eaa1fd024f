// Condition watch: follows one condition through its step: how far it is, what to say to the student now, and the
// figures that the grading asks for. A condition once met stays met for the step. Deterministic.
#pragma once

#include <training/lesson_run.h>
#include <training/pain_by_force.h>

#include <core/hash.h>

namespace training {

/// "Hold the right upper trapezius trigger point 1 for 45 s at pain 5 to 7": of a condition without its own text.
std::string describe(const Condition& condition);

/// What happened in a step of the session, for the conditions of the lesson's step.
struct Happening {
    const Measured& measured;
    bool toolAllowed = true;
    bool next = false;      ///< the student asked to go on
    bool answered = false;  ///< rightly
    bool othersMet = false; ///< of the step, but Next and LiftOff
    float markMm = -1.0f;   ///< distance of a mark made now from this condition's point, below 0: none was made
    float dt = 0.0f;
};

class ConditionWatch {
public:
    /// `goal`: where the condition's point lies, if it has one.
    ConditionWatch(const Condition& condition, const glm::vec3& goal);

    void step(const Happening& happening);

    const ConditionProgress& progress() const { return progress_; }
    const Condition& condition() const { return condition_; }
    const glm::vec3& goal() const { return goal_; }
    bool waitsForOthers() const;

    /// The tool touches near the point (anywhere, when there is none).
    bool onPlace(const Measured& measured) const;
    float secondsInRange() const { return total_; }
    float relief() const { return relief_; } ///< the most there was, 0..1
    void hash(core::Hasher& hasher) const;

private:
    void contact(const Happening& happening);
    void hold(const Happening& happening);
    void painFell(const Happening& happening);
    void liftOff(const Happening& happening);
    void count(const Happening& happening);
    std::string offPlace(const Measured& measured) const;

    Condition condition_;
    glm::vec3 goal_{0.0f};
    ConditionProgress progress_;
    PainByForce pain_;
    float seconds_ = 0.0f; ///< in a row
    float out_ = 0.0f;     ///< out of range since, s
    float total_ = 0.0f;   ///< in range, all together
    float relief_ = 0.0f;
};

} // namespace training
