// Instance: the connection to the Vulkan loader, with validation on request. Validation messages go to core log and are
// counted, so that a test can ask for zero.
#pragma once

#include <gpu/vulkan.h>

#include <core/result.h>

#include <atomic>
#include <memory>
#include <string>
#include <vector>

namespace gpu {

struct InstanceOptions {
    bool validation = false;             ///< validation layer with synchronisation validation
    std::vector<std::string> extensions; ///< what the window system needs
};

class Instance {
public:
    /// Error: no Vulkan loader, an extension or (when asked for) the validation layer is missing.
    static core::Result<std::unique_ptr<Instance>> create(const InstanceOptions& options);
    ~Instance();
    Instance(const Instance&) = delete;
    Instance& operator=(const Instance&) = delete;

    const vk::raii::Instance& handle() const { return instance_; }
    bool validating() const { return *messenger_ != vk::DebugUtilsMessengerEXT(); }
    /// Debug names and labels can be given (VK_EXT_debug_utils is on).
    bool named() const { return named_; }
    bool presents() const { return presents_; }
    /// Validation warnings and errors so far.
    int messages() const { return messages_.load(); }

private:
    Instance() = default;
    void open(const InstanceOptions& options);
    static VKAPI_ATTR VkBool32 VKAPI_CALL report(VkDebugUtilsMessageSeverityFlagBitsEXT severity,
                                                 VkDebugUtilsMessageTypeFlagsEXT type,
                                                 const VkDebugUtilsMessengerCallbackDataEXT* data, void* user);

    std::unique_ptr<vk::raii::Context> context_;
    vk::raii::Instance instance_ = nullptr;
    vk::raii::DebugUtilsMessengerEXT messenger_ = nullptr;
    std::atomic<int> messages_ = 0;
    bool named_ = false;
    bool presents_ = false;
};

} // namespace gpu
