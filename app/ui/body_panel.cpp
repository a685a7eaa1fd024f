#include <app/ui/body_panel.h>

#include <app/skin_tone.h>

#include <app/ui/widgets.h>

#include <anatomy/shaping.h>

#include <algorithm>
#include <cmath>
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

class Draft {
public:
    Draft(const Theme& theme, BodyParameters& body) : theme_(theme), p_(body) {}
    bool changed = false;

    void build() {
        int sex = p_.sex == anatomy::BodySex::Female ? 1 : 0;
        changed |= ImGui::RadioButton("Male", &sex, 0);
        ImGui::SameLine();
        changed |= ImGui::RadioButton("Female", &sex, 1);
        p_.sex = sex == 1 ? anatomy::BodySex::Female : anatomy::BodySex::Male;
        scaled({"Stature", "%.0f cm", 150, 195}, 100.0f, p_.statureM);
        scaled({"Body mass index", "%.1f kg/m\xc2\xb2", 18, 35}, 1.0f, p_.bodyMassIndex);
        scaled({"Muscle", "%.0f %% of usual", 70, 140, "Thickness of what lies on the bones"}, 100.0f, p_.muscleBulk);
        fat("Fat on the loin", "lumbar");
        fat("Fat on the buttocks", "gluteal");
        fat("Fat on the belly", "abdomen");
    }

    void spine() {
        const anatomy::SpineCurvature own;
        angle({"Cervical lordosis", kDegrees, 0, 40, "C2 to C7"}, own.cervicalLordosis, p_.cervicalLordosis);
        angle({"Thoracic kyphosis", kDegrees, 20, 65, "T1 to T12"}, own.thoracicKyphosis, p_.thoracicKyphosis);
        angle({"Lumbar lordosis", kDegrees, 20, 70, "T12 to S1, standing"}, own.lumbarLordosis, p_.lumbarLordosis);
        scaled({"Scoliosis", "%.0f\xc2\xb0", -40, 40, "Cobb angle; right of 0: convex to the right"},
               core::degrees(1.0f), p_.scoliosis);
        if (p_.scoliosis != 0.0f) apex();
        angle({"Pelvic tilt", kDegrees, 0, 30, "Backward is more"}, own.pelvicTilt, p_.pelvicTilt);
        scaled({"Right leg shorter", "%.0f mm", -30, 30, "Left of 0: the left leg is shorter"}, 1000.0f,
               p_.legLengthDifferenceM);
        bool means = p_.proportions == anatomy::Proportions::Population;
        changed |= ImGui::Checkbox("Vertebrae of the published means", &means);
        tooltip("Instead of those of the one man the figures were measured on");
        p_.proportions = means ? anatomy::Proportions::Population : anatomy::Proportions::Described;
    }

    /// Whose meshes: the described body, or one that was imported.
    void whose(const std::vector<std::string>& imported) {
        if (imported.empty() && p_.imported.empty()) return;
        constexpr const char* kDescribed = "The described body";
        ImGui::SetNextItemWidth(-1);
        if (!ImGui::BeginCombo("##whose", p_.imported.empty() ? kDescribed : p_.imported.c_str())) return;
        const auto choose = [&](const char* words, const std::string& name) {
            if (!ImGui::Selectable(words, p_.imported == name)) return;
            p_.imported = name;
            if (!name.empty()) p_.variants.clear(); // they are the described body's
            changed = true;
        };
        choose(kDescribed, "");
        for (const std::string& name : imported) choose(name.c_str(), name);
        ImGui::EndCombo();
    }

    void variants() {
        if (!p_.imported.empty()) return softText(theme_, "Only the described body has variants.");
        for (const Variant& variant : kVariants) {
            const auto at = std::find(p_.variants.begin(), p_.variants.end(), variant.key);
            bool on = at != p_.variants.end();
            if (ImGui::Checkbox(variant.words, &on)) {
                if (on)
                    p_.variants.emplace_back(variant.key);
                else
                    p_.variants.erase(at);
                std::sort(p_.variants.begin(), p_.variants.end());
                changed = true;
            }
            tooltip(variant.help);
        }
    }

private:
    static constexpr const char* kDegrees = "%.0f\xc2\xb0";

    void scaled(const FigureSlider& slider, float scale, float& value) {
        float shown = scale * value;
        if (!figureSlider(theme_, slider, shown)) return;
        value = shown / scale;
        changed = true;
    }
    /// A figure that need not be given: until it is moved it shows the described body's own.
    void angle(const FigureSlider& slider, float own, std::optional<float>& value) {
        float shown = value.value_or(own);
        const bool before = changed;
        changed = false;
        scaled(slider, core::degrees(1.0f), shown);
        if (changed) value = shown;
        changed |= before;
    }
    void fat(const char* label, const char* region) {
        const auto at = std::find_if(p_.fat.begin(), p_.fat.end(),
                                     [&](const anatomy::RegionalFat& known) { return known.region == region; });
        float percent = 100.0f * (at != p_.fat.end() ? at->factor : 1.0f);
        if (!figureSlider(theme_, {label, "%.0f %%", 50, 200, "Of what goes with the body mass index"}, percent))
            return;
        changed = true;
        if (at != p_.fat.end()) p_.fat.erase(at);
        if (percent != 100.0f) p_.fat.push_back({region, 0.01f * percent});
        std::sort(p_.fat.begin(), p_.fat.end(), [](const auto& a, const auto& b) { return a.region < b.region; });
    }
    void apex() {
        ImGui::SetNextItemWidth(-1);
        if (!ImGui::BeginCombo("##apex", ("Apex at " + p_.scoliosisApex).c_str())) return;
        for (const std::string_view apex : anatomy::kScoliosisApexes)
            if (ImGui::Selectable(std::string(apex).c_str(), p_.scoliosisApex == apex)) {
                p_.scoliosisApex = apex;
                changed = true;
            }
        ImGui::EndCombo();
    }

    const Theme& theme_;
    BodyParameters& p_;
};

/// Stands before the sliders, so that it is seen whichever of them was moved.
void offer(const Theme& theme, const BodyParameters& now, const BodyParameters& draft, UserActions& actions) {
    if (draft == now) {
        softText(theme, "Another body takes some seconds to build. Differences between the sexes are estimates.");
        return;
    }
    if (const auto status = anatomy::check(draft); !status)
        softText(theme, status.error().messages.front());
    else if (toggleButton(theme, "Build this body", true, {-1, 0}))
        actions.emplace_back(act::BuildBody{draft});
    if (ImGui::Button("Undo changes", {-1, 0})) actions.emplace_back(act::DraftBody{now});
    softText(theme, "Building begins free practice on the new body.");
}

ImU32 encoded(const glm::vec3& linear) {
    const auto channel = [](float c) { return std::pow(c, 1.0f / 2.2f); };
    return ImGui::ColorConvertFloat4ToU32({channel(linear.x), channel(linear.y), channel(linear.z), 1.0f});
}

/// Eight swatches; the one that is worn has a number and a frame.
void skinTones(const Theme& theme, const TrainerModel& model, UserActions& actions) {
    const int worn = model.choices.skinTone != 0 ? model.choices.skinTone : model.world->chart.skinTone;
    heading(theme, "Skin");
    const float spacing = theme.px(4);
    const float width = (ImGui::GetContentRegionAvail().x - spacing * static_cast<float>(kSkinTones - 1)) /
                        static_cast<float>(kSkinTones);
    for (int tone = 1; tone <= kSkinTones; ++tone) {
        if (tone > 1) ImGui::SameLine(0, spacing);
        const ImU32 colour = encoded(skinColour(tone));
        for (const ImGuiCol part : {ImGuiCol_Button, ImGuiCol_ButtonHovered, ImGuiCol_ButtonActive})
            ImGui::PushStyleColor(part, colour);
        ImGui::PushStyleColor(ImGuiCol_Text, tone < 5 ? IM_COL32_BLACK : IM_COL32_WHITE);
        ImGui::PushStyleColor(ImGuiCol_Border, tone == worn ? theme.accent : ImVec4(0, 0, 0, 0));
        ImGui::PushStyleVar(ImGuiStyleVar_FrameBorderSize, theme.px(2));
        ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {0, ImGui::GetStyle().FramePadding.y});
        const std::string label =
            (tone == worn ? std::to_string(tone) : std::string()) + "##tone" + std::to_string(tone);
        if (ImGui::Button(label.c_str(), {width, 0})) actions.emplace_back(act::SetSkinTone{tone});
        ImGui::PopStyleVar(2);
        ImGui::PopStyleColor(5);
        tooltip(("Skin tone " + std::to_string(tone) + " of 8, from very light to very dark").c_str());
    }
}

} // namespace

void bodyPanel(const Theme& theme, const TrainerModel& model, UserActions& actions) {
    bool toggled = false;
    const bool open = section("Body", model.choices.bodyOpen, toggled);
    if (toggled) actions.emplace_back(act::OpenBody{!model.choices.bodyOpen});
    if (!open) return;
    skinTones(theme, model, actions);
    ImGui::Spacing();
    const BodyParameters& now = model.world->chart.body;
    BodyParameters body = model.choices.body.value_or(now);
    offer(theme, now, body, actions);
    Draft draft(theme, body);
    draft.whose(model.importedBodies);
    draft.build();
    ImGui::Spacing();
    heading(theme, "Spine and pelvis");
    draft.spine();
    ImGui::Spacing();
    heading(theme, "Variants");
    draft.variants();
    if (draft.changed) actions.emplace_back(act::DraftBody{body});
}

} // namespace app
