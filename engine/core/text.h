// Text: numbers as text without the locale, and a JSON writer. <format> is missing in gcc 12.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace core {

/// Fixed notation with that many digits after the point: fixed(3.14159, 2) is "3.14". Not-a-number gives "nan".
std::string fixed(double value, int digits);

/// Shortest text that reads back as the same number.
std::string shortest(double value);

std::string lowerCase(std::string_view text);
std::vector<std::string> split(std::string_view text, char separator);

/// The candidate most like `wanted` by edit distance (Levenshtein 1966), or empty when none is near: for "did you
/// mean".
std::string nearest(std::string_view wanted, const std::vector<std::string>& candidates);

/// Writes one JSON document (RFC 8259). Calls nest as the document does; keys only inside objects. Misuse is a CHECK.
/// Numbers that are not finite become null.
class JsonWriter {
public:
    JsonWriter& beginObject();
    JsonWriter& endObject();
    JsonWriter& beginArray();
    JsonWriter& endArray();
    JsonWriter& key(std::string_view name);
    JsonWriter& value(std::string_view text);
    JsonWriter& value(const char* text) { return value(std::string_view(text)); }
    JsonWriter& value(double number);
    JsonWriter& value(float number) { return value(static_cast<double>(number)); }
    JsonWriter& value(std::int64_t number);
    JsonWriter& value(int number) { return value(static_cast<std::int64_t>(number)); }
    JsonWriter& value(std::uint64_t number);
    JsonWriter& value(std::uint32_t number) { return value(static_cast<std::uint64_t>(number)); }
    JsonWriter& value(bool flag);
    JsonWriter& null();

    template <typename T>
    JsonWriter& field(std::string_view name, const T& content) {
        return key(name).value(content);
    }

    /// The document; every object and array must be closed.
    const std::string& text() const;

private:
    void beforeValue();
    void raw(std::string_view text);

    std::string out_;
    std::vector<char> open_; ///< '{' or '['
    bool needComma_ = false;
    bool afterKey_ = false;
};

} // namespace core
