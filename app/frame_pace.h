// Frame pace: how finely the body is drawn, so that moving it stays smooth on a slow device (the CPU driver), and when
// there is nothing new to draw. Coarser while frames are late and something moves; at full size as soon as it rests.
#pragma once

namespace app {

class FramePace {
public:
    /// After a frame: what it took and whether anything on it moved. Milliseconds, seconds.
    void drew(float frameMs, bool moving, float seconds);
    /// View::renderScale of the next frame.
    float scale() const { return resting_ ? 1.0f : scale_; }
    /// The picture at rest has been drawn: wait for something to happen.
    bool idle() const { return resting_ && drawnAtRest_; }
    /// Something happened.
    void wake();
    float frameMs() const { return smoothMs_; }

private:
    float scale_ = 1.0f;
    float smoothMs_ = 0.0f;
    float still_ = 0.0f; ///< seconds without motion
    bool resting_ = false;
    bool drawnAtRest_ = false;
};

} // namespace app
