// HTML: texts of files and users made safe to stand in a page, and times in words.
#pragma once

#include <string>
#include <string_view>

namespace records {

/// For element content and quoted attributes: & < > " ' as references; what is no UTF-8 or no text becomes U+FFFD.
std::string escaped(std::string_view text);

/// A file relative to the page, as the value of src or href: percent-encoded, never another scheme.
std::string relativeAddress(std::string_view file);

/// "2:05", "1:00:00"; a time that is none is "–".
std::string clockText(float seconds);

/// "24 November 2026, 20:19 UTC" of "2026-11-24T20:19:00Z"; anything else comes back as it is.
std::string dateText(std::string_view isoTime);

} // namespace records
