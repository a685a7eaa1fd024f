#include <app/ui/scene_overlay.h>

#include <app/ui/widgets.h>

#include <core/text.h>

#include <algorithm>
#include <cmath>

namespace app {
namespace {

/// A line of text on a rounded plate, centred on x; returns its height.
float plate(const Theme& theme, ImFont* font, const std::string& text, float x, float bottom, float widest,
            const ImVec4& colour) {
    ImDrawList* draw = ImGui::GetBackgroundDrawList();
    const ImVec2 pad(theme.px(10), theme.px(6));
    float wrap = widest - 2.0f * pad.x;
    ImVec2 size = font->CalcTextSizeA(font->FontSize, wrap, wrap, text.c_str());
    // As narrow as the same number of lines allows: a last line of one mark looks like a mistake.
    for (float narrower = wrap * 0.95f; size.y > 1.5f * font->FontSize && narrower > wrap * 0.5f; narrower *= 0.95f) {
        const ImVec2 tried = font->CalcTextSizeA(font->FontSize, narrower, narrower, text.c_str());
        if (tried.y > size.y) break;
        wrap = narrower;
        size = tried;
    }
    const ImVec2 lower(std::round(x - size.x * 0.5f), std::round(bottom - size.y - pad.y));
    ImVec4 ground = theme.panel;
    ground.w = 0.86f;
    draw->AddRectFilled({lower.x - pad.x, lower.y - pad.y}, {lower.x + size.x + pad.x, lower.y + size.y + pad.y},
                        ImGui::GetColorU32(ground), theme.px(6));
    draw->AddText(font, font->FontSize, lower, ImGui::GetColorU32(colour), text.c_str(), nullptr, wrap);
    return size.y + 2.0f * pad.y;
}

/// Force and pain beside each other at the top of the picture while pressing: where the eyes are.
void pressGauge(const Theme& theme, const TrainerModel& model, const render::PixelRect& scene) {
    if (!model.snapshot.touching) return;
    const std::string text = core::fixed(model.snapshot.reading.forceN, 0) + " N   " +
                             core::fixed(model.snapshot.reading.depthMm, 1) + " mm   pain " +
                             core::fixed(model.snapshot.patient.pain, 1);
    const float x = static_cast<float>(scene.x) + static_cast<float>(scene.width) * 0.5f;
    plate(theme, theme.title, text, x, static_cast<float>(scene.y) + theme.title->FontSize + theme.px(20),
          static_cast<float>(scene.width) - theme.px(20), theme.text);
}

/// A ring where the nerve is caught, through whatever lies over it: a root hides between bones.
void caughtRing(const Theme& theme, const TrainerModel& model, const render::PixelRect& scene) {
    if (!model.caughtAt) return;
    ImDrawList* draw = ImGui::GetBackgroundDrawList();
    const ImVec2 at(static_cast<float>(scene.x) + model.caughtAt->x, static_cast<float>(scene.y) + model.caughtAt->y);
    const float radius = theme.px(11);
    draw->AddCircle(at, radius, IM_COL32(0, 0, 0, 170), 32, theme.px(4.5f));
    draw->AddCircle(at, radius, IM_COL32(255, 255, 255, 255), 32, theme.px(2.0f));
    const char* words = "caught here";
    const ImVec2 size = ImGui::CalcTextSize(words), pad(theme.px(6), theme.px(3));
    const bool right = at.x + radius + size.x + theme.px(24) < static_cast<float>(scene.x + scene.width);
    const float left = right ? at.x + radius + theme.px(8) : at.x - radius - theme.px(8) - size.x - 2.0f * pad.x;
    const ImVec2 lower(std::round(left), std::round(at.y - 0.5f * size.y - pad.y));
    ImVec4 ground = theme.panel;
    ground.w = 0.86f;
    draw->AddRectFilled(lower, {lower.x + size.x + 2.0f * pad.x, lower.y + size.y + 2.0f * pad.y},
                        ImGui::GetColorU32(ground), theme.px(4));
    draw->AddText({lower.x + pad.x, lower.y + pad.y}, ImGui::GetColorU32(theme.text), words);
}

/// The show of the nerve bench: large, for whoever sits at the back. False: it is not played.
bool nerveShow(const Theme& theme, const TrainerModel& model, const render::PixelRect& scene, float bottom) {
    const NerveShowWords words = nerveShowWords(*model.world->library, model.snapshot.nerve, model.choices.nerve);
    if (words.title.empty()) return false;
    const float x = static_cast<float>(scene.x) + static_cast<float>(scene.width) * 0.5f;
    const float widest = std::min(static_cast<float>(scene.width) - theme.px(20), theme.px(820));
    bottom -= plate(theme, theme.title, words.text, x, bottom, widest, theme.text) + theme.px(4);
    plate(theme, theme.figure, words.title, x, bottom, widest, theme.text);
    return true;
}

} // namespace

void sceneOverlay(const Theme& theme, const TrainerModel& model, const render::PixelRect& scene) {
    const ImVec2 lower(static_cast<float>(scene.x), static_cast<float>(scene.y));
    const ImVec2 upper(lower.x + static_cast<float>(scene.width), lower.y + static_cast<float>(scene.height));
    ImDrawList* draw = ImGui::GetBackgroundDrawList();
    draw->PushClipRect(lower, upper);
    const float x = (lower.x + upper.x) * 0.5f;
    const float widest = std::min(upper.x - lower.x - theme.px(20), theme.px(620));
    float bottom = upper.y - theme.px(12);
    const patient::PatientState& patient = model.snapshot.patient;
    caughtRing(theme, model, scene);
    if (model.pressing || model.snapshot.touching) pressGauge(theme, model, scene);
    if (nerveShow(theme, model, scene, bottom)) {
        // its words stand where the others would
    } else if (model.pressing || model.snapshot.touching) {
        if (!patient.says.empty())
            plate(theme, theme.title, "\xe2\x80\x9c" + patient.says + "\xe2\x80\x9d", x, bottom, widest, theme.text);
    } else {
        const std::string help =
            model.choices.posed() ? "Drawn in another posture: to look at, not to press"
            : model.choices.touch ? "Hold the left button on the skin to press. Right drag turns, wheel zooms. F1: keys"
                                  : "Click to select. Right drag turns, wheel zooms. T: touch. F1: keys";
        bottom -= plate(theme, theme.body, help, x, bottom, widest, theme.textSoft) + theme.px(4);
        if (!model.status.pointedAt.empty())
            plate(theme, theme.body, model.status.pointedAt, x, bottom, widest, theme.text);
    }
    draw->PopClipRect();
}

} // namespace app
