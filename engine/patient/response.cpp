#include <patient/response.h>

#include <core/document.h>

#include <algorithm>
#include <cmath>

namespace patient {

namespace {

Threshold readThreshold(const core::Node& node, const std::vector<Threshold>& before) {
    Threshold t;
    t.muscle = node.get("muscle").text();
    for (const Threshold& known : before)
        if (node.has("muscle") && known.muscle == t.muscle)
            node.find("muscle").fault("\"" + t.muscle + "\" has two thresholds");
    t.healthy = node.get("healthy_kpa").realIn(50.0f, 2000.0f, 500.0f);
    t.latent = node.get("latent_kpa").realIn(50.0f, 2000.0f, 380.0f);
    t.active = node.get("active_kpa").realIn(50.0f, 2000.0f, 300.0f);
    if (!(t.active <= t.latent && t.latent <= t.healthy)) node.fault("thresholds must rise: active, latent, healthy");
    t.confidence = "ABC"[node.get("confidence").oneOf({"A", "B", "C"})];
    t.source = node.get("source").text();
    return t;
}

Words readWords(const core::Node& node) {
    static const std::vector<std::string> kAbout = {"pressure", "point",    "referral", "unknown_referral",
                                                    "easing",   "guarding", "inflamed"};
    Words w;
    w.about = kAbout[node.get("about").oneOf(kAbout)];
    w.from = node.get("from").realIn(0.0f, 11.0f, 0.0f);
    w.to = node.get("to").realIn(0.0f, 11.0f, 10.0f);
    if (!(w.from < w.to)) node.fault("\"from\" must be below \"to\"");
    w.text = node.get("text").text();
    return w;
}

/// A figure with its confidence and source beside it: { value = 22, confidence = "C", source = "..." }.
void readFigure(const core::Node& table, const char* key, float low, float high, float& figure) {
    const core::Node node = table.get(key);
    if (!node.exists()) return;
    figure = node.get("value").realIn(low, high, figure);
    node.get("confidence").oneOf({"A", "B", "C"});
    if (node.get("source").text().empty()) node.find("source").fault("a figure needs its source");
}

} // namespace

const Threshold& Response::thresholdOf(std::string_view muscle) const {
    static const Threshold kDefault;
    const Threshold* rule = &kDefault;
    for (const Threshold& t : thresholds) {
        if (t.muscle == muscle) return t;
        if (t.muscle.empty()) rule = &t;
    }
    return *rule;
}

core::Result<Response> readResponse(const std::filesystem::path& file) {
    auto document = core::Document::read(file);
    if (!document) return document.error();
    const core::Node root = document.value().root();
    Response r;
    if (root.get("kind").text() != "response") root.find("kind").fault("kind must be \"response\"");
    for (const core::Node& node : root.get("threshold").items())
        r.thresholds.push_back(readThreshold(node, r.thresholds));
    if (std::none_of(r.thresholds.begin(), r.thresholds.end(), [](const auto& t) { return t.muscle.empty(); }))
        root.fault("a threshold with muscle = \"\" is needed: the rule for all others");
    const core::Node f = root.get("figures");
    readFigure(f, "spread", 0.0f, 0.6f, r.spread);
    readFigure(f, "female_factor", 0.5f, 1.0f, r.femaleFactor);
    readFigure(f, "tolerance", 1.1f, 4.0f, r.tolerance);
    readFigure(f, "tolerance_active", 1.1f, 4.0f, r.toleranceActive);
    readFigure(f, "ease_seconds", 2.0f, 300.0f, r.easeSeconds);
    readFigure(f, "ease_floor", 0.0f, 1.0f, r.easeFloor);
    readFigure(f, "ease_low", 0.0f, 10.0f, r.easeLow);
    readFigure(f, "ease_high", 0.0f, 10.0f, r.easeHigh);
    if (!(r.easeLow < r.easeHigh)) f.find("ease_low").fault("\"ease_low\" must lie below \"ease_high\"");
    readFigure(f, "good_hold_seconds", 1.0f, 300.0f, r.goodHoldSeconds);
    readFigure(f, "gain_per_hold", 0.0f, 0.5f, r.gainPerHold);
    readFigure(f, "gain_most", 0.0f, 1.0f, r.gainMost);
    readFigure(f, "recover_seconds", 1.0f, 3600.0f, r.recoverSeconds);
    readFigure(f, "guard_rise_seconds", 0.2f, 60.0f, r.guardRise);
    readFigure(f, "guard_fall_seconds", 0.2f, 120.0f, r.guardFall);
    readFigure(f, "guard_stiffening", 0.0f, 5.0f, r.guardStiffening);
    readFigure(f, "guard_pain_per_second", 0.0f, 1.0f, r.guardPain);
    readFigure(f, "jab_n_per_s", 10.0f, 500.0f, r.jabNPerS);
    readFigure(f, "band_active", 1.0f, 10.0f, r.bandActive);
    readFigure(f, "band_latent", 1.0f, 10.0f, r.bandLatent);
    readFigure(f, "nodule_active", 1.0f, 10.0f, r.noduleActive);
    readFigure(f, "nodule_latent", 1.0f, 10.0f, r.noduleLatent);
    readFigure(f, "band_release", 0.0f, 1.0f, r.bandRelease);
    readFigure(f, "inflamed_threshold", 0.1f, 1.0f, r.inflamedThreshold);
    readFigure(f, "inflamed_pain_per_second", 0.0f, 1.0f, r.inflamedPain);
    readFigure(f, "referral_from", 0.0f, 10.0f, r.referralFrom);
    readFigure(f, "referral_seconds", 0.1f, 60.0f, r.referralSeconds);
    readFigure(f, "spillover_from", 0.0f, 10.0f, r.spilloverFrom);
    for (const core::Node& node : root.get("words").items()) r.words.push_back(readWords(node));
    if (const auto status = document.value().finish(); !status) return status.error();
    return r;
}

float depthFactor(float radius, float depth) {
    const float z = std::max(depth, 0.0f);
    const float a = std::max(radius, 1e-5f);
    const float c = z / std::sqrt(z * z + a * a);
    return 1.0f - c * c * c;
}

float painOf(float ratio, float tolerance) {
    if (!(ratio > 1.0f)) return 0.0f;
    return std::min(10.0f, 10.0f * (ratio - 1.0f) / (tolerance - 1.0f));
}

} // namespace patient
