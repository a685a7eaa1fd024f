#include <gpu/device_choice.h>

#include <core/text.h>

#include <optional>

namespace gpu {

const char* deviceKindName(DeviceKind kind) {
    switch (kind) {
    case DeviceKind::Discrete:
        return "discrete GPU";
    case DeviceKind::Integrated:
        return "integrated GPU";
    case DeviceKind::Virtual:
        return "virtual GPU";
    case DeviceKind::Cpu:
        return "CPU";
    case DeviceKind::Other:
        break;
    }
    return "other";
}

core::Result<std::size_t> chooseDevice(const std::vector<DeviceFacts>& devices, const std::string& wanted) {
    if (devices.empty()) return core::Error("Vulkan: there is no device");
    const std::string asked = core::lowerCase(wanted);
    std::optional<std::size_t> best;
    std::optional<core::Error> refused;
    const auto refuse = [&](const std::string& message) {
        if (refused) {
            refused->messages.push_back(message);
        } else {
            refused = core::Error(message);
        }
    };
    for (std::size_t i = 0; i < devices.size(); ++i) {
        const DeviceFacts& device = devices[i];
        if (core::lowerCase(device.name).find(asked) == std::string::npos) {
            refuse("Vulkan device \"" + device.name + "\" is not \"" + wanted + "\", which was asked for");
            continue;
        }
        if (!device.lacks.empty()) {
            std::string lacks;
            for (const std::string& what : device.lacks) lacks += (lacks.empty() ? "" : ", ") + what;
            refuse("Vulkan device \"" + device.name + "\" cannot be used: it lacks " + lacks);
            continue;
        }
        if (!best || device.kind < devices[*best].kind) best = i;
    }
    if (best) return *best;
    return *refused;
}

} // namespace gpu
