#include <training/grading.h>

#include <core/text.h>

#include <algorithm>
#include <cmath>

namespace training {

namespace {

constexpr float kPraise = 0.8f;    // share of a criterion's marks from which it is praised
constexpr float kRequired = 0.5f;  // share that a required one must reach
constexpr float kAlmost = 0.0005f; // marks are sums of floats

std::string digits(float value, int after) {
    return core::fixed(static_cast<double>(value), after);
}

/// A criterion's figure. `judged`: there was something to judge; a step that never came on earns nothing, but is no
/// fault of its own either.
struct Figure {
    bool judged = false;
    float share = 0.0f; ///< of the marks
    std::string measured;
    std::string wanted; ///< "within 10 mm"
};

/// 1 at `good`, 0 at `bad`, straight between them, whichever is larger.
float between(const Criterion& c, float value) {
    return std::clamp((c.bad - value) / (c.bad - c.good), 0.0f, 1.0f);
}

/// The records a criterion looks at: one step's, or all.
class Looked {
public:
    Looked(const Lesson& lesson, const std::vector<StepRecord>& records, const std::string& step) {
        for (std::size_t i = 0; i < records.size(); ++i)
            if ((step.empty() || lesson.steps[i].key == step) && records[i].reached) records_.push_back(&records[i]);
    }
    bool empty() const { return records_.empty(); }
    bool pressed() const {
        return std::any_of(records_.begin(), records_.end(), [](const StepRecord* r) { return r->pressed; });
    }
    float most(float StepRecord::*member) const {
        float value = 0.0f;
        for (const StepRecord* r : records_) value = std::max(value, r->*member);
        return value;
    }
    float sum(float StepRecord::*member) const {
        float value = 0.0f;
        for (const StepRecord* r : records_) value += r->*member;
        return value;
    }
    int hints() const {
        int count = 0;
        for (const StepRecord* r : records_) count += r->hints;
        return count;
    }
    const StepRecord& first() const { return *records_.front(); }

private:
    std::vector<const StepRecord*> records_;
};

Figure none(std::string why) {
    return {false, 0.0f, std::move(why), {}};
}

Figure scored(const Criterion& c, float value, int after, const std::string& unit, const std::string& wanted) {
    return {true, between(c, value), digits(value, after) + unit, wanted};
}

Figure figureOf(const Criterion& c, const Lesson& lesson, const std::vector<StepRecord>& records) {
    const Looked looked(lesson, records, c.step);
    if (looked.empty()) return none("not reached");
    switch (c.kind) {
    case CriterionKind::MarkDistance:
        if (looked.first().firstMarkMm < 0.0f) return none("nothing marked");
        return scored(c, looked.first().firstMarkMm, 1, " mm", "within " + digits(c.good, 0) + " mm");
    case CriterionKind::FirstAnswer: {
        const int answer = looked.first().firstAnswer;
        if (answer < 0) return none("not answered");
        return {true, static_cast<float>(answer), answer == 1 ? "right at the first try" : "wrong at the first try",
                "right at the first try"};
    }
    case CriterionKind::TimeInRange:
        return scored(c, looked.sum(&StepRecord::secondsInRange), 0, " s", "at least " + digits(c.good, 0) + " s");
    case CriterionKind::Overpressure:
        if (!looked.pressed()) return none("nothing pressed");
        return scored(c, looked.most(&StepRecord::highestPain), 1, " of 10", "at most " + digits(c.good, 0) + " of 10");
    case CriterionKind::Approach:
        if (!looked.pressed()) return none("nothing pressed");
        return scored(c, looked.most(&StepRecord::steepestNPerS), 0, " N/s", "at most " + digits(c.good, 0) + " N/s");
    case CriterionKind::PainRelief: {
        if (!looked.pressed()) return none("nothing pressed");
        const float relief = looked.most(&StepRecord::relief);
        return {true, between(c, relief), digits(100.0f * relief, 0) + " %",
                "at least " + digits(100.0f * c.good, 0) + " %"};
    }
    case CriterionKind::Hints: {
        const int hints = looked.hints();
        return {true, between(c, static_cast<float>(hints)), std::to_string(hints), "at most " + digits(c.good, 0)};
    }
    case CriterionKind::Time:
        return scored(c, looked.sum(&StepRecord::seconds), 0, " s", "at most " + digits(c.good, 0) + " s");
    }
    return {};
}

struct Worst {
    const Criterion* criterion = nullptr;
    Figure figure;
};

std::string percent(float share) {
    return digits(std::floor(100.0f * share + 0.5f), 0) + " %";
}

/// "the mark lay ..." would need a phrase a kind; title and figures say it for all.
std::string because(const Worst& worst) {
    return worst.criterion->title + ": " + worst.figure.measured + ", wanted " + worst.figure.wanted;
}

std::string unfinishedAt(const Lesson& lesson, const std::vector<StepRecord>& records) {
    for (std::size_t i = 0; i < records.size(); ++i)
        if (!records[i].done) return lesson.steps[i].title;
    return {};
}

} // namespace

void StepRecord::hash(core::Hasher& hasher) const {
    hasher.add(reached);
    hasher.add(done);
    hasher.add(firstAnswer);
    hasher.add(hints);
    hasher.add(pressed);
    for (const float v : {seconds, firstMarkMm, secondsInRange, highestPain, steepestNPerS, relief}) hasher.add(v);
}

Grade gradeOf(const Lesson& lesson, const std::vector<StepRecord>& records, const std::string& broken) {
    Grade grade;
    grade.finished = true;
    float marks = 0.0f, weights = 0.0f;
    Worst worst;         // of the required ones that were judged and fell short
    bool missed = false; // a required one had nothing to judge
    for (const Criterion& c : lesson.criteria) {
        const Figure figure = figureOf(c, lesson, records);
        const bool praised = figure.judged && figure.share >= kPraise - kAlmost;
        grade.criteria.push_back(
            {c.key, c.title, figure.share * c.weight, c.weight, figure.measured, praised ? c.praise : c.advice});
        marks += figure.share * c.weight;
        weights += c.weight;
        if (std::find(lesson.required.begin(), lesson.required.end(), c.key) == lesson.required.end()) continue;
        missed = missed || !figure.judged;
        if (figure.judged && figure.share < kRequired - kAlmost &&
            (worst.criterion == nullptr || figure.share < worst.figure.share))
            worst = {&c, figure};
    }
    grade.share = weights > 0.0f ? marks / weights : 1.0f;
    const std::string unfinished = unfinishedAt(lesson, records);
    if (!broken.empty()) {
        grade.failure = "safety";
        grade.verdict = "Stopped for safety: " + broken;
    } else if (worst.criterion != nullptr) {
        // what went wrong says more than that it was not brought to its end
        grade.failure = worst.criterion->key;
        grade.verdict = "Not passed. " + because(worst) +
                        (unfinished.empty() ? "." : "; ended before \"" + unfinished + "\" was done.");
    } else if (!unfinished.empty() || missed) {
        grade.failure = "unfinished";
        grade.verdict = unfinished.empty() ? "Not passed: a required part was left out."
                                           : "Not passed: ended before \"" + unfinished + "\" was done.";
    } else if (grade.share < lesson.passShare - kAlmost) {
        grade.failure = "marks";
        grade.verdict = "Not passed: " + percent(grade.share) + " of the marks, " + percent(lesson.passShare) +
                        " are needed. See below where they went.";
    } else {
        grade.passed = true;
        grade.verdict = "Passed with " + percent(grade.share) + " of the marks; every required part was reached.";
    }
    return grade;
}

} // namespace training
