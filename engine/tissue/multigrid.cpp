#include <tissue/multigrid.h>

#include <Eigen/Cholesky>

#include <algorithm>
#include <cmath>

namespace tissue {

namespace {

// An element's matrix is at most eight times its own blocks on the diagonal (it has eight corners), so that no
// eigenvalue of the Jacobi-scaled stiffness is above 8: Jacobi with less than 2/8 converges.
constexpr float kDamping = 0.21f;
constexpr float kFinestDamping = 0.35f; // of the Jacobi part that is added to the coarse grids' word
constexpr int kLargestDirect = 400;     // unknowns of the coarsest grid

} // namespace

struct Multigrid::Direct {
    std::vector<std::size_t> unknowns;
    Eigen::LLT<Eigen::MatrixXd> factor;
    bool good = false;
};

Multigrid::Multigrid(const Block& block) : direct_(std::make_unique<Direct>()) {
    levels_.emplace_back(block);
    for (;;) {
        const MultigridLevel& last = levels_.back();
        const auto open = std::count_if(last.free.begin(), last.free.end(), [](float f) { return f > 0.0f; });
        const GridSize& g = last.size;
        const bool smallest = halved(g.nx) == g.nx && halved(g.ny) == g.ny && halved(g.nz) == g.nz;
        if (levels_.size() > 1 && (open <= kLargestDirect || smallest)) break;
        MultigridLevel next = levels_.back().coarser();
        levels_.push_back(std::move(next));
    }
    const MultigridLevel& last = levels_.back();
    for (std::size_t i = 0; i < last.free.size(); ++i)
        if (last.free[i] > 0.0f) direct_->unknowns.push_back(i);
}

Multigrid::~Multigrid() = default;
Multigrid::Multigrid(Multigrid&&) noexcept = default;
Multigrid& Multigrid::operator=(Multigrid&&) noexcept = default;

const std::vector<float>& Multigrid::blocks() const {
    return levels_.front().blocks;
}

void Multigrid::renew(const Block& block, const Elements& elements, const Contact& contact, bool lift,
                      core::Workers& workers) {
    haveLift_ = lift;
    const ElementGrid finest{block.size, block.shapes.data(), elements.tangents.data()};
    for (std::size_t n = 0; n < levels_.size(); ++n) {
        MultigridLevel& l = levels_[n];
        l.takeSprings(contact, block.size);
        if (n > 0) l.takeTangents(n == 1 ? finest : levels_[n - 1].grid());
        l.takeBlocks(n == 0 ? finest : l.grid(), workers);
    }
    MultigridLevel& last = levels_.back();
    const auto count = static_cast<Eigen::Index>(direct_->unknowns.size()) + (lift ? 1 : 0);
    Eigen::MatrixXd matrix = Eigen::MatrixXd::Zero(count, count);
    core::Workers alone(1);
    std::fill(last.x.begin(), last.x.end(), 0.0f);
    for (Eigen::Index c = 0; c < count; ++c) {
        const bool isLift = lift && c + 1 == count;
        if (!isLift) last.x[direct_->unknowns[static_cast<std::size_t>(c)]] = 1.0f;
        double row = 0.0;
        last.multiply(last.x, isLift ? 1.0 : 0.0, last.t, row, alone);
        if (!isLift) last.x[direct_->unknowns[static_cast<std::size_t>(c)]] = 0.0f;
        for (std::size_t r = 0; r < direct_->unknowns.size(); ++r)
            matrix(static_cast<Eigen::Index>(r), c) = static_cast<double>(last.t[direct_->unknowns[r]]);
        if (lift) matrix(count - 1, c) = row;
    }
    for (Eigen::Index c = 0; c < count; ++c) matrix(c, c) = matrix(c, c) * (1.0 + 1e-5) + 1e-6;
    direct_->factor.compute(matrix);
    direct_->good = direct_->factor.info() == Eigen::Success;
}

void Multigrid::cycle(std::size_t index, core::Workers& workers) {
    MultigridLevel& l = levels_[index];
    if (index + 1 == levels_.size()) {
        const auto& unknowns = direct_->unknowns;
        const auto count = static_cast<Eigen::Index>(unknowns.size()) + (haveLift_ ? 1 : 0);
        std::fill(l.x.begin(), l.x.end(), 0.0f);
        lift_ = 0.0;
        if (!direct_->good) {
            l.sweep(l.r, l.x, kDamping, false);
            return;
        }
        Eigen::VectorXd v(count);
        for (std::size_t i = 0; i < unknowns.size(); ++i)
            v[static_cast<Eigen::Index>(i)] = static_cast<double>(l.r[unknowns[i]]);
        if (haveLift_) v[count - 1] = liftResidual_;
        direct_->factor.solveInPlace(v);
        for (std::size_t i = 0; i < unknowns.size(); ++i)
            l.x[unknowns[i]] = static_cast<float>(v[static_cast<Eigen::Index>(i)]);
        if (haveLift_) lift_ = v[count - 1];
        return;
    }
    MultigridLevel& coarse = levels_[index + 1];
    double row = 0.0;
    const double wanted = liftResidual_;
    const auto left = [&](double lift) {
        l.multiply(l.x, lift, l.t, row, workers);
        for (std::size_t i = 0; i < l.t.size(); ++i) l.t[i] = l.r[i] - l.t[i];
    };
    l.sweep(l.r, l.x, kDamping, false);
    left(0.0);
    l.restrictTo(coarse, l.t);
    liftResidual_ = wanted - row;
    cycle(index + 1, workers);
    liftResidual_ = wanted;
    l.prolongFrom(coarse, l.x);
    left(lift_);
    l.sweep(l.t, l.x, kDamping, true);
}

void Multigrid::apply(const std::vector<float>& r, double rl, std::vector<float>& z, double& zl,
                      core::Workers& workers) {
    MultigridLevel& finest = levels_.front();
    finest.sweep(r, z, kFinestDamping, false);
    liftResidual_ = rl;
    finest.restrictTo(levels_[1], r);
    cycle(1, workers);
    finest.prolongFrom(levels_[1], z);
    zl = haveLift_ ? lift_ : 0.0;
}

} // namespace tissue
