// Scripted student: plays a lesson from a file (assets/scripts/*.toml), for tests, demonstrations and machines without
// a display. Sees what a student sees (snapshots), never the patient's inside, except places by name: aiming at
// "right upper_trapezius_1" or behind "C7" stands for eyes and fingers that found it, `off_mm` for those that did not.
// Errors: every fault with file and line.
#pragma once

#include <session/session.h>

#include <filesystem>
#include <string>
#include <vector>

namespace session {

enum class ActKind {
    Press,  ///< at a place with `forceN`, for `seconds`
    Seek,   ///< presses so that pain comes to `pain`, then holds that force for `seconds` and lets the pain ease
    Lift,   ///< for `seconds`
    Mark,   ///< where the tool is
    Answer, ///< `answer`: a choice of the question, by its text or number from 1
    Hint,
    Next,
    Wait,
    Finish
};

struct Act {
    ActKind kind = ActKind::Wait;
    patient::SitedPoint at;   ///< Press, Seek: a trigger point
    core::StructureId behind; ///< or the skin straight behind a structure; neither: where it is
    glm::vec3 off{0.0f};      ///< metres from there, body frame
    std::string tool;         ///< empty: as before
    float forceN = 0.0f;
    float rateNPerS = 20.0f;
    float pain = 6.0f;
    float mostForceN = 90.0f; ///< Seek never goes beyond
    float seconds = 1.0f;
    std::string untilStep; ///< ends early when the lesson has come to this step
    std::string answer;
};

struct Script {
    std::string key;
    std::string title;
    std::string lesson; ///< key of the lesson it plays
    /// How it ends: "passed", "safety", or the key of the required criterion that fails it ("" in files from
    /// elsewhere).
    std::string expects;
    std::vector<Act> acts;
};

core::Result<Script> readScript(const std::filesystem::path& file, const Library& library);

/// By key ("good_student", of the lesson's folder assets/scripts/<lesson>) or the file itself. Error: lists what there
/// is.
core::Result<std::filesystem::path> scriptFile(const Library& library, const std::string& lesson,
                                               const std::string& keyOrFile);

class ScriptedStudent {
public:
    ScriptedStudent(Script script, const Session& session);

    /// Input for the next step. After the last act: Finish once, then nothing.
    training::Input next(const Session& session);
    bool done() const { return act_ >= script_.acts.size() && finished_; }

private:
    void begin(const Act& act, const Session& session);
    void aim(const Act& act, const Session& session);
    bool over(const Act& act, const Session& session) const;
    void go(const Act& act, const Session& session);
    void seek(const Act& act, const Session& session);

    Script script_;
    std::size_t act_ = 0;
    bool begun_ = false;
    bool finished_ = false;
    bool there_ = false; ///< Seek: the pain has come to what is sought
    float left_ = 0.0f;  ///< seconds of the act
    training::Input input_;
};

} // namespace session
