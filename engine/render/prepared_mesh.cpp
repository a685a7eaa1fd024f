#include <render/prepared_mesh.h>

#include <render/detail_level.h>
#include <render/mesh_packing.h>

#include <shared.h>

#include <algorithm>
#include <map>
#include <string>

namespace render {

core::Result<PreparedMesh> prepareMesh(const geometry::Mesh& given, const geometry::SkinWeights& weights,
                                       const std::vector<float>& halfThickness) {
    if (const std::string fault = geometry::validate(given); !fault.empty()) return core::Error("mesh: " + fault);
    if (given.indices.empty()) return core::Error("mesh: has no triangle");
    if (given.triangleCount() >= shared::kMaxItemTriangles) {
        return core::Error("mesh: " + std::to_string(given.triangleCount()) + " triangles, at most " +
                           std::to_string(shared::kMaxItemTriangles - 1));
    }
    if (!weights.empty() && weights.size() != given.positions.size()) {
        return core::Error("mesh: " + std::to_string(weights.size()) + " skin weights for " +
                           std::to_string(given.positions.size()) + " vertices");
    }
    if (!halfThickness.empty() && halfThickness.size() != given.positions.size()) {
        return core::Error("mesh: " + std::to_string(halfThickness.size()) + " half thicknesses for " +
                           std::to_string(given.positions.size()) + " vertices");
    }
    geometry::Mesh withNormals;
    if (given.normals.empty()) {
        withNormals = given;
        geometry::computeNormals(withNormals);
    }
    const geometry::Mesh& mesh = given.normals.empty() ? withNormals : given;

    PreparedMesh out;
    StoredMesh& stored = out.about;
    stored.vertexCount = static_cast<std::uint32_t>(mesh.positions.size());
    std::vector<std::uint32_t>& indices = out.indices;
    indices = mesh.indices;
    stored.levels.push_back({0, static_cast<std::uint32_t>(indices.size())});
    stored.levelErrorsM.push_back(0.0f);
    for (const DetailLevel& level : coarserLevels(mesh)) {
        stored.levels.push_back(
            {static_cast<std::uint32_t>(indices.size()), static_cast<std::uint32_t>(level.indices.size())});
        stored.levelErrorsM.push_back(level.errorM);
        indices.insert(indices.end(), level.indices.begin(), level.indices.end());
    }
    stored.indexCount = static_cast<std::uint32_t>(indices.size());
    stored.skinned = !weights.empty();
    stored.grain = !mesh.grain.empty();
    for (const float half : halfThickness) stored.thickestM = std::max(stored.thickestM, half);
    stored.bounds = geometry::bounds(mesh);
    std::map<std::uint16_t, core::Box> boxes;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        for (std::size_t k = 0; k < 4; ++k) {
            if (weights[i].weights[k] > 0.0f || k == 0) boxes[weights[i].joints[k]].add(mesh.positions[i]);
        }
    }
    stored.jointBounds.assign(boxes.begin(), boxes.end());
    if (!boxes.empty()) stored.highestJoint = boxes.rbegin()->first;
    out.words = packVertices(mesh, weights, halfThickness);
    return out;
}

} // namespace render
