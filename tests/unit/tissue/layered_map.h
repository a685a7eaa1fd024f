// A flat body of layers for tests: skin at z = 0, the body below z < 0 (towards -z), with bands, bone and a condition.
#pragma once

#include <tissue/tissue_map.h>

#include <functional>
#include <utility>
#include <vector>

namespace layered {

struct Map : tissue::TissueMap {
    std::vector<std::pair<tissue::TissueKind, float>> layers; ///< from the skin down, metres
    std::function<void(const glm::vec3&, tissue::TissueSample&)> change;

    tissue::TissueSample at(const glm::vec3& p) const override {
        tissue::TissueSample s;
        if (p.z > 0.0f) return s;
        float depth = -p.z;
        s.kind = tissue::TissueKind::Bone;
        std::uint32_t number = 1;
        for (const auto& [kind, thickness] : layers) {
            s.structure = core::StructureId{number++};
            if (depth < thickness) {
                s.kind = kind;
                break;
            }
            depth -= thickness;
        }
        if (s.kind == tissue::TissueKind::Bone) s.structure = core::StructureId{99};
        if (s.kind == tissue::TissueKind::Muscle) s.fibre = {0, 1, 0};
        if (change) change(p, s);
        return s;
    }
    std::optional<tissue::SurfaceHit> skin(const core::Ray& ray) const override {
        if (!(ray.direction.z < -1e-3f) || ray.origin.z < 0.0f) return std::nullopt;
        return tissue::SurfaceHit{ray.origin - ray.direction * (ray.origin.z / ray.direction.z), {0, 0, 1}};
    }
};

/// Skin 2 mm, fat 6, muscle 30, then bone.
inline Map back() {
    Map m;
    m.layers = {
        {tissue::TissueKind::Skin, 0.002f}, {tissue::TissueKind::Fat, 0.006f}, {tissue::TissueKind::Muscle, 0.030f}};
    return m;
}

} // namespace layered
