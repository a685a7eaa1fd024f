// Swapchain: the window's images. It is made again when the window's size or the surface changed; while the window is
// minimised there is none. One present semaphore per image, because an image's semaphore is free again only when that
// very image has been acquired.
#pragma once

#include <gpu/device.h>

#include <optional>

namespace gpu {

class Swapchain {
public:
    /// Takes the surface over. Throws vk::SystemError when the device cannot show on it.
    Swapchain(Device& device, vk::raii::SurfaceKHR surface, bool waitForDisplay);

    /// Index of the next image to draw into, or nothing: minimised, or the surface is just changing (try again next
    /// frame). `width`, `height`: the framebuffer's size as the window system tells it.
    std::optional<std::uint32_t> acquire(std::uint32_t width, std::uint32_t height, vk::Semaphore signalled);
    void present(std::uint32_t index);

    vk::Format format() const { return format_.format; }
    vk::Extent2D extent() const { return extent_; }
    vk::Image image(std::uint32_t index) const { return images_[index]; }
    vk::ImageView view(std::uint32_t index) const { return *views_[index]; }
    vk::Semaphore drawn(std::uint32_t index) const { return *drawn_[index]; }

private:
    bool rebuild(std::uint32_t width, std::uint32_t height);

    Device& device_;
    vk::raii::SurfaceKHR surface_;
    vk::raii::SwapchainKHR swapchain_ = nullptr;
    vk::SurfaceFormatKHR format_;
    vk::PresentModeKHR mode_ = vk::PresentModeKHR::eFifo;
    vk::Extent2D extent_;
    std::vector<vk::Image> images_;
    std::vector<vk::raii::ImageView> views_;
    std::vector<vk::raii::Semaphore> drawn_;
    bool stale_ = true;
};

} // namespace gpu
