#include <patient/asked_key.h>

#include <core/text.h>

namespace patient {

std::string foldedKey(std::string_view key) {
    std::string out = core::lowerCase(key);
    for (char& c : out)
        if (c == ' ' || c == '-' || c == '/' || c == ':') c = '_';
    return out;
}

AskedKey askedKey(std::string_view text) {
    AskedKey out{core::Side::Right, foldedKey(text)};
    for (const auto& [word, side] : {std::pair{"right_", core::Side::Right}, std::pair{"left_", core::Side::Left}})
        if (out.key.rfind(word, 0) == 0) return {side, out.key.substr(std::string_view(word).size())};
    return out;
}

std::string didYouMean(const std::string& key, const std::vector<std::string>& known) {
    const std::string near = core::nearest(key, known);
    return near.empty() ? "" : "; did you mean \"" + near + "\"?";
}

} // namespace patient
