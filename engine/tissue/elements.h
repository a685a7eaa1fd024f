// Elements: the kernels that run over all elements of the finest level. One integration point with mean gradients, so
// that volume does not lock, and hourglass modes held by q.q springs, which turn with the body without being told
// (objective). Vectors are component-major: all x, then all y, then all z of the padded nodes. Internal unit: mm, kPa,
// mN.
#pragma once

#include <core/workers.h>
#include <tissue/block.h>
#include <tissue/law.h>

#include <cstdint>
#include <span>
#include <vector>

namespace tissue {

/// What viscosity needs per element (Simo 1987): overstress per Prony term, isochoric stress at the last step, and what
/// acts now.
struct alignas(32) HistoryBatch {
    float overstress[kPronyTerms][6][kLanes];
    float last[6][kLanes];
    float acting[6][kLanes];
    float share[kLanes];
    float pressure[kLanes]; ///< remembered, see Elements
};

struct alignas(32) TangentBatch {
    float a[45][kLanes]; ///< times the element's volume
};

/// What the Prony terms keep over a step, and their share times its mean.
struct alignas(32) FadingBatch {
    float fade[kPronyTerms][kLanes], kept[kPronyTerms][kLanes];
};

/// One grid of elements with their tangents: a block, or a coarse level of it.
struct ElementGrid {
    const GridSize& size;
    const ShapeBatch* shapes;
    const TangentBatch* tangents;
};
/// out += K x.
void multiplyElements(const ElementGrid& grid, const float* x, float* out, core::Workers& workers);
/// Adds the 3x3 blocks on the diagonal of K: six per node (xx yy zz xy yz zx), component-major.
void addElementDiagonal(const ElementGrid& grid, float* diagonal, core::Workers& workers);

struct ElementSums {
    double energy = 0.0; ///< mJ * 1e-3 (mN mm)
    float smallestJ = 1.0f;
};

/// Tissue keeps its volume by a pressure that is remembered from solve to solve (augmented Lagrangian: Simo and Taylor
/// 1991): within one the tissue resists a change of volume only as much as a softer bulk modulus, kSoftBulk times C10,
/// would, and after it the pressure takes up what is missing. What is left halves or so
/// from solve to solve, whatever the bulk modulus, and the systems to be solved stay well conditioned however little
/// the tissue gives.
constexpr float kSoftBulk = 16.0f;

class Elements {
public:
    explicit Elements(const Block& block);

    /// Energy of a displacement.
    ElementSums energyOf(const Block& block, const std::vector<float>& u, core::Workers& workers) const;
    /// Adds -dE/du to `force`, and renews the tangents.
    ElementSums assemble(const Block& block, const std::vector<float>& u, float guard, std::vector<float>& force,
                         core::Workers& workers);
    /// The same without renewing the tangents.
    ElementSums push(const Block& block, const std::vector<float>& u, std::vector<float>& force,
                     core::Workers& workers);

    /// Before a step of dt: how much of the viscous stress acts. After it: what is remembered.
    void beginStep(const Block& block, float dt);
    /// Returns what the remembered pressures had to take up, as an energy, mN mm.
    double endStep(const Block& block, const std::vector<float>& u, core::Workers& workers);

    /// What the next step depends on.
    template <typename Hasher>
    void addTo(Hasher& hasher) const {
        for (const HistoryBatch& h : history)
            for (int l = 0; l < kLanes; ++l)
                for (int c = 0; c < 6; ++c) {
                    hasher.add(h.last[c][l]);
                    for (int t = 0; t < kPronyTerms; ++t) hasher.add(h.overstress[t][c][l]);
                }
        for (const HistoryBatch& h : history) hasher.addAll(std::span<const float>(h.pressure));
    }

    std::vector<TangentBatch> tangents;
    std::vector<HistoryBatch> history;

private:
    std::vector<FadingBatch> fading_; ///< for steps of `fadingFor_` seconds
    std::vector<ElementSums> rowSums_;
    float fadingFor_ = -1.0f;
};

/// Deformation gradient, J and Cauchy stress (kPa: xx yy zz xy yz zx) of one element.
struct ElementState {
    float f[9];
    float j = 1.0f;
    float cauchy[6]{};
};
/// Copies the viscous memory of the nearest old element; `turn` takes the old block frame to the new one.
void carryHistory(const Block& from, const Elements& old, const Block& to, Elements& fresh, const glm::mat3& turn);

ElementState elementState(const Block& block, const Elements& elements, const std::vector<float>& u, int i, int j,
                          int k);

} // namespace tissue
