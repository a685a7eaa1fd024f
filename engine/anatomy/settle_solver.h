// Solver for settling (settle.h): moves the tissue until its contacts are gone or the rounds are over.
#pragma once

#include <anatomy/settle_contacts.h>
#include <anatomy/settle_tissue.h>

#include <vector>

namespace anatomy {

class SettleSolver {
public:
    /// No vertex goes farther than `reachM` from where it was. The tissue outlives the solver.
    SettleSolver(SettleTissue& tissue, float reachM, core::Workers& workers);
    /// Finds the contacts and moves the tissue by what they ask for. `thinnest`: share of its thickness that a thin
    /// place keeps; `goBack`: what went too far comes back, and what is left open is closed in the rounds after.
    void round(float thinnest, bool goBack);

private:
    void ask(const std::vector<Contact>& contacts, const std::vector<glm::vec3>& start);
    void askSides();
    glm::vec3 acrossSheet(std::size_t vertex, const glm::vec3& way) const;
    void demand(const SettlePlace& place, const glm::vec3& way, float weight);
    void carry();
    void keepThickness(float thinnest);
    void spread();
    void comeBack();
    void apply();
    void unfold(const SettleSolid& solid);
    template <typename F>
    void renewSteps(const F& each);

    SettleTissue& tissue_;
    float reach_;
    core::Workers& workers_;
    ContactFinder finder_;
    // of every vertex that may move:
    std::vector<glm::vec3> sum_; ///< of the ways it is asked to go, by their weights
    std::vector<float> weight_;
    std::vector<glm::vec3> step_; ///< where it goes next
    std::vector<glm::vec3> next_;
};

} // namespace anatomy
