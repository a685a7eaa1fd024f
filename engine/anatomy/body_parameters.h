// Body parameters: what varies from one patient's body to the next. Plain values, unchanged while a body lives. Metres
// and radians; files give degrees and millimetres (patient/chart_body.h). A figure that is not given is that of the
// described body, or follows from what is given: pelvic tilt from lordosis and kyphosis, the neck from what keeps the
// gaze level. Errors (check): the first figure out of its range, with what was found; what cannot go together.
#pragma once

#include <core/result.h>

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace anatomy {

/// Where the apex of a scoliosis may lie, from above.
constexpr std::array<std::string_view, 11> kScoliosisApexes = {"T5",  "T6",  "T7", "T8", "T9", "T10",
                                                               "T11", "T12", "L1", "L2", "L3"};

enum class BodySex { Male, Female };
/// Measures of the vertebrae: those of the man the figures were measured on, or the published means (population.toml).
enum class Proportions { Described, Population };

/// More or less fat than the body mass index gives, in one region of skin.toml's sites.
struct RegionalFat {
    std::string region;  ///< a site of skin.toml, or the words its name begins with: "lumbar", "gluteal"
    float factor = 1.0f; ///< 0.25 .. 3
};

struct BodyParameters {
    float statureM = 1.72f;      ///< 1.40 .. 2.10
    float bodyMassIndex = 23.0f; ///< 17 .. 40, kg/m2; fat thickness follows it
    BodySex sex = BodySex::Male;
    float muscleBulk = 1.0f; ///< 0.7 .. 1.4: thickness of soft tissue on bone, 1: usual for the sex
    Proportions proportions = Proportions::Described;
    std::optional<float> cervicalLordosis{}; ///< lower plates of C2 to C7, -10 .. 45 degrees
    std::optional<float> thoracicKyphosis{}; ///< upper plate of T1 to lower of T12, 10 .. 75 degrees
    std::optional<float> lumbarLordosis{};   ///< lower plate of T12 to S1, 10 .. 75 degrees
    std::optional<float> pelvicTilt{};       ///< -10 .. 35 degrees, backward +
    float scoliosis = 0.0f;                  ///< Cobb angle, up to 40 degrees; convex to the right +
    std::string scoliosisApex = "T8";        ///< T5 .. L3
    float legLengthDifferenceM = 0.0f;       ///< up to 0.03; right leg shorter +
    std::vector<RegionalFat> fat{};
    std::vector<std::string> variants{}; ///< files of assets/anatomy/variants, without ".toml"; sorted
    std::string imported{};              ///< name of an imported set of meshes; empty: the described body

    std::uint64_t hash() const;
    bool operator==(const BodyParameters& other) const { return hash() == other.hash(); }
};

/// Stature the figures are for: that of the reference body, which is not known (facts: estimate).
constexpr float kReferenceStatureM = 1.72f;

core::Status check(const BodyParameters& parameters);

} // namespace anatomy
