// Frame memory: the small things of one frame (constants, items, draw arguments, joints ...) in one host-written buffer
// per frame slot, handed out from the front. Grows at a frame's start when the last one did not fit.
#pragma once

#include <gpu/frame.h>
#include <gpu/pipeline.h>

#include <cstring>
#include <span>

namespace render {

struct Slice {
    const gpu::Buffer* buffer = nullptr;
    vk::DeviceSize offset = 0;
    vk::DeviceSize size = 0;

    gpu::Bound bound(std::uint32_t binding) const;
};

class FrameMemory {
public:
    explicit FrameMemory(gpu::Device& device) : device_(device) {}

    /// Everything handed out before is void; at least `bytes` can be handed out (alignment included).
    void begin(gpu::Frame& frame, vk::DeviceSize bytes);

    /// Copies values in. An empty span takes 16 bytes of zeros, because a descriptor cannot be empty.
    template <typename T>
    Slice put(std::span<const T> values) {
        static_assert(std::is_trivially_copyable_v<T>);
        return putBytes(std::as_bytes(values));
    }
    template <typename T>
    Slice put(const T& value) {
        return put(std::span<const T>(&value, 1));
    }
    /// What a put() of that many bytes needs at most.
    static vk::DeviceSize needed(std::size_t bytes) { return bytes + 272; }

private:
    Slice putBytes(std::span<const std::byte> bytes);

    gpu::Device& device_;
    gpu::Buffer buffer_;
    vk::DeviceSize used_ = 0;
};

} // namespace render
