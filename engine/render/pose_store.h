// Pose store: the vertices of every drawn item in the body frame, posed once per change by a compute shader and then
// read by all passes. An item keeps its place from frame to frame; only items whose joints, transform or displacement
// field changed are posed again, so orbiting costs nothing here and a press re-poses only what lies in its block.
#pragma once

#include <render/frame_memory.h>
#include <render/mesh_store.h>

#include <gpu/pass_list.h>
#include <gpu/pipeline.h>

#include <map>

namespace render {

/// An item of the view that can be drawn: what it is and where its vertices lie.
struct PosedItem {
    const Item* item = nullptr;
    const StoredMesh* mesh = nullptr;
    std::uint32_t firstPosed = 0;
    core::Box bounds;        ///< posed, displaced
    std::uint64_t state = 0; ///< hash of everything that places its vertices
    bool displaced = false;  ///< touches the displacement field
    bool grain = false;      ///< its pattern is drawn in the grain of its mesh
};

/// Quick 64-bit hash of plain memory, eight bytes at a time; for change detection only.
std::uint64_t quickHash(const void* data, std::size_t size, std::uint64_t seed);

class PoseStore {
public:
    explicit PoseStore(gpu::Device& device) : device_(device) {}

    /// Finds places for all items of the view that have a mesh and joints. Items beyond shared::kMaxItems are left out.
    std::vector<PosedItem> place(const View& view, const MeshStore& meshes, gpu::Frame& frame);
    /// Bytes of frame memory record() takes.
    vk::DeviceSize neededBytes(const View& view) const;
    /// Whether record() has something to do.
    bool dirty() const { return !pending_.empty(); }
    /// Records the posing of what changed since the last call.
    core::Status record(const View& view, const MeshStore& meshes, gpu::Frame& frame, FrameMemory& values);

    const gpu::Buffer& posed() const { return posed_; }
    vk::BufferView texels() const { return *texels_; }
    gpu::ResourceState& state() { return state_; }
    void forget(MeshHandle mesh);

private:
    struct Slot {
        std::uint32_t first = 0;
        std::uint32_t count = 0;
        std::uint64_t state = 0;
    };
    struct Pending {
        const Item* item = nullptr;
        const StoredMesh* mesh = nullptr;
        std::uint32_t firstPosed = 0;
        bool displaced = false;
        bool grain = false;
    };
    void grow(std::uint64_t vertices, gpu::Frame& frame);

    gpu::Device& device_;
    gpu::Buffer posed_;
    vk::raii::BufferView texels_ = nullptr;
    gpu::ResourceState state_;
    std::uint64_t used_ = 0;                                        ///< vertices handed out
    std::map<std::pair<std::uint32_t, std::uint32_t>, Slot> slots_; ///< (mesh, how many items of it came before)
    std::vector<Pending> pending_;
    gpu::Pipeline pose_;
    gpu::Pipeline poseDisplaced_;
};

} // namespace render
