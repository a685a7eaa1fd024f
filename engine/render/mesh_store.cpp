#include <render/mesh_store.h>

#include <core/check.h>

#include <shared.h>

#include <algorithm>

namespace render {
namespace {

core::Box moved(const core::Box& box, const glm::mat4& by) {
    core::Box out;
    for (int corner = 0; corner < 8; ++corner) {
        const glm::vec3 p((corner & 1) != 0 ? box.upper.x : box.lower.x, (corner & 2) != 0 ? box.upper.y : box.lower.y,
                          (corner & 4) != 0 ? box.upper.z : box.lower.z);
        out.add(glm::vec3(by * glm::vec4(p, 1.0f)));
    }
    return out;
}

// How far motions blended as quaternions leave the convex hull of the joints' own.
constexpr float kBeyondHull = 0.05f;

constexpr std::uint64_t kFirstVertices = 1u << 17;

} // namespace

core::Box posedBounds(const StoredMesh& mesh, std::span<const glm::mat4> joints, float bulge,
                      const glm::mat4& transform) {
    if (joints.empty() || mesh.jointBounds.empty()) return moved(mesh.bounds, transform);
    core::Box out;
    for (const auto& [joint, box] : mesh.jointBounds) {
        if (joint < joints.size()) out.add(moved(box, transform * joints[joint]));
    }
    const glm::vec3 size = out.size();
    const float beyond = kBeyondHull * std::max(size.x, std::max(size.y, size.z)) + std::abs(bulge) * mesh.thickestM;
    out.lower -= beyond;
    out.upper += beyond;
    return out;
}

std::uint64_t MeshStore::take(const Growing& growing, std::uint64_t count) {
    if (growing.ranges->has_value()) {
        if (const auto at = (*growing.ranges)->take(count, 1)) return *at;
    }
    // Twice as large, the old contents copied; rare, so it waits for the GPU.
    const std::uint64_t old = *growing.buffer ? growing.buffer->size / growing.unit : 0;
    const std::uint64_t size = std::max({2 * old, old + count, kFirstVertices});
    device_.handle().waitIdle();
    gpu::Buffer larger =
        gpu::makeBuffer(device_, size * growing.unit, growing.usage, gpu::Residence::Device, growing.name);
    if (*growing.buffer) {
        gpu::submitAndWait(device_, [&](vk::CommandBuffer commands) {
            commands.copyBuffer(*growing.buffer->handle, *larger.handle, vk::BufferCopy(0, 0, growing.buffer->size),
                                *device_.handle().getDispatcher());
        });
    }
    if (growing.buffer == &indices_) indexTexels_ = nullptr;
    *growing.buffer = std::move(larger);
    if (growing.buffer == &indices_) {
        indexTexels_ = device_.handle().createBufferView(
            vk::BufferViewCreateInfo({}, *indices_.handle, vk::Format::eR32Uint, 0, VK_WHOLE_SIZE));
    }
    // The new list: what was taken stays taken, the rest is free.
    gpu::RangeList ranges(size);
    if (old > 0) {
        const auto all = ranges.take(old, 1);
        CHECK(all && *all == 0, "a fresh list gives its start");
        std::vector<std::pair<std::uint64_t, std::uint64_t>> freed;
        while ((*growing.ranges)->freeBytes() > 0) {
            std::uint64_t piece = (*growing.ranges)->freeBytes();
            std::optional<std::uint64_t> at;
            while (piece > 0 && !(at = (*growing.ranges)->take(piece, 1))) piece = (piece + 1) / 2;
            freed.emplace_back(*at, piece);
        }
        for (const auto& [at, piece] : freed) ranges.giveBack(at, piece);
    }
    *growing.ranges = std::move(ranges);
    const auto at = (*growing.ranges)->take(count, 1);
    CHECK(at.has_value(), "a grown buffer has room");
    return *at;
}

MeshHandle MeshStore::add(PreparedMesh prepared) {
    StoredMesh stored = std::move(prepared.about);
    using Usage = vk::BufferUsageFlagBits;
    constexpr std::uint64_t kVertexBytes = 4 * shared::kBindWords;
    stored.firstVertex = static_cast<std::uint32_t>(
        take({&rest_, &vertexRanges_, kVertexBytes, Usage::eStorageBuffer | Usage::eTransferSrc, "meshes at rest"},
             stored.vertexCount));
    const auto firstIndex = static_cast<std::uint32_t>(
        take({&indices_, &indexRanges_, 4, Usage::eIndexBuffer | Usage::eUniformTexelBuffer | Usage::eTransferSrc,
              "triangles"},
             stored.indexCount));
    gpu::upload(device_, rest_, stored.firstVertex * kVertexBytes, std::as_bytes(std::span(prepared.words)));
    gpu::upload(device_, indices_, 4ull * firstIndex, std::as_bytes(std::span(prepared.indices)));
    for (StoredMesh::Level& level : stored.levels) level.firstIndex += firstIndex;
    for (std::size_t i = 0; i < meshes_.size(); ++i) {
        if (!meshes_[i]) {
            meshes_[i] = std::move(stored);
            return MeshHandle{static_cast<std::uint32_t>(i + 1)};
        }
    }
    meshes_.push_back(std::move(stored));
    return MeshHandle{static_cast<std::uint32_t>(meshes_.size())};
}

void MeshStore::remove(MeshHandle mesh) {
    const StoredMesh* stored = find(mesh);
    if (stored == nullptr) return;
    device_.handle().waitIdle(); // rare; the ranges may be written over at once
    vertexRanges_->giveBack(stored->firstVertex, stored->vertexCount);
    indexRanges_->giveBack(stored->levels.front().firstIndex, stored->indexCount);
    meshes_[mesh.index - 1].reset();
}

const StoredMesh* MeshStore::find(MeshHandle mesh) const {
    if (!mesh.valid() || mesh.index > meshes_.size() || !meshes_[mesh.index - 1]) return nullptr;
    return &*meshes_[mesh.index - 1];
}

} // namespace render
