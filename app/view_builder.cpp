#include <app/view_builder.h>

#include <app/skin_tone.h>
#include <app/zone_paint.h>

#include <algorithm>
#include <cmath>

namespace app {

namespace {

void paintReferral(render::View& view, const session::World& world, const patient::PatientState& felt) {
    for (const patient::ReferredPain& pain : felt.referred)
        paint::zone(view, world, pain.zone, pain.side,
                    {pain.spillover ? paint::kSpillover : paint::kEssential,
                     pain.spillover ? render::Decal::Pattern::Stripes : render::Decal::Pattern::Stipple,
                     0.25f + 0.75f * pain.intensity});
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
    view.pulsePhase = request.time * kPulsesPerSecond;
    if (request.light) {
        view.backgroundTop = {0.72f, 0.75f, 0.78f};
        view.backgroundBottom = {0.50f, 0.53f, 0.56f};
    }
    const bool bench = snapshot != nullptr && snapshot->nerve.at.entrapment != nullptr;
    const bool onlyNerve = bench && request.nerve.only;
    addBody(view, meshes.body, onlyNerve ? nerveLook(request.look, world, *snapshot) : request.look);
    if (bench) markNerve(view, meshes.body, world, *snapshot, request.nerve);
    for (render::Item& item : view.items)
        if (item.surface == render::Surface::Skin)
            item.colour = skinColour(request.skinTone != 0 ? request.skinTone : world.chart.skinTone);
    poseBody(view, meshes.body, world.posing);
    if (request.furnished) addFurniture(view, meshes, meshes.furniture, request.look);
    if (request.target) paint::ring(view, *request.target, 0.016f, paint::kTarget);
    if (request.mark) paint::ring(view, *request.mark, 0.009f, paint::kMark);
    if (snapshot == nullptr) return view;
    if (request.showPain) paintReferral(view, world, snapshot->patient);
    if (bench) paintNerve(view, world, *snapshot, request.nerve);
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
