#include <geometry/composite.h>

#include <geometry/mesh_distance.h>
#include <geometry/pieces.h>
#include <geometry/surface_nets.h>

#include <algorithm>
#include <cmath>

namespace geometry {
namespace {

constexpr float kBandVoxels = 2.0f;
constexpr double kTriangleAreaM2 = 5e-6;
constexpr int kFewestTriangles = 2000;
constexpr int kMostTriangles = 6000;
constexpr double kSmallestPiece = 0.02;

/// Sphere of unit radius as a latitude and longitude mesh, mapped by `place`.
template <typename Place>
Mesh roundMesh(const Place& place) {
    constexpr std::uint32_t kRound = 40, kRings = 20;
    Mesh mesh;
    for (std::uint32_t i = 0; i <= kRings; ++i) {
        const float polar = core::kPi * static_cast<float>(i) / static_cast<float>(kRings);
        for (std::uint32_t k = 0; k < kRound; ++k) {
            const float turn = 2.0f * core::kPi * static_cast<float>(k) / static_cast<float>(kRound);
            mesh.positions.push_back(
                place(glm::vec3(std::sin(polar) * std::cos(turn), std::cos(polar), std::sin(polar) * std::sin(turn))));
        }
    }
    for (std::uint32_t i = 0; i < kRings; ++i)
        for (std::uint32_t k = 0; k < kRound; ++k) {
            const std::uint32_t a = i * kRound + k, b = i * kRound + (k + 1) % kRound;
            mesh.indices.insert(mesh.indices.end(), {a, b, a + kRound, b, b + kRound, a + kRound});
        }
    if (volume(mesh) < 0.0)
        for (std::size_t t = 0; t + 2 < mesh.indices.size(); t += 3)
            std::swap(mesh.indices[t + 1], mesh.indices[t + 2]);
    return mesh;
}

core::Result<Mesh> meshForm(const Capsule& capsule, float) {
    if (!(capsule.radiusA > 0.0f && capsule.radiusB > 0.0f)) return core::Error("capsule: radii must be positive");
    const glm::vec3 axis = capsule.b - capsule.a;
    if (!(glm::length(axis) > 1e-6f)) return core::Error("capsule: its ends coincide");
    const glm::vec3 along = glm::normalize(axis);
    const glm::vec3 side =
        glm::normalize(glm::cross(along, std::abs(along.y) < 0.9f ? glm::vec3(0, 1, 0) : glm::vec3(1, 0, 0)));
    const glm::vec3 other = glm::cross(along, side);
    return roundMesh([&](const glm::vec3& p) {
        const bool end = p.y >= 0.0f;
        const float radius = end ? capsule.radiusB : capsule.radiusA;
        return (end ? capsule.b : capsule.a) + radius * (p.x * side + p.y * along + p.z * other);
    });
}

core::Result<Mesh> meshForm(const Ellipsoid& e, float) {
    const float box = std::abs(glm::dot(e.semiAxes[0], glm::cross(e.semiAxes[1], e.semiAxes[2])));
    if (!(box > 1e-15f)) return core::Error("ellipsoid: its semi-axes lie in one plane");
    return roundMesh(
        [&](const glm::vec3& p) { return e.centre + p.x * e.semiAxes[0] + p.y * e.semiAxes[1] + p.z * e.semiAxes[2]; });
}

core::Result<Mesh> meshForm(const Loft& loft, float stepM) {
    return meshLoft(loft, LoftDetail{stepM, 2, 3});
}

core::Result<Mesh> meshForm(const Ribbon& ribbon, float stepM) {
    return meshRibbon(ribbon, RibbonDetail{stepM, 8});
}

core::Result<Mesh> meshForm(const Mesh& mesh, float) {
    const std::string broken = validate(mesh);
    if (!broken.empty()) return core::Error("mesh: " + broken);
    if (mesh.indices.empty() || !(volume(mesh) > 0.0)) return core::Error("mesh: it encloses nothing");
    return mesh;
}

/// Drops hollows and crumbs: connected pieces with less than kSmallestPiece of the largest volume.
Mesh withoutCrumbs(const Mesh& mesh) {
    const PieceNumbers piece = numberPieces(mesh.indices, mesh.positions.size());
    std::vector<double> volumes(piece.count, 0.0);
    for (std::size_t t = 0; t < piece.of.size(); ++t) {
        const glm::dvec3 a = mesh.positions[mesh.indices[3 * t]], b = mesh.positions[mesh.indices[3 * t + 1]];
        const glm::dvec3 c = mesh.positions[mesh.indices[3 * t + 2]];
        volumes[piece.of[t]] += glm::dot(a, glm::cross(b, c)) / 6.0;
    }
    double largest = 0.0;
    for (const double volume : volumes) largest = std::max(largest, volume);
    Mesh out = mesh;
    out.indices.clear();
    for (std::size_t t = 0; t < piece.of.size(); ++t)
        if (volumes[piece.of[t]] > kSmallestPiece * largest)
            out.indices.insert(out.indices.end(), &mesh.indices[3 * t], &mesh.indices[3 * t] + 3);
    return out;
}

struct PartMeshes {
    std::vector<Mesh> added;
    std::vector<Mesh> taken;
    core::Box box; ///< of those added
};

core::Result<PartMeshes> meshParts(const Composite& composite) {
    PartMeshes out;
    for (std::size_t i = 0; i < composite.parts.size(); ++i) {
        const Part& part = composite.parts[i];
        core::Result<Mesh> made = meshPart(part, std::max(composite.voxelM * 3.0f, 0.001f));
        if (!made) return made.error().within("part " + std::to_string(i + 1));
        const bool adds = part.operation == Operation::Add;
        auto& list = adds ? out.added : out.taken;
        if (part.mirrored) list.push_back(mirrored(made.value()));
        list.push_back(std::move(made).value());
        for (std::size_t k = list.size() - (part.mirrored ? 2 : 1); adds && k < list.size(); ++k)
            out.box.add(bounds(list[k]));
    }
    if (out.added.empty()) return core::Error("composite: no part that adds");
    return out;
}

/// The mesh's distances on the part of the grid where they are below the band's outer limit; visit(index, distance).
template <typename Visit>
void forDistances(const DistanceGrid& grid, const Mesh& mesh, const Band& band, const Visit& visit) {
    core::Box box = bounds(mesh);
    box.lower -= band.outside;
    box.upper += band.outside;
    glm::ivec3 corner;
    DistanceGrid part = subGrid(grid, box, corner);
    signedDistanceToMesh(part, mesh, band);
    for (int z = 0; z < part.size.z; ++z)
        for (int y = 0; y < part.size.y; ++y) {
            const float* row = &part.values[part.index(0, y, z)];
            const std::size_t start = grid.index(corner.x, corner.y + y, corner.z + z);
            for (int x = 0; x < part.size.x; ++x) visit(start + static_cast<std::size_t>(x), row[x]);
        }
}

/// Out by the radius, meshed there, and back to the inner surface at that depth. Nothing is lost on the way: what the
/// coarser mesh outside would cut off is taken from before.
void close(DistanceGrid& solid, float radius) {
    const std::vector<float> open = solid.values;
    for (float& value : solid.values) value -= radius;
    const Mesh fine = meshZeroSurface(solid);
    // Fewer, larger triangles are measured several times faster, and the surface is smooth out there.
    const Mesh outer = simplified(fine, {fine.triangleCount() / 6, 0.15f * solid.step});
    const float rim = kBandVoxels * solid.step;
    signedDistanceToMesh(solid, outer, {rim, radius + rim});
    for (std::size_t i = 0; i < open.size(); ++i) solid.values[i] = std::min(solid.values[i] + radius, open[i]);
}

core::Result<Mesh> blended(const PartMeshes& parts, const Composite& composite) {
    const float rim = kBandVoxels * composite.voxelM;
    const float reach = composite.blendM + rim;
    core::Box box = parts.box;
    box.lower -= reach + rim;
    box.upper += reach + rim;
    auto grid = makeGrid(box, composite.voxelM, reach);
    if (!grid) return core::Error("composite: too large for its voxels");
    DistanceGrid& solid = grid.value();
    for (const Mesh& mesh : parts.added)
        forDistances(solid, mesh, {reach, rim},
                     [&](std::size_t i, float d) { solid.values[i] = std::min(solid.values[i], d); });
    if (composite.blendM > 0.0f) close(solid, composite.blendM);
    for (const Mesh& mesh : parts.taken)
        forDistances(solid, mesh, {rim, rim},
                     [&](std::size_t i, float d) { solid.values[i] = std::max(solid.values[i], -d); });
    return withoutCrumbs(meshZeroSurface(solid));
}

} // namespace

core::Result<Mesh> meshPart(const Part& part, float stepM) {
    return std::visit([&](const auto& form) { return meshForm(form, stepM); }, part.form);
}

core::Result<Mesh> meshComposite(const Composite& composite, const SimplifyTarget& target) {
    if (!(composite.voxelM >= 0.0002f && composite.voxelM <= 0.005f))
        return core::Error("composite: voxel must be 0.2 to 5 mm, found " + std::to_string(composite.voxelM * 1e3f));
    if (!(composite.blendM >= 0.0f && composite.blendM <= 0.02f))
        return core::Error("composite: blend must be 0 to 20 mm, found " + std::to_string(composite.blendM * 1e3f));
    const core::Result<PartMeshes> parts = meshParts(composite);
    if (!parts) return parts.error();
    core::Result<Mesh> made = blended(parts.value(), composite);
    if (!made) return made;
    Mesh fine = std::move(made).value();
    if (fine.indices.empty()) return core::Error("composite: nothing is left of the solid");
    computeNormals(fine);
    SimplifyTarget wanted = target;
    if (wanted.triangles == 0)
        wanted.triangles = static_cast<std::size_t>(
            std::clamp(area(fine) / kTriangleAreaM2, double{kFewestTriangles}, double{kMostTriangles}));
    return simplified(fine, wanted);
}

} // namespace geometry
