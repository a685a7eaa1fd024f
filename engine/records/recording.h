// Recording: the inputs of one session, so that it can be played again bit for bit. A text file of JSON lines: first a
// header, then a line for every step at which the input changed, a state hash every kHashEvery steps, and an end line
// that counts them, so that no line can go missing unseen. Numbers are written so that they read back as the same
// floats. Errors: file, line, what was found. What readRecording would refuse, writeRecording does not write.
#pragma once

#include <training/input.h>

#include <core/result.h>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace records {

constexpr int kRecordingFormat = 1;
constexpr int kHashEvery = 20; ///< steps

/// Whether the state after this step is kept as a check: after steps 19, 39, ...
constexpr bool hashDue(std::uint32_t step) {
    return (step + 1) % kHashEvery == 0;
}

struct Recording {
    std::string lesson;            ///< key, empty: free practice
    std::string patient;           ///< key of the chart
    std::uint64_t bodyHash = 0;    ///< of the built body: another body cannot give the same bits
    std::uint64_t contentHash = 0; ///< of chart, lesson, tools, materials, response
    float stepSeconds = 0.05f;
    struct Change {
        std::uint32_t step = 0;
        training::Input input; ///< from this step on; its action acts in this step only
    };
    std::vector<Change> changes;
    struct Check {
        std::uint32_t step = 0;
        std::uint64_t hash = 0; ///< of the session after this step
    };
    std::vector<Check> checks;
    std::uint32_t steps = 0;

    /// Appends what was done in step `steps` and counts it; `hash` is kept where it is due.
    void add(const training::Input& input, std::uint64_t hash);
    /// Input of a step; the last one's beyond the end, without its action.
    training::Input inputOf(std::uint32_t step) const;
};

core::Status writeRecording(const Recording& recording, const std::filesystem::path& file);
core::Result<Recording> readRecording(const std::filesystem::path& file);

} // namespace records
