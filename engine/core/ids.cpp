#include <core/ids.h>

#include <cctype>
#include <charconv>

namespace core {

std::string_view sideName(Side side) {
    switch (side) {
    case Side::Left:
        return "left";
    case Side::Right:
        return "right";
    case Side::Midline:
        break;
    }
    return "midline";
}

std::string StructureId::text() const {
    if (!valid()) return "none";
    return (isProjectId() ? "PS" : "FMA") + std::to_string(number);
}

Result<StructureId> StructureId::parse(std::string_view text) {
    const auto fail = [&] {
        return Error("\"" + std::string(text) + "\" is not a structure id: expected FMA and a number, as in FMA9165");
    };
    std::string letters;
    std::size_t at = 0;
    while (at < text.size() && std::isalpha(static_cast<unsigned char>(text[at])) != 0)
        letters += static_cast<char>(std::toupper(static_cast<unsigned char>(text[at++])));
    StructureId id;
    const char* end = text.data() + text.size();
    const auto [stop, code] = std::from_chars(text.data() + at, end, id.number);
    if (code != std::errc{} || stop != end || !id.valid()) return fail();
    if (letters != (id.isProjectId() ? "PS" : "FMA")) return fail();
    return id;
}

} // namespace core
