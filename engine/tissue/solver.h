// Solver: equilibrium of the block and the tool against it. Newton's method on the sum of the elements' and the
// contact's energy, each step by conjugate gradients, with a line search that never leaves an element turned inside
// out. The tool's height is one more unknown when a force is asked for. Tangents and preconditioner (multigrid.h) are
// kept for several Newton steps while they serve (modified Newton). How far from equilibrium a state is, is told by the
// energy that the preconditioner promises to win, r.M^-1.r: the plain length of the residual says little about smooth
// errors, which move the force most. It is measured against the work of the force over 1 mm, so `residual` 0.01 is
// about 1 % in the energy norm. mm, mN, kPa.
#pragma once

#include <tissue/contact.h>
#include <tissue/elements.h>
#include <tissue/multigrid.h>

#include <vector>

namespace tissue {

struct SolverSettings {
    int newtonSteps = 14;
    int iterations = 600;        ///< of conjugate gradients, all Newton steps together
    double tolerance = 3e-3;     ///< largest residual (above)
    double liftTolerance = 1e-3; ///< of the force: the read-out must show what was asked for
    double leastForce = 20.0;    ///< mN: residuals are measured against at least this
};

struct SolveReport {
    int newtonSteps = 0;
    int iterations = 0;
    double residual = 0.0;
    bool settled = false;
};

/// Everything that moves.
struct PressState {
    std::vector<float> u; ///< component-major
    glm::vec3 tool{0.0f}; ///< lowest point of the pad
};

class Solver {
public:
    explicit Solver(const Block& block);

    /// Tissue at rest is in balance as it stands, tone and all: what its elements push with there is held against.
    void balance(const Block& block, core::Workers& workers);
    /// Drive::Force: `force` mN along z; Drive::Depth: the tool stands where it is. `sunk`: the tool's way, mm, since
    /// it touched tissue at rest. Leaves the best state reached.
    SolveReport solve(const Block& block, Elements& elements, Contact& contact, PressState& state, Drive drive,
                      double force, double sunk, const SolverSettings& settings, core::Workers& workers);
    /// The materials have changed: tangents and preconditioner are to be made anew.
    void forget() { age_ = -1; }
    glm::dvec3 onTissue() const { return sums_.onTissue; } ///< of the last state
    int touching() const { return sums_.touching; }
    /// What the next step depends on.
    template <typename Hasher>
    void addTo(Hasher& hasher) const {
        hasher.add(age_);
        hasher.add(agedFor_);
        hasher.add(worn_);
        hasher.add(iterationsWhenNew_);
        hasher.add(modeStiffness_);
        hasher.add(modeLift_);
        for (const float v : multigrid_.blocks()) hasher.add(v);
    }

private:
    struct Work;
    double evaluate(Work& w, const PressState& state);
    double touch(Work& w, const PressState& state);
    void multiply(Work& w, const std::vector<float>& x, double lift, std::vector<float>& out, double& row);
    double promised(Work& w);
    double precondition(Work& w, double lift);
    void renew(Work& w, const PressState& state, float guard);
    bool direction(Work& w);
    bool lineSearch(Work& w, const PressState& state, PressState& trial, double& energy);

    std::vector<float> atRest_, elementForce_, residual_, x_, r_, z_, p_, q_;
    double liftResidual_ = 0.0, liftX_ = 0.0;
    Multigrid multigrid_;
    std::vector<float> mode_; ///< the dent as it was when the preconditioner was made anew, with the tool's way
    double modeLift_ = 0.0, modeStiffness_ = 0.0;
    int iterationsWhenNew_ = 0;
    int age_ = -1; ///< Newton steps since the preconditioner was made anew; below 0: there is none
    bool agedFor_ = false, worn_ = false, guarded_ = false;
    double noise_ = 0.0; ///< of the energy, mN mm
    ElementSums elementSums_;
    ContactSums sums_;
};

} // namespace tissue
