// Import frame: in which axes and unit the places of a file are given, and where they lie in the body frame. Known
// bones tell: of three conventions for axes and three units, the one in which the bones lie most like the described
// ones. A body keeps its size and its posture; it is only turned to our axes and moved to the described body's place.
//   lps   +X patient's left, +Y posterior, +Z superior (DICOM, BodyParts3D)
//   ras   +X patient's right, +Y anterior, +Z superior (NIfTI, 3D Slicer)
//   gltf  +X patient's left, +Y superior, +Z anterior
#pragma once

#include <core/math.h>
#include <core/result.h>

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace anatomy {

enum class ImportAxes { Lps, Ras, Gltf };
enum class ImportUnit { Millimetre, Centimetre, Metre };

std::string_view axesName(ImportAxes axes); ///< "lps" ...
std::string_view unitName(ImportUnit unit); ///< "mm", "cm", "m"
core::Result<ImportAxes> parseAxes(std::string_view text);
core::Result<ImportUnit> parseUnit(std::string_view text);

/// Middle of one bone in the file, and of the same in the described body.
struct BonePair {
    glm::vec3 file{0.0f};
    glm::vec3 described{0.0f}; ///< metres
};

struct ImportFrame {
    ImportAxes axes = ImportAxes::Gltf;
    ImportUnit unit = ImportUnit::Metre;
    glm::mat4 toBody{1.0f};     ///< place in the file -> body frame, metres
    float sizeOfBody = 1.0f;    ///< of the imported bones' spread against the described ones'
    float residualM = 0.0f;     ///< how far bones lie from where the described ones would, after size: root mean square
    float turnedDegrees = 0.0f; ///< beyond the axes, when it lay askew
};

/// What is not told is guessed. Error: fewer than three bones; no convention fits; two fit alike; what was told does
/// not fit, with what would.
core::Result<ImportFrame> findFrame(std::span<const BonePair> bones, std::optional<ImportAxes> axes,
                                    std::optional<ImportUnit> unit);

} // namespace anatomy
