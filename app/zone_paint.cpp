#include <app/zone_paint.h>

#include <algorithm>

namespace app::paint {
namespace {

bool full(const render::View& view) {
    return view.decals.size() >= static_cast<std::size_t>(render::View::kMaxDecals);
}

core::StructureId skinId(const session::World& world) {
    const anatomy::Structure* skin = world.library->atlas.find("skin", core::Side::Midline);
    return skin != nullptr ? skin->id : core::StructureId{};
}

} // namespace

void zone(render::View& view, const session::World& world, const std::string& key, core::Side side, const Ink& ink) {
    const patient::Zone* found = world.library->points.zone(key);
    if (found == nullptr) return;
    const core::StructureId skin = skinId(world);
    const float scale = world.chart.body.statureM / anatomy::kReferenceStatureM;
    for (const patient::Zone::Ellipsoid& e : found->ellipsoids) {
        if (full(view)) return;
        render::Decal decal;
        decal.centre = world.labels.posedPoint(skin, patient::onSide(e.centre, side));
        for (int d = 0; d < 3; ++d) {
            decal.axes[static_cast<std::size_t>(d)] = glm::vec3(0.0f);
            decal.axes[static_cast<std::size_t>(d)][d] = e.semiAxes[d] * scale;
        }
        decal.colour = ink.colour;
        decal.pattern = ink.pattern;
        decal.strength = std::clamp(ink.strength, 0.0f, 1.0f);
        view.decals.push_back(decal);
    }
}

void ring(render::View& view, const glm::vec3& at, float radius, const glm::vec3& colour) {
    if (full(view)) return;
    render::Decal decal;
    decal.centre = at;
    for (int d = 0; d < 3; ++d) {
        decal.axes[static_cast<std::size_t>(d)] = glm::vec3(0.0f);
        decal.axes[static_cast<std::size_t>(d)][d] = radius;
    }
    decal.colour = colour;
    decal.pattern = render::Decal::Pattern::Ring;
    view.decals.push_back(decal);
}

} // namespace app::paint
