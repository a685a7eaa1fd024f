// Patient: the living one. Feels the tissue's stress at trigger points and under the tool, answers with pain 0..10,
// eases while a point is held in the right range, guards when hurt, does not let go where inflamed; and tells the
// tissue how stiff its bands are now. Deterministic: state depends on chart, seed and what was felt. Metres, posed body
// frame, kPa, s.
//
// Thresholds are published for the skin (1 cm2 tip). The threshold at the depth of a trigger point is what of that
// pressure arrives there: an elastic half-space's share at first (depthFactor), the solver's own once calibrated
// (algometer.h), so that it can be compared with the solver's stress.
#pragma once

#include <anatomy/labels.h>
#include <patient/chart.h>
#include <patient/response.h>
#include <tissue/press.h>
#include <tissue/tissue_map.h>

#include <core/hash.h>

#include <memory>
#include <span>
#include <string>
#include <vector>

namespace patient {

/// A trigger point of this patient, as it is felt now.
struct PointFelt {
    SitedPoint point;
    PointState state = PointState::Latent;
    glm::vec3 at{0.0f};        ///< posed body frame, metres
    float depth = 0.0f;        ///< below this patient's skin
    float thresholdKPa = 0.0f; ///< at the point, now
    float stressKPa = 0.0f;    ///< compression there, now
    float rawPain = 0.0f;      ///< without easing
    float pain = 0.0f;         ///< as felt
    float ease = 0.0f;         ///< 0 untouched .. 1 fully eased
    float gain = 0.0f;         ///< of the threshold in this session, 0..0.3
    float hold = 0.0f;         ///< seconds in a row in the right range
    float referral = 0.0f;     ///< 0..1
    float spillover = 0.0f;    ///< 0..1
    float stiffening = 1.0f;   ///< of the taut band over the muscle's, now
};

/// Pain felt away from the place pressed.
struct ReferredPain {
    std::string zone;
    std::string words;
    core::Side side = core::Side::Right;
    float intensity = 0.0f; ///< 0..1
    bool spillover = false;
};

struct PatientState {
    float pain = 0.0f;     ///< 0..10, the worst of all
    float guarding = 0.0f; ///< 0..1
    bool inflamed = false; ///< what is pressed now is inflamed
    std::string says;      ///< what the patient says now
    std::string moodWord;  ///< "at ease", "aware", "good pain", "too much", "withdrawing"
    std::vector<PointFelt> points;
    std::vector<ReferredPain> referred; ///< strongest first
    int feltPoint = -1;                 ///< index in points of the one that hurts most now, -1: none above zero
};

class Patient {
public:
    /// `labels` of the chart's body in its pose; the library, labels and response must outlive the patient.
    /// `thresholdsKPa`: of the chart's points, as calibrated() finds them; none: those of a half-space.
    Patient(const Chart& chart, const PointLibrary& library, const Response& response, const anatomy::Atlas& atlas,
            const anatomy::Labels& labels, std::span<const float> thresholdsKPa = {});

    /// For every point of the chart how much of its threshold on the skin arrives there, found with the solver. What
    /// the constructor wants for `thresholdsKPa`. About a second a point.
    std::vector<float> calibrated(const tissue::TissueMap& map, const tissue::MaterialLibrary& materials,
                                  core::Workers& workers) const;

    /// One step of dt seconds. `press`: null when nothing touches. `forceRate`: N/s that the hand adds now.
    void step(const tissue::Press* press, const tissue::Reading* reading, float forceRate, float dt);

    const PatientState& state() const { return state_; }
    const Chart& chart() const { return chart_; }
    /// Changes whenever condition() would answer differently by more than a hair: then the block is worth renewing.
    std::uint64_t conditionVersion() const { return conditionVersion_; }
    /// Stiffness and tone of a point of the posed body, as a hook for tissue::LabelTissueMap. Pure between steps.
    void condition(const glm::vec3& point, tissue::TissueSample& sample) const;
    /// Where a trigger point lies in this patient, whether or not it ails there.
    glm::vec3 placeOf(const SitedPoint& point) const;
    /// The direction in which the point is pressed, turned with body and posture; unit.
    glm::vec3 pressOf(const SitedPoint& point) const;
    /// Skin over it, met against its press direction; the direction into the body.
    anatomy::SkinHit skinOver(const SitedPoint& point, glm::vec3& direction) const;
    std::uint64_t hash() const;

private:
    struct Site; ///< what does not change about a point
    void feelPoint(std::size_t n, const tissue::Press* press, float dt);
    bool inflamedPoint(std::size_t n) const;
    float painOfPressure(const tissue::Reading& reading, float dt);
    void guard(float forceRate, float dt);
    void gatherReferred();
    void speak(bool touched);
    void renewCondition(bool first);

    Chart chart_;
    const PointLibrary& library_;
    const Response& response_;
    const anatomy::Atlas& atlas_;
    const anatomy::Labels& labels_;
    std::shared_ptr<const std::vector<Site>> sites_;
    PatientState state_;
    float individual_ = 1.0f;  ///< factor of all thresholds
    float guardedPain_ = 0.0f; ///< added by guarding
    float inflamedPain_ = 0.0f;
    std::vector<float> spasmEase_; ///< parallel to the ailments
    std::vector<float> holdGrace_; ///< parallel to the points
    std::uint64_t conditionVersion_ = 0;
    std::vector<float> conditioned_; ///< values condition() depends on, at the last version
};

} // namespace patient
