#include <patient/nerve_bench.h>

#include <algorithm>
#include <cmath>

namespace patient {

namespace {

constexpr std::array<float, 3> kNatures = {0.0f, 0.5f, 1.0f};
// A test counts as positive when this much of the worst tingling or pain is felt during it (C).
constexpr float kBroughtOut = 0.25f;

float within(float value, float low, float high) {
    return std::isfinite(value) ? std::clamp(value, low, high) : low;
}

} // namespace

void NerveBench::begin(const NerveControls& controls) {
    state_ = {};
    people_.clear();
    if (controls.site.empty()) return;
    const auto at = library_->resolve(controls.site);
    if (!at) {
        state_.problem = at.error().text();
        return;
    }
    state_.at = at.value();
    for (std::size_t i = 0; i < kNatures.size(); ++i) {
        people_.emplace_back(library_->law(*state_.at.entrapment), kNatures[i]);
        state_.people[i].nature = kNatures[i];
    }
}

void NerveBench::step(const NerveControls& controls, float handKPa, float dt) {
    if (controls.site != last_.site || controls.run != last_.run) begin(controls);
    last_ = controls;
    if (state_.at.entrapment == nullptr) return;
    const Entrapment& site = *state_.at.entrapment;
    state_.kPa = {};
    for (std::size_t i = 0; i < kLaidOn.size(); ++i) {
        const NerveCauseFigures& figures = library_->cause(kLaidOn[i]);
        if (site.has(kLaidOn[i]) && figures.fullKPa)
            state_.kPa[static_cast<std::size_t>(kLaidOn[i])] =
                within(controls.share[i], 0.0f, 1.0f) * figures.fullKPa->back();
    }
    // A hand presses wherever it is, named among the causes of the place or not.
    state_.kPa[static_cast<std::size_t>(NerveCause::Hand)] = within(handKPa, 0.0f, 1.0e4f);
    state_.pressureKPa = 0.0f;
    for (const float part : state_.kPa) state_.pressureKPa += part;
    const NerveLaw& law = library_->law(site);
    state_.testKPa = controls.testing ? law.testKPa : 0.0f;
    const float simulated = within(dt, 0.0f, 3600.0f) * within(controls.pace, 0.0f, kMostPace);
    state_.seconds += simulated;
    for (std::size_t i = 0; i < people_.size(); ++i) {
        NerveStretch& stretch = people_[i];
        stretch.step(state_.pressureKPa, simulated);
        state_.people[i] = {kNatures[i], stretch.flowAt(state_.pressureKPa), stretch.conduction(), stretch.lasting(),
                            stretch.symptoms(site, state_.testKPa)};
    }
    const NerveSymptoms& felt = state_.middle().symptoms;
    state_.testPositive = controls.testing && std::max(felt.tingling, felt.pain) >= kBroughtOut;
    state_.stage = nerveStage(law, state_.pressureKPa);
}

std::uint64_t NerveBench::hash() const {
    core::Hasher h;
    if (state_.at.entrapment == nullptr) return h.value();
    h.add(std::string_view(last_.site));
    h.add(state_.pressureKPa);
    h.add(state_.seconds);
    for (const NerveFelt& felt : state_.people) {
        h.add(felt.conduction);
        h.add(felt.lasting);
    }
    return h.value();
}

std::string entrapmentTitle(const SitedEntrapment& at, const anatomy::Atlas& atlas) {
    if (at.entrapment == nullptr) return {};
    const anatomy::Structure* nerve = atlas.find(at.entrapment->nerve, at.side);
    if (nerve == nullptr) nerve = atlas.find(at.entrapment->nerve, core::Side::Midline);
    return (nerve != nullptr ? nerve->name : at.entrapment->nerve) + ": " + at.entrapment->where;
}

} // namespace patient
