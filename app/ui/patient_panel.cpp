#include <app/ui/patient_panel.h>

#include <app/ui/plot.h>
#include <app/ui/widgets.h>

#include <core/text.h>

#include <algorithm>
#include <cmath>

namespace app {
namespace {

TimeBand painBand(const TrainerModel& model) {
    const auto& lesson = model.snapshot.lesson;
    if (model.lesson != nullptr && lesson && lesson->step < model.lesson->steps.size())
        for (const training::Condition& c : model.lesson->steps[lesson->step].complete)
            if (c.kind == training::ConditionKind::Hold && c.pain.high < 11.0f) return {c.pain.low, c.pain.high};
    return {5.0f, 7.0f};
}

std::string sided(const patient::ReferredPain& pain) {
    return pain.side == core::Side::Midline ? pain.words : std::string(core::sideName(pain.side)) + " " + pain.words;
}

std::string strength(float intensity) {
    return intensity > 0.66f ? "strong" : intensity > 0.33f ? "clear" : "faint";
}

void referral(const Theme& theme, const patient::PatientState& patient) {
    heading(theme, "Where it spreads");
    if (patient.referred.empty()) {
        softText(theme, "Nowhere: the pain stays where you press.");
        return;
    }
    for (const patient::ReferredPain& pain : patient.referred) {
        const std::string words = sided(pain) + (pain.spillover ? " (spillover)" : "");
        const std::string how = strength(pain.intensity);
        const float right = ImGui::GetContentRegionMax().x - ImGui::CalcTextSize("strong").x;
        ImGui::BulletText("%s", shortened(words, right - ImGui::GetFontSize() * 2.2f).c_str());
        tooltip(words.c_str());
        ImGui::SameLine(right);
        ImGui::TextColored(theme.textSoft, "%s", how.c_str());
    }
    softText(theme, "Referral maps are drawn from case series and are contested; people differ.");
}

} // namespace

void painBar(const Theme& theme, const TrainerModel& model) {
    const float pain = model.snapshot.patient.pain;
    const TimeBand band = painBand(model);
    Bar content;
    content.value = pain / 10.0f;
    content.bandLow = band.low / 10.0f;
    content.bandHigh = band.high / 10.0f;
    const ImVec4 colour = pain > band.high ? theme.stop : pain >= band.low ? theme.good : theme.accent;
    content.colour = ImGui::GetColorU32(colour);
    content.text = core::fixed(pain, 1) + " of 10";
    bar(theme, content, ImGui::GetFrameHeight());
    const std::string help =
        "What the patient feels, 0 to 10. The band is what a hold aims at: " + core::fixed(band.low, 0) + " to " +
        core::fixed(band.high, 0) + ".";
    tooltip(help.c_str());
}

void patientPanel(const Theme& theme, const TrainerModel& model, UserActions&) {
    const patient::PatientState& patient = model.snapshot.patient;
    const patient::Chart& chart = model.world->chart;
    ImGui::PushFont(theme.strong);
    wrapped(chart.name + ", " + std::to_string(chart.age) + ", " +
            (chart.sex == patient::Sex::Female ? "female" : "male"));
    ImGui::PopFont();
    if (!chart.story.empty()) softText(theme, chart.story);
    ImGui::Spacing();
    heading(theme, "Pain");
    painBar(theme, model);
    if (!patient.moodWord.empty()) {
        sign(theme,
             patient.pain > 7.0f    ? Sign::Stop
             : patient.pain >= 5.0f ? Sign::Good
                                    : Sign::Neutral,
             ImGui::GetFontSize());
        ImGui::SameLine();
        ImGui::TextUnformatted(patient.moodWord.c_str());
    }
    if (!patient.says.empty()) {
        ImGui::PushFont(theme.title);
        wrapped("\xe2\x80\x9c" + patient.says + "\xe2\x80\x9d");
        ImGui::PopFont();
    }
    ImGui::Spacing();
    referral(theme, patient);
    ImGui::Spacing();
    heading(theme, "Guarding");
    Bar guard;
    guard.value = patient.guarding;
    guard.colour = ImGui::GetColorU32(patient.guarding > 0.3f ? theme.stop : theme.accent);
    guard.text = patient.guarding > 0.6f ? "the muscle fights back" : patient.guarding > 0.1f ? "tightening" : "none";
    bar(theme, guard, ImGui::GetFrameHeight() * 0.85f);
    tooltip("A hurt or startled muscle tightens: come in more slowly or press less");
    if (patient.inflamed) {
        sign(theme, Sign::Stop, ImGui::GetFontSize());
        ImGui::SameLine();
        wrapped("Warm and swollen here: do not press on.");
    }
    ImGui::Spacing();
    heading(theme, "The last minute");
    const float width = ImGui::GetContentRegionAvail().x;
    const ImVec2 size(width, theme.px(105));
    timePlot(theme, "painOverTime", model.traces.pain, model.traces.seconds, {"Pain", "of 10", 10}, painBand(model),
             size);
    float most = 20.0f;
    for (const float f : model.traces.force) most = std::max(most, f);
    timePlot(theme, "forceOverTime", model.traces.force, model.traces.seconds,
             {"Force", "N", std::ceil(most / 20.0f) * 20.0f}, {}, size);
}

} // namespace app
