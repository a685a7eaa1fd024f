// The passes of a scene in the order in which draw() records them, each with what it reads and writes.
#include <render/scene_plan.h>

namespace render {
namespace {

constexpr std::array<const char*, shared::kFamilies> kFamilyNames{"shade skin", "shade muscle", "shade bone",
                                                                  "shade plain"};

} // namespace

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

} // namespace render
