// Holds the tissue solver against indentation curves of a much finer code.
//   tissue_oracle [DIR] [--json] [--live] [--case ID]... [--check]
// DIR holds cases.json and its curves; without it, $PARASPINAL_REFERENCE/indentation. Each case is pressed at the live
// resolution of the trainer and, unless --live, at the fine one. --json prints the curves instead of a table. Status:
// 0; 2 when something cannot be read or run; with --check 1 when a limit is passed, and 77 without any DIR. Limits
// (each widened by how well the case is known): force 8 % live, 4 % in the median, 3 % fine; profiles 10 %.
#include "scores.h"

#include <core/text.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <iostream>
#include <string>
#include <utility>

namespace {

using indentation::Case;
using oracle::Run;

constexpr double kLimit[2] = {0.08, 0.03}; // live, fine
constexpr double kMedianLimit = 0.04, kProfileLimit = 0.10;
constexpr const char* kLevels[2] = {"live", "fine"};

struct Arguments {
    std::string directory;
    bool json = false, live = false, check = false;
    std::vector<std::string> only;
};

bool parse(int argc, char** argv, Arguments& a) {
    for (int i = 1; i < argc; ++i) {
        const std::string word = argv[i];
        if (word == "--json")
            a.json = true;
        else if (word == "--live")
            a.live = true;
        else if (word == "--check")
            a.check = true;
        else if (word == "--case" && i + 1 < argc)
            a.only.emplace_back(argv[++i]);
        else if (a.directory.empty() && word.rfind("--", 0) != 0)
            a.directory = word;
        else
            return false;
    }
    return true;
}

void column(core::JsonWriter& json, const char* name, const Run& run, double indentation::CurvePoint::*which) {
    json.key(name).beginArray();
    for (const auto& p : run.curve) json.value(p.*which);
    json.endArray();
}

void write(core::JsonWriter& json, const char* level, const Case& c, const Run& run) {
    json.key(level).beginObject().field("error", run.error).field("elements", run.elements);
    column(json, "indentation_mm", run, &indentation::CurvePoint::indentation);
    column(json, "slide_mm", run, &indentation::CurvePoint::slide);
    column(json, "force_N", run, &indentation::CurvePoint::force);
    column(json, "slide_force_N", run, &indentation::CurvePoint::slideForce);
    if (!c.profile.empty())
        json.field("displacement_error", run.displacementError).field("stress_error", run.stressError);
    json.field("settled", run.settled).endObject();
}

double median(std::vector<double> v) {
    std::sort(v.begin(), v.end());
    const std::size_t n = v.size();
    return n % 2 ? v[n / 2] : 0.5 * (v[n / 2 - 1] + v[n / 2]);
}

} // namespace

int main(int argc, char** argv) {
    Arguments arguments;
    if (!parse(argc, argv, arguments)) {
        std::cerr << "tissue_oracle [DIR] [--json] [--live] [--case ID]... [--check]\n";
        return 2;
    }
    if (arguments.directory.empty()) {
        const char* reference = std::getenv("PARASPINAL_REFERENCE");
        if (!reference || !*reference) {
            std::cerr << "SKIPPED: no directory of cases given, and PARASPINAL_REFERENCE is not set\n";
            return arguments.check ? 77 : 2;
        }
        arguments.directory = std::string(reference) + "/indentation";
    }
    const auto cases = indentation::readCases(arguments.directory);
    if (!cases) {
        std::cerr << cases.error().text() << "\n";
        return 2;
    }
    core::JsonWriter json;
    json.beginObject().key("cases").beginArray();
    std::vector<double> errors[2];
    bool failed = false, passed = true;
    if (!arguments.json) std::printf("%-28s level  elements  force  limit  displacement  stress\n", "case");
    for (const Case& c : cases.value()) {
        if (!arguments.only.empty() &&
            std::find(arguments.only.begin(), arguments.only.end(), c.id) == arguments.only.end())
            continue;
        json.beginObject().field("id", c.id);
        for (int level = 0; level < (arguments.live ? 1 : 2); ++level) {
            const auto result = oracle::runCase(c, level == 1);
            if (!result) {
                std::cerr << result.error().text() << "\n";
                failed = true;
                continue;
            }
            const Run& run = result.value();
            const double limit = kLimit[level] + c.meshChange;
            const bool good = run.error <= limit && std::max(run.displacementError, run.stressError) <= kProfileLimit;
            passed &= good && run.settled;
            errors[level].push_back(run.error);
            write(json, kLevels[level], c, run);
            if (arguments.json) continue;
            std::printf("%-28s %-5s %9d  %.4f %.4f", c.id.c_str(), kLevels[level], run.elements, run.error, limit);
            if (!c.profile.empty()) std::printf("        %.4f  %.4f", run.displacementError, run.stressError);
            std::printf("%s%s\n", good ? "" : "  <- over the limit", run.settled ? "" : "  (not settled)");
            std::fflush(stdout);
        }
        json.endObject();
    }
    json.endArray().endObject();
    if (arguments.json) std::cout << json.text() << "\n";
    for (int level = 0; level < 2; ++level) {
        if (errors[level].empty()) continue;
        const double middle = median(errors[level]);
        if (level == 0) passed &= middle <= kMedianLimit;
        if (!arguments.json)
            std::printf("%s: worst %.4f, median %.4f over %zu cases\n", kLevels[level],
                        *std::max_element(errors[level].begin(), errors[level].end()), middle, errors[level].size());
    }
    if (failed || (errors[0].empty() && errors[1].empty())) return 2;
    return arguments.check && !passed ? 1 : 0;
}
