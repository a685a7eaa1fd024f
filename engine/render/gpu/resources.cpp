#include <gpu/resources.h>

#include <core/check.h>

#include <cstring>

namespace gpu {

Buffer makeBuffer(Device& device, vk::DeviceSize size, vk::BufferUsageFlags usage, Residence residence,
                  const std::string& name) {
    CHECK(size > 0, "a buffer has a size");
    Buffer buffer;
    buffer.handle = device.handle().createBuffer(
        vk::BufferCreateInfo({}, size, usage | vk::BufferUsageFlagBits::eTransferDst, vk::SharingMode::eExclusive));
    buffer.memory = device.memory().allocate(buffer.handle.getMemoryRequirements(), residence, false);
    buffer.handle.bindMemory(buffer.memory.memory(), buffer.memory.offset());
    buffer.size = size;
    device.name(*buffer.handle, name);
    return buffer;
}

Image makeImage(Device& device, const ImageParams& params, const std::string& name) {
    CHECK(params.extent.width > 0 && params.extent.height > 0, "an image has a size");
    Image image;
    vk::ImageCreateInfo info({}, vk::ImageType::e2D, params.format, vk::Extent3D(params.extent, 1), 1, 1,
                             params.samples, vk::ImageTiling::eOptimal, params.usage);
    image.handle = device.handle().createImage(info);
    image.memory = device.memory().allocate(image.handle.getMemoryRequirements(), Residence::Device, true);
    image.handle.bindMemory(image.memory.memory(), image.memory.offset());
    image.format = params.format;
    image.extent = params.extent;
    image.samples = params.samples;
    image.aspect = params.aspect;
    device.name(*image.handle, name);
    const vk::ImageUsageFlags viewed = vk::ImageUsageFlagBits::eSampled | vk::ImageUsageFlagBits::eStorage |
                                       vk::ImageUsageFlagBits::eColorAttachment |
                                       vk::ImageUsageFlagBits::eDepthStencilAttachment;
    if (params.usage & viewed) {
        image.view = device.handle().createImageView(vk::ImageViewCreateInfo(
            {}, *image.handle, vk::ImageViewType::e2D, params.format, {}, {params.aspect, 0, 1, 0, 1}));
    }
    return image;
}

void submitAndWait(Device& device, const std::function<void(vk::CommandBuffer)>& record) {
    const vk::raii::CommandPool pool =
        device.handle().createCommandPool({vk::CommandPoolCreateFlagBits::eTransient, device.queueFamily()});
    const vk::raii::CommandBuffers buffers(device.handle(), {*pool, vk::CommandBufferLevel::ePrimary, 1});
    const vk::CommandBuffer commands = *buffers[0];
    buffers[0].begin({vk::CommandBufferUsageFlagBits::eOneTimeSubmit});
    record(commands);
    buffers[0].end();
    const vk::raii::Fence fence = device.handle().createFence({});
    const vk::CommandBufferSubmitInfo submitted(commands);
    device.queue().submit2(vk::SubmitInfo2({}, {}, submitted, {}), *fence);
    const vk::Result waited = device.handle().waitForFences(*fence, VK_TRUE, UINT64_MAX);
    CHECK(waited == vk::Result::eSuccess, "an endless wait ends by success");
}

void upload(Device& device, const Buffer& buffer, vk::DeviceSize offset, std::span<const std::byte> bytes) {
    CHECK(offset + bytes.size() <= buffer.size, "an upload fits its buffer");
    if (bytes.empty()) return;
    if (buffer.mapped() != nullptr) {
        std::memcpy(buffer.mapped() + offset, bytes.data(), bytes.size());
        return;
    }
    const Buffer staging =
        makeBuffer(device, bytes.size(), vk::BufferUsageFlagBits::eTransferSrc, Residence::Upload, "staging");
    std::memcpy(staging.mapped(), bytes.data(), bytes.size());
    submitAndWait(device, [&](vk::CommandBuffer commands) {
        const auto& dispatch = *device.handle().getDispatcher();
        const vk::BufferCopy part(0, offset, bytes.size());
        commands.copyBuffer(*staging.handle, *buffer.handle, part, dispatch);
        const vk::MemoryBarrier2 visible(vk::PipelineStageFlagBits2::eTransfer, vk::AccessFlagBits2::eTransferWrite,
                                         vk::PipelineStageFlagBits2::eAllCommands, vk::AccessFlagBits2::eMemoryRead);
        commands.pipelineBarrier2(vk::DependencyInfo({}, visible, {}, {}), dispatch);
    });
}

void uploadImage(Device& device, const Image& image, std::span<const std::byte> bytes) {
    CHECK(!bytes.empty(), "an image is filled with something");
    const Buffer staging =
        makeBuffer(device, bytes.size(), vk::BufferUsageFlagBits::eTransferSrc, Residence::Upload, "staging");
    std::memcpy(staging.mapped(), bytes.data(), bytes.size());
    submitAndWait(device, [&](vk::CommandBuffer commands) {
        const auto& dispatch = *device.handle().getDispatcher();
        const vk::ImageSubresourceRange whole(image.aspect, 0, 1, 0, 1);
        vk::ImageMemoryBarrier2 barrier(vk::PipelineStageFlagBits2::eNone, {}, vk::PipelineStageFlagBits2::eTransfer,
                                        vk::AccessFlagBits2::eTransferWrite, vk::ImageLayout::eUndefined,
                                        vk::ImageLayout::eTransferDstOptimal, VK_QUEUE_FAMILY_IGNORED,
                                        VK_QUEUE_FAMILY_IGNORED, *image.handle, whole);
        commands.pipelineBarrier2(vk::DependencyInfo({}, {}, {}, barrier), dispatch);
        const vk::BufferImageCopy copy(0, 0, 0, {image.aspect, 0, 0, 1}, {}, vk::Extent3D(image.extent, 1));
        commands.copyBufferToImage(*staging.handle, *image.handle, vk::ImageLayout::eTransferDstOptimal, copy,
                                   dispatch);
        barrier.srcStageMask = vk::PipelineStageFlagBits2::eTransfer;
        barrier.srcAccessMask = vk::AccessFlagBits2::eTransferWrite;
        barrier.dstStageMask = vk::PipelineStageFlagBits2::eFragmentShader;
        barrier.dstAccessMask = vk::AccessFlagBits2::eShaderSampledRead;
        barrier.oldLayout = vk::ImageLayout::eTransferDstOptimal;
        barrier.newLayout = vk::ImageLayout::eShaderReadOnlyOptimal;
        commands.pipelineBarrier2(vk::DependencyInfo({}, {}, {}, barrier), dispatch);
    });
}

} // namespace gpu
