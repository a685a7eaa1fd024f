#include <patient/patient.h>

#include <patient/algometer.h>

#include <core/random.h>

#include <algorithm>
#include <cmath>

namespace patient {

namespace {

constexpr float kSnapReach = 0.025f; // m along the press that a point may be moved to lie in its muscle
constexpr float kSnapStep = 0.001f;
constexpr float kFromOutside = 0.12f; // m outside the point from which the skin over it is looked for
constexpr float kHair = 0.02f;        // change of a stiffness factor that is worth a new block
constexpr float kGrace = 0.6f;        // s out of range that do not end a hold
constexpr float kFirmN = 5.0f;        // below, a muscle in spasm does not notice

/// Falls smoothly from 1 in the middle to 0 at 1.
float bump(float t) {
    const float s = std::clamp(1.0f - t, 0.0f, 1.0f);
    return s * s * (3.0f - 2.0f * s);
}

/// Of that side, or of neither where the atlas keeps both sides as one.
core::StructureId muscleOf(const anatomy::Atlas& atlas, const SitedPoint& point) {
    for (const core::Side side : {point.side, core::Side::Midline})
        if (const anatomy::Structure* muscle = atlas.find(point.point->muscle, side)) return muscle->id;
    return {};
}

bool inflamed(const Chart& chart, core::StructureId structure) {
    return std::any_of(chart.ailments.begin(), chart.ailments.end(), [&](const Ailment& a) {
        return a.kind == AilmentKind::Inflammation && a.structure == structure;
    });
}

/// Share of the way to where it is drawn that a value goes in dt; never beyond it, however long the step.
float approach(float dt, float seconds) {
    return std::clamp(dt / seconds, 0.0f, 1.0f);
}

/// Where along the press the muscle's own tissue begins, so that the figures' point and the built muscle agree.
glm::vec3 snapped(const anatomy::Labels& labels, core::StructureId muscle, const glm::vec3& at,
                  const glm::vec3& direction) {
    if (!muscle.valid()) return at;
    for (float t = 0.0f; t <= kSnapReach; t += kSnapStep)
        for (const float s : {t, -t}) {
            const glm::vec3 p = at + s * direction;
            if (labels.at(p).structure != muscle) continue;
            return t > 0.0f ? p + direction * (s > 0.0f ? 2.0f : -2.0f) * kSnapStep : p;
        }
    return at;
}

} // namespace

struct Patient::Site {
    SitedPoint point;
    PointState state = PointState::Latent;
    core::StructureId muscle;
    glm::vec3 at{0.0f};
    glm::vec3 band{0.0f, 1.0f, 0.0f};
    float depth = 0.0f;
    float onSkinKPa = 100.0f;    ///< pressure of the algometer's tip at which pain begins
    float thresholdKPa = 100.0f; ///< what of it arrives at the point, rested
    float tolerance = 1.8f;
};

Patient::Patient(const Chart& chart, const PointLibrary& library, const Response& response, const anatomy::Atlas& atlas,
                 const anatomy::Labels& labels, std::span<const float> thresholdsKPa)
    : chart_(chart), library_(library), response_(response), atlas_(atlas), labels_(labels) {
    core::Random random(chart.seed);
    const float drawn = std::clamp(random.normal(), -1.5f, 1.5f);
    individual_ = (1.0f + response.spread * drawn) * chart.painSensitivity *
                  (chart.sex == Sex::Female ? response.femaleFactor : 1.0f);
    auto sites = std::make_shared<std::vector<Site>>();
    for (const ChartPoint& entry : chart.points) {
        if (!entry.point) continue;
        const TriggerPoint& p = *entry.point.point;
        Site site;
        site.point = entry.point;
        site.state = entry.state;
        site.muscle = muscleOf(atlas, entry.point);
        site.at = placeOf(entry.point);
        const glm::vec3 bind = onSide(p.at, entry.point.side);
        site.band = labels.posedDirection(site.muscle, bind, onSide(p.bandDirection, entry.point.side));
        glm::vec3 direction;
        site.depth = glm::distance(skinOver(entry.point, direction).position, site.at);
        const Threshold& t = response.thresholdOf(p.muscle);
        const bool active = entry.state == PointState::Active;
        site.onSkinKPa = (active ? t.active : t.latent) * individual_;
        site.thresholdKPa = sites->size() < thresholdsKPa.size()
                                ? thresholdsKPa[sites->size()]
                                : site.onSkinKPa * depthFactor(response.probeRadius, site.depth);
        site.tolerance = active ? response.toleranceActive : response.tolerance;
        sites->push_back(site);

        PointFelt felt;
        felt.point = site.point;
        felt.state = site.state;
        felt.at = site.at;
        felt.depth = site.depth;
        felt.thresholdKPa = site.thresholdKPa;
        felt.stiffening = active ? response.bandActive : response.bandLatent;
        state_.points.push_back(felt);
    }
    sites_ = std::move(sites);
    spasmEase_.assign(chart.ailments.size(), 0.0f);
    holdGrace_.assign(state_.points.size(), 0.0f);
    state_.moodWord = "at ease";
    renewCondition(true);
}

std::vector<float> Patient::calibrated(const tissue::TissueMap& map, const tissue::MaterialLibrary& materials,
                                       core::Workers& workers) const {
    std::vector<float> out;
    const float area = core::kPi * response_.probeRadius * response_.probeRadius;
    for (const Site& site : *sites_) {
        glm::vec3 direction;
        const anatomy::SkinHit skin = skinOver(site.point, direction);
        const auto stress = stressUnderTip(map, materials, response_.probeRadius, 1000.0f * site.onSkinKPa * area,
                                           skin.position, direction, site.at, workers);
        // behind bone hardly anything arrives, and less than in a half-space would be felt without being pressed; too
        // deep for a block the half-space has to do
        out.push_back(stress ? std::max(stress.value(), site.thresholdKPa) : site.thresholdKPa);
    }
    return out;
}

glm::vec3 Patient::pressOf(const SitedPoint& point) const {
    const TriggerPoint& p = *point.point;
    return labels_.posedDirection(muscleOf(atlas_, point), onSide(p.at, point.side),
                                  onSide(p.pressDirection, point.side));
}

glm::vec3 Patient::placeOf(const SitedPoint& point) const {
    if (!point) return glm::vec3(0.0f);
    const TriggerPoint& p = *point.point;
    const core::StructureId id = muscleOf(atlas_, point);
    const glm::vec3 bind = onSide(p.at, point.side);
    return snapped(labels_, id, labels_.posedPoint(id, bind), pressOf(point));
}

anatomy::SkinHit Patient::skinOver(const SitedPoint& point, glm::vec3& direction) const {
    const glm::vec3 at = placeOf(point);
    direction = point ? pressOf(point) : core::kAnterior;
    // half-way between the book's direction and square to the skin: the way a thumb settles
    for (int pass = 0; pass < 2; ++pass) {
        const auto hit = labels_.skinHit({at - kFromOutside * direction, direction});
        if (!hit || glm::distance(hit->position, at) > 0.1f) break;
        if (pass == 1) return *hit;
        const glm::vec3 between = direction - hit->normal;
        if (glm::length(between) > 0.2f) direction = glm::normalize(between);
    }
    const anatomy::SkinHit nearest = labels_.nearestSkin(at);
    direction = -nearest.normal;
    return nearest;
}

void Patient::feelPoint(std::size_t n, const tissue::Press* press, float dt) {
    const Site& site = (*sites_)[n];
    PointFelt& felt = state_.points[n];
    felt.stressKPa = press != nullptr ? stressFelt(*press, site.at) : 0.0f;
    felt.thresholdKPa = site.thresholdKPa * (1.0f + felt.gain);
    felt.rawPain = painOf(felt.stressKPa / felt.thresholdKPa, site.tolerance);
    felt.pain = felt.rawPain * (1.0f - (1.0f - response_.easeFloor) * felt.ease);

    const bool inRange = felt.rawPain >= response_.easeLow && felt.pain <= response_.easeHigh &&
                         state_.guarding < 0.5f && !inflamedPoint(n);
    if (inRange) {
        felt.hold += dt;
        holdGrace_[n] = 0.0f;
        felt.ease += (1.0f - felt.ease) * approach(dt, response_.easeSeconds);
    } else if (felt.hold > 0.0f) {
        holdGrace_[n] += dt;
        if (holdGrace_[n] > kGrace) {
            if (felt.hold >= response_.goodHoldSeconds)
                felt.gain = std::min(response_.gainMost, felt.gain + response_.gainPerHold);
            felt.hold = 0.0f;
        }
    } else {
        // what the gain stands for stays eased
        const float rest = felt.gain / std::max(response_.gainMost, 1e-3f);
        if (felt.ease > rest) felt.ease += (rest - felt.ease) * approach(dt, response_.recoverSeconds);
    }

    const auto follow = [&](float& value, bool on, float target) {
        value += ((on ? target : 0.0f) - value) * approach(dt, response_.referralSeconds);
        if (value < 1e-3f) value = 0.0f;
    };
    const bool active = felt.state == PointState::Active;
    follow(felt.referral,
           felt.pain >= response_.referralFrom || (felt.ease > 0.1f && felt.rawPain >= response_.referralFrom),
           std::clamp(felt.pain / response_.easeHigh, 0.0f, 1.0f));
    follow(felt.spillover, active && felt.pain >= response_.spilloverFrom, std::clamp(felt.pain * 0.1f, 0.0f, 1.0f));
    const float full = active ? response_.bandActive : response_.bandLatent;
    felt.stiffening = 1.0f + (full - 1.0f) * (1.0f - response_.bandRelease * felt.ease);
}

bool Patient::inflamedPoint(std::size_t n) const {
    return inflamed(chart_, (*sites_)[n].muscle);
}

/// Pain of what has no trigger point: the skin's mean pressure against the healthy threshold, and inflamed layers. Lets
/// spasm go, too.
float Patient::painOfPressure(const tissue::Reading& reading, float dt) {
    float healthy = response_.thresholdOf("").healthy;
    float worst = 0.0f;
    float depth = 0.0f;
    bool named = false;
    state_.inflamed = false;
    for (const tissue::LayerReading& layer : reading.column) {
        const float middle = 0.001f * (depth + 0.5f * layer.thicknessBeforeMm);
        depth += layer.thicknessBeforeMm;
        const anatomy::Structure* s = atlas_.find(layer.structure);
        if (s == nullptr) continue;
        const Threshold& t = response_.thresholdOf(s->key);
        if (!named && s->kind == anatomy::Kind::Muscle) {
            healthy = t.healthy;
            named = true;
        }
        for (std::size_t a = 0; a < chart_.ailments.size(); ++a) {
            const Ailment& ailment = chart_.ailments[a];
            if (ailment.structure != layer.structure) continue;
            if (ailment.kind == AilmentKind::Inflammation) {
                state_.inflamed = true;
                const float sore = glm::mix(1.0f, response_.inflamedThreshold, ailment.severity);
                const float threshold = t.active * individual_ * sore * depthFactor(response_.probeRadius, middle);
                worst =
                    std::max(worst, painOf(layer.meanStressKPa / std::max(threshold, 1.0f), response_.toleranceActive));
            } else if (reading.forceN >= kFirmN && state_.pain <= response_.easeHigh && state_.guarding < 0.5f &&
                       !inflamed(chart_, ailment.structure)) {
                spasmEase_[a] += (1.0f - spasmEase_[a]) * approach(dt, 2.0f * response_.easeSeconds);
            }
        }
    }
    const float firm = painOf(reading.meanPressureKPa / (healthy * individual_), response_.tolerance);
    return std::max(worst, firm);
}

void Patient::guard(float forceRate, float dt) {
    const bool hurt = state_.pain > response_.easeHigh;
    if (forceRate > response_.jabNPerS && state_.pain > 1.0f) state_.guarding = std::max(state_.guarding, 0.7f);
    state_.guarding += (hurt ? 1.0f - state_.guarding : -state_.guarding) *
                       approach(dt, hurt ? response_.guardRise : response_.guardFall);
    if (state_.guarding < 1e-3f) state_.guarding = 0.0f;
    if (state_.guarding > 0.5f)
        guardedPain_ = std::min(3.0f, guardedPain_ + response_.guardPain * dt);
    else
        guardedPain_ = std::max(0.0f, guardedPain_ - response_.guardPain * dt);
}

void Patient::step(const tissue::Press* press, const tissue::Reading* reading, float forceRate, float dt) {
    float worst = 0.0f;
    state_.feltPoint = -1;
    for (std::size_t n = 0; n < state_.points.size(); ++n) {
        feelPoint(n, press, dt);
        if (state_.points[n].pain <= worst) continue;
        worst = state_.points[n].pain;
        state_.feltPoint = static_cast<int>(n);
    }
    const bool touched = reading != nullptr && reading->touching;
    float pain = touched ? std::max(worst, painOfPressure(*reading, dt)) : 0.0f;
    if (!touched) state_.inflamed = false;
    if (!state_.inflamed) {
        inflamedPain_ = std::max(0.0f, inflamedPain_ - 0.5f * response_.inflamedPain * dt);
    } else { // whatever hurts there, a trigger point too, hurts more the longer it is pressed
        if (pain >= 1.0f) inflamedPain_ = std::min(4.0f, inflamedPain_ + response_.inflamedPain * dt);
        pain += inflamedPain_;
    }
    if (touched && pain > 0.0f) pain += guardedPain_;
    state_.pain = std::clamp(pain, 0.0f, 10.0f);
    guard(touched ? forceRate : 0.0f, dt);
    gatherReferred();
    speak(touched);
    renewCondition(false);
}

void Patient::gatherReferred() {
    state_.referred.clear();
    const auto add = [&](const SitedPoint& point, const std::string& key, float intensity, bool spill) {
        if (intensity < 0.05f) return;
        for (ReferredPain& known : state_.referred)
            if (known.zone == key && known.side == point.side) {
                known.intensity = std::max(known.intensity, intensity);
                known.spillover = known.spillover && spill;
                return;
            }
        const Zone* zone = library_.zone(key);
        state_.referred.push_back({key, zone != nullptr ? zone->words : key, point.side, intensity, spill});
    };
    for (const PointFelt& felt : state_.points) {
        for (const std::string& z : felt.point.point->essential) add(felt.point, z, felt.referral, false);
        for (const std::string& z : felt.point.point->spillover) add(felt.point, z, felt.spillover, true);
    }
    std::stable_sort(state_.referred.begin(), state_.referred.end(),
                     [](const auto& a, const auto& b) { return a.intensity > b.intensity; });
}

void Patient::speak(bool touched) {
    const float pain = state_.pain;
    state_.moodWord = pain > 8.5f                 ? "withdrawing"
                      : pain > response_.easeHigh ? "too much"
                      : pain >= 5.0f              ? "good pain"
                      : pain >= 1.0f              ? "aware"
                                                  : "at ease";
    state_.says.clear();
    if (!touched) return;
    const PointFelt* felt =
        state_.feltPoint >= 0 ? &state_.points[static_cast<std::size_t>(state_.feltPoint)] : nullptr;
    // what matters most comes first; where the file has no words for this pain, the next best is said
    std::vector<std::string_view> abouts;
    if (state_.guarding > 0.4f) abouts.emplace_back("guarding");
    if (state_.inflamed) abouts.emplace_back("inflamed");
    if (felt != nullptr && felt->ease > 0.45f && felt->hold > 5.0f) abouts.emplace_back("easing");
    // only an active point gives the pain that the patient knows (Delphi panel 2018)
    if (felt != nullptr && felt->referral > 0.25f && !state_.referred.empty())
        abouts.emplace_back(felt->state == PointState::Active ? "referral" : "unknown_referral");
    if (felt != nullptr && felt->pain >= 1.0f) abouts.emplace_back("point");
    abouts.emplace_back("pressure");
    for (const std::string_view about : abouts) {
        for (const Words& w : response_.words) {
            if (w.about != about || pain < w.from || pain >= w.to) continue;
            state_.says = w.text;
            break;
        }
        if (!state_.says.empty()) break;
    }
    const std::size_t slot = state_.says.find("{zone}");
    if (slot != std::string::npos)
        state_.says.replace(slot, 6, state_.referred.empty() ? "somewhere else" : state_.referred.front().words);
}

void Patient::renewCondition(bool first) {
    std::vector<float> now;
    for (const PointFelt& p : state_.points) now.push_back(p.stiffening);
    now.push_back(1.0f + response_.guardStiffening * state_.guarding);
    for (std::size_t a = 0; a < chart_.ailments.size(); ++a)
        now.push_back(chart_.ailments[a].kind == AilmentKind::Spasm
                          ? chart_.ailments[a].severity * (1.0f - response_.bandRelease * spasmEase_[a])
                          : chart_.ailments[a].severity);
    bool changed = first;
    for (std::size_t i = 0; i < now.size() && !changed; ++i) changed = std::fabs(now[i] - conditioned_[i]) > kHair;
    if (!changed) return;
    conditioned_ = std::move(now);
    ++conditionVersion_;
}

void Patient::condition(const glm::vec3& point, tissue::TissueSample& sample) const {
    const std::size_t points = sites_->size();
    for (std::size_t a = 0; a < chart_.ailments.size(); ++a) {
        if (chart_.ailments[a].structure != sample.structure) continue;
        if (chart_.ailments[a].kind == AilmentKind::Spasm)
            sample.tone = std::max(sample.tone, conditioned_[points + 1 + a]);
        else
            sample.swelling = std::max(sample.swelling, 0.2f * conditioned_[points + 1 + a]);
    }
    if (sample.kind != tissue::TissueKind::Muscle) return;
    sample.stiffnessFactor *= conditioned_[points];
    for (std::size_t n = 0; n < points; ++n) {
        const Site& site = (*sites_)[n];
        const TriggerPoint& p = *site.point.point;
        const glm::vec3 d = point - site.at;
        const float along = glm::dot(d, site.band);
        if (std::fabs(along) > 0.5f * p.bandLength) continue;
        const float across = glm::length(d - along * site.band);
        if (across > p.bandWidth) continue;
        // the band: full within half its width, gone at its width
        const float band = bump((across - 0.5f * p.bandWidth) / (0.5f * p.bandWidth));
        float factor = 1.0f + (conditioned_[n] - 1.0f) * band;
        const bool active = site.state == PointState::Active;
        const float bandFull = active ? response_.bandActive : response_.bandLatent;
        const float noduleFull = active ? response_.noduleActive : response_.noduleLatent;
        const float left = bandFull > 1.0f ? (conditioned_[n] - 1.0f) / (bandFull - 1.0f) : 0.0f;
        const float core = bump((glm::length(d) - 0.5f * p.nodule) / (0.5f * p.nodule));
        factor = std::max(factor, 1.0f + (noduleFull - 1.0f) * left * core);
        sample.stiffnessFactor *= factor;
    }
}

std::uint64_t Patient::hash() const {
    core::Hasher h;
    h.add(state_.pain);
    h.add(state_.guarding);
    h.add(guardedPain_);
    h.add(inflamedPain_);
    for (const PointFelt& p : state_.points)
        for (const float v : {p.stressKPa, p.pain, p.ease, p.gain, p.hold, p.referral, p.spillover}) h.add(v);
    for (const float v : holdGrace_) h.add(v);
    for (const float v : spasmEase_) h.add(v);
    for (const float v : conditioned_) h.add(v);
    return h.value();
}

} // namespace patient
