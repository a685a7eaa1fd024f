// Trainer camera: an orbit camera that glides to where it is sent, or jumps for who wants less motion.
#pragma once

#include <app/orbit_camera.h>

namespace app {

class TrainerCamera {
public:
    const OrbitCamera& now() const { return now_; }
    /// For the mouse: what moves it ends a glide.
    OrbitCamera& hand();
    void glideTo(const OrbitCamera& goal, bool jump);
    /// Where it is, or where it glides to.
    const OrbitCamera& goal() const { return gliding() ? goal_ : now_; }
    bool gliding() const { return left_ > 0.0f; }
    void advance(float seconds);

private:
    OrbitCamera now_, from_, goal_;
    float left_ = 0.0f; ///< seconds
};

} // namespace app
