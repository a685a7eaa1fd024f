// Pass list: what each pass of a frame reads and writes, and the barriers that follow from it. The derivation is a pure
// function of values (Vulkan's enums, no device), so it is unit-tested without a GPU. All passes run on one queue in
// the order of the list; state is carried from one frame to the next, so frames in flight are kept apart by the same
// rules.
#pragma once

#include <gpu/vulkan.h>

#include <core/result.h>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace gpu {

enum class Use {
    ColourTarget,
    DepthTarget,      ///< tested and written
    DepthTested,      ///< tested only
    SampledByCompute, ///< images, texel buffers
    SampledByFragment,
    StorageReadByCompute,
    StorageWrittenByCompute, ///< written, perhaps read before: atomics
    StorageWrittenByFragment,
    VertexInput,
    IndexInput,
    IndirectInput,
    TransferFrom,
    TransferTo,
    ReadByHost,
    Presented
};

struct UseFacts {
    vk::PipelineStageFlags2 stages;
    vk::AccessFlags2 access;
    vk::ImageLayout layout = vk::ImageLayout::eUndefined; ///< meaningless for buffers
    bool writes = false;
};

UseFacts factsOf(Use use);

/// A resource of the list, by its position in the list's table.
using ResourceIndex = std::uint32_t;

struct PassUse {
    ResourceIndex resource = 0;
    Use use = Use::SampledByCompute;
};

struct PassDeclaration {
    std::string name;
    std::vector<PassUse> uses; ///< a resource stands once, or several times with reads of one layout
};

/// What happened to a resource so far.
struct ResourceState {
    bool image = false;
    vk::ImageLayout layout = vk::ImageLayout::eUndefined;
    vk::PipelineStageFlags2 writeStages;
    vk::AccessFlags2 writeAccess;
    vk::PipelineStageFlags2 readStages; ///< that read since the last write, after a barrier made it visible to them
    vk::AccessFlags2 readAccess;
};

struct Barrier {
    ResourceIndex resource = 0;
    vk::PipelineStageFlags2 fromStages;
    vk::AccessFlags2 fromAccess;
    vk::PipelineStageFlags2 toStages;
    vk::AccessFlags2 toAccess;
    vk::ImageLayout fromLayout = vk::ImageLayout::eUndefined;
    vk::ImageLayout toLayout = vk::ImageLayout::eUndefined;
};

/// Empty, or what is wrong: a resource out of range, used twice in a pass in ways that exclude each other.
std::string validate(const PassDeclaration& pass, std::size_t resourceCount);

/// Barriers needed before the pass; `states` move on. CHECKs validate().
std::vector<Barrier> barriersBefore(const PassDeclaration& pass, std::span<ResourceState> states);

} // namespace gpu
