// Vertebra warp: a map of space that gives a vertebra other measures: widths and depths of its end plates, heights of
// its body, its canal, its spinous process. Metres, bind pose, body frame.
//   Four stretches follow each other in the vertebra's own axes (directional_stretch.h): along the spinous process,
//   to the sides, up and down, forwards and back. Each grows over the part it is for and is constant beyond it, so what
//   hangs on the vertebra is carried along, and far away everything is moved by a few millimetres at most. The amounts
//   are fitted: the mesh is warped and measured again until it has the measures wanted (vertebra_measures.h).
// Invariants: smooth (continuous derivatives) and one to one, defined everywhere; the anchor (the joint's centre, the
// middle of the disc below) stays where it is. Errors (fit): the mesh cannot be measured, or a measure wanted is not
// positive or more than 1.8 times, or less than 0.5 times, what it is.
#pragma once

#include <anatomy/vertebra_measures.h>

#include <array>

namespace anatomy {

/// The measures a warp changes.
enum class Measure {
    UpperWidth,
    LowerWidth,
    UpperDepth,
    LowerDepth,
    AnteriorHeight,
    PosteriorHeight,
    CanalWidth,
    CanalDepth,
    SpinousLength
};
constexpr std::size_t kMeasures = 9;

/// In the order of Measure, metres.
using MeasureList = std::array<float, kMeasures>;

const char* measureName(Measure measure); ///< "upper plate width"
MeasureList listOf(const VertebraMeasures& measures);

class VertebraWarp {
public:
    static core::Result<VertebraWarp> fit(const geometry::Mesh& mesh, const MeasureList& wanted,
                                          const glm::vec3& anchor, const VertebraHint& hint = {});

    /// Where a point of the bind pose that belongs to the vertebra goes.
    glm::vec3 operator()(const glm::vec3& pBind) const;

    /// By how much the column above moves, along axis(): wanted less measured height of the body in its middle.
    /// Exactly, and with what the plates' tilt adds: warp(p) - p, p the centre of the joint above.
    float heightGain() const { return 0.5f * (amount(Measure::AnteriorHeight) + amount(Measure::PosteriorHeight)); }
    const glm::vec3& axis() const { return shape_.frame.up; }
    /// Of the mesh before and after.
    const VertebraMeasures& before() const { return shape_; }
    const VertebraMeasures& after() const { return after_; }

private:
    float amount(Measure measure) const { return amounts_[static_cast<std::size_t>(measure)]; }
    glm::vec3 stretched(const glm::vec3& p) const; ///< without the anchor's correction

    VertebraMeasures shape_, after_;
    MeasureList amounts_{};
    glm::vec3 offset_{0.0f};
    // In the vertebra's own axes:
    glm::vec3 spinousBase_{0.0f}, spinousAlong_{0.0f, 0.0f, -1.0f};
    float back_ = 0.0f; ///< of the body
};

/// A disc made thicker or thinner along its axis: the vertebra above moves by gain() * axis.
struct DiscScale {
    glm::vec3 centre{0.0f}; ///< stays
    glm::vec3 axis = core::kSuperior;
    float height = 0.0f; ///< before
    float factor = 1.0f;

    float gain() const { return (factor - 1.0f) * height; }
    glm::vec3 operator()(const glm::vec3& pBind) const;
};

} // namespace anatomy
