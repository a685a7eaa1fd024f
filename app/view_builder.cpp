#include <app/view_builder.h>

#include <algorithm>
#include <cmath>

namespace app {

namespace {

// Okabe and Ito 2008: vermilion for the pain that nearly everybody feels, orange for what spills over, sky blue for
// targets; patterns tell them apart without colour.
constexpr glm::vec3 kEssential{0.70f, 0.105f, 0.0f};
constexpr glm::vec3 kSpillover{0.79f, 0.34f, 0.0f};
constexpr glm::vec3 kTarget{0.09f, 0.45f, 0.81f};
constexpr glm::vec3 kMark{0.0f, 0.34f, 0.17f};

core::StructureId skinId(const session::World& world) {
    const anatomy::Structure* skin = world.library->atlas.find("skin", core::Side::Midline);
    return skin != nullptr ? skin->id : core::StructureId{};
}

void paintReferral(render::View& view, const session::World& world, const patient::PatientState& felt) {
    const core::StructureId skin = skinId(world);
    const float scale = world.chart.body.statureM / anatomy::kReferenceStatureM;
    for (const patient::ReferredPain& pain : felt.referred) {
        const patient::Zone* zone = world.library->points.zone(pain.zone);
        if (zone == nullptr) continue;
        for (const patient::Zone::Ellipsoid& e : zone->ellipsoids) {
            if (view.decals.size() >= static_cast<std::size_t>(render::View::kMaxDecals)) return;
            render::Decal decal;
            decal.centre = world.labels.posedPoint(skin, patient::onSide(e.centre, pain.side));
            for (int d = 0; d < 3; ++d) {
                decal.axes[static_cast<std::size_t>(d)] = glm::vec3(0.0f);
                decal.axes[static_cast<std::size_t>(d)][d] = e.semiAxes[d] * scale;
            }
            decal.colour = pain.spillover ? kSpillover : kEssential;
            decal.pattern = pain.spillover ? render::Decal::Pattern::Stripes : render::Decal::Pattern::Stipple;
            decal.strength = std::clamp(0.25f + 0.75f * pain.intensity, 0.0f, 1.0f);
            view.decals.push_back(decal);
        }
    }
}

void paintRing(render::View& view, const glm::vec3& at, float radius, const glm::vec3& colour) {
    if (view.decals.size() >= static_cast<std::size_t>(render::View::kMaxDecals)) return;
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

/// Light to dark skin, linear RGB: after the range of measured skin reflectances (Xiao et al. 2017), by eye (C).
glm::vec3 skinTone(float tone) {
    constexpr glm::vec3 kLight{0.72f, 0.47f, 0.36f}, kMiddle{0.46f, 0.26f, 0.17f}, kDark{0.085f, 0.042f, 0.026f};
    return tone < 0.5f ? glm::mix(kLight, kMiddle, 2.0f * tone) : glm::mix(kMiddle, kDark, 2.0f * tone - 1.0f);
}

void addTool(render::View& view, const SceneMeshes& meshes, const ViewRequest& request,
             const session::Snapshot& snapshot) {
    const auto tool = meshes.tools.find(snapshot.input.tool);
    if (tool == meshes.tools.end() || request.toolOpacity <= 0.0f) return;
    const glm::vec3 skin = skinTone(std::clamp(request.handTone, 0.0f, 1.0f));
    for (const SceneMeshes::ToolPiece& piece : tool->second) {
        render::Item item;
        item.mesh = piece.mesh;
        item.deforms = false;
        item.transform = snapshot.toolToBody;
        item.opacity = std::clamp(request.toolOpacity, 0.0f, 1.0f);
        switch (piece.matter) {
        case ToolMatter::Skin:
            item.surface = render::Surface::Hand;
            item.colour = skin;
            break;
        case ToolMatter::Nail:
            item.surface = render::Surface::Tool;
            item.colour = glm::mix(skin, glm::vec3(0.80f, 0.52f, 0.45f), 0.55f);
            break;
        case ToolMatter::Cloth:
            item.surface = render::Surface::Plain;
            item.colour = {0.055f, 0.105f, 0.135f};
            break;
        case ToolMatter::Wood:
            item.surface = render::Surface::Wood;
            item.colour = {0.42f, 0.22f, 0.095f};
            break;
        case ToolMatter::Rubber:
            item.surface = render::Surface::Plain;
            item.colour = {0.022f, 0.022f, 0.024f};
            break;
        }
        view.items.push_back(item);
    }
}

} // namespace

core::Result<SceneMeshes> SceneMeshes::upload(const session::World& world, render::Renderer& renderer,
                                              core::Workers& workers, float detail) {
    auto body = BodyMeshes::upload(world.body, renderer, workers, detail);
    if (!body) return body.error();
    SceneMeshes out{std::move(body).value(), {}, {}, furnitureOf(world.body, world.posing, world.pose)};
    for (const Piece piece : kPieces) {
        auto prepared = render::prepareMesh(pieceMesh(piece), {});
        if (!prepared) return prepared.error().within("furniture");
        const auto mesh = renderer.addMesh(std::move(prepared).value());
        if (!mesh) return mesh.error().within("furniture");
        out.pieces[piece] = mesh.value();
    }
    return out;
}

core::Status SceneMeshes::addTools(const ToolModels& models, render::Renderer& renderer) {
    for (const auto& [key, parts] : models)
        for (const ToolPart& part : parts) {
            auto prepared = render::prepareMesh(part.mesh, {});
            if (!prepared) return prepared.error().within("tool \"" + key + "\"");
            const auto mesh = renderer.addMesh(std::move(prepared).value());
            if (!mesh) return mesh.error().within("tool \"" + key + "\"");
            tools[key].push_back({mesh.value(), part.matter});
        }
    return core::Done{};
}

void addFurniture(render::View& view, const SceneMeshes& meshes, const std::vector<PlacedPiece>& furniture,
                  const Look& look) {
    if (!look.showFurniture || look.isolated || look.section || furniture.empty()) return;
    // The first piece bears the trunk: an eye below its surface would see the body through it.
    const glm::vec3 up(furniture.front().toBody[2]);
    if (glm::dot(view.camera.eye - glm::vec3(furniture.front().toBody[3]), up) < 0.0f) return;
    for (const PlacedPiece& piece : furniture) {
        render::Item item;
        item.mesh = meshes.pieces.at(piece.piece);
        item.surface = render::Surface::Table;
        item.colour = piece.piece == Piece::Pillow ? glm::vec3(0.50f, 0.52f, 0.52f) : glm::vec3(0.10f, 0.17f, 0.19f);
        item.deforms = false;
        item.castsShadow = false; // shadows are as fine as what casts them is small
        item.transform = piece.toBody;
        view.items.push_back(item);
    }
}

render::View buildView(const session::World& world, const SceneMeshes& meshes, const ViewRequest& request,
                       const session::Snapshot* snapshot) {
    render::View view;
    view.width = request.width;
    view.height = request.height;
    view.camera = request.camera.camera();
    view.time = request.time;
    if (request.light) {
        view.backgroundTop = {0.72f, 0.75f, 0.78f};
        view.backgroundBottom = {0.50f, 0.53f, 0.56f};
    }
    addBody(view, meshes.body, request.look);
    poseBody(view, meshes.body, world.posing);
    if (request.furnished) addFurniture(view, meshes, meshes.furniture, request.look);
    if (request.target) paintRing(view, *request.target, 0.016f, kTarget);
    if (request.mark) paintRing(view, *request.mark, 0.009f, kMark);
    if (snapshot == nullptr) return view;
    if (request.showPain) paintReferral(view, world, snapshot->patient);
    view.deformation = {snapshot->field.worldToGrid, snapshot->field.size, snapshot->field.displacement};
    if (request.showTool && snapshot->touching) addTool(view, meshes, request, *snapshot);
    return view;
}

namespace {

constexpr std::size_t kEveryVertex = 7; // a sample is enough for framing

} // namespace

core::Box posedBounds(const session::World& world) {
    const geometry::RigidJoints joints(world.posing.joints);
    core::Box box;
    for (const anatomy::BodyPart& part : world.body.parts()) box.add(anatomy::posedBounds(part, joints, kEveryVertex));
    return box;
}

core::Box backBounds(const session::World& world) {
    const geometry::RigidJoints joints(world.posing.joints);
    core::Box box;
    for (const anatomy::BodyPart& part : world.body.parts()) {
        const anatomy::Structure* s = world.library->atlas.find(part.id);
        const bool limb = s == nullptr || s->key == "femur" || s->key == "humerus";
        if (!limb && s->kind == anatomy::Kind::Bone) box.add(anatomy::posedBounds(part, joints, kEveryVertex));
    }
    return box.empty() ? posedBounds(world) : box;
}

} // namespace app
