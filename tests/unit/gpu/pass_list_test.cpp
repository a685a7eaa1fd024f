#include <gpu/pass_list.h>

#include <gtest/gtest.h>

namespace {

using gpu::Use;
using Stage = vk::PipelineStageFlagBits2;
using Access = vk::AccessFlagBits2;
using Layout = vk::ImageLayout;

gpu::ResourceState image() {
    gpu::ResourceState state;
    state.image = true;
    return state;
}

std::vector<gpu::Barrier> run(std::vector<gpu::ResourceState>& states, Use use) {
    return gpu::barriersBefore({"pass", {{0, use}}}, states);
}

TEST(PassList, FirstUseOfAnImageOnlySetsItsLayout) {
    std::vector<gpu::ResourceState> states{image()};
    const auto barriers = run(states, Use::ColourTarget);
    ASSERT_EQ(barriers.size(), 1u);
    EXPECT_EQ(barriers[0].fromLayout, Layout::eUndefined);
    EXPECT_EQ(barriers[0].toLayout, Layout::eColorAttachmentOptimal);
    EXPECT_FALSE(barriers[0].fromStages);
}

TEST(PassList, FirstUseOfABufferNeedsNothing) {
    std::vector<gpu::ResourceState> states(1);
    EXPECT_TRUE(run(states, Use::StorageWrittenByCompute).empty());
}

TEST(PassList, ReadAfterWriteWaitsForTheWriter) {
    std::vector<gpu::ResourceState> states(1);
    run(states, Use::StorageWrittenByCompute);
    const auto barriers = run(states, Use::VertexInput);
    ASSERT_EQ(barriers.size(), 1u);
    EXPECT_EQ(barriers[0].fromStages, Stage::eComputeShader);
    EXPECT_TRUE(barriers[0].fromAccess & Access::eShaderStorageWrite);
    EXPECT_EQ(barriers[0].toStages, Stage::eVertexAttributeInput);
    EXPECT_EQ(barriers[0].toAccess, Access::eVertexAttributeRead);
}

TEST(PassList, TheSameReadAgainNeedsNothing) {
    std::vector<gpu::ResourceState> states(1);
    run(states, Use::StorageWrittenByCompute);
    run(states, Use::SampledByCompute);
    EXPECT_TRUE(run(states, Use::SampledByCompute).empty());
}

TEST(PassList, AnotherReaderOfTheSameWriteWaitsForItToo) {
    std::vector<gpu::ResourceState> states(1);
    run(states, Use::StorageWrittenByCompute);
    run(states, Use::SampledByCompute);
    const auto barriers = run(states, Use::VertexInput);
    ASSERT_EQ(barriers.size(), 1u);
    EXPECT_EQ(barriers[0].fromStages, Stage::eComputeShader);
}

TEST(PassList, WriteAfterReadWaitsForAllReaders) {
    std::vector<gpu::ResourceState> states(1);
    run(states, Use::StorageWrittenByCompute);
    run(states, Use::VertexInput);
    run(states, Use::SampledByCompute);
    const auto barriers = run(states, Use::StorageWrittenByCompute);
    ASSERT_EQ(barriers.size(), 1u);
    EXPECT_TRUE(barriers[0].fromStages & Stage::eVertexAttributeInput);
    EXPECT_TRUE(barriers[0].fromStages & Stage::eComputeShader);
}

TEST(PassList, WriteAfterWriteWaits) {
    std::vector<gpu::ResourceState> states{image()};
    run(states, Use::DepthTarget);
    const auto barriers = run(states, Use::DepthTarget);
    ASSERT_EQ(barriers.size(), 1u);
    EXPECT_EQ(barriers[0].fromLayout, barriers[0].toLayout);
}

TEST(PassList, ANewLayoutForAReaderWaitsForEarlierReaders) {
    std::vector<gpu::ResourceState> states{image()};
    run(states, Use::DepthTarget);
    run(states, Use::DepthTested);
    const auto barriers = run(states, Use::SampledByCompute);
    ASSERT_EQ(barriers.size(), 1u);
    EXPECT_TRUE(barriers[0].fromStages & Stage::eEarlyFragmentTests);
    EXPECT_EQ(barriers[0].fromLayout, Layout::eDepthStencilReadOnlyOptimal);
    EXPECT_EQ(barriers[0].toLayout, Layout::eShaderReadOnlyOptimal);
}

TEST(PassList, AReaderAfterATransitionWaitsForIt) {
    std::vector<gpu::ResourceState> states{image()};
    run(states, Use::ColourTarget);
    run(states, Use::SampledByCompute);                        // transition
    const auto barriers = run(states, Use::SampledByFragment); // same layout, another stage
    ASSERT_EQ(barriers.size(), 1u);
    EXPECT_EQ(barriers[0].fromStages, Stage::eComputeShader);
    EXPECT_EQ(barriers[0].toStages, Stage::eFragmentShader);
}

TEST(PassList, UsesThatExcludeEachOtherAreNamed) {
    const gpu::PassDeclaration both{"shade", {{0, Use::SampledByCompute}, {0, Use::StorageWrittenByCompute}}};
    EXPECT_NE(gpu::validate(both, 1).find("shade"), std::string::npos);
    EXPECT_NE(gpu::validate({"far", {{3, Use::ColourTarget}}}, 1).find("far"), std::string::npos);
    EXPECT_EQ(gpu::validate({"two readers", {{0, Use::VertexInput}, {0, Use::IndexInput}}}, 1), "");
}

} // namespace
