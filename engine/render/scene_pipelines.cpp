// Samplers and pipelines of a scene, made when a frame first needs them.
#include <render/scene_plan.h>

namespace render {
namespace {

constexpr std::array<const char*, shared::kFamilies> kFamilyShaders{"shade_skin.comp", "shade_fibrous.comp",
                                                                    "shade_hard.comp", "shade_plain.comp"};

/// The first stencil format that the device can draw into; Vulkan warrants one of the last two.
vk::Format stencilFormatOf(const gpu::Device& device) {
    for (const vk::Format format : {vk::Format::eS8Uint, vk::Format::eD24UnormS8Uint, vk::Format::eD32SfloatS8Uint})
        if (device.physical().getFormatProperties(format).optimalTilingFeatures &
            vk::FormatFeatureFlagBits::eDepthStencilAttachment)
            return format;
    return vk::Format::eUndefined;
}

} // namespace

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

} // namespace render
