// Buffers and images with their memory. Move only; a resource that a frame in flight may read is dropped through
// Frame::retire, never by its destructor during a frame.
#pragma once

#include <gpu/device.h>

#include <functional>
#include <span>

namespace gpu {

struct Buffer {
    Allocation memory; ///< before the handle, so that the handle dies first
    vk::raii::Buffer handle = nullptr;
    vk::DeviceSize size = 0;

    std::byte* mapped() const { return memory.mapped(); }
    explicit operator bool() const { return size != 0; }
};

struct Image {
    Allocation memory;
    vk::raii::Image handle = nullptr;
    vk::raii::ImageView view = nullptr;
    vk::Format format = vk::Format::eUndefined;
    vk::Extent2D extent;
    vk::SampleCountFlagBits samples = vk::SampleCountFlagBits::e1;
    vk::ImageAspectFlags aspect = vk::ImageAspectFlagBits::eColor;

    explicit operator bool() const { return extent.width != 0; }
};

struct ImageParams {
    vk::Format format = vk::Format::eR8G8B8A8Unorm;
    vk::Extent2D extent;
    vk::ImageUsageFlags usage;
    vk::SampleCountFlagBits samples = vk::SampleCountFlagBits::e1;
    vk::ImageAspectFlags aspect = vk::ImageAspectFlagBits::eColor;
};

Buffer makeBuffer(Device& device, vk::DeviceSize size, vk::BufferUsageFlags usage, Residence residence,
                  const std::string& name);
Image makeImage(Device& device, const ImageParams& params, const std::string& name);

/// Records, submits and waits: for set-up and read-back, not for frames.
void submitAndWait(Device& device, const std::function<void(vk::CommandBuffer)>& record);

/// Fills part of a buffer, through a staging buffer where the host cannot see it. The GPU must not be using that part.
void upload(Device& device, const Buffer& buffer, vk::DeviceSize offset, std::span<const std::byte> bytes);

/// Fills a whole colour image (tightly packed rows) and leaves it readable by fragment shaders.
void uploadImage(Device& device, const Image& image, std::span<const std::byte> bytes);

} // namespace gpu
