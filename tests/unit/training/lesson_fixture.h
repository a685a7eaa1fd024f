// A small lesson's world for tests: an atlas of three structures, one trigger point, two tools, a lesson that uses
// them; and a hand that presses with made-up measurements, so that no body need be built.
#pragma once

#include "../scratch.h"

#include <training/lesson_run.h>

namespace fixture {

inline const std::string kAtlas = R"(format = 1
source = "test"
[[structure]]
key = "C7"
kind = "bone"
layer = "bone"
fma = "FMA12525"
name = "Seventh cervical vertebra"
latin = "Vertebra prominens"
[[structure]]
key = "trapezius_descending"
kind = "muscle"
layer = "superficial"
paired = true
fma = { left = "FMA33587", right = "FMA33586" }
name = "Descending part of trapezius"
latin = "Pars descendens"
origin = "above"
insertion = "below"
action = "raises"
innervation = "XI"
)";

inline const std::string kZones = R"(format = 1
[[zone]]
key = "temple"
words = "temple"
beyond = true
)";

inline const std::string kPoints = R"(format = 1
[sources]
T = "test"
[[point]]
key = "upper_trapezius_1"
muscle = "trapezius_descending"
number = 1
title = "Upper trapezius trigger point 1"
location = "slope"
at_mm = [-60, 1400, -60]
press_direction = [0, 0, 1]
band_direction = [1, 0, 0]
depth_mm = [5, 10, 15]
depth_confidence = "C"
band_length_mm = 40
band_width_mm = 8
nodule_mm = 6
essential = ["temple"]
confidence = "B"
sources = ["T"]
)";

inline std::string tool(const std::string& key, int order, int low, int high, int largest) {
    return "format = 1\nkey = \"" + key + "\"\norder = " + std::to_string(order) + "\nname = \"" + key +
           "\"\nsource = \"test\"\nconfidence = \"C\"\ncontact_area_cm2 = { low = 1, high = 3 }\nusual_force_n = { low "
           "= " +
           std::to_string(low) + ", high = " + std::to_string(high) + " }\nsafe_force_n = " + std::to_string(high) +
           "\nlargest_force_n = " + std::to_string(largest) +
           "\nfriction = 0.5\n[shape]\nform = \"ball\"\nradius_mm = 10\n";
}

inline const std::string kLesson = R"(format = 1
key = "small"
title = "Small"
summary = "A lesson for tests"
patient = "anna"
pass_share = 0.7
required = ["place", "hold"]
sources = ["test"]
[safety]
most_force_n = 55
most_pain = 8
most_pain_s = 2
reason = "Never force."
forbidden = [{ structure = "C7", most_n = 15 }]
[[step]]
key = "look"
title = "Look"
instruction = "Look."
hints = ["one", "two"]
hint_after_s = 5
[[step.complete]]
kind = "next"
[[step]]
key = "contact"
title = "Contact"
instruction = "Touch."
tools = ["thumb"]
[[step.complete]]
kind = "contact"
structure = "right trapezius_descending"
force_n = [5, 20]
seconds = 1
[[step]]
key = "find"
title = "Find"
instruction = "Find."
[[step.complete]]
kind = "mark"
point = "right upper_trapezius_1"
within_mm = 10
[[step]]
key = "identify"
title = "Identify"
instruction = "Name it."
[[step.complete]]
kind = "answer"
[step.question]
text = "Which muscle?"
[[step.question.choice]]
text = "Levator"
why = "It is deeper."
[[step.question.choice]]
text = "Trapezius"
right = true
why = "It is outermost."
[[step]]
key = "release"
title = "Release"
instruction = "Hold."
tools = ["thumb"]
[[step.complete]]
kind = "hold"
point = "right upper_trapezius_1"
within_mm = 12
force_n = [10, 50]
pain = [5, 7]
seconds = 10
[[step.complete]]
kind = "pain_fell"
point = "right upper_trapezius_1"
share = 0.5
[[step]]
key = "lift"
title = "Lift"
instruction = "Let go."
[[step.complete]]
kind = "lift_off"
seconds = 1
[[criterion]]
kind = "mark_distance"
key = "place"
title = "Distance of the mark"
step = "find"
weight = 30
good = 10
bad = 30
praise = "On the spot."
advice = "Compare."
[[criterion]]
kind = "first_answer"
key = "muscle"
title = "Naming"
step = "identify"
weight = 10
praise = "Known."
advice = "Look again."
[[criterion]]
kind = "time_in_range"
key = "hold"
title = "Time held"
step = "release"
weight = 20
good = 10
bad = 2
praise = "Long enough."
advice = "Stay longer."
[[criterion]]
kind = "overpressure"
key = "pressure"
title = "Highest pain"
weight = 10
good = 7
bad = 9
praise = "Gentle."
advice = "Too hard."
[[criterion]]
kind = "approach"
key = "approach"
title = "Fastest rise"
step = "release"
weight = 10
good = 25
bad = 60
praise = "Slow."
advice = "Slower."
[[criterion]]
kind = "pain_relief"
key = "relief"
title = "Relief"
step = "release"
weight = 10
good = 0.5
bad = 0.1
praise = "It eased."
advice = "It did not."
[[criterion]]
kind = "hints"
key = "hints"
title = "Hints"
weight = 5
good = 0
bad = 2
praise = "None."
advice = "Fewer."
[[criterion]]
kind = "time"
key = "time"
title = "Time"
weight = 5
good = 60
bad = 120
praise = "Swift."
advice = "Swifter."
)";

using scratch::replaced;

class LessonWorld {
public:
    LessonWorld() {
        folder_.write("atlas/all.toml", kAtlas);
        folder_.write("zones.toml", kZones);
        folder_.write("trigger_points.toml", kPoints);
        folder_.write("tools/thumb.toml", tool("thumb", 1, 15, 60, 137));
        folder_.write("tools/fingertip.toml", tool("fingertip", 2, 5, 25, 60));
        atlas_ = must(anatomy::Atlas::load(folder_.path()));
        points_ = must(patient::PointLibrary::load(folder_.path(), atlas_));
        tools_ = must(tissue::loadTools(folder_.file("tools")));
    }

    core::Result<training::Lesson> read(const std::string& text) const {
        folder_.write("small.toml", text);
        return training::readLesson(folder_.file("small.toml"), {atlas_, points_, tools_});
    }
    training::Lesson lesson(const std::string& text = kLesson) const { return must(read(text)); }
    std::string faults(const std::string& from, const std::string& to) const {
        const auto result = read(replaced(kLesson, from, to));
        return result.ok() ? std::string() : result.error().text();
    }
    patient::SitedPoint point() const { return must(points_.resolve("right upper_trapezius_1")); }

private:
    template <typename T>
    static T must(core::Result<T> result) {
        CHECK(result.ok(), result.ok() ? "" : result.error().text().c_str());
        return std::move(result).value();
    }

    scratch::Folder folder_;
    anatomy::Atlas atlas_;
    patient::PointLibrary points_;
    std::vector<tissue::Tool> tools_;
};

constexpr float kDt = 0.05f;
constexpr glm::vec3 kPlace{-0.060f, 1.400f, -0.060f}; ///< of the trigger point

/// Gives a run what a session would: what the hand does, and what the patient answers.
class Hand {
public:
    Hand(const LessonWorld& world, const training::Lesson& lesson)
        : run_(lesson, [](const patient::SitedPoint&) { return kPlace; }) {
        patient::PointFelt felt;
        felt.point = world.point();
        felt_.points = {felt};
        reading_.column = {{core::StructureId{}, tissue::TissueKind::Skin, 2, 2, 0, 0},
                           {core::StructureId{}, tissue::TissueKind::Fat, 5, 4, 0, 0},
                           {core::StructureId{33586}, tissue::TissueKind::Muscle, 12, 8, 0, 0},
                           {core::StructureId{12525}, tissue::TissueKind::Bone, 20, 20, 0, 0}};
        m_.tool = "thumb";
        m_.skinPoint = kPlace - glm::vec3(0, 0, 0.01f);
    }

    Hand& tool(const std::string& key) { return m_.tool = key, *this; }
    Hand& off(const glm::vec3& metres) { return m_.skinPoint = kPlace + metres, *this; }
    Hand& pain(float raw, float felt) {
        felt_.points[0].rawPain = raw;
        felt_.points[0].pain = felt;
        felt_.pain = felt;
        return *this;
    }
    Hand& rate(float nPerS) { return m_.forceRate = nPerS, *this; }
    Hand& press(float forceN, float seconds) {
        m_.touching = true;
        m_.forceN = forceN;
        return pass(seconds);
    }
    Hand& lift(float seconds) {
        m_.touching = false;
        m_.forceN = 0.0f;
        pain(0.0f, 0.0f);
        return pass(seconds);
    }
    Hand& pass(float seconds) {
        for (int i = 0; i < static_cast<int>(seconds / kDt + 0.5f); ++i) step({});
        return *this;
    }
    Hand& act(training::Action action, const std::string& answer = {}) {
        training::Input input;
        input.action = action;
        input.answer = answer;
        step(input);
        return *this;
    }
    tissue::Reading& reading() { return reading_; }
    const training::LessonRun& run() const { return run_; }
    const training::LessonState& state() const { return run_.state(); }
    const training::Grade& grade() const { return run_.state().grade; }
    int count(training::EventKind kind) const {
        int n = 0;
        for (const training::Event& e : state().events) n += e.kind == kind ? 1 : 0;
        return n;
    }
    std::string last(training::EventKind kind) const {
        std::string text;
        for (const training::Event& e : state().events)
            if (e.kind == kind) text = e.text;
        return text;
    }

    /// Plays up to a step of kLesson without a fault.
    Hand& upTo(const std::string& key) {
        if (key == "look") return *this;
        act(training::Action::Next);
        if (key == "contact") return *this;
        press(15, 1.0f);
        if (key == "find") return *this;
        act(training::Action::Mark);
        if (key == "identify") return *this;
        act(training::Action::Answer, "Trapezius");
        if (key == "release") return *this;
        pain(6, 6).press(30, 5).pain(6, 4.5f).press(30, 3).pain(6, 2.9f).press(30, 2);
        if (key == "lift") return *this;
        return lift(1.0f);
    }

private:
    void step(const training::Input& input) {
        m_.time += kDt;
        m_.felt = &felt_;
        m_.reading = m_.touching ? &reading_ : nullptr;
        reading_.forceN = m_.forceN;
        run_.step(input, m_, kDt);
    }

    training::LessonRun run_;
    training::Measured m_;
    patient::PatientState felt_;
    tissue::Reading reading_;
};

inline bool contains(const std::string& text, const std::string& words) {
    return text.find(words) != std::string::npos;
}

} // namespace fixture
