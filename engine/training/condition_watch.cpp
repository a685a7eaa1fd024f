#include <training/condition_watch.h>

#include <training/place_words.h>

#include <core/text.h>

#include <algorithm>
#include <cmath>

namespace training {

namespace {

constexpr float kGraceSeconds = 0.6f; // out of range for so long does not end a hold: a breath lifts the hand too
constexpr float kEasing = 0.15f;      // relief from which the student is told of it

std::string whole(float value) {
    return core::fixed(static_cast<double>(value), 0);
}

bool closed(const Range& range, float top) {
    return range.high < top;
}

/// Of the condition's point in this patient; null where nothing ails.
const patient::PointFelt* feltAt(const Measured& measured, const patient::SitedPoint& point) {
    if (measured.felt == nullptr) return nullptr;
    for (const patient::PointFelt& felt : measured.felt->points)
        if (felt.point == point) return &felt;
    return nullptr;
}

bool underTool(const Measured& measured, core::StructureId structure) {
    if (measured.reading == nullptr) return false;
    const auto& column = measured.reading->column;
    return std::any_of(column.begin(), column.end(),
                       [structure](const tissue::LayerReading& layer) { return layer.structure == structure; });
}

std::string lowered(std::string title) {
    if (title.size() > 1) title[0] = core::lowerCase(title.substr(0, 1))[0];
    return title;
}

std::string forceWords(const Range& force) {
    if (closed(force, 1000.0f)) return whole(force.low) + " to " + whole(force.high) + " N";
    return "at least " + whole(force.low) + " N";
}

} // namespace

std::string describe(const Condition& c) {
    const std::string place = "the " + lowered(c.point.title());
    switch (c.kind) {
    case ConditionKind::Next:
        return "Go on when you are ready";
    case ConditionKind::Contact:
        return "Press on the " + lowered(c.structureName) + ", " + forceWords(c.force);
    case ConditionKind::Mark:
        return "Mark " + place + " within " + whole(c.withinMm) + " mm";
    case ConditionKind::Answer:
        return "Answer the question";
    case ConditionKind::Hold: {
        std::string text = "Hold " + place + " for " + whole(c.seconds) + " s";
        if (closed(c.pain, 10.0f))
            text += c.pain.low > 0.0f ? " at pain " + whole(c.pain.low) + " to " + whole(c.pain.high)
                                      : " at pain " + whole(c.pain.high) + " or less";
        return text;
    }
    case ConditionKind::PainFell:
        return "Stay until its pain has fallen to " + whole(100.0f * c.share) + " %";
    case ConditionKind::LiftOff:
        return "Take the hand off";
    }
    return {};
}

ConditionWatch::ConditionWatch(const Condition& condition, const glm::vec3& goal) : condition_(condition), goal_(goal) {
    progress_.text = condition.text.empty() ? describe(condition) : condition.text;
}

bool ConditionWatch::waitsForOthers() const {
    return condition_.kind == ConditionKind::Next || condition_.kind == ConditionKind::LiftOff;
}

bool ConditionWatch::onPlace(const Measured& m) const {
    if (!m.touching) return false;
    if (!condition_.point) return true;
    return distanceFromAxisMm(goal_, m.skinPoint, m.direction) <= condition_.withinMm;
}

std::string ConditionWatch::offPlace(const Measured& m) const {
    return inWords(offsetOf(goal_, m.skinPoint, m.direction));
}

/// Seconds in a row in range; a short slip is forgiven but not counted.
void ConditionWatch::count(const Happening& h) {
    if (progress_.inRange) {
        seconds_ += h.dt;
        total_ += h.dt;
        out_ = 0.0f;
    } else {
        out_ += h.dt;
        if (out_ > kGraceSeconds) seconds_ = 0.0f;
    }
    const float wanted = condition_.seconds;
    progress_.now = whole(std::floor(seconds_ + 1e-3f)) + " s";
    progress_.share = wanted > 0.0f ? std::min(1.0f, seconds_ / wanted) : (progress_.inRange ? 1.0f : 0.0f);
    // half a step short of it is there: sums of steps are not exact
    if (progress_.inRange && seconds_ + 0.5f * h.dt >= wanted) progress_.met = true;
}

void ConditionWatch::contact(const Happening& h) {
    const Measured& m = h.measured;
    const bool there = m.touching && h.toolAllowed && underTool(m, condition_.structure);
    progress_.inRange = there && condition_.force.holds(m.forceN);
    progress_.feedback.clear();
    if (m.touching && h.toolAllowed) {
        if (!there)
            progress_.feedback = "the " + lowered(condition_.structureName) + " is not under the tool";
        else if (m.forceN < condition_.force.low)
            progress_.feedback = kDeeper;
        else if (m.forceN > condition_.force.high)
            progress_.feedback = "too hard: ease off";
    }
    count(h);
    if (!progress_.met) progress_.now = m.touching ? whole(m.forceN) + " N" : "";
}

void ConditionWatch::hold(const Happening& h) {
    const Measured& m = h.measured;
    const patient::PointFelt* felt = feltAt(m, condition_.point);
    const float pain = felt != nullptr ? felt->pain : 0.0f;
    const float raw = felt != nullptr ? felt->rawPain : 0.0f;
    const bool there = onPlace(m) && h.toolAllowed;
    if (there) {
        pain_.note(m.forceN, pain);
        relief_ = std::max(relief_, pain_.relief(m.forceN, pain));
    }
    progress_.inRange =
        there && condition_.force.holds(m.forceN) && raw >= condition_.pain.low && pain <= condition_.pain.high;
    progress_.feedback.clear();
    if (m.touching && h.toolAllowed) {
        if (!there)
            progress_.feedback = offPlace(m);
        else if (pain > condition_.pain.high)
            progress_.feedback = "that hurts too much: ease off";
        else if (m.forceN > condition_.force.high)
            progress_.feedback = "too hard: ease off";
        else if (m.forceN < condition_.force.low || raw < condition_.pain.low)
            progress_.feedback = kDeeper;
        else if (pain_.relief(m.forceN, pain) > kEasing)
            progress_.feedback = "it is letting go: stay with it";
        else
            progress_.feedback = "good: hold still and wait";
    }
    count(h);
}

void ConditionWatch::painFell(const Happening& h) {
    const Measured& m = h.measured;
    const patient::PointFelt* felt = feltAt(m, condition_.point);
    const float pain = felt != nullptr ? felt->pain : 0.0f;
    progress_.inRange = onPlace(m) && h.toolAllowed;
    progress_.feedback.clear();
    if (progress_.inRange) {
        pain_.note(m.forceN, pain);
        const float relief = pain_.relief(m.forceN, pain);
        relief_ = std::max(relief_, relief);
        progress_.now = "pain " + core::fixed(static_cast<double>(pain), 1) + " of " +
                        core::fixed(static_cast<double>(pain_.mostAt(m.forceN)), 1);
        progress_.share = std::clamp(relief / std::max(1.0f - condition_.share, 0.01f), 0.0f, 1.0f);
        if (relief >= 1.0f - condition_.share) progress_.met = true;
    } else if (m.touching && h.toolAllowed) {
        progress_.feedback = offPlace(m);
    }
}

void ConditionWatch::liftOff(const Happening& h) {
    progress_.inRange = !h.measured.touching;
    progress_.feedback = h.othersMet && h.measured.touching ? "let go slowly" : "";
    if (!h.othersMet) return;
    // no grace: touching again is not lifting off
    if (h.measured.touching) seconds_ = 0.0f;
    count(h);
}

void ConditionWatch::step(const Happening& h) {
    if (progress_.met) {
        progress_.inRange = false;
        progress_.feedback.clear();
    }
    switch (condition_.kind) {
    case ConditionKind::Next:
        if (h.next && h.othersMet) progress_.met = true;
        break;
    case ConditionKind::Answer:
        if (h.answered) progress_.met = true;
        break;
    case ConditionKind::Mark:
        if (h.markMm >= 0.0f) {
            progress_.now = core::fixed(static_cast<double>(h.markMm), 0) + " mm";
            progress_.share = std::clamp(condition_.withinMm / std::max(h.markMm, 0.1f), 0.0f, 1.0f);
            if (h.markMm <= condition_.withinMm) progress_.met = true;
        }
        break;
    case ConditionKind::Contact:
        if (!progress_.met) contact(h);
        break;
    case ConditionKind::Hold:
        hold(h); // goes on when met: time in range and relief are graded as long as the step lasts
        break;
    case ConditionKind::PainFell:
        painFell(h);
        break;
    case ConditionKind::LiftOff:
        if (!progress_.met) liftOff(h);
        break;
    }
    if (progress_.met) progress_.share = 1.0f;
}

void ConditionWatch::hash(core::Hasher& hasher) const {
    hasher.add(progress_.met);
    hasher.add(progress_.inRange);
    hasher.add(seconds_);
    hasher.add(out_);
    hasher.add(total_);
    hasher.add(relief_);
    pain_.hash(hasher);
}

} // namespace training
