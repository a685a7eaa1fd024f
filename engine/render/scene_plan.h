// Scene plan: what one frame of a scene draws, and the recorder that puts its passes into a command buffer. For
// scene*.cpp only.
#pragma once

#include <render/scene.h>

#include <vector>

namespace render {

struct Scene::Plan {
    Projection projection;
    std::vector<PosedItem> items;
    std::uint32_t opaque = 0, transparent = 0, casters = 0;
    Slice constants, itemData, decals, opaqueDraws, transparentDraws, casterDraws;
    std::array<bool, shared::kFamilies> families{};
    bool section = false;
    struct Cut {
        vk::DrawIndexedIndirectCommand draw;
        vk::Rect2D where;
    };
    std::vector<Cut> cuts; ///< solids that the section opens, outer ones first
    bool shadowStale = false;
    bool outlined = false;
    std::uint32_t decalCount = 0;
    core::Box casterBounds;
    glm::vec3 toLight{0.0f, 1.0f, 0.0f};
};

/// Puts the barriers that follow from each pass's declaration before it, and times it.
struct Scene::Recorder {
    gpu::Device& device;
    gpu::Frame& frame;
    SceneTargets& targets;
    const gpu::Buffer& posed;

    vk::CommandBuffer commands() const { return frame.commands(); }

    void begin(const gpu::PassDeclaration& pass, bool timed = true) {
        if (timed) frame.mark(pass.name);
        std::vector<vk::ImageMemoryBarrier2> images;
        std::vector<vk::BufferMemoryBarrier2> buffers;
        for (const gpu::Barrier& b : gpu::barriersBefore(pass, targets.states)) {
            const auto resource = static_cast<SceneResource>(b.resource);
            if (const gpu::Image* image = targets.image(resource)) {
                images.emplace_back(b.fromStages, b.fromAccess, b.toStages, b.toAccess, b.fromLayout, b.toLayout,
                                    VK_QUEUE_FAMILY_IGNORED, VK_QUEUE_FAMILY_IGNORED, *image->handle,
                                    vk::ImageSubresourceRange(image->aspect, 0, 1, 0, 1));
            } else {
                const gpu::Buffer& buffer = resource == PosedVertices ? posed : targets.buffers[resource];
                buffers.emplace_back(b.fromStages, b.fromAccess, b.toStages, b.toAccess, VK_QUEUE_FAMILY_IGNORED,
                                     VK_QUEUE_FAMILY_IGNORED, *buffer.handle, 0, VK_WHOLE_SIZE);
            }
        }
        if (images.empty() && buffers.empty()) return;
        commands().pipelineBarrier2(vk::DependencyInfo({}, {}, buffers, images), *device.handle().getDispatcher());
    }

    void beginRendering(const gpu::Image* colour, const gpu::Image* depth, bool clear, vk::Extent2D size) {
        const auto& dispatch = *device.handle().getDispatcher();
        const vk::AttachmentLoadOp load = clear ? vk::AttachmentLoadOp::eClear : vk::AttachmentLoadOp::eLoad;
        vk::RenderingAttachmentInfo colourInfo, depthInfo;
        if (colour != nullptr) {
            colourInfo = vk::RenderingAttachmentInfo(*colour->view, vk::ImageLayout::eColorAttachmentOptimal, {}, {},
                                                     {}, load, vk::AttachmentStoreOp::eStore,
                                                     vk::ClearColorValue(std::array{0.0f, 0.0f, 0.0f, 0.0f}));
        }
        if (depth != nullptr) {
            depthInfo = vk::RenderingAttachmentInfo(
                *depth->view,
                clear ? vk::ImageLayout::eDepthStencilAttachmentOptimal : vk::ImageLayout::eDepthStencilReadOnlyOptimal,
                {}, {}, {}, load, clear ? vk::AttachmentStoreOp::eStore : vk::AttachmentStoreOp::eNone,
                vk::ClearDepthStencilValue(1.0f, 0));
        }
        vk::RenderingInfo info({}, {{0, 0}, size}, 1);
        if (depth != nullptr) info.setPDepthAttachment(&depthInfo);
        if (colour != nullptr) info.setColorAttachments(colourInfo);
        commands().beginRendering(info, dispatch);
        commands().setViewport(
            0, vk::Viewport(0, 0, static_cast<float>(size.width), static_cast<float>(size.height), 0, 1), dispatch);
        commands().setScissor(0, vk::Rect2D({0, 0}, size), dispatch);
    }
    void endRendering() { commands().endRendering(*device.handle().getDispatcher()); }
    void dispatch(vk::Extent2D pixels) {
        commands().dispatch((pixels.width + 7) / 8, (pixels.height + 7) / 8, 1, *device.handle().getDispatcher());
    }
};

} // namespace render
