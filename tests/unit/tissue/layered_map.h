// Flat layers for tests, with whatever a test changes in them: bands, bone, a condition.
#pragma once

#include <tissue/flat_layers.h>

#include <functional>

namespace layered {

struct Map : tissue::FlatLayers {
    std::function<void(const glm::vec3&, tissue::TissueSample&)> change;

    tissue::TissueSample at(const glm::vec3& p) const override {
        tissue::TissueSample s = FlatLayers::at(p);
        if (p.z <= 0.0f && change) change(p, s);
        return s;
    }
};

/// Skin 2 mm, fat 6, muscle 30, then bone.
inline Map back() {
    Map m;
    m.layers = tissue::FlatLayers::back();
    return m;
}

} // namespace layered
