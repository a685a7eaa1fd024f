// Element material: what an element is made of, from points inside it. Laws are averaged by Voigt (equal strain); the
// share of an element inside bone stiffens the rest of it (springs in series), so that bone keeps its shape between the
// nodes. kPa.
#pragma once

#include <tissue/block.h>

#include <span>

namespace tissue {

/// What the points of an element are made of, in sums.
struct ElementMix {
    int points = 0, bone = 0;
    double c10 = 0, c20 = 0, bulk = 0, fibre = 0, tone = 0;
    glm::dvec3 axis{0.0};
    std::array<double, kPronyTerms> relaxing{}, timeConstant{};
    std::array<int, kTissueKindCount> kinds{};
    std::vector<std::pair<core::StructureId, int>> structures;
};

/// Applies the map's condition to every point. `axes`: of the block. Not `viscous`: nothing relaxes.
ElementMix mixOf(std::span<const SamplePoint> points, const TissueMap& map, const MaterialLibrary& library,
                 const glm::mat3& axes, bool viscous);

/// Fills one lane and returns the shear modulus, which scales the hourglass stiffness.
float setMaterial(const ElementMix& mix, const MaterialLibrary& library, MaterialBatch& batch, int lane);

/// Kind and structure of most points.
ElementLabel labelOf(const ElementMix& mix);

} // namespace tissue
