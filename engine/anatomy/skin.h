// Skin: the closed outer surface of the body, grown outward from bones and muscles by a map of skin and fat thickness
// that depends on build, and completed by forms given by figures for what the atlas has no structure for: face, throat,
// chest, abdomen, groin, limbs. Units: metres here, millimetres in assets/anatomy/skin.toml.
//   Body = closing( smooth union( { p : distance to a structure <= thickness(p) }, forms ) ), limbs added, smoothed,
//   then meshed.
//   Thickness: at every site the subcutaneous fat for three body mass indices (linear between and beyond them) and the
//   skin itself; between sites the mean weighted by (reach / distance)^4 (Shepard 1968), so that a site's own figure
//   holds at the site. Forms are drawn for the body mass index `form_bmi` and grow or shrink by the change of
//   thickness.
// Invariants of the mesh (tested): closed, 2-manifold, one piece, normals outward; encloses every part it was built
// from. Errors: readSkin: every fault with file and line; buildSkin: no parts, a part that is not a valid mesh (named
// by id), a body mass index outside [kLowestBmi, kHighestBmi], a body larger than the grid allows.
#pragma once

#include <anatomy/body.h>

#include <geometry/loft.h>
#include <geometry/mesh.h>

#include <array>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace anatomy {

constexpr float kLowestBmi = 17.0f;
constexpr float kHighestBmi = 40.0f;

/// Thickness of skin and of fat under it at one place. Paired sites are listed on both sides after reading.
struct SkinSite {
    std::string name;
    glm::vec3 at{0.0f};
    float skinM = 0.002f;
    std::array<float, 3> fatM{}; ///< at SkinDescription::bodyMassIndices
    float reachM = 0.08f;        ///< weight of the site falls to a half at this distance
    float fatFactor = 1.0f;      ///< this patient's fat here against what goes with the body mass index
};

/// When a form joins. Trunk: at first. Limb: after the gaps were filled, so that arm and trunk, or both thighs, do not
/// grow together. Fine: after the smoothing, so that it stays sharp (ear, nose, folds).
enum class SkinStage { Trunk, Limb, Fine };

/// A solid that fills what the structures leave empty. Mirrored forms are listed on both sides after reading.
struct SkinForm {
    std::string name;
    geometry::Mesh mesh;     ///< closed, with outward normals
    float blendM = 0.02f;    ///< width of the rounding where it meets what was there before
    float growth = 1.0f;     ///< share of the change of fat thickness that it follows
    glm::vec3 outward{0.0f}; ///< unit: it moves this way with that change; zero: it swells
    bool carve = false;      ///< taken away instead of added (gluteal cleft, navel)
    SkinStage stage = SkinStage::Trunk;
};

struct SkinDescription {
    std::string source;
    std::array<float, 3> bodyMassIndices{22.0f, 28.0f, 33.0f};
    float formBmi = 23.0f;
    float voxelM = 0.0035f;    ///< grid step of the distance field
    float closingM = 0.012f;   ///< gaps between muscles narrower than about twice this are filled
    float smoothingM = 0.004f; ///< standard deviation of the smoothing of the field
    std::size_t triangles = 60000;
    std::vector<SkinSite> sites;
    std::vector<SkinForm> forms;
};

/// What the skin has to cover. `mesh` is in the bind pose and outlives the call.
struct SkinPart {
    core::StructureId id;
    const geometry::Mesh* mesh = nullptr;
};

core::Result<SkinDescription> readSkin(const std::filesystem::path& file);

/// Fat under the skin at a point of the bind pose, metres, for this build.
float fatThickness(const SkinDescription& skin, const glm::vec3& point, float bodyMassIndex);
/// Epidermis and dermis, metres.
float dermisThickness(const SkinDescription& skin, const glm::vec3& point);

/// The surface with normals. Takes seconds: about 1.5 s with two workers. `progress` may be empty.
core::Result<geometry::Mesh> buildSkin(std::span<const SkinPart> parts, const SkinDescription& skin,
                                       float bodyMassIndex, core::Workers& workers, const Progress& progress);

} // namespace anatomy
