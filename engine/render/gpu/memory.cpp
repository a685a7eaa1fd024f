#include <gpu/memory.h>

#include <core/check.h>

#include <algorithm>
#include <bit>
#include <utility>

namespace gpu {
namespace {

// Large enough that a body takes a handful of blocks, small enough that a GPU with little memory is not wasted.
constexpr vk::DeviceSize kBlockBytes = 32u << 20;

} // namespace

Allocation::Allocation(Allocation&& other) noexcept {
    *this = std::move(other);
}

Allocation& Allocation::operator=(Allocation&& other) noexcept {
    if (this == &other) return *this;
    if (owner_ != nullptr) owner_->giveBack(*this);
    owner_ = std::exchange(other.owner_, nullptr);
    pool_ = other.pool_;
    block_ = other.block_;
    memory_ = other.memory_;
    offset_ = other.offset_;
    size_ = other.size_;
    mapped_ = std::exchange(other.mapped_, nullptr);
    return *this;
}

Allocation::~Allocation() {
    if (owner_ != nullptr) owner_->giveBack(*this);
}

Memory::Memory(const vk::raii::PhysicalDevice& physical, const vk::raii::Device& device, bool forceStaging)
    : device_(device), properties_(physical.getMemoryProperties()), forceStaging_(forceStaging),
      pools_(2 * properties_.memoryTypeCount) {}

Memory::~Memory() = default;

std::uint32_t Memory::memoryType(std::uint32_t allowed, Residence residence) const {
    using Flag = vk::MemoryPropertyFlagBits;
    // Wanted flags from best to merely enough; the specification promises that a coherent host-visible type exists.
    std::vector<vk::MemoryPropertyFlags> wishes;
    const vk::MemoryPropertyFlags host = Flag::eHostVisible | Flag::eHostCoherent;
    if (residence == Residence::Device) wishes = {Flag::eDeviceLocal | host, Flag::eDeviceLocal, {}};
    if (residence == Residence::Upload) wishes = {host};
    if (residence == Residence::Readback) wishes = {host | Flag::eHostCached, host};
    for (const vk::MemoryPropertyFlags wish : wishes) {
        for (std::uint32_t type = 0; type < properties_.memoryTypeCount; ++type) {
            const vk::MemoryType& candidate = properties_.memoryTypes[type];
            if ((allowed & (1u << type)) == 0 || (candidate.propertyFlags & wish) != wish) continue;
            // A GPU's small host-visible window (256 MB on many) is left to others: take it only when it is all memory.
            const bool window = residence == Residence::Device && (wish & host) == host &&
                                properties_.memoryHeaps[candidate.heapIndex].size < (1ull << 30);
            if (!window) return type;
        }
    }
    CHECK(false, "no memory type fits what the driver itself allows");
    return 0;
}

Memory::Block Memory::makeBlock(std::uint32_t type, vk::DeviceSize size, bool map) const {
    Block block;
    block.memory = device_.allocateMemory(vk::MemoryAllocateInfo(size, type));
    block.size = size;
    block.ranges = RangeList(size);
    if (map) block.mapped = static_cast<std::byte*>(block.memory.mapMemory(0, VK_WHOLE_SIZE));
    return block;
}

Allocation Memory::allocate(const vk::MemoryRequirements& needs, Residence residence, bool image) {
    const std::uint32_t type = memoryType(needs.memoryTypeBits, residence);
    const bool visible = bool(properties_.memoryTypes[type].propertyFlags & vk::MemoryPropertyFlagBits::eHostVisible) &&
                         !(forceStaging_ && residence == Residence::Device);
    Allocation result;
    result.pool_ = 2 * type + (image ? 1 : 0);
    Pool& pool = pools_[result.pool_];
    const auto use = [&](std::size_t index, vk::DeviceSize offset) {
        Block& block = *pool.blocks[index];
        result.owner_ = this;
        result.block_ = index;
        result.memory_ = *block.memory;
        result.offset_ = offset;
        result.size_ = needs.size;
        result.mapped_ = visible && block.mapped != nullptr ? block.mapped + offset : nullptr;
    };
    for (std::size_t i = 0; i < pool.blocks.size(); ++i) {
        if (!pool.blocks[i]) continue;
        if (const auto offset = pool.blocks[i]->ranges.take(needs.size, needs.alignment)) {
            use(i, *offset);
            return result;
        }
    }
    auto slot = std::find(pool.blocks.begin(), pool.blocks.end(), nullptr);
    if (slot == pool.blocks.end()) slot = pool.blocks.insert(slot, nullptr);
    const bool mappable = bool(properties_.memoryTypes[type].propertyFlags & vk::MemoryPropertyFlagBits::eHostVisible);
    *slot = std::make_unique<Block>(makeBlock(type, std::max(kBlockBytes, needs.size), mappable));
    const auto offset = (*slot)->ranges.take(needs.size, needs.alignment);
    CHECK(offset.has_value(), "a fresh block has room");
    use(static_cast<std::size_t>(slot - pool.blocks.begin()), *offset);
    return result;
}

void Memory::giveBack(const Allocation& allocation) {
    std::unique_ptr<Block>& block = pools_[allocation.pool_].blocks[allocation.block_];
    block->ranges.giveBack(allocation.offset_, allocation.size_);
    if (block->ranges.allFree() && block->size > kBlockBytes) block.reset(); // a single large resource had it alone
}

vk::DeviceSize Memory::bytesInBlocks() const {
    vk::DeviceSize sum = 0;
    for (const Pool& pool : pools_) {
        for (const auto& block : pool.blocks) sum += block ? block->size : 0;
    }
    return sum;
}

} // namespace gpu
