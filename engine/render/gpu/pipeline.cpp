#include <gpu/pipeline.h>

#include <core/check.h>
#include <core/paths.h>

#include <array>
#include <cstring>

namespace gpu {
namespace {

struct LoadedShader {
    vk::raii::ShaderModule module = nullptr;
    ShaderLayout layout;
};

core::Result<LoadedShader> loadShader(const Device& device, const std::string& name) {
    const core::Result<std::filesystem::path> folder = core::shadersDirectory();
    if (!folder) return folder.error();
    const std::filesystem::path file = folder.value() / (name + ".spv");
    const core::Result<std::string> bytes = core::readFile(file);
    if (!bytes) return bytes.error();
    std::vector<std::uint32_t> words(bytes.value().size() / 4);
    std::memcpy(words.data(), bytes.value().data(), words.size() * 4);
    core::Result<ShaderLayout> layout = readLayout(words, file.string());
    if (!layout) return layout.error();
    LoadedShader shader;
    shader.layout = std::move(layout).value();
    shader.module = device.handle().createShaderModule(vk::ShaderModuleCreateInfo({}, words));
    return shader;
}

/// Vulkan's form of the specialisation constants; keeps the data that the info points to.
struct Constants {
    std::vector<vk::SpecializationMapEntry> entries;
    std::vector<std::uint32_t> values;
    vk::SpecializationInfo info;

    explicit Constants(const std::vector<Specialisation>& from) {
        for (const Specialisation& constant : from) {
            entries.emplace_back(constant.id, static_cast<std::uint32_t>(4 * values.size()), 4);
            values.push_back(constant.value);
        }
        info.setMapEntries(entries);
        info.setDataSize(4 * values.size());
        info.setPData(values.data());
    }
};

void makeLayouts(const Device& device, Pipeline& pipeline, std::span<const ShaderLayout* const> shaders) {
    std::map<std::uint32_t, vk::DescriptorSetLayoutBinding> bindings;
    for (const ShaderLayout* shader : shaders) {
        pipeline.stages |= shader->stage;
        pipeline.pushConstants = pipeline.pushConstants || shader->pushConstants;
        for (const ShaderBinding& binding : shader->bindings) {
            auto& entry = bindings[binding.binding];
            CHECK(entry.descriptorCount == 0 || entry.descriptorType == binding.type,
                  "two shaders of a pipeline mean different things by one binding");
            entry.binding = binding.binding;
            entry.descriptorType = binding.type;
            entry.descriptorCount = 1;
            entry.stageFlags |= shader->stage;
            pipeline.types[binding.binding] = binding.type;
        }
    }
    std::vector<vk::DescriptorSetLayoutBinding> list;
    for (const auto& [number, binding] : bindings) list.push_back(binding);
    pipeline.setLayout = device.handle().createDescriptorSetLayout(
        vk::DescriptorSetLayoutCreateInfo(vk::DescriptorSetLayoutCreateFlagBits::ePushDescriptorKHR, list));
    const vk::PushConstantRange range(pipeline.stages, 0, kPushConstantBytes);
    vk::PipelineLayoutCreateInfo info({}, *pipeline.setLayout);
    if (pipeline.pushConstants) info.setPushConstantRanges(range);
    pipeline.layout = device.handle().createPipelineLayout(info);
}

} // namespace

Bound bindBuffer(std::uint32_t binding, const Buffer& buffer) {
    return {binding, vk::DescriptorBufferInfo(*buffer.handle, 0, VK_WHOLE_SIZE)};
}

Bound bindBufferPart(std::uint32_t binding, const Buffer& buffer, vk::DeviceSize offset, vk::DeviceSize size) {
    return {binding, vk::DescriptorBufferInfo(*buffer.handle, offset, size)};
}

Bound bindStorageImage(std::uint32_t binding, const Image& image) {
    return {binding, vk::DescriptorImageInfo({}, *image.view, vk::ImageLayout::eGeneral)};
}

Bound bindSampled(std::uint32_t binding, const Image& image, vk::Sampler sampler) {
    return {binding, vk::DescriptorImageInfo(sampler, *image.view, vk::ImageLayout::eShaderReadOnlyOptimal)};
}

Bound bindTexels(std::uint32_t binding, vk::BufferView view) {
    return {binding, view};
}

void Pipeline::bind(const Device& device, vk::CommandBuffer commands, const std::vector<Bound>& resources) const {
    const auto& dispatch = *device.handle().getDispatcher();
    commands.bindPipeline(point, *handle, dispatch);
    CHECK(resources.size() == types.size(), "a pipeline is given exactly what its shaders name");
    std::vector<vk::WriteDescriptorSet> writes;
    for (const Bound& bound : resources) {
        const auto type = types.find(bound.binding);
        CHECK(type != types.end(), "a pipeline is given something its shaders do not name");
        vk::WriteDescriptorSet write({}, bound.binding, 0, 1, type->second);
        if (const auto* buffer = std::get_if<vk::DescriptorBufferInfo>(&bound.what)) write.pBufferInfo = buffer;
        if (const auto* image = std::get_if<vk::DescriptorImageInfo>(&bound.what)) write.pImageInfo = image;
        if (const auto* view = std::get_if<vk::BufferView>(&bound.what)) write.pTexelBufferView = view;
        writes.push_back(write);
    }
    if (!writes.empty()) commands.pushDescriptorSetKHR(point, *layout, 0, writes, dispatch);
}

void Pipeline::push(const Device& device, vk::CommandBuffer commands, std::span<const std::byte> constants) const {
    CHECK(pushConstants && constants.size() <= kPushConstantBytes, "push constants fit the pipeline");
    commands.pushConstants(*layout, stages, 0, static_cast<std::uint32_t>(constants.size()), constants.data(),
                           *device.handle().getDispatcher());
}

core::Result<Pipeline> makeComputePipeline(Device& device, const std::string& shader,
                                           const std::vector<Specialisation>& constants) {
    const core::Result<LoadedShader> loaded = loadShader(device, shader);
    if (!loaded) return loaded.error();
    Pipeline pipeline;
    pipeline.name = shader;
    pipeline.point = vk::PipelineBindPoint::eCompute;
    const std::array layouts{&loaded.value().layout};
    makeLayouts(device, pipeline, layouts);
    const Constants values(constants);
    const vk::PipelineShaderStageCreateInfo stage({}, vk::ShaderStageFlagBits::eCompute, *loaded.value().module, "main",
                                                  &values.info);
    pipeline.handle = device.handle().createComputePipeline(device.pipelineCache(),
                                                            vk::ComputePipelineCreateInfo({}, stage, *pipeline.layout));
    device.name(*pipeline.handle, shader);
    return pipeline;
}

core::Result<Pipeline> makeGraphicsPipeline(Device& device, const GraphicsParams& params) {
    core::Result<LoadedShader> vertex = loadShader(device, params.vertexShader);
    if (!vertex) return vertex.error();
    LoadedShader fragment;
    const bool shaded = !params.fragmentShader.empty();
    if (shaded) {
        core::Result<LoadedShader> loaded = loadShader(device, params.fragmentShader);
        if (!loaded) return loaded.error();
        fragment = std::move(loaded).value();
    }
    Pipeline pipeline;
    pipeline.name = params.vertexShader + "+" + params.fragmentShader;
    pipeline.point = vk::PipelineBindPoint::eGraphics;
    const std::array layouts{&vertex.value().layout, &fragment.layout};
    makeLayouts(device, pipeline, std::span(layouts).first(shaded ? 2 : 1));

    const Constants values(params.constants);
    using Stage = vk::ShaderStageFlagBits;
    std::vector<vk::PipelineShaderStageCreateInfo> stages;
    stages.emplace_back(vk::PipelineShaderStageCreateFlags{}, Stage::eVertex, *vertex.value().module, "main",
                        &values.info);
    if (shaded) {
        stages.emplace_back(vk::PipelineShaderStageCreateFlags{}, Stage::eFragment, *fragment.module, "main",
                            &values.info);
    }
    const vk::VertexInputBindingDescription stride(0, params.vertexStride, vk::VertexInputRate::eVertex);
    vk::PipelineVertexInputStateCreateInfo input;
    input.setVertexAttributeDescriptions(params.attributes);
    if (params.vertexStride > 0) input.setVertexBindingDescriptions(stride);
    const vk::PipelineInputAssemblyStateCreateInfo assembly({}, vk::PrimitiveTopology::eTriangleList);
    const vk::PipelineViewportStateCreateInfo viewport({}, 1, nullptr, 1, nullptr);
    vk::PipelineRasterizationStateCreateInfo raster;
    raster.cullMode = params.cull;
    // Clip space turns Y over, so counter-clockwise triangles of the body arrive counter-clockwise in the framebuffer
    // when the projection negates Y.
    raster.frontFace = vk::FrontFace::eCounterClockwise;
    raster.lineWidth = 1.0f;
    raster.depthBiasEnable = params.depthBiasConstant != 0.0f || params.depthBiasSlope != 0.0f;
    raster.depthBiasConstantFactor = params.depthBiasConstant;
    raster.depthBiasSlopeFactor = params.depthBiasSlope;
    const vk::PipelineMultisampleStateCreateInfo multisample({}, params.samples);
    vk::PipelineDepthStencilStateCreateInfo depth({}, params.depthTest, params.depthWrite, vk::CompareOp::eLess);
    if (params.stencil != Stencil::None) {
        using Op = vk::StencilOp;
        const bool toggle = params.stencil == Stencil::Toggle;
        const Op pass = toggle ? Op::eInvert : Op::eZero;
        const vk::StencilOpState state(Op::eKeep, pass, Op::eKeep,
                                       toggle ? vk::CompareOp::eAlways : vk::CompareOp::eNotEqual, 0xff, 0xff, 0);
        depth.stencilTestEnable = VK_TRUE;
        depth.front = depth.back = state;
    }
    using Channel = vk::ColorComponentFlagBits;
    vk::PipelineColorBlendAttachmentState attachment;
    attachment.colorWriteMask = Channel::eR | Channel::eG | Channel::eB | Channel::eA;
    if (!shaded) attachment.colorWriteMask = {};
    if (params.blend) {
        attachment.blendEnable = VK_TRUE;
        attachment.srcColorBlendFactor = vk::BlendFactor::eSrcAlpha;
        attachment.dstColorBlendFactor = vk::BlendFactor::eOneMinusSrcAlpha;
        attachment.srcAlphaBlendFactor = vk::BlendFactor::eOne;
        attachment.dstAlphaBlendFactor = vk::BlendFactor::eOneMinusSrcAlpha;
    }
    const std::vector<vk::PipelineColorBlendAttachmentState> attachments(params.colourFormats.size(), attachment);
    const vk::PipelineColorBlendStateCreateInfo blend({}, VK_FALSE, vk::LogicOp::eCopy, attachments);
    const std::array dynamicStates{vk::DynamicState::eViewport, vk::DynamicState::eScissor};
    const vk::PipelineDynamicStateCreateInfo dynamics({}, dynamicStates);
    const vk::PipelineRenderingCreateInfo rendering({}, params.colourFormats, params.depthFormat, params.stencilFormat);

    vk::GraphicsPipelineCreateInfo info({}, stages, &input, &assembly, nullptr, &viewport, &raster, &multisample,
                                        &depth, &blend, &dynamics, *pipeline.layout);
    info.pNext = &rendering;
    pipeline.handle = device.handle().createGraphicsPipeline(device.pipelineCache(), info);
    device.name(*pipeline.handle, pipeline.name);
    return pipeline;
}

} // namespace gpu
