// UTF-8: telling text from bytes that are none (RFC 3629), before a record takes them in or a page shows them.
#pragma once

#include <string>
#include <string_view>

namespace records {

/// Length of the character at the start of `bytes`, 1 to 4; 0 when they begin no valid one. `bytes` is not empty.
std::size_t utf8Length(std::string_view bytes);

bool isUtf8(std::string_view bytes);

/// Every byte that belongs to no character becomes U+FFFD.
std::string asUtf8(std::string_view bytes);

} // namespace records
