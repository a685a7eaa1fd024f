// Trigger points and the zones they refer pain to, as figures and words: assets/anatomy/trigger_points.toml and
// zones.toml. Places are those of the bind pose of the reference body, for the right side; the left mirrors x. Metres
// here, millimetres in the files. What is an estimate says so (confidence C) and is shown as one.
// Errors: every fault with file and line; a muscle the atlas lacks; a zone nobody described.
#pragma once

#include <anatomy/atlas.h>

#include <core/math.h>
#include <core/result.h>

#include <array>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace patient {

/// Part of the body where pain is felt: the skin inside any of the ellipsoids.
struct Zone {
    struct Ellipsoid {
        glm::vec3 centre{0.0f};
        glm::vec3 semiAxes{0.03f};
    };
    std::string key;
    std::string words;   ///< "temple"
    bool beyond = false; ///< lies beyond the modelled skin (hand, foot): told in words only
    std::vector<Ellipsoid> ellipsoids;
    char confidence = 'C';
};

struct TriggerPoint {
    std::string key;    ///< "upper_trapezius_1"
    std::string muscle; ///< key of the atlas
    int number = 1;
    std::string title;
    std::string location; ///< in words
    glm::vec3 at{0.0f};
    glm::vec3 pressDirection{0.0f, 0.0f, 1.0f}; ///< unit, into the body
    glm::vec3 bandDirection{0.0f, 1.0f, 0.0f};  ///< unit, along the taut band
    std::array<float, 3> depth{};               ///< below the skin: low, typical, high
    char depthConfidence = 'C';
    float bandLength = 0.04f;
    float bandWidth = 0.008f;
    float nodule = 0.006f;              ///< diameter
    std::vector<std::string> essential; ///< zones, in nearly every patient
    std::vector<std::string> spillover; ///< only when very active
    char confidence = 'C';
    std::vector<std::string> sources; ///< citations
    std::string note;
    bool first = false; ///< one of those the first course uses
    core::Place place;
};

/// A trigger point on one side of the body.
struct SitedPoint {
    const TriggerPoint* point = nullptr;
    core::Side side = core::Side::Right;

    explicit operator bool() const { return point != nullptr; }
    bool operator==(const SitedPoint&) const = default;
    std::string text() const;  ///< "right upper_trapezius_1"
    std::string title() const; ///< "Right upper trapezius trigger point 1"
};

/// x mirrored on the left.
glm::vec3 onSide(const glm::vec3& right, core::Side side);

class PointLibrary {
public:
    /// From assets/anatomy. The points' structures are looked up in the atlas.
    static core::Result<PointLibrary> load(const std::filesystem::path& anatomyFolder, const anatomy::Atlas& atlas);

    const std::vector<TriggerPoint>& points() const { return points_; }
    const std::vector<Zone>& zones() const { return zones_; }
    const Zone* zone(std::string_view key) const;
    const TriggerPoint* find(std::string_view key) const;
    /// "upper_trapezius_1" (right), "left upper_trapezius_1", case and '_' or ' ' alike. Error: the nearest name.
    core::Result<SitedPoint> resolve(std::string_view text) const;

private:
    std::vector<TriggerPoint> points_;
    std::vector<Zone> zones_;
};

} // namespace patient
