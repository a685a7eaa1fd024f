#include <training/staircase.h>

#include <algorithm>
#include <cmath>

namespace training {
namespace {

constexpr int kThresholds = 141;
constexpr double kLowestThreshold = 0.008, kHighestThreshold = 1.5;
constexpr int kSlopes = 13;
constexpr double kLowestSlope = 1.0, kHighestSlope = 20.0;
// Steepness beforehand: log-normal about 3.5, the usual Weibull slope of two-alternative tasks (Watson and Pelli 1983),
// spread so widely that both a gradual and a sharp observer are believed.
constexpr double kSlopeMiddle = 3.5, kSlopeSpread = 0.7;
constexpr double kLapse = 0.02; // a slip of the finger
constexpr double kLn2 = 0.6931471805599453;

double between(double low, double high, int i, int n) {
    return low * std::exp(std::log(high / low) * static_cast<double>(i) / static_cast<double>(n - 1));
}
double thresholdAt(int i) {
    return between(kLowestThreshold, kHighestThreshold, i, kThresholds);
}
double slopeAt(int i) {
    return between(kLowestSlope, kHighestSlope, i, kSlopes);
}

} // namespace

Staircase::Staircase(std::uint64_t seed, const StaircaseRules& rules) : rules_(rules), random_(seed) {
    rules_.trials = std::clamp(rules_.trials, 1, 1000);
    rules_.catchTrials = std::clamp(rules_.catchTrials, 0, rules_.trials / 2);
    rules_.lowestContrast = std::clamp(rules_.lowestContrast, 0.001f, 1.0f);
    rules_.highestContrast = std::clamp(rules_.highestContrast, rules_.lowestContrast, 10.0f);
    rules_.firstContrast = std::clamp(rules_.firstContrast, rules_.lowestContrast, rules_.highestContrast);
    rules_.rightShare = std::clamp(rules_.rightShare, 0.6f, 0.95f);
    level_ = std::log(rules_.firstContrast);
    step_ = rules_.firstStep;
    for (int t = 0; t < kThresholds; ++t)
        for (int s = 0; s < kSlopes; ++s) {
            const double off = std::log(slopeAt(s) / kSlopeMiddle) / kSlopeSpread;
            logPosterior_.push_back(-0.5 * off * off);
        }
    plan();
}

void Staircase::plan() {
    if (finished()) return;
    trial_ = {std::exp(level_), random_.uniform() < 0.5f};
    if (rules_.catchTrials == 0) return;
    const int stretch = rules_.trials / rules_.catchTrials;
    if (done_ % stretch == 0) // the very first trial shows what a difference is
        catchAt_ = done_ + (done_ == 0 ? 1 : 0) +
                   static_cast<int>(random_.uniform() * static_cast<float>(stretch - (done_ == 0 ? 1 : 0)));
    if (done_ == catchAt_ && counts_.catchTrials < rules_.catchTrials) trial_.contrast = 0.0f;
}

void Staircase::learn(float right) {
    const double contrast = static_cast<double>(trial_.contrast), share = static_cast<double>(right);
    for (int t = 0; t < kThresholds; ++t)
        for (int s = 0; s < kSlopes; ++s) {
            const double noticed = 1.0 - std::exp(-kLn2 * std::pow(contrast / thresholdAt(t), slopeAt(s)));
            const double p = 0.5 + (0.5 - kLapse) * noticed;
            logPosterior_[static_cast<std::size_t>(t * kSlopes + s)] +=
                share * std::log(p) + (1.0 - share) * std::log(1.0 - p);
        }
}

bool Staircase::answer(StifferIs given) {
    if (finished()) return false;
    const StifferIs truth = trial_.catchTrial()    ? StifferIs::Neither
                            : trial_.secondStiffer ? StifferIs::Second
                                                   : StifferIs::First;
    const bool right = given == truth;
    ++done_;
    if (trial_.catchTrial()) {
        ++counts_.catchTrials;
        if (!right) ++counts_.falseAlarms;
        plan();
        return right;
    }
    const bool unsure = given == StifferIs::Neither;
    ++counts_.trials;
    ++(right ? counts_.right : unsure ? counts_.unsure : counts_.wrong);
    const float share = right ? 1.0f : unsure ? 0.5f : 0.0f;
    learn(share);
    const int way = right ? -1 : 1;
    if (lastWay_ != 0 && way != lastWay_) step_ = std::max(rules_.lastStep, step_ * rules_.stepShrink);
    lastWay_ = way;
    const float up = step_ * rules_.rightShare / (1.0f - rules_.rightShare);
    level_ += (1.0f - share) * up - share * step_;
    level_ = std::clamp(level_, std::log(rules_.lowestContrast), std::log(rules_.highestContrast));
    plan();
    return right;
}

StaircaseResult Staircase::result() const {
    StaircaseResult out = counts_;
    const double most = *std::max_element(logPosterior_.begin(), logPosterior_.end());
    std::vector<double> weight(static_cast<std::size_t>(kThresholds), 0.0);
    double sum = 0.0, mean = 0.0;
    for (int t = 0; t < kThresholds; ++t) {
        double& w = weight[static_cast<std::size_t>(t)];
        for (int s = 0; s < kSlopes; ++s)
            w += std::exp(logPosterior_[static_cast<std::size_t>(t * kSlopes + s)] - most);
        sum += w;
        mean += w * std::log(thresholdAt(t));
    }
    out.weberFraction = static_cast<float>(std::exp(mean / sum));
    double below = 0.0;
    out.low = static_cast<float>(kLowestThreshold);
    out.high = static_cast<float>(kHighestThreshold);
    for (int t = 0; t < kThresholds; ++t) {
        const double next = below + weight[static_cast<std::size_t>(t)] / sum;
        if (below < 0.05 && next >= 0.05) out.low = static_cast<float>(thresholdAt(t));
        if (below < 0.95 && next >= 0.95) out.high = static_cast<float>(thresholdAt(t));
        below = next;
    }
    return out;
}

StifferIs SimulatedObserver::judge(const StaircaseTrial& trial) {
    const StifferIs truth = trial.secondStiffer ? StifferIs::Second : StifferIs::First;
    const double noticed =
        trial.catchTrial()
            ? 0.0
            : 1.0 - std::exp(-kLn2 * std::pow(static_cast<double>(trial.contrast / traits_.weberFraction),
                                              static_cast<double>(traits_.steepness)));
    if (static_cast<double>(random_.uniform()) < noticed) return truth;
    if (random_.uniform() < traits_.owningUp) return StifferIs::Neither;
    return random_.uniform() < 0.5f ? StifferIs::First : StifferIs::Second;
}

} // namespace training
