// Tissue map: what the solver asks of a body. The anatomy side implements it (label_tissue_map.h adapts
// anatomy::Labels); tests and the oracle implement it with layers and spheres. Body frame, metres. Must be a pure
// function of its argument while a Press uses it: the solver asks while it builds a block, and not afterwards.
#pragma once

#include <core/ids.h>
#include <core/math.h>
#include <tissue/tissue_kind.h>

#include <optional>

namespace tissue {

/// What is at a point. All members but `kind` may stay at their defaults.
struct TissueSample {
    TissueKind kind = TissueKind::Air;
    core::StructureId structure; ///< null: none known (subcutaneous fat, air)
    glm::vec3 fibre{0.0f};       ///< unit direction of the fibres (muscle, tendon, ligament, fascia); zero: none
    float tone = 0.0f;           ///< active contraction, 0 relaxed .. 1 full spasm; only muscle uses it
    float stiffnessFactor =
        1.0f;              ///< multiplies the whole law: taut band, nodule, guarding, inflammation; clamped 0.05..50
    float swelling = 0.0f; ///< stress-free volume gain as a share, 0..0.5 (oedema); not used by the solver yet
};

struct SurfaceHit {
    glm::vec3 point{0.0f};
    glm::vec3 normal{0.0f, 0.0f, -1.0f}; ///< unit, out of the body
};

class TissueMap {
public:
    virtual ~TissueMap() = default;

    /// What the body is at a point, without the patient's condition.
    virtual TissueSample at(const glm::vec3& point) const = 0;
    /// What the condition makes of it: `tone`, `stiffnessFactor`, `swelling`. Asked again when the condition changed
    /// (Press::renewCondition), with the same point and the sample that at() gave.
    virtual void condition(const glm::vec3& point, TissueSample& sample) const {
        static_cast<void>(point);
        static_cast<void>(sample);
    }
    /// First place where the ray enters the body through the skin.
    virtual std::optional<SurfaceHit> skin(const core::Ray& ray) const = 0;
};

} // namespace tissue
