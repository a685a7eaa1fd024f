// Session: the core that every driver turns: window, command line, replay, test, benchmark. Takes one Input per fixed
// step and advances tissue, patient and lesson. It draws nothing and reads no clock; the same inputs give the same
// state, bit for bit, with any number of workers.
#pragma once

#include <patient/patient.h>
#include <records/recording.h>
#include <records/report.h>
#include <session/probe.h>
#include <session/world.h>
#include <training/lesson_run.h>

#include <core/workers.h>

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace session {

constexpr float kStepSeconds = 0.05f;

/// What a driver shows after a step. A value: it can be handed to another thread.
struct Snapshot {
    std::uint32_t step = 0;
    float time = 0.0f;
    training::Input input; ///< of the last step
    bool touching = false;
    float wantedN = 0.0f; ///< what the hand gives now, on its way to input.forceN
    float forceRate = 0.0f;
    tissue::Reading reading; ///< when touching
    glm::vec3 touchPoint{0.0f};
    glm::vec3 direction{0.0f, 0.0f, 1.0f};
    glm::mat4 toolToBody{1.0f}; ///< where the tool stands; where it would touch when only aimed
    tissue::DisplacementGrid field;
    patient::PatientState patient;
    std::optional<training::LessonState> lesson;
    std::vector<ProbeReading> probes;        ///< one for each that is watched
    patient::NerveBenchState nerve;          ///< of the nerve bench
    glm::vec3 nerveAt{0.0f};                 ///< its place on the nerve, and
    glm::vec3 nerveAlong{0.0f, -1.0f, 0.0f}; ///< which way the nerve goes on from there
    core::StructureId nerveStructure;        ///< null: the body has no such nerve, or the bench is off
    std::string problem; ///< why there is no touch although one was asked for ("no skin there"), or empty
};

class Session {
public:
    /// `lesson`: none for free practice. `workers` outlives the session; their number does not change results.
    Session(std::shared_ptr<const World> world, std::optional<training::Lesson> lesson, core::Workers& workers);
    ~Session();
    Session(Session&&) noexcept;

    void step(const training::Input& input);
    /// With the displacement field of that many points a side (0: none, for drivers that draw nothing).
    Snapshot snapshot(int fieldPoints = 32) const;

    /// Whose stress each snapshot tells from now on; changes nothing else.
    void watch(std::vector<ProbeTarget> targets);
    const World& world() const;
    const training::Lesson* lesson() const; ///< null: free practice
    const patient::Patient& patient() const;
    const patient::PatientState& patientState() const;
    const training::LessonState* lessonState() const;
    bool finished() const; ///< the lesson is graded
    std::uint32_t stepCount() const;
    /// What was put in so far, with check hashes.
    const records::Recording& recording() const;
    /// Force and pain twice a second, for the report.
    const std::vector<records::TracePoint>& trace() const;
    /// Of everything that the next step depends on.
    std::uint64_t hash() const;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// What a replay found.
struct ReplayResult {
    std::uint32_t steps = 0;
    std::uint32_t checked = 0;                    ///< state hashes that agreed
    std::optional<std::uint32_t> firstDifference; ///< step whose hash differs
};

/// Plays a recording from the start in a fresh session. Error: another body or content than it was made with.
core::Result<ReplayResult> replay(const records::Recording& recording, Session& fresh);

} // namespace session
