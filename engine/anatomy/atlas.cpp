#include <anatomy/atlas.h>

#include <core/text.h>

#include <algorithm>
#include <array>
#include <cctype>
#include <optional>

namespace anatomy {
namespace {

constexpr std::array<std::string_view, 8> kKinds = {"bone",     "cartilage", "disc",  "muscle",
                                                    "ligament", "fascia",    "nerve", "skin"};
constexpr std::array<std::string_view, 5> kLayers = {"skin", "superficial", "intermediate", "deep", "bone"};

/// Lower case, every run of other signs one space: "Right trapezius_descending" -> "right trapezius descending".
std::string plain(std::string_view text) {
    std::string out;
    for (const char c : text) {
        const auto sign = static_cast<unsigned char>(c);
        if (std::isalnum(sign) != 0 || sign >= 128) {
            out += static_cast<char>(std::tolower(sign));
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    if (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

/// Takes the words "left" or "right" out of plain text.
std::optional<core::Side> takeSide(std::string& text) {
    std::optional<core::Side> side;
    std::string rest;
    for (const std::string& word : core::split(text, ' ')) {
        if (word == "left") {
            side = core::Side::Left;
        } else if (word == "right") {
            side = core::Side::Right;
        } else {
            rest += (rest.empty() ? "" : " ") + word;
        }
    }
    text = rest;
    return side;
}

bool isCalled(const Structure& structure, const std::string& words) {
    if (plain(structure.key) == words || plain(structure.latin) == words) return true;
    std::string name = plain(structure.name);
    takeSide(name);
    if (name == words) return true;
    return std::any_of(structure.synonyms.begin(), structure.synonyms.end(),
                       [&](const std::string& synonym) { return plain(synonym) == words; });
}

} // namespace

std::string_view kindName(Kind kind) {
    return kKinds[static_cast<std::size_t>(kind)];
}

std::string_view layerName(Layer layer) {
    return kLayers[static_cast<std::size_t>(layer)];
}

core::Result<Layer> parseLayer(std::string_view text) {
    std::vector<std::string> known;
    for (std::size_t i = 0; i < kLayers.size(); ++i) {
        if (kLayers[i] == text) return static_cast<Layer>(i);
        known.emplace_back(kLayers[i]);
    }
    const std::string guess = core::nearest(text, known);
    return core::Error("\"" + std::string(text) + "\" is not a layer" +
                       (guess.empty() ? "" : ", did you mean \"" + guess + "\"?") +
                       " Known: skin, superficial, intermediate, deep, bone");
}

const Structure* Atlas::find(core::StructureId id) const {
    const auto at = std::lower_bound(structures_.begin(), structures_.end(), id,
                                     [](const Structure& s, core::StructureId wanted) { return s.id < wanted; });
    return at != structures_.end() && at->id == id ? &*at : nullptr;
}

const Structure* Atlas::find(std::string_view key, core::Side side) const {
    const auto at = byKey_.find({std::string(key), side});
    return at == byKey_.end() ? nullptr : &structures_[at->second];
}

std::vector<const Structure*> Atlas::withKey(std::string_view key) const {
    std::vector<const Structure*> out;
    for (const core::Side side : {core::Side::Midline, core::Side::Left, core::Side::Right})
        if (const Structure* structure = find(key, side)) out.push_back(structure);
    return out;
}

core::Result<const Structure*> Atlas::resolve(std::string_view text) const {
    if (const auto id = core::StructureId::parse(text); id.ok()) {
        if (const Structure* structure = find(id.value())) return structure;
        return core::Error("no structure of the atlas has the id " + id.value().text());
    }
    std::string words = plain(text);
    const std::optional<core::Side> side = takeSide(words);
    std::vector<const Structure*> found;
    for (const Structure& structure : structures_)
        if ((!side || structure.side == *side) && isCalled(structure, words)) found.push_back(&structure);
    if (!side && found.size() == 2 && found[0]->key == found[1]->key)
        return found[0]->side == core::Side::Right ? found[0] : found[1];
    if (found.size() == 1) return found[0];
    if (found.empty()) {
        std::vector<std::string> known;
        for (const Structure& structure : structures_) {
            known.push_back(core::lowerCase(structure.name));
            known.push_back(structure.key);
        }
        const std::string guess = core::nearest(core::lowerCase(text), known);
        return core::Error("no structure of the atlas is called \"" + std::string(text) + "\"" +
                           (guess.empty() ? "" : ", did you mean \"" + guess + "\"?"));
    }
    std::string list;
    for (const Structure* structure : found) list += (list.empty() ? "" : ", ") + structure->name;
    return core::Error("\"" + std::string(text) + "\" means several structures: " + list);
}

} // namespace anatomy
