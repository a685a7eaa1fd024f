#include <gpu/shader_layout.h>

#include <core/paths.h>

#include <gtest/gtest.h>

#include <cstring>
#include <map>

namespace {

gpu::ShaderLayout layoutOf(const std::string& name) {
    const auto folder = core::shadersDirectory();
    EXPECT_TRUE(folder.ok());
    const auto bytes = core::readFile(folder.value() / (name + ".spv"));
    EXPECT_TRUE(bytes.ok()) << name;
    std::vector<std::uint32_t> words(bytes.value().size() / 4);
    std::memcpy(words.data(), bytes.value().data(), 4 * words.size());
    auto layout = gpu::readLayout(words, name);
    EXPECT_TRUE(layout.ok()) << (layout.ok() ? "" : layout.error().text());
    return std::move(layout).value();
}

TEST(ShaderLayout, ReadsBindingsStageAndPushConstants) {
    const auto pose = layoutOf("pose.comp");
    EXPECT_EQ(pose.stage, vk::ShaderStageFlagBits::eCompute);
    EXPECT_TRUE(pose.pushConstants);
    ASSERT_EQ(pose.bindings.size(), 3u);
    for (const auto& binding : pose.bindings) EXPECT_EQ(binding.type, vk::DescriptorType::eStorageBuffer);

    const auto place = layoutOf("place.frag");
    EXPECT_EQ(place.stage, vk::ShaderStageFlagBits::eFragment);
    EXPECT_FALSE(place.pushConstants);
    ASSERT_EQ(place.bindings.size(), 1u);
    EXPECT_EQ(place.bindings[0].type, vk::DescriptorType::eCombinedImageSampler);
}

TEST(ShaderLayout, TellsTexelBuffersUniformsAndStorageImagesApart) {
    std::map<std::uint32_t, vk::DescriptorType> shade;
    for (const auto& binding : layoutOf("shade_skin.comp").bindings) shade[binding.binding] = binding.type;
    EXPECT_EQ(shade[0], vk::DescriptorType::eUniformBuffer);
    EXPECT_EQ(shade[5], vk::DescriptorType::eStorageBuffer);
    EXPECT_EQ(shade[7], vk::DescriptorType::eUniformTexelBuffer);
    EXPECT_EQ(shade[8], vk::DescriptorType::eCombinedImageSampler);
    std::map<std::uint32_t, vk::DescriptorType> composite;
    for (const auto& binding : layoutOf("composite.comp").bindings) composite[binding.binding] = binding.type;
    EXPECT_EQ(composite[5], vk::DescriptorType::eStorageImage);
}

TEST(ShaderLayout, RefusesWhatIsNotSpirv) {
    const std::vector<std::uint32_t> text(20, 0x41414141u);
    const auto layout = gpu::readLayout(text, "broken.spv");
    ASSERT_FALSE(layout.ok());
    EXPECT_NE(layout.error().text().find("broken.spv"), std::string::npos);
    std::vector<std::uint32_t> cut{0x07230203u, 0x10600u, 0u, 10u, 0u, 0x00090011u};
    EXPECT_FALSE(gpu::readLayout(cut, "cut.spv").ok());
}

} // namespace
