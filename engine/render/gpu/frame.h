// Frames: two in flight, each with its command buffer, fence, timestamps and list of things to drop when it is done.
#pragma once

#include <gpu/resources.h>

#include <array>
#include <memory>
#include <string>
#include <vector>

namespace gpu {

constexpr int kFramesInFlight = 2;

struct PassDuration {
    std::string name;
    float milliseconds = 0.0f;
};

/// One slot of the ring. Between begin() and the end of its fence, everything it uses must live: drop through retire().
class Frame {
public:
    Frame(Device& device, int slot);

    int slot() const { return slot_; }
    vk::CommandBuffer commands() const { return *commands_[0]; }
    vk::Fence fence() const { return *fence_; }
    vk::Semaphore acquired() const { return *acquired_; }

    /// Waits until the GPU has finished the slot's last frame, drops what was retired, reads its timestamps and starts
    /// recording.
    void begin();
    /// Ends recording and submits; semaphores may be null.
    void submit(vk::Semaphore wait, vk::Semaphore signal);
    void wait();
    /// Ends a recording without submitting it (the window could not be shown).
    void abandon();

    /// Drops the object once the GPU has finished this frame (or at once if the frame is idle at the next begin()).
    template <typename T>
    void retire(T object) {
        retired_.push_back(std::make_shared<T>(std::move(object)));
    }

    /// A name and the time between here and the next mark.
    void mark(const std::string& pass);
    /// Of the slot's last finished frame.
    const std::vector<PassDuration>& durations() const { return durations_; }

private:
    void readTimestamps();

    Device& device_;
    int slot_ = 0;
    bool submitted_ = false;
    vk::raii::CommandPool pool_ = nullptr;
    vk::raii::CommandBuffers commands_ = nullptr;
    vk::raii::Fence fence_ = nullptr;
    vk::raii::Semaphore acquired_ = nullptr;
    vk::raii::QueryPool queries_ = nullptr;
    std::vector<std::string> marks_;
    std::vector<PassDuration> durations_;
    std::vector<std::shared_ptr<void>> retired_;
};

} // namespace gpu
