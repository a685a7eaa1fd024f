#include <app/ui/body_panel.h>

#include <app/ui/widgets.h>

#include <algorithm>
#include <array>

namespace app {
namespace {

using anatomy::BodyParameters;

struct Variant {
    const char* key;
    const char* words;
    const char* help;
};
constexpr std::array<Variant, 3> kVariants = {{
    {"sciatic_through_piriformis", "Sciatic nerve through piriformis",
     "The common fibular part runs through the muscle: about one limb in ten"},
    {"six_lumbar", "Six lumbar vertebrae", "The first sacral segment is free: about 2 to 7 in a hundred people"},
    {"cervical_rib", "Cervical ribs", "A short rib of C7: about one in a hundred people"},
}};

bool slider(const char* id, const char* format, float low, float high, float& value) {
    ImGui::SetNextItemWidth(-1);
    return ImGui::SliderFloat(id, &value, low, high, format, ImGuiSliderFlags_AlwaysClamp);
}

/// A figure that need not be given: until it is moved it shows the described body's own (shaping.h).
bool angle(const char* id, const char* format, float low, float high, float usual, std::optional<float>& value) {
    float degrees = value ? core::degrees(*value) : usual;
    if (!slider(id, format, low, high, degrees)) return false;
    value = core::radians(degrees);
    return true;
}

bool build(BodyParameters& p) {
    bool changed = false;
    int sex = p.sex == anatomy::BodySex::Female ? 1 : 0;
    changed |= ImGui::RadioButton("Male", &sex, 0);
    ImGui::SameLine();
    changed |= ImGui::RadioButton("Female", &sex, 1);
    p.sex = sex == 1 ? anatomy::BodySex::Female : anatomy::BodySex::Male;
    float stature = 100.0f * p.statureM;
    if (slider("##stature", "Stature %.0f cm", 150.0f, 195.0f, stature)) {
        p.statureM = 0.01f * stature;
        changed = true;
    }
    changed |= slider("##bmi", "Body mass index %.1f kg/m\xc2\xb2", 18.0f, 35.0f, p.bodyMassIndex);
    changed |= slider("##bulk", "Muscle %.2f of usual", 0.7f, 1.4f, p.muscleBulk);
    return changed;
}

bool spine(BodyParameters& p) {
    bool changed = false;
    changed |= angle("##cervical", "Cervical lordosis %.0f\xc2\xb0", 0, 40, 5, p.cervicalLordosis);
    changed |= angle("##thoracic", "Thoracic kyphosis %.0f\xc2\xb0", 20, 65, 37, p.thoracicKyphosis);
    changed |= angle("##lumbar", "Lumbar lordosis %.0f\xc2\xb0", 20, 70, 56, p.lumbarLordosis);
    float cobb = core::degrees(p.scoliosis);
    if (slider("##cobb", "Scoliosis %.0f\xc2\xb0, right +", -40, 40, cobb)) {
        p.scoliosis = core::radians(cobb);
        changed = true;
    }
    ImGui::SetNextItemWidth(-1);
    if (ImGui::BeginCombo("##apex", ("Apex " + p.scoliosisApex).c_str())) {
        for (const char* apex : {"T6", "T7", "T8", "T9", "T10", "T11", "T12", "L1", "L2", "L3"})
            if (ImGui::Selectable(apex, p.scoliosisApex == apex)) {
                p.scoliosisApex = apex;
                changed = true;
            }
        ImGui::EndCombo();
    }
    changed |= angle("##tilt", "Pelvic tilt %.0f\xc2\xb0", 0, 30, 10, p.pelvicTilt);
    float leg = 1000.0f * p.legLengthDifferenceM;
    if (slider("##leg", "Right leg shorter by %.0f mm", -30, 30, leg)) {
        p.legLengthDifferenceM = 0.001f * leg;
        changed = true;
    }
    return changed;
}

bool variants(BodyParameters& p) {
    bool changed = false;
    for (const Variant& variant : kVariants) {
        const auto at = std::find(p.variants.begin(), p.variants.end(), variant.key);
        bool on = at != p.variants.end();
        if (ImGui::Checkbox(variant.words, &on)) {
            if (on)
                p.variants.emplace_back(variant.key);
            else
                p.variants.erase(at);
            std::sort(p.variants.begin(), p.variants.end());
            changed = true;
        }
        tooltip(variant.help);
    }
    return changed;
}

} // namespace

void bodyPanel(const Theme& theme, const TrainerModel& model, UserActions& actions) {
    if (!ImGui::TreeNodeEx("Body", ImGuiTreeNodeFlags_SpanAvailWidth | ImGuiTreeNodeFlags_NoTreePushOnOpen)) return;
    const BodyParameters& now = model.world->chart.body;
    BodyParameters draft = model.choices.body.value_or(now);
    bool changed = build(draft);
    changed |= spine(draft);
    changed |= variants(draft);
    if (changed) actions.emplace_back(act::DraftBody{draft});
    if (draft == now) {
        softText(theme, "Differences of sex and where fat lies are estimates; spine angles are standing ones.");
        return;
    }
    const auto fault = anatomy::check(draft);
    if (!fault) softText(theme, fault.error().messages.front());
    if (fault && ImGui::Button("Build this body", {-1, 0})) actions.emplace_back(act::BuildBody{draft});
    if (ImGui::Button("Back to the patient's own", {-1, 0})) actions.emplace_back(act::DraftBody{now});
    softText(theme, "Building takes some seconds and begins the session anew.");
}

} // namespace app
