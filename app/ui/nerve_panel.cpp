#include <app/ui/nerve_panel.h>

#include <app/ui/nerve_ladder.h>
#include <app/ui/widgets.h>

#include <core/text.h>

#include <algorithm>
#include <array>

namespace app {
namespace {

using patient::Entrapment;
using patient::NerveBenchState;

struct Pace {
    const char* label;
    float pace;
    const char* help;
};
constexpr std::array<Pace, 4> kPaces = {{{"Still", 0.0f, "Time stands still"},
                                         {"1 s", 1.0f, "A second is a second"},
                                         {"1 min", 60.0f, "A second is a minute"},
                                         {"5 min", 300.0f, "A second is five minutes"}}};

std::string capital(std::string text) {
    if (!text.empty() && text[0] >= 'a' && text[0] <= 'z') text[0] = static_cast<char>(text[0] - 'a' + 'A');
    return text;
}

/// The nerve's name without its side.
std::string nerveName(const TrainerModel& model, const Entrapment& site) {
    const anatomy::Atlas& atlas = model.world->library->atlas;
    const auto all = atlas.withKey(site.nerve);
    if (all.empty()) return site.nerve;
    std::string name = all.front()->name;
    for (const char* side : {"Right ", "Left "})
        if (name.rfind(side, 0) == 0) name = name.substr(std::string_view(side).size());
    return capital(name);
}

std::string siteKey(const Entrapment& site, core::Side side) {
    return std::string(side == core::Side::Left ? "left " : "right ") + site.key();
}

/// Another place: the bench begins again, and the camera goes there.
void chooseSite(const TrainerModel& model, const Entrapment& site, core::Side side, UserActions& actions) {
    NerveChoices wanted = model.choices.nerve;
    const float pace = wanted.controls.pace;
    wanted = {};
    wanted.controls.pace = pace;
    wanted.controls.site = siteKey(site, side);
    wanted.controls.run = model.choices.nerve.controls.run + 1;
    actions.emplace_back(act::SetNerve{wanted});
    actions.emplace_back(act::LookAtNerve{wanted.controls.site, false});
}

void siteChoice(const Theme& theme, const TrainerModel& model, UserActions& actions) {
    const auto& sites = model.world->library->entrapments.sites();
    const NerveBenchState& state = model.snapshot.nerve;
    const Entrapment* now = state.at.entrapment;
    const core::Side side = now != nullptr ? state.at.side : core::Side::Right;
    heading(theme, "Where it is caught");
    ImGui::SetNextItemWidth(-1);
    const std::string shown = now != nullptr ? nerveName(model, *now) + ": " + now->where : "Choose a nerve";
    const float room = ImGui::GetContentRegionAvail().x - 2.0f * ImGui::GetFrameHeight();
    if (ImGui::BeginCombo("##site", shortened(shown, room).c_str(), ImGuiComboFlags_HeightLarge)) {
        std::string nerve;
        for (const Entrapment& e : sites) {
            if (e.nerve != nerve) {
                nerve = e.nerve;
                ImGui::TextColored(theme.textSoft, "%s", nerveName(model, e).c_str());
            }
            const std::string label = "   " + e.where + "##" + e.key();
            if (ImGui::Selectable(label.c_str(), now == &e)) chooseSite(model, e, side, actions);
            tooltip(e.signs.c_str());
        }
        ImGui::EndCombo();
    }
    tooltip(shown.c_str());
    if (now == nullptr) {
        if (!state.problem.empty()) wrapped(state.problem);
        softText(theme, "Here one control at a time presses on a nerve, and you watch what it does: to the pulses, to "
                        "what is felt, and where. A model for teaching, not for telling what ails anybody.");
        return;
    }
    const float half = (ImGui::GetContentRegionAvail().x - 2.0f * ImGui::GetStyle().ItemSpacing.x) / 3.0f;
    for (const core::Side s : {core::Side::Left, core::Side::Right}) {
        if (toggleButton(theme, s == core::Side::Left ? "Left" : "Right", side == s, {half, 0}) && side != s)
            chooseSite(model, *now, s, actions);
        ImGui::SameLine();
    }
    if (ImGui::Button("Close", {half, 0})) actions.emplace_back(act::SetNerve{});
    tooltip("Ends the nerve bench and shows the body as before");
    bool only = model.choices.nerve.only;
    if (ImGui::Checkbox("Only what belongs to it", &only)) {
        NerveChoices wanted = model.choices.nerve;
        wanted.only = only;
        actions.emplace_back(act::SetNerve{wanted});
    }
    tooltip("Bones, the nerve, what squeezes it, and a faint skin on which is painted what is felt");
}

std::string causeHelp(const patient::NerveCauseFigures& figures) {
    std::string out = figures.confidence == 'C' ? "An estimate: " : "Measured: ";
    out += figures.note.empty() ? figures.words : figures.note;
    for (const std::string& source : figures.sources) out += "\n" + source;
    return out;
}

void causes(const Theme& theme, const TrainerModel& model, UserActions& actions) {
    const NerveBenchState& state = model.snapshot.nerve;
    const Entrapment& site = *state.at.entrapment;
    const patient::EntrapmentLibrary& library = model.world->library->entrapments;
    heading(theme, "What presses on it");
    NerveChoices wanted = model.choices.nerve;
    bool changed = false;
    for (std::size_t i = 0; i < patient::kLaidOn.size(); ++i) {
        if (!site.has(patient::kLaidOn[i])) continue;
        const patient::NerveCauseFigures& figures = library.cause(patient::kLaidOn[i]);
        if (!figures.fullKPa) continue;
        const float full = figures.fullKPa->back();
        float kPa = wanted.controls.share[i] * full;
        const std::string label = capital(figures.words) + (figures.confidence == 'C' ? " (estimate)" : "");
        const std::string help =
            causeHelp(figures) + (patient::kLaidOn[i] == patient::NerveCause::Posture ? "\n" + site.posture : "");
        if (figureSlider(theme, {label.c_str(), "%.1f kPa", 0.0f, full, help.c_str()}, kPa)) {
            wanted.controls.share[i] = kPa / full;
            wanted.showStep = -1;
            changed = true;
        }
    }
    if (changed) actions.emplace_back(act::SetNerve{wanted});
    const float hand = state.kPa[static_cast<std::size_t>(patient::NerveCause::Hand)];
    reading(theme, "Pressing hand", core::fixed(static_cast<double>(hand), 1), "kPa",
            "What your tool brings to the nerve here, from the tissue solver: press on the skin over it");
    reading(theme, "Together", core::fixed(static_cast<double>(state.pressureKPa), 1), "kPa",
            pressureWords(state.pressureKPa).c_str());
    nerveLadder(theme, library, site, state.pressureKPa, state.testKPa);
    softText(theme, capital(state.stage) + ".");
}

void time(const Theme& theme, const TrainerModel& model, UserActions& actions) {
    const NerveBenchState& state = model.snapshot.nerve;
    heading(theme, "Time");
    ImGui::SameLine();
    ImGui::TextColored(theme.textSoft, "%s min", core::fixed(static_cast<double>(state.seconds / 60.0f), 1).c_str());
    const float spacing = ImGui::GetStyle().ItemSpacing.x;
    const float width = (ImGui::GetContentRegionAvail().x - 3.0f * spacing) / 4.0f;
    NerveChoices wanted = model.choices.nerve;
    for (std::size_t i = 0; i < kPaces.size(); ++i) {
        if (i > 0) ImGui::SameLine();
        if (toggleButton(theme, kPaces[i].label, wanted.controls.pace == kPaces[i].pace, {width, 0})) {
            wanted.controls.pace = kPaces[i].pace;
            actions.emplace_back(act::SetNerve{wanted});
        }
        tooltip(kPaces[i].help);
    }
    if (ImGui::Button("Begin again with a nerve that is well", {-1, 0})) {
        ++wanted.controls.run;
        wanted.controls.share = {};
        wanted.showStep = -1;
        actions.emplace_back(act::SetNerve{wanted});
    }
}

void felt(const Theme& theme, const TrainerModel& model) {
    const NerveBenchState& state = model.snapshot.nerve;
    const Entrapment& site = *state.at.entrapment;
    const patient::NerveFelt& m = state.middle();
    heading(theme, "What it does");
    const auto line = [&](const char* name, float value, const ImVec4& colour, const char* help, float low = -1.0f,
                          float high = -1.0f) {
        Bar content;
        content.value = value;
        content.bandLow = low;
        content.bandHigh = high;
        content.colour = ImGui::GetColorU32(colour);
        content.text = std::string(name) + "   " + core::fixed(static_cast<double>(100.0f * value), 0) + " %";
        bar(theme, content, ImGui::GetFrameHeight() * 0.85f);
        tooltip(help);
    };
    line("Blood flow in it", m.flow, theme.accent, "In the stretch that is pressed");
    line("Conduction", m.conduction, theme.accent,
         "Share of the pulses that come through. The band: from the most sensitive to the hardiest person",
         state.people[0].conduction, state.people[2].conduction);
    ImGui::Spacing();
    heading(theme, "What is felt");
    if (site.feels) {
        line("Tingling", m.symptoms.tingling, theme.caution, "Yellow dots on the skin");
        line("Numbness", m.symptoms.numbness, theme.accent, "Blue stripes on the skin");
    }
    line(site.feels ? "Pain" : "Deep ache", m.symptoms.pain, theme.stop, "Red on the skin");
    if (site.moves) line("Weakness", m.symptoms.weakness, theme.textSoft, "Muscles that weaken grow grey");
    if (site.feels) softText(theme, "Where: " + site.sensory + ".");
    if (site.moves) softText(theme, "Moves: " + site.motor + ".");
    softText(theme, "Complaint: " + site.signs + ".");
    if (m.lasting > 0.01f) {
        sign(theme, Sign::Stop, ImGui::GetFontSize());
        ImGui::SameLine();
        wrapped("Part of this would last for weeks.");
    }
    softText(theme, "How strongly each is felt is an estimate.");
}

void test(const Theme& theme, const TrainerModel& model, UserActions& actions) {
    const NerveBenchState& state = model.snapshot.nerve;
    const Entrapment& site = *state.at.entrapment;
    heading(theme, "Test");
    wrapped(capital(site.test) + ".");
    NerveChoices wanted = model.choices.nerve;
    const bool testing = wanted.controls.testing;
    if (toggleButton(theme, testing ? "End the test" : "Do the test", testing, {-1, 0})) {
        wanted.controls.testing = !testing;
        actions.emplace_back(act::SetNerve{wanted});
    }
    if (testing) {
        sign(theme, state.testPositive ? Sign::Caution : Sign::Good, ImGui::GetFontSize());
        ImGui::SameLine();
        wrapped(state.testPositive ? "It brings the complaint." : "Nothing of the complaint.");
    }
    if (!site.stop.empty()) {
        sign(theme, Sign::Stop, ImGui::GetFontSize());
        ImGui::SameLine();
        wrapped(capital(site.stop) + ".");
    }
}

void muscle(const Theme& theme, const TrainerModel& model, UserActions& actions) {
    const Entrapment& site = *model.snapshot.nerve.at.entrapment;
    if (site.points.empty()) return;
    const patient::PointLibrary& points = model.world->library->points;
    heading(theme, "Or is it the muscle?");
    NerveChoices wanted = model.choices.nerve;
    bool changed = ImGui::Checkbox("Show its pain on the other side", &wanted.muscle);
    for (std::size_t i = 0; i < site.points.size(); ++i) {
        const patient::TriggerPoint* point = points.find(site.points[i]);
        if (point == nullptr) continue;
        if (ImGui::RadioButton(point->title.c_str(), wanted.point == i)) {
            wanted.point = i;
            wanted.muscle = true;
            changed = true;
        }
    }
    if (changed) actions.emplace_back(act::SetNerve{wanted});
    softText(theme,
             "A muscle's pain is a deep ache that pressing the muscle brings; nothing goes numb, and what is weak "
             "is weak because it hurts. A nerve tingles, burns and goes numb in its own territory. The maps of "
             "referred pain are contested.");
}

void show(const TrainerModel& model, UserActions& actions) {
    const Entrapment& site = *model.snapshot.nerve.at.entrapment;
    const patient::EntrapmentLibrary& library = model.world->library->entrapments;
    const NerveChoices& now = model.choices.nerve;
    const auto go = [&](int step) {
        const NerveChoices next = nerveShowAt(library, site, now, step);
        actions.emplace_back(act::SetNerve{next});
        if (step == 0 || next.muscle != now.muscle)
            actions.emplace_back(act::LookAtNerve{next.controls.site, next.muscle});
    };
    if (now.showStep < 0) {
        if (ImGui::Button("Show it step by step", {-1, 0})) go(0);
        tooltip("For a class: large, with words over the picture");
        return;
    }
    const float third = (ImGui::GetContentRegionAvail().x - 2.0f * ImGui::GetStyle().ItemSpacing.x) / 3.0f;
    if (ImGui::Button("Back", {third, 0}) && now.showStep > 0) go(now.showStep - 1);
    ImGui::SameLine();
    if (ImGui::Button("Next", {third, 0}) && now.showStep + 1 < nerveShowSteps(site)) go(now.showStep + 1);
    ImGui::SameLine();
    if (ImGui::Button("End", {third, 0})) {
        NerveChoices wanted = now;
        wanted.showStep = -1;
        wanted.muscle = wanted.controls.testing = false;
        actions.emplace_back(act::SetNerve{wanted});
    }
}

} // namespace

void nervePanel(const Theme& theme, const TrainerModel& model, UserActions& actions) {
    siteChoice(theme, model, actions);
    if (model.snapshot.nerve.at.entrapment == nullptr) return;
    show(model, actions);
    ImGui::Spacing();
    causes(theme, model, actions);
    ImGui::Spacing();
    time(theme, model, actions);
    ImGui::Spacing();
    felt(theme, model);
    ImGui::Spacing();
    test(theme, model, actions);
    ImGui::Spacing();
    muscle(theme, model, actions);
}

} // namespace app
