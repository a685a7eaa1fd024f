// Entrapments: where a nerve of the back is caught, by what, and what it then fails to do, as figures and words:
// assets/anatomy/nerves.toml (places, signs, tests, territories, published pressures) and entrapments.toml (causes, the
// muscles that weaken, which published pressure each step of the model stands on). Places are those of the bind pose of
// the described body, right side; the left mirrors x. Metres, kPa, s. What is an estimate says so (confidence C).
// Invariants: every site of nerves.toml has its causes and the other way round; its zones, muscles and sources exist;
// ranges rise. Errors: every fault with file and line.
#pragma once

#include <patient/trigger_point.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

namespace patient {

enum class NerveCause { Tone, Disc, Posture, Hand };
constexpr std::size_t kNerveCauses = 4;
/// "tone", "disc", "posture", "hand".
std::string_view nerveCauseName(NerveCause cause);
std::optional<NerveCause> parseNerveCause(std::string_view name);

/// A published pressure on the nerve, or a range of them.
struct NervePressure {
    std::string effect; ///< "tingling begins and conduction changes"
    std::string tissue; ///< "nerve" or "root"
    float lowKPa = 0.0f;
    float highKPa = 0.0f;
    char confidence = 'C';
    std::vector<std::string> sources; ///< citations

    /// `share` 0 the low end .. 1 the high end.
    float at(float share) const { return lowKPa + share * (highKPa - lowKPa); }
};

/// Which of them each step of the model stands on (nerve_conduction.h).
struct NerveLaw {
    NervePressure flowSlows, flowStops, conductionFalls, blocked, harmless, lasting;
    std::array<float, 2> blockSeconds{};    ///< until a twentieth is left where flow has stopped, short and long
    std::array<float, 2> recoverySeconds{}; ///< until all but a twentieth is back
    float weaknessLag = 0.0f;               ///< share of conduction that is lost before strength is
    float mechanicalKPa = 40.0f;            ///< faster block only beyond this
    float lastingRecoverySeconds = 0.0f;
    float testKPa = 3.0f; ///< that a provocation test adds (C)
};

/// What presses on nerves, and how hard at its worst.
struct NerveCauseFigures {
    NerveCause kind = NerveCause::Tone;
    std::string words;                           ///< "muscle tone"
    std::optional<std::array<float, 3>> fullKPa; ///< low, typical, high; none: the tissue solver tells
    std::string note;
    char confidence = 'C';
    std::vector<std::string> sources;
};

struct Entrapment {
    std::string nerve; ///< key of the atlas: "sciatic_nerve"
    std::string site;  ///< "below_piriformis"
    std::string where; ///< in words
    glm::vec3 at{0.0f};
    std::vector<std::string> compressors; ///< keys of the atlas
    std::string signs, test, stop;        ///< in words; stop may be empty
    std::vector<std::string> points;      ///< trigger points whose pain may be mistaken for it
    std::vector<NerveCause> causes;
    std::string posture;              ///< which posture, when that is a cause
    bool root = false;                ///< a spinal root: roots stand less pressure, and other figures hold
    bool feels = true;                ///< carries sensation
    bool moves = true;                ///< carries movement
    std::string sensory, motor;       ///< territory in words
    std::vector<std::string> zones;   ///< territory, keys of zones.toml; may be empty
    std::vector<std::string> weakens; ///< muscles of the atlas
    char confidence = 'C';            ///< of the anatomical fact; its place is an estimate, C
    std::vector<std::string> sources; ///< citations
    core::Place place;

    std::string key() const { return nerve + "/" + site; }
    bool has(NerveCause cause) const;
};

/// On one side of the body.
struct SitedEntrapment {
    const Entrapment* entrapment = nullptr;
    core::Side side = core::Side::Right;
};

class EntrapmentLibrary {
public:
    /// From assets/anatomy, both files.
    static core::Result<EntrapmentLibrary> load(const std::filesystem::path& anatomyFolder, const anatomy::Atlas& atlas,
                                                const PointLibrary& points);

    const std::vector<Entrapment>& sites() const { return sites_; }
    const NerveLaw& law(const Entrapment& site) const { return site.root ? root_ : nerve_; }
    const NerveCauseFigures& cause(NerveCause kind) const { return causes_[static_cast<std::size_t>(kind)]; }
    const std::vector<NervePressure>& pressures() const { return pressures_; }
    /// "sciatic_nerve/below_piriformis", "left sciatic nerve below piriformis", or a nerve caught at one place only.
    /// Error: the nearest key, or the places to choose from.
    core::Result<SitedEntrapment> resolve(std::string_view text) const;

private:
    friend class EntrapmentReader;
    std::vector<Entrapment> sites_;
    std::vector<NervePressure> pressures_;
    NerveLaw nerve_, root_;
    std::array<NerveCauseFigures, kNerveCauses> causes_{};
};

} // namespace patient
