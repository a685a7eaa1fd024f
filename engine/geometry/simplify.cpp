#include <geometry/simplify.h>

#include <core/check.h>

#include <meshoptimizer.h>

#include <algorithm>

namespace geometry {
namespace {

/// Moves vertices to the places `remap` says and drops those no triangle uses.
Mesh remapped(const Mesh& mesh, const std::vector<std::uint32_t>& indices, const std::vector<std::uint32_t>& remap,
              std::size_t count) {
    Mesh out;
    const auto move = [&](const auto& from, auto& to) {
        if (from.empty()) return;
        to.resize(count);
        // Backwards, so that of several vertices joined into one the first is kept.
        for (std::size_t i = from.size(); i-- > 0;)
            if (remap[i] != ~0u) to[remap[i]] = from[i];
    };
    move(mesh.positions, out.positions);
    move(mesh.normals, out.normals);
    move(mesh.fibres, out.fibres);
    move(mesh.tendon, out.tendon);
    move(mesh.grain, out.grain);
    out.indices.reserve(indices.size());
    for (const std::uint32_t index : indices) out.indices.push_back(remap[index]);
    return out;
}

void dropDegenerate(Mesh& mesh) {
    std::vector<std::uint32_t> kept;
    for (std::size_t t = 0; t + 2 < mesh.indices.size(); t += 3) {
        const std::uint32_t a = mesh.indices[t], b = mesh.indices[t + 1], c = mesh.indices[t + 2];
        if (a != b && b != c && c != a) kept.insert(kept.end(), {a, b, c});
    }
    mesh.indices = std::move(kept);
}

Mesh ordered(const Mesh& mesh) {
    std::vector<std::uint32_t> indices(mesh.indices.size());
    meshopt_optimizeVertexCache(indices.data(), mesh.indices.data(), mesh.indices.size(), mesh.positions.size());
    std::vector<std::uint32_t> remap(mesh.positions.size());
    const std::size_t count =
        meshopt_optimizeVertexFetchRemap(remap.data(), indices.data(), indices.size(), mesh.positions.size());
    return remapped(mesh, indices, remap, count);
}

} // namespace

Mesh welded(const Mesh& mesh) {
    if (mesh.positions.empty()) return mesh;
    std::vector<std::uint32_t> remap(mesh.positions.size());
    const std::size_t count =
        meshopt_generateVertexRemap(remap.data(), mesh.indices.data(), mesh.indices.size(), mesh.positions.data(),
                                    mesh.positions.size(), sizeof(glm::vec3));
    Mesh out = remapped(mesh, mesh.indices, remap, count);
    dropDegenerate(out);
    return out;
}

Mesh simplified(const Mesh& mesh, const SimplifyTarget& target) {
    CHECK(validate(mesh).empty(), "a valid mesh");
    CHECK(target.errorM >= 0.0f, "an error that is not negative");
    Mesh joined = welded(mesh);
    if (joined.indices.empty()) return joined;
    const std::size_t wanted = std::max<std::size_t>(target.triangles, 4) * 3;
    if (joined.indices.size() > wanted) {
        const float* positions = &joined.positions[0].x;
        const float scale = meshopt_simplifyScale(positions, joined.positions.size(), sizeof(glm::vec3));
        std::vector<std::uint32_t> indices(joined.indices.size());
        float error = 0.0f;
        indices.resize(meshopt_simplify(indices.data(), joined.indices.data(), joined.indices.size(), positions,
                                        joined.positions.size(), sizeof(glm::vec3), wanted, target.errorM / scale, 0u,
                                        &error));
        joined.indices = std::move(indices);
    }
    return ordered(joined);
}

CoarserIndices coarserIndices(const Mesh& mesh, std::span<const std::uint32_t> finer, const SimplifyTarget& target) {
    CHECK(target.errorM >= 0.0f, "an error that is not negative");
    CoarserIndices out;
    if (finer.empty()) return out;
    const float* positions = &mesh.positions[0].x;
    const std::size_t count = mesh.positions.size();
    const float scale = meshopt_simplifyScale(positions, count, sizeof(glm::vec3));
    std::vector<std::uint32_t> indices(finer.size());
    float error = 0.0f;
    indices.resize(meshopt_simplify(indices.data(), finer.data(), finer.size(), positions, count, sizeof(glm::vec3),
                                    std::min(target.triangles * 3, finer.size()), target.errorM / scale, 0u, &error));
    out.indices.resize(indices.size());
    meshopt_optimizeVertexCache(out.indices.data(), indices.data(), indices.size(), count);
    out.errorM = error * scale;
    return out;
}

} // namespace geometry
