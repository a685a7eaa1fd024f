#include <render/vulkan_renderer.h>

#include <core/log.h>

#include <cstring>

namespace render {
namespace {

DeviceInfo infoOf(const gpu::DeviceFacts& facts) {
    DeviceInfo info{facts.name, facts.driver, gpu::deviceKindName(facts.kind), facts.apiVersion, false, {}};
    for (const std::string& what : facts.lacks) info.whyNot += (info.whyNot.empty() ? "lacks " : ", ") + what;
    return info;
}

/// Runs something that talks to the driver; its exception becomes an error that says what was being done.
template <typename T, typename Work>
core::Result<T> guarded(const char* what, Work&& work) {
    try {
        return work();
    } catch (const vk::DeviceLostError&) {
        return core::Error(std::string(what) + ": the graphics device was lost");
    } catch (const vk::OutOfDeviceMemoryError&) {
        return core::Error(std::string(what) + ": the graphics device has no memory left");
    } catch (const std::exception& error) {
        return core::Error(std::string(what) + ": " + error.what());
    }
}

bool sizeFits(int width, int height, const gpu::Device& device) {
    const auto most = static_cast<int>(std::min(device.limits().maxImageDimension2D, 16384u));
    return width > 0 && height > 0 && width <= most && height <= most;
}

core::Error badSize(int width, int height) {
    return core::Error("picture: cannot be " + std::to_string(width) + " x " + std::to_string(height) + " pixels");
}

} // namespace

core::Result<std::unique_ptr<Renderer>> Renderer::create(const RendererOptions& options) {
    if (options.samples != 1 && options.samples != 4) {
        return core::Error("renderer: samples must be 1 or 4, not " + std::to_string(options.samples));
    }
    core::Result<std::unique_ptr<gpu::Instance>> instance =
        gpu::Instance::create({options.validation, options.instanceExtensions});
    if (!instance) return instance.error();
    core::Result<std::unique_ptr<gpu::Device>> device =
        gpu::Device::create(*instance.value(), {options.device, options.forceStaging});
    if (!device) return device.error();
    return guarded<std::unique_ptr<Renderer>>("renderer", [&]() -> core::Result<std::unique_ptr<Renderer>> {
        std::unique_ptr<Renderer> renderer =
            std::make_unique<VulkanRenderer>(std::move(instance).value(), std::move(device).value(), options);
        return renderer;
    });
}

core::Result<std::vector<DeviceInfo>> Renderer::devices() {
    core::Result<std::unique_ptr<gpu::Instance>> instance = gpu::Instance::create({});
    if (!instance) return instance.error();
    return guarded<std::vector<DeviceInfo>>("devices", [&]() -> core::Result<std::vector<DeviceInfo>> {
        const std::vector<gpu::DeviceFacts> facts = gpu::deviceFacts(*instance.value());
        std::vector<DeviceInfo> all;
        for (const gpu::DeviceFacts& one : facts) all.push_back(infoOf(one));
        if (const core::Result<std::size_t> chosen = gpu::chooseDevice(facts, {})) all[chosen.value()].chosen = true;
        return all;
    });
}

VulkanAccess& vulkanAccess(Renderer& renderer) {
    return static_cast<VulkanRenderer&>(renderer);
}

VulkanRenderer::VulkanRenderer(std::unique_ptr<gpu::Instance> instance, std::unique_ptr<gpu::Device> device,
                               const RendererOptions& options)
    : instance_(std::move(instance)), device_(std::move(device)), options_(options), meshes_(*device_),
      poses_(*device_) {
    for (int slot = 0; slot < gpu::kFramesInFlight; ++slot) {
        frames_.push_back(std::make_unique<gpu::Frame>(*device_, slot));
        values_[static_cast<std::size_t>(slot)] = std::make_unique<FrameMemory>(*device_);
    }
    core::logInfo("drawing with " + device_->facts().name + " (" + gpu::deviceKindName(device_->facts().kind) + ", " +
                  device_->facts().driver + ")");
}

VulkanRenderer::~VulkanRenderer() {
    try {
        device_->handle().waitIdle();
        device_->savePipelineCache();
    } catch (const std::exception& error) {
        core::logWarning(std::string("renderer: ") + error.what());
    }
}

DeviceInfo VulkanRenderer::device() const {
    DeviceInfo info = infoOf(device_->facts());
    info.chosen = true;
    return info;
}

core::Result<MeshHandle> VulkanRenderer::addMesh(PreparedMesh mesh) {
    return guarded<MeshHandle>("mesh", [&] { return core::Result<MeshHandle>(meshes_.add(std::move(mesh))); });
}

void VulkanRenderer::removeMesh(MeshHandle mesh) {
    try {
        meshes_.remove(mesh);
        poses_.forget(mesh);
    } catch (const std::exception& error) {
        core::logWarning(std::string("mesh: ") + error.what());
    }
}

gpu::Frame& VulkanRenderer::nextFrame() {
    gpu::Frame& frame = *frames_[static_cast<std::size_t>(next_)];
    frame.wait();
    lackedRoom(frame.slot()); // room grows for this draw
    frame.begin();
    return frame;
}

bool VulkanRenderer::lackedRoom(int slot) {
    bool lacked = false;
    for (const auto& scene : scenes_) lacked = scene->lackedRoom(slot) || lacked;
    return lacked;
}

core::Status VulkanRenderer::drawScenes(const std::vector<const View*>& views, gpu::Frame& frame, gpu::Use pictureUse) {
    const auto samples = options_.samples == 4 ? vk::SampleCountFlagBits::e4 : vk::SampleCountFlagBits::e1;
    while (scenes_.size() < views.size()) {
        scenes_.push_back(std::make_unique<Scene>(SceneContext{*device_, meshes_, poses_, samples}));
    }
    FrameMemory& values = *values_[static_cast<std::size_t>(frame.slot())];
    vk::DeviceSize bytes = 0;
    for (std::size_t i = 0; i < views.size(); ++i) bytes += scenes_[i]->neededBytes(*views[i]);
    values.begin(frame, bytes);
    for (std::size_t i = 0; i < views.size(); ++i) {
        if (core::Status drawn = scenes_[i]->draw(*views[i], frame, values, pictureUse); !drawn) return drawn;
    }
    return core::Done{};
}

core::Result<core::Image> VulkanRenderer::readBack(const gpu::Image& image, gpu::Frame& frame) {
    core::Image out;
    out.width = static_cast<int>(image.extent.width);
    out.height = static_cast<int>(image.extent.height);
    out.rgba.resize(4ull * image.extent.width * image.extent.height);
    const gpu::Buffer back = gpu::makeBuffer(*device_, out.rgba.size(), vk::BufferUsageFlagBits::eTransferDst,
                                             gpu::Residence::Readback, "picture read back");
    const auto& dispatch = *device_->handle().getDispatcher();
    const vk::BufferImageCopy copy(0, 0, 0, {image.aspect, 0, 0, 1}, {}, vk::Extent3D(image.extent, 1));
    frame.commands().copyImageToBuffer(*image.handle, vk::ImageLayout::eTransferSrcOptimal, *back.handle, copy,
                                       dispatch);
    const vk::MemoryBarrier2 visible(vk::PipelineStageFlagBits2::eTransfer, vk::AccessFlagBits2::eTransferWrite,
                                     vk::PipelineStageFlagBits2::eHost, vk::AccessFlagBits2::eHostRead);
    frame.commands().pipelineBarrier2(vk::DependencyInfo({}, visible, {}, {}), dispatch);
    frame.submit({}, {});
    frame.wait();
    std::memcpy(out.rgba.data(), back.mapped(), out.rgba.size());
    return out;
}

core::Result<core::Image> VulkanRenderer::renderImage(const View& view) {
    if (!sizeFits(view.width, view.height, *device_)) return badSize(view.width, view.height);
    if (view.renderScale < 0.999f) { // scaled up by the same filter as in a window
        WindowFrame window;
        window.views.push_back({&view, {0, 0, view.width, view.height}});
        return drawFrameImage(view.width, view.height, window);
    }
    for (const auto& scene : scenes_) scene->forgetDetail();
    return guarded<core::Image>("picture", [&]() -> core::Result<core::Image> {
        for (;;) {
            gpu::Frame& frame = nextFrame();
            if (core::Status drawn = drawScenes({&view}, frame, gpu::Use::TransferFrom); !drawn) {
                frame.abandon();
                return drawn.error();
            }
            core::Result<core::Image> image = readBack(scenes_[0]->picture(), frame);
            last_ = frame.slot();
            if (!image || !lackedRoom(frame.slot())) return image; // else draw again with more room
        }
    });
}

core::Status VulkanRenderer::attach(vk::SurfaceKHR surface, bool waitForDisplay) {
    return guarded<core::Done>("window", [&]() -> core::Status {
        vk::raii::SurfaceKHR owned(instance_->handle(), static_cast<VkSurfaceKHR>(surface));
        swapchain_.reset();
        swapchain_ = std::make_unique<gpu::Swapchain>(*device_, std::move(owned), waitForDisplay);
        return core::Done{};
    });
}

core::Status VulkanRenderer::placeViews(const WindowFrame& window, const UiContext& context) {
    gpu::Pipeline& pipeline = place_[context.colourFormat];
    if (!*pipeline.handle) {
        gpu::GraphicsParams params;
        params.vertexShader = "place.vert";
        params.fragmentShader = "place.frag";
        params.colourFormats = {context.colourFormat};
        params.cull = vk::CullModeFlagBits::eNone;
        core::Result<gpu::Pipeline> made = gpu::makeGraphicsPipeline(*device_, params);
        if (!made) return made.error();
        pipeline = std::move(made).value();
    }
    const auto& dispatch = *device_->handle().getDispatcher();
    for (std::size_t i = 0; i < window.views.size(); ++i) {
        const PixelRect& rect = window.views[i].place;
        const int x0 = std::max(rect.x, 0), y0 = std::max(rect.y, 0);
        const int x1 = std::min(rect.x + rect.width, static_cast<int>(context.extent.width));
        const int y1 = std::min(rect.y + rect.height, static_cast<int>(context.extent.height));
        if (x1 <= x0 || y1 <= y0) continue;
        pipeline.bind(*device_, context.commands, {gpu::bindSampled(0, scenes_[i]->picture(), scenes_[i]->sampler())});
        context.commands.setViewport(0,
                                     vk::Viewport(static_cast<float>(rect.x), static_cast<float>(rect.y),
                                                  static_cast<float>(rect.width), static_cast<float>(rect.height), 0,
                                                  1),
                                     dispatch);
        context.commands.setScissor(
            0, vk::Rect2D({x0, y0}, {static_cast<std::uint32_t>(x1 - x0), static_cast<std::uint32_t>(y1 - y0)}),
            dispatch);
        context.commands.draw(3, 1, 0, 0, dispatch);
    }
    return core::Done{};
}

core::Status VulkanRenderer::drawWindow(const WindowFrame& window, gpu::Frame& frame, const Target& target) {
    std::vector<const View*> views;
    for (const PlacedView& placed : window.views) {
        if (placed.view == nullptr || !sizeFits(placed.view->width, placed.view->height, *device_)) {
            return placed.view == nullptr ? core::Error("window: a view is missing")
                                          : badSize(placed.view->width, placed.view->height);
        }
        views.push_back(placed.view);
    }
    if (core::Status drawn = drawScenes(views, frame, gpu::Use::SampledByFragment); !drawn) return drawn;

    frame.mark("interface");
    const auto& dispatch = *device_->handle().getDispatcher();
    const vk::CommandBuffer commands = frame.commands();
    const vk::ImageSubresourceRange whole(vk::ImageAspectFlagBits::eColor, 0, 1, 0, 1);
    using Stage = vk::PipelineStageFlagBits2;
    using Access = vk::AccessFlagBits2;
    vk::ImageMemoryBarrier2 barrier(Stage::eColorAttachmentOutput | Stage::eTransfer, {}, Stage::eColorAttachmentOutput,
                                    Access::eColorAttachmentWrite | Access::eColorAttachmentRead,
                                    vk::ImageLayout::eUndefined, vk::ImageLayout::eColorAttachmentOptimal,
                                    VK_QUEUE_FAMILY_IGNORED, VK_QUEUE_FAMILY_IGNORED, target.image, whole);
    commands.pipelineBarrier2(vk::DependencyInfo({}, {}, {}, barrier), dispatch);
    const glm::vec3 clear = window.clearColour;
    const vk::RenderingAttachmentInfo colour(target.view, vk::ImageLayout::eColorAttachmentOptimal, {}, {}, {},
                                             vk::AttachmentLoadOp::eClear, vk::AttachmentStoreOp::eStore,
                                             vk::ClearColorValue(std::array{clear.r, clear.g, clear.b, 1.0f}));
    const UiContext context{commands, target.format, target.extent, &frame};
    commands.beginRendering(vk::RenderingInfo({}, {{0, 0}, target.extent}, 1, 0, colour), dispatch);
    core::Status placed = placeViews(window, context);
    if (placed && window.drawUi) window.drawUi(context);
    commands.endRendering(dispatch);
    if (!placed) return placed;

    barrier.srcStageMask = Stage::eColorAttachmentOutput;
    barrier.srcAccessMask = Access::eColorAttachmentWrite;
    barrier.dstStageMask = target.afterStages;
    barrier.dstAccessMask = target.afterAccess;
    barrier.oldLayout = vk::ImageLayout::eColorAttachmentOptimal;
    barrier.newLayout = target.after;
    commands.pipelineBarrier2(vk::DependencyInfo({}, {}, {}, barrier), dispatch);
    return core::Done{};
}

core::Result<Shown> VulkanRenderer::showFrame(int width, int height, const WindowFrame& window) {
    if (!swapchain_) return core::Error("window: nothing to show in; attach a surface first");
    if (width <= 0 || height <= 0) return Shown::Skipped;
    return guarded<Shown>("window", [&]() -> core::Result<Shown> {
        gpu::Frame& frame = nextFrame();
        const auto index = swapchain_->acquire(static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height),
                                               frame.acquired());
        if (!index) {
            frame.abandon();
            return Shown::Skipped;
        }
        const Target target{swapchain_->image(*index),
                            swapchain_->view(*index),
                            swapchain_->format(),
                            swapchain_->extent(),
                            vk::ImageLayout::ePresentSrcKHR,
                            vk::PipelineStageFlagBits2::eNone,
                            {}};
        core::Status drawn = drawWindow(window, frame, target);
        if (!drawn) { // the acquired image and its semaphore must be used up all the same
            const vk::ImageMemoryBarrier2 barrier(
                vk::PipelineStageFlagBits2::eAllCommands, {}, vk::PipelineStageFlagBits2::eNone, {},
                vk::ImageLayout::eUndefined, vk::ImageLayout::ePresentSrcKHR, VK_QUEUE_FAMILY_IGNORED,
                VK_QUEUE_FAMILY_IGNORED, target.image, {vk::ImageAspectFlagBits::eColor, 0, 1, 0, 1});
            frame.commands().pipelineBarrier2(vk::DependencyInfo({}, {}, {}, barrier),
                                              *device_->handle().getDispatcher());
        }
        frame.submit(frame.acquired(), swapchain_->drawn(*index));
        swapchain_->present(*index);
        last_ = frame.slot();
        next_ = (next_ + 1) % gpu::kFramesInFlight;
        if (!drawn) return drawn.error();
        return Shown::Yes;
    });
}

core::Result<core::Image> VulkanRenderer::drawFrameImage(int width, int height, const WindowFrame& window) {
    if (!sizeFits(width, height, *device_)) return badSize(width, height);
    for (const auto& scene : scenes_) scene->forgetDetail();
    return guarded<core::Image>("picture", [&]() -> core::Result<core::Image> {
        const vk::Extent2D size(static_cast<std::uint32_t>(width), static_cast<std::uint32_t>(height));
        for (;;) {
            gpu::Frame& frame = nextFrame();
            if (offscreen_.extent != size) {
                if (offscreen_) frame.retire(std::move(offscreen_));
                offscreen_ =
                    gpu::makeImage(*device_,
                                   {kImageFormat, size,
                                    vk::ImageUsageFlagBits::eColorAttachment | vk::ImageUsageFlagBits::eTransferSrc},
                                   "window off-screen");
            }
            const Target target{*offscreen_.handle,
                                *offscreen_.view,
                                kImageFormat,
                                size,
                                vk::ImageLayout::eTransferSrcOptimal,
                                vk::PipelineStageFlagBits2::eTransfer,
                                vk::AccessFlagBits2::eTransferRead};
            if (core::Status drawn = drawWindow(window, frame, target); !drawn) {
                frame.abandon();
                return drawn.error();
            }
            core::Result<core::Image> image = readBack(offscreen_, frame);
            last_ = frame.slot();
            if (!image || !lackedRoom(frame.slot())) return image;
        }
    });
}

Pick VulkanRenderer::pick(int x, int y) {
    if (scenes_.empty()) return {};
    try {
        frames_[static_cast<std::size_t>(last_)]->wait();
        return scenes_[0]->pick(last_, x, y);
    } catch (const std::exception& error) {
        core::logWarning(std::string("pick: ") + error.what());
        return {};
    }
}

std::vector<Pick> VulkanRenderer::pickGrid(int columns, int rows) {
    if (scenes_.empty()) return {};
    try {
        frames_[static_cast<std::size_t>(last_)]->wait();
        return scenes_[0]->pickGrid(last_, columns, rows);
    } catch (const std::exception& error) {
        core::logWarning(std::string("pick: ") + error.what());
        return {};
    }
}

std::uint64_t VulkanRenderer::trianglesDrawn() const {
    std::uint64_t sum = 0;
    for (const auto& scene : scenes_) sum += scene->trianglesDrawn();
    return sum;
}

std::vector<PassTime> VulkanRenderer::passTimes() const {
    std::vector<PassTime> times;
    for (const gpu::PassDuration& pass : frames_[static_cast<std::size_t>(last_)]->durations()) {
        times.push_back({pass.name, pass.milliseconds});
    }
    return times;
}

} // namespace render
