// Label tissue map: the posed body (anatomy::Labels) as the solver wants to see it, with a hook through which the
// patient's condition sets tone, stiffness and swelling. Metres, body frame. Keeps references: labels, atlas and
// whatever the hook refers to must live as long as the map. Safe to ask from several threads if the hook is.
#pragma once

#include <anatomy/atlas.h>
#include <anatomy/labels.h>
#include <tissue/tissue_map.h>

#include <functional>

namespace tissue {

class LabelTissueMap : public TissueMap {
public:
    /// Changes the sample at a point of the posed body: `tone`, `stiffnessFactor`, `swelling`. Called for tissue only,
    /// not for air and bone. Must be a pure function while a Press is built or renewed. May be empty.
    using Condition = std::function<void(const glm::vec3& point, TissueSample& sample)>;

    LabelTissueMap(const anatomy::Labels& labels, const anatomy::Atlas& atlas, Condition condition = {});

    TissueSample at(const glm::vec3& point) const override;
    void condition(const glm::vec3& point, TissueSample& sample) const override;
    std::optional<SurfaceHit> skin(const core::Ray& ray) const override;

private:
    const anatomy::Labels& labels_;
    const anatomy::Atlas& atlas_;
    Condition condition_;
};

/// What a structure of the atlas is mechanically; of a muscle, its belly.
TissueKind tissueKindOf(anatomy::Kind kind);

} // namespace tissue
