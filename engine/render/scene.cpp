#include <render/scene_plan.h>

#include <render/detail_level.h>
#include <render/section_solids.h>

#include <algorithm>
#include <cstring>

namespace render {
namespace {

std::size_t familyOf(Surface surface) {
    switch (surface) {
    case Surface::Skin:
    case Surface::Hand:
        return 0;
    case Surface::Muscle:
    case Surface::Tendon:
    case Surface::Fascia:
    case Surface::Ligament:
        return 1;
    case Surface::Bone:
    case Surface::Cartilage:
    case Surface::Disc:
        return 2;
    default:
        return 3;
    }
}

std::uint32_t scaled(int pixels, float scale) {
    const float wanted = std::round(static_cast<float>(std::max(pixels, 1)) * glm::clamp(scale, 0.25f, 1.0f));
    return std::max(1u, static_cast<std::uint32_t>(wanted));
}

shared::DecalData decalData(const Decal& decal) {
    shared::DecalData data{};
    const glm::mat4 fromUnit(glm::vec4(decal.axes[0], 0.0f), glm::vec4(decal.axes[1], 0.0f),
                             glm::vec4(decal.axes[2], 0.0f), glm::vec4(decal.centre, 1.0f));
    data.toUnit = glm::inverse(fromUnit);
    data.colour = glm::vec4(decal.colour, glm::clamp(decal.strength, 0.0f, 1.0f));
    data.what.x = static_cast<std::uint32_t>(decal.pattern);
    return data;
}

bool flat(const Decal& decal) {
    return std::abs(glm::determinant(glm::mat3(decal.axes[0], decal.axes[1], decal.axes[2]))) < 1e-12f;
}

} // namespace

vk::DeviceSize Scene::neededBytes(const View& view) const {
    const std::size_t items = view.items.size();
    return FrameMemory::needed(sizeof(shared::FrameConstants)) + FrameMemory::needed(items * sizeof(shared::ItemData)) +
           FrameMemory::needed(view.decals.size() * sizeof(shared::DecalData)) +
           3 * FrameMemory::needed(items * sizeof(vk::DrawIndexedIndirectCommand)) + context_.poses.neededBytes(view);
}

/// Meshes in the displacement field are drawn in full: their shape at rest says nothing about the dent.
const StoredMesh::Level& Scene::detailOf(const PosedItem& posed, const Projection& projection) {
    const auto [last, fresh] = detail_.try_emplace(posed.firstPosed, -1);
    const glm::mat3 turn(posed.item->transform);
    const float grown = std::max({glm::length(turn[0]), glm::length(turn[1]), glm::length(turn[2]), 1e-6f});
    const float distance = std::max(distanceTo(posed.bounds, projection.eye), projection.nearPlane);
    const float pixel = projection.pixelSize * (projection.perspective ? distance : 1.0f) / grown;
    last->second = posed.displaced ? 0 : chooseLevel(posed.mesh->levelErrorsM, pixel, last->second);
    return posed.mesh->levels[static_cast<std::size_t>(last->second)];
}

Scene::Plan Scene::plan(const View& view, gpu::Frame& frame, FrameMemory& values) {
    Plan plan;
    plan.projection = project(view.camera, view.width, view.height);
    // A pixel of the internal picture, not of the view.
    plan.projection.pixelSize *= static_cast<float>(view.height) / static_cast<float>(targets_.size.height);
    plan.items = context_.poses.place(view, context_.meshes, frame);
    plan.section = view.section.has_value() && glm::length(view.section->normal) > 1e-6f;
    if (glm::length(view.key.direction) > 1e-6f) plan.toLight = -glm::normalize(view.key.direction);

    std::vector<shared::ItemData> data;
    std::vector<vk::DrawIndexedIndirectCommand> transparent, casters;
    std::vector<std::pair<float, vk::DrawIndexedIndirectCommand>> opaque;
    trianglesDrawn_ = 0;
    std::uint64_t shadowState = quickHash(&plan.toLight, sizeof plan.toLight, 5);
    if (plan.section) shadowState = quickHash(&*view.section, sizeof *view.section, shadowState);
    std::vector<SectionCandidate> candidates;
    std::vector<vk::DrawIndexedIndirectCommand> candidateDraws;
    for (std::size_t i = 0; i < plan.items.size(); ++i) {
        const PosedItem& posed = plan.items[i];
        const Item& item = *posed.item;
        const StoredMesh::Level& detail = detailOf(posed, plan.projection);
        std::uint32_t flags = item.highlighted ? shared::kFlagHighlighted : 0u;
        if (item.hovered) flags |= shared::kFlagHovered;
        data.push_back({glm::vec4(item.colour, glm::clamp(item.opacity, 0.0f, 1.0f)),
                        {static_cast<std::uint32_t>(item.surface), flags, item.pickId, detail.firstIndex},
                        {posed.firstPosed, posed.grain ? 1u : 0u, item.caught ? 1u : 0u, 0u}});
        const vk::DrawIndexedIndirectCommand draw(detail.indexCount, 1, detail.firstIndex,
                                                  static_cast<std::int32_t>(posed.firstPosed),
                                                  static_cast<std::uint32_t>(i));
        const bool solid = item.opacity >= 0.999f;
        if (item.castsShadow && solid) {
            casters.push_back(draw);
            plan.casterBounds.add(posed.bounds);
            shadowState = quickHash(&posed.state, sizeof posed.state, shadowState ^ posed.firstPosed);
            shadowState = quickHash(&detail.firstIndex, sizeof detail.firstIndex, shadowState);
        }
        if (item.opacity <= 0.001f || !plan.projection.sees(posed.bounds)) continue;
        if (plan.section) {
            candidates.push_back({posed.bounds, item.sectionOrder, solid});
            candidateDraws.push_back(draw);
        }
        plan.families[familyOf(item.surface)] = true;
        plan.outlined = plan.outlined || flags != 0;
        trianglesDrawn_ += detail.indexCount / 3;
        if (solid) {
            const float distance = glm::dot(posed.bounds.centre() - plan.projection.eye, plan.projection.forward);
            opaque.emplace_back(distance, draw);
        } else {
            transparent.push_back(draw);
        }
    }
    if (plan.section && stencilFormat_ != vk::Format::eUndefined) {
        const float length = glm::length(view.section->normal);
        const CutPlane plane{view.section->normal / length, view.section->offset / length};
        const auto width = static_cast<int>(targets_.size.width), height = static_cast<int>(targets_.size.height);
        for (const SectionSolid& s : sectionSolids(candidates, plan.projection, plane, width, height))
            plan.cuts.push_back({candidateDraws[s.item],
                                 {{s.pixels.left, s.pixels.top},
                                  {static_cast<std::uint32_t>(s.pixels.right - s.pixels.left),
                                   static_cast<std::uint32_t>(s.pixels.bottom - s.pixels.top)}}});
    }
    // Nearest first, so that what is behind is rejected early; the picture does not depend on it.
    std::stable_sort(opaque.begin(), opaque.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<vk::DrawIndexedIndirectCommand> solids;
    for (const auto& [distance, draw] : opaque) solids.push_back(draw);
    plan.opaque = static_cast<std::uint32_t>(solids.size());
    plan.transparent = static_cast<std::uint32_t>(transparent.size());
    plan.casters = static_cast<std::uint32_t>(casters.size());
    plan.shadowStale = plan.casters > 0 && shadowState != shadowState_;
    if (plan.shadowStale) shadowState_ = shadowState;

    std::vector<shared::DecalData> decals;
    for (const Decal& decal : view.decals) {
        if (decals.size() < shared::kMaxDecals && !flat(decal)) decals.push_back(decalData(decal));
    }
    plan.decalCount = static_cast<std::uint32_t>(decals.size());
    plan.itemData = values.put(std::span<const shared::ItemData>(data));
    plan.decals = values.put(std::span<const shared::DecalData>(decals));
    plan.opaqueDraws = values.put(std::span<const vk::DrawIndexedIndirectCommand>(solids));
    plan.transparentDraws = values.put(std::span<const vk::DrawIndexedIndirectCommand>(transparent));
    plan.casterDraws = values.put(std::span<const vk::DrawIndexedIndirectCommand>(casters));
    return plan;
}

shared::FrameConstants Scene::constants(const View& view, const Plan& plan) const {
    const Projection& p = plan.projection;
    shared::FrameConstants c{};
    c.viewProjection = p.viewProjection;
    c.shadowFromWorld = plan.casters > 0 ? shadowMatrix(plan.toLight, plan.casterBounds) : glm::mat4(1.0f);
    for (std::size_t i = 0; i < 3; ++i) {
        c.rayOrigin[i] = glm::vec4(p.rayOrigin[i], 0.0f);
        c.rayDirection[i] = glm::vec4(p.rayDirection[i], 0.0f);
    }
    c.eye = glm::vec4(p.eye, p.perspective ? 1.0f : 0.0f);
    c.forward = glm::vec4(p.forward, p.nearPlane);
    c.toLight = glm::vec4(plan.toLight, plan.casters > 0 ? 1.0f : 0.0f);
    c.lightColour = glm::vec4(view.key.colour, 0.0f);
    c.ambient = glm::vec4(view.ambient, 0.0f);
    const CaughtNerve caught = view.caught.value_or(CaughtNerve{});
    const float reach = glm::length(caught.along);
    c.caughtAt = glm::vec4(caught.at, glm::clamp(caught.conduction, 0.0f, 1.0f));
    c.caughtAlong = glm::vec4(reach > 0.0f ? caught.along / reach : glm::vec3(0.0f, -1.0f, 0.0f),
                              glm::clamp(caught.irritation, 0.0f, 1.0f));
    c.pulse = glm::vec4(view.pulsePhase, caught.pulsePhase, 0.0f, 0.0f);
    c.backgroundTop = glm::vec4(view.backgroundTop, p.farPlane);
    c.backgroundBottom = glm::vec4(view.backgroundBottom, p.pixelSize);
    if (plan.section) {
        const float length = glm::length(view.section->normal);
        c.section = glm::vec4(view.section->normal / length, view.section->offset / length);
    }
    c.size = {targets_.size.width, targets_.size.height, plan.decalCount, plan.section ? 1u : 0u};
    c.capacity = {targets_.taskCapacity, targets_.nodeCapacity, targets_.halfSize().width, targets_.halfSize().height};
    c.options = {plan.outlined ? 1u : 0u, plan.transparent > 0 ? 1u : 0u, 0u, 0u};
    return c;
}

core::Status Scene::draw(const View& view, gpu::Frame& frame, FrameMemory& values, gpu::Use pictureUse) {
    const auto translucent = [](const Item& item) { return item.opacity > 0.001f && item.opacity < 0.999f; };
    const bool layered = std::any_of(view.items.begin(), view.items.end(), translucent);
    TargetNeeds needs;
    needs.size = vk::Extent2D(scaled(view.width, view.renderScale), scaled(view.height, view.renderScale));
    needs.samples = context_.samples;
    const std::uint32_t pixels = needs.size.width * needs.size.height;
    wantedTasks_ = std::max(wantedTasks_, pixels + pixels / 4);
    if (layered) wantedNodes_ = std::max(wantedNodes_, pixels * 2);
    needs.tasks = wantedTasks_;
    needs.nodes = wantedNodes_;
    if (view.section) needs.stencil = stencilFormat_;
    fit(targets_, needs, context_.device, frame);

    Plan plan = this->plan(view, frame, values);
    plan.constants = values.put(constants(view, plan));
    if (core::Status ready = preparePipelines(plan); !ready) return ready;

    targets_.states[PosedVertices] = context_.poses.state();
    Recorder recorder{context_.device, frame, targets_, context_.poses.posed()};
    if (context_.poses.dirty()) {
        recorder.begin({"pose", {{PosedVertices, gpu::Use::StorageWrittenByCompute}}});
        if (core::Status posed = context_.poses.record(view, context_.meshes, frame, values); !posed) return posed;
    }
    if (plan.shadowStale) recordShadow(plan, recorder);
    recordVisibility(plan, recorder);
    if (!plan.cuts.empty()) recordSection(plan, recorder);
    if (plan.transparent > 0) recordLayers(plan, recorder);
    recordGather(plan, recorder);
    recordShading(plan, recorder);
    recordComposite(plan, recorder, pictureUse);
    context_.poses.state() = targets_.states[PosedVertices];
    drawn_[static_cast<std::size_t>(frame.slot())] = {plan.projection, view.width, view.height, true};
    return core::Done{};
}

bool Scene::lackedRoom(int slot) {
    Drawn& drawn = drawn_[static_cast<std::size_t>(slot)];
    if (!drawn.counted) return false;
    drawn.counted = false;
    shared::Counters counters{};
    std::memcpy(&counters, targets_.buffers[slot == 0 ? CountsBack0 : CountsBack1].mapped(), sizeof counters);
    bool lacked = false;
    if (counters.wastedTasks > 0) {
        wantedTasks_ = counters.tasks + counters.tasks / 4;
        lacked = true;
    }
    if (counters.nodes > targets_.nodeCapacity) {
        wantedNodes_ = counters.nodes + counters.nodes / 4;
        lacked = true;
    }
    return lacked;
}

} // namespace render
