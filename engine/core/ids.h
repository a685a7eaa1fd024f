// Ids: how every part of the program speaks of an anatomical structure.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include <core/result.h>

namespace core {

enum class Side : std::uint8_t { Midline, Left, Right };

/// "midline", "left" or "right".
std::string_view sideName(Side side);

/// The number of a structure in the Foundational Model of Anatomy (Rosse and Mejino 2003), which already tells left
/// from right. Structures without an FMA entry carry a number of this project from kFirstProjectId up. Zero is null.
struct StructureId {
    static constexpr std::uint32_t kFirstProjectId = 900000000u;

    std::uint32_t number = 0;

    constexpr bool valid() const { return number != 0; }
    constexpr bool isProjectId() const { return number >= kFirstProjectId; }
    constexpr auto operator<=>(const StructureId&) const = default;

    /// "FMA9165" or "PS900000001"; "none" for null.
    std::string text() const;
    /// Reads either spelling, case-insensitively for the letters. Error: says what was found and what is expected.
    static Result<StructureId> parse(std::string_view text);
};

} // namespace core

template <>
struct std::hash<core::StructureId> {
    std::size_t operator()(const core::StructureId& id) const noexcept { return id.number; }
};
