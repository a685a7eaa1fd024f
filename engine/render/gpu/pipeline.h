// Pipeline: shaders with the layouts read out of them. Set 0 is pushed (VK_KHR_push_descriptor), so there are no pools.
// Viewport and scissor are dynamic.
#pragma once

#include <gpu/resources.h>
#include <gpu/shader_layout.h>

#include <map>
#include <string>
#include <variant>
#include <vector>

namespace gpu {

constexpr std::uint32_t kPushConstantBytes = 128; ///< what every Vulkan device has

/// What is bound to one number.
struct Bound {
    std::uint32_t binding = 0;
    std::variant<vk::DescriptorBufferInfo, vk::DescriptorImageInfo, vk::BufferView> what;
};

Bound bindBuffer(std::uint32_t binding, const Buffer& buffer);
Bound bindBufferPart(std::uint32_t binding, const Buffer& buffer, vk::DeviceSize offset, vk::DeviceSize size);
Bound bindStorageImage(std::uint32_t binding, const Image& image);
Bound bindSampled(std::uint32_t binding, const Image& image, vk::Sampler sampler);
Bound bindTexels(std::uint32_t binding, vk::BufferView view);

struct Pipeline {
    vk::raii::DescriptorSetLayout setLayout = nullptr;
    vk::raii::PipelineLayout layout = nullptr;
    vk::raii::Pipeline handle = nullptr;
    vk::PipelineBindPoint point = vk::PipelineBindPoint::eCompute;
    vk::ShaderStageFlags stages;
    bool pushConstants = false;
    std::map<std::uint32_t, vk::DescriptorType> types;
    std::string name;

    /// Binds the pipeline and pushes its resources; CHECKs that they are exactly the ones its shaders name.
    void bind(const Device& device, vk::CommandBuffer commands, const std::vector<Bound>& resources) const;
    void push(const Device& device, vk::CommandBuffer commands, std::span<const std::byte> constants) const;
};

/// Value for `layout(constant_id = id)`.
struct Specialisation {
    std::uint32_t id = 0;
    std::uint32_t value = 0;
};

/// What a pipeline does with the stencil of the samples it covers.
enum class Stencil {
    None,
    Toggle,    ///< turns it over between 0 and not 0
    TakeIfSet, ///< draws only where it is not 0, and clears it there
};

struct GraphicsParams {
    std::string vertexShader;
    std::string fragmentShader; ///< empty: depth only
    std::vector<vk::Format> colourFormats;
    vk::Format depthFormat = vk::Format::eUndefined;
    vk::Format stencilFormat = vk::Format::eUndefined;
    Stencil stencil = Stencil::None;
    vk::SampleCountFlagBits samples = vk::SampleCountFlagBits::e1;
    std::uint32_t vertexStride = 0;
    std::vector<vk::VertexInputAttributeDescription> attributes;
    vk::CullModeFlags cull = vk::CullModeFlagBits::eBack;
    bool depthTest = false;
    bool depthWrite = false;
    float depthBiasConstant = 0.0f;
    float depthBiasSlope = 0.0f;
    bool blend = false; ///< source alpha over
    std::vector<Specialisation> constants;
};

/// Error: the shader is missing or not ours. Vulkan's own failures throw vk::SystemError.
core::Result<Pipeline> makeComputePipeline(Device& device, const std::string& shader,
                                           const std::vector<Specialisation>& constants = {});
core::Result<Pipeline> makeGraphicsPipeline(Device& device, const GraphicsParams& params);

} // namespace gpu
