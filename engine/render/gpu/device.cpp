#include <gpu/device.h>

#include <core/hash.h>
#include <core/log.h>
#include <core/paths.h>

#include <algorithm>
#include <optional>

namespace gpu {
namespace {

DeviceKind kindOf(vk::PhysicalDeviceType type) {
    switch (type) {
    case vk::PhysicalDeviceType::eDiscreteGpu:
        return DeviceKind::Discrete;
    case vk::PhysicalDeviceType::eIntegratedGpu:
        return DeviceKind::Integrated;
    case vk::PhysicalDeviceType::eVirtualGpu:
        return DeviceKind::Virtual;
    case vk::PhysicalDeviceType::eCpu:
        return DeviceKind::Cpu;
    default:
        return DeviceKind::Other;
    }
}

std::optional<std::uint32_t> graphicsFamily(const vk::raii::PhysicalDevice& physical) {
    const auto families = physical.getQueueFamilyProperties();
    const vk::QueueFlags wanted = vk::QueueFlagBits::eGraphics | vk::QueueFlagBits::eCompute;
    for (std::uint32_t i = 0; i < families.size(); ++i) {
        if ((families[i].queueFlags & wanted) == wanted && families[i].timestampValidBits > 0) return i;
    }
    return std::nullopt;
}

bool hasExtension(const vk::raii::PhysicalDevice& physical, const std::string& name) {
    const auto extensions = physical.enumerateDeviceExtensionProperties();
    return std::any_of(extensions.begin(), extensions.end(),
                       [&](const auto& extension) { return name == extension.extensionName.data(); });
}

DeviceFacts factsOf(const Instance& instance, const vk::raii::PhysicalDevice& physical) {
    const auto chain = physical.getProperties2<vk::PhysicalDeviceProperties2, vk::PhysicalDeviceDriverProperties>();
    const vk::PhysicalDeviceProperties properties = chain.get<vk::PhysicalDeviceProperties2>().properties;
    const auto& driver = chain.get<vk::PhysicalDeviceDriverProperties>();
    DeviceFacts facts;
    facts.name = properties.deviceName.data();
    facts.driver = std::string(driver.driverName.data()) + " " + driver.driverInfo.data();
    facts.kind = kindOf(properties.deviceType);
    facts.apiVersion = properties.apiVersion;
    const auto need = [&](bool has, const char* what) {
        if (!has) facts.lacks.push_back(what);
    };
    need(properties.apiVersion >= VK_API_VERSION_1_3, "Vulkan 1.3");
    if (properties.apiVersion < VK_API_VERSION_1_3) return facts;
    const auto features = physical.getFeatures2<vk::PhysicalDeviceFeatures2, vk::PhysicalDeviceVulkan13Features>();
    const vk::PhysicalDeviceFeatures core = features.get<vk::PhysicalDeviceFeatures2>().features;
    const auto& v13 = features.get<vk::PhysicalDeviceVulkan13Features>();
    need(v13.dynamicRendering, "dynamic rendering");
    need(v13.synchronization2, "synchronization2");
    need(v13.maintenance4, "maintenance4");
    need(core.geometryShader, "triangle numbers in fragment shaders (geometryShader)");
    need(core.shaderClipDistance, "clip distances");
    need(core.fragmentStoresAndAtomics, "stores in fragment shaders");
    need(core.multiDrawIndirect, "multi-draw indirect");
    need(core.drawIndirectFirstInstance, "first instance in indirect draws");
    need(graphicsFamily(physical).has_value(), "a queue for graphics and compute with timestamps");
    need(hasExtension(physical, VK_KHR_PUSH_DESCRIPTOR_EXTENSION_NAME), "push descriptors");
    need(!instance.presents() || hasExtension(physical, VK_KHR_SWAPCHAIN_EXTENSION_NAME), "a swapchain");
    return facts;
}

} // namespace

std::vector<DeviceFacts> deviceFacts(const Instance& instance) {
    std::vector<DeviceFacts> all;
    for (const auto& physical : vk::raii::PhysicalDevices(instance.handle())) {
        all.push_back(factsOf(instance, physical));
    }
    return all;
}

core::Result<std::unique_ptr<Device>> Device::create(const Instance& instance, const DeviceOptions& options) {
    try {
        std::vector<DeviceFacts> all;
        vk::raii::PhysicalDevices devices(instance.handle());
        for (const auto& physical : devices) all.push_back(factsOf(instance, physical));
        const core::Result<std::size_t> choice = chooseDevice(all, options.wanted);
        if (!choice) return choice.error();
        std::unique_ptr<Device> device(new Device());
        device->facts_ = all[choice.value()];
        device->open(instance, options, std::move(devices[choice.value()]));
        return device;
    } catch (const std::exception& error) {
        return core::Error(std::string("Vulkan device cannot be opened: ") + error.what());
    }
}

void Device::open(const Instance& instance, const DeviceOptions& options, vk::raii::PhysicalDevice physical) {
    physical_ = std::move(physical);
    limits_ = physical_.getProperties().limits;
    named_ = instance.named();
    queueFamily_ = *graphicsFamily(physical_);

    vk::PhysicalDeviceVulkan13Features v13;
    v13.dynamicRendering = v13.synchronization2 = v13.maintenance4 = VK_TRUE;
    vk::PhysicalDeviceFeatures2 features;
    features.pNext = &v13;
    features.features.geometryShader = VK_TRUE;
    features.features.shaderClipDistance = VK_TRUE;
    features.features.fragmentStoresAndAtomics = VK_TRUE;
    features.features.multiDrawIndirect = VK_TRUE;
    features.features.drawIndirectFirstInstance = VK_TRUE;

    std::vector<const char*> extensions{VK_KHR_PUSH_DESCRIPTOR_EXTENSION_NAME};
    if (instance.presents()) extensions.push_back(VK_KHR_SWAPCHAIN_EXTENSION_NAME);
    const float priority = 1.0f;
    const vk::DeviceQueueCreateInfo queue({}, queueFamily_, 1, &priority);
    vk::DeviceCreateInfo info({}, queue, {}, extensions);
    info.pNext = &features;
    device_ = physical_.createDevice(info);
    queue_ = device_.getQueue(queueFamily_, 0);
    memory_ = std::make_unique<Memory>(physical_, device_, options.forceStaging);
    loadPipelineCache();
}

std::filesystem::path Device::pipelineCacheFile() const {
    const core::Result<std::filesystem::path> folder = core::cacheDirectory();
    if (!folder) return {};
    const vk::PhysicalDeviceProperties properties = physical_.getProperties();
    core::Hasher hasher;
    hasher.bytes(properties.pipelineCacheUUID.data(), properties.pipelineCacheUUID.size());
    hasher.add(properties.vendorID);
    hasher.add(properties.deviceID);
    hasher.add(properties.driverVersion);
    return folder.value() / ("pipelines-" + core::hashText(hasher.value()) + ".bin");
}

void Device::loadPipelineCache() {
    const std::filesystem::path file = pipelineCacheFile();
    std::string bytes;
    if (!file.empty() && std::filesystem::exists(file)) {
        core::Result<std::string> read = core::readFile(file);
        if (read) bytes = std::move(read).value();
    }
    // The driver checks the header itself and starts empty when the data are not its own.
    pipelineCache_ = device_.createPipelineCache(vk::PipelineCacheCreateInfo({}, bytes.size(), bytes.data()));
}

void Device::savePipelineCache() const {
    const std::filesystem::path file = pipelineCacheFile();
    if (file.empty()) return;
    try {
        const std::vector<std::uint8_t> data = pipelineCache_.getData();
        const core::Status written =
            core::writeFile(file, std::string(reinterpret_cast<const char*>(data.data()), data.size()));
        if (!written) core::logWarning(written.error().text());
    } catch (const std::exception& error) {
        core::logWarning(std::string("pipeline cache not saved: ") + error.what());
    }
}

void Device::setName(vk::ObjectType type, std::uint64_t handle, const std::string& text) const {
    device_.setDebugUtilsObjectNameEXT(vk::DebugUtilsObjectNameInfoEXT(type, handle, text.c_str()));
}

Device::~Device() = default;

} // namespace gpu
