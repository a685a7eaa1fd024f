// Solver: equilibrium of the block and the tool against it. Newton's method on the sum of the elements' and the
// contact's energy, each step by conjugate gradients, with a line search that never leaves an element turned inside
// out. The tool's height is one more unknown when a force is asked for. Preconditioner: the 3x3 blocks on the diagonal,
// plus (Nicolaides 1987, one vector) the movement of tissue and tool together found by the last step, which the springs
// of the contact hide from the diagonal. mm, mN, kPa.
#pragma once

#include <tissue/contact.h>
#include <tissue/elements.h>

#include <vector>

namespace tissue {

struct SolverSettings {
    int newtonSteps = 14;
    int iterations = 160;    ///< of conjugate gradients, per Newton step
    double tolerance = 3e-3; ///< out-of-balance force over the applied one
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
    /// `reach`: mm around the axis that move down with the tool, for a first guess of the movement.
    Solver(const Block& block, float reach);

    /// Drive::Force: `force` mN along z; Drive::Depth: the tool stands where it is. Leaves the best state reached.
    SolveReport solve(const Block& block, Elements& elements, Contact& contact, PressState& state, Drive drive,
                      double force, const SolverSettings& settings, core::Workers& workers);
    glm::dvec3 onTissue() const { return sums_.onTissue; } ///< of the last state
    int touching() const { return sums_.touching; }
    /// What the next step depends on.
    template <typename Hasher>
    void addTo(Hasher& hasher) const {
        hasher.add(haveMode_);
        for (const float v : mode_) hasher.add(v);
    }

private:
    struct Work;
    double evaluate(Work& w, const PressState& state, float guard);
    void precondition(const std::vector<float>& r, double rl, std::vector<float>& z, double& zl, bool force) const;
    void buildPreconditioner(Work& w);
    bool direction(Work& w);

    std::vector<float> elementForce_, contactForce_, residual_, diagonal_;
    std::vector<float> x_, r_, z_, p_, q_;
    double liftResidual_ = 0.0, liftX_ = 0.0, liftDiagonal_ = 1.0;
    std::vector<float> mode_, modeTimes_;
    double modeCurvature_ = 0.0, modeTimesLift_ = 0.0;
    bool haveMode_ = false;
    ContactSums sums_;
    float smallestJ_ = 1.0f;
};

} // namespace tissue
