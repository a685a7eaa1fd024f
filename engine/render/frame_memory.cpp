#include <render/frame_memory.h>

#include <core/check.h>

#include <algorithm>

namespace render {

gpu::Bound Slice::bound(std::uint32_t binding) const {
    return gpu::bindBufferPart(binding, *buffer, offset, size);
}

void FrameMemory::begin(gpu::Frame& frame, vk::DeviceSize bytes) {
    used_ = 0;
    if (buffer_ && buffer_.size >= bytes) return;
    if (buffer_) frame.retire(std::move(buffer_));
    using Usage = vk::BufferUsageFlagBits;
    buffer_ = gpu::makeBuffer(device_, std::max<vk::DeviceSize>(bytes + bytes / 2, 1u << 18),
                              Usage::eUniformBuffer | Usage::eStorageBuffer | Usage::eIndirectBuffer,
                              gpu::Residence::Upload, "frame values");
}

Slice FrameMemory::putBytes(std::span<const std::byte> bytes) {
    const vk::DeviceSize size = std::max<vk::DeviceSize>(bytes.size(), 16);
    const vk::DeviceSize offset = (used_ + 255) & ~vk::DeviceSize(255);
    CHECK(offset + size <= buffer_.size, "the frame's values fit what was asked for at its start");
    std::memset(buffer_.mapped() + offset, 0, 16);
    if (!bytes.empty()) std::memcpy(buffer_.mapped() + offset, bytes.data(), bytes.size());
    used_ = offset + size;
    return {&buffer_, offset, size};
}

} // namespace render
