#include <session/scripted_student.h>

#include <session/aim.h>

#include <algorithm>
#include <utility>

namespace session {

namespace {

constexpr float kFirstTouchN = 2.0f;
constexpr float kEnough = 0.3f;   // pain this far below what is sought counts as there
constexpr float kTooMuch = 0.5f;  // pain this far above it: the hand gives way
constexpr float kSlowFrom = 2.0f; // pain below the goal from which the hand slows down
constexpr float kSlowest = 0.15f; // of its rate
constexpr float kSlanting = 0.5f; // cosine: beyond 60 degrees from the skin's normal a hand would slip

/// The lesson has come to the step, or beyond it.
bool cameTo(const Session& session, const std::string& step) {
    if (step.empty() || session.lesson() == nullptr || session.lessonState() == nullptr) return false;
    const auto& steps = session.lesson()->steps;
    for (std::size_t i = 0; i < steps.size(); ++i)
        if (steps[i].key == step) return session.lessonState()->step >= i;
    return false;
}

/// The lesson tells the student to go deeper: what is held is below its range.
bool toldDeeper(const Session& session) {
    const training::LessonState* state = session.lessonState();
    if (session.lesson() == nullptr || state == nullptr || state->step >= session.lesson()->steps.size()) return false;
    const auto& conditions = session.lesson()->steps[state->step].complete;
    for (std::size_t i = 0; i < conditions.size() && i < state->conditions.size(); ++i)
        if (conditions[i].kind == training::ConditionKind::Hold && !state->conditions[i].inRange &&
            state->conditions[i].feedback == training::kDeeper)
            return true;
    return false;
}

} // namespace

ScriptedStudent::ScriptedStudent(Script script, const Session& session) : script_(std::move(script)) {
    if (!session.world().library->tools.empty()) input_.tool = session.world().library->tools.front().key;
}

void ScriptedStudent::aim(const Act& act, const Session& session) {
    glm::vec3 direction(0.0f);
    anatomy::SkinHit skin;
    if (act.at) {
        skin = session.patient().skinOver(act.at, direction);
    } else {
        const auto aim = aimBehind(session.world(), act.behind);
        if (!aim) return; // a body without it: the hand stays where it is
        skin.position = aim.value().skin;
        direction = aim.value().direction;
    }
    if (glm::length(act.off) > 1e-5f) {
        skin = session.world().labels.nearestSkin(skin.position + act.off);
        if (glm::dot(direction, -skin.normal) < kSlanting) direction = -skin.normal;
    }
    input_.skinPoint = skin.position;
    input_.direction = direction;
}

void ScriptedStudent::begin(const Act& act, const Session& session) {
    begun_ = true;
    there_ = false;
    left_ = act.seconds;
    if (!act.tool.empty()) input_.tool = act.tool;
    switch (act.kind) {
    case ActKind::Press:
    case ActKind::Seek:
        if (act.at || act.behind.valid()) aim(act, session);
        input_.rateNPerS = act.rateNPerS;
        if (act.kind == ActKind::Press)
            input_.forceN = act.forceN;
        else if (!input_.pressing)
            input_.forceN = kFirstTouchN;
        input_.pressing = true;
        break;
    case ActKind::Lift:
        input_.pressing = false;
        input_.forceN = 0.0f;
        break;
    case ActKind::Mark:
        input_.action = training::Action::Mark;
        break;
    case ActKind::Answer:
        input_.action = training::Action::Answer;
        input_.answer = act.answer;
        break;
    case ActKind::Hint:
        input_.action = training::Action::Hint;
        break;
    case ActKind::Next:
        input_.action = training::Action::Next;
        break;
    case ActKind::Finish:
        input_.action = training::Action::Finish;
        break;
    case ActKind::Wait:
        break;
    }
}

bool ScriptedStudent::over(const Act& act, const Session& session) const {
    if (cameTo(session, act.untilStep)) return true;
    return begun_ && left_ < 0.5f * kStepSeconds;
}

/// Comes nearer the slower, the nearer the pain is; once there the hand keeps still, so that the pain may ease under
/// it, unless it hurts too much or the lesson asks for more.
void ScriptedStudent::seek(const Act& act, const Session& session) {
    const float pain = session.patientState().pain;
    const float most = act.rateNPerS * kStepSeconds;
    if (pain >= act.pain - kEnough) there_ = true;
    if (pain > act.pain + kTooMuch)
        input_.forceN -= 0.5f * most;
    else if (!there_)
        input_.forceN += most * std::clamp((act.pain - pain) / kSlowFrom, kSlowest, 1.0f);
    else if (toldDeeper(session))
        input_.forceN += kSlowest * most;
    input_.forceN = std::clamp(input_.forceN, 0.5f, act.mostForceN);
    // at the end of the allowed force there is nothing more to wait for
    if (there_ || input_.forceN >= act.mostForceN) left_ -= kStepSeconds;
}

void ScriptedStudent::go(const Act& act, const Session& session) {
    switch (act.kind) {
    case ActKind::Press:
    case ActKind::Lift:
    case ActKind::Wait:
        left_ -= kStepSeconds;
        break;
    case ActKind::Seek:
        seek(act, session);
        break;
    case ActKind::Mark:
    case ActKind::Answer:
    case ActKind::Hint:
    case ActKind::Next:
    case ActKind::Finish:
        left_ = 0.0f; // done with this one step
        break;
    }
}

training::Input ScriptedStudent::next(const Session& session) {
    input_.action = training::Action::None;
    input_.answer.clear();
    if (session.finished()) {
        act_ = script_.acts.size();
        finished_ = true;
    }
    while (act_ < script_.acts.size() && over(script_.acts[act_], session)) {
        ++act_;
        begun_ = false;
    }
    if (act_ < script_.acts.size()) {
        const Act& act = script_.acts[act_];
        if (!begun_) begin(act, session);
        go(act, session);
        return input_;
    }
    input_.pressing = false;
    input_.forceN = 0.0f;
    if (!finished_) input_.action = training::Action::Finish;
    finished_ = true;
    return input_;
}

} // namespace session
