#include <gpu/device_choice.h>

#include <gtest/gtest.h>

namespace {

using gpu::DeviceKind;

std::vector<gpu::DeviceFacts> three() {
    return {{"llvmpipe (LLVM 15)", "llvmpipe", DeviceKind::Cpu, 0, {}},
            {"Intel Iris", "anv", DeviceKind::Integrated, 0, {}},
            {"NVIDIA H200", "nvidia", DeviceKind::Discrete, 0, {}}};
}

TEST(DeviceChoice, PrefersDiscreteThenIntegratedThenCpu) {
    auto devices = three();
    EXPECT_EQ(gpu::chooseDevice(devices, "").value(), 2u);
    devices[2].lacks.push_back("dynamic rendering");
    EXPECT_EQ(gpu::chooseDevice(devices, "").value(), 1u);
    devices[1].lacks.push_back("Vulkan 1.3");
    EXPECT_EQ(gpu::chooseDevice(devices, "").value(), 0u);
}

TEST(DeviceChoice, TakesTheOneAskedForByPartOfItsName) {
    EXPECT_EQ(gpu::chooseDevice(three(), "LLVMpipe").value(), 0u);
    EXPECT_EQ(gpu::chooseDevice(three(), "iris").value(), 1u);
}

TEST(DeviceChoice, SaysWhatEachLacks) {
    auto devices = three();
    for (auto& device : devices) device.lacks = {"synchronization2", "a swapchain"};
    const auto choice = gpu::chooseDevice(devices, "");
    ASSERT_FALSE(choice.ok());
    EXPECT_EQ(choice.error().messages.size(), 3u);
    EXPECT_NE(choice.error().text().find("Intel Iris\" cannot be used: it lacks synchronization2, a swapchain"),
              std::string::npos);
}

TEST(DeviceChoice, AnUnknownNameListsTheNamesThereAre) {
    const auto choice = gpu::chooseDevice(three(), "Radeon");
    ASSERT_FALSE(choice.ok());
    EXPECT_NE(choice.error().text().find("Radeon"), std::string::npos);
    EXPECT_NE(choice.error().text().find("NVIDIA H200"), std::string::npos);
    EXPECT_FALSE(gpu::chooseDevice({}, "").ok());
}

} // namespace
