// Atlas: the registry of anatomical structures. Everything in the program speaks of a structure by its StructureId and
// asks the atlas for the rest. Read from assets/anatomy/atlas/*.toml; immutable afterwards. Holds words, no figures.
// Invariants: ids unique; (key, side) unique; a paired structure has both sides; structures() sorted by id.
// Errors: load: every fault of every file, with file and line; resolve: what was looked for and the nearest name.
#pragma once

#include <core/ids.h>
#include <core/result.h>

#include <cstdint>
#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace anatomy {

enum class Kind { Bone, Cartilage, Disc, Muscle, Ligament, Fascia, Nerve, Skin };
/// Peeling order, outermost first. A view peeled to a layer hides all layers before it.
enum class Layer { Skin, Superficial, Intermediate, Deep, Bone };

std::string_view kindName(Kind kind);    ///< "bone" ...
std::string_view layerName(Layer layer); ///< "skin", "superficial", "intermediate", "deep", "bone"
core::Result<Layer> parseLayer(std::string_view text);

struct Structure {
    core::StructureId id;
    core::Side side = core::Side::Midline;
    std::string key;  ///< slug without side: "trapezius_descending"
    std::string name; ///< Terminologia Anatomica English, with side: "Right descending part of trapezius"
    std::string latin;
    std::vector<std::string> synonyms; ///< without side
    Kind kind = Kind::Bone;
    Layer layer = Layer::Bone;
    std::string origin; ///< muscles: attachments in words
    std::string insertion;
    std::string action;
    std::string innervation;
    std::string source; ///< where its words come from
    /// Groups of bones it moves with (carriers.h); empty: by its kind.
    std::vector<std::string> movesWith;
    std::string variant; ///< only bodies with this variant have it; empty: everybody
};

class Atlas {
public:
    static core::Result<Atlas> load(const std::filesystem::path& anatomyFolder);

    std::span<const Structure> structures() const { return structures_; }
    const Structure* find(core::StructureId id) const;
    const Structure* find(std::string_view key, core::Side side) const;
    /// Both sides, or the one of the midline; empty for an unknown key.
    std::vector<const Structure*> withKey(std::string_view key) const;
    /// "FMA33586", or a name, key or synonym with or without side words ("right trapezius_descending"). Of a paired
    /// structure named without side the right one is meant. A synonym that several structures share is an error.
    core::Result<const Structure*> resolve(std::string_view text) const;
    /// Of the registry's words and ids.
    std::uint64_t hash() const { return hash_; }

private:
    friend class AtlasReader;
    std::vector<Structure> structures_;
    std::map<std::pair<std::string, core::Side>, std::size_t> byKey_;
    std::uint64_t hash_ = 0;
};

} // namespace anatomy
