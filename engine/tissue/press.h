// Press: a block of tissue from skin to bone under one tool, and the tool against it. Finite elements, large
// deformation, implicit and unconditionally stable: any input, non-finite included, leaves a finite state. The same
// calls give the same bits with any number of workers. A Press keeps its own copy of everything: the map may go after
// begin() and follow(). Body frame, metres, N, s.
#pragma once

#include <core/math.h>
#include <core/result.h>
#include <core/workers.h>
#include <tissue/material.h>
#include <tissue/reading.h>
#include <tissue/tissue_map.h>
#include <tissue/tool.h>

#include <cstdint>
#include <memory>
#include <optional>

namespace tissue {

struct BlockOptions {
    int across = 32;          ///< elements along each side; even, 8..96
    int deep = 12;            ///< elements from skin to base; even, 6..64
    float halfWidth = 0.055f; ///< of the block, metres
    float halfLength = 0.0f;  ///< along the tool's long axis; 0: the same
    float depth = 0.090f; ///< below the skin under the tool; shortened to just below the first bone when there is one
    float fineSpacing = 0.0f;             ///< element width under the tool; 0: chosen from the tool
    glm::vec3 longAxis{0.0f, 1.0f, 0.0f}; ///< the tool's +Y is turned towards this direction
    bool viscous = true;                  ///< Prony terms of the materials

    static BlockOptions live() { return {}; }
    static BlockOptions fine(); ///< for the oracle: about eight times the elements
};

enum class Drive { Force, Depth };

/// What the hand wants now. Non-finite or negative amounts count as 0; too large ones are clamped to the tool's limit.
struct PressCommand {
    Drive drive = Drive::Force;
    float amount = 0.0f;    ///< N, or metres beyond first touch
    glm::vec3 slide{0.0f};  ///< how far the tool has moved since begin(), metres; its part along the press is ignored
    float friction = -1.0f; ///< Coulomb coefficient; below 0: the tool's; 0: none; kNoSlip: sticks
    static constexpr float kNoSlip = 1000.0f;
};

class Press {
public:
    /// The skin nearest to `skinPoint` along `direction` (the way the tool moves, into the body; need not be unit) is
    /// touched. Error: no skin there, or a non-finite or zero argument.
    static core::Result<Press> begin(const TissueMap& map, const MaterialLibrary& materials, const Tool& tool,
                                     const glm::vec3& skinPoint, const glm::vec3& direction,
                                     const BlockOptions& options = BlockOptions::live());

    Press(Press&&) noexcept;
    Press& operator=(Press&&) noexcept;
    ~Press();

    /// Advances by dt seconds (clamped to [0, 10]; 0: no relaxation). One live step; cost is bounded.
    StepReport step(const PressCommand& command, float dt, core::Workers& workers);
    /// Steps until equilibrium at this command, then lets `seconds` of relaxation pass.
    StepReport settle(const PressCommand& command, float seconds, core::Workers& workers);

    /// The tool glides to another place: a new block around it takes over the state of the old one (displacements and
    /// relaxation are carried over by interpolation). Cheap when the move is under a few millimetres: nothing is
    /// rebuilt.
    core::Status follow(const TissueMap& map, const glm::vec3& skinPoint, const glm::vec3& direction);

    /// The patient's condition changed: guarding, a band that lets go. Stiffness follows at once, the dent stays; the
    /// next step finds the new equilibrium. `map`: of the same body as before.
    void renewCondition(const TissueMap& map);

    Reading reading() const;
    /// Nothing when the point lies outside the block.
    std::optional<PointState> at(const glm::vec3& bodyPoint) const;
    DisplacementGrid field(const glm::ivec3& size = glm::ivec3(32, 32, 24)) const;

    glm::vec3 touchPoint() const; ///< where the tool first touches the skin
    glm::vec3 direction() const;  ///< unit, into the body
    glm::mat4 toolToBody() const; ///< frame of the tool as it stands now
    int elementCount() const;
    const Tool& tool() const;
    std::uint64_t hash() const; ///< of everything that the next step depends on

    struct Impl; ///< press_impl.h

private:
    explicit Press(std::unique_ptr<Impl> impl);
    std::unique_ptr<Impl> impl_;
};

} // namespace tissue
