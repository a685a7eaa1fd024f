#include <app/trainer_camera.h>

#include <algorithm>
#include <cmath>

namespace app {
namespace {

constexpr float kGlideSeconds = 0.4f;

} // namespace

OrbitCamera& TrainerCamera::hand() {
    left_ = 0.0f;
    return now_;
}

void TrainerCamera::glideTo(const OrbitCamera& goal, bool jump) {
    from_ = now_;
    goal_ = goal;
    left_ = jump ? 0.0f : kGlideSeconds;
    if (jump) now_ = goal;
}

void TrainerCamera::advance(float seconds) {
    if (!gliding()) return;
    left_ = std::max(0.0f, left_ - seconds);
    const float t = 1.0f - left_ / kGlideSeconds;
    const float s = t * t * (3.0f - 2.0f * t); // slow at both ends
    now_.target = glm::mix(from_.target, goal_.target, s);
    now_.distance = std::exp(glm::mix(std::log(from_.distance), std::log(goal_.distance), s));
    now_.pitch = glm::mix(from_.pitch, goal_.pitch, s);
    now_.yaw = from_.yaw + std::remainder(goal_.yaw - from_.yaw, 2.0f * core::kPi) * s; // the short way round
    if (!gliding()) now_ = goal_;
}

} // namespace app
