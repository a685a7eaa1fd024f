// Multigrid: the preconditioner of the conjugate gradients. Coarser grids take every second line of the one before;
// their elements add up the tangents of those they cover, their contact is the same springs on larger faces, and the
// tool's height is one more unknown on every grid. On the finest the 3x3 blocks of the diagonal are added to what the
// next coarser grid says (additive: Bramble, Pasciak and Xu 1990), so that an iteration multiplies by the finest
// stiffness only once; between the coarse grids runs a V-cycle with one sweep of damped block Jacobi before and
// after; the coarsest is solved directly. Symmetric and positive, and the same bits with any number of workers. mm, mN.
#pragma once

#include <tissue/multigrid_level.h>

#include <memory>
#include <vector>

namespace tissue {

class Multigrid {
public:
    explicit Multigrid(const Block& block);
    ~Multigrid();
    Multigrid(Multigrid&&) noexcept;
    Multigrid& operator=(Multigrid&&) noexcept;

    /// Takes over the tangents and the contact as they are. `lift`: the tool's height is free.
    void renew(const Block& block, const Elements& elements, const Contact& contact, bool lift, core::Workers& workers);
    /// z, zl = what to do about r, rl.
    void apply(const std::vector<float>& r, double rl, std::vector<float>& z, double& zl, core::Workers& workers);
    /// Inverse blocks of the finest diagonal: they stand for everything that renew() took over.
    const std::vector<float>& blocks() const;

private:
    struct Direct;
    void cycle(std::size_t level, core::Workers& workers);
    std::vector<MultigridLevel> levels_; ///< [0] the block's own grid
    std::unique_ptr<Direct> direct_;
    double lift_ = 0.0, liftResidual_ = 0.0;
    bool haveLift_ = false;
};

} // namespace tissue
