// Flat layers: tissue in flat layers on bone, skin at z = 0, the body at z < 0: what tests and benchmarks press where
// no body is wanted. Layer n, from the skin down, has StructureId n from 1 on; bone comes after the last. Metres.
#pragma once

#include <tissue/tissue_map.h>

#include <utility>
#include <vector>

namespace tissue {

struct FlatLayers : TissueMap {
    std::vector<std::pair<TissueKind, float>> layers; ///< from the skin down

    TissueSample at(const glm::vec3& point) const override {
        TissueSample s;
        if (point.z > 0.0f) return s;
        float depth = -point.z;
        s.kind = TissueKind::Bone;
        std::uint32_t number = 1;
        for (const auto& [kind, thickness] : layers) {
            if (depth < thickness) {
                s.kind = kind;
                break;
            }
            depth -= thickness;
            ++number;
        }
        s.structure = core::StructureId{number};
        if (s.kind == TissueKind::Muscle) s.fibre = core::kSuperior;
        return s;
    }
    std::optional<SurfaceHit> skin(const core::Ray& ray) const override {
        if (!(ray.direction.z < -1e-3f) || ray.origin.z < 0.0f) return std::nullopt;
        return SurfaceHit{ray.origin - ray.direction * (ray.origin.z / ray.direction.z), {0, 0, 1}};
    }

    /// Skin 2 mm, fat 6, muscle 30, then bone.
    static std::vector<std::pair<TissueKind, float>> back() {
        return {{TissueKind::Skin, 0.002f}, {TissueKind::Fat, 0.006f}, {TissueKind::Muscle, 0.030f}};
    }
};

} // namespace tissue
