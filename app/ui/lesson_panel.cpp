#include <app/ui/lesson_panel.h>

#include <app/ui/patient_panel.h>
#include <app/ui/widgets.h>

#include <core/text.h>

#include <algorithm>

namespace app {
namespace {

using training::LessonState;
using training::Step;

void iconLine(const Theme& theme, Sign kind, const std::string& text) {
    sign(theme, kind, ImGui::GetFontSize());
    ImGui::SameLine();
    wrapped(text);
}

void stepList(const Theme& theme, const training::Lesson& lesson, const LessonState& state) {
    for (std::size_t i = 0; i < lesson.steps.size(); ++i) {
        const bool done = i < state.step, now = i == state.step;
        if (now) ImGui::PushFont(theme.strong);
        if (!now && !done) ImGui::PushStyleColor(ImGuiCol_Text, theme.textSoft);
        iconLine(theme, done ? Sign::Good : Sign::Neutral, std::to_string(i + 1) + "  " + lesson.steps[i].title);
        if (!now && !done) ImGui::PopStyleColor();
        if (now) ImGui::PopFont();
    }
}

void condition(const Theme& theme, const training::ConditionProgress& c) {
    iconLine(theme, c.met ? Sign::Good : c.inRange ? Sign::Neutral : Sign::Neutral, c.text);
    Bar progress;
    progress.value = c.share;
    progress.colour = ImGui::GetColorU32(c.met || c.inRange ? theme.good : theme.accent);
    progress.text = c.now;
    bar(theme, progress, ImGui::GetFrameHeight() * 0.85f);
    if (!c.feedback.empty() && !c.met) {
        ImGui::PushStyleColor(ImGuiCol_Text, c.inRange ? theme.good : theme.caution);
        wrapped(c.feedback);
        ImGui::PopStyleColor();
    }
}

void question(const Theme& theme, const training::Question& asked, const LessonState& state, UserActions& actions) {
    ImGui::PushFont(theme.strong);
    wrapped(asked.text);
    ImGui::PopFont();
    ImGui::PushStyleVar(ImGuiStyleVar_ButtonTextAlign, {0.0f, 0.5f});
    const float room = ImGui::GetContentRegionAvail().x - 2.0f * ImGui::GetStyle().FramePadding.x;
    for (const std::string& choice : asked.choices) // in full: its end may be what makes it right
        if (ImGui::Button((inLines(choice, room) + "###" + choice).c_str(), {-1, 0}))
            actions.emplace_back(act::ForLesson{training::Action::Answer, choice});
    ImGui::PopStyleVar();
    if (!state.answerReply.empty()) softText(theme, state.answerReply);
}

bool asks(const Step& step, training::ConditionKind kind) {
    return std::any_of(step.complete.begin(), step.complete.end(),
                       [kind](const training::Condition& c) { return c.kind == kind; });
}

void currentStep(const Theme& theme, const TrainerModel& model, const Step& step, const LessonState& state,
                 UserActions& actions) {
    ImGui::PushFont(theme.title);
    wrapped(step.title);
    ImGui::PopFont();
    wrapped(step.instruction);
    ImGui::Spacing();
    if (step.question) question(theme, *step.question, state, actions);
    for (const training::ConditionProgress& c : state.conditions) condition(theme, c);
    if (asks(step, training::ConditionKind::Hold) || asks(step, training::ConditionKind::PainFell)) {
        ImGui::TextColored(theme.textSoft, "Pain");
        painBar(theme, model);
    }
    if (asks(step, training::ConditionKind::Mark)) {
        if (ImGui::Button("Mark this place (M)", {-1, 0}))
            actions.emplace_back(act::ForLesson{training::Action::Mark, {}});
        tooltip("Where the tool is, or was last");
        if (state.markDistanceMm >= 0.0f)
            softText(theme, "The last mark was " + core::fixed(state.markDistanceMm, 1) + " mm off.");
    }
    if (asks(step, training::ConditionKind::Next) && ImGui::Button("Go on (Enter)", {-1, 0}))
        actions.emplace_back(act::ForLesson{training::Action::Next, {}});
    for (const std::string& hint : state.hints) iconLine(theme, Sign::Caution, hint);
    if (state.hints.size() < step.hints.size()) {
        if (state.hintOffered) softText(theme, "Stuck? A hint costs a few marks.");
        if (ImGui::Button("Hint (H)", {-1, 0})) actions.emplace_back(act::ForLesson{training::Action::Hint, {}});
    }
    if (!step.evidence.empty()) {
        ImGui::Spacing();
        if (ImGui::TreeNodeEx("How sure is this?", ImGuiTreeNodeFlags_NoTreePushOnOpen)) softText(theme, step.evidence);
    }
}

void grade(const Theme& theme, const TrainerModel& model, const training::Grade& result, UserActions& actions) {
    ImGui::PushFont(theme.figure);
    const std::string share = core::fixed(result.share * 100.0f, 0) + " %";
    ImGui::TextUnformatted(share.c_str());
    ImGui::PopFont();
    ImGui::SameLine(0, theme.px(12));
    ImGui::PushFont(theme.title);
    ImGui::TextColored(result.passed ? theme.good : theme.stop, "%s", result.passed ? "passed" : "not passed");
    ImGui::PopFont();
    iconLine(theme, result.passed ? Sign::Good : Sign::Stop, result.verdict);
    ImGui::Spacing();
    for (const training::CriterionResult& c : result.criteria) {
        const float part = c.weight > 0.0f ? c.marks / c.weight : 0.0f;
        ImGui::PushFont(theme.strong);
        wrapped(c.title);
        ImGui::PopFont();
        Bar marks;
        marks.value = part;
        marks.colour = ImGui::GetColorU32(part >= 0.8f ? theme.good : part >= 0.5f ? theme.caution : theme.stop);
        marks.text = c.measured;
        bar(theme, marks, ImGui::GetFrameHeight() * 0.85f);
        softText(theme, c.reason);
    }
    if (!model.report.empty()) softText(theme, "Report: " + model.report);
    if (ImGui::Button("Once more", {-1, 0})) actions.emplace_back(act::StartLesson{model.lesson->key});
    if (ImGui::TreeNodeEx("Other lessons", ImGuiTreeNodeFlags_NoTreePushOnOpen)) lessonChoice(theme, model, actions);
}

void recentEvents(const Theme& theme, const LessonState& state) {
    if (state.events.empty()) return;
    const training::Event& last = state.events.back();
    using training::EventKind;
    const bool good = last.kind == EventKind::StepDone || last.kind == EventKind::RightAnswer;
    const bool bad = last.kind == EventKind::Safety;
    iconLine(theme, good ? Sign::Good : bad ? Sign::Stop : Sign::Caution, last.text);
}

} // namespace

void lessonChoice(const Theme& theme, const TrainerModel& model, UserActions& actions) {
    for (const LessonEntry& entry : model.lessons) {
        const bool now = model.lesson != nullptr && model.lesson->key == entry.key;
        const std::string label = shortened(entry.title, ImGui::GetContentRegionAvail().x - theme.px(20));
        if (toggleButton(theme, (label + "##" + entry.key).c_str(), now, {-1, 0}))
            actions.emplace_back(act::StartLesson{entry.key});
        softText(theme, entry.summary);
    }
    if (toggleButton(theme, "Free practice", model.lesson == nullptr, {-1, 0}))
        actions.emplace_back(act::StartLesson{});
    softText(theme, "Look around and press wherever you like; nothing is graded.");
}

void lessonPanel(const Theme& theme, const TrainerModel& model, UserActions& actions) {
    if (model.lesson == nullptr || !model.snapshot.lesson) {
        heading(theme, "Lessons");
        lessonChoice(theme, model, actions);
        return;
    }
    const LessonState& state = *model.snapshot.lesson;
    ImGui::TextColored(theme.textSoft, "%s", shortened(model.lesson->title, ImGui::GetContentRegionAvail().x).c_str());
    tooltip(model.lesson->title.c_str());
    if (state.grade.finished) {
        grade(theme, model, state.grade, actions);
        return;
    }
    if (state.step < model.lesson->steps.size())
        currentStep(theme, model, model.lesson->steps[state.step], state, actions);
    ImGui::Spacing();
    recentEvents(theme, state);
    ImGui::Separator();
    heading(theme, "Steps");
    stepList(theme, *model.lesson, state);
    ImGui::Spacing();
    if (ImGui::Button("End and grade", {-1, 0})) actions.emplace_back(act::ForLesson{training::Action::Finish, {}});
    tooltip("Ends the lesson here and grades what there is");
}

} // namespace app
