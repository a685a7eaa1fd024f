// Ribbon: a closed solid made of a mid-surface grid with thickness: sheet-like muscles, the scapular blade, the wing of
// the ilium, the plates of the skull, fascia. Units: metres, body frame.
//   Mid-surface: uniform bicubic Catmull-Rom (Catmull and Rom 1974) through the points, ends straight; thickness
//   likewise. Rows lie across the fibres, columns along them: point (row, column) is points[row * columns + column];
//   fibres run from column 0 (origin) to the last (insertion). Half the thickness stands on each side of the
//   mid-surface, and the rim is a ridge half a thickness beyond the outermost points.
// Errors (meshRibbon): fewer than two rows or columns, a count that does not fit, numbers that are not finite, a
// thickness that is not positive, a grid without area. Each names the row and column, from 0.
#pragma once

#include <geometry/mesh.h>
#include <geometry/tendon.h>

#include <core/result.h>

#include <vector>

namespace geometry {

struct RibbonPoint {
    glm::vec3 position{0.0f};
    float thickness = 0.0f;
};

struct Ribbon {
    int rows = 0;
    int columns = 0;
    std::vector<RibbonPoint> points; ///< row by row
    Tendons tendons{};               ///< of a muscle; its fibres are the rows, the first one at `across` 0
};

struct RibbonDetail {
    float stepM = 0.005f; ///< longest distance between mesh vertices along the grid lines, roughly
    int most = 12;        ///< subdivisions of a cell at most
};

/// Closed mesh with smooth normals, fibres (unit, along the columns from first to last), grain, and the share of tendon
/// when the ribbon has tendons.
core::Result<Mesh> meshRibbon(const Ribbon& ribbon, const RibbonDetail& detail = {});

/// The same solid mirrored in the mid-sagittal plane.
Ribbon mirrored(const Ribbon& ribbon);

} // namespace geometry
