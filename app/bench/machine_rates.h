// Machine rates: what this core can do at best, measured: the rate of memory (the triad of McCalpin's STREAM) and of
// fused multiply-adds. A floor for the solver is counted against them.
#pragma once

#include <cstddef>

namespace app::bench {

struct MachineRates {
    double nearBytesPerS = 0.0; ///< data of `nearBytes`, as much as a block of tissue has
    double farBytesPerS = 0.0;  ///< data far larger than the caches
    double flopsPerS = 0.0;     ///< single precision, multiply and add counted as two
};

/// About half a second of one core.
MachineRates measureMachine(std::size_t nearBytes);

} // namespace app::bench
