// Rules of recording files, shared by writer and reader so that whatever is written can be read: limits, the names of
// actions, what an input may hold, the order of lines. Faults are said in words, empty: none.
#pragma once

#include <training/input.h>

#include <array>
#include <cstdint>
#include <string>
#include <string_view>

namespace records {

constexpr std::uint32_t kMostSteps = 2'000'000;       ///< 27 hours at 20 a second: a replay must come to an end
constexpr std::size_t kMostTextBytes = 8 * 1024;      ///< of a name or an answer
constexpr std::size_t kMostLineBytes = 64 * 1024;     ///< holds the longest texts with every character escaped
constexpr std::uintmax_t kMostFileBytes = 512u << 20; ///< kMostSteps changes of ordinary length

/// In the order of training::Action.
constexpr std::array<std::string_view, 6> kActionNames = {"none", "mark", "answer", "hint", "next", "finish"};

std::string faultOf(const training::Input& input);
std::string faultOfText(std::string_view name, std::string_view text);
std::string faultOfStepSeconds(float seconds);

/// Steps rise; a step's change stands before its check; the first change is that of step 0.
class LineOrder {
public:
    std::string change(std::uint32_t step);
    std::string check(std::uint32_t step);
    std::string end(std::uint32_t steps) const;

private:
    std::int64_t lastChange_ = -1;
    std::int64_t lastCheck_ = -1;
};

} // namespace records
