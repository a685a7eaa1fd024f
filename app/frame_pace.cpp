#include <app/frame_pace.h>

#include <algorithm>

namespace app {
namespace {

constexpr float kLateMs = 45.0f;  ///< slower than this feels sticky: draw coarser
constexpr float kEarlyMs = 24.0f; ///< room to draw finer
constexpr float kCoarsest = 0.4f;
constexpr float kRestAfter = 0.35f; ///< seconds

} // namespace

void FramePace::drew(float frameMs, bool moving, float seconds) {
    smoothMs_ = smoothMs_ == 0.0f ? frameMs : smoothMs_ + (frameMs - smoothMs_) * 0.15f;
    if (!resting_) { // frames at rest say nothing about what motion can afford
        if (frameMs > kLateMs) scale_ = std::max(kCoarsest, scale_ * 0.9f);
        if (frameMs < kEarlyMs) scale_ = std::min(1.0f, scale_ * 1.03f);
    }
    if (moving) {
        wake();
        return;
    }
    drawnAtRest_ = resting_;
    still_ += seconds;
    resting_ = still_ >= kRestAfter;
}

void FramePace::wake() {
    still_ = 0.0f;
    resting_ = false;
    drawnAtRest_ = false;
}

} // namespace app
