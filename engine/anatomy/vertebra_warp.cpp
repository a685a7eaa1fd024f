#include <anatomy/vertebra_warp.h>

#include <anatomy/directional_stretch.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace anatomy {
namespace {

constexpr int kRounds = 8;
constexpr float kNearEnough = 0.0001f;
constexpr float kStep = 0.85f; ///< of what is missing, each round: the measures depend on each other a little
constexpr float kLeast = 0.5f, kMost = 1.8f;

/// Where the spinous process pulls sideways: fully on the process and the muscles beside it, not on the flanks.
constexpr float kSpinousNear = 0.03f, kSpinousFar = 0.09f;

float largest(const MeasureList& list) {
    float out = 0.0f;
    for (const float value : list) out = std::max(out, std::abs(value));
    return out;
}

} // namespace

const char* measureName(Measure measure) {
    static constexpr std::array<const char*, kMeasures> names = {
        "upper plate width", "lower plate width", "upper plate depth", "lower plate depth", "anterior height",
        "posterior height",  "canal width",       "canal depth",       "spinous length"};
    return names[static_cast<std::size_t>(measure)];
}

MeasureList listOf(const VertebraMeasures& m) {
    return {m.upper.width,     m.lower.width, m.upper.depth, m.lower.depth,  m.anteriorHeight,
            m.posteriorHeight, m.canalWidth,  m.canalDepth,  m.spinousLength};
}

glm::vec3 VertebraWarp::stretched(const glm::vec3& p) const {
    const VertebraMeasures& m = shape_;
    glm::vec3 q = m.frame.toLocal(p);
    const float halfHeight = 0.5f * m.height();
    const float halfDepth = -back_;

    // Along the spinous process, behind the body only.
    const float along = glm::dot(q - spinousBase_, spinousAlong_);
    const float behind = 1.0f - ramp(q.z, spinousBase_.z, 0.5f * halfDepth, 0.2f * m.canalDepth);
    const float beside = 1.0f - ramp(std::abs(q.x), kSpinousNear, kSpinousFar, 0.01f);
    q += amount(Measure::SpinousLength) * behind * beside *
         ramp(along, 0.0f, m.spinousLength, 0.25f * m.spinousLength) * spinousAlong_;

    // To the sides: the body by its plates, everything behind it by the canal.
    const float upper = 0.5f * (1.0f + oddRamp(q.y, halfHeight));
    const float ahead = ramp(q.z, back_ - 0.15f * m.canalDepth, back_ + 0.3f * halfDepth, 0.1f * halfDepth);
    const float plates = upper * amount(Measure::UpperWidth) + (1.0f - upper) * amount(Measure::LowerWidth);
    q.x += 0.5f * (ahead * plates * oddRamp(q.x, 0.25f * (m.upper.width + m.lower.width)) +
                   (1.0f - ahead) * amount(Measure::CanalWidth) * oddRamp(q.x, 0.5f * m.canalWidth));

    // Up and down from the middle: half of the height each way, front and back by their own amounts.
    const float front = ramp(q.z, back_, -back_, 0.3f * halfDepth);
    const float height = front * amount(Measure::AnteriorHeight) + (1.0f - front) * amount(Measure::PosteriorHeight);
    q.y += 0.5f * height * oddRamp(q.y, halfHeight);

    // Forwards and back from the back of the body.
    const float depth = upper * amount(Measure::UpperDepth) + (1.0f - upper) * amount(Measure::LowerDepth);
    q.z += depth * ramp(q.z, back_, -back_, 0.2f * halfDepth) -
           amount(Measure::CanalDepth) * (1.0f - ramp(q.z, back_ - m.canalDepth, back_, 0.2f * m.canalDepth));
    return m.frame.toBody(q);
}

glm::vec3 VertebraWarp::operator()(const glm::vec3& pBind) const {
    return stretched(pBind) + offset_;
}

core::Result<VertebraWarp> VertebraWarp::fit(const geometry::Mesh& mesh, const MeasureList& wanted,
                                             const glm::vec3& anchor, const VertebraHint& hint) {
    const auto measured = measureVertebra(mesh, hint);
    if (!measured) return measured.error();
    VertebraWarp warp;
    warp.shape_ = measured.value();
    const VertebraMeasures& m = warp.shape_;
    const MeasureList have = listOf(m);
    for (std::size_t i = 0; i < kMeasures; ++i)
        if (!(wanted[i] >= kLeast * have[i] && wanted[i] <= kMost * have[i]))
            return core::Error(std::string(measureName(static_cast<Measure>(i))) + ": " +
                               std::to_string(1000.0f * wanted[i]) + " mm wanted, but the vertebra has " +
                               std::to_string(1000.0f * have[i]) + " mm: too far from it");
    warp.back_ = -0.25f * (m.upper.depth + m.lower.depth);
    warp.spinousBase_ = m.frame.toLocal(m.spinousBase);
    warp.spinousAlong_ = m.frame.toLocal(m.spinousTip) - warp.spinousBase_;
    warp.spinousAlong_.x = 0.0f;
    warp.spinousAlong_ = glm::normalize(warp.spinousAlong_);

    VertebraWarp best;
    float bestOff = -1.0f;
    MeasureList missing;
    for (std::size_t i = 0; i < kMeasures; ++i) missing[i] = wanted[i] - have[i];
    warp.after_ = m;
    if (largest(missing) < kNearEnough) return warp;
    geometry::Mesh bent = mesh;
    for (int round = 0; round < kRounds; ++round) {
        const float step = round == 0 ? 1.0f : kStep;
        for (std::size_t i = 0; i < kMeasures; ++i)
            // Never so much that anything is squeezed to less than two fifths.
            warp.amounts_[i] = std::max(warp.amounts_[i] + step * missing[i], -0.6f * have[i]);
        warp.offset_ = anchor - warp.stretched(anchor);
        for (std::size_t i = 0; i < mesh.positions.size(); ++i) bent.positions[i] = warp(mesh.positions[i]);
        VertebraHint again{
            .up = m.frame.up, .anterior = m.frame.anterior, .uncinate = hint.uncinate, .inside = warp(m.frame.centre)};
        const auto after = measureVertebra(bent, again);
        if (!after) return after.error();
        warp.after_ = after.value();
        const MeasureList now = listOf(warp.after_);
        for (std::size_t i = 0; i < kMeasures; ++i) missing[i] = wanted[i] - now[i];
        const float off = largest(missing);
        if (bestOff < 0.0f || off < bestOff) {
            bestOff = off;
            best = warp;
        }
        if (off < kNearEnough) break;
    }
    return best;
}

glm::vec3 DiscScale::operator()(const glm::vec3& pBind) const {
    return pBind + 0.5f * gain() * oddRamp(glm::dot(pBind - centre, axis), 0.5f * height) * axis;
}

} // namespace anatomy
