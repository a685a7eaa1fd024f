// Skinning: weights that tie each vertex to up to four joints, and how vertices follow (the GPU does the same in
// shaders/common/pose.glsl).
//   Rigid joints (a posture): the joints' motions are blended as unit dual quaternions (Kavan et al. 2007), so that a
//   raised arm or a turned neck does not pinch where weights meet, as a mean of matrices does.
//   Affine maps (another body): the weighted mean of the matrices (linear blend skinning).
//   Bulge: what lengthens gets thinner. A soft part is swollen along its normals by `bulge` times its half thickness
//   there, with the one bulge that gives it back its volume (bulgeOf).
// Metres.
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

/// Mean of the joints' matrices by the weights of a vertex.
glm::mat4 blend(const VertexWeights& vertex, std::span<const glm::mat4> joints);

/// A rotation and a shift as a unit dual quaternion, (x, y, z, w) each.
struct DualQuaternion {
    glm::vec4 real{0.0f, 0.0f, 0.0f, 1.0f};
    glm::vec4 dual{0.0f};
};

/// Joints of a posture. Contract: the matrices are rotations and shifts.
class RigidJoints {
public:
    explicit RigidJoints(std::span<const glm::mat4> joints);
    glm::mat4 at(const VertexWeights& vertex) const;
    const std::vector<DualQuaternion>& motions() const { return motions_; }

private:
    std::vector<DualQuaternion> motions_;
};

/// Posed copy: positions, normals and fibres by the blended motion, then swollen. `halfThickness`: parallel to the
/// positions, or empty: no bulge.
Mesh posed(const Mesh& mesh, const SkinWeights& weights, const RigidJoints& joints,
           const std::vector<float>& halfThickness = {}, float bulge = 0.0f);

/// The bulge that gives a closed mesh, posed, the volume it has at rest; within +-kMostBulge.
float bulgeOf(const Mesh& mesh, const SkinWeights& weights, const RigidJoints& joints,
              const std::vector<float>& halfThickness);
constexpr float kMostBulge = 3.0f;

/// Half the distance through a closed mesh from each vertex straight inward; at most `mostM`, and at most a neighbour's
/// and the way to it: at the end of a flat muscle the way inward goes along it, and swelling would draw it out.
std::vector<float> halfThicknesses(const Mesh& mesh, float mostM);

/// Keeps the four largest of any number of (joint, weight) pairs and normalises. Ties go to the lower joint.
VertexWeights strongestFour(std::vector<std::pair<std::uint16_t, float>> influences);

} // namespace geometry
