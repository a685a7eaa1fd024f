// Skinning: weights that tie each vertex to up to four joints, and linear blend skinning on the CPU (the GPU does the
// same in the vertex shader).
#pragma once

#include <geometry/mesh.h>

#include <array>
#include <cstdint>
#include <span>
#include <vector>

namespace geometry {

/// Invariant: weights of a vertex sum to 1 (or all are 0: rigid with joint 0); unused slots have weight 0.
struct VertexWeights {
    std::array<std::uint16_t, 4> joints{};
    std::array<float, 4> weights{};
};

/// Parallel to Mesh::positions, or empty for a mesh that is not skinned.
using SkinWeights = std::vector<VertexWeights>;

/// Blended matrix of a vertex.
glm::mat4 blend(const VertexWeights& vertex, std::span<const glm::mat4> joints);

/// Posed copy: positions by the blended matrix, normals and fibres by its linear part, renormalised.
Mesh posed(const Mesh& mesh, const SkinWeights& weights, std::span<const glm::mat4> joints);

/// Keeps the four largest of any number of (joint, weight) pairs and normalises. Ties go to the lower joint.
VertexWeights strongestFour(std::vector<std::pair<std::uint16_t, float>> influences);

} // namespace geometry
