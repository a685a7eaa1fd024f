#include <gpu/pass_list.h>

#include <core/check.h>

namespace gpu {

UseFacts factsOf(Use use) {
    using Stage = vk::PipelineStageFlagBits2;
    using Access = vk::AccessFlagBits2;
    using Layout = vk::ImageLayout;
    const vk::PipelineStageFlags2 depthStages = Stage::eEarlyFragmentTests | Stage::eLateFragmentTests;
    switch (use) {
    case Use::ColourTarget:
        return {Stage::eColorAttachmentOutput, Access::eColorAttachmentRead | Access::eColorAttachmentWrite,
                Layout::eColorAttachmentOptimal, true};
    case Use::DepthTarget:
        return {depthStages, Access::eDepthStencilAttachmentRead | Access::eDepthStencilAttachmentWrite,
                Layout::eDepthStencilAttachmentOptimal, true};
    case Use::DepthTested:
        return {depthStages, Access::eDepthStencilAttachmentRead, Layout::eDepthStencilReadOnlyOptimal, false};
    case Use::SampledByCompute:
        return {Stage::eComputeShader, Access::eShaderSampledRead, Layout::eShaderReadOnlyOptimal, false};
    case Use::SampledByFragment:
        return {Stage::eFragmentShader, Access::eShaderSampledRead, Layout::eShaderReadOnlyOptimal, false};
    case Use::StorageReadByCompute:
        return {Stage::eComputeShader, Access::eShaderStorageRead, Layout::eGeneral, false};
    case Use::StorageWrittenByCompute:
        return {Stage::eComputeShader, Access::eShaderStorageRead | Access::eShaderStorageWrite, Layout::eGeneral,
                true};
    case Use::StorageWrittenByFragment:
        return {Stage::eFragmentShader, Access::eShaderStorageRead | Access::eShaderStorageWrite, Layout::eGeneral,
                true};
    case Use::VertexInput:
        return {Stage::eVertexAttributeInput, Access::eVertexAttributeRead, Layout::eUndefined, false};
    case Use::IndexInput:
        return {Stage::eIndexInput, Access::eIndexRead, Layout::eUndefined, false};
    case Use::IndirectInput:
        return {Stage::eDrawIndirect, Access::eIndirectCommandRead, Layout::eUndefined, false};
    case Use::TransferFrom:
        return {Stage::eTransfer, Access::eTransferRead, Layout::eTransferSrcOptimal, false};
    case Use::TransferTo:
        return {Stage::eTransfer, Access::eTransferWrite, Layout::eTransferDstOptimal, true};
    case Use::ReadByHost:
        return {Stage::eHost, Access::eHostRead, Layout::eGeneral, false};
    case Use::Presented:
        return {Stage::eNone, {}, Layout::ePresentSrcKHR, false};
    }
    return {};
}

std::string validate(const PassDeclaration& pass, std::size_t resourceCount) {
    for (std::size_t i = 0; i < pass.uses.size(); ++i) {
        const PassUse& use = pass.uses[i];
        if (use.resource >= resourceCount) return "pass \"" + pass.name + "\" uses a resource that is not in the list";
        for (std::size_t j = 0; j < i; ++j) {
            if (pass.uses[j].resource != use.resource) continue;
            const UseFacts one = factsOf(pass.uses[j].use);
            const UseFacts other = factsOf(use.use);
            if (one.writes || other.writes || one.layout != other.layout) {
                return "pass \"" + pass.name + "\" uses one resource in two ways that exclude each other";
            }
        }
    }
    return {};
}

std::vector<Barrier> barriersBefore(const PassDeclaration& pass, std::span<ResourceState> states) {
    CHECK(validate(pass, states.size()).empty(), "a pass declares each use once");
    std::vector<Barrier> barriers;
    for (const PassUse& use : pass.uses) {
        const UseFacts facts = factsOf(use.use);
        ResourceState& state = states[use.resource];
        const bool relayout = state.image && facts.layout != state.layout;
        const bool written = bool(state.writeStages);
        const bool touched = written || bool(state.readStages);
        const bool unseen = written && ((state.readStages & facts.stages) != facts.stages ||
                                        (state.readAccess & facts.access) != facts.access);
        const bool changes = facts.writes || relayout;
        if (relayout || (facts.writes ? touched : unseen)) {
            Barrier barrier;
            barrier.resource = use.resource;
            // A change waits for the readers too; their order matters, not their data.
            barrier.fromStages = state.writeStages | (changes ? state.readStages : vk::PipelineStageFlags2{});
            barrier.fromAccess = state.writeAccess;
            barrier.toStages = facts.stages;
            barrier.toAccess = facts.access;
            barrier.fromLayout = state.image ? state.layout : vk::ImageLayout::eUndefined;
            barrier.toLayout = state.image ? facts.layout : vk::ImageLayout::eUndefined;
            barriers.push_back(barrier);
        }
        if (facts.writes) {
            state.writeStages = facts.stages;
            state.writeAccess = facts.access;
            state.readStages = {};
            state.readAccess = {};
        } else if (relayout) {
            // The transition is itself a write, made visible to this use; later readers wait on its stages.
            state.writeStages = facts.stages;
            state.writeAccess = {};
            state.readStages = facts.stages;
            state.readAccess = facts.access;
        } else {
            state.readStages |= facts.stages;
            state.readAccess |= facts.access;
        }
        if (state.image) state.layout = facts.layout;
    }
    return barriers;
}

} // namespace gpu
