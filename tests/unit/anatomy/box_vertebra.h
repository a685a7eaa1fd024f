// A vertebra made of boxes with known measures, for tests: body, pedicles, arch, spinous and transverse processes.
#pragma once

#include <geometry/composite.h>

#include <core/check.h>

namespace box_vertebra {

// Metres, in the vertebra's own axes; origin in the middle of the body.
constexpr float kWidth = 0.040f, kDepth = 0.030f, kHeight = 0.026f;
constexpr float kCanalWidth = 0.022f, kCanalDepth = 0.016f;
constexpr float kTransverse = 0.080f;
constexpr float kSpinous = 0.034f; ///< straight back from the inner face of the arch

inline geometry::Mesh box(const glm::vec3& lower, const glm::vec3& upper) {
    geometry::Mesh mesh;
    for (int corner = 0; corner < 8; ++corner)
        mesh.positions.emplace_back((corner & 1) != 0 ? upper.x : lower.x, (corner & 2) != 0 ? upper.y : lower.y,
                                    (corner & 4) != 0 ? upper.z : lower.z);
    mesh.indices = {0, 4, 6, 0, 6, 2, 1, 3, 7, 1, 7, 5, 0, 1, 5, 0, 5, 4,
                    2, 6, 7, 2, 7, 3, 0, 2, 3, 0, 3, 1, 4, 5, 7, 4, 7, 6};
    geometry::computeNormals(mesh);
    return mesh;
}

inline geometry::Mesh make(bool withArch = true) {
    geometry::Composite composite;
    composite.blendM = 0.0f;
    composite.voxelM = 0.0007f;
    const auto add = [&](const glm::vec3& lower, const glm::vec3& upper, bool mirrored) {
        composite.parts.push_back({box(lower, upper), geometry::Operation::Add, mirrored});
    };
    const float w = 0.5f * kWidth;
    const float d = 0.5f * kDepth;
    const float h = 0.5f * kHeight;
    const float arch = -d - kCanalDepth; // inner face
    add({-w, -h, -d}, {w, h, d}, false);
    if (withArch) {
        const float c = 0.5f * kCanalWidth;
        add({-c - 0.007f, -0.002f, arch - 0.004f}, {-c, 0.011f, -d + 0.003f}, true);            // pedicle
        add({-c - 0.007f, -0.009f, arch - 0.006f}, {c + 0.007f, 0.011f, arch}, false);          // arch
        add({-0.003f, -0.006f, arch - kSpinous}, {0.003f, 0.008f, arch - 0.003f}, false);       // spinous process
        add({-0.5f * kTransverse, 0.002f, arch - 0.005f}, {0.0f, 0.008f, arch - 0.001f}, true); // transverse process
    }
    auto mesh = geometry::meshComposite(composite, {0, 0.0002f});
    CHECK(mesh.ok(), "boxes can be meshed");
    return std::move(mesh).value();
}

} // namespace box_vertebra
