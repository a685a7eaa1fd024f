// Vulkan access: what the window (app/window.*) and the interface's renderer (app/ui/ui_renderer.*) need of the
// renderer beyond drawing a View: the device, a window to show in, and a hook that draws the interface last, at full
// resolution, over the scene. The same frame can be drawn off-screen, so panels are golden-tested without a window.
// Vulkan's failures inside the hook may be thrown as vk::SystemError; they come back as the Result's error.
#pragma once

#include <render/renderer.h>

#include <gpu/device.h>
#include <gpu/frame.h>
#include <gpu/pipeline.h>
#include <gpu/resources.h>

#include <functional>
#include <span>

namespace render {

/// A rectangle of the window in framebuffer pixels, top-left origin.
struct PixelRect {
    int x = 0;
    int y = 0;
    int width = 0;
    int height = 0;
};

/// A scene and where it goes. The scene is drawn at View::width x View::height (times View::renderScale) and filtered
/// to the rectangle.
struct PlacedView {
    const View* view = nullptr;
    PixelRect place;
};

/// Handed to the interface's hook; valid during the call. Commands are being recorded inside dynamic rendering with one
/// colour target and no depth; viewport and scissor are dynamic and must be set.
struct UiContext {
    vk::CommandBuffer commands;
    vk::Format colourFormat =
        vk::Format::eUndefined; ///< values are sRGB-encoded by the writer (no conversion on store)
    vk::Extent2D extent;
    gpu::Frame* frame = nullptr; ///< slot() in 0..gpu::kFramesInFlight-1; retire() drops GPU objects when it is safe
};

struct WindowFrame {
    std::vector<PlacedView> views;                ///< Renderer::pick speaks of the first
    glm::vec3 clearColour{0.05f, 0.055f, 0.06f};  ///< sRGB-encoded, where no scene is
    std::function<void(const UiContext&)> drawUi; ///< may be empty
};

enum class Shown { Yes, Skipped }; ///< Skipped: minimised or just resizing; try again with the next frame

class VulkanAccess {
public:
    virtual ~VulkanAccess() = default;

    virtual const gpu::Instance& instance() const = 0; ///< *instance().handle() for glfwCreateWindowSurface
    virtual gpu::Device& device() = 0;

    /// Shows in this surface from now on; it is destroyed with the renderer. Colour format is known afterwards.
    /// Error: the device cannot show there.
    virtual core::Status attach(vk::SurfaceKHR surface, bool waitForDisplay) = 0;
    /// Format of the target that drawUi draws into, in a window (after attach) or off-screen.
    virtual vk::Format windowFormat() const = 0;
    static constexpr vk::Format kImageFormat = vk::Format::eR8G8B8A8Unorm;

    /// Draws and shows one frame; width and height are the framebuffer's (glfwGetFramebufferSize).
    virtual core::Result<Shown> showFrame(int width, int height, const WindowFrame& frame) = 0;
    /// The same into an image.
    virtual core::Result<core::Image> drawFrameImage(int width, int height, const WindowFrame& frame) = 0;

    /// Waits until the GPU is idle, before objects of the interface are destroyed.
    virtual void waitIdle() = 0;
};

/// The same object, seen from its Vulkan side.
VulkanAccess& vulkanAccess(Renderer& renderer);

} // namespace render
