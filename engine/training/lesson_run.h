// Lesson run: one student going through one lesson. Fed once per fixed step with what was done, measured and felt; says
// which step is on, how far its conditions are, what to show, and grades at the end. Deterministic.
#pragma once

#include <patient/patient.h>
#include <training/input.h>
#include <training/lesson.h>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace training {

/// What the session measured in this step.
struct Measured {
    float time = 0.0f; ///< s since the start
    bool touching = false;
    std::string tool;
    glm::vec3 skinPoint{0.0f}; ///< where the tool's axis meets the skin; where it would, when only aimed
    glm::vec3 direction{0.0f, 0.0f, 1.0f};
    float forceN = 0.0f;
    float forceRate = 0.0f;                   ///< N/s
    const tissue::Reading* reading = nullptr; ///< null when nothing touches
    const patient::PatientState* felt = nullptr;
};

/// Feedback to a student who presses too little.
constexpr const char* kDeeper = "a little deeper";

struct ConditionProgress {
    std::string text;   ///< "Hold for 60 s at pain 5 to 7"
    std::string now;    ///< "23 s"
    float share = 0.0f; ///< 0..1
    bool met = false;
    bool inRange = false; ///< right now
    std::string feedback; ///< "a little deeper", "too hard: ease off", empty
};

struct CriterionResult {
    std::string key;
    std::string title;
    float marks = 0.0f; ///< of weight
    float weight = 1.0f;
    std::string measured; ///< "4.2 mm", "52 s"
    std::string reason;   ///< praise or advice
};

struct Grade {
    bool finished = false;
    bool passed = false;
    float share = 0.0f;  ///< of all marks, 0..1
    std::string verdict; ///< one sentence that says why
    std::string failure; ///< key of what failed it: "safety", a criterion's key, "marks", "unfinished"; empty: passed
    std::vector<CriterionResult> criteria;
};

enum class EventKind { StepDone, WrongMark, WrongAnswer, RightAnswer, Hint, Safety, Finished, ToolRefused };
struct Event {
    EventKind kind = EventKind::StepDone;
    float time = 0.0f;
    std::string text; ///< for the student
};

struct LessonState {
    std::size_t step = 0; ///< index; steps.size(): finished
    float stepSeconds = 0.0f;
    std::vector<ConditionProgress> conditions;
    std::vector<std::string> hints; ///< shown so far in this step
    bool hintOffered = false;
    std::string answerReply;   ///< to the last answer
    std::vector<Event> events; ///< all so far
    glm::vec3 mark{0.0f};
    float markDistanceMm = -1.0f; ///< of the last mark, -1: none
    Grade grade;
};

class LessonRun {
public:
    /// Where a trigger point lies on this patient, posed body frame, metres.
    using PlaceOf = std::function<glm::vec3(const patient::SitedPoint&)>;

    /// Asks for all places at once and keeps a copy of the lesson: neither argument need outlive the run, but the
    /// points that the lesson names must.
    LessonRun(const Lesson& lesson, const PlaceOf& placeOf);
    LessonRun(const Lesson& lesson, const patient::Patient& patient)
        : LessonRun(lesson, [&patient](const patient::SitedPoint& point) { return patient.placeOf(point); }) {}
    ~LessonRun();
    LessonRun(LessonRun&&) noexcept;
    LessonRun& operator=(LessonRun&&) noexcept;

    void step(const Input& input, const Measured& measured, float dt);
    const LessonState& state() const;
    const Lesson& lesson() const;
    bool finished() const { return state().grade.finished; }
    std::uint64_t hash() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Distance in mm of a point of the body from the axis of a press: how far off the tool is sideways. A direction of
/// zero: from the skin point itself.
float distanceFromAxisMm(const glm::vec3& point, const glm::vec3& skinPoint, const glm::vec3& direction);

} // namespace training
