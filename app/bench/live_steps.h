// Live steps: how long a step of the trainer takes on the block that the trainer uses, how cost grows with the size of
// the block, and the least a step could take on this machine.
#pragma once

#include <app/bench/machine_rates.h>
#include <core/result.h>

#include <cstdint>
#include <vector>

namespace app::bench {

/// A thumb pressed to 40 N in two seconds and held for one, 60 steps a second, on skin, fat and muscle over bone.
struct LiveSteps {
    int elements = 0;
    double beginMs = 0.0;                     ///< building the block
    std::vector<double> processorMs;          ///< per step, one worker
    std::vector<double> oneMs, twoMs;         ///< per step by the wall clock, one worker and two
    double readingMs = 0.0;                   ///< of one reading, median
    double newtonSteps = 0.0, products = 0.0; ///< per step, mean: assemblies, and products with the stiffness
    bool sameBits = false;                    ///< state hashes of one worker and two agree after every step
    bool settled = false;                     ///< the last step was in equilibrium
    /// By the wall clock, of the medians.
    double speedUp() const;
};
core::Result<LiveSteps> measureLiveSteps(int steps);

struct SizeRow {
    int elements = 0;
    double settleMs = 0.0; ///< processor time from rest to equilibrium at 20 N
    int newtonSteps = 0, products = 0;
    bool settled = false;
};
/// From about 2,000 to about 100,000 elements. `largest`: no block beyond this.
core::Result<std::vector<SizeRow>> measureSizes(int largest);
/// Power of the number of elements that fits the times best (least squares of the logarithms).
double growth(const std::vector<SizeRow>& rows);

/// The least a step can take: what any implicit step with one-point hexahedra must read and compute, counted per
/// element and held against the machine's rates.
struct Floor {
    double bytesPerProduct = 0.0, flopsPerProduct = 0.0; ///< per element
    double bytesPerAssembly = 0.0, flopsPerAssembly = 0.0;
    MachineRates machine;
    double memoryMs = 0.0, arithmeticMs = 0.0; ///< per step
    double ms() const { return memoryMs > arithmeticMs ? memoryMs : arithmeticMs; }
};
Floor measureFloor(const LiveSteps& live);

} // namespace app::bench
