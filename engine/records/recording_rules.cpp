#include <records/recording_rules.h>

#include <records/utf8.h>

#include <core/text.h>

#include <algorithm>
#include <cmath>

namespace records {
namespace {

std::string faultOfNumber(std::string_view name, float value) {
    return std::isfinite(value) ? std::string() : std::string(name) + " is not a finite number";
}

std::string faultOfVector(std::string_view name, const glm::vec3& v) {
    for (int i = 0; i < 3; ++i)
        if (std::string fault = faultOfNumber(name, v[i]); !fault.empty()) return fault;
    return {};
}

} // namespace

std::string faultOfText(std::string_view name, std::string_view text) {
    if (text.size() > kMostTextBytes)
        return std::string(name) + " has " + std::to_string(text.size()) + " bytes, at most " +
               std::to_string(kMostTextBytes) + " are allowed";
    return isUtf8(text) ? std::string() : std::string(name) + " is not UTF-8";
}

std::string faultOfStepSeconds(float seconds) {
    if (std::isfinite(seconds) && seconds > 0.0f && seconds <= 1.0f) return {};
    return "step_seconds must lie above 0 and not above 1, found " + core::shortest(static_cast<double>(seconds));
}

std::string faultOf(const training::Input& input) {
    for (std::string fault :
         {faultOfText("tool", input.tool), faultOfVector("skin_point", input.skinPoint),
          faultOfVector("direction", input.direction), faultOfNumber("force_n", input.forceN),
          faultOfNumber("rate_n_per_s", input.rateNPerS), faultOfText("answer", input.answer),
          faultOfText("nerve site", input.nerve.site), faultOfNumber("pace", input.nerve.pace),
          faultOfVector("share", {input.nerve.share[0], input.nerve.share[1], input.nerve.share[2]})})
        if (!fault.empty()) return fault;
    return {};
}

std::string LineOrder::change(std::uint32_t step) {
    if (step >= kMostSteps)
        return "step " + std::to_string(step) + " is beyond the " + std::to_string(kMostSteps) + " allowed";
    if (lastChange_ < 0 && step != 0)
        return "the first change must be that of step 0, found step " + std::to_string(step);
    const std::int64_t earlier = std::max(lastChange_, lastCheck_);
    if (step <= earlier)
        return "step " + std::to_string(step) + " comes after step " + std::to_string(earlier) + ": steps must rise";
    lastChange_ = step;
    return {};
}

std::string LineOrder::check(std::uint32_t step) {
    if (lastChange_ < 0) return "a check stands before the first change";
    const std::int64_t earlier = std::max(lastChange_, lastCheck_ + 1);
    if (step < earlier || step >= kMostSteps)
        return "the check of step " + std::to_string(step) + " is out of order: step " + std::to_string(earlier) +
               " or later was due";
    lastCheck_ = step;
    return {};
}

std::string LineOrder::end(std::uint32_t steps) const {
    if (steps > kMostSteps)
        return std::to_string(steps) + " steps are more than the " + std::to_string(kMostSteps) + " allowed";
    const std::int64_t last = std::max(lastChange_, lastCheck_);
    if (last >= steps)
        return "the recording ends after " + std::to_string(steps) + " steps but has a line for step " +
               std::to_string(last);
    if (steps > 0 && lastChange_ < 0) return "the recording has " + std::to_string(steps) + " steps but no input";
    return {};
}

} // namespace records
