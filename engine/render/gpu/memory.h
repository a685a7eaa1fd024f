// Memory: device memory in blocks, one list of blocks per memory type and kind of resource (buffers apart from images,
// so that bufferImageGranularity never matters). Host-visible blocks stay mapped. Not for use by several threads.
#pragma once

#include <gpu/range_list.h>
#include <gpu/vulkan.h>

#include <memory>
#include <vector>

namespace gpu {

enum class Residence {
    Device,  ///< fastest for the GPU; mapped too where the driver offers that (CPU driver, integrated GPU)
    Upload,  ///< written by the host in order, read by the GPU
    Readback ///< written by the GPU, read by the host
};

class Memory;

/// A slice of a block; gives itself back. Move only. Must die before its Memory.
class Allocation {
public:
    Allocation() = default;
    Allocation(Allocation&& other) noexcept;
    Allocation& operator=(Allocation&& other) noexcept;
    ~Allocation();

    vk::DeviceMemory memory() const { return memory_; }
    vk::DeviceSize offset() const { return offset_; }
    /// Null when the host cannot see it.
    std::byte* mapped() const { return mapped_; }

private:
    friend class Memory;
    Memory* owner_ = nullptr;
    std::size_t pool_ = 0;
    std::size_t block_ = 0;
    vk::DeviceMemory memory_;
    vk::DeviceSize offset_ = 0;
    vk::DeviceSize size_ = 0;
    std::byte* mapped_ = nullptr;
};

class Memory {
public:
    Memory(const vk::raii::PhysicalDevice& physical, const vk::raii::Device& device, bool forceStaging);
    ~Memory();
    Memory(const Memory&) = delete;
    Memory& operator=(const Memory&) = delete;

    /// Throws vk::OutOfDeviceMemoryError when the driver has no more.
    Allocation allocate(const vk::MemoryRequirements& needs, Residence residence, bool image);
    vk::DeviceSize bytesInBlocks() const;

private:
    friend class Allocation;
    struct Block {
        vk::raii::DeviceMemory memory = nullptr;
        vk::DeviceSize size = 0;
        std::byte* mapped = nullptr;
        RangeList ranges{0};
    };
    struct Pool {
        std::vector<std::unique_ptr<Block>> blocks; ///< null where a block was freed
    };
    std::uint32_t memoryType(std::uint32_t allowed, Residence residence) const;
    Block makeBlock(std::uint32_t type, vk::DeviceSize size, bool map) const;
    void giveBack(const Allocation& allocation);

    const vk::raii::Device& device_;
    vk::PhysicalDeviceMemoryProperties properties_;
    bool forceStaging_ = false;
    std::vector<Pool> pools_; ///< 2 * memory type + (image ? 1 : 0)
};

} // namespace gpu
