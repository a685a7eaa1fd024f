// Lesson: an ordered set of steps with instruction, allowed tools, conditions that complete a step, hints, grading
// rules and safety limits: assets/lessons/*.toml. Immutable after reading; LessonRun (lesson_run.h) plays it.
// Conditions speak of the atlas, trigger points and measured touch. Errors: every fault with file, line, rule and what
// was found; unknown points, structures, tools, views are faults that name the nearest known one. N, mm, s, kPa.
//
// Pain under a good hold falls while the hand does the same, so a range of pain means: the pressure would hurt at least
// `low` if nothing had eased yet (PointFelt::rawPain), and is felt as no more than `high`. Likewise pain has fallen, or
// relief was won, against what the same force or less made felt earlier in the step: letting go is no release.
#pragma once

#include <patient/trigger_point.h>
#include <tissue/tool.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace training {

enum class ConditionKind {
    Next,     ///< the student goes on; counts once the step's other conditions are met
    Contact,  ///< `structure` lies in the column under the tool, pressed by at least `force` low, for `seconds`
    Mark,     ///< the student marks a place within `withinMm` of `point`
    Answer,   ///< the student answers the step's question rightly
    Hold,     ///< within `withinMm` of `point`, force in `force`, pain in `pain`, `seconds` in a row
    PainFell, ///< pain at `point` fell to `share` of the highest that this force made felt in this step
    LiftOff   ///< nothing touches for `seconds`; counts once the step's other conditions are met
};

struct Range {
    float low = 0.0f;
    float high = 1e9f;
    bool holds(float v) const { return v >= low && v <= high; }
};

struct Condition {
    ConditionKind kind = ConditionKind::Next;
    std::string text; ///< what to do; empty: made from the rest
    patient::SitedPoint point;
    core::StructureId structure;
    std::string structureName; ///< as the atlas names it
    float withinMm = 10.0f;
    Range force; ///< N
    Range pain;  ///< 0..10
    float seconds = 0.0f;
    float share = 0.5f;
};

struct Question {
    std::string text;
    std::vector<std::string> choices;
    std::size_t right = 0;
    std::vector<std::string> why; ///< parallel to choices: what to say when it was chosen
};

struct Step {
    std::string key;
    std::string title;
    std::string instruction;
    std::vector<std::string> tools;  ///< keys; empty: any
    std::vector<std::string> hints;  ///< each weaker students see in turn
    float hintAfterS = 0.0f;         ///< offered by itself after this long; 0: only when asked
    std::vector<Condition> complete; ///< all of them
    std::optional<Question> question;
    std::string showPoint; ///< a point whose place is drawn as a target ("right upper_trapezius_1"), or empty
    std::string view;      ///< named view to turn to, or empty
    std::string peel;      ///< layer to peel to, or empty
    std::string evidence;  ///< note on how sure the claim is, with source
    std::string done;      ///< said when the step is completed
};

enum class CriterionKind {
    MarkDistance, ///< full marks within `good` mm, none beyond `bad`
    FirstAnswer,  ///< the step's question right at the first try
    TimeInRange,  ///< seconds within force and pain range of the step's Hold condition: `bad` .. `good`
    Overpressure, ///< highest pain: full below `good`, none above `bad`
    Approach,     ///< steepest rise of force while on the point, N/s: full below `good`, none above `bad`
    PainRelief,   ///< share of pain that went during the hold: `bad` .. `good`
    Hints,        ///< hints asked for: full at `good`, none at `bad`
    Time          ///< seconds of the whole lesson
};

struct Criterion {
    CriterionKind kind = CriterionKind::MarkDistance;
    std::string key;
    std::string title;
    std::string step; ///< key of the step it judges; empty: the whole lesson
    float weight = 1.0f;
    float good = 0.0f;
    float bad = 1.0f;
    std::string praise; ///< said with at least 80 % of its marks
    std::string advice; ///< said otherwise
};

/// Bone or nerve that must not be pressed where it lies right under the skin.
struct Forbidden {
    core::StructureId structure;
    std::string name;
    float mostN = 0.0f;
};

/// Breaking one fails the lesson, whatever the marks.
struct Safety {
    float mostForceN = 1e9f;
    float mostPain = 10.0f;
    float mostPainSeconds = 2.0f; ///< pain above mostPain for this long
    std::vector<Forbidden> forbidden;
    std::string reason;
};

struct Lesson {
    std::string key;
    std::string title;
    std::string summary;
    int order = 1000;                  ///< place in the course: lists show low numbers first
    std::string patient;               ///< key of a chart
    float passShare = 0.7f;            ///< of the marks
    std::vector<std::string> required; ///< keys of criteria that must reach half their marks
    Safety safety;
    std::vector<Step> steps;
    std::vector<Criterion> criteria;
    std::vector<std::string> sources;
    std::filesystem::path file;
};

struct LessonContext {
    const anatomy::Atlas& atlas;
    const patient::PointLibrary& points;
    const std::vector<tissue::Tool>& tools;
};

core::Result<Lesson> readLesson(const std::filesystem::path& file, const LessonContext& context);

} // namespace training
