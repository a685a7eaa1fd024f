#include <training/safety_watch.h>

#include <core/text.h>

#include <algorithm>

namespace training {

namespace {

// A single step may overshoot while the tissue settles: a limit counts as broken when it stays so.
constexpr float kSettleSeconds = 0.15f;
constexpr float kUnderSkinMm = 12.0f; // deeper bone is cushioned by muscle

std::string newtons(float n) {
    return core::fixed(static_cast<double>(n), 0) + " N";
}

std::string sentence(const std::string& what, const Safety& limits) {
    return limits.reason.empty() ? what : what + " " + limits.reason;
}

std::string theLowered(std::string name) {
    if (name.size() > 1 && name[1] >= 'a' && name[1] <= 'z') name[0] = core::lowerCase(name.substr(0, 1))[0];
    return "the " + name;
}

} // namespace

core::StructureId hardUnderTool(const tissue::Reading& reading) {
    float depth = 0.0f;
    for (const tissue::LayerReading& layer : reading.column) {
        if (depth > kUnderSkinMm) break;
        if (layer.kind == tissue::TissueKind::Bone || layer.kind == tissue::TissueKind::Nerve) return layer.structure;
        depth += layer.thicknessBeforeMm;
    }
    return {};
}

std::optional<std::string> SafetyWatch::step(const Safety& limits, const Measured& m, float dt) {
    const float force = m.touching ? m.forceN : 0.0f;
    forceSeconds_ = force > limits.mostForceN ? forceSeconds_ + dt : 0.0f;
    if (forceSeconds_ >= kSettleSeconds)
        return sentence("Pressed " + newtons(force) + "; this lesson's limit is " + newtons(limits.mostForceN) + ".",
                        limits);

    const core::StructureId hard = m.touching && m.reading != nullptr ? hardUnderTool(*m.reading) : core::StructureId{};
    const auto broken = std::find_if(limits.forbidden.begin(), limits.forbidden.end(), [&](const Forbidden& f) {
        return hard.valid() && f.structure == hard && force > f.mostN;
    });
    boneSeconds_ = broken != limits.forbidden.end() ? boneSeconds_ + dt : 0.0f;
    if (boneSeconds_ >= kSettleSeconds)
        return sentence("Pressed " + newtons(force) + " onto " + theLowered(broken->name) +
                            ", which lies right under the skin there; the limit is " + newtons(broken->mostN) + ".",
                        limits);

    const float pain = m.felt != nullptr ? m.felt->pain : 0.0f;
    if (pain > limits.mostPain) {
        painSeconds_ += dt;
        worstPain_ = std::max(worstPain_, pain);
    } else {
        painSeconds_ = worstPain_ = 0.0f;
    }
    if (painSeconds_ > 0.0f && painSeconds_ + 0.5f * dt >= limits.mostPainSeconds)
        return sentence("Pain went to " + core::fixed(static_cast<double>(worstPain_), 1) + " of 10 and stayed above " +
                            core::fixed(static_cast<double>(limits.mostPain), 0) + " for " +
                            core::fixed(static_cast<double>(painSeconds_), 1) + " s; the patient was not listened to.",
                        limits);
    return std::nullopt;
}

void SafetyWatch::hash(core::Hasher& hasher) const {
    for (const float v : {forceSeconds_, boneSeconds_, painSeconds_, worstPain_}) hasher.add(v);
}

} // namespace training
