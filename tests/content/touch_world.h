// The shipped body with its labels, laws and tools, for tests that press on it. Built once for all tests of a program.
#pragma once

#include "shipped_body.h"

#include <anatomy/labels.h>
#include <tissue/label_tissue_map.h>
#include <tissue/press.h>

#include <algorithm>
#include <vector>

namespace shipped {

struct World {
    core::Workers workers{1};
    anatomy::Body body;
    anatomy::Labels labels;
    tissue::MaterialLibrary materials;
    std::vector<tissue::Tool> tools;

    tissue::Tool tool(const char* key) const { return tissue::findTool(tools, key).value(); }
};

inline World& world() {
    static World made = [] {
        core::Workers workers(2);
        anatomy::Body body = build({});
        auto labels = anatomy::Labels::build(body, body.skeleton().bindPose(), workers);
        const auto tools = tissue::loadTools(kAssets / "tools");
        CHECK(tools.ok(), tools.ok() ? "" : tools.error().text().c_str());
        const auto materials = tissue::loadMaterials(kAssets / "tissue" / "materials.toml");
        CHECK(materials.ok(), materials.ok() ? "" : materials.error().text().c_str());
        return World{core::Workers(1), std::move(body), std::move(labels), materials.value(), tools.value()};
    }();
    return made;
}

/// The most posterior vertex of a bone, for spinous processes and crests.
inline glm::vec3 tipOf(const char* name) {
    const auto structure = world().body.atlas().resolve(name);
    CHECK(structure.ok(), structure.ok() ? "" : structure.error().text().c_str());
    const auto* part = world().body.part(structure.value()->id);
    CHECK(part != nullptr, name);
    const auto& vertices = part->mesh.positions;
    return *std::min_element(vertices.begin(), vertices.end(), [](const auto& a, const auto& b) { return a.z < b.z; });
}

/// The skin of the back straight behind a place.
inline anatomy::SkinHit behind(glm::vec3 place) {
    place.z = -0.6f;
    const auto hit = world().labels.skinHit({place, core::kAnterior});
    CHECK(hit.has_value(), "no skin behind the place");
    return *hit;
}

/// A tool standing on the skin, along its normal.
inline tissue::Press pressAt(const anatomy::SkinHit& at, const char* tool,
                             const tissue::LabelTissueMap::Condition& condition = {}) {
    const World& w = world();
    const tissue::LabelTissueMap map(w.labels, w.body.atlas(), condition);
    auto press = tissue::Press::begin(map, w.materials, w.tool(tool), at.position, -at.normal);
    CHECK(press.ok(), press.ok() ? "" : press.error().text().c_str());
    return std::move(press).value();
}

} // namespace shipped
