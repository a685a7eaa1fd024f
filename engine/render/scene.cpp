#include <render/scene.h>

#include <render/detail_level.h>
#include <render/section_solids.h>

#include <algorithm>
#include <cstring>

namespace render {
namespace {

constexpr std::array<const char*, shared::kFamilies> kFamilyShaders{"shade_skin.comp", "shade_fibrous.comp",
                                                                    "shade_hard.comp", "shade_plain.comp"};
constexpr std::array<const char*, shared::kFamilies> kFamilyNames{"shade skin", "shade muscle", "shade bone",
                                                                  "shade plain"};

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

/// The first stencil format that the device can draw into; Vulkan warrants one of the last two.
vk::Format stencilFormatOf(const gpu::Device& device) {
    for (const vk::Format format : {vk::Format::eS8Uint, vk::Format::eD24UnormS8Uint, vk::Format::eD32SfloatS8Uint})
        if (device.physical().getFormatProperties(format).optimalTilingFeatures &
            vk::FormatFeatureFlagBits::eDepthStencilAttachment)
            return format;
    return vk::Format::eUndefined;
}

} // namespace

struct Scene::Plan {
    Projection projection;
    std::vector<PosedItem> items;
    std::uint32_t opaque = 0, transparent = 0, casters = 0;
    Slice constants, itemData, decals, opaqueDraws, transparentDraws, casterDraws;
    std::array<bool, shared::kFamilies> families{};
    bool section = false;
    struct Cut {
        vk::DrawIndexedIndirectCommand draw;
        vk::Rect2D where;
    };
    std::vector<Cut> cuts; ///< solids that the section opens, outer ones first
    bool shadowStale = false;
    bool outlined = false;
    std::uint32_t decalCount = 0;
    core::Box casterBounds;
    glm::vec3 toLight{0.0f, 1.0f, 0.0f};
};

/// Puts the barriers that follow from each pass's declaration before it, and times it.
struct Scene::Recorder {
    gpu::Device& device;
    gpu::Frame& frame;
    SceneTargets& targets;
    const gpu::Buffer& posed;

    vk::CommandBuffer commands() const { return frame.commands(); }

    void begin(const gpu::PassDeclaration& pass, bool timed = true) {
        if (timed) frame.mark(pass.name);
        std::vector<vk::ImageMemoryBarrier2> images;
        std::vector<vk::BufferMemoryBarrier2> buffers;
        for (const gpu::Barrier& b : gpu::barriersBefore(pass, targets.states)) {
            const auto resource = static_cast<SceneResource>(b.resource);
            if (const gpu::Image* image = targets.image(resource)) {
                images.emplace_back(b.fromStages, b.fromAccess, b.toStages, b.toAccess, b.fromLayout, b.toLayout,
                                    VK_QUEUE_FAMILY_IGNORED, VK_QUEUE_FAMILY_IGNORED, *image->handle,
                                    vk::ImageSubresourceRange(image->aspect, 0, 1, 0, 1));
            } else {
                const gpu::Buffer& buffer = resource == PosedVertices ? posed : targets.buffers[resource];
                buffers.emplace_back(b.fromStages, b.fromAccess, b.toStages, b.toAccess, VK_QUEUE_FAMILY_IGNORED,
                                     VK_QUEUE_FAMILY_IGNORED, *buffer.handle, 0, VK_WHOLE_SIZE);
            }
        }
        if (images.empty() && buffers.empty()) return;
        commands().pipelineBarrier2(vk::DependencyInfo({}, {}, buffers, images), *device.handle().getDispatcher());
    }

    void beginRendering(const gpu::Image* colour, const gpu::Image* depth, bool clear, vk::Extent2D size) {
        const auto& dispatch = *device.handle().getDispatcher();
        const vk::AttachmentLoadOp load = clear ? vk::AttachmentLoadOp::eClear : vk::AttachmentLoadOp::eLoad;
        vk::RenderingAttachmentInfo colourInfo, depthInfo;
        if (colour != nullptr) {
            colourInfo = vk::RenderingAttachmentInfo(*colour->view, vk::ImageLayout::eColorAttachmentOptimal, {}, {},
                                                     {}, load, vk::AttachmentStoreOp::eStore,
                                                     vk::ClearColorValue(std::array{0.0f, 0.0f, 0.0f, 0.0f}));
        }
        if (depth != nullptr) {
            depthInfo = vk::RenderingAttachmentInfo(
                *depth->view,
                clear ? vk::ImageLayout::eDepthStencilAttachmentOptimal : vk::ImageLayout::eDepthStencilReadOnlyOptimal,
                {}, {}, {}, load, clear ? vk::AttachmentStoreOp::eStore : vk::AttachmentStoreOp::eNone,
                vk::ClearDepthStencilValue(1.0f, 0));
        }
        vk::RenderingInfo info({}, {{0, 0}, size}, 1);
        if (depth != nullptr) info.setPDepthAttachment(&depthInfo);
        if (colour != nullptr) info.setColorAttachments(colourInfo);
        commands().beginRendering(info, dispatch);
        commands().setViewport(
            0, vk::Viewport(0, 0, static_cast<float>(size.width), static_cast<float>(size.height), 0, 1), dispatch);
        commands().setScissor(0, vk::Rect2D({0, 0}, size), dispatch);
    }
    void endRendering() { commands().endRendering(*device.handle().getDispatcher()); }
    void dispatch(vk::Extent2D pixels) {
        commands().dispatch((pixels.width + 7) / 8, (pixels.height + 7) / 8, 1, *device.handle().getDispatcher());
    }
};

Scene::Scene(const SceneContext& context) : context_(context) {
    const vk::raii::Device& device = context_.device.handle();
    vk::SamplerCreateInfo linear({}, vk::Filter::eLinear, vk::Filter::eLinear, vk::SamplerMipmapMode::eNearest,
                                 vk::SamplerAddressMode::eClampToEdge, vk::SamplerAddressMode::eClampToEdge,
                                 vk::SamplerAddressMode::eClampToEdge);
    linear_ = device.createSampler(linear);
    vk::SamplerCreateInfo nearest = linear; // depth need not be filterable
    nearest.magFilter = nearest.minFilter = vk::Filter::eNearest;
    nearest_ = device.createSampler(nearest);
    vk::SamplerCreateInfo compare = linear;
    compare.addressModeU = compare.addressModeV = compare.addressModeW = vk::SamplerAddressMode::eClampToBorder;
    compare.borderColor = vk::BorderColor::eFloatOpaqueWhite; // lit outside
    compare.compareEnable = VK_TRUE;
    compare.compareOp = vk::CompareOp::eLessOrEqual;
    shadowSampler_ = device.createSampler(compare);
    stencilFormat_ = stencilFormatOf(context_.device);
}

core::Status Scene::preparePipelines(const Plan& plan) {
    core::Status status = core::Done{};
    const auto compute = [&](gpu::Pipeline& pipeline, const std::string& shader) {
        if (!status || *pipeline.handle) return;
        core::Result<gpu::Pipeline> made = gpu::makeComputePipeline(context_.device, shader);
        if (made) pipeline = std::move(made).value();
        if (!made) status = made.error();
    };
    const auto graphics = [&](gpu::Pipeline& pipeline, gpu::GraphicsParams params) {
        if (!status || *pipeline.handle) return;
        params.vertexStride = 32;
        params.attributes = {{0, 0, vk::Format::eR32G32B32Sfloat, 0}};
        params.depthFormat = kDepthFormat;
        params.depthTest = true;
        core::Result<gpu::Pipeline> made = gpu::makeGraphicsPipeline(context_.device, params);
        if (made) pipeline = std::move(made).value();
        if (!made) status = made.error();
    };
    const auto sectionPipeline = [&](gpu::Pipeline& pipeline, gpu::GraphicsParams params) {
        if (!status || *pipeline.handle) return;
        params.depthFormat = vk::Format::eUndefined; // a cut face lies before all that is left: no test
        params.depthTest = params.depthWrite = false;
        const bool mesh = params.stencil == gpu::Stencil::Toggle;
        params.vertexStride = mesh ? 32 : 0;
        if (mesh) params.attributes = {{0, 0, vk::Format::eR32G32B32Sfloat, 0}};
        core::Result<gpu::Pipeline> made = gpu::makeGraphicsPipeline(context_.device, params);
        if (made) pipeline = std::move(made).value();
        if (!made) status = made.error();
    };
    const bool many = context_.samples != vk::SampleCountFlagBits::e1;
    const std::string samples = many ? "4" : "1";
    if (plan.shadowStale) {
        gpu::GraphicsParams params;
        params.vertexShader = "shadow.vert";
        params.depthWrite = true;
        params.cull = vk::CullModeFlagBits::eNone;
        params.depthBiasConstant = 1.5f;
        params.depthBiasSlope = 2.0f;
        graphics(shadow_, params);
    }
    gpu::GraphicsParams params;
    params.vertexShader = "visibility.vert";
    params.fragmentShader = "visibility.frag";
    params.colourFormats = {kVisibleFormat};
    params.depthWrite = true;
    params.samples = context_.samples;
    params.cull = plan.section ? vk::CullModeFlagBits::eNone : vk::CullModeFlagBits::eBack;
    graphics(plan.section ? visibilityBoth_ : visibility_, params);
    if (!plan.cuts.empty()) {
        gpu::GraphicsParams cut = params;
        cut.stencilFormat = stencilFormat_;
        cut.cull = vk::CullModeFlagBits::eNone;
        cut.stencil = gpu::Stencil::Toggle;
        cut.fragmentShader.clear();
        sectionPipeline(cutParity_, cut);
        cut.vertexShader = "cap.vert";
        cut.fragmentShader = "cap.frag";
        cut.stencil = gpu::Stencil::TakeIfSet;
        sectionPipeline(cutFace_, cut);
    }
    if (plan.transparent > 0) {
        params.fragmentShader = "layers.frag";
        params.colourFormats = {};
        params.depthWrite = false;
        params.cull = vk::CullModeFlagBits::eBack;
        graphics(layers_, params);
    }
    compute(occlusion_, "occlusion" + samples + ".comp");
    compute(gather_, "gather" + samples + ".comp");
    if (plan.transparent > 0) compute(gatherLayers_, "gather" + samples + "_layers.comp");
    compute(arguments_, "arguments.comp");
    for (std::size_t i = 0; i < shared::kFamilies; ++i) {
        if (plan.families[i]) compute(shade_[i], kFamilyShaders[i]);
    }
    compute(composite_, "composite.comp");
    return status;
}

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

void Scene::drawItems(const Slice& draws, std::uint32_t count, vk::CommandBuffer commands) {
    const auto& dispatch = *context_.device.handle().getDispatcher();
    if (count == 0) return;
    commands.bindVertexBuffers(0, *context_.poses.posed().handle, vk::DeviceSize(0), dispatch);
    commands.bindIndexBuffer(*context_.meshes.indices().handle, 0, vk::IndexType::eUint32, dispatch);
    commands.drawIndexedIndirect(*draws.buffer->handle, draws.offset, count, sizeof(vk::DrawIndexedIndirectCommand),
                                 dispatch);
}

void Scene::recordShadow(const Plan& plan, Recorder& recorder) {
    recorder.begin({"shadow", {{PosedVertices, gpu::Use::VertexInput}, {ShadowMap, gpu::Use::DepthTarget}}});
    recorder.beginRendering(nullptr, &targets_.shadowMap, true, {kShadowSize, kShadowSize});
    shadow_.bind(context_.device, recorder.commands(), {plan.constants.bound(0)});
    drawItems(plan.casterDraws, plan.casters, recorder.commands());
    recorder.endRendering();
}

void Scene::recordVisibility(const Plan& plan, Recorder& recorder) {
    recorder.begin(
        {"visibility",
         {{PosedVertices, gpu::Use::VertexInput}, {Visible, gpu::Use::ColourTarget}, {Depth, gpu::Use::DepthTarget}}});
    recorder.beginRendering(&targets_.visible, &targets_.depth, true, targets_.size);
    (plan.section ? visibilityBoth_ : visibility_)
        .bind(context_.device, recorder.commands(), {plan.constants.bound(0)});
    drawItems(plan.opaqueDraws, plan.opaque, recorder.commands());
    recorder.endRendering();

    gpu::PassDeclaration clear{"clear", {{Counts, gpu::Use::TransferTo}}};
    if (plan.transparent > 0) clear.uses.push_back({Heads, gpu::Use::TransferTo});
    recorder.begin(clear, false);
    const auto& dispatch = *context_.device.handle().getDispatcher();
    recorder.commands().fillBuffer(*targets_.buffers[Counts].handle, 0, VK_WHOLE_SIZE, 0, dispatch);
    if (plan.transparent > 0) {
        recorder.commands().fillBuffer(*targets_.buffers[Heads].handle, 0, VK_WHOLE_SIZE, shared::kNoNode, dispatch);
    }
}

/// Behind the plane a ray leaves a closed solid as often as it enters it, and once more where it starts inside: the
/// parity of its faces is kept in the stencil, solid by solid, and where it is odd the cut face is written.
void Scene::recordSection(const Plan& plan, Recorder& recorder) {
    recorder.begin({"section",
                    {{PosedVertices, gpu::Use::VertexInput},
                     {Visible, gpu::Use::ColourTarget},
                     {CutStencil, gpu::Use::DepthTarget}}});
    const auto& dispatch = *context_.device.handle().getDispatcher();
    const vk::CommandBuffer commands = recorder.commands();
    const vk::RenderingAttachmentInfo colour(*targets_.visible.view, vk::ImageLayout::eColorAttachmentOptimal, {}, {},
                                             {}, vk::AttachmentLoadOp::eLoad, vk::AttachmentStoreOp::eStore);
    const vk::RenderingAttachmentInfo stencil(
        *targets_.cutStencil.view, vk::ImageLayout::eDepthStencilAttachmentOptimal, {}, {}, {},
        vk::AttachmentLoadOp::eClear, vk::AttachmentStoreOp::eDontCare, vk::ClearDepthStencilValue(1.0f, 0));
    vk::RenderingInfo info({}, {{0, 0}, targets_.size}, 1);
    info.setColorAttachments(colour);
    info.setPStencilAttachment(&stencil);
    commands.beginRendering(info, dispatch);
    commands.setViewport(
        0, vk::Viewport(0, 0, static_cast<float>(targets_.size.width), static_cast<float>(targets_.size.height), 0, 1),
        dispatch);
    commands.bindVertexBuffers(0, *context_.poses.posed().handle, vk::DeviceSize(0), dispatch);
    commands.bindIndexBuffer(*context_.meshes.indices().handle, 0, vk::IndexType::eUint32, dispatch);
    for (const Plan::Cut& cut : plan.cuts) {
        commands.setScissor(0, cut.where, dispatch);
        cutParity_.bind(context_.device, commands, {plan.constants.bound(0)});
        commands.drawIndexed(cut.draw.indexCount, 1, cut.draw.firstIndex, cut.draw.vertexOffset, cut.draw.firstInstance,
                             dispatch);
        cutFace_.bind(context_.device, commands, {});
        commands.draw(3, 1, 0, cut.draw.firstInstance, dispatch);
    }
    recorder.endRendering();
}

void Scene::recordLayers(const Plan& plan, Recorder& recorder) {
    recorder.begin({"layers",
                    {{PosedVertices, gpu::Use::VertexInput},
                     {Depth, gpu::Use::DepthTested},
                     {Counts, gpu::Use::StorageWrittenByFragment},
                     {Heads, gpu::Use::StorageWrittenByFragment},
                     {Nodes, gpu::Use::StorageWrittenByFragment},
                     {Layered, gpu::Use::StorageWrittenByFragment}}});
    recorder.beginRendering(nullptr, &targets_.depth, false, targets_.size);
    layers_.bind(context_.device, recorder.commands(),
                 {plan.constants.bound(0), gpu::bindBuffer(1, targets_.buffers[Counts]),
                  gpu::bindBuffer(2, targets_.buffers[Heads]), gpu::bindBuffer(3, targets_.buffers[Nodes]),
                  gpu::bindBuffer(4, targets_.buffers[Layered])});
    drawItems(plan.transparentDraws, plan.transparent, recorder.commands());
    recorder.endRendering();
}

void Scene::recordGather(const Plan& plan, Recorder& recorder) {
    recorder.begin(
        {"occlusion", {{Depth, gpu::Use::SampledByCompute}, {Occlusion, gpu::Use::StorageWrittenByCompute}}});
    occlusion_.bind(context_.device, recorder.commands(),
                    {plan.constants.bound(0), gpu::bindSampled(1, targets_.depth, *nearest_),
                     gpu::bindStorageImage(2, targets_.occlusion)});
    recorder.dispatch(targets_.halfSize());

    const SceneResource picks = recorder.frame.slot() == 0 ? Picks0 : Picks1;
    gpu::PassDeclaration pass{"gather",
                              {{Visible, gpu::Use::SampledByCompute},
                               {Depth, gpu::Use::SampledByCompute},
                               {Counts, gpu::Use::StorageWrittenByCompute},
                               {PixelHeads, gpu::Use::StorageWrittenByCompute},
                               {Tasks, gpu::Use::StorageWrittenByCompute},
                               {Lists, gpu::Use::StorageWrittenByCompute},
                               {picks, gpu::Use::StorageWrittenByCompute},
                               {Marks, gpu::Use::StorageWrittenByCompute}}};
    std::vector<gpu::Bound> bound{plan.constants.bound(0),
                                  gpu::bindSampled(1, targets_.visible, *nearest_),
                                  gpu::bindSampled(2, targets_.depth, *nearest_),
                                  plan.itemData.bound(3),
                                  gpu::bindBuffer(4, targets_.buffers[Counts]),
                                  gpu::bindBuffer(5, targets_.buffers[PixelHeads]),
                                  gpu::bindBuffer(6, targets_.buffers[Tasks]),
                                  gpu::bindBuffer(7, targets_.buffers[Lists]),
                                  gpu::bindBuffer(8, targets_.buffers[picks]),
                                  gpu::bindBuffer(9, targets_.buffers[Marks])};
    bound.push_back(gpu::bindBuffer(10, targets_.buffers[Heads]));
    if (plan.transparent > 0) pass.uses.push_back({Heads, gpu::Use::StorageReadByCompute});
    recorder.begin(pass);
    gather_.bind(context_.device, recorder.commands(), bound);
    recorder.dispatch(targets_.size);
    if (plan.transparent == 0) return;

    recordArguments(recorder);
    pass.name = "gather layers";
    pass.uses.push_back({Nodes, gpu::Use::StorageReadByCompute});
    pass.uses.push_back({Layered, gpu::Use::StorageReadByCompute});
    pass.uses.push_back({Arguments, gpu::Use::IndirectInput});
    bound.push_back(gpu::bindBuffer(11, targets_.buffers[Nodes]));
    bound.push_back(gpu::bindBuffer(12, targets_.buffers[Layered]));
    recorder.begin(pass);
    gatherLayers_.bind(context_.device, recorder.commands(), bound);
    recorder.commands().dispatchIndirect(*targets_.buffers[Arguments].handle, 16 * shared::kFamilies,
                                         *context_.device.handle().getDispatcher());
}

void Scene::recordArguments(Recorder& recorder) {
    recorder.begin(
        {"arguments", {{Counts, gpu::Use::StorageReadByCompute}, {Arguments, gpu::Use::StorageWrittenByCompute}}},
        false);
    arguments_.bind(context_.device, recorder.commands(),
                    {gpu::bindBuffer(0, targets_.buffers[Counts]), gpu::bindBuffer(1, targets_.buffers[Arguments])});
    recorder.commands().dispatch(1, 1, 1, *context_.device.handle().getDispatcher());
}

void Scene::recordShading(const Plan& plan, Recorder& recorder) {
    const auto& dispatch = *context_.device.handle().getDispatcher();
    recordArguments(recorder);
    if (targets_.states[ShadowMap].layout == vk::ImageLayout::eUndefined) {
        // Never drawn because nothing casts: the shader ignores it, but it must be in a layout that can be read.
        recorder.begin({"no shadow", {{ShadowMap, gpu::Use::SampledByCompute}}}, false);
    }
    bool first = true;
    for (std::size_t family = 0; family < shared::kFamilies; ++family) {
        if (!plan.families[family]) continue;
        gpu::PassDeclaration pass{kFamilyNames[family],
                                  {{Counts, gpu::Use::StorageReadByCompute},
                                   {Tasks, gpu::Use::StorageReadByCompute},
                                   {Lists, gpu::Use::StorageReadByCompute},
                                   {PosedVertices, gpu::Use::SampledByCompute},
                                   {ShadowMap, gpu::Use::SampledByCompute},
                                   {Occlusion, gpu::Use::SampledByCompute},
                                   {Arguments, gpu::Use::IndirectInput}}};
        // The families write disjoint entries of Results: one barrier before the first is enough.
        if (first) pass.uses.push_back({Results, gpu::Use::StorageWrittenByCompute});
        first = false;
        recorder.begin(pass);
        std::vector<gpu::Bound> bound{plan.constants.bound(0),
                                      plan.itemData.bound(1),
                                      gpu::bindBuffer(2, targets_.buffers[Counts]),
                                      gpu::bindBuffer(3, targets_.buffers[Tasks]),
                                      gpu::bindBuffer(4, targets_.buffers[Lists]),
                                      gpu::bindBuffer(5, targets_.buffers[Results]),
                                      gpu::bindTexels(6, context_.meshes.indexTexels()),
                                      gpu::bindTexels(7, context_.poses.texels()),
                                      gpu::bindSampled(8, targets_.shadowMap, *shadowSampler_),
                                      gpu::bindSampled(9, targets_.occlusion, *linear_)};
        if (family == 0) bound.push_back(plan.decals.bound(10));
        shade_[family].bind(context_.device, recorder.commands(), bound);
        recorder.commands().dispatchIndirect(*targets_.buffers[Arguments].handle, 16 * family, dispatch);
    }
}

void Scene::recordComposite(const Plan& plan, Recorder& recorder, gpu::Use pictureUse) {
    recorder.begin({"composite",
                    {{PixelHeads, gpu::Use::StorageReadByCompute},
                     {Tasks, gpu::Use::StorageReadByCompute},
                     {Results, gpu::Use::StorageReadByCompute},
                     {Marks, gpu::Use::StorageReadByCompute},
                     {Picture, gpu::Use::StorageWrittenByCompute}}});
    composite_.bind(context_.device, recorder.commands(),
                    {plan.constants.bound(0), gpu::bindBuffer(1, targets_.buffers[PixelHeads]),
                     gpu::bindBuffer(2, targets_.buffers[Tasks]), gpu::bindBuffer(3, targets_.buffers[Results]),
                     gpu::bindBuffer(4, targets_.buffers[Marks]), gpu::bindStorageImage(5, targets_.picture)});
    recorder.dispatch(targets_.size);

    const int slot = recorder.frame.slot();
    const SceneResource back = slot == 0 ? CountsBack0 : CountsBack1;
    recorder.begin({"read back", {{Counts, gpu::Use::TransferFrom}, {back, gpu::Use::TransferTo}}});
    recorder.commands().copyBuffer(*targets_.buffers[Counts].handle, *targets_.buffers[back].handle,
                                   vk::BufferCopy(0, 0, sizeof(shared::Counters)),
                                   *context_.device.handle().getDispatcher());
    recorder.begin(
        {"finish",
         {{Picture, pictureUse}, {back, gpu::Use::ReadByHost}, {slot == 0 ? Picks0 : Picks1, gpu::Use::ReadByHost}}},
        false);
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

namespace {

struct PickEntry {
    std::uint32_t id = 0;
    float depth = 1.0f;
};

/// `count` entries from `first` on, through a staging buffer where the host cannot see the picks.
std::vector<PickEntry> readPicks(gpu::Device& device, const gpu::Buffer& picks, std::size_t first, std::size_t count) {
    std::vector<PickEntry> out(count);
    const vk::DeviceSize at = sizeof(PickEntry) * first, size = sizeof(PickEntry) * count;
    if (picks.mapped() != nullptr) {
        std::memcpy(out.data(), picks.mapped() + at, size);
        return out;
    }
    const gpu::Buffer back =
        gpu::makeBuffer(device, size, vk::BufferUsageFlagBits::eTransferDst, gpu::Residence::Readback, "pick");
    gpu::submitAndWait(device, [&](vk::CommandBuffer commands) {
        const auto& dispatch = *device.handle().getDispatcher();
        commands.copyBuffer(*picks.handle, *back.handle, vk::BufferCopy(at, 0, size), dispatch);
        const vk::MemoryBarrier2 visible(vk::PipelineStageFlagBits2::eTransfer, vk::AccessFlagBits2::eTransferWrite,
                                         vk::PipelineStageFlagBits2::eHost, vk::AccessFlagBits2::eHostRead);
        commands.pipelineBarrier2(vk::DependencyInfo({}, visible, {}, {}), dispatch);
    });
    std::memcpy(out.data(), back.mapped(), size);
    return out;
}

Pick pickOf(const PickEntry& entry, const Projection& projection, std::uint32_t x, std::uint32_t y, vk::Extent2D size) {
    return {entry.id,
            projection.point(static_cast<float>(x) + 0.5f, static_cast<float>(y) + 0.5f, static_cast<int>(size.width),
                             static_cast<int>(size.height), entry.depth),
            entry.depth};
}

} // namespace

Pick Scene::pick(int slot, int x, int y) {
    const Drawn& drawn = drawn_[static_cast<std::size_t>(slot)];
    const gpu::Buffer& picks = targets_.buffers[slot == 0 ? Picks0 : Picks1];
    if (drawn.width == 0 || !picks || x < 0 || y < 0 || x >= drawn.width || y >= drawn.height) return {};
    const std::uint32_t px =
        static_cast<std::uint32_t>(x) * targets_.size.width / static_cast<std::uint32_t>(drawn.width);
    const std::uint32_t py =
        static_cast<std::uint32_t>(y) * targets_.size.height / static_cast<std::uint32_t>(drawn.height);
    const PickEntry entry = readPicks(context_.device, picks, py * targets_.size.width + px, 1).front();
    return pickOf(entry, drawn.projection, px, py, targets_.size);
}

std::vector<Pick> Scene::pickGrid(int slot, int columns, int rows) {
    const Drawn& drawn = drawn_[static_cast<std::size_t>(slot)];
    const gpu::Buffer& picks = targets_.buffers[slot == 0 ? Picks0 : Picks1];
    if (drawn.width == 0 || !picks || columns < 1 || rows < 1) return {};
    const vk::Extent2D size = targets_.size;
    const std::vector<PickEntry> all =
        readPicks(context_.device, picks, 0, static_cast<std::size_t>(size.width) * size.height);
    const auto middle = [](int i, int cells, std::uint32_t pixels) {
        return (2u * static_cast<std::uint32_t>(i) + 1u) * pixels / (2u * static_cast<std::uint32_t>(cells));
    };
    std::vector<Pick> out;
    for (int row = 0; row < rows; ++row)
        for (int column = 0; column < columns; ++column) {
            const std::uint32_t x = middle(column, columns, size.width), y = middle(row, rows, size.height);
            out.push_back(pickOf(all[y * size.width + x], drawn.projection, x, y, size));
        }
    return out;
}

} // namespace render
