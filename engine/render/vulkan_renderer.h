// The renderer behind renderer.h and vulkan_access.h: owns instance, device, frames, meshes and scenes, in the order in
// which they must die. This is where Vulkan's exceptions become Results.
#pragma once

#include <render/scene.h>
#include <render/vulkan_access.h>

#include <gpu/swapchain.h>

#include <memory>

namespace render {

class VulkanRenderer final : public Renderer, public VulkanAccess {
public:
    VulkanRenderer(std::unique_ptr<gpu::Instance> instance, std::unique_ptr<gpu::Device> device,
                   const RendererOptions& options);
    ~VulkanRenderer() override;

    DeviceInfo device() const override;
    core::Result<MeshHandle> addMesh(PreparedMesh mesh) override;
    void removeMesh(MeshHandle mesh) override;
    core::Result<core::Image> renderImage(const View& view) override;
    Pick pick(int x, int y) override;
    std::vector<Pick> pickGrid(int columns, int rows) override;
    std::vector<PassTime> passTimes() const override;
    std::uint64_t trianglesDrawn() const override;
    int validationMessages() const override { return instance_->messages(); }

    const gpu::Instance& instance() const override { return *instance_; }
    gpu::Device& device() override { return *device_; }
    core::Status attach(vk::SurfaceKHR surface, bool waitForDisplay) override;
    vk::Format windowFormat() const override { return swapchain_ ? swapchain_->format() : kImageFormat; }
    core::Result<Shown> showFrame(int width, int height, const WindowFrame& frame) override;
    core::Result<core::Image> drawFrameImage(int width, int height, const WindowFrame& frame) override;
    void waitIdle() override { device_->handle().waitIdle(); }

private:
    struct Target {
        vk::Image image;
        vk::ImageView view;
        vk::Format format;
        vk::Extent2D extent;
        vk::ImageLayout after;
        vk::PipelineStageFlags2 afterStages;
        vk::AccessFlags2 afterAccess;
    };
    gpu::Frame& nextFrame();
    core::Status drawScenes(const std::vector<const View*>& views, gpu::Frame& frame, gpu::Use pictureUse);
    core::Status drawWindow(const WindowFrame& window, gpu::Frame& frame, const Target& target);
    core::Status placeViews(const WindowFrame& window, const UiContext& context);
    core::Result<core::Image> readBack(const gpu::Image& image, gpu::Frame& frame);
    bool lackedRoom(int slot);

    std::unique_ptr<gpu::Instance> instance_;
    std::unique_ptr<gpu::Device> device_;
    RendererOptions options_;
    MeshStore meshes_;
    PoseStore poses_;
    std::vector<std::unique_ptr<Scene>> scenes_;
    std::unique_ptr<gpu::Swapchain> swapchain_;
    std::map<vk::Format, gpu::Pipeline> place_;
    gpu::Image offscreen_;
    std::array<std::unique_ptr<FrameMemory>, gpu::kFramesInFlight> values_;
    std::vector<std::unique_ptr<gpu::Frame>> frames_; ///< last: they wait, then drop what was retired
    int next_ = 0;
    int last_ = 0; ///< slot of the last submitted frame
};

} // namespace render
