// Trainer model: everything the panels show, and what they can ask for. The panels are functions of (theme, model,
// settings) that append UserActions and change nothing themselves, so a picture of them needs neither a window nor a
// running session. N, mm, s, kPa; angles in degrees as on the sliders.
#pragma once

#include <app/body_meshes.h>
#include <app/body_section.h>
#include <app/label_anchors.h>
#include <app/nerve_show.h>
#include <app/settings.h>
#include <records/attempts.h>
#include <session/session.h>

#include <imgui/imgui.h>

#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace app {

enum class Tab { Touch, Patient, Nerve, Lesson, History };
constexpr int kTabs = 5;

/// What the user chose, beyond what is kept as settings.
struct Choices {
    Look look;
    std::string search;
    int searchAt = 0;         ///< the hit that Enter goes to, 0 the best
    bool focusSearch = false; ///< put the caret into the search field in the next frame
    std::string posture;      ///< empty: as the patient lies
    anatomy::SpineMotion neckDegrees, trunkDegrees;
    anatomy::GirdleMotion girdleDegrees;         ///< and a share of a breath
    std::optional<anatomy::BodyParameters> body; ///< drafted, not built yet
    bool postureOpen = false;                    ///< its sliders are shown
    bool bodyOpen = false;
    bool touch = true; ///< the left button presses; otherwise it selects
    std::string tool = "thumb";
    float forceN = 20.0f;
    glm::vec2 tiltDegrees{0.0f}; ///< of the tool: to the left and to the head
    bool leftOpen = true;
    bool rightOpen = true;
    Tab tab = Tab::Touch;
    bool keysOpen = false;
    std::string view; ///< named view last chosen
    NerveChoices nerve;
    SectionChoice section;
    int skinTone = 0; ///< 1 to 8; 0: the patient's own

    bool posed() const;
};

/// The recent past, for the curves.
struct Traces {
    std::vector<ImVec2> forceDepth; ///< (mm, N), oldest first
    std::vector<float> pain;        ///< at an even interval, oldest first
    std::vector<float> force;
    float seconds = 60.0f; ///< that pain and force span when full

    void add(const session::Snapshot& snapshot);

private:
    float lastSample_ = -1.0f;
    bool touched_ = false;
};

struct LessonEntry {
    std::string key;
    std::string title;
    std::string summary;
    std::string patient;
};

struct StatusFacts {
    std::string device;
    float frameMs = 0.0f;
    float stepMs = 0.0f; ///< of the session, against session::kStepSeconds
    std::string pointedAt;
    std::string message; ///< something that went wrong or was done; shown before the rest
};

struct TrainerModel {
    const session::World* world = nullptr; ///< never null when panels are drawn
    const training::Lesson* lesson = nullptr;
    session::Snapshot snapshot;
    Traces traces;
    std::vector<records::Attempt> attempts;
    std::vector<LessonEntry> lessons;
    std::vector<std::string> importedBodies; ///< names, of what paraspinal import has kept
    StatusFacts status;
    std::vector<SeenStructure> seen; ///< to be labelled; empty without labels
    Choices choices;
    std::string report;   ///< file of the report of the attempt that has just ended, or empty
    core::Box bodyBounds; ///< of what is drawn, bind pose
    bool pressing = false;
    std::optional<glm::vec2> caughtAt; ///< pixels of the scene: where the bench's nerve is caught
    float pulsesBeyond = 0.0f;         ///< that have passed beyond the place where the bench's nerve is caught

    /// Where the bench's nerve is caught, in a scene of that size.
    void findCaught(const OrbitCamera& camera, int width, int height);
    const tissue::Tool* tool() const; ///< the chosen one, null if unknown
    std::string nameOf(core::StructureId id) const;
};

namespace act {
struct ChooseTool {
    std::string key;
};
struct SetForce {
    float newton;
};
struct SetTilt {
    glm::vec2 degrees;
};
struct SetTouch {
    bool on;
};
struct LiftOff {};
struct SetPeel {
    anatomy::Layer layer;
};
struct SetOpacity {
    float outer;
};
struct ShowNerves {
    bool on;
};
struct Hide {
    std::vector<core::StructureId> ids;
    bool hidden;
};
struct Isolate {
    std::optional<core::StructureId> id;
};
struct Select {
    core::StructureId id;
};
struct LookAt {
    core::StructureId id;
};
struct Search {
    std::string text;
};
struct SearchAt {
    int hit;
};
struct FocusSearch {};
struct SetPosture {
    std::string name;
    anatomy::SpineMotion neck, trunk;
    anatomy::GirdleMotion girdle{};
};
struct DraftBody {
    anatomy::BodyParameters body;
};
struct BuildBody {
    anatomy::BodyParameters body;
};
struct ShowFurniture {
    bool on;
};
struct OpenPosture {
    bool open;
};
struct OpenBody {
    bool open;
};
struct ShowEverything {};
struct NamedView {
    std::string name;
};
struct ForLesson {
    training::Action action;
    std::string answer;
};
struct StartLesson {
    std::string key;
}; ///< empty: free practice
struct OpenLeft {
    bool open;
};
struct OpenRight {
    bool open;
};
struct ShowTab {
    Tab tab;
};
struct ShowKeys {
    bool open;
};
struct ChangeSettings {
    Settings settings;
};
struct SetSkinTone {
    int tone;
};
struct SetSection {
    SectionChoice choice;
};
struct SetNerve {
    NerveChoices choices;
}; ///< without a place: the nerve bench is closed
struct LookAtNerve {
    std::string site;
    bool bothSides; ///< with the same regions on the other side, where a muscle's pain is shown
};
struct Quit {};
} // namespace act

using UserAction =
    std::variant<act::ChooseTool, act::SetForce, act::SetTilt, act::SetTouch, act::LiftOff, act::SetPeel,
                 act::SetOpacity, act::ShowNerves, act::Hide, act::Isolate, act::Select, act::LookAt, act::Search,
                 act::SearchAt, act::FocusSearch, act::SetPosture, act::DraftBody, act::BuildBody, act::ShowFurniture,
                 act::OpenPosture, act::OpenBody, act::ShowEverything, act::NamedView, act::ForLesson, act::StartLesson,
                 act::OpenLeft, act::OpenRight, act::ShowTab, act::ShowKeys, act::ChangeSettings, act::SetSkinTone,
                 act::SetSection, act::SetNerve, act::LookAtNerve, act::Quit>;
using UserActions = std::vector<UserAction>;

/// A section of that kind through the middle of the body.
SectionChoice sectionBegun(CutKind kind, const TrainerModel& model);

/// Does what changes only choices or settings (true), and leaves the rest to the trainer (false): LiftOff, LookAt,
/// LookAtNerve, BuildBody, NamedView, ForLesson, StartLesson, Quit. Values out of range are brought into it.
bool apply(const UserAction& action, const session::World& world, Choices& choices, Settings& settings);

} // namespace app
