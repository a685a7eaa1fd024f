// Mesh store: all meshes at rest in two large buffers on the device. Adding grows them; ranges of removed meshes are
// used again. Bounds are kept per joint, so that the box of a posed mesh is known without its vertices.
#pragma once

#include <render/view.h>

#include <geometry/mesh.h>
#include <geometry/skinning.h>
#include <gpu/range_list.h>
#include <gpu/resources.h>

#include <optional>
#include <span>
#include <vector>

namespace render {

struct StoredMesh {
    std::uint32_t firstVertex = 0;
    std::uint32_t vertexCount = 0;
    /// Its triangles and coarser ones over the same vertices (detail_level.h); the mesh itself comes first.
    struct Level {
        std::uint32_t firstIndex = 0;
        std::uint32_t indexCount = 0;
    };
    std::vector<Level> levels;
    std::vector<float> levelErrorsM; ///< parallel
    std::uint32_t indexCount = 0;    ///< of all levels, one after the other
    bool skinned = false;
    bool grain = false; ///< has a grain to draw patterns in
    core::Box bounds;
    std::vector<std::pair<std::uint16_t, core::Box>> jointBounds; ///< of the vertices each joint moves
    std::uint16_t highestJoint = 0;
    float thickestM = 0.0f; ///< half thickness that a bulge multiplies, at most
};

/// Box of the mesh posed by `joints`, then by `transform`. A posed vertex lies near the convex mixture of what its
/// joints make of it, so the union of the joints' boxes, and a little more, holds it.
core::Box posedBounds(const StoredMesh& mesh, std::span<const glm::mat4> joints, float bulge,
                      const glm::mat4& transform);

class MeshStore {
public:
    explicit MeshStore(gpu::Device& device) : device_(device) {}

    /// Error: the mesh breaks its invariants or has too many triangles.
    core::Result<MeshHandle> add(const geometry::Mesh& mesh, const geometry::SkinWeights& weights,
                                 const std::vector<float>& halfThickness);
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
