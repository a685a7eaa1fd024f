#include <training/lesson_rules.h>

#include <core/text.h>

#include <algorithm>
#include <string_view>

namespace training {

namespace {

constexpr float kOpenN = 1e8f; // a force range that names no upper end

/// The member that is wrong, or the table that should hold it.
core::Node at(const core::Node& node, std::string_view key) {
    return node.has(key) ? node.find(key) : node;
}

std::string newtons(float n) {
    return core::shortest(static_cast<double>(n)) + " N";
}

std::string meant(const std::string& key, const std::vector<std::string>& known) {
    const std::string near = core::nearest(key, known);
    return near.empty() ? "" : ", did you mean \"" + near + "\"?";
}

bool has(const Step& step, ConditionKind kind) {
    return std::any_of(step.complete.begin(), step.complete.end(), [kind](const auto& c) { return c.kind == kind; });
}

bool presses(const Step& step) {
    return has(step, ConditionKind::Contact) || has(step, ConditionKind::Hold) || has(step, ConditionKind::PainFell);
}

class Checker {
public:
    Checker(const Lesson& lesson, const LessonNodes& nodes, const std::vector<tissue::Tool>& tools)
        : lesson_(lesson), nodes_(nodes), tools_(tools) {}

    void run() {
        for (std::size_t s = 0; s < lesson_.steps.size(); ++s) checkStep(s);
        checkKeys();
        for (std::size_t i = 0; i < lesson_.criteria.size(); ++i)
            checkCriterion(lesson_.criteria[i], nodes_.criteria[i]);
        checkRequired();
    }

private:
    void checkStep(std::size_t s);
    void checkForce(const Step& step, const Condition& c, const core::Node& node);
    void checkPain(const Condition& c, const core::Node& node);
    void checkKeys();
    void checkCriterion(const Criterion& c, const core::Node& node);
    void checkRequired();

    const Lesson& lesson_;
    const LessonNodes& nodes_;
    const std::vector<tissue::Tool>& tools_;
};

void Checker::checkStep(std::size_t s) {
    const Step& step = lesson_.steps[s];
    const LessonNodes::StepNodes& nodes = nodes_.steps[s];
    if (step.question && !has(step, ConditionKind::Answer))
        at(nodes.step, "question").fault("a question needs a condition of kind \"answer\" in its step");
    if (step.hintAfterS > 0.0f && step.hints.empty())
        at(nodes.step, "hint_after_s").fault("there is no hint to offer in this step");
    for (std::size_t i = 0; i < step.complete.size(); ++i) {
        const Condition& c = step.complete[i];
        const core::Node& node = nodes.conditions[i];
        if (c.kind == ConditionKind::Answer && !step.question)
            at(node, "kind").fault("the step has no question to answer");
        for (std::size_t k = 0; k < i; ++k)
            if (step.complete[k].kind == c.kind && c.kind != ConditionKind::Contact && c.kind != ConditionKind::Hold)
                at(node, "kind").fault("the step already has a condition of this kind");
        if (c.kind == ConditionKind::Contact || c.kind == ConditionKind::Hold) {
            checkForce(step, c, node);
            checkPain(c, node);
        }
    }
}

void Checker::checkForce(const Step& step, const Condition& c, const core::Node& node) {
    const core::Node force = at(node, "force_n");
    const float limit = lesson_.safety.mostForceN;
    const float asked = c.force.high < kOpenN ? c.force.high : c.force.low;
    if (asked > limit)
        force.fault("asks for up to " + newtons(asked) + ", but the lesson's own limit (safety, most_force_n) is " +
                    newtons(limit));
    for (const Forbidden& forbidden : lesson_.safety.forbidden)
        if (c.structure.valid() && c.structure == forbidden.structure && c.force.low > forbidden.mostN)
            force.fault("asks for " + newtons(c.force.low) + " on " + forbidden.name + ", where the lesson allows " +
                        newtons(forbidden.mostN));
    for (const std::string& key : step.tools) {
        const auto tool = tissue::findTool(tools_, key);
        if (!tool) continue; // told where it was read
        const tissue::Tool& t = tool.value();
        if (c.force.low > t.largestForceN)
            force.fault("asks for " + newtons(c.force.low) + ", the most that \"" + key + "\" can give is " +
                        newtons(t.largestForceN));
        else if (c.force.low <= c.force.high && // else told where it was read
                 (t.usualForceHighN < c.force.low || t.usualForceLowN > c.force.high))
            force.fault("\"" + key + "\", which the step allows, is used with " + newtons(t.usualForceLowN) + " to " +
                        newtons(t.usualForceHighN) + " and does not reach this range");
    }
}

void Checker::checkPain(const Condition& c, const core::Node& node) {
    // the range is open above unless the file says otherwise
    if (node.has("pain") && c.pain.high > lesson_.safety.mostPain)
        at(node, "pain")
            .fault("asks for pain up to " + core::shortest(static_cast<double>(c.pain.high)) +
                   ", but the lesson's own limit (safety, most_pain) is " +
                   core::shortest(static_cast<double>(lesson_.safety.mostPain)));
}

void Checker::checkKeys() {
    for (std::size_t i = 0; i < lesson_.steps.size(); ++i)
        for (std::size_t k = 0; k < i; ++k)
            if (!lesson_.steps[i].key.empty() && lesson_.steps[i].key == lesson_.steps[k].key)
                at(nodes_.steps[i].step, "key")
                    .fault("another step already has the key \"" + lesson_.steps[i].key + "\"");
    for (std::size_t i = 0; i < lesson_.criteria.size(); ++i) {
        const std::string& key = lesson_.criteria[i].key;
        for (std::size_t k = 0; k < i; ++k)
            if (!key.empty() && key == lesson_.criteria[k].key)
                at(nodes_.criteria[i], "key").fault("another criterion already has the key \"" + key + "\"");
        for (const char* taken : {"safety", "marks", "unfinished"}) // a Grade's other failures
            if (key == taken)
                at(nodes_.criteria[i], "key").fault("the key \"" + key + "\" is taken by the grading itself");
    }
}

void Checker::checkCriterion(const Criterion& c, const core::Node& node) {
    const bool judgesStep = c.kind == CriterionKind::MarkDistance || c.kind == CriterionKind::FirstAnswer ||
                            c.kind == CriterionKind::TimeInRange || c.kind == CriterionKind::PainRelief;
    if (c.step.empty()) {
        if (judgesStep) node.fault("missing \"step\": this criterion judges one step");
        return;
    }
    const auto step = std::find_if(lesson_.steps.begin(), lesson_.steps.end(),
                                   [&](const Step& candidate) { return candidate.key == c.step; });
    if (step == lesson_.steps.end()) {
        std::vector<std::string> keys;
        for (const Step& known : lesson_.steps) keys.push_back(known.key);
        at(node, "step").fault("the lesson has no step \"" + c.step + "\"" + meant(c.step, keys));
        return;
    }
    const auto needs = [&](bool there, const char* what) {
        if (!there)
            at(node, "step").fault("the step \"" + c.step + "\" has no " + what + " for this criterion to judge");
    };
    switch (c.kind) {
    case CriterionKind::MarkDistance:
        return needs(has(*step, ConditionKind::Mark), "\"mark\" condition");
    case CriterionKind::FirstAnswer:
        return needs(has(*step, ConditionKind::Answer), "\"answer\" condition");
    case CriterionKind::TimeInRange:
        return needs(has(*step, ConditionKind::Hold), "\"hold\" condition");
    case CriterionKind::PainRelief:
        return needs(has(*step, ConditionKind::Hold) || has(*step, ConditionKind::PainFell),
                     "\"hold\" or \"pain_fell\" condition");
    case CriterionKind::Approach:
    case CriterionKind::Overpressure:
        return needs(presses(*step), "condition that presses");
    case CriterionKind::Hints:
        return needs(!step->hints.empty(), "hint");
    case CriterionKind::Time:
        return;
    }
}

void Checker::checkRequired() {
    std::vector<std::string> keys;
    for (const Criterion& c : lesson_.criteria) keys.push_back(c.key);
    if (lesson_.required.empty()) return;
    const std::vector<core::Node> items = nodes_.root.find("required").items();
    for (std::size_t i = 0; i < lesson_.required.size(); ++i)
        if (std::find(keys.begin(), keys.end(), lesson_.required[i]) == keys.end())
            items[i].fault("the lesson has no criterion \"" + lesson_.required[i] + "\"" +
                           meant(lesson_.required[i], keys));
}

} // namespace

const std::vector<std::string>& conditionNames() {
    static const std::vector<std::string> names = {"next", "contact",   "mark",    "answer",
                                                   "hold", "pain_fell", "lift_off"};
    return names;
}

const std::vector<std::string>& criterionNames() {
    static const std::vector<std::string> names = {"mark_distance", "first_answer", "time_in_range", "overpressure",
                                                   "approach",      "pain_relief",  "hints",         "time"};
    return names;
}

void checkLesson(const Lesson& lesson, const LessonNodes& nodes, const std::vector<tissue::Tool>& tools) {
    Checker(lesson, nodes, tools).run();
}

} // namespace training
