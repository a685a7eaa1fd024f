#include <session/nerve_site.h>

#include <algorithm>
#include <limits>

namespace session {

namespace {

constexpr float kStretch = 0.020f; ///< to both sides: about a finger's breadth

/// On its side or, of what lies in the middle, there.
const anatomy::Structure* sided(const anatomy::Atlas& atlas, const std::string& key, core::Side side) {
    const anatomy::Structure* found = atlas.find(key, side);
    return found != nullptr ? found : atlas.find(key, core::Side::Midline);
}

} // namespace

NerveSite nerveSite(const World& world, const patient::SitedEntrapment& of) {
    NerveSite out;
    out.of = of;
    if (of.entrapment == nullptr) return out;
    const anatomy::Atlas& atlas = world.library->atlas;
    const anatomy::Structure* nerve = sided(atlas, of.entrapment->nerve, of.side);
    const anatomy::BodyPart* part = nerve != nullptr ? world.body.part(nerve->id) : nullptr;
    for (const std::string& key : of.entrapment->compressors)
        if (const anatomy::Structure* s = sided(atlas, key, of.side); s != nullptr && s->kind == anatomy::Kind::Muscle)
            out.muscles.push_back(s->id);
    const glm::vec3 described = patient::onSide(of.entrapment->at, of.side);
    out.at = world.labels.posedPoint(nerve != nullptr ? nerve->id : core::StructureId{}, described);
    out.stretch.key = of.entrapment->key();
    out.stretch.name = patient::entrapmentTitle(of, atlas);
    if (part == nullptr) return out;
    out.nerve = nerve->id;
    const auto index = static_cast<std::size_t>(part - world.body.parts().data());
    const geometry::Mesh posed = anatomy::posedPart(world.body, index, world.posing);
    float nearest = std::numeric_limits<float>::max();
    for (std::size_t i = 0; i < posed.positions.size(); ++i) {
        const float away = glm::distance(posed.positions[i], out.at);
        if (away < kStretch) out.stretch.points.push_back(posed.positions[i]);
        if (away >= nearest || i >= posed.fibres.size() || glm::length(posed.fibres[i]) < 0.1f) continue;
        nearest = away;
        out.along = glm::normalize(posed.fibres[i]);
    }
    return out;
}

} // namespace session
