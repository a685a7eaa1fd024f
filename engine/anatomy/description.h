// Description: the figures of every structure's shape, as they stand in assets/anatomy/shapes/*.toml and nerves.toml
// (millimetres there, metres here). A paired structure is described once, for the right side.
// Forms: loft, ribbon, composite (geometry/*.h) and tubes: round sections along a line, several for a branching nerve.
// Invariants after reading: figures finite, within kReachMm of the body, counts consistent, radii and thicknesses
// positive. Errors: every fault of every file with its line. Whether a form can be meshed is found when it is meshed.
#pragma once

#include <core/result.h>
#include <geometry/composite.h>

#include <filesystem>
#include <string>
#include <variant>
#include <vector>

namespace anatomy {

struct TubePoint {
    glm::vec3 position{0.0f};
    float radius = 0.0f;
};
using Tube = std::vector<TubePoint>;
using Tubes = std::vector<Tube>;

struct Shape {
    std::string key;       ///< of the structure, without side
    core::Place place;     ///< where it is described, for messages
    std::string source;    ///< where its figures are from
    bool mirrored = false; ///< a structure of the midline in two halves: also with its mirror image
    std::variant<geometry::Loft, geometry::Ribbon, geometry::Composite, Tubes> form;
    geometry::Tendons tendons; ///< of a muscle (tendons.h); takes the place of those in `form`
    std::size_t figures = 0;   ///< how many numbers describe it
};

struct Description {
    std::vector<Shape> shapes; ///< in order of file name and line
};

/// `variants`: names of files under variants/, each shape of which takes the place of the one with its key or is added.
/// Error also: a variant that is not there, with the known ones.
core::Result<Description> readDescription(const std::filesystem::path& anatomyFolder,
                                          const std::vector<std::string>& variants = {});
std::filesystem::path variantFile(const std::filesystem::path& anatomyFolder, const std::string& variant);
std::vector<std::string> knownVariants(const std::filesystem::path& anatomyFolder);
/// One file of shapes.
core::Result<Description> readShapes(const std::filesystem::path& file);
/// Tubes of assets/anatomy/nerves.toml: of every [[nerve]] its `structure`, `calibre_mm` (diameter: a number or [least,
/// most], whose mean is drawn) and `waypoints_mm` (the stem) or `branches_mm` (several such lines). What else the file
/// says of a nerve is for others to read.
core::Result<Description> readNerveShapes(const std::filesystem::path& file);

/// Mesh of the right or only side, closed, with normals; fibres where the form has a direction. Error: what is wrong
/// with the figures, with the shape's place.
core::Result<geometry::Mesh> meshShape(const Shape& shape);

} // namespace anatomy
