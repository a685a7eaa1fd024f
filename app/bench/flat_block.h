// Flat block: tissue in flat layers on bone, skin at z = 0, body at z < 0: what benchmarks press. Metres.
#pragma once

#include <tissue/tissue_map.h>

#include <utility>
#include <vector>

namespace app::bench {

struct FlatBlock : tissue::TissueMap {
    std::vector<std::pair<tissue::TissueKind, float>> layers; ///< from the skin down

    tissue::TissueSample at(const glm::vec3& point) const override {
        tissue::TissueSample s;
        if (point.z > 0.0f) return s;
        float depth = -point.z;
        s.kind = tissue::TissueKind::Bone;
        std::uint32_t number = 1;
        for (const auto& [kind, thickness] : layers) {
            if (depth < thickness) {
                s.kind = kind;
                s.structure = core::StructureId{number};
                if (kind == tissue::TissueKind::Muscle) s.fibre = core::kSuperior;
                return s;
            }
            depth -= thickness;
            ++number;
        }
        s.structure = core::StructureId{number};
        return s;
    }
    std::optional<tissue::SurfaceHit> skin(const core::Ray& ray) const override {
        if (!(ray.direction.z < -1e-3f) || ray.origin.z < 0.0f) return std::nullopt;
        return tissue::SurfaceHit{ray.origin - ray.direction * (ray.origin.z / ray.direction.z), {0, 0, 1}};
    }

    /// Skin 2 mm, fat 6, muscle 30, then bone.
    static FlatBlock back() {
        FlatBlock b;
        b.layers = {{tissue::TissueKind::Skin, 0.002f},
                    {tissue::TissueKind::Fat, 0.006f},
                    {tissue::TissueKind::Muscle, 0.030f}};
        return b;
    }
};

} // namespace app::bench
