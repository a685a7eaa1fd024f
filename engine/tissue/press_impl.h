// What a Press holds; shared by press.cpp (moving) and press_reading.cpp (telling). Block frame, mm, mN, kPa.
#pragma once

#include <tissue/contact.h>
#include <tissue/elements.h>
#include <tissue/press.h>
#include <tissue/solver.h>

#include <vector>

namespace tissue {

struct Press::Impl {
    Impl(Block made, const Tool& used, const BlockOptions& asked);

    StepReport advance(const PressCommand& command, float dt, int mostParts, const SolverSettings& effort,
                       core::Workers& workers);
    StepReport part(Drive drive, float amount, const glm::vec2& slide, float dt, const SolverSettings& effort,
                    core::Workers& workers);
    bool stillApproaches(const glm::vec2& axis);
    float approachBy(float asked) const;
    float clampedAmount(const PressCommand& command, bool& limited) const;
    glm::vec2 slideOf(const PressCommand& command) const;
    /// What a part changes.
    struct Going {
        enum class Kind { None, Push, Slide, Creep } kind = Kind::None;
        float by = 0.0f; ///< N or mm, mm, s
        glm::vec2 along{0.0f};
    };
    Going goingOf(Drive drive, float amount, const glm::vec2& slide, float dt) const;
    void goOn(const Going& going, core::Workers& workers);
    void remember(const Going& going, bool solved, bool inBalance, Drive drive, float amount, const glm::vec2& slide);
    bool finite() const;
    void startOver();

    MaterialLibrary materials;
    Tool tool;
    BlockOptions options;
    Block block;
    Elements elements;
    Contact contact;
    Solver solver;
    PressState state;
    /// How the last parts went.
    struct Way {
        bool known = false;
        Going going;
        Drive drive = Drive::Force;
        float amount = 0.0f;
        glm::vec2 slide{0.0f};
        PressState from;          ///< the last state solved for
        float gone = 0.0f;        ///< since then
        std::vector<float> speed; ///< of the nodes, per unit of `going`
        float sinking = 0.0f, fastest = 0.0f;
    } way;
    glm::vec2 base{0.0f};     ///< where the axis stands in the block without slide: follow() moves it
    float touchHeight = 0.0f; ///< of the tool at first touch, slide 0
    float forceNow = 0.0f;    ///< N, what the last step was asked for
    float depthNow = 0.0f;    ///< mm
    Drive driveNow = Drive::Force;
    float frictionNow = 0.0f;
    glm::dvec3 onTissue{0.0};  ///< mN
    float stiffnessNow = 0.0f; ///< N/mm, secant over the last part that moved the tool
    int touching = 0;
    float changed = 0.0f;     ///< share by which materials changed since the tangents were made anew
    float gapLeft = 0.0f;     ///< mm, see Contact::endStep
    float volumeLeft = 0.0f;  ///< see Elements::endStep, as a share of the force over 1 mm
    int lost = 0;             ///< steps in a row that came nowhere near equilibrium
    bool live = false;        ///< the last call was step()
    bool approaching = false; ///< see stillApproaches()
    bool astray = false;      ///< the last part ended far from equilibrium
    bool settled = true;
    bool limited = false;
};

} // namespace tissue
