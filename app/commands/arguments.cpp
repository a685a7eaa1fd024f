#include <app/commands/arguments.h>

#include <core/text.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstdlib>

namespace app {

core::Result<Arguments> Arguments::parse(const std::vector<std::string>& words, const std::vector<OptionSpec>& options,
                                         std::size_t least, std::size_t most, const std::string& wanted) {
    Arguments out;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string& word = words[i];
        if (word.size() < 2 || word.compare(0, 2, "--") != 0) {
            out.plain_.push_back(word);
            continue;
        }
        const std::size_t equals = word.find('=');
        const std::string name = word.substr(0, equals);
        const auto spec = std::find_if(options.begin(), options.end(), [&](const auto& o) { return o.name == name; });
        if (spec == options.end()) {
            std::vector<std::string> names;
            for (const OptionSpec& o : options) names.push_back(o.name);
            const std::string near = core::nearest(name, names);
            return core::Error("unknown option " + name + (near.empty() ? "" : "; did you mean " + near + "?"));
        }
        if (!spec->repeats && out.has(name)) return core::Error("option " + name + " is given twice");
        std::vector<std::string>& values = out.options_[name];
        if (spec->value.empty()) {
            if (equals != std::string::npos) return core::Error("option " + name + " takes no value");
            continue;
        }
        if (equals != std::string::npos) {
            values.push_back(word.substr(equals + 1));
        } else if (i + 1 < words.size()) {
            values.push_back(words[++i]);
        } else {
            return core::Error("option " + name + " needs a value: " + name + " " + spec->value);
        }
    }
    if (out.plain_.size() < least) return core::Error("missing " + wanted);
    if (out.plain_.size() > most) return core::Error("one too many: \"" + out.plain_[most] + "\"");
    return out;
}

std::string Arguments::text(const std::string& option, const std::string& otherwise) const {
    const auto at = options_.find(option);
    return at == options_.end() || at->second.empty() ? otherwise : at->second.front();
}

std::vector<std::string> Arguments::all(const std::string& option) const {
    const auto at = options_.find(option);
    return at == options_.end() ? std::vector<std::string>() : at->second;
}

core::Result<float> Arguments::number(const std::string& option, float otherwise, float low, float high) const {
    if (!has(option)) return otherwise;
    const std::string value = text(option);
    float number = 0.0f;
    const auto [end, fault] = std::from_chars(value.data(), value.data() + value.size(), number);
    const bool read = fault == std::errc() && end == value.data() + value.size() && std::isfinite(number);
    if (!read || number < low || number > high)
        return core::Error("option " + option + " takes a number from " + core::shortest(static_cast<double>(low)) +
                           " to " + core::shortest(static_cast<double>(high)) + ", found \"" + value + "\"");
    return number;
}

core::Result<std::pair<int, int>> parseSize(const std::string& text) {
    const std::vector<std::string> parts = core::split(core::lowerCase(text), 'x');
    int size[2] = {0, 0};
    bool good = parts.size() == 2;
    for (std::size_t i = 0; good && i < 2; ++i) {
        const auto [end, fault] = std::from_chars(parts[i].data(), parts[i].data() + parts[i].size(), size[i]);
        good = fault == std::errc() && end == parts[i].data() + parts[i].size() && size[i] >= 16 && size[i] <= 8192;
    }
    if (!good)
        return core::Error("a size is WIDTHxHEIGHT, each from 16 to 8192, as in 1280x720; found \"" + text + "\"");
    return std::pair{size[0], size[1]};
}

} // namespace app
