// Isolated: work on what a stranger made (a mesh file, read by a library that was never meant for hostile input) in a
// process of its own, with limits. Whatever happens to it, crash, endless loop, memory without end, comes back as an
// error and the program goes on. Contract: the work touches no threads, locks or devices of the parent.
#pragma once

#include <core/result.h>

#include <cstddef>
#include <functional>
#include <string>

namespace geometry {

struct IsolationLimits {
    unsigned seconds = 60;                          ///< of computing time
    std::size_t memory = std::size_t{6} << 30;      ///< bytes of address space; not under the address sanitizer
    std::size_t answerBytes = std::size_t{1} << 30; ///< the longest answer
};

/// What the work answered. Error: its own, or what stopped it.
core::Result<std::string> runIsolated(const std::function<core::Result<std::string>()>& work,
                                      const IsolationLimits& limits = {});

} // namespace geometry
