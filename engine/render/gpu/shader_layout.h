// Shader layout: what a SPIR-V module binds, read from its words (SPIR-V 1.6 specification, section 3), so that no
// descriptor layout is typed twice. Pure.
#pragma once

#include <gpu/vulkan.h>

#include <core/result.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace gpu {

struct ShaderBinding {
    std::uint32_t binding = 0;
    vk::DescriptorType type = vk::DescriptorType::eStorageBuffer;
};

struct ShaderLayout {
    vk::ShaderStageFlagBits stage = vk::ShaderStageFlagBits::eCompute;
    std::vector<ShaderBinding> bindings; ///< of set 0, by number
    bool pushConstants = false;
};

/// Error: not SPIR-V, or it uses a set other than 0 or a kind of resource that this program does not use.
core::Result<ShaderLayout> readLayout(std::span<const std::uint32_t> words, const std::string& name);

} // namespace gpu
