// Mesh store: all meshes at rest in two large buffers on the device. Adding grows them; ranges of removed meshes are
// used again. Bounds are kept per joint, so that the box of a posed mesh is known without its vertices.
#pragma once

#include <render/prepared_mesh.h>
#include <render/view.h>

#include <gpu/range_list.h>
#include <gpu/resources.h>

#include <optional>
#include <span>
#include <vector>

namespace render {

/// Box of the mesh posed by `joints`, then by `transform`. A posed vertex lies near the convex mixture of what its
/// joints make of it, so the union of the joints' boxes, and a little more, holds it.
core::Box posedBounds(const StoredMesh& mesh, std::span<const glm::mat4> joints, float bulge,
                      const glm::mat4& transform);

class MeshStore {
public:
    explicit MeshStore(gpu::Device& device) : device_(device) {}

    MeshHandle add(PreparedMesh mesh);
    void remove(MeshHandle mesh);
    const StoredMesh* find(MeshHandle mesh) const;

    const gpu::Buffer& rest() const { return rest_; }
    const gpu::Buffer& indices() const { return indices_; }
    vk::BufferView indexTexels() const { return *indexTexels_; }

private:
    struct Growing {
        gpu::Buffer* buffer;
        std::optional<gpu::RangeList>* ranges;
        std::uint64_t unit; ///< bytes per element
        vk::BufferUsageFlags usage;
        const char* name;
    };
    std::uint64_t take(const Growing& growing, std::uint64_t count);

    gpu::Device& device_;
    std::vector<std::optional<StoredMesh>> meshes_; ///< handle index - 1
    gpu::Buffer rest_;
    gpu::Buffer indices_;
    vk::raii::BufferView indexTexels_ = nullptr;
    std::optional<gpu::RangeList> vertexRanges_;
    std::optional<gpu::RangeList> indexRanges_;
};

} // namespace render
