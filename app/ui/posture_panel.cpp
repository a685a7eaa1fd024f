#include <app/ui/posture_panel.h>

#include <app/ui/widgets.h>

namespace app {
namespace {

bool span(const char* id, const char* format, float low, float high, float& value) {
    ImGui::SetNextItemWidth(-1);
    return ImGui::SliderFloat(id, &value, low, high, format, ImGuiSliderFlags_AlwaysClamp);
}

bool slider(const char* id, const char* format, float most, float& value) {
    return span(id, format, -most, most, value);
}

} // namespace

void posturePanel(const Theme& theme, const TrainerModel& model, UserActions& actions) {
    if (!ImGui::TreeNodeEx("Posture", ImGuiTreeNodeFlags_SpanAvailWidth | ImGuiTreeNodeFlags_NoTreePushOnOpen)) return;
    const Choices& choices = model.choices;
    const std::string now = choices.posture.empty() ? model.world->chart.posture : choices.posture;
    act::SetPosture wanted{now, choices.neckDegrees, choices.trunkDegrees, choices.girdleDegrees};
    bool changed = false;
    ImGui::SetNextItemWidth(-1);
    if (ImGui::BeginCombo("##posture", now.c_str())) {
        for (const std::string& name : model.world->body.skeleton().postures()) {
            if (!ImGui::Selectable(name.c_str(), name == now)) continue;
            wanted.name = name;
            changed = true;
        }
        ImGui::EndCombo();
    }
    changed |= slider("##neckFlexion", "Neck forward %.0f\xc2\xb0", 60.0f, wanted.neck.flexion);
    changed |= slider("##neckSide", "Neck to the right %.0f\xc2\xb0", 40.0f, wanted.neck.sideBend);
    changed |= slider("##neckTurn", "Neck turned left %.0f\xc2\xb0", 70.0f, wanted.neck.rotation);
    changed |= slider("##trunkFlexion", "Trunk forward %.0f\xc2\xb0", 70.0f, wanted.trunk.flexion);
    changed |= slider("##trunkSide", "Trunk to the right %.0f\xc2\xb0", 30.0f, wanted.trunk.sideBend);
    changed |= slider("##trunkTurn", "Trunk turned left %.0f\xc2\xb0", 35.0f, wanted.trunk.rotation);
    changed |= span("##raise", "Shoulders raised %.0f\xc2\xb0", 0.0f, 20.0f, wanted.girdle.raise);
    changed |= span("##retract", "Shoulders back %.0f\xc2\xb0", -15.0f, 10.0f, wanted.girdle.retract);
    changed |= span("##breath", "Breath %.2f", 0.0f, 1.0f, wanted.girdle.breath);
    if (changed) actions.emplace_back(wanted);
    if (!choices.posed()) return;
    if (ImGui::Button("As the patient lies", {-1, 0}))
        actions.emplace_back(act::SetPosture{model.world->chart.posture, {}, {}, {}});
    softText(theme, "Only to look at: press in the posture in which the patient lies.");
}

} // namespace app
