#include <core/text.h>

#include <core/check.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace core {

std::string fixed(double value, int digits) {
    char buffer[400];
    const auto [end, code] = std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, digits);
    CHECK(code == std::errc{}, "buffer holds any double with a few digits");
    return std::string(buffer, end);
}

std::string shortest(double value) {
    char buffer[64];
    const auto [end, code] = std::to_chars(buffer, buffer + sizeof buffer, value);
    CHECK(code == std::errc{}, "buffer holds any double");
    return std::string(buffer, end);
}

std::string lowerCase(std::string_view text) {
    std::string out(text);
    for (char& c : out)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return out;
}

std::vector<std::string> split(std::string_view text, char separator) {
    std::vector<std::string> out;
    for (;;) {
        const std::size_t at = text.find(separator);
        out.emplace_back(text.substr(0, at));
        if (at == std::string_view::npos) return out;
        text.remove_prefix(at + 1);
    }
}

namespace {

std::size_t editDistance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replace = diagonal + (a[i - 1] == b[j - 1] ? 0u : 1u);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, replace});
        }
    }
    return row[b.size()];
}

} // namespace

std::string nearest(std::string_view wanted, const std::vector<std::string>& candidates) {
    std::string best;
    std::size_t bestDistance = std::max<std::size_t>(2, wanted.size() / 3) + 1;
    for (const std::string& candidate : candidates) {
        const std::size_t distance = editDistance(lowerCase(wanted), lowerCase(candidate));
        if (distance < bestDistance) {
            bestDistance = distance;
            best = candidate;
        }
    }
    return best;
}

void JsonWriter::beforeValue() {
    CHECK(open_.empty() || open_.back() == '[' || afterKey_, "a value in a JSON object needs a key");
    CHECK(!open_.empty() || out_.empty(), "a JSON document has one value");
    if (needComma_ && !afterKey_) out_ += ',';
    needComma_ = true;
    afterKey_ = false;
}

void JsonWriter::raw(std::string_view text) {
    beforeValue();
    out_ += text;
}

JsonWriter& JsonWriter::beginObject() {
    raw("{");
    open_.push_back('{');
    needComma_ = false;
    return *this;
}

JsonWriter& JsonWriter::endObject() {
    CHECK(!open_.empty() && open_.back() == '{' && !afterKey_, "endObject without its beginObject");
    open_.pop_back();
    out_ += '}';
    needComma_ = true;
    return *this;
}

JsonWriter& JsonWriter::beginArray() {
    raw("[");
    open_.push_back('[');
    needComma_ = false;
    return *this;
}

JsonWriter& JsonWriter::endArray() {
    CHECK(!open_.empty() && open_.back() == '[', "endArray without its beginArray");
    open_.pop_back();
    out_ += ']';
    needComma_ = true;
    return *this;
}

namespace {

void appendQuoted(std::string& out, std::string_view text) {
    out += '"';
    for (const char c : text) {
        const auto code = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else if (code < 0x20) {
            out += "\\u00";
            out += "0123456789abcdef"[code >> 4];
            out += "0123456789abcdef"[code & 15];
        } else {
            out += c;
        }
    }
    out += '"';
}

} // namespace

JsonWriter& JsonWriter::key(std::string_view name) {
    CHECK(!open_.empty() && open_.back() == '{' && !afterKey_, "a key belongs into an object");
    if (needComma_) out_ += ',';
    appendQuoted(out_, name);
    out_ += ':';
    afterKey_ = true;
    needComma_ = true;
    return *this;
}

JsonWriter& JsonWriter::value(std::string_view text) {
    beforeValue();
    appendQuoted(out_, text);
    return *this;
}

JsonWriter& JsonWriter::value(double number) {
    raw(std::isfinite(number) ? shortest(number) : "null");
    return *this;
}

JsonWriter& JsonWriter::value(std::int64_t number) {
    raw(std::to_string(number));
    return *this;
}

JsonWriter& JsonWriter::value(std::uint64_t number) {
    raw(std::to_string(number));
    return *this;
}

JsonWriter& JsonWriter::value(bool flag) {
    raw(flag ? "true" : "false");
    return *this;
}

JsonWriter& JsonWriter::null() {
    raw("null");
    return *this;
}

const std::string& JsonWriter::text() const {
    CHECK(open_.empty() && !out_.empty(), "the JSON document is not closed");
    return out_;
}

} // namespace core
