// Writing recordings. Keys and their order are part of the format: see recording_reader.cpp.
#include <records/recording.h>

#include <records/recording_rules.h>

#include <core/check.h>
#include <core/hash.h>
#include <core/paths.h>

#include <nlohmann/json.hpp>

#include <charconv>
#include <cmath>
#include <limits>

namespace records {
namespace {

using Line = nlohmann::ordered_json;

/// The double whose text is the shortest that reads back as this float, so that the file says 0.05 and not
/// 0.05000000074505806. Where that text, read as a double, is another float or beyond the largest, the exact double.
double written(float value) {
    char buffer[64];
    const auto [end, code] = std::to_chars(buffer, buffer + sizeof buffer, value);
    CHECK(code == std::errc{}, "buffer holds any float");
    double out = 0.0;
    std::from_chars(buffer, end, out);
    const bool inRange = std::abs(out) <= static_cast<double>(std::numeric_limits<float>::max());
    return inRange && static_cast<float>(out) == value ? out : static_cast<double>(value);
}

Line vector(const glm::vec3& v) {
    return Line::array({written(v.x), written(v.y), written(v.z)});
}

Line headerLine(const Recording& recording) {
    return {{"paraspinal_recording", kRecordingFormat},
            {"lesson", recording.lesson},
            {"patient", recording.patient},
            {"body_hash", core::hashText(recording.bodyHash)},
            {"content_hash", core::hashText(recording.contentHash)},
            {"step_seconds", written(recording.stepSeconds)}};
}

Line changeLine(const Recording::Change& change) {
    const training::Input& input = change.input;
    Line line = {{"step", change.step},
                 {"tool", input.tool},
                 {"pressing", input.pressing},
                 {"skin_point", vector(input.skinPoint)},
                 {"direction", vector(input.direction)},
                 {"force_n", written(input.forceN)},
                 {"rate_n_per_s", written(input.rateNPerS)},
                 {"action", kActionNames[static_cast<std::size_t>(input.action)]},
                 {"answer", input.answer}};
    const patient::NerveControls& nerve = input.nerve;
    if (nerve != patient::NerveControls{}) // most sessions have no nerve bench
        line["nerve"] = {{"site", nerve.site},
                         {"share", vector({nerve.share[0], nerve.share[1], nerve.share[2]})},
                         {"testing", nerve.testing},
                         {"pace", written(nerve.pace)},
                         {"run", nerve.run}};
    return line;
}

std::string faultOfHeader(const Recording& recording) {
    for (std::string fault : {faultOfText("lesson", recording.lesson), faultOfText("patient", recording.patient),
                              faultOfStepSeconds(recording.stepSeconds)})
        if (!fault.empty()) return fault;
    return {};
}

} // namespace

core::Status writeRecording(const Recording& recording, const std::filesystem::path& file) {
    const core::Place place{file.string()};
    const auto refused = [&](const std::string& fault) { return core::Error(place, "not written: " + fault); };
    if (const std::string fault = faultOfHeader(recording); !fault.empty()) return refused(fault);
    std::string text = headerLine(recording).dump() + "\n";
    LineOrder order;
    auto check = recording.checks.begin();
    const auto checksBefore = [&](std::uint32_t step) -> std::string {
        for (; check != recording.checks.end() && check->step < step; ++check) {
            if (std::string fault = order.check(check->step); !fault.empty()) return fault;
            text += Line{{"check", check->step}, {"hash", core::hashText(check->hash)}}.dump() + "\n";
        }
        return {};
    };
    for (const Recording::Change& change : recording.changes) {
        if (const std::string fault = checksBefore(change.step); !fault.empty()) return refused(fault);
        if (const std::string fault = order.change(change.step); !fault.empty()) return refused(fault);
        if (const std::string fault = faultOf(change.input); !fault.empty())
            return refused("step " + std::to_string(change.step) + ": " + fault);
        text += changeLine(change).dump() + "\n";
    }
    if (const std::string fault = checksBefore(kMostSteps); !fault.empty()) return refused(fault);
    if (check != recording.checks.end()) return refused(order.check(check->step));
    if (const std::string fault = order.end(recording.steps); !fault.empty()) return refused(fault);
    text += Line{{"end", recording.steps}, {"changes", recording.changes.size()}, {"checks", recording.checks.size()}}
                .dump() +
            "\n";
    if (text.size() > kMostFileBytes) return refused("the recording is larger than a recording may be");
    return core::writeFile(file, text);
}

} // namespace records
