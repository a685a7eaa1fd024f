// Tissue kind: what a place in the body is made of, as far as mechanics cares. One material law belongs to each kind
// (material.h, assets/tissue/). Bone is rigid; Air is the void outside the skin and in hollow places.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace tissue {

enum class TissueKind : std::uint8_t {
    Air,
    Skin,
    Fat,
    Fascia,
    Muscle,
    Tendon,
    Ligament,
    Cartilage,
    Disc,
    Nerve,
    Organ,
    Bone,
};

constexpr int kTissueKindCount = 12;

/// "air", "skin", ... as in assets/tissue/*.toml and on screen.
std::string_view tissueKindName(TissueKind kind);
std::optional<TissueKind> tissueKindFromName(std::string_view name);

} // namespace tissue
