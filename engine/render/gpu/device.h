// Device: the chosen physical device, its one queue, its memory and its pipeline cache. All GPU objects of the program
// are made from here; they must die before it.
#pragma once

#include <gpu/device_choice.h>
#include <gpu/instance.h>
#include <gpu/memory.h>

#include <filesystem>
#include <memory>

namespace gpu {

/// The facts of every physical device, in the loader's order.
std::vector<DeviceFacts> deviceFacts(const Instance& instance);

struct DeviceOptions {
    std::string wanted;        ///< part of a name, or empty: the best
    bool forceStaging = false; ///< treat device memory as not visible to the host, as on most GPUs (for tests)
};

class Device {
public:
    /// Error: no usable device (says what each lacks), or it cannot be opened.
    static core::Result<std::unique_ptr<Device>> create(const Instance& instance, const DeviceOptions& options);
    ~Device();
    Device(const Device&) = delete;
    Device& operator=(const Device&) = delete;

    const vk::raii::Device& handle() const { return device_; }
    const vk::raii::PhysicalDevice& physical() const { return physical_; }
    const vk::raii::Queue& queue() const { return queue_; }
    std::uint32_t queueFamily() const { return queueFamily_; }
    const vk::raii::PipelineCache& pipelineCache() const { return pipelineCache_; }
    Memory& memory() { return *memory_; }
    const DeviceFacts& facts() const { return facts_; }
    const vk::PhysicalDeviceLimits& limits() const { return limits_; }
    bool namesObjects() const { return named_; }

    /// Writes the pipeline cache where the next start finds it (core::cacheDirectory()); failing is only logged.
    void savePipelineCache() const;

    /// Gives a Vulkan object a name for validation messages and debuggers; nothing without VK_EXT_debug_utils.
    template <typename Handle>
    void name(Handle handle, const std::string& text) const {
        if (!named_) return;
        using CType = typename Handle::CType;
        setName(Handle::objectType, (std::uint64_t) static_cast<CType>(handle), text);
    }

private:
    Device() = default;
    void open(const Instance& instance, const DeviceOptions& options, vk::raii::PhysicalDevice physical);
    void loadPipelineCache();
    std::filesystem::path pipelineCacheFile() const;
    void setName(vk::ObjectType type, std::uint64_t handle, const std::string& text) const;

    DeviceFacts facts_;
    vk::PhysicalDeviceLimits limits_;
    vk::raii::PhysicalDevice physical_ = nullptr;
    vk::raii::Device device_ = nullptr;
    vk::raii::Queue queue_ = nullptr;
    vk::raii::PipelineCache pipelineCache_ = nullptr;
    std::unique_ptr<Memory> memory_;
    std::uint32_t queueFamily_ = 0;
    bool named_ = false;
};

} // namespace gpu
