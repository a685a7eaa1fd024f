// Prepared mesh: everything about a mesh that can be made without the device: packed vertices, detail levels, bounds by
// joint. The slow part of adding one, and pure, so that several threads may prepare meshes at once.
#pragma once

#include <core/math.h>
#include <core/result.h>
#include <geometry/mesh.h>
#include <geometry/skinning.h>

#include <cstdint>
#include <utility>
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

struct PreparedMesh {
    StoredMesh about;                   ///< firstVertex and the levels' firstIndex count from 0
    std::vector<std::uint32_t> words;   ///< packed vertices (mesh_packing.h)
    std::vector<std::uint32_t> indices; ///< of all levels
};

/// Weights may be empty (rigid), half thicknesses too (it does not swell). Positions are in the bind pose. Error: the
/// mesh breaks its invariants or has too many triangles.
core::Result<PreparedMesh> prepareMesh(const geometry::Mesh& mesh, const geometry::SkinWeights& weights,
                                       const std::vector<float>& halfThickness = {});

} // namespace render
