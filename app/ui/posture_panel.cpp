#include <app/ui/posture_panel.h>

#include <app/posture_notes.h>
#include <app/ui/widgets.h>

#include <algorithm>
#include <cctype>

namespace app {
namespace {

/// "side_lying" -> "Side lying"
std::string words(std::string name) {
    std::replace(name.begin(), name.end(), '_', ' ');
    if (!name.empty()) name[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(name[0])));
    return name;
}

bool choose(const TrainerModel& model, std::string& name) {
    bool changed = false;
    ImGui::SetNextItemWidth(-1);
    if (!ImGui::BeginCombo("##posture", words(name).c_str())) return false;
    for (const std::string& known : model.world->body.skeleton().postures()) {
        if (!ImGui::Selectable(words(known).c_str(), known == name)) continue;
        name = known;
        changed = true;
    }
    ImGui::EndCombo();
    return changed;
}

} // namespace

void posturePanel(const Theme& theme, const TrainerModel& model, UserActions& actions) {
    const Choices& choices = model.choices;
    bool toggled = false;
    const bool open = section("Posture", choices.postureOpen, toggled);
    if (toggled) actions.emplace_back(act::OpenPosture{!choices.postureOpen});
    if (!open) return;
    const std::string now = choices.posture.empty() ? model.world->chart.posture : choices.posture;
    act::SetPosture wanted{now, choices.neckDegrees, choices.trunkDegrees, choices.girdleDegrees};
    bool changed = choose(model, wanted.name);
    const auto slider = [&](const char* label, const char* format, float low, float high, float& value) {
        changed |= figureSlider(theme, {label, format, low, high}, value);
    };
    constexpr const char* kDegrees = "%.0f\xc2\xb0";
    const anatomy::Skeleton& skeleton = model.world->body.skeleton();
    const auto named = skeleton.posture(now);
    const anatomy::Pose& from = choices.posture.empty() || !named ? model.world->pose : named.value();
    const auto spine = [&](anatomy::Region region, const std::array<const char*, 3>& labels,
                           const anatomy::SpineMotion& most, anatomy::SpineMotion& value) {
        const auto room = roomLeftDegrees(skeleton, from, region, most);
        slider(labels[0], kDegrees, room[0].flexion, room[1].flexion, value.flexion);
        slider(labels[1], kDegrees, room[0].sideBend, room[1].sideBend, value.sideBend);
        slider(labels[2], kDegrees, room[0].rotation, room[1].rotation, value.rotation);
    };
    spine(anatomy::Region::Neck, {"Neck forward", "Neck to the right", "Neck turned left"}, {60, 40, 70}, wanted.neck);
    spine(anatomy::Region::Trunk, {"Trunk forward", "Trunk to the right", "Trunk turned left"}, {70, 30, 35},
          wanted.trunk);
    slider("Shoulders raised", kDegrees, 0, 12, wanted.girdle.raise);
    slider("Shoulders back", kDegrees, -12, 6, wanted.girdle.retract);
    float breath = 100.0f * wanted.girdle.breath;
    slider("Breathed in", "%.0f %%", 0, 100, breath);
    wanted.girdle.breath = 0.01f * breath;
    if (changed) actions.emplace_back(wanted);
    if (from.restsOn != anatomy::RestsOn::Nothing) {
        bool shown = choices.look.showFurniture;
        if (ImGui::Checkbox(from.restsOn == anatomy::RestsOn::Table ? "Show the table" : "Show the stool", &shown))
            actions.emplace_back(act::ShowFurniture{shown});
        tooltip("Not shown from beneath, in a section and with an isolated structure");
    }
    for (const std::string& note : postureNotes(skeleton, from, choices.neckDegrees, choices.trunkDegrees))
        softText(theme, note);
    if (!choices.posed()) return;
    if (ImGui::Button("As the patient lies", {-1, 0}))
        actions.emplace_back(act::SetPosture{model.world->chart.posture, {}, {}, {}});
    softText(theme, "Only to look at: press in the posture in which the patient lies.");
}

} // namespace app
