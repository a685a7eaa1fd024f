#include <tissue/solver.h>

#include <algorithm>
#include <cmath>

namespace tissue {

namespace {

constexpr float kSmallestJ = 0.05f;  // no element may shrink below this share of its volume
constexpr float kLongestMove = 1.5f; // mm a node may move in one Newton step
constexpr float kGuard = 1.0f;       // see tangent(): makes the system positive where it was not
constexpr float kExact = 1e30f;
constexpr int kLongestAge = 12;    // Newton steps that tangents serve
constexpr int kWornAfter = 16;     // iterations that say the preconditioner serves no more
constexpr double kLeastMode = 0.1; // mm the tool has sunk
constexpr double kWorkMm = 1.0;    // see `residual`
constexpr double kDigits = 3e-7;   // of the strain invariants, in single precision
constexpr double kPoorStep = 0.5;  // a Newton step that leaves more than this share wants new tangents

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
    double sunk;
    double forcing = 0.1;    ///< relative tolerance of the linear solve
    double enough = 0.0;     ///< promised energy below which nothing more is asked
    double liftEnough = 0.0; ///< likewise of the force, mN
    double rho = 0.0;        ///< promised now
    double liftZ = 0.0;
    int iterations = 0;
};

Solver::Solver(const Block& block) : multigrid_(block) {
    for (std::size_t b = 0; b < block.shapes.size(); ++b)
        for (int l = 0; l < kLanes; ++l)
            noise_ += kDigits * static_cast<double>(block.shapes[b].volume[l] * block.materials[b].c10[l]);
    const auto n = static_cast<std::size_t>(3 * block.size.nodes());
    for (auto* v : {&atRest_, &elementForce_, &residual_, &x_, &r_, &z_, &p_, &q_}) v->assign(n, 0.0f);
}

void Solver::balance(const Block& block, core::Workers& workers) {
    zero(atRest_);
    zero(x_);
    Elements withoutMemory(block);
    withoutMemory.push(block, x_, atRest_, workers);
}

/// Energy of a state; renews forces and contact. Infinite for states that must not be.
double Solver::evaluate(Work& w, const PressState& s) {
    zero(elementForce_);
    elementSums_ = w.elements.push(w.block, s.u, elementForce_, w.workers);
    addScaled(elementForce_, -1.0f, atRest_);
    elementSums_.energy += dot(atRest_, s.u);
    return touch(w, s);
}

/// The contact alone anew: the elements stand as evaluate() found them.
double Solver::touch(Work& w, const PressState& s) {
    residual_ = elementForce_;
    sums_ = w.contact.evaluate(s.u, s.tool, residual_);
    for (std::size_t i = 0; i < residual_.size(); ++i) residual_[i] *= w.block.free[i];
    liftResidual_ = w.force ? w.amount - sums_.onTissue.z : 0.0;
    const double energy =
        elementSums_.energy + sums_.energy - (w.force ? w.amount * static_cast<double>(s.tool.z) : 0.0);
    if (!(elementSums_.smallestJ >= kSmallestJ)) return HUGE_VAL;
    return std::isfinite(energy) ? energy : HUGE_VAL;
}

void Solver::multiply(Work& w, const std::vector<float>& x, double lift, std::vector<float>& out, double& row) {
    zero(out);
    multiplyElements({w.block.size, w.block.shapes.data(), w.elements.tangents.data()}, x.data(), out.data(),
                     w.workers);
    row = w.contact.multiply(x, lift, out);
    if (!w.force) row = 0.0;
}

/// Takes the tangents of this state, and the preconditioner with them.
void Solver::renew(Work& w, const PressState& s, float guard) {
    w.elements.assemble(w.block, s.u, guard, q_, w.workers);
    multigrid_.renew(w.block, w.elements, w.contact, w.force, w.workers);
    age_ = 0;
    agedFor_ = w.force;
    guarded_ = guard < kExact;
    worn_ = false;
    // where a small patch touches, no coarse grid knows how skin follows the tool; the dent that is there does
    modeStiffness_ = 0.0;
    if (!w.force || w.sunk < kLeastMode) return;
    mode_ = s.u;
    modeLift_ = w.sunk;
    double row = 0.0;
    multiply(w, mode_, modeLift_, q_, row);
    const double stiffness = dot(mode_, q_) + modeLift_ * row;
    if (stiffness > 0.0 && std::isfinite(stiffness)) modeStiffness_ = stiffness;
}

/// z_ and liftZ become the preconditioned r_ and `lift`; returns their product with them.
double Solver::precondition(Work& w, double lift) {
    multigrid_.apply(r_, lift, z_, w.liftZ, w.workers);
    if (modeStiffness_ > 0.0) {
        const double share = (dot(mode_, r_) + modeLift_ * lift) / modeStiffness_;
        addScaled(z_, static_cast<float>(share), mode_);
        w.liftZ += share * modeLift_;
    }
    return dot(r_, z_) + lift * w.liftZ;
}

/// The energy that the preconditioner promises for this residual; leaves z_ and what goes with it.
double Solver::promised(Work& w) {
    r_ = residual_;
    return precondition(w, liftResidual_);
}

/// x_ and liftX_ become the Newton direction, from what promised() left. False: the system was not positive and nothing
/// useful was found.
bool Solver::direction(Work& w) {
    zero(x_);
    liftX_ = 0.0;
    double rl = liftResidual_, rho = w.rho;
    p_ = z_;
    double pl = w.liftZ;
    const double goal = std::max(w.forcing * w.forcing * rho, w.enough);
    int it = 0;
    for (; w.iterations < w.settings.iterations; ++it) {
        double ql = 0.0;
        multiply(w, p_, pl, q_, ql);
        const double curvature = dot(p_, q_) + pl * ql;
        ++w.iterations;
        if (!(curvature > 0.0) || !std::isfinite(curvature)) {
            worn_ = true;
            return false;
        }
        const double alpha = rho / curvature;
        const auto step = static_cast<float>(alpha);
        for (std::size_t i = 0; i < p_.size(); ++i) {
            x_[i] += step * p_[i];
            r_[i] -= step * q_[i] * w.block.free[i];
        }
        liftX_ += alpha * pl;
        rl -= alpha * ql;
        if (w.iterations == w.settings.iterations) break;
        const double next = precondition(w, rl);
        if (!(next > goal) && std::fabs(rl) <= w.liftEnough) break;
        const float beta = static_cast<float>(next / rho);
        for (std::size_t i = 0; i < p_.size(); ++i) p_[i] = z_[i] + beta * p_[i];
        pl = w.liftZ + static_cast<double>(beta) * pl;
        rho = next;
    }
    // tangents and preconditioner that have become much worse than they were when new serve no more
    if (age_ == 1) iterationsWhenNew_ = it;
    if (it > 2 * iterationsWhenNew_ + kWornAfter) worn_ = true;
    return std::isfinite(dot(x_, x_)) && std::isfinite(liftX_);
}

/// `trial` becomes a state further along x_ with less energy, and `energy` its energy. False: there is none.
bool Solver::lineSearch(Work& w, const PressState& state, PressState& trial, double& energy) {
    const double slope = dot(residual_, x_) + liftResidual_ * liftX_;
    float longest = static_cast<float>(std::fabs(liftX_));
    for (const float v : x_) longest = std::max(longest, std::fabs(v));
    double alpha = longest > kLongestMove ? static_cast<double>(kLongestMove / longest) : 1.0;
    for (int cut = 0; cut < 10 && slope > 0.0; ++cut, alpha *= 0.5) {
        trial.u = state.u;
        addScaled(trial.u, static_cast<float>(alpha), x_);
        trial.tool = state.tool;
        trial.tool.z += static_cast<float>(alpha * liftX_);
        const double now = evaluate(w, trial);
        const double left = dot(residual_, x_) + liftResidual_ * liftX_;
        const bool downhill = now <= energy - 1e-4 * alpha * slope;
        // where the energy's digits run out, a smaller slope is proof enough
        const bool flatter = now <= energy + noise_ && std::fabs(left) <= 0.5 * slope;
        if (now < HUGE_VAL && (downhill || flatter)) {
            energy = now;
            return true;
        }
    }
    return false;
}

SolveReport Solver::solve(const Block& block, Elements& elements, Contact& contact, PressState& state, Drive drive,
                          double force, double sunk, const SolverSettings& settings, core::Workers& workers) {
    Work w{block, elements, contact, workers, settings, drive == Drive::Force, force, sunk};
    SolveReport report;
    PressState trial = state;
    contact.freeze(state.u, state.tool);
    double energy = evaluate(w, state);
    double before = 0.0;
    for (;; ++report.newtonSteps) {
        const double size = std::max({force, std::fabs(sums_.onTissue.z), settings.leastForce});
        if (age_ < 0 || age_ >= kLongestAge || worn_ || agedFor_ != w.force) renew(w, state, kExact);
        w.rho = promised(w);
        if (!(w.rho >= 0.0)) { // a preconditioner that is not positive here
            renew(w, state, kGuard);
            w.rho = promised(w);
        }
        report.residual = std::sqrt(std::max(w.rho, 0.0) / (size * kWorkMm));
        report.settled =
            report.residual <= settings.tolerance && std::fabs(liftResidual_) <= settings.liftTolerance * size;
        if (report.settled || report.newtonSteps >= settings.newtonSteps || w.iterations >= settings.iterations) break;
        // Eisenstat and Walker 1996, choice 2, kept between a loose and a useful tolerance
        if (report.newtonSteps > 0) {
            const double ratio = report.residual / before;
            w.forcing = std::clamp(0.5 * ratio * ratio, 0.1, 0.3);
            worn_ = ratio > kPoorStep && report.residual > 2.0 * settings.tolerance;
        }
        w.enough = 0.4 * settings.tolerance * settings.tolerance * size * kWorkMm;
        w.liftEnough = 0.5 * settings.liftTolerance * size;
        before = report.residual;
        ++age_;
        if (!direction(w)) {
            renew(w, state, kGuard);
            w.rho = promised(w);
            if (!direction(w)) { // downhill all the same
                w.rho = promised(w);
                x_ = z_;
                liftX_ = w.liftZ;
            }
        }
        if (!lineSearch(w, state, trial, energy)) {
            energy = evaluate(w, state);
            if (guarded_) break;
            renew(w, state, kGuard); // once more with a positive system
            continue;
        }
        std::swap(state, trial);
        if (guarded_) worn_ = true;  // back to the exact ones
        if (contact.hasFriction()) { // its limits follow the state
            contact.freeze(state.u, state.tool);
            energy = touch(w, state);
        }
    }
    report.iterations = w.iterations;
    return report;
}

} // namespace tissue
