// Mesh packing: a mesh as the shaders read it (shaders/shared.h, common/packing.glsl). Pure.
#pragma once

#include <geometry/mesh.h>
#include <geometry/skinning.h>

#include <cstdint>
#include <vector>

namespace render {

std::uint32_t packDirection(const glm::vec3& unit); ///< octahedral, 2 x 16 bits (Cigolle et al. 2014)
/// Direction octahedral, 2 x 10 bits; cavity and tendon in 0..1, 6 bits each.
std::uint32_t packFibre(const glm::vec3& fibre, float cavity, float tendon);

/// 0 on ridges, 0.5 where flat, 1 in grooves: the mean curvature of the edges round each vertex, at the scale of
/// anatomical relief (full at a radius of about 5 mm), smoothed once.
std::vector<float> cavities(const geometry::Mesh& mesh);

/// shared::kBindWords words a vertex. The mesh has normals; weights and half thicknesses are empty or parallel. Joints
/// below 256.
std::vector<std::uint32_t> packVertices(const geometry::Mesh& mesh, const geometry::SkinWeights& weights,
                                        const std::vector<float>& halfThickness = {});

} // namespace render
