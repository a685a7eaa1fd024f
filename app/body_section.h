// Body section: a cut through the body as a user asks for it: a plane of anatomy and where it lies. What is nearer to
// the eye is cut away, so the cut face is always seen. Metres, posed body frame.
#pragma once

#include <app/orbit_camera.h>
#include <render/view.h>
#include <session/world.h>

#include <optional>
#include <string>

namespace app {

enum class CutKind { None, Transverse, Sagittal, Frontal };
constexpr int kCutKinds = 4;
/// "none", "transverse", "sagittal", "frontal".
std::string_view cutName(CutKind kind);
/// The axis that the plane is square to: superior, left, anterior.
glm::vec3 cutAxis(CutKind kind);

struct SectionChoice {
    CutKind kind = CutKind::None;
    float at = 0.0f;     ///< along the axis, metres
    bool atTool = false; ///< through the tool while it presses
    bool operator==(const SectionChoice&) const = default;
};

/// None: no plane. `touch`: where the tool presses.
std::optional<render::SectionPlane> sectionPlane(const SectionChoice& choice, const glm::vec3& eye,
                                                 const std::optional<glm::vec3>& touch = {});

/// Least and greatest `at` that meets the box.
glm::vec2 sectionRange(CutKind kind, const core::Box& body);

/// "transverse:L3" (through the middle of a structure), "sagittal:-12" (millimetres to the patient's left of the median
/// plane), "frontal:40" (in front of the body's origin), "transverse:1100" (above it). Error: what was found and what
/// would have been right.
core::Result<SectionChoice> parseSection(const std::string& text, const session::World& world);

} // namespace app
