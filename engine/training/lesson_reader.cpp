// Reading assets/lessons/*.toml.
#include <training/lesson.h>

#include <training/lesson_rules.h>

#include <core/document.h>
#include <core/text.h>

#include <algorithm>
#include <cctype>
#include <utility>

namespace training {

namespace {

constexpr float kMostN = 1000.0f;
constexpr float kMostSeconds = 3600.0f;

/// Where a step may turn the camera to; the application knows how.
const std::vector<std::string>& viewNames() {
    static const std::vector<std::string> names = {"posterior", "anterior", "left",   "right",
                                                   "superior",  "inferior", "oblique"};
    return names;
}

std::string optionalText(const core::Node& node, std::string_view key) {
    return node.has(key) ? node.find(key).text() : std::string();
}

/// A required text that says something.
std::string words(const core::Node& node, std::string_view key) {
    const core::Node found = node.get(key);
    const std::string text = found.text();
    if (found.exists() && text.empty()) found.fault("\"" + std::string(key) + "\" is empty");
    return text;
}

std::string readKey(const core::Node& node) {
    const std::string key = words(node, "key");
    const bool slug = std::all_of(key.begin(), key.end(),
                                  [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_'; });
    if (!slug) node.find("key").fault("a key is made of letters, digits and _; found \"" + key + "\"");
    return key;
}

/// [low, high]
Range readRange(const core::Node& node, float most) {
    if (!node.exists()) return {0.0f, most};
    const std::vector<float> values = node.reals();
    if (values.size() != 2) {
        if (node.isArray()) node.fault("a range is [low, high], found " + std::to_string(values.size()) + " numbers");
        return {0.0f, most};
    }
    if (!(values[0] <= values[1]))
        node.fault("the range's low end, " + core::shortest(static_cast<double>(values[0])) +
                   ", is above its high end, " + core::shortest(static_cast<double>(values[1])));
    if (!(values[0] >= 0.0f && values[1] <= most))
        node.fault("a range here lies between 0 and " + core::shortest(static_cast<double>(most)));
    return {values[0], values[1]};
}

class LessonReader {
public:
    LessonReader(const LessonContext& context, const core::Node& root) : context_(context), nodes_{root, {}, {}} {}

    Lesson read(const std::filesystem::path& file);

private:
    Step readStep(const core::Node& node);
    Condition readCondition(const core::Node& node);
    Question readQuestion(const core::Node& node);
    Criterion readCriterion(const core::Node& node);
    Safety readSafety(const core::Node& node);
    patient::SitedPoint readPoint(const core::Node& node);
    const anatomy::Structure* readStructure(const core::Node& node);
    std::vector<std::string> readTools(const core::Node& node);

    const LessonContext& context_;
    LessonNodes nodes_;
};

patient::SitedPoint LessonReader::readPoint(const core::Node& node) {
    if (!node.exists() || !node.isText()) {
        node.text();
        return {};
    }
    const auto point = context_.points.resolve(node.text());
    if (point) return point.value();
    node.fault(point.error().messages.front());
    return {};
}

const anatomy::Structure* LessonReader::readStructure(const core::Node& node) {
    if (!node.exists() || !node.isText()) {
        node.text();
        return nullptr;
    }
    const auto structure = context_.atlas.resolve(node.text());
    if (structure) return structure.value();
    node.fault(structure.error().messages.front());
    return nullptr;
}

std::vector<std::string> LessonReader::readTools(const core::Node& node) {
    std::vector<std::string> out;
    for (const core::Node& item : node.items()) {
        const std::string key = item.text();
        const auto tool = tissue::findTool(context_.tools, key);
        if (!tool) item.fault(tool.error().messages.front());
        if (std::find(out.begin(), out.end(), key) != out.end()) item.fault("\"" + key + "\" is named twice");
        out.push_back(key);
    }
    return out;
}

/// Keys that a kind has no use for are not asked for, so that they are reported.
Condition LessonReader::readCondition(const core::Node& node) {
    Condition c;
    c.kind = static_cast<ConditionKind>(node.get("kind").oneOf(conditionNames()));
    c.text = optionalText(node, "text");
    const bool pointed =
        c.kind == ConditionKind::Mark || c.kind == ConditionKind::Hold || c.kind == ConditionKind::PainFell;
    if (pointed) {
        c.point = readPoint(node.get("point"));
        if (node.has("within_mm")) c.withinMm = node.find("within_mm").realIn(1.0f, 100.0f, c.withinMm);
    }
    switch (c.kind) {
    case ConditionKind::Contact:
        if (const anatomy::Structure* structure = readStructure(node.get("structure"))) {
            c.structure = structure->id;
            c.structureName = structure->name;
        }
        c.force = readRange(node.get("force_n"), kMostN);
        c.seconds = node.has("seconds") ? node.find("seconds").realIn(0.0f, kMostSeconds) : 1.0f;
        break;
    case ConditionKind::Hold:
        c.force = readRange(node.get("force_n"), kMostN);
        c.pain = readRange(node.find("pain"), 10.0f);
        c.seconds = node.get("seconds").realIn(0.1f, kMostSeconds, 1.0f);
        break;
    case ConditionKind::PainFell:
        if (node.has("share")) c.share = node.find("share").realIn(0.05f, 0.95f, c.share);
        break;
    case ConditionKind::LiftOff:
        c.seconds = node.has("seconds") ? node.find("seconds").realIn(0.0f, kMostSeconds) : 1.0f;
        break;
    case ConditionKind::Next:
    case ConditionKind::Mark:
    case ConditionKind::Answer:
        break;
    }
    return c;
}

Question LessonReader::readQuestion(const core::Node& node) {
    Question q;
    q.text = words(node, "text");
    int rights = 0;
    const core::Node choices = node.get("choice");
    for (const core::Node& choice : choices.items()) {
        q.choices.push_back(words(choice, "text"));
        q.why.push_back(words(choice, "why"));
        if (!choice.has("right") || !choice.find("right").boolean()) continue;
        q.right = q.choices.size() - 1;
        ++rights;
    }
    if (choices.exists() && q.choices.size() < 2) node.fault("a question needs at least two choices");
    if (choices.exists() && rights != 1)
        node.fault("exactly one choice must say right = true, found " + std::to_string(rights));
    return q;
}

Step LessonReader::readStep(const core::Node& node) {
    Step s;
    s.key = readKey(node);
    s.title = words(node, "title");
    s.instruction = words(node, "instruction");
    if (node.has("tools")) s.tools = readTools(node.find("tools"));
    if (node.has("hints")) s.hints = node.find("hints").texts();
    if (node.has("hint_after_s")) s.hintAfterS = node.find("hint_after_s").realIn(0.0f, kMostSeconds);
    s.showPoint = optionalText(node, "show_point");
    if (node.has("show_point")) readPoint(node.find("show_point"));
    if (node.has("view")) s.view = viewNames()[node.find("view").oneOf(viewNames())];
    s.peel = optionalText(node, "peel");
    if (node.has("peel")) {
        const auto layer = anatomy::parseLayer(s.peel);
        if (!layer) node.find("peel").fault(layer.error().messages.front());
    }
    s.evidence = optionalText(node, "evidence");
    s.done = optionalText(node, "done");
    if (node.has("question")) s.question = readQuestion(node.find("question"));
    LessonNodes::StepNodes nodes{node, {}};
    const core::Node complete = node.get("complete");
    for (const core::Node& condition : complete.items()) {
        s.complete.push_back(readCondition(condition));
        nodes.conditions.push_back(condition);
    }
    if (complete.isArray() && s.complete.empty())
        complete.fault("a step needs at least one condition that completes it");
    nodes_.steps.push_back(std::move(nodes));
    return s;
}

Criterion LessonReader::readCriterion(const core::Node& node) {
    Criterion c;
    c.kind = static_cast<CriterionKind>(node.get("kind").oneOf(criterionNames()));
    c.key = readKey(node);
    c.title = words(node, "title");
    c.step = optionalText(node, "step");
    c.weight = node.get("weight").realIn(0.01f, 1000.0f, 1.0f);
    c.praise = words(node, "praise");
    c.advice = words(node, "advice");
    if (c.kind == CriterionKind::FirstAnswer) {
        c.good = 1.0f; // no figures: right or wrong
        c.bad = 0.0f;
        return c;
    }
    c.good = node.get("good").realIn(0.0f, kMostSeconds);
    c.bad = node.get("bad").realIn(0.0f, kMostSeconds, c.good + 1.0f);
    const bool moreIsBetter = c.kind == CriterionKind::TimeInRange || c.kind == CriterionKind::PainRelief;
    if (node.has("good") && node.has("bad") && (moreIsBetter ? c.good <= c.bad : c.good >= c.bad))
        node.find("good").fault(std::string("\"good\" must be ") + (moreIsBetter ? "above" : "below") +
                                " \"bad\" for this kind of criterion");
    if (c.kind == CriterionKind::PainRelief && c.good > 1.0f)
        node.find("good").fault("relief is a share, at most 1; found " + core::shortest(static_cast<double>(c.good)));
    return c;
}

Safety LessonReader::readSafety(const core::Node& node) {
    Safety s;
    s.mostForceN = node.get("most_force_n").realIn(1.0f, kMostN, kMostN);
    s.mostPain = node.get("most_pain").realIn(1.0f, 10.0f, 10.0f);
    s.mostPainSeconds = node.get("most_pain_s").realIn(0.1f, 60.0f, 2.0f);
    s.reason = words(node, "reason");
    for (const core::Node& item : node.find("forbidden").items()) {
        Forbidden f;
        const anatomy::Structure* structure = readStructure(item.get("structure"));
        f.mostN = item.get("most_n").realIn(0.0f, kMostN);
        if (structure == nullptr) continue;
        if (structure->kind != anatomy::Kind::Bone && structure->kind != anatomy::Kind::Nerve)
            item.find("structure").fault(structure->name + " is neither bone nor nerve");
        f.structure = structure->id;
        f.name = structure->name;
        s.forbidden.push_back(std::move(f));
    }
    return s;
}

Lesson LessonReader::read(const std::filesystem::path& file) {
    const core::Node& root = nodes_.root;
    Lesson lesson;
    lesson.file = file;
    lesson.key = readKey(root);
    if (root.has("key") && lesson.key != file.stem().string())
        root.find("key").fault("the key must be the name of the file, \"" + file.stem().string() + "\"; found \"" +
                               lesson.key + "\"");
    lesson.title = words(root, "title");
    lesson.summary = words(root, "summary");
    if (root.has("order")) lesson.order = root.find("order").integer(lesson.order);
    lesson.patient = words(root, "patient");
    lesson.passShare = root.get("pass_share").realIn(0.0f, 1.0f, 0.7f);
    if (root.has("required")) lesson.required = root.find("required").texts();
    lesson.sources = root.get("sources").texts();
    lesson.safety = readSafety(root.get("safety"));
    const core::Node steps = root.get("step");
    for (const core::Node& node : steps.items()) lesson.steps.push_back(readStep(node));
    if (steps.isArray() && lesson.steps.empty()) steps.fault("a lesson needs at least one step");
    for (const core::Node& node : root.find("criterion").items()) {
        lesson.criteria.push_back(readCriterion(node));
        nodes_.criteria.push_back(node);
    }
    checkLesson(lesson, nodes_, context_.tools);
    return lesson;
}

} // namespace

core::Result<Lesson> readLesson(const std::filesystem::path& file, const LessonContext& context) {
    auto document = core::Document::read(file);
    if (!document) return document.error();
    const Lesson lesson = LessonReader(context, document.value().root()).read(file);
    if (const auto status = document.value().finish(); !status) return status.error();
    return lesson;
}

} // namespace training
