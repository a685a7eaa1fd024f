// Reading: what a press tells the outside. Metres, N, kPa; body frame. Every number is finite, whatever went in.
#pragma once

#include <core/ids.h>
#include <core/math.h>
#include <tissue/tissue_kind.h>

#include <cstdint>
#include <vector>

namespace tissue {

/// One layer of the column under the tool, skin first. A last stretch of more than 20 mm that no structure is named in,
/// as in chest and belly, is left out.
struct LayerReading {
    core::StructureId structure; ///< null where the body knows none (fat)
    TissueKind kind = TissueKind::Fat;
    float thicknessBeforeMm = 0.0f;
    float thicknessNowMm = 0.0f;
    float meanStressKPa = 0.0f; ///< compression along the press, mean over the layer under the pad; positive pressed
    float loadShare =
        0.0f; ///< force through the middle of the layer below the pad's shadow, over the tool's force; 0..1
};

/// Pressure over the pad on a regular grid across the tool's axis: columns along the tool's +X, rows along its +Y.
struct PressureMap {
    int columns = 0;
    int rows = 0;
    float spacing = 0.001f; ///< metres between samples; the centre sample lies on the tool's axis
    std::vector<float> kPa; ///< row by row; 0 where nothing touches

    float at(int column, int row) const { return kPa[static_cast<std::size_t>(row * columns + column)]; }
};

struct Reading {
    float forceN = 0.0f;          ///< along the press direction, what the tissue gives back
    glm::vec3 forceVectorN{0.0f}; ///< force of the tool on the skin
    float sideForceN = 0.0f;      ///< part across the press direction
    float depthMm = 0.0f;         ///< of the tool's lowest point beyond its first touch
    float stiffnessNPerMm = 0.0f; ///< slope of force over depth now
    float contactAreaCm2 = 0.0f;
    float meanPressureKPa = 0.0f;
    float peakPressureKPa = 0.0f;
    bool touching = false;
    bool settled = false;      ///< the last step reached equilibrium within tolerance
    bool forceLimited = false; ///< the command was outside what the tool or the tissue block can take
    PressureMap pressure;
    std::vector<LayerReading> column;
};

/// State at a material point that was at the asked place before the press.
struct PointState {
    glm::vec3 displacement{0.0f}; ///< metres
    float pressureKPa = 0.0f;     ///< -trace(Cauchy) / 3, compression positive
    float shearKPa = 0.0f;        ///< von Mises equivalent
    float alongPressKPa = 0.0f;   ///< compression along the press direction, positive pressed
    TissueKind kind = TissueKind::Air;
    core::StructureId structure;
};

/// Displacement on a regular grid for the renderer (the form of render::Deformation): zero at the outer faces that lie
/// inside the body, so that nothing tears at the border of the block.
struct DisplacementGrid {
    glm::mat4 worldToGrid{1.0f};         ///< body frame -> [0,1]^3
    glm::ivec3 size{0};                  ///< points along each axis; 0: none
    std::vector<glm::vec3> displacement; ///< metres, body frame, x fastest
};

/// What a step did.
struct StepReport {
    int newtonSteps = 0;
    int solverIterations = 0;
    float residual = 0.0f; ///< out-of-balance force over the applied force
    bool settled = false;
};

} // namespace tissue
