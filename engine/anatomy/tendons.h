// Tendons: how far tendon reaches into every muscle and how its fibres lie, as assets/anatomy/tendons.toml says; apart
// from the shapes, since those are fitted anew by scripts. Millimetres and degrees there, metres here.
//   structure       key of a muscle
//   origin_mm       tendon along the fibre from the origin: a length, or lengths spread evenly from the first row of a
//   insertion_mm      ribbon (or the first of several tubes) to the last, interpolated between
//   origin_sheet_mm, insertion_sheet_mm   the same for an aponeurosis over the belly, on its face to `face`
//   pennation_deg, fibres_towards         of a loft: how far its fibres lean off the axis on their way to the insertion
//   source, confidence                    A measured, B general anatomy, C estimate
// Directions: posterior, anterior, superior, inferior, medial, lateral (right side, as everything described).
// A muscle without an entry has a share kDefaultShare of its length as tendon at either end, at most kDefaultMostM: an
// estimate for short muscles that are fleshy almost to the bone.
#pragma once

#include <anatomy/atlas.h>
#include <anatomy/description.h>

#include <core/result.h>
#include <geometry/tendon.h>

#include <filesystem>
#include <string>
#include <vector>

namespace anatomy {

constexpr float kDefaultShare = 0.06f;
constexpr float kDefaultMostM = 0.010f;

struct TendonFigures {
    std::string key; ///< of the muscle
    core::Place place;
    geometry::Tendons tendons;
    glm::vec3 pennation{0.0f}; ///< as geometry::Loft has it
    std::string source;
    char confidence = 'C';
};

/// Error: every fault of the file with its line, a muscle named twice among them.
core::Result<std::vector<TendonFigures>> readTendons(const std::filesystem::path& file);

/// Gives every muscle its tendons; figures of a muscle that has no shape wait. Error, with file and line: a structure
/// the atlas does not have or that is no muscle, tendons longer than the muscle, pennation of a form that is no loft.
core::Status giveTendons(const Atlas& atlas, const std::vector<TendonFigures>& figures, Description& description);

/// Both for the description of a folder; without tendons.toml every muscle has the default.
core::Status addTendons(const Atlas& atlas, const std::filesystem::path& anatomyFolder, Description& description);

/// Lengths of a muscle's fibres, metres: of a loft its axis, of a ribbon its rows, of tubes each. Empty: no fibres.
std::vector<float> fibreLengths(const Shape& shape);

} // namespace anatomy
