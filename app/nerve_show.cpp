#include <app/nerve_show.h>

#include <core/text.h>

#include <algorithm>
#include <array>

namespace app {
namespace {

constexpr float kMmHgPerKPa = 7.50062f;
constexpr float kNotice = 0.15f; // of what is felt, to be put in words

enum class Part { Well, Pressed, Held, Test, LetGo, Muscle };
constexpr std::array<Part, 6> kParts = {Part::Well, Part::Pressed, Part::Held, Part::Test, Part::LetGo, Part::Muscle};

std::string minutes(float seconds) {
    return core::fixed(static_cast<double>(seconds / 60.0f), seconds < 600.0f ? 1 : 0) + " min";
}

std::string joined(const std::vector<std::string>& words, const char* last) {
    std::string out;
    for (std::size_t i = 0; i < words.size(); ++i)
        out += (i == 0 ? "" : i + 1 == words.size() ? last : ", ") + words[i];
    return out;
}

const patient::TriggerPoint* pointOf(const session::Library& library, const patient::Entrapment& site,
                                     std::size_t index) {
    return index < site.points.size() ? library.points.find(site.points[index]) : nullptr;
}

} // namespace

std::string pressureWords(float kPa) {
    return core::fixed(static_cast<double>(kPa), 1) + " kPa (" +
           core::fixed(static_cast<double>(kPa * kMmHgPerKPa), 0) + " mmHg)";
}

std::string feltWords(const patient::NerveSymptoms& felt) {
    std::vector<std::string> words;
    if (felt.tingling > kNotice) words.emplace_back("tingling");
    if (felt.numbness > kNotice) words.emplace_back(felt.numbness > 0.8f ? "numb" : "half numb");
    if (felt.pain > kNotice) words.emplace_back("painful");
    if (felt.weakness > kNotice) words.emplace_back(felt.weakness > 0.8f ? "without strength" : "weak");
    return words.empty() ? "nothing" : joined(words, " and ");
}

std::optional<std::size_t> firstCause(const patient::Entrapment& site) {
    for (const patient::NerveCause cause : site.causes)
        for (std::size_t i = 0; i < patient::kLaidOn.size(); ++i)
            if (patient::kLaidOn[i] == cause) return i;
    return {};
}

int nerveShowSteps(const patient::Entrapment& site) {
    return static_cast<int>(kParts.size()) - (site.points.empty() ? 1 : 0);
}

NerveChoices nerveShowAt(const patient::EntrapmentLibrary& library, const patient::Entrapment& site,
                         const NerveChoices& now, int step) {
    NerveChoices out = now;
    out.showStep = std::clamp(step, 0, nerveShowSteps(site) - 1);
    const Part part = kParts[static_cast<std::size_t>(out.showStep)];
    patient::NerveControls& c = out.controls;
    c.share = {};
    c.testing = part == Part::Test;
    out.only = true;
    out.muscle = part == Part::Muscle;
    if (part == Part::Well) ++c.run;
    c.pace = part == Part::Well || part == Part::Muscle ? 0.0f : part == Part::Held ? 120.0f : 1.0f;
    if (part == Part::LetGo) c.pace = 60.0f;
    const bool laidOn = part == Part::Pressed || part == Part::Held || part == Part::Test;
    if (const auto cause = firstCause(site); cause && laidOn) {
        const auto& full = library.cause(patient::kLaidOn[*cause]).fullKPa;
        // what is typical, or enough to be felt where that is less
        const float enough = library.law(site).blocked.at(0.5f);
        if (full) c.share[*cause] = std::clamp(std::max((*full)[1], enough) / full->back(), 0.0f, 1.0f);
    }
    return out;
}

NerveShowWords nerveShowWords(const session::Library& library, const patient::NerveBenchState& state,
                              const NerveChoices& choices) {
    NerveShowWords out;
    if (state.at.entrapment == nullptr || choices.showStep < 0) return out;
    const patient::Entrapment& site = *state.at.entrapment;
    const Part part = kParts[static_cast<std::size_t>(std::clamp(choices.showStep, 0, nerveShowSteps(site) - 1))];
    const patient::NerveFelt& m = state.middle();
    const auto cause = firstCause(site);
    const std::string by = cause ? library.entrapments.cause(patient::kLaidOn[*cause]).words : "a pressing hand";
    const std::string percent = core::fixed(static_cast<double>(100.0f * m.conduction), 0) + " %";
    const char* estimate = cause && patient::kLaidOn[*cause] == patient::NerveCause::Disc ? "" : ", an estimate";
    switch (part) {
    case Part::Well:
        out = {"the nerve is well", "Nothing presses. The pulses run through, and nothing is felt."};
        break;
    case Part::Pressed:
        out = {by + " presses on it",
               cause ? pressureWords(state.pressureKPa) + estimate + ": " + state.stage +
                           ". Felt: " + feltWords(m.symptoms) + "."
                     : "Press on it with a tool. On the nerve: " + pressureWords(state.pressureKPa) +
                           ". Felt: " + feltWords(m.symptoms) + "."};
        break;
    case Part::Held:
        out = {"it is held", "After " + minutes(state.seconds) + " the nerve conducts " + percent + ". Felt: " +
                                 feltWords(m.symptoms) + "." + (site.feels ? " Where: " + site.sensory + "." : "")};
        break;
    case Part::Test:
        out = {"the test", site.test + ": " + (state.testPositive ? "it brings the complaint" : "nothing new is felt") +
                               ". A test is no diagnosis."};
        break;
    case Part::LetGo:
        out = {"it is let go",
               "The nerve conducts " + percent + " again. What is left is felt as: " + feltWords(m.symptoms) + "."};
        break;
    case Part::Muscle: {
        const patient::TriggerPoint* point = pointOf(library, site, choices.point);
        out = {"or is it the muscle?",
               "On the other side: where " + (point != nullptr ? point->title : std::string("the muscle")) +
                   " is said to refer. An ache without numbness or weakness, brought by pressing the muscle. Such maps "
                   "are contested."};
        break;
    }
    }
    out.title = std::to_string(choices.showStep + 1) + " of " + std::to_string(nerveShowSteps(site)) + ": " + out.title;
    return out;
}

} // namespace app
