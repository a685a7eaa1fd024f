// Reading assets/scripts/<lesson>/*.toml.
#include <session/scripted_student.h>

#include <core/document.h>
#include <core/paths.h>
#include <core/text.h>

#include <algorithm>

namespace session {

namespace {

constexpr float kMm = 0.001f;
constexpr float kFarMm = 300.0f;
constexpr float kMostSeconds = 600.0f;

std::string meant(const std::string& key, const std::vector<std::string>& known) {
    const std::string near = core::nearest(key, known);
    return near.empty() ? "" : ", did you mean \"" + near + "\"?";
}

class ScriptReader {
public:
    explicit ScriptReader(const Library& library) : library_(library) {}

    Script read(const core::Node& root, const std::filesystem::path& file) {
        Script script;
        script.key = root.get("key").text();
        if (root.has("key") && script.key != file.stem().string())
            root.find("key").fault("the key must be the name of the file, \"" + file.stem().string() + "\"; found \"" +
                                   script.key + "\"");
        script.title = root.get("title").text();
        script.lesson = root.get("lesson").text();
        readLesson(root, script.lesson);
        readEnd(root, script);
        const core::Node acts = root.get("act");
        for (const core::Node& node : acts.items()) script.acts.push_back(readAct(node));
        if (acts.isArray() && script.acts.empty()) acts.fault("a script needs at least one act");
        return script;
    }

private:
    /// The lesson's steps are needed to check until_step, its required criteria to check how it ends. A faulty lesson
    /// is told as such, by its own reader.
    void readLesson(const core::Node& root, const std::string& key) {
        if (!root.has("lesson")) return;
        const auto lesson = library_.lesson(key);
        if (!lesson) {
            root.find("lesson").fault(lesson.error().messages.front());
            return;
        }
        for (const training::Step& step : lesson.value().steps) steps_.push_back(step.key);
        ends_ = {"passed", "safety", "unfinished"};
        ends_.insert(ends_.end(), lesson.value().required.begin(), lesson.value().required.end());
    }

    void readEnd(const core::Node& root, Script& script);
    Act readAct(const core::Node& node);
    void readPlace(const core::Node& node, Act& act);
    void readPress(const core::Node& node, Act& act);

    const Library& library_;
    std::vector<std::string> steps_;
    std::vector<std::string> ends_;
};

/// Whether a lesson can end so is known when the lesson could be read.
void ScriptReader::readEnd(const core::Node& root, Script& script) {
    if (!root.has("expects")) return;
    script.expects = root.find("expects").text();
    if (ends_.empty() || std::find(ends_.begin(), ends_.end(), script.expects) != ends_.end()) return;
    std::string list;
    for (const std::string& end : ends_) list += (list.empty() ? "" : ", ") + end;
    root.find("expects").fault("the lesson cannot end with \"" + script.expects + "\"" + meant(script.expects, ends_) +
                               "; it can with " + list);
}

/// A trigger point, or a structure whose skin behind is meant.
void ScriptReader::readPlace(const core::Node& node, Act& act) {
    const std::string text = node.text();
    const auto point = library_.points.resolve(text);
    if (point) {
        act.at = point.value();
        return;
    }
    const auto structure = library_.atlas.resolve(text);
    if (structure)
        act.behind = structure.value()->id;
    else
        node.fault("neither a trigger point nor a structure: " + point.error().messages.front() + "; " +
                   structure.error().messages.front());
}

void ScriptReader::readPress(const core::Node& node, Act& act) {
    if (node.has("at")) {
        readPlace(node.find("at"), act);
        if (node.has("off_mm")) {
            const glm::vec3 off = node.find("off_mm").vec3();
            if (glm::any(glm::greaterThan(glm::abs(off), glm::vec3(kFarMm))))
                node.find("off_mm").fault("farther than 300 mm from the place it is measured from");
            act.off = kMm * off;
        }
    }
    if (node.has("tool")) {
        act.tool = node.find("tool").text();
        const auto tool = tissue::findTool(library_.tools, act.tool);
        if (!tool) node.find("tool").fault(tool.error().messages.front());
    }
    if (node.has("rate_n_per_s")) act.rateNPerS = node.find("rate_n_per_s").realIn(1.0f, 200.0f, act.rateNPerS);
}

/// Keys that a kind has no use for are not asked for, so that they are reported.
Act ScriptReader::readAct(const core::Node& node) {
    Act act;
    act.kind = static_cast<ActKind>(
        node.get("kind").oneOf({"press", "seek", "lift", "mark", "answer", "hint", "next", "wait", "finish"}));
    switch (act.kind) {
    case ActKind::Press:
        readPress(node, act);
        act.forceN = node.get("force_n").realIn(0.1f, 1000.0f, 10.0f);
        break;
    case ActKind::Seek:
        readPress(node, act);
        act.pain = node.get("pain").realIn(0.5f, 10.0f, 6.0f);
        if (node.has("most_force_n")) act.mostForceN = node.find("most_force_n").realIn(1.0f, 1000.0f, act.mostForceN);
        break;
    case ActKind::Answer:
        act.answer = node.get("answer").text();
        break;
    case ActKind::Lift:
    case ActKind::Mark:
    case ActKind::Hint:
    case ActKind::Next:
    case ActKind::Wait:
    case ActKind::Finish:
        break;
    }
    const bool takesTime = act.kind == ActKind::Press || act.kind == ActKind::Seek || act.kind == ActKind::Lift ||
                           act.kind == ActKind::Wait;
    if (takesTime) {
        act.seconds = node.get("seconds").realIn(0.05f, kMostSeconds, 1.0f);
        if (node.has("until_step")) {
            act.untilStep = node.find("until_step").text();
            if (std::find(steps_.begin(), steps_.end(), act.untilStep) == steps_.end() && !steps_.empty())
                node.find("until_step")
                    .fault("the lesson has no step \"" + act.untilStep + "\"" + meant(act.untilStep, steps_));
        }
    }
    return act;
}

} // namespace

core::Result<Script> readScript(const std::filesystem::path& file, const Library& library) {
    auto document = core::Document::read(file);
    if (!document) return document.error();
    const Script script = ScriptReader(library).read(document.value().root(), file);
    if (const auto status = document.value().finish(); !status) return status.error();
    return script;
}

core::Result<std::filesystem::path> scriptFile(const Library& library, const std::string& lesson,
                                               const std::string& keyOrFile) {
    std::vector<std::string> keys;
    for (const auto& file : core::filesBelow(library.assets / "scripts" / lesson, ".toml")) {
        keys.push_back(file.stem().string());
        if (keys.back() == keyOrFile) return file;
    }
    std::error_code ignored;
    if (std::filesystem::is_regular_file(keyOrFile, ignored)) return std::filesystem::path(keyOrFile);
    std::string list;
    for (const std::string& key : keys) list += (list.empty() ? "" : ", ") + key;
    return core::Error("no script \"" + keyOrFile + "\" for the lesson \"" + lesson + "\"" + meant(keyOrFile, keys) +
                       (list.empty() ? "" : "; known: " + list));
}

} // namespace session
