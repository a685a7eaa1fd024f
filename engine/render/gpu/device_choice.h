// Device choice: which physical device draws. A pure function of what the devices say of themselves, so that it is
// tested without a GPU: discrete before integrated before virtual before CPU; the first of equals; or the one asked for
// by name.
#pragma once

#include <core/result.h>

#include <cstdint>
#include <string>
#include <vector>

namespace gpu {

enum class DeviceKind { Discrete, Integrated, Virtual, Cpu, Other };

const char* deviceKindName(DeviceKind kind);

struct DeviceFacts {
    std::string name;
    std::string driver;
    DeviceKind kind = DeviceKind::Other;
    std::uint32_t apiVersion = 0;
    std::vector<std::string> lacks; ///< what this program needs and the device has not; empty: usable
};

/// Index of the best usable device. `wanted` is part of a name, any case; empty: the best. Error: says of every device
/// what it lacks, or which names there are.
core::Result<std::size_t> chooseDevice(const std::vector<DeviceFacts>& devices, const std::string& wanted);

} // namespace gpu
