#include <gpu/shader_layout.h>

#include <algorithm>
#include <map>

namespace gpu {
namespace {

// Numbers of the SPIR-V specification that are read here.
enum Op : std::uint32_t {
    OpEntryPoint = 15,
    OpTypeImage = 25,
    OpTypeSampler = 26,
    OpTypeSampledImage = 27,
    OpTypeStruct = 30,
    OpTypePointer = 32,
    OpVariable = 59,
    OpDecorate = 71
};
enum Storage : std::uint32_t { UniformConstant = 0, Uniform = 2, PushConstant = 9, StorageBuffer = 12 };
constexpr std::uint32_t kDecorationBinding = 33;
constexpr std::uint32_t kDecorationSet = 34;
constexpr std::uint32_t kDimensionBuffer = 5;

struct Type {
    std::uint32_t op = 0;
    std::uint32_t pointee = 0;
    std::uint32_t dimension = 0;
    std::uint32_t sampled = 0; ///< 1: sampled, 2: storage
};

struct Variable {
    std::uint32_t type = 0;
    std::uint32_t storage = 0;
};

struct Module {
    std::map<std::uint32_t, Type> types;
    std::map<std::uint32_t, Variable> variables;
    std::map<std::uint32_t, std::uint32_t> bindings;
    std::map<std::uint32_t, std::uint32_t> sets;
    std::uint32_t model = 0;
};

void readInstruction(Module& module, std::uint32_t op, std::span<const std::uint32_t> w) {
    if (op == OpEntryPoint && w.size() > 1) module.model = w[1];
    if (op == OpDecorate && w.size() > 3 && w[2] == kDecorationBinding) module.bindings[w[1]] = w[3];
    if (op == OpDecorate && w.size() > 3 && w[2] == kDecorationSet) module.sets[w[1]] = w[3];
    if (op == OpVariable && w.size() > 3) module.variables[w[2]] = {w[1], w[3]};
    if (op == OpTypePointer && w.size() > 3) module.types[w[1]] = {op, w[3], 0, 0};
    if (op == OpTypeImage && w.size() > 7) module.types[w[1]] = {op, 0, w[3], w[7]};
    if (op == OpTypeSampledImage && w.size() > 2) module.types[w[1]] = {op, w[2], 0, 0};
    if ((op == OpTypeSampler || op == OpTypeStruct) && w.size() > 1) module.types[w[1]] = {op, 0, 0, 0};
}

core::Result<vk::DescriptorType> descriptorOf(const Module& module, const Variable& variable, const std::string& name) {
    using Kind = vk::DescriptorType;
    if (variable.storage == StorageBuffer) return Kind::eStorageBuffer;
    if (variable.storage == Uniform) return Kind::eUniformBuffer;
    const auto pointer = module.types.find(variable.type);
    const auto type = pointer == module.types.end() ? module.types.end() : module.types.find(pointer->second.pointee);
    if (type != module.types.end()) {
        if (type->second.op == OpTypeSampledImage) {
            const auto image = module.types.find(type->second.pointee);
            const bool buffer = image != module.types.end() && image->second.dimension == kDimensionBuffer;
            return buffer ? Kind::eUniformTexelBuffer : Kind::eCombinedImageSampler;
        }
        if (type->second.op == OpTypeImage) {
            const bool buffer = type->second.dimension == kDimensionBuffer;
            if (type->second.sampled == 2) return buffer ? Kind::eStorageTexelBuffer : Kind::eStorageImage;
            return buffer ? Kind::eUniformTexelBuffer : Kind::eSampledImage;
        }
    }
    return core::Error(name + ": binds a kind of resource that is not used here");
}

} // namespace

core::Result<ShaderLayout> readLayout(std::span<const std::uint32_t> words, const std::string& name) {
    if (words.size() < 5 || words[0] != 0x07230203u) return core::Error(name + ": is not a SPIR-V module");
    Module module;
    for (std::size_t at = 5; at < words.size();) {
        const std::uint32_t count = words[at] >> 16;
        if (count == 0 || at + count > words.size()) return core::Error(name + ": SPIR-V is cut short");
        readInstruction(module, words[at] & 0xffffu, words.subspan(at, count));
        at += count;
    }
    ShaderLayout layout;
    switch (module.model) {
    case 0:
        layout.stage = vk::ShaderStageFlagBits::eVertex;
        break;
    case 4:
        layout.stage = vk::ShaderStageFlagBits::eFragment;
        break;
    case 5:
        layout.stage = vk::ShaderStageFlagBits::eCompute;
        break;
    default:
        return core::Error(name + ": is neither a vertex nor a fragment nor a compute shader");
    }
    for (const auto& [id, variable] : module.variables) {
        if (variable.storage == PushConstant) layout.pushConstants = true;
        const auto binding = module.bindings.find(id);
        if (binding == module.bindings.end()) continue;
        if (const auto set = module.sets.find(id); set != module.sets.end() && set->second != 0) {
            return core::Error(name + ": uses a descriptor set other than 0");
        }
        const core::Result<vk::DescriptorType> type = descriptorOf(module, variable, name);
        if (!type) return type.error();
        layout.bindings.push_back({binding->second, type.value()});
    }
    std::sort(layout.bindings.begin(), layout.bindings.end(),
              [](const ShaderBinding& a, const ShaderBinding& b) { return a.binding < b.binding; });
    return layout;
}

} // namespace gpu
