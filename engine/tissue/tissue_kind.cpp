#include <tissue/tissue_kind.h>

#include <array>
#include <cstddef>

namespace tissue {

namespace {

constexpr std::array<std::string_view, kTissueKindCount> kNames = {
    "air", "skin", "fat", "fascia", "muscle", "tendon", "ligament", "cartilage", "disc", "nerve", "organ", "bone"};

} // namespace

std::string_view tissueKindName(TissueKind kind) {
    return kNames[static_cast<std::size_t>(kind)];
}

std::optional<TissueKind> tissueKindFromName(std::string_view name) {
    for (std::size_t i = 0; i < kNames.size(); ++i)
        if (kNames[i] == name) return static_cast<TissueKind>(i);
    return std::nullopt;
}

} // namespace tissue
