// What lies under pixels of a finished frame.
#include <render/scene.h>

#include <cstring>

namespace render {
namespace {

struct PickEntry {
    std::uint32_t id = 0;
    float depth = 1.0f;
};

/// `count` entries from `first` on, through a staging buffer where the host cannot see the picks.
std::vector<PickEntry> readPicks(gpu::Device& device, const gpu::Buffer& picks, std::size_t first, std::size_t count) {
    std::vector<PickEntry> out(count);
    const vk::DeviceSize at = sizeof(PickEntry) * first, size = sizeof(PickEntry) * count;
    if (picks.mapped() != nullptr) {
        std::memcpy(out.data(), picks.mapped() + at, size);
        return out;
    }
    const gpu::Buffer back =
        gpu::makeBuffer(device, size, vk::BufferUsageFlagBits::eTransferDst, gpu::Residence::Readback, "pick");
    gpu::submitAndWait(device, [&](vk::CommandBuffer commands) {
        const auto& dispatch = *device.handle().getDispatcher();
        commands.copyBuffer(*picks.handle, *back.handle, vk::BufferCopy(at, 0, size), dispatch);
        const vk::MemoryBarrier2 visible(vk::PipelineStageFlagBits2::eTransfer, vk::AccessFlagBits2::eTransferWrite,
                                         vk::PipelineStageFlagBits2::eHost, vk::AccessFlagBits2::eHostRead);
        commands.pipelineBarrier2(vk::DependencyInfo({}, visible, {}, {}), dispatch);
    });
    std::memcpy(out.data(), back.mapped(), size);
    return out;
}

Pick pickOf(const PickEntry& entry, const Projection& projection, std::uint32_t x, std::uint32_t y, vk::Extent2D size) {
    return {entry.id,
            projection.point(static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f, static_cast<int>(size.width),
                             static_cast<int>(size.height), entry.depth),
            entry.depth};
}

} // namespace

Pick Scene::pick(int slot, int x, int y) {
    const Drawn& drawn = drawn_[static_cast<std::size_t>(slot)];
    const gpu::Buffer& picks = targets_.buffers[slot == 0 ? Picks0 : Picks1];
    if (drawn.width == 0 || !picks || x < 0 || y < 0 || x >= drawn.width || y >= drawn.height) return {};
    const std::uint32_t px =
        static_cast<std::uint32_t>(x) * targets_.size.width / static_cast<std::uint32_t>(drawn.width);
    const std::uint32_t py =
        static_cast<std::uint32_t>(y) * targets_.size.height / static_cast<std::uint32_t>(drawn.height);
    const PickEntry entry = readPicks(context_.device, picks, py * targets_.size.width + px, 1).front();
    return pickOf(entry, drawn.projection, px, py, targets_.size);
}

std::vector<Pick> Scene::pickGrid(int slot, int columns, int rows) {
    const Drawn& drawn = drawn_[static_cast<std::size_t>(slot)];
    const gpu::Buffer& picks = targets_.buffers[slot == 0 ? Picks0 : Picks1];
    if (drawn.width == 0 || !picks || columns < 1 || rows < 1) return {};
    const vk::Extent2D size = targets_.size;
    const std::vector<PickEntry> all =
        readPicks(context_.device, picks, 0, static_cast<std::size_t>(size.width) * size.height);
    const auto middle = [](int i, int cells, std::uint32_t pixels) {
        return (2u * static_cast<std::uint32_t>(i) + 1u) * pixels / (2u * static_cast<std::uint32_t>(cells));
    };
    std::vector<Pick> out;
    for (int row = 0; row < rows; ++row)
        for (int column = 0; column < columns; ++column) {
            const std::uint32_t x = middle(column, columns, size.width), y = middle(row, rows, size.height);
            out.push_back(pickOf(all[y * size.width + x], drawn.projection, x, y, size));
        }
    return out;
}

} // namespace render
