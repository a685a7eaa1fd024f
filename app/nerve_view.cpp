#include <app/nerve_view.h>

#include <app/zone_paint.h>

#include <anatomy/posing.h>
#include <session/nerve_site.h>

#include <algorithm>
#include <cmath>

namespace app {
namespace {

constexpr float kFaintSkin = 0.42f;   ///< enough of it for what is painted on it
constexpr float kFaintMuscle = 0.30f; ///< over the nerve, yet seen
constexpr float kLeastFelt = 0.03f;

const anatomy::Structure* sided(const session::World& world, const std::string& key, core::Side side) {
    const anatomy::Structure* found = world.library->atlas.find(key, side);
    return found != nullptr ? found : world.library->atlas.find(key, core::Side::Midline);
}

bool among(const session::World& world, const std::vector<std::string>& keys, core::Side side, core::StructureId id) {
    return std::any_of(keys.begin(), keys.end(), [&](const std::string& key) {
        const anatomy::Structure* s = sided(world, key, side);
        return s != nullptr && s->id == id;
    });
}

core::Side otherSide(core::Side side) {
    return side == core::Side::Left ? core::Side::Right : core::Side::Left;
}

} // namespace

float pulseSpeed(float conduction) {
    return 0.15f + 0.85f * std::clamp(conduction, 0.0f, 1.0f);
}

Look nerveLook(const Look& look, const session::World& world, const session::Snapshot& snapshot) {
    const patient::SitedEntrapment& at = snapshot.nerve.at;
    Look out = look;
    out.peel = anatomy::Layer::Skin;
    out.outerOpacity = kFaintSkin;
    out.showNerves = true;
    out.isolated.reset();
    for (const anatomy::Structure& s : world.library->atlas.structures()) {
        const bool frame = s.kind == anatomy::Kind::Bone || s.kind == anatomy::Kind::Disc ||
                           s.kind == anatomy::Kind::Cartilage || s.kind == anatomy::Kind::Skin;
        const bool belongs = frame || s.id == snapshot.nerveStructure ||
                             among(world, at.entrapment->compressors, at.side, s.id) ||
                             (snapshot.nerve.middle().symptoms.weakness > kLeastFelt &&
                              among(world, at.entrapment->weakens, at.side, s.id));
        if (!belongs) out.hidden.insert(s.id);
    }
    return out;
}

void markNerve(render::View& view, const BodyMeshes& meshes, const session::World& world,
               const session::Snapshot& snapshot, const NerveView& shown) {
    const patient::NerveBenchState& state = snapshot.nerve;
    const patient::Entrapment& site = *state.at.entrapment;
    const patient::NerveFelt& felt = state.middle();
    render::CaughtNerve caught;
    caught.at = snapshot.nerveAt;
    caught.along = snapshot.nerveAlong;
    caught.conduction = felt.conduction;
    caught.irritation = std::max(felt.symptoms.tingling, felt.symptoms.pain);
    caught.pulsePhase = shown.pulsesBeyond;
    view.caught = caught;
    for (render::Item& item : view.items) {
        const core::StructureId id = meshes.picked(item.pickId);
        if (!id.valid()) continue;
        if (id == snapshot.nerveStructure) {
            item.caught = true;
            item.opacity = 1.0f;
        }
        if (!shown.only) continue;
        const bool first = !site.compressors.empty() && among(world, {site.compressors.front()}, state.at.side, id);
        const bool over = !first && among(world, site.compressors, state.at.side, id);
        const bool weak = among(world, site.weakens, state.at.side, id);
        if (weak) item.colour = glm::mix(item.colour, glm::vec3(0.42f, 0.42f, 0.46f), felt.symptoms.weakness);
        if (item.surface != render::Surface::Muscle) continue;
        if (over || (weak && !first)) item.opacity = kFaintMuscle;
    }
}

void paintNerve(render::View& view, const session::World& world, const session::Snapshot& snapshot,
                const NerveView& shown) {
    using Pattern = render::Decal::Pattern;
    const patient::NerveBenchState& state = snapshot.nerve;
    const patient::NerveSymptoms& felt = state.middle().symptoms;
    const core::Side side = state.at.side;
    const auto strength = [](float share) { return 0.25f + 0.75f * share; };
    for (const std::string& zone : state.at.entrapment->zones) {
        paint::zone(view, world, zone, side, {paint::kTerritory, Pattern::Ring, 0.5f});
        if (felt.pain > kLeastFelt)
            paint::zone(view, world, zone, side, {paint::kEssential, Pattern::Plain, 0.6f * felt.pain});
        if (felt.numbness > kLeastFelt)
            paint::zone(view, world, zone, side, {paint::kNumb, Pattern::Stripes, strength(felt.numbness)});
        if (felt.tingling > kLeastFelt)
            paint::zone(view, world, zone, side, {paint::kTingling, Pattern::Stipple, strength(felt.tingling)});
    }
    if (!shown.muscle) return;
    for (const std::string& zone : shown.muscle.point->essential)
        paint::zone(view, world, zone, otherSide(side), {paint::kEssential, Pattern::Stipple, 0.9f});
    for (const std::string& zone : shown.muscle.point->spillover)
        paint::zone(view, world, zone, otherSide(side), {paint::kSpillover, Pattern::Stripes, 0.5f});
}

OrbitCamera nerveCamera(const session::World& world, const patient::SitedEntrapment& at, const OrbitCamera& from,
                        bool bothSides) {
    OrbitCamera out = from;
    if (at.entrapment == nullptr) return out;
    const session::NerveSite site = session::nerveSite(world, at);
    core::Box box;
    constexpr glm::vec3 kRoom(0.05f);
    box.add(site.at - kRoom);
    box.add(site.at + kRoom);
    render::View painted;
    for (const std::string& zone : at.entrapment->zones) paint::zone(painted, world, zone, at.side, {});
    for (const render::Decal& d : painted.decals)
        for (const float sign : {-1.0f, 1.0f}) box.add(d.centre + sign * (d.axes[0] + d.axes[1] + d.axes[2]));
    // Facing the skin where it would be felt; of what is felt nowhere on it, the skin over the place.
    glm::vec3 facing(0.0f);
    for (const render::Decal& d : painted.decals) facing += world.labels.nearestSkin(d.centre).normal;
    if (glm::length(facing) < 0.3f) facing = world.labels.nearestSkin(site.at).normal;
    if (bothSides) facing.x = 0.0f;
    if (glm::length(facing) > 0.1f) {
        facing = glm::normalize(facing);
        out.yaw = std::atan2(facing.x, -facing.z);
        out.pitch = std::clamp(std::asin(std::clamp(facing.y, -1.0f, 1.0f)), -0.35f, 0.35f);
    }
    if (bothSides) {
        const core::Box own = box; // a posed body is not quite the mirror of itself: near enough to be framed
        box.add(glm::vec3(-own.lower.x, own.lower.y, own.lower.z));
        box.add(glm::vec3(-own.upper.x, own.upper.y, own.upper.z));
    }
    out.frame(box, 1.0f);
    return out;
}

} // namespace app
