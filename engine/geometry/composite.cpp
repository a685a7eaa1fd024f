#include <geometry/composite.h>

#include <core/check.h>

#include <openvdb/openvdb.h>
#include <openvdb/tools/Composite.h>
#include <openvdb/tools/MeshToVolume.h>
#include <openvdb/tools/VolumeToMesh.h>
#include <tbb/task_arena.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace geometry {
namespace {

constexpr float kMostVoxels = 4e8f; // of the bounding box; the tree itself is sparse
constexpr float kBandVoxels = 2.0f;
constexpr float kUnionInside = 1.5f;
constexpr double kTriangleAreaM2 = 5e-6;
constexpr int kFewestTriangles = 2000;
constexpr int kMostTriangles = 6000;
constexpr double kSmallestPiece = 0.02;

using Grid = openvdb::FloatGrid;

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

/// What OpenVDB's rasteriser asks of a mesh.
struct VoxelMesh {
    const Mesh& mesh;
    const openvdb::math::Transform& transform;

    std::size_t polygonCount() const { return mesh.triangleCount(); }
    std::size_t pointCount() const { return mesh.positions.size(); }
    std::size_t vertexCount(std::size_t) const { return 3; }
    void getIndexSpacePoint(std::size_t polygon, std::size_t corner, openvdb::Vec3d& place) const {
        const glm::vec3& p = mesh.positions[mesh.indices[polygon * 3 + corner]];
        place = transform.worldToIndex(openvdb::Vec3d(p.x, p.y, p.z));
    }
};

Grid::Ptr rasterised(const Mesh& mesh, const openvdb::math::Transform& transform, float outside, float inside) {
    const VoxelMesh adapter{mesh, transform};
    Grid::Ptr grid = openvdb::tools::meshToVolume<Grid>(adapter, transform, outside, inside);
    grid->setGridClass(openvdb::GRID_LEVEL_SET);
    return grid;
}

Mesh surfaceOf(const Grid& grid, float level) {
    std::vector<openvdb::Vec3s> points;
    std::vector<openvdb::Vec3I> triangles;
    std::vector<openvdb::Vec4I> quads;
    openvdb::tools::volumeToMesh(grid, points, triangles, quads, static_cast<double>(level), 0.0);
    Mesh mesh;
    for (const openvdb::Vec3s& p : points) mesh.positions.emplace_back(p.x(), p.y(), p.z());
    const auto add = [&](std::uint32_t a, std::uint32_t b, std::uint32_t c) {
        mesh.indices.insert(mesh.indices.end(), {a, c, b}); // OpenVDB turns them the other way
    };
    for (const openvdb::Vec3I& t : triangles) add(t[0], t[1], t[2]);
    for (const openvdb::Vec4I& q : quads) {
        add(q[0], q[1], q[2]);
        add(q[0], q[2], q[3]);
    }
    return mesh;
}

/// Drops hollows and crumbs: connected pieces with less than kSmallestPiece of the largest volume.
Mesh withoutCrumbs(const Mesh& mesh) {
    std::vector<std::uint32_t> parent(mesh.positions.size());
    std::iota(parent.begin(), parent.end(), 0u);
    const auto root = [&](std::uint32_t i) {
        while (parent[i] != i) i = parent[i] = parent[parent[i]];
        return i;
    };
    for (std::size_t t = 0; t + 2 < mesh.indices.size(); t += 3)
        for (std::size_t k = 1; k < 3; ++k) {
            const std::uint32_t a = root(mesh.indices[t]), b = root(mesh.indices[t + k]);
            parent[std::max(a, b)] = std::min(a, b);
        }
    std::vector<double> volumes(mesh.positions.size(), 0.0);
    for (std::size_t t = 0; t + 2 < mesh.indices.size(); t += 3) {
        const glm::dvec3 a = mesh.positions[mesh.indices[t]], b = mesh.positions[mesh.indices[t + 1]];
        const glm::dvec3 c = mesh.positions[mesh.indices[t + 2]];
        volumes[root(mesh.indices[t])] += glm::dot(a, glm::cross(b, c)) / 6.0;
    }
    const double largest = volumes.empty() ? 0.0 : *std::max_element(volumes.begin(), volumes.end());
    Mesh out = mesh;
    out.indices.clear();
    for (std::size_t t = 0; t + 2 < mesh.indices.size(); t += 3)
        if (volumes[root(mesh.indices[t])] > kSmallestPiece * largest)
            out.indices.insert(out.indices.end(), mesh.indices.begin() + static_cast<std::ptrdiff_t>(t),
                               mesh.indices.begin() + static_cast<std::ptrdiff_t>(t + 3));
    return out;
}

struct PartMeshes {
    std::vector<Mesh> added;
    std::vector<Mesh> taken;
};

core::Result<PartMeshes> meshParts(const Composite& composite) {
    PartMeshes out;
    core::Box box;
    for (std::size_t i = 0; i < composite.parts.size(); ++i) {
        const Part& part = composite.parts[i];
        core::Result<Mesh> made = meshPart(part, std::max(composite.voxelM * 3.0f, 0.001f));
        if (!made) return made.error().within("part " + std::to_string(i + 1));
        auto& list = part.operation == Operation::Add ? out.added : out.taken;
        if (part.mirrored) list.push_back(mirrored(made.value()));
        list.push_back(std::move(made).value());
        box.add(bounds(list.back()));
    }
    if (out.added.empty()) return core::Error("composite: no part that adds");
    const glm::vec3 voxels = box.size() / composite.voxelM;
    if (voxels.x * voxels.y * voxels.z > kMostVoxels) return core::Error("composite: too large for its voxels");
    return out;
}

/// Union of the parts: exact within `band` voxels outside the surface, and just inside it.
Grid::Ptr unite(const std::vector<Mesh>& meshes, const openvdb::math::Transform& transform, float band) {
    Grid::Ptr all;
    for (const Mesh& mesh : meshes) {
        const Grid::Ptr one = rasterised(mesh, transform, band, kUnionInside);
        if (all) {
            openvdb::tools::csgUnion(*all, *one);
        } else {
            all = one;
        }
    }
    return all;
}

/// Out by the blend radius (the surface at that distance, rasterised anew) and back (its inner surface at that depth).
Mesh blended(const PartMeshes& parts, const Composite& composite) {
    const auto transform = openvdb::math::Transform::createLinearTransform(static_cast<double>(composite.voxelM));
    const float reach = composite.blendM / composite.voxelM;
    const Grid::Ptr all = unite(parts.added, *transform, reach + kBandVoxels);
    // Fewer, larger triangles rasterise several times faster, and the surface is smooth out there.
    const Mesh fine = surfaceOf(*all, composite.blendM);
    const Mesh outer = simplified(fine, {fine.triangleCount() / 6, 0.15f * composite.voxelM});
    Grid::Ptr solid = rasterised(outer, *transform, kBandVoxels, reach + kBandVoxels);
    if (parts.taken.empty()) return withoutCrumbs(surfaceOf(*solid, -composite.blendM));
    solid = rasterised(surfaceOf(*solid, -composite.blendM), *transform, kBandVoxels, kBandVoxels);
    for (const Mesh& mesh : parts.taken)
        openvdb::tools::csgDifference(*solid, *rasterised(mesh, *transform, kBandVoxels, kBandVoxels));
    return withoutCrumbs(surfaceOf(*solid, 0.0f));
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
    Mesh fine;
    try {
        // One thread: the order of OpenVDB's points must not depend on the machine. Bodies are built in parallel
        // instead.
        tbb::task_arena arena(1);
        arena.execute([&] { fine = blended(parts.value(), composite); });
    } catch (const std::exception& fault) {
        return core::Error(std::string("composite: ") + fault.what());
    }
    if (fine.indices.empty()) return core::Error("composite: nothing is left of the solid");
    computeNormals(fine);
    SimplifyTarget wanted = target;
    if (wanted.triangles == 0)
        wanted.triangles = static_cast<std::size_t>(
            std::clamp(area(fine) / kTriangleAreaM2, double{kFewestTriangles}, double{kMostTriangles}));
    return simplified(fine, wanted);
}

} // namespace geometry
