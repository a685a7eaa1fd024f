// Asked key: a key as a user writes it, with or without a side and in whatever spelling: "left Upper trapezius-1".
#pragma once

#include <core/ids.h>

#include <string>
#include <string_view>
#include <vector>

namespace patient {

struct AskedKey {
    core::Side side = core::Side::Right; ///< named first, as a word; right when none is
    std::string key;                     ///< the rest in lower case; blanks and any of - / : are _
};
AskedKey askedKey(std::string_view text);

/// The same spelling for a key of a file.
std::string foldedKey(std::string_view key);

/// "; did you mean "multifidus_1"?", or nothing when no known key is near.
std::string didYouMean(const std::string& key, const std::vector<std::string>& known);

} // namespace patient
