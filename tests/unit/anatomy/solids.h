// Simple closed solids for tests. Metres.
#pragma once

#include <anatomy/body.h>

#include <core/check.h>
#include <geometry/loft.h>
#include <geometry/mesh.h>
#include <geometry/ribbon.h>

#include <array>

namespace fixture {

inline anatomy::BodyPart part(core::StructureId id, geometry::Mesh mesh) {
    anatomy::BodyPart out;
    out.id = id;
    out.mesh = std::move(mesh);
    return out;
}

inline geometry::Mesh box(const glm::vec3& low, const glm::vec3& high) {
    geometry::Mesh mesh;
    for (unsigned i = 0; i < 8; ++i)
        mesh.positions.push_back(
            {(i & 1u) != 0 ? high.x : low.x, (i & 2u) != 0 ? high.y : low.y, (i & 4u) != 0 ? high.z : low.z});
    mesh.indices = {0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6, 0, 1, 5, 0, 5, 4,
                    2, 6, 7, 2, 7, 3, 0, 4, 6, 0, 6, 2, 1, 3, 7, 1, 7, 5};
    geometry::computeNormals(mesh);
    return mesh;
}

/// Round, along Y, 100 mm long.
inline geometry::Mesh rodMesh(float x, float z, float radius) {
    geometry::Loft loft;
    for (int i = 0; i < 4; ++i)
        loft.stations.push_back({{x, static_cast<float>(i) * 0.1f / 3.0f, z}, std::vector<float>(8, radius)});
    auto mesh = geometry::meshLoft(loft);
    CHECK(mesh.ok(), "the rod's figures are good");
    return std::move(mesh).value();
}

/// 60 mm by 60 mm in the plane of X and Y, from x and y = 0 on, its middle at the height z.
inline geometry::Mesh sheetMesh(float x, float z, float thickness) {
    geometry::Ribbon ribbon;
    ribbon.rows = 4;
    ribbon.columns = 4;
    for (int row = 0; row < 4; ++row)
        for (int column = 0; column < 4; ++column)
            ribbon.points.push_back(
                {{x + 0.02f * static_cast<float>(row), 0.02f * static_cast<float>(column), z}, thickness});
    auto mesh = geometry::meshRibbon(ribbon, {.stepM = 0.003f, .most = 12});
    CHECK(mesh.ok(), "the sheet's figures are good");
    return std::move(mesh).value();
}

} // namespace fixture
