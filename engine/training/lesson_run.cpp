#include <training/lesson_run.h>

#include <training/condition_watch.h>
#include <training/grading.h>
#include <training/place_words.h>
#include <training/safety_watch.h>

#include <core/check.h>

#include <algorithm>
#include <optional>
#include <utility>

namespace training {

namespace {

/// Index of a choice, by its words or its number from 1.
std::optional<std::size_t> choiceOf(const Question& question, const std::string& answer) {
    for (std::size_t i = 0; i < question.choices.size(); ++i)
        if (question.choices[i] == answer || std::to_string(i + 1) == answer) return i;
    return std::nullopt;
}

std::string toolNames(const std::vector<std::string>& keys) {
    std::string out;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        std::string words = keys[i];
        std::replace(words.begin(), words.end(), '_', ' ');
        out += (i == 0 ? "" : i + 1 == keys.size() ? " or " : ", ") + words;
    }
    return out;
}

} // namespace

struct LessonRun::Impl {
    Impl(const Lesson& l, const PlaceOf& placeOf) : lesson(l), records(l.steps.size()) {
        CHECK(!lesson.steps.empty(), "a lesson has steps: readLesson() sees to it");
        for (const Step& step : lesson.steps) {
            goals.emplace_back();
            for (const Condition& c : step.complete)
                goals.back().push_back(c.point ? placeOf(c.point) : glm::vec3(0.0f));
        }
        enter(0);
    }

    const Step& now() const { return lesson.steps[state.step]; }
    StepRecord& record() { return records[state.step]; }

    void enter(std::size_t step);
    void event(EventKind kind, const std::string& text) { state.events.push_back({kind, time, text}); }
    bool toolAllowed(const Measured& measured);
    void act(const Input& input, const Measured& measured, Happening& happening);
    void mark(const Measured& measured);
    bool answer(const std::string& text);
    void hint();
    void watchConditions(const Happening& happening);
    void note(const Measured& measured);
    void finish(const std::string& broken);

    Lesson lesson;
    std::vector<std::vector<glm::vec3>> goals; ///< of each step's conditions
    std::vector<ConditionWatch> watches;       ///< of this step
    std::vector<StepRecord> records;
    SafetyWatch safety;
    std::vector<std::string> refused; ///< tools refused in this step
    LessonState state;
    float time = 0.0f;
    bool marked = false; ///< in this step of the session
};

void LessonRun::Impl::enter(std::size_t step) {
    state.step = step;
    state.stepSeconds = 0.0f;
    state.hints.clear();
    state.hintOffered = false;
    state.answerReply.clear();
    state.conditions.clear();
    watches.clear();
    refused.clear();
    if (step >= lesson.steps.size()) return;
    record().reached = true;
    for (std::size_t i = 0; i < now().complete.size(); ++i) {
        watches.emplace_back(now().complete[i], goals[step][i]);
        state.conditions.push_back(watches.back().progress());
    }
}

bool LessonRun::Impl::toolAllowed(const Measured& m) {
    const std::vector<std::string>& allowed = now().tools;
    if (allowed.empty() || std::find(allowed.begin(), allowed.end(), m.tool) != allowed.end()) return true;
    if (m.touching && std::find(refused.begin(), refused.end(), m.tool) == refused.end()) {
        refused.push_back(m.tool);
        event(EventKind::ToolRefused,
              "Not with the " + toolNames({m.tool}) + " here: take the " + toolNames(allowed) + ".");
    }
    return false;
}

/// The first mark is the one that is graded; the student may try again.
void LessonRun::Impl::mark(const Measured& m) {
    const auto asked = std::find_if(watches.begin(), watches.end(), [](const ConditionWatch& w) {
        return w.condition().kind == ConditionKind::Mark && !w.progress().met;
    });
    if (asked == watches.end()) return;
    const Offset off = offsetOf(asked->goal(), m.skinPoint, m.direction);
    state.mark = m.skinPoint;
    state.markDistanceMm = off.mm;
    marked = true;
    if (record().firstMarkMm < 0.0f) record().firstMarkMm = off.mm;
    if (off.mm > asked->condition().withinMm)
        event(EventKind::WrongMark, "Not there: " + inWords(off) + ". Feel again and mark once more.");
}

bool LessonRun::Impl::answer(const std::string& text) {
    if (!now().question) return false;
    const Question& question = *now().question;
    const auto chosen = choiceOf(question, text);
    if (!chosen) {
        state.answerReply = "Choose one of the answers.";
        return false;
    }
    const bool right = *chosen == question.right;
    if (record().firstAnswer < 0) record().firstAnswer = right ? 1 : 0;
    state.answerReply = *chosen < question.why.size() ? question.why[*chosen] : std::string();
    event(right ? EventKind::RightAnswer : EventKind::WrongAnswer,
          question.choices[*chosen] + (state.answerReply.empty() ? "" : ": " + state.answerReply));
    return right;
}

void LessonRun::Impl::hint() {
    if (state.hints.size() >= now().hints.size()) return;
    state.hints.push_back(now().hints[state.hints.size()]);
    ++record().hints;
    event(EventKind::Hint, state.hints.back());
}

void LessonRun::Impl::act(const Input& input, const Measured& measured, Happening& happening) {
    switch (input.action) {
    case Action::Mark:
        mark(measured);
        break;
    case Action::Answer:
        happening.answered = answer(input.answer);
        break;
    case Action::Hint:
        hint();
        break;
    case Action::Next:
        happening.next = true;
        break;
    case Action::None:
    case Action::Finish:
        break;
    }
}

void LessonRun::Impl::watchConditions(const Happening& given) {
    bool others = true;
    for (const bool waiting : {false, true}) {
        for (std::size_t i = 0; i < watches.size(); ++i) {
            if (watches[i].waitsForOthers() != waiting) continue;
            Happening happening = given;
            happening.othersMet = others;
            if (marked && watches[i].condition().kind == ConditionKind::Mark)
                happening.markMm =
                    distanceFromAxisMm(watches[i].goal(), given.measured.skinPoint, given.measured.direction);
            watches[i].step(happening);
            state.conditions[i] = watches[i].progress();
        }
        if (!waiting)
            others = std::all_of(watches.begin(), watches.end(),
                                 [](const ConditionWatch& w) { return w.waitsForOthers() || w.progress().met; });
    }
}

/// What the criteria will ask for.
void LessonRun::Impl::note(const Measured& m) {
    StepRecord& r = record();
    if (m.touching && m.felt != nullptr) r.highestPain = std::max(r.highestPain, m.felt->pain);
    // "on the point" is any of the step's places; a step without one is judged wherever it is pressed
    const bool sited = std::any_of(watches.begin(), watches.end(), [](const auto& w) { return !!w.condition().point; });
    const bool onPlace = m.touching && std::any_of(watches.begin(), watches.end(), [&](const ConditionWatch& w) {
                             return (!sited || w.condition().point) && w.onPlace(m);
                         });
    if (onPlace) {
        r.pressed = true;
        r.steepestNPerS = std::max(r.steepestNPerS, m.forceRate);
    }
    for (const ConditionWatch& w : watches) {
        if (w.condition().kind == ConditionKind::Hold) r.secondsInRange = w.secondsInRange();
        r.relief = std::max(r.relief, w.relief());
    }
}

void LessonRun::Impl::finish(const std::string& broken) {
    state.grade = gradeOf(lesson, records, broken);
    event(EventKind::Finished, state.grade.verdict);
}

LessonRun::LessonRun(const Lesson& lesson, const PlaceOf& placeOf) : impl_(std::make_unique<Impl>(lesson, placeOf)) {}
LessonRun::~LessonRun() = default;
LessonRun::LessonRun(LessonRun&&) noexcept = default;
LessonRun& LessonRun::operator=(LessonRun&&) noexcept = default;

void LessonRun::step(const Input& input, const Measured& measured, float dt) {
    Impl& m = *impl_;
    if (finished()) return;
    m.time = measured.time;
    m.marked = false;
    m.state.stepSeconds += dt;
    m.record().seconds += dt;
    Happening happening{measured};
    happening.dt = dt;
    happening.toolAllowed = m.toolAllowed(measured);
    m.act(input, measured, happening);
    m.watchConditions(happening);
    m.note(measured);
    if (const auto broken = m.safety.step(m.lesson.safety, measured, dt)) {
        m.event(EventKind::Safety, *broken);
        m.finish(*broken);
        return;
    }
    const Step& step = m.now();
    m.state.hintOffered =
        m.state.hints.size() < step.hints.size() && step.hintAfterS > 0.0f && m.state.stepSeconds >= step.hintAfterS;
    const bool complete =
        std::all_of(m.watches.begin(), m.watches.end(), [](const ConditionWatch& w) { return w.progress().met; });
    if (complete) {
        m.record().done = true;
        m.event(EventKind::StepDone, step.done.empty() ? step.title : step.done);
        m.enter(m.state.step + 1);
    }
    if (m.state.step >= m.lesson.steps.size() || input.action == Action::Finish) m.finish({});
}

const LessonState& LessonRun::state() const {
    return impl_->state;
}

const Lesson& LessonRun::lesson() const {
    return impl_->lesson;
}

std::uint64_t LessonRun::hash() const {
    const Impl& m = *impl_;
    core::Hasher hasher;
    hasher.add(m.state.step);
    hasher.add(m.state.stepSeconds);
    hasher.add(m.state.hints.size());
    hasher.add(m.state.events.size());
    hasher.add(m.state.markDistanceMm);
    hasher.add(m.state.grade.finished);
    hasher.add(m.state.grade.share);
    hasher.add(std::string_view(m.state.grade.failure));
    for (const ConditionWatch& watch : m.watches) watch.hash(hasher);
    for (const StepRecord& record : m.records) record.hash(hasher);
    for (const std::string& tool : m.refused) hasher.add(std::string_view(tool));
    m.safety.hash(hasher);
    return hasher.value();
}

} // namespace training
