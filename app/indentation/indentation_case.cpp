#include <app/indentation/indentation_case.h>

#include <algorithm>
#include <cmath>

namespace indentation {

bool Body::contains(const glm::vec3& p) const {
    switch (form) {
    case Form::Sphere:
        return glm::distance(p, a) < radius;
    case Form::Box:
        return glm::all(glm::greaterThanEqual(p, a)) && glm::all(glm::lessThanEqual(p, b));
    case Form::Cylinder: {
        const glm::vec3 r = p - a;
        return glm::length(r - b * glm::dot(r, b)) < radius;
    }
    }
    return false;
}

core::Status Case::assignKinds() {
    using tissue::TissueKind;
    // block levels follow the bottoms of skin and fat: the two uppermost layers, when there is more below
    const TissueKind order[] = {TissueKind::Muscle,    TissueKind::Skin,     TissueKind::Fat,  TissueKind::Fascia,
                                TissueKind::Tendon,    TissueKind::Ligament, TissueKind::Disc, TissueKind::Nerve,
                                TissueKind::Cartilage, TissueKind::Organ};
    std::vector<Law> known(std::size(order));
    std::vector<char> taken(std::size(order), 0);
    const auto place = [&](const Law& law, std::size_t wanted) -> int {
        for (std::size_t n = 3; n < known.size(); ++n)
            if (taken[n] && known[n] == law) return static_cast<int>(n);
        while (wanted < known.size() && taken[wanted]) ++wanted;
        if (wanted >= known.size()) return -1;
        known[wanted] = law;
        taken[wanted] = 1;
        return static_cast<int>(wanted);
    };
    const core::Error full("case " + id + ": more than " + std::to_string(std::size(order)) + " different laws");
    for (std::size_t i = 0; i < layers.size(); ++i) {
        const bool last = i + 1 == layers.size();
        const int n = place(layers[i].law, last ? 0 : i == 0 ? 1 : i == 1 ? 2 : 3);
        if (n < 0) return full;
        layerKinds_.push_back(order[n]);
    }
    for (const Body& b : inclusions) {
        const int n = place(b.law, 3);
        if (n < 0) return full;
        inclusionKinds_.push_back(order[n]);
    }
    for (std::size_t n = 0; n < known.size(); ++n) {
        tissue::Material m;
        m.kind = order[n];
        if (!taken[n]) known[n] = layers.back().law;
        m.youngKPa = known[n].young;
        m.poisson = known[n].poisson;
        laws_.set(m);
    }
    return core::Done{};
}

tissue::TissueSample Case::at(const glm::vec3& metres) const {
    const glm::vec3 p = metres * 1000.0f;
    tissue::TissueSample s;
    if (p.z > 0.0f) return s;
    s.kind = tissue::TissueKind::Bone;
    if (p.z < -thickness) return s;
    for (const Body& b : bones)
        if (b.contains(p)) return s;
    for (std::size_t i = 0; i < inclusions.size(); ++i)
        if (inclusions[i].contains(p)) {
            s.kind = inclusionKinds_[i];
            return s;
        }
    float bottom = 0.0f;
    for (std::size_t i = 0; i < layers.size(); ++i) {
        bottom -= layers[i].thickness;
        s.kind = layerKinds_[i];
        if (p.z > bottom) break;
    }
    return s;
}

std::optional<tissue::SurfaceHit> Case::skin(const core::Ray& ray) const {
    if (!(ray.direction.z < 0.0f) || ray.origin.z < 0.0f) return std::nullopt;
    return tissue::SurfaceHit{ray.origin - ray.direction * (ray.origin.z / ray.direction.z), {0, 0, 1}};
}

} // namespace indentation
