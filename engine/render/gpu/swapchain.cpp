#include <gpu/swapchain.h>

#include <algorithm>

namespace gpu {

Swapchain::Swapchain(Device& device, vk::raii::SurfaceKHR surface, bool waitForDisplay)
    : device_(device), surface_(std::move(surface)) {
    const vk::raii::PhysicalDevice& physical = device.physical();
    if (!physical.getSurfaceSupportKHR(device.queueFamily(), *surface_)) {
        throw vk::FeatureNotPresentError("the device cannot show pictures in this window");
    }
    // The program encodes colours itself, so an image without sRGB conversion is wanted.
    const auto formats = physical.getSurfaceFormatsKHR(*surface_);
    format_ = formats.at(0);
    for (const vk::SurfaceFormatKHR& candidate : formats) {
        const bool plain =
            candidate.format == vk::Format::eB8G8R8A8Unorm || candidate.format == vk::Format::eR8G8B8A8Unorm;
        if (plain && candidate.colorSpace == vk::ColorSpaceKHR::eSrgbNonlinear) {
            format_ = candidate;
            break;
        }
    }
    const auto modes = physical.getSurfacePresentModesKHR(*surface_);
    const auto offered = [&](vk::PresentModeKHR mode) {
        return std::find(modes.begin(), modes.end(), mode) != modes.end();
    };
    if (!waitForDisplay && offered(vk::PresentModeKHR::eMailbox)) mode_ = vk::PresentModeKHR::eMailbox;
    if (!waitForDisplay && offered(vk::PresentModeKHR::eImmediate)) mode_ = vk::PresentModeKHR::eImmediate;
}

bool Swapchain::rebuild(std::uint32_t width, std::uint32_t height) {
    const vk::SurfaceCapabilitiesKHR limits = device_.physical().getSurfaceCapabilitiesKHR(*surface_);
    vk::Extent2D wanted = limits.currentExtent;
    if (wanted.width == UINT32_MAX) {
        wanted.width = std::clamp(width, limits.minImageExtent.width, limits.maxImageExtent.width);
        wanted.height = std::clamp(height, limits.minImageExtent.height, limits.maxImageExtent.height);
    }
    if (width == 0 || height == 0 || wanted.width == 0 || wanted.height == 0) return false;
    device_.handle().waitIdle(); // rare: at a resize
    std::uint32_t count = limits.minImageCount + 1;
    if (limits.maxImageCount > 0) count = std::min(count, limits.maxImageCount);
    vk::SwapchainCreateInfoKHR info({}, *surface_, count, format_.format, format_.colorSpace, wanted, 1,
                                    vk::ImageUsageFlagBits::eColorAttachment, vk::SharingMode::eExclusive);
    info.preTransform = limits.currentTransform;
    info.compositeAlpha = vk::CompositeAlphaFlagBitsKHR::eOpaque;
    if (!(limits.supportedCompositeAlpha & info.compositeAlpha)) {
        info.compositeAlpha = vk::CompositeAlphaFlagBitsKHR::eInherit;
    }
    info.presentMode = mode_;
    info.clipped = VK_TRUE;
    info.oldSwapchain = *swapchain_;
    vk::raii::SwapchainKHR next = device_.handle().createSwapchainKHR(info);
    views_.clear();
    drawn_.clear();
    swapchain_ = std::move(next);
    extent_ = wanted;
    images_.clear();
    for (const VkImage image : swapchain_.getImages()) images_.emplace_back(image);
    for (const vk::Image image : images_) {
        views_.push_back(device_.handle().createImageView(vk::ImageViewCreateInfo(
            {}, image, vk::ImageViewType::e2D, format_.format, {}, {vk::ImageAspectFlagBits::eColor, 0, 1, 0, 1})));
        drawn_.push_back(device_.handle().createSemaphore({}));
    }
    stale_ = false;
    return true;
}

std::optional<std::uint32_t> Swapchain::acquire(std::uint32_t width, std::uint32_t height, vk::Semaphore signalled) {
    if (width == 0 || height == 0) return std::nullopt;
    if ((stale_ || width != extent_.width || height != extent_.height) && !rebuild(width, height)) return std::nullopt;
    try {
        const auto [result, index] = swapchain_.acquireNextImage(UINT64_MAX, signalled);
        if (result == vk::Result::eSuboptimalKHR) stale_ = true;
        return index;
    } catch (const vk::OutOfDateKHRError&) {
        stale_ = true;
        return std::nullopt;
    }
}

void Swapchain::present(std::uint32_t index) {
    try {
        const vk::Semaphore drawn = *drawn_[index];
        const vk::SwapchainKHR chain = *swapchain_;
        const vk::Result result = device_.queue().presentKHR(vk::PresentInfoKHR(drawn, chain, index));
        if (result == vk::Result::eSuboptimalKHR) stale_ = true;
    } catch (const vk::OutOfDateKHRError&) {
        stale_ = true;
    }
}

} // namespace gpu
