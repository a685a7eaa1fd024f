// Labels: which structure fills a point of the posed body, for the tissue block, the depth read-out and the grading.
// Built from a Body in a pose; answers by inside tests on the meshes. Units: metres, body frame of the posed body.
// What fills a point, first that applies:
//   air     outside the skin
//   skin    no deeper under its surface than it is thick there
//   bone, then cartilage and disc, nerve, ligament, muscle, fascia, whose mesh contains the point; of several muscles
//           the more superficial one (they overlap by errors of the description, and a thin sheet must not vanish under
//           a thick neighbour), in one layer the smaller one
//   fat     what is left: under the skin and between muscles (and, for want of organs, the inside of chest and belly)
// Const and safe to ask from several threads. The same body and pose give the same answers.
#pragma once

#include <anatomy/body.h>
#include <anatomy/posing.h>

#include <memory>
#include <optional>
#include <utility>

namespace anatomy {

struct Label {
    core::StructureId structure; ///< null for fat between structures, and for air
    Kind kind = Kind::Skin;
    bool inside = false;   ///< false: outside the skin (air) or beyond the body
    bool fat = false;      ///< subcutaneous or intermuscular fat
    glm::vec3 fibre{0.0f}; ///< unit, posed; zero without direction
    float tendon = 0.0f;   ///< of a muscle: 0 belly .. 1 tendon, as at the nearest place of its surface (mesh.h)
};

struct SkinHit {
    glm::vec3 position{0.0f};
    glm::vec3 normal{0.0f}; ///< outward
    float distance = 0.0f;
    std::uint32_t triangle = 0;
};

class Labels {
public:
    /// Keeps copies of what it needs of the posed meshes; the body may go.
    static Labels build(const Body& body, const Posing& posing, core::Workers& workers);
    static Labels build(const Body& body, const Pose& pose, core::Workers& workers);

    Label at(const glm::vec3& point) const;
    /// First place where the ray enters the body.
    std::optional<SkinHit> skinHit(const core::Ray& ray) const;
    /// Nearest point of the skin. Of a body without skin: the point itself, without normal.
    SkinHit nearestSkin(const glm::vec3& point) const;
    /// First structure along a ray among all parts but the skin: for picking without a GPU.
    std::optional<std::pair<core::StructureId, float>> firstHit(const core::Ray& ray) const;
    /// Moves a point of the described body (trigger points, zones) along with the structure it belongs to: into this
    /// body (Body::placed) and its pose. A structure without shape: with the skin, else unmoved.
    glm::vec3 posedPoint(core::StructureId structure, const glm::vec3& described) const;
    /// The same for a direction at such a point; unit.
    glm::vec3 posedDirection(core::StructureId structure, const glm::vec3& described, const glm::vec3& direction) const;
    /// Thickness of the skin itself (epidermis and dermis), metres, at a skin point.
    float skinThickness(const glm::vec3& point) const;

private:
    struct Impl;
    std::shared_ptr<const Impl> impl_;
};

} // namespace anatomy
