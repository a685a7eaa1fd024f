// Arguments: the words after `paraspinal COMMAND`, read against what the command declares. An unknown option, a missing
// value or a number that is none is an error that names what was found and the nearest known option.
#pragma once

#include <core/result.h>

#include <map>
#include <string>
#include <vector>

namespace app {

struct OptionSpec {
    std::string name;  ///< "--size"
    std::string value; ///< "WxH"; empty: a flag
    std::string help;
    bool repeats = false;
};

class Arguments {
public:
    /// `least` and `most` plain words (file names, keys) are wanted; `wanted` says which, for the message.
    static core::Result<Arguments> parse(const std::vector<std::string>& words, const std::vector<OptionSpec>& options,
                                         std::size_t least, std::size_t most, const std::string& wanted);

    const std::vector<std::string>& plain() const { return plain_; }
    bool has(const std::string& option) const { return options_.count(option) != 0; }
    std::string text(const std::string& option, const std::string& otherwise = {}) const;
    std::vector<std::string> all(const std::string& option) const;
    /// Error: not a finite number in [low, high].
    core::Result<float> number(const std::string& option, float otherwise, float low, float high) const;

private:
    std::vector<std::string> plain_;
    std::map<std::string, std::vector<std::string>> options_;
};

/// "1280x720". Error: what was found; sizes lie between 16 and 8192.
core::Result<std::pair<int, int>> parseSize(const std::string& text);

} // namespace app
