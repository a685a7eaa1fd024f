#include <app/ui/touch_panel.h>

#include <app/ui/widgets.h>

#include <core/text.h>

#include <algorithm>
#include <cmath>

namespace app {
namespace {

ImU32 colourOf(tissue::TissueKind kind) {
    switch (kind) {
    case tissue::TissueKind::Skin:
        return IM_COL32(214, 160, 130, 255);
    case tissue::TissueKind::Fat:
        return IM_COL32(232, 200, 112, 255);
    case tissue::TissueKind::Muscle:
        return IM_COL32(172, 62, 56, 255);
    case tissue::TissueKind::Fascia:
    case tissue::TissueKind::Tendon:
    case tissue::TissueKind::Ligament:
        return IM_COL32(196, 196, 204, 255);
    case tissue::TissueKind::Nerve:
        return IM_COL32(238, 214, 60, 255);
    case tissue::TissueKind::Disc:
    case tissue::TissueKind::Cartilage:
        return IM_COL32(120, 160, 190, 255);
    case tissue::TissueKind::Bone:
        return IM_COL32(222, 212, 186, 255);
    default:
        return IM_COL32(128, 128, 128, 255);
    }
}

ImU32 darker(ImU32 colour) {
    ImVec4 c = ImGui::ColorConvertU32ToFloat4(colour);
    return ImGui::ColorConvertFloat4ToU32({c.x * 0.78f, c.y * 0.78f, c.z * 0.78f, c.w});
}

std::string capitalised(std::string_view text) {
    std::string out(text);
    if (!out.empty() && out[0] >= 'a' && out[0] <= 'z') out[0] = static_cast<char>(out[0] - 'a' + 'A');
    return out;
}

void toolButtons(const Theme& theme, const TrainerModel& model, UserActions& actions) {
    const auto& tools = model.world->library->tools;
    const std::vector<std::string>* allowed = nullptr;
    const auto& lesson = model.snapshot.lesson;
    if (model.lesson != nullptr && lesson && lesson->step < model.lesson->steps.size())
        allowed = &model.lesson->steps[lesson->step].tools;
    const float spacing = ImGui::GetStyle().ItemSpacing.x;
    const float room = ImGui::GetContentRegionAvail().x;
    float widest = 0.0f;
    for (const tissue::Tool& tool : tools) widest = std::max(widest, ImGui::CalcTextSize(tool.name.c_str()).x);
    widest += ImGui::CalcTextSize("8  ").x + 2.0f * ImGui::GetStyle().FramePadding.x;
    const int columns = std::clamp(static_cast<int>((room + spacing) / (widest + spacing)), 1, 4);
    const float width = (room - spacing * static_cast<float>(columns - 1)) / static_cast<float>(columns);
    ImGui::PushStyleVar(ImGuiStyleVar_ButtonTextAlign, {0.0f, 0.5f});
    for (std::size_t i = 0; i < tools.size(); ++i) {
        const tissue::Tool& tool = tools[i];
        if (static_cast<int>(i) % columns != 0) ImGui::SameLine();
        const bool fits = allowed == nullptr || allowed->empty() ||
                          std::find(allowed->begin(), allowed->end(), tool.key) != allowed->end();
        if (!fits) ImGui::PushStyleColor(ImGuiCol_Text, theme.textSoft);
        const std::string label = std::to_string(i + 1) + "  " + tool.name;
        if (toggleButton(theme, label.c_str(), tool.key == model.choices.tool, {width, 0}))
            actions.emplace_back(act::ChooseTool{tool.key});
        if (!fits) ImGui::PopStyleColor();
        const std::string help = tool.name + ": usually " + core::fixed(tool.usualForceLowN, 0) + " to " +
                                 core::fixed(tool.usualForceHighN, 0) + " N on " +
                                 core::fixed(tool.contactAreaLowCm2, 0) + " to " +
                                 core::fixed(tool.contactAreaHighCm2, 0) + " cm\xc2\xb2" +
                                 (fits ? "" : "\nThis step of the lesson asks for another tool.");
        tooltip(help.c_str());
    }
    ImGui::PopStyleVar();
}

void forceControls(const Theme& theme, const TrainerModel& model, UserActions& actions) {
    const tissue::Tool* tool = model.tool();
    if (tool == nullptr) return;
    float force = model.choices.forceN;
    ImGui::SetNextItemWidth(-1);
    if (ImGui::SliderFloat("##force", &force, 0.0f, tool->largestForceN, "Hand's force %.0f N",
                           ImGuiSliderFlags_AlwaysClamp))
        actions.emplace_back(act::SetForce{force});
    tooltip("How hard the hand wants to press: the wheel over the body while pressing, or + and -");
    Bar now;
    const float given = model.snapshot.touching ? model.snapshot.reading.forceN : 0.0f;
    now.value = given / tool->largestForceN;
    now.bandLow = tool->usualForceLowN / tool->largestForceN;
    now.bandHigh = tool->usualForceHighN / tool->largestForceN;
    const bool over = given > tool->safeForceN;
    now.colour = ImGui::GetColorU32(over ? theme.stop : theme.accent);
    now.text =
        (over ? "above the safe " + core::fixed(tool->safeForceN, 0) + " N    " : "") + core::fixed(given, 0) + " N";
    bar(theme, now, ImGui::GetFrameHeight() * 0.85f);
    tooltip("The force now, and the range in which this tool is usually used");
    const glm::vec2 tilt = model.choices.tiltDegrees;
    if (tilt != glm::vec2(0.0f)) {
        softText(theme, "Tilted " + core::fixed(std::abs(tilt.x), 0) + "\xc2\xb0 to the " +
                            (tilt.x >= 0 ? "left" : "right") + ", " + core::fixed(std::abs(tilt.y), 0) + "\xc2\xb0 " +
                            (tilt.y >= 0 ? "headwards" : "footwards"));
        ImGui::SameLine();
        if (ImGui::SmallButton("Upright")) actions.emplace_back(act::SetTilt{glm::vec2(0.0f)});
    }
}

void readings(const Theme& theme, const TrainerModel& model) {
    const tissue::Reading none;
    const bool touching = model.snapshot.touching;
    const tissue::Reading& r = touching ? model.snapshot.reading : none;
    const auto show = [&](float value, int digits) { return touching ? core::fixed(value, digits) : "\xe2\x80\x93"; };
    reading(theme, "Force", show(r.forceN, 1), "N", "What the tissue gives back along the press");
    reading(theme, "Depth", show(r.depthMm, 1), "mm", "How far the tool has sunk in beyond first touch");
    reading(theme, "Stiffness", show(r.stiffnessNPerMm, 2), "N/mm", "How much more force a further millimetre needs");
    reading(theme, "Contact area", show(r.contactAreaCm2, 1), "cm\xc2\xb2", "Skin that touches the tool");
    reading(theme, "Mean pressure", show(r.meanPressureKPa, 0), "kPa", "Force over contact area");
    reading(theme, "Peak pressure", show(r.peakPressureKPa, 0), "kPa", "Highest pressure anywhere under the tool");
}

/// Largest value an axis must show, in steps that do not jump about.
float roundedUp(float value, float step) {
    return std::max(step, std::ceil(value / step) * step);
}

void pictures(const Theme& theme, const TrainerModel& model, const Settings& settings) {
    const float width = ImGui::GetContentRegionAvail().x;
    if (settings.showPressureMap) {
        heading(theme, "Pressure under the tool");
        const tissue::PressureMap none;
        const tissue::PressureMap& map = model.snapshot.touching ? model.snapshot.reading.pressure : none;
        const float peak = model.snapshot.touching ? model.snapshot.reading.peakPressureKPa : 0.0f;
        pressureMap(theme, "map", map.kPa, map.columns, map.rows, roundedUp(peak, 50.0f),
                    std::min(width - theme.px(70), theme.px(150)));
    }
    if (settings.showTrace) {
        heading(theme, "Force against depth");
        float deepest = 10.0f, hardest = 20.0f;
        for (const ImVec2& p : model.traces.forceDepth) {
            deepest = std::max(deepest, p.x);
            hardest = std::max(hardest, p.y);
        }
        tracePlot(theme, "trace", model.traces.forceDepth, {"Depth", "mm", roundedUp(deepest, 5.0f)},
                  {"Force", "N", roundedUp(hardest, 20.0f)}, {width, theme.px(150)});
    }
}

} // namespace

std::vector<ColumnLayer> columnOf(const TrainerModel& model) {
    std::vector<ColumnLayer> out;
    core::StructureId last;
    for (const tissue::LayerReading& layer : model.snapshot.reading.column) {
        if (layer.kind == tissue::TissueKind::Air) continue;
        const std::string known = model.nameOf(layer.structure);
        const std::string name = known.empty() ? capitalised(tissue::tissueKindName(layer.kind)) : known;
        if (!out.empty() && out.back().name == name && last == layer.structure) {
            out.back().beforeMm += layer.thicknessBeforeMm;
            out.back().nowMm += layer.thicknessNowMm;
            continue;
        }
        if (layer.thicknessBeforeMm < 0.05f) continue;
        ImU32 colour = colourOf(layer.kind);
        if (!out.empty() && out.back().colour == colour) colour = darker(colour); // two muscles on each other
        out.push_back(
            {name, layer.thicknessBeforeMm, layer.thicknessNowMm, layer.meanStressKPa, layer.loadShare, colour});
        last = layer.structure;
    }
    return out;
}

void touchPanel(const Theme& theme, const TrainerModel& model, const Settings& settings, UserActions& actions) {
    toolButtons(theme, model, actions);
    forceControls(theme, model, actions);
    if (model.choices.posed()) softText(theme, "The body is drawn in another posture: nothing can be pressed.");
    if (!model.snapshot.problem.empty()) softText(theme, "No touch: " + model.snapshot.problem);
    ImGui::Spacing();
    readings(theme, model);
    ImGui::Spacing();
    const std::vector<ColumnLayer> column = columnOf(model);
    heading(theme, "Layers under the tool");
    if (column.empty()) {
        softText(theme, "Press to see what lies under the tool and how it gives way.");
    } else {
        layerColumn(theme, "column", column, std::max(theme.px(150), layerColumnHeight(column.size())));
    }
    ImGui::Spacing();
    pictures(theme, model, settings);
}

} // namespace app
