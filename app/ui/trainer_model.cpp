#include <app/ui/trainer_model.h>

#include <app/skin_tone.h>

#include <algorithm>
#include <cmath>

namespace app {
namespace {

constexpr std::size_t kTracePoints = 240;
constexpr float kSampleSeconds = 0.25f;

template <typename T>
void keepLast(std::vector<T>& values, std::size_t most) {
    if (values.size() > most) values.erase(values.begin(), values.end() - static_cast<std::ptrdiff_t>(most));
}

bool still(const anatomy::SpineMotion& motion) {
    return motion.flexion == 0.0f && motion.sideBend == 0.0f && motion.rotation == 0.0f;
}

/// One function per action; what is not here belongs to the trainer.
struct Applier {
    const session::World& world;
    Choices& choices;
    Settings& settings;

    const tissue::Tool* tool() const {
        for (const tissue::Tool& t : world.library->tools)
            if (t.key == choices.tool) return &t;
        return nullptr;
    }
    bool operator()(const act::ChooseTool& a) {
        choices.tool = a.key;
        return (*this)(act::SetForce{choices.forceN});
    }
    bool operator()(const act::SetForce& a) {
        const float most = tool() != nullptr ? tool()->largestForceN : 100.0f;
        choices.forceN = std::isfinite(a.newton) ? std::clamp(a.newton, 0.0f, most) : 0.0f;
        return true;
    }
    bool operator()(const act::SetTilt& a) {
        choices.tiltDegrees = glm::clamp(a.degrees, glm::vec2(-45.0f), glm::vec2(45.0f));
        return true;
    }
    bool operator()(const act::SetTouch& a) {
        choices.touch = a.on;
        return true;
    }
    bool operator()(const act::SetPeel& a) {
        choices.look.peel = a.layer;
        return true;
    }
    bool operator()(const act::SetOpacity& a) {
        choices.look.outerOpacity = std::clamp(a.outer, 0.0f, 1.0f);
        return true;
    }
    bool operator()(const act::ShowNerves& a) {
        choices.look.showNerves = a.on;
        return true;
    }
    bool operator()(const act::Hide& a) {
        for (const core::StructureId id : a.ids) {
            if (a.hidden)
                choices.look.hidden.insert(id);
            else
                choices.look.hidden.erase(id);
        }
        return true;
    }
    bool operator()(const act::Isolate& a) {
        choices.look.isolated = a.id;
        return true;
    }
    bool operator()(const act::Select& a) {
        choices.look.selected = a.id;
        return true;
    }
    bool operator()(const act::Search& a) {
        choices.search = a.text;
        choices.searchAt = 0;
        return true;
    }
    bool operator()(const act::SearchAt& a) {
        choices.searchAt = std::max(a.hit, 0);
        return true;
    }
    bool operator()(const act::FocusSearch&) {
        choices.leftOpen = true;
        choices.focusSearch = true;
        return true;
    }
    bool operator()(const act::SetPosture& a) {
        choices.posture = a.name == world.chart.posture ? std::string() : a.name;
        choices.neckDegrees = a.neck;
        choices.trunkDegrees = a.trunk;
        choices.girdleDegrees = a.girdle;
        return true;
    }
    bool operator()(const act::DraftBody& a) {
        choices.body = a.body;
        return true;
    }
    bool operator()(const act::ShowFurniture& a) {
        choices.look.showFurniture = a.on;
        return true;
    }
    bool operator()(const act::OpenPosture& a) {
        choices.postureOpen = a.open;
        return true;
    }
    bool operator()(const act::OpenBody& a) {
        choices.bodyOpen = a.open;
        return true;
    }
    bool operator()(const act::ShowEverything&) {
        const core::StructureId selected = choices.look.selected;
        choices.look = Look{};
        choices.section = {};
        choices.look.selected = selected;
        return true;
    }
    bool operator()(const act::SetSkinTone& a) {
        choices.skinTone = std::clamp(a.tone, 0, kSkinTones);
        return true;
    }
    bool operator()(const act::SetSection& a) {
        choices.section = a.choice;
        if (!std::isfinite(choices.section.at)) choices.section.at = 0.0f;
        return true;
    }
    bool operator()(const act::SetNerve& a) {
        choices.nerve = a.choices;
        for (float& share : choices.nerve.controls.share)
            share = std::isfinite(share) ? std::clamp(share, 0.0f, 1.0f) : 0.0f;
        return true;
    }
    bool operator()(const act::OpenLeft& a) {
        choices.leftOpen = a.open;
        return true;
    }
    bool operator()(const act::OpenRight& a) {
        choices.rightOpen = a.open;
        return true;
    }
    bool operator()(const act::ShowTab& a) {
        choices.tab = a.tab;
        choices.rightOpen = true;
        return true;
    }
    bool operator()(const act::ShowKeys& a) {
        choices.keysOpen = a.open;
        return true;
    }
    bool operator()(const act::ChangeSettings& a) {
        settings = a.settings;
        settings.textScale = std::clamp(settings.textScale, 1.0f, 2.0f);
        settings.leftPanel = std::clamp(settings.leftPanel, 180.0f, 700.0f);
        settings.rightPanel = std::clamp(settings.rightPanel, 240.0f, 800.0f);
        return true;
    }
    template <typename Other>
    bool operator()(const Other&) {
        return false;
    }
};

} // namespace

bool Choices::posed() const {
    const anatomy::GirdleMotion& g = girdleDegrees;
    const bool girdleStill = g.raise == 0.0f && g.retract == 0.0f && g.breath == 0.0f;
    return !posture.empty() || !still(neckDegrees) || !still(trunkDegrees) || !girdleStill;
}

void Traces::add(const session::Snapshot& snapshot) {
    if (snapshot.touching) {
        if (!touched_) forceDepth.clear(); // a new touch begins a new curve
        forceDepth.push_back({snapshot.reading.depthMm, snapshot.reading.forceN});
        keepLast(forceDepth, kTracePoints);
    }
    touched_ = snapshot.touching;
    if (snapshot.time < lastSample_) { // another session
        pain.clear();
        force.clear();
        lastSample_ = -1.0f;
    }
    if (lastSample_ >= 0.0f && snapshot.time - lastSample_ < kSampleSeconds) return;
    lastSample_ = snapshot.time;
    const auto most = static_cast<std::size_t>(seconds / kSampleSeconds);
    pain.push_back(snapshot.patient.pain);
    force.push_back(snapshot.touching ? snapshot.reading.forceN : 0.0f);
    keepLast(pain, most);
    keepLast(force, most);
}

void TrainerModel::findCaught(const OrbitCamera& camera, int width, int height) {
    caughtAt.reset();
    glm::vec2 pixel;
    if (snapshot.nerve.at.entrapment != nullptr && !choices.posed() &&
        camera.project(snapshot.nerveAt, static_cast<float>(width), static_cast<float>(height), pixel))
        caughtAt = pixel;
}

const tissue::Tool* TrainerModel::tool() const {
    for (const tissue::Tool& t : world->library->tools)
        if (t.key == choices.tool) return &t;
    return nullptr;
}

std::string TrainerModel::nameOf(core::StructureId id) const {
    const anatomy::Structure* structure = world->library->atlas.find(id);
    return structure != nullptr ? structure->name : std::string();
}

SectionChoice sectionBegun(CutKind kind, const TrainerModel& model) {
    SectionChoice out = model.choices.section;
    out.kind = kind;
    const glm::vec2 range = sectionRange(kind, model.bodyBounds);
    // the median plane itself is the seam of what is mirrored
    out.at = kind == CutKind::Sagittal ? 0.001f : 0.5f * (range.x + range.y);
    return out;
}

bool apply(const UserAction& action, const session::World& world, Choices& choices, Settings& settings) {
    return std::visit(Applier{world, choices, settings}, action);
}

} // namespace app
