#include <anatomy/settle_tissue.h>

#include <geometry/bvh.h>

#include <algorithm>

namespace anatomy {
namespace {

/// Rays start this far inside, so that they do not meet the surface they come from.
constexpr float kInsideM = 1e-5f;

std::vector<Opposite> oppositesOf(const SettleTissue& tissue, const SettleSolid& solid) {
    const geometry::Mesh& mesh = solid.mesh;
    const geometry::Bvh bvh(mesh);
    std::vector<Opposite> out(mesh.positions.size());
    for (std::size_t v = 0; v < out.size(); ++v) {
        const core::Ray inward{mesh.positions[v] - kInsideM * mesh.normals[v], -mesh.normals[v]};
        const auto hit = bvh.firstHit(inward, kSheetM - kInsideM);
        if (!hit || !hit->leaving) continue;
        const glm::vec3 weights(1.0f - hit->weights.x - hit->weights.y, hit->weights.x, hit->weights.y);
        out[v] = {tissue.triangle(solid, hit->triangle, weights), hit->distance + kInsideM};
    }
    return out;
}

void addEdges(SettleTissue& tissue) {
    std::vector<std::uint64_t> pairs;
    for (std::size_t s = 0; s < tissue.moving; ++s) {
        const SettleSolid& solid = tissue.solids[s];
        for (std::size_t i = 0; i < solid.mesh.indices.size(); ++i) {
            // every edge of a closed mesh is met in both directions
            const std::uint64_t a = solid.first + solid.mesh.indices[i];
            const std::uint64_t b = solid.first + solid.mesh.indices[i % 3 == 2 ? i - 2 : i + 1];
            pairs.push_back(a << 32 | b);
        }
    }
    std::sort(pairs.begin(), pairs.end());
    pairs.erase(std::unique(pairs.begin(), pairs.end()), pairs.end());
    tissue.edgeStarts.assign(tissue.rest.size() + 1, 0);
    tissue.edges.reserve(pairs.size());
    for (const std::uint64_t pair : pairs) {
        ++tissue.edgeStarts[(pair >> 32) + 1];
        tissue.edges.push_back(static_cast<std::uint32_t>(pair));
    }
    for (std::size_t i = 0; i < tissue.rest.size(); ++i) tissue.edgeStarts[i + 1] += tissue.edgeStarts[i];
}

} // namespace

SettlePlace SettleTissue::triangle(const SettleSolid& solid, std::size_t number, const glm::vec3& weights) const {
    SettlePlace place;
    for (std::size_t k = 0; k < 3; ++k) place.corners[k] = solid.first + solid.mesh.indices[3 * number + k];
    place.weights = weights;
    return place;
}

void SettleTissue::updateMeshes(core::Workers& workers) {
    workers.parallelFor(moving, 1, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t s = begin; s < end; ++s) {
            geometry::Mesh& mesh = solids[s].mesh;
            std::copy_n(at.begin() + solids[s].first, mesh.positions.size(), mesh.positions.begin());
            geometry::computeNormals(mesh);
        }
    });
}

SettleTissue makeTissue(std::vector<SettleSolid> solids, core::Workers& workers) {
    SettleTissue tissue;
    tissue.solids = std::move(solids);
    for (SettleSolid& solid : tissue.solids) {
        if (solid.give == Give::None) break;
        solid.first = static_cast<std::uint32_t>(tissue.rest.size());
        tissue.rest.insert(tissue.rest.end(), solid.mesh.positions.begin(), solid.mesh.positions.end());
        tissue.normals.insert(tissue.normals.end(), solid.mesh.normals.begin(), solid.mesh.normals.end());
        tissue.owner.resize(tissue.rest.size(), static_cast<std::uint32_t>(tissue.moving));
        ++tissue.moving;
    }
    tissue.at = tissue.rest;
    tissue.opposite.resize(tissue.rest.size());
    workers.parallelFor(tissue.moving, 1, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t s = begin; s < end; ++s) {
            const auto found = oppositesOf(tissue, tissue.solids[s]);
            std::copy(found.begin(), found.end(), tissue.opposite.begin() + tissue.solids[s].first);
        }
    });
    addEdges(tissue);
    return tissue;
}

} // namespace anatomy
