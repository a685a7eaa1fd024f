// Vertebra measures: the linear measures of the literature, taken on a vertebra's mesh. Units: metres. The mesh alone
// is looked at, never the figures it was made from, so the measures can judge whatever made or changed it. The vertebra
// may be tilted, turned, scaled or bent; it must have a body, two pedicles and a closed arch (C3 to L5).
// Definitions, as Panjabi 1991 (Spine 16:861, 16:888) and 1992 (Spine 17:299) unless said otherwise:
//   end plate   the part of the face of the body that stays near the plane fitted to its middle: not the uncinate
//               processes, not the rounded rim. Depth in the mid-sagittal plane, width where it is widest; between
//               uncinate processes, which leave no widest place, where they come nearest.
//   height      from plate to plate in the mid-sagittal plane, along the front and along the back of the body
//   canal       depth: shortest way from the back of the body to the arch in the mid-sagittal plane; width: between the
//               pedicles, in the front two fifths of the canal, at the height where they are nearest
//   spinous     from the middle of the arch's inner face in the midline to the farthest point of the process: "lamina
//               to tip", as in the measures of the reference body. Panjabi's SPL starts elsewhere and is longer.
// Resolution: the shipped meshes have edges of 1 to 3 mm; measures repeat within 0.3 mm. Deterministic.
// Errors: what could not be found (no body, no canal, no spinous process).
#pragma once

#include <core/math.h>
#include <core/result.h>
#include <geometry/mesh.h>

#include <optional>
#include <string_view>

namespace anatomy {

/// The vertebra's own axes, right-handed and orthonormal. Up halves the angle between the end plates; anterior points
/// from the canal to the body.
struct VertebraFrame {
    glm::vec3 centre{0.0f}; ///< middle of the body
    glm::vec3 left{1.0f, 0.0f, 0.0f};
    glm::vec3 up{0.0f, 1.0f, 0.0f};
    glm::vec3 anterior{0.0f, 0.0f, 1.0f};

    glm::vec3 toLocal(const glm::vec3& p) const {
        const glm::vec3 d = p - centre;
        return {glm::dot(d, left), glm::dot(d, up), glm::dot(d, anterior)};
    }
    glm::vec3 toBody(const glm::vec3& q) const { return centre + q.x * left + q.y * up + q.z * anterior; }
};

struct EndPlate {
    glm::vec3 centre{0.0f}; ///< on the fitted plane, midway between front and back
    glm::vec3 normal{0.0f}; ///< unit, out of the bone
    float width = 0.0f;
    float depth = 0.0f;
};

struct VertebraMeasures {
    VertebraFrame frame;
    EndPlate upper, lower;
    float anteriorHeight = 0.0f;
    float posteriorHeight = 0.0f;
    float canalWidth = 0.0f;
    float canalDepth = 0.0f;
    float spinousLength = 0.0f;
    float transverseWidth = 0.0f; ///< whole width, from tip to tip of the transverse processes
    float pedicleWidth = 0.0f;    ///< thinnest, mean of both sides
    glm::vec3 spinousBase{0.0f};
    glm::vec3 spinousTip{0.0f};

    float height() const { return 0.5f * (anteriorHeight + posteriorHeight); }
    /// Angle by which the front is lower than the back, radians.
    float wedge() const;
};

/// What is known beforehand. The body's axes serve for tilts up to about 40 degrees.
struct VertebraHint {
    glm::vec3 up = core::kSuperior;
    glm::vec3 anterior = core::kAnterior;
    bool uncinate = false;             ///< C3 to C7: the upper end plate lies between uncinate processes
    std::optional<glm::vec3> inside{}; ///< a point near the middle of the body; found in the mesh when not given
};
/// For a level: "C5".
VertebraHint hintFor(std::string_view level);

core::Result<VertebraMeasures> measureVertebra(const geometry::Mesh& mesh, const VertebraHint& hint = {});

/// The face of another bone that lies opposite an end plate, across the disc: S1 opposite the lower plate of L5, C2
/// opposite the upper plate of C3. Error: nothing within `reach` of it.
core::Result<EndPlate> oppositePlate(const geometry::Mesh& bone, const EndPlate& plate, float reach = 0.03f);

} // namespace anatomy
