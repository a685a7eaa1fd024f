// Zone paint: the regions of zones.toml laid on the skin of a posed body, as decals. The colours of everything that is
// painted on skin are kept here, so that no two of them are told apart by colour alone.
#pragma once

#include <render/view.h>
#include <session/world.h>

#include <string>

namespace app::paint {

// Okabe and Ito 2008, linear: safe for colour-blind eyes; patterns tell them apart without colour.
constexpr glm::vec3 kEssential{0.70f, 0.105f, 0.0f}; ///< vermilion: the pain that nearly everybody feels
constexpr glm::vec3 kSpillover{0.79f, 0.34f, 0.0f};  ///< orange: what spills over
constexpr glm::vec3 kTarget{0.09f, 0.45f, 0.81f};    ///< sky blue
constexpr glm::vec3 kMark{0.0f, 0.34f, 0.17f};       ///< bluish green
constexpr glm::vec3 kTingling{0.87f, 0.76f, 0.05f};  ///< yellow
constexpr glm::vec3 kNumb{0.0f, 0.17f, 0.45f};       ///< blue
constexpr glm::vec3 kTerritory{0.80f, 0.82f, 0.85f}; ///< where a nerve would be felt

struct Ink {
    glm::vec3 colour{0.0f};
    render::Decal::Pattern pattern = render::Decal::Pattern::Plain;
    float strength = 1.0f; ///< 0..1
};

/// Every part of the zone on that side. An unknown zone, one that lies beyond the modelled skin, or more decals than a
/// view holds: nothing more is painted.
void zone(render::View& view, const session::World& world, const std::string& key, core::Side side, const Ink& ink);

void ring(render::View& view, const glm::vec3& at, float radius, const glm::vec3& colour);

} // namespace app::paint
