#include <gpu/instance.h>

#include <core/log.h>

#include <algorithm>
#include <array>
#include <cstring>

namespace gpu {
namespace {

constexpr const char* kValidationLayer = "VK_LAYER_KHRONOS_validation";

bool layerAvailable(const vk::raii::Context& context) {
    const auto layers = context.enumerateInstanceLayerProperties();
    return std::any_of(layers.begin(), layers.end(),
                       [](const auto& layer) { return std::strcmp(layer.layerName, kValidationLayer) == 0; });
}

bool extensionAvailable(const vk::raii::Context& context, const std::string& name) {
    const auto extensions = context.enumerateInstanceExtensionProperties();
    return std::any_of(extensions.begin(), extensions.end(),
                       [&](const auto& extension) { return name == extension.extensionName.data(); });
}

} // namespace

VkBool32 Instance::report(VkDebugUtilsMessageSeverityFlagBitsEXT severity, VkDebugUtilsMessageTypeFlagsEXT,
                          const VkDebugUtilsMessengerCallbackDataEXT* data, void* user) {
    static_cast<Instance*>(user)->messages_.fetch_add(1);
    const std::string text = std::string("Vulkan validation: ") + data->pMessage;
    if ((severity & VK_DEBUG_UTILS_MESSAGE_SEVERITY_ERROR_BIT_EXT) != 0) {
        core::logError(text);
    } else {
        core::logWarning(text);
    }
    return VK_FALSE;
}

void Instance::open(const InstanceOptions& options) {
    context_ = std::make_unique<vk::raii::Context>();
    std::vector<const char*> layers;
    if (options.validation) layers.push_back(kValidationLayer);

    std::vector<const char*> extensions;
    for (const std::string& name : options.extensions) extensions.push_back(name.c_str());
    presents_ = !options.extensions.empty();
    named_ = options.validation && (layerAvailable(*context_) || extensionAvailable(*context_, "VK_EXT_debug_utils"));
    if (named_) extensions.push_back(VK_EXT_DEBUG_UTILS_EXTENSION_NAME);

    const vk::ApplicationInfo application("Paraspinal", 1, "Paraspinal", 1, VK_API_VERSION_1_3);
    const std::array features{vk::ValidationFeatureEnableEXT::eSynchronizationValidation};
    const vk::ValidationFeaturesEXT validation(features);
    vk::InstanceCreateInfo info({}, &application, layers, extensions);
    if (options.validation) info.pNext = &validation;
    instance_ = vk::raii::Instance(*context_, info);
    if (!options.validation) return;

    using Severity = vk::DebugUtilsMessageSeverityFlagBitsEXT;
    const vk::DebugUtilsMessengerCreateInfoEXT messenger({}, Severity::eWarning | Severity::eError,
                                                         vk::DebugUtilsMessageTypeFlagBitsEXT::eValidation,
                                                         &Instance::report, this);
    messenger_ = instance_.createDebugUtilsMessengerEXT(messenger);
}

core::Result<std::unique_ptr<Instance>> Instance::create(const InstanceOptions& options) {
    try {
        {
            const vk::raii::Context context;
            if (context.enumerateInstanceVersion() < VK_API_VERSION_1_3) {
                return core::Error("Vulkan: the loader is older than version 1.3");
            }
            if (options.validation && !layerAvailable(context)) {
                return core::Error("Vulkan: the validation layer is not installed (Debian: vulkan-validationlayers)");
            }
            for (const std::string& name : options.extensions) {
                if (!extensionAvailable(context, name)) {
                    return core::Error("Vulkan: no installed driver offers the extension " + name);
                }
            }
        }
        std::unique_ptr<Instance> instance(new Instance());
        instance->open(options);
        return instance;
    } catch (const vk::IncompatibleDriverError&) {
        return core::Error("Vulkan: no driver found (Debian: mesa-vulkan-drivers has one for any processor)");
    } catch (const std::exception& error) {
        return core::Error(std::string("Vulkan cannot be started: ") + error.what());
    }
}

Instance::~Instance() = default;

} // namespace gpu
