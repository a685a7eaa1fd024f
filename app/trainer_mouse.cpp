#include <app/trainer_mouse.h>

#include <algorithm>
#include <cmath>

namespace app {
namespace {

constexpr float kTurnPerHeight = 3.2f;   ///< radians for a drag over the whole height
constexpr float kGlideFromPixels = 4.0f; ///< a hand that holds still trembles less than this

void dragCamera(const render::PixelRect& scene, TrainerCamera& camera) {
    const ImGuiIO& io = ImGui::GetIO();
    const float height = static_cast<float>(scene.height);
    const auto dragged = [&](int button) {
        return io.MouseDown[button] && !io.MouseDownOwned[button] && (io.MouseDelta.x != 0 || io.MouseDelta.y != 0);
    };
    if (dragged(1) && !io.KeyShift)
        camera.hand().orbit(io.MouseDelta.x / height * kTurnPerHeight, io.MouseDelta.y / height * kTurnPerHeight);
    else if (dragged(1) || dragged(2))
        camera.hand().pan(-io.MouseDelta.x / height, io.MouseDelta.y / height);
}

void select(const TrainerModel& model, UserActions& actions) {
    const Look& look = model.choices.look;
    if (ImGui::IsMouseDoubleClicked(0)) {
        if (look.hovered.valid() && look.isolated != look.hovered) {
            actions.emplace_back(act::Isolate{look.hovered});
            actions.emplace_back(act::LookAt{look.hovered});
        } else {
            actions.emplace_back(act::Isolate{});
        }
    } else if (ImGui::IsMouseClicked(0)) {
        actions.emplace_back(act::Select{look.hovered});
    }
}

} // namespace

bool readMouse(const render::PixelRect& scene, const TrainerModel& model, const Settings& settings,
               TrainerCamera& camera, Hand& hand, bool& held, UserActions& actions) {
    const ImGuiIO& io = ImGui::GetIO();
    const float x = io.MousePos.x - static_cast<float>(scene.x);
    const float y = io.MousePos.y - static_cast<float>(scene.y);
    const float width = static_cast<float>(scene.width), height = static_cast<float>(scene.height);
    const bool over = !io.WantCaptureMouse && x >= 0.0f && y >= 0.0f && x < width && y < height;
    dragCamera(scene, camera);
    if (held && !io.MouseDown[0]) {
        held = false;
        hand.lift();
    }
    const core::Ray ray = camera.now().ray(x, y, width, height);
    const anatomy::Labels& labels = model.world->labels;
    const bool canTouch = model.choices.touch && !model.choices.posed();
    if (over && io.MouseWheel != 0.0f) {
        if (hand.pressing())
            actions.emplace_back(act::SetForce{model.choices.forceN + io.MouseWheel * settings.forceStepN});
        else
            camera.hand().zoom(std::pow(1.12f, io.MouseWheel));
    }
    if (over && canTouch && ImGui::IsMouseClicked(0)) {
        held = hand.press(labels, ray);
    } else if (held && io.MouseDragMaxDistanceSqr[0] > kGlideFromPixels * kGlideFromPixels &&
               (io.MouseDelta.x != 0.0f || io.MouseDelta.y != 0.0f)) {
        hand.glide(labels, ray);
    } else if (over && canTouch && !io.MouseDown[1] && !io.MouseDown[2]) {
        hand.aim(labels, ray);
    }
    if (over && !model.choices.touch) select(model, actions);
    return over;
}

} // namespace app
