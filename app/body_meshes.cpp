#include <app/body_meshes.h>

#include <geometry/simplify.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace app {
namespace {

using anatomy::Kind;
using anatomy::Layer;
using render::Surface;

Surface surfaceOf(Kind kind) {
    switch (kind) {
    case Kind::Bone:
        return Surface::Bone;
    case Kind::Cartilage:
        return Surface::Cartilage;
    case Kind::Disc:
        return Surface::Disc;
    case Kind::Muscle:
        return Surface::Muscle;
    case Kind::Ligament:
        return Surface::Ligament;
    case Kind::Fascia:
        return Surface::Fascia;
    case Kind::Nerve:
        return Surface::Nerve;
    case Kind::Skin:
        return Surface::Skin;
    }
    return Surface::Plain;
}

/// Where structures touch, the inner one's cut face is seen: skin stands for the fat below it as well.
int sectionOrderOf(Kind kind) {
    constexpr std::array kOutToIn = {Kind::Skin,      Kind::Fascia, Kind::Muscle, Kind::Ligament,
                                     Kind::Cartilage, Kind::Disc,   Kind::Bone,   Kind::Nerve};
    return static_cast<int>(std::find(kOutToIn.begin(), kOutToIn.end(), kind) - kOutToIn.begin());
}

// Linear colours; neighbouring muscles differ a little so that borders are seen without labels.
glm::vec3 colourOf(const anatomy::Structure& structure) {
    switch (structure.kind) {
    case Kind::Bone:
        return {0.72f, 0.64f, 0.50f};
    case Kind::Cartilage:
        return {0.55f, 0.64f, 0.68f};
    case Kind::Disc:
        return {0.42f, 0.55f, 0.68f};
    case Kind::Ligament:
        return {0.66f, 0.62f, 0.54f};
    case Kind::Fascia:
        return {0.72f, 0.70f, 0.66f};
    case Kind::Nerve:
        return {0.82f, 0.62f, 0.12f};
    case Kind::Skin:
        return {0.60f, 0.36f, 0.25f};
    case Kind::Muscle:
        break;
    }
    core::Hasher hasher; // by key, so that both sides agree
    hasher.add(std::string_view(structure.key));
    const float shade = static_cast<float>(hasher.value() % 1000) / 1000.0f;
    const float turn = static_cast<float>(hasher.value() / 1000 % 1000) / 1000.0f;
    const glm::vec3 base = glm::mix(glm::vec3(0.36f, 0.055f, 0.045f), glm::vec3(0.46f, 0.10f, 0.075f), shade);
    return glm::mix(base, glm::vec3(0.42f, 0.09f, 0.10f), turn * 0.5f);
}

bool behindPeel(const DrawnStructure& part, Layer peel) {
    if (part.kind == Kind::Nerve) return false;
    return static_cast<int>(part.layer) < static_cast<int>(peel);
}

Layer outermostLeft(const BodyMeshes& meshes, const Look& look) {
    Layer outer = Layer::Bone;
    for (const DrawnStructure& part : meshes.structures())
        if (part.kind != Kind::Nerve && !behindPeel(part, look.peel) && part.layer < outer) outer = part.layer;
    return outer;
}

struct Coarser {
    geometry::Mesh mesh;
    geometry::SkinWeights weights;
    std::vector<float> halfThickness;
};

/// Vertices of the simplified mesh are a subset of those given: their weights are found by their place.
Coarser simplified(const anatomy::BodyPart& part, float detail) {
    constexpr float kErrorM = 0.0015f;
    const auto wanted = static_cast<std::size_t>(static_cast<float>(part.mesh.triangleCount()) * detail);
    Coarser out;
    out.mesh = geometry::simplified(part.mesh, {std::max<std::size_t>(wanted, 60), kErrorM});
    if (part.weights.empty()) return out;
    using Place = std::array<float, 3>;
    const auto placeOf = [](const glm::vec3& p) { return Place{p.x, p.y, p.z}; };
    std::map<Place, std::size_t> index;
    for (std::size_t i = 0; i < part.mesh.positions.size(); ++i) index.emplace(placeOf(part.mesh.positions[i]), i);
    for (const glm::vec3& p : out.mesh.positions) {
        const auto found = index.find(placeOf(p));
        CHECK(found != index.end(), "a simplified mesh keeps vertices of the fine one");
        out.weights.push_back(part.weights[found->second]);
        if (!part.halfThickness.empty()) out.halfThickness.push_back(part.halfThickness[found->second]);
    }
    return out;
}

} // namespace

core::Result<BodyMeshes> BodyMeshes::upload(const anatomy::Body& body, render::Renderer& renderer,
                                            core::Workers& workers, float detail) {
    // detail levels and packing take nearly all of the time; the device is given the meshes one after the other
    const std::vector<anatomy::BodyPart>& parts = body.parts();
    std::vector<std::optional<core::Result<render::PreparedMesh>>> prepared(parts.size());
    workers.parallelFor(parts.size(), 1, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i < end; ++i) {
            const anatomy::BodyPart& part = parts[i];
            if (part.mesh.indices.empty() || body.atlas().find(part.id) == nullptr) continue;
            const Coarser coarser = detail < 1.0f ? simplified(part, detail) : Coarser{};
            prepared[i] = detail < 1.0f ? render::prepareMesh(coarser.mesh, coarser.weights, coarser.halfThickness)
                                        : render::prepareMesh(part.mesh, part.weights, part.halfThickness);
        }
    });
    BodyMeshes out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (!prepared[i]) continue;
        const anatomy::BodyPart& part = parts[i];
        const anatomy::Structure& structure = *body.atlas().find(part.id);
        if (!*prepared[i]) return prepared[i]->error().within(structure.name);
        const core::Result<render::MeshHandle> mesh = renderer.addMesh(std::move(*prepared[i]).value());
        if (!mesh) return mesh.error().within(structure.name);
        const core::Box box = geometry::bounds(part.mesh);
        out.structures_.push_back({part.id, i, structure.kind, structure.layer, mesh.value(), surfaceOf(structure.kind),
                                   colourOf(structure), box});
        out.bounds_.add(box);
    }
    return out;
}

const DrawnStructure* BodyMeshes::find(core::StructureId id) const {
    for (const DrawnStructure& part : structures_)
        if (part.id == id) return &part;
    return nullptr;
}

core::StructureId BodyMeshes::picked(std::uint32_t pickId) const {
    return pickId >= 1 && pickId <= structures_.size() ? structures_[pickId - 1].id : core::StructureId{};
}

void addBody(render::View& view, const BodyMeshes& meshes, const Look& look) {
    const Layer outer = outermostLeft(meshes, look);
    for (std::size_t i = 0; i < meshes.structures().size(); ++i) {
        const DrawnStructure& part = meshes.structures()[i];
        const bool chosen = look.isolated == part.id || look.selected == part.id;
        if (look.hidden.contains(part.id)) continue;
        if (behindPeel(part, look.peel) && look.isolated != part.id) continue;
        if (part.kind == Kind::Nerve && !look.showNerves && !look.section && look.peel != Layer::Deep &&
            look.peel != Layer::Bone && !chosen)
            continue;
        render::Item item;
        item.mesh = part.mesh;
        item.surface = part.surface;
        item.colour = part.colour;
        item.pickId = meshes.pickId(i);
        item.skinned = true;
        item.highlighted = look.selected == part.id;
        item.hovered = look.hovered == part.id;
        item.sectionOrder = sectionOrderOf(part.kind);
        if (part.layer == outer && part.kind != Kind::Nerve && look.outerOpacity < 1.0f)
            item.opacity = look.outerOpacity;
        if (look.isolated && *look.isolated != part.id) {
            if (!look.contextMuted) continue;
            if (part.kind != Kind::Bone) continue;
            item.colour = glm::mix(item.colour, glm::vec3(0.35f), 0.5f);
        }
        if (item.opacity <= 0.02f) continue;
        view.items.push_back(item);
    }
    view.section = look.section;
}

void poseBody(render::View& view, const BodyMeshes& meshes, const anatomy::Posing& posing) {
    view.joints = posing.joints;
    for (render::Item& item : view.items) {
        const std::size_t index = item.pickId - 1;
        if (item.pickId == 0 || index >= meshes.structures().size()) continue;
        item.bulge = posing.bulges[meshes.structures()[index].part];
    }
}

} // namespace app
