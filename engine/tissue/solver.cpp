#include <tissue/solver.h>

#include <algorithm>
#include <cmath>

namespace tissue {

namespace {

constexpr float kSmallestJ = 0.05f;  // no element may shrink below this share of its volume
constexpr float kLongestMove = 1.5f; // mm a node may move in one Newton step
constexpr float kGuard = 1.0f;       // see tangent(): makes the system positive where it was not
constexpr float kExact = 1e30f;
constexpr double kLiftTolerance = 1e-3; // of the force: the read-out must show what was asked for
constexpr double kLeastForce = 200.0;   // mN: residuals are measured against at least this

double dot(const std::vector<float>& a, const std::vector<float>& b) {
    double sum[4] = {};
    for (std::size_t i = 0; i + 3 < a.size(); i += 4)
        for (std::size_t l = 0; l < 4; ++l) sum[l] += static_cast<double>(a[i + l]) * static_cast<double>(b[i + l]);
    return (sum[0] + sum[1]) + (sum[2] + sum[3]); // sizes are whole Lanes
}

void addScaled(std::vector<float>& a, float s, const std::vector<float>& b) {
    for (std::size_t i = 0; i < a.size(); ++i) a[i] += s * b[i];
}

void zero(std::vector<float>& a) {
    std::fill(a.begin(), a.end(), 0.0f);
}

} // namespace

struct Solver::Work {
    const Block& block;
    Elements& elements;
    Contact& contact;
    core::Workers& workers;
    const SolverSettings& settings;
    bool force;
    double amount;
    double forcing = 0.2; ///< relative tolerance of the linear solve
    int iterations = 0;
};

Solver::Solver(const Block& block, float reach) {
    const auto n = static_cast<std::size_t>(3 * block.size.nodes());
    for (auto* v : {&elementForce_, &contactForce_, &residual_, &x_, &r_, &z_, &p_, &q_, &mode_, &modeTimes_})
        v->assign(n, 0.0f);
    diagonal_.assign(2 * n, 0.0f);
    const GridSize& g = block.size; // flat under the tool, fading with distance and depth
    for (int k = 0; k <= g.nz; ++k)
        for (int j = 0; j <= g.ny; ++j)
            for (int i = 0; i <= g.nx; ++i) {
                const int node = g.node(i, j, k);
                const glm::vec3 p = block.position(node, i, j);
                const float far = (p.x * p.x + p.y * p.y) / (reach * reach);
                const auto at = static_cast<std::size_t>(2 * g.nodes() + node);
                mode_[at] = block.free[at] * (1.0f - static_cast<float>(k) / static_cast<float>(g.nz)) /
                            std::pow(1.0f + far * far, 0.25f);
            }
    haveMode_ = true;
}

/// Energy of a state; renews forces, tangents and contact. Infinite for states that must not be.
double Solver::evaluate(Work& w, const PressState& s, float guard) {
    zero(elementForce_);
    zero(contactForce_);
    const ElementSums e = w.elements.assemble(w.block, s.u, guard, elementForce_, w.workers);
    sums_ = w.contact.evaluate(s.u, s.tool, contactForce_);
    smallestJ_ = e.smallestJ;
    for (std::size_t i = 0; i < residual_.size(); ++i)
        residual_[i] = (elementForce_[i] + contactForce_[i]) * w.block.free[i];
    liftResidual_ = w.force ? w.amount - sums_.onTissue.z : 0.0;
    const double energy = e.energy + sums_.energy - (w.force ? w.amount * static_cast<double>(s.tool.z) : 0.0);
    if (!(e.smallestJ >= kSmallestJ)) return HUGE_VAL;
    return std::isfinite(energy) ? energy : HUGE_VAL;
}

void Solver::buildPreconditioner(Work& w) {
    zero(diagonal_);
    w.elements.addDiagonal(w.block, diagonal_, w.workers);
    w.contact.addDiagonal(diagonal_);
    const auto n = static_cast<std::size_t>(w.block.size.nodes());
    for (std::size_t i = 0; i < n; ++i) {
        // rows of fixed components become the identity, so that the inverse keeps apart what is free
        float m[6];
        const float f[3] = {w.block.free[i], w.block.free[n + i], w.block.free[2 * n + i]};
        for (std::size_t d = 0; d < 3; ++d) m[d] = f[d] > 0.0f ? std::max(diagonal_[d * n + i], 1e-6f) : 1.0f;
        for (std::size_t d = 0; d < 3; ++d) m[3 + d] = diagonal_[(3 + d) * n + i] * f[d] * f[(d + 1) % 3];
        float c0 = m[1] * m[2] - m[4] * m[4], c3 = m[4] * m[5] - m[3] * m[2], c5 = m[3] * m[4] - m[1] * m[5];
        float det = m[0] * c0 + m[3] * c3 + m[5] * c5;
        if (!(det > 1e-4f * m[0] * m[1] * m[2])) { // not positive: the plain diagonal
            m[3] = m[4] = m[5] = 0.0f;
            c0 = m[1] * m[2];
            c3 = c5 = 0.0f;
            det = m[0] * c0;
        }
        const float inverse = 1.0f / det;
        const float out[6] = {c0, m[0] * m[2] - m[5] * m[5], m[0] * m[1] - m[3] * m[3],
                              c3, m[3] * m[5] - m[0] * m[4], c5};
        for (std::size_t d = 0; d < 6; ++d) diagonal_[d * n + i] = out[d] * inverse;
    }
    liftDiagonal_ = std::max(w.contact.liftDiagonal(), 1e-3);
    if (!haveMode_ || !w.force) return;
    zero(modeTimes_);
    w.elements.multiply(w.block, mode_, modeTimes_, w.workers);
    modeTimesLift_ = w.contact.multiply(mode_, 1.0, modeTimes_);
    for (std::size_t i = 0; i < modeTimes_.size(); ++i) modeTimes_[i] *= w.block.free[i];
    modeCurvature_ = dot(mode_, modeTimes_) + modeTimesLift_;
}

void Solver::precondition(const std::vector<float>& r, double rl, std::vector<float>& z, double& zl, bool force) const {
    const std::size_t n = r.size() / 3;
    const float* d = diagonal_.data();
    for (std::size_t i = 0; i < n; ++i) {
        const float x = r[i], y = r[n + i], v = r[2 * n + i];
        z[i] = d[i] * x + d[3 * n + i] * y + d[5 * n + i] * v;
        z[n + i] = d[3 * n + i] * x + d[n + i] * y + d[4 * n + i] * v;
        z[2 * n + i] = d[5 * n + i] * x + d[4 * n + i] * y + d[2 * n + i] * v;
    }
    zl = 0.0;
    if (!force) return;
    zl = rl / liftDiagonal_;
    if (!haveMode_ || !(modeCurvature_ > 0.0)) return;
    const double share = (dot(mode_, r) + rl) / modeCurvature_;
    addScaled(z, static_cast<float>(share), mode_);
    zl += share;
}

/// x_ and liftX_ become the Newton direction. False: the system was not positive and nothing useful was found.
bool Solver::direction(Work& w) {
    zero(x_);
    liftX_ = 0.0;
    r_ = residual_;
    double rl = liftResidual_, zl = 0.0;
    precondition(r_, rl, z_, zl, w.force);
    p_ = z_;
    double pl = zl;
    double rho = dot(r_, z_) + rl * zl;
    const double goal = w.forcing * w.forcing * rho;
    for (int it = 0; it < w.settings.iterations; ++it) {
        zero(q_);
        w.elements.multiply(w.block, p_, q_, w.workers);
        double ql = w.contact.multiply(p_, pl, q_);
        if (!w.force) ql = 0.0;
        for (std::size_t i = 0; i < q_.size(); ++i) q_[i] *= w.block.free[i];
        const double curvature = dot(p_, q_) + pl * ql;
        ++w.iterations;
        if (!(curvature > 0.0) || !std::isfinite(curvature)) return false;
        const double alpha = rho / curvature;
        addScaled(x_, static_cast<float>(alpha), p_);
        addScaled(r_, static_cast<float>(-alpha), q_);
        liftX_ += alpha * pl;
        rl -= alpha * ql;
        precondition(r_, rl, z_, zl, w.force);
        const double next = dot(r_, z_) + rl * zl;
        if (!(next > goal)) break;
        const float beta = static_cast<float>(next / rho);
        for (std::size_t i = 0; i < p_.size(); ++i) p_[i] = z_[i] + beta * p_[i];
        pl = zl + static_cast<double>(beta) * pl;
        rho = next;
    }
    return std::isfinite(dot(x_, x_)) && std::isfinite(liftX_);
}

SolveReport Solver::solve(const Block& block, Elements& elements, Contact& contact, PressState& state, Drive drive,
                          double force, const SolverSettings& settings, core::Workers& workers) {
    Work w{block, elements, contact, workers, settings, drive == Drive::Force, force};
    SolveReport report;
    PressState trial = state;
    float guard = kExact;
    contact.freeze(state.u, state.tool);
    double energy = evaluate(w, state, guard);
    double before = 0.0;
    for (;; ++report.newtonSteps) {
        const double size = std::max({force, std::fabs(sums_.onTissue.z), kLeastForce});
        report.residual = std::sqrt(dot(residual_, residual_) + liftResidual_ * liftResidual_) / size;
        report.settled = report.residual <= settings.tolerance && std::fabs(liftResidual_) <= kLiftTolerance * size;
        if (report.settled || report.newtonSteps >= settings.newtonSteps) break;
        // Eisenstat and Walker 1996, choice 2, kept between a loose and a useful tolerance
        if (report.newtonSteps > 0) {
            const double ratio = report.residual / before;
            w.forcing = std::clamp(0.5 * ratio * ratio, 0.05, 0.3);
        }
        before = report.residual;
        buildPreconditioner(w);
        if (!direction(w)) {
            guard = kGuard;
            energy = evaluate(w, state, guard);
            buildPreconditioner(w);
            if (!direction(w)) { // downhill all the same
                precondition(residual_, liftResidual_, x_, liftX_, w.force);
            }
        }
        const double slope = dot(residual_, x_) + liftResidual_ * liftX_;
        float longest = static_cast<float>(std::fabs(liftX_));
        for (const float v : x_) longest = std::max(longest, std::fabs(v));
        double alpha = longest > kLongestMove ? static_cast<double>(kLongestMove / longest) : 1.0;
        bool moved = false;
        for (int cut = 0; cut < 10 && slope > 0.0; ++cut, alpha *= 0.5) {
            trial.u = state.u;
            addScaled(trial.u, static_cast<float>(alpha), x_);
            trial.tool = state.tool;
            trial.tool.z += static_cast<float>(alpha * liftX_);
            const double now = evaluate(w, trial, guard);
            const double left = dot(residual_, x_) + liftResidual_ * liftX_;
            const bool downhill = now <= energy - 1e-4 * alpha * slope;
            // near the end the energy's digits run out: a smaller slope is proof enough
            const bool flatter = now <= energy + 1e-6 * std::fabs(energy) && std::fabs(left) <= 0.5 * slope;
            if (now < HUGE_VAL && (downhill || flatter)) {
                moved = true;
                energy = now;
                break;
            }
        }
        if (!moved) {
            energy = evaluate(w, state, guard);
            if (guard > kGuard) { // once more with a positive system
                guard = kGuard;
                energy = evaluate(w, state, guard);
                continue;
            }
            break;
        }
        std::swap(state, trial);
        if (w.force && std::fabs(liftX_) > 1e-2 && report.newtonSteps == 0) {
            const float scale = static_cast<float>(1.0 / liftX_);
            for (std::size_t i = 0; i < mode_.size(); ++i) mode_[i] = scale * x_[i];
            haveMode_ = true;
        }
        if (guard < kExact || contact.hasFriction()) { // friction limits follow the state
            guard = kExact;
            contact.freeze(state.u, state.tool);
            energy = evaluate(w, state, guard);
        }
    }
    report.iterations = w.iterations;
    return report;
}

} // namespace tissue
