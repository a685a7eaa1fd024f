#include <records/html.h>

#include <records/utf8.h>

#include <array>
#include <cmath>

namespace records {

std::string escaped(std::string_view text) {
    std::string out;
    for (const char c : asUtf8(text)) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '&')
            out += "&amp;";
        else if (c == '<')
            out += "&lt;";
        else if (c == '>')
            out += "&gt;";
        else if (c == '"')
            out += "&quot;";
        else if (c == '\'')
            out += "&#39;";
        else if ((code < 0x20 && c != '\n' && c != '\t') || code == 0x7F)
            out += "\xEF\xBF\xBD";
        else
            out += c;
    }
    return out;
}

std::string relativeAddress(std::string_view file) {
    constexpr std::string_view kPlain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~/";
    constexpr std::string_view kDigits = "0123456789ABCDEF";
    // "./" first: else "a:b" would be a scheme and "//a" another machine
    std::string out = "./";
    for (const char c : file) {
        if (kPlain.find(c) != std::string_view::npos) {
            out += c;
            continue;
        }
        const auto code = static_cast<unsigned char>(c);
        out += '%';
        out += kDigits[code >> 4];
        out += kDigits[code & 15];
    }
    return out;
}

std::string clockText(float seconds) {
    if (!std::isfinite(seconds) || seconds < 0.0f || seconds > 1e6f) return "–";
    const long total = std::lround(seconds);
    const auto two = [](long n) { return (n < 10 ? "0" : "") + std::to_string(n); };
    const std::string tail = two(total % 60);
    const long minutes = total / 60;
    if (minutes < 60) return std::to_string(minutes) + ":" + tail;
    return std::to_string(minutes / 60) + ":" + two(minutes % 60) + ":" + tail;
}

std::string dateText(std::string_view isoTime) {
    constexpr std::array<std::string_view, 12> kMonths = {"January",   "February", "March",    "April",
                                                          "May",       "June",     "July",     "August",
                                                          "September", "October",  "November", "December"};
    const std::string whole(isoTime);
    constexpr std::string_view kForm = "0000-00-00T00:00:00Z";
    if (whole.size() != kForm.size()) return whole;
    for (std::size_t i = 0; i < kForm.size(); ++i)
        if (kForm[i] == '0' ? whole[i] < '0' || whole[i] > '9' : whole[i] != kForm[i]) return whole;
    const int month = std::stoi(whole.substr(5, 2));
    if (month < 1 || month > 12) return whole;
    return std::to_string(std::stoi(whole.substr(8, 2))) + " " +
           std::string(kMonths[static_cast<std::size_t>(month - 1)]) + " " + whole.substr(0, 4) + ", " +
           whole.substr(11, 5) + " UTC";
}

} // namespace records
