#include <tissue/label_tissue_map.h>

#include <utility>

namespace tissue {

namespace {

/// From here on a muscle is tendon; sheets of aponeurosis, thinner than an element, stay below (geometry/mesh.h).
constexpr float kTendonShare = 0.5f;

} // namespace

TissueKind tissueKindOf(anatomy::Kind kind) {
    switch (kind) {
    case anatomy::Kind::Bone:
        return TissueKind::Bone;
    case anatomy::Kind::Cartilage:
        return TissueKind::Cartilage;
    case anatomy::Kind::Disc:
        return TissueKind::Disc;
    case anatomy::Kind::Muscle:
        return TissueKind::Muscle;
    case anatomy::Kind::Ligament:
        return TissueKind::Ligament;
    case anatomy::Kind::Fascia:
        return TissueKind::Fascia;
    case anatomy::Kind::Nerve:
        return TissueKind::Nerve;
    case anatomy::Kind::Skin:
        return TissueKind::Skin;
    }
    return TissueKind::Fat;
}

LabelTissueMap::LabelTissueMap(const anatomy::Labels& labels, const anatomy::Atlas& atlas, Condition condition)
    : labels_(labels), atlas_(atlas), condition_(std::move(condition)) {}

TissueSample LabelTissueMap::at(const glm::vec3& point) const {
    const anatomy::Label label = labels_.at(point);
    TissueSample sample;
    if (!label.inside) return sample;
    sample.structure = label.structure;
    sample.fibre = label.fibre;
    if (label.fat) {
        sample.kind = TissueKind::Fat;
    } else {
        // the atlas has the last word on what a structure is
        const anatomy::Structure* known = atlas_.find(label.structure);
        sample.kind = tissueKindOf(known != nullptr ? known->kind : label.kind);
        if (sample.kind == TissueKind::Muscle && label.tendon > kTendonShare) sample.kind = TissueKind::Tendon;
    }
    return sample;
}

void LabelTissueMap::condition(const glm::vec3& point, TissueSample& sample) const {
    if (!condition_ || sample.kind == TissueKind::Bone || sample.kind == TissueKind::Air) return;
    const TissueKind kind = sample.kind;
    condition_(point, sample);
    sample.kind = kind; // a condition changes how stiff a place is, not what it is
}

std::optional<SurfaceHit> LabelTissueMap::skin(const core::Ray& ray) const {
    const auto hit = labels_.skinHit(ray);
    if (!hit) return std::nullopt;
    return SurfaceHit{hit->position, hit->normal};
}

} // namespace tissue
