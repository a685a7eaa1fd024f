#include <render/scene_targets.h>

namespace render {
namespace {

using Usage = vk::ImageUsageFlagBits;

template <typename T>
void replace(T& old, T fresh, gpu::Frame& frame) {
    if (old) frame.retire(std::move(old));
    old = std::move(fresh);
}

} // namespace

const gpu::Image* SceneTargets::image(SceneResource resource) const {
    switch (resource) {
    case ShadowMap:
        return &shadowMap;
    case Visible:
        return &visible;
    case Depth:
        return &depth;
    case CutStencil:
        return &cutStencil;
    case Occlusion:
        return &occlusion;
    case Picture:
        return &picture;
    default:
        return nullptr;
    }
}

bool fit(SceneTargets& targets, const TargetNeeds& needs, gpu::Device& device, gpu::Frame& frame) {
    bool changed = false;
    const auto image = [&](gpu::Image& at, SceneResource resource, const gpu::ImageParams& params, const char* name) {
        replace(at, gpu::makeImage(device, params, name), frame);
        targets.states[resource] = {};
        targets.states[resource].image = true;
        changed = true;
    };
    const auto buffer = [&](SceneResource resource, vk::DeviceSize size, gpu::Residence residence, const char* name) {
        using Kind = vk::BufferUsageFlagBits;
        replace(targets.buffers[resource],
                gpu::makeBuffer(device, size, Kind::eStorageBuffer | Kind::eIndirectBuffer | Kind::eTransferSrc,
                                residence, name),
                frame);
        targets.states[resource] = {};
        changed = true;
    };
    using gpu::Residence;
    const auto aspectDepth = vk::ImageAspectFlagBits::eDepth;
    if (!targets.shadowMap) {
        image(targets.shadowMap, ShadowMap,
              {kDepthFormat,
               {kShadowSize, kShadowSize},
               Usage::eDepthStencilAttachment | Usage::eSampled,
               vk::SampleCountFlagBits::e1,
               aspectDepth},
              "shadow map");
        buffer(Counts, sizeof(shared::Counters), Residence::Device, "counters");
        buffer(Arguments, 16 * (shared::kFamilies + 1), Residence::Device, "dispatch arguments");
        buffer(CountsBack0, sizeof(shared::Counters), Residence::Readback, "counters of slot 0");
        buffer(CountsBack1, sizeof(shared::Counters), Residence::Readback, "counters of slot 1");
    }
    const std::uint32_t pixels = needs.size.width * needs.size.height;
    const bool resized = targets.size != needs.size;
    if (resized) {
        targets.size = needs.size;
        image(targets.visible, Visible,
              {kVisibleFormat, needs.size, Usage::eColorAttachment | Usage::eSampled, needs.samples}, "visibility");
        image(targets.depth, Depth,
              {kDepthFormat, needs.size, Usage::eDepthStencilAttachment | Usage::eSampled, needs.samples, aspectDepth},
              "depth");
        image(targets.occlusion, Occlusion,
              {vk::Format::eR8Unorm, targets.halfSize(), Usage::eStorage | Usage::eSampled}, "ambient occlusion");
        image(targets.picture, Picture,
              {vk::Format::eR8G8B8A8Unorm, needs.size, Usage::eStorage | Usage::eSampled | Usage::eTransferSrc},
              "picture");
        buffer(PixelHeads, 8ull * pixels, Residence::Device, "pixels");
        buffer(Marks, 4ull * pixels, Residence::Device, "marks");
        buffer(Picks0, 8ull * pixels, Residence::Device, "picks of slot 0");
        buffer(Picks1, 8ull * pixels, Residence::Device, "picks of slot 1");
        buffer(Heads, 4ull * pixels, Residence::Device, "heads of transparent lists");
        buffer(Layered, 4ull * pixels, Residence::Device, "pixels with transparent surfaces");
    }
    if (needs.stencil != vk::Format::eUndefined &&
        (resized || !targets.cutStencil || targets.cutStencil.extent != needs.size))
        image(targets.cutStencil, CutStencil,
              {needs.stencil, needs.size, Usage::eDepthStencilAttachment, needs.samples,
               needs.stencil == vk::Format::eS8Uint
                   ? vk::ImageAspectFlags(vk::ImageAspectFlagBits::eStencil)
                   : vk::ImageAspectFlagBits::eDepth | vk::ImageAspectFlagBits::eStencil},
              "stencil of the section");
    if (targets.taskCapacity < needs.tasks) {
        targets.taskCapacity = needs.tasks;
        buffer(Tasks, 16ull * needs.tasks, Residence::Device, "shading tasks");
        buffer(Lists, 4ull * shared::kFamilies * needs.tasks, Residence::Device, "task lists");
        buffer(Results, 8ull * needs.tasks, Residence::Device, "shaded colours");
    }
    if (targets.nodeCapacity < needs.nodes || !targets.buffers[Nodes]) {
        targets.nodeCapacity = needs.nodes;
        buffer(Nodes, 16ull * std::max(needs.nodes, 1u), Residence::Device, "transparent surfaces");
    }
    return changed;
}

} // namespace render
