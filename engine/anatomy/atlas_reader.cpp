// Reading assets/anatomy/atlas/*.toml.
#include <anatomy/atlas.h>
#include <anatomy/carriers.h>

#include <core/document.h>
#include <core/hash.h>
#include <core/paths.h>

#include <algorithm>
#include <cctype>

namespace anatomy {

class AtlasReader {
public:
    void readFile(const std::filesystem::path& file);
    core::Result<Atlas> finish();

private:
    struct Entry {
        Structure structure;
        core::Place place;
    };
    void readStructure(const core::Node& node, const std::string& source);
    void add(const Structure& structure, const core::Node& node);

    std::vector<Entry> entries_;
    std::vector<std::string> faults_;
};

namespace {

bool isSlug(const std::string& key) {
    return !key.empty() && std::all_of(key.begin(), key.end(), [](char c) {
        return std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '_';
    });
}

/// "Descending part of trapezius" -> "Right descending part of trapezius"; "C7 root" keeps its capital.
std::string sided(const std::string& name, core::Side side) {
    if (side == core::Side::Midline || name.empty()) return name;
    std::string rest = name;
    if (rest.size() < 2 || std::islower(static_cast<unsigned char>(rest[1])) != 0)
        rest[0] = static_cast<char>(std::tolower(static_cast<unsigned char>(rest[0])));
    return (side == core::Side::Left ? "Left " : "Right ") + rest;
}

core::StructureId readId(const core::Node& node, bool project) {
    const std::string text = node.text();
    const auto id = core::StructureId::parse(text);
    if (!id) {
        node.fault(id.error().messages.front());
        return {};
    }
    if (id.value().isProjectId() != project)
        node.fault(project ? "\"project\" takes numbers of this project, as in PS900000001; found " + text
                           : "\"fma\" takes FMA numbers, as in FMA9165; found " + text);
    return id.value();
}

std::string optionalText(const core::Node& node, std::string_view key) {
    return node.has(key) ? node.find(key).text() : std::string();
}

void readWords(const core::Node& node, Structure& structure) {
    structure.name = node.get("name").text();
    if (node.has("name") && structure.name.empty()) node.find("name").fault("the name is empty");
    structure.latin = node.get("latin").text();
    if (node.has("synonyms")) structure.synonyms = node.find("synonyms").texts();
    structure.origin = optionalText(node, "origin");
    structure.insertion = optionalText(node, "insertion");
    structure.action = optionalText(node, "action");
    structure.innervation = optionalText(node, "innervation");
    structure.kind = static_cast<Kind>(
        node.get("kind").oneOf({"bone", "cartilage", "disc", "muscle", "ligament", "fascia", "nerve", "skin"}));
    structure.layer =
        static_cast<Layer>(node.get("layer").oneOf({"skin", "superficial", "intermediate", "deep", "bone"}));
    if (structure.kind != Kind::Muscle) return;
    for (const char* key : {"origin", "insertion", "action", "innervation"})
        if (!node.has(key)) node.fault("a muscle needs \"" + std::string(key) + "\"");
}

void hashWords(core::Hasher& hasher, const Structure& s) {
    hasher.add(s.id.number);
    hasher.add(s.side);
    hasher.add(s.kind);
    hasher.add(s.layer);
    for (const std::string* text :
         {&s.key, &s.name, &s.latin, &s.origin, &s.insertion, &s.action, &s.innervation, &s.source, &s.variant})
        hasher.add(std::string_view(*text));
    for (const auto* list : {&s.synonyms, &s.movesWith}) {
        hasher.add(list->size());
        for (const std::string& text : *list) hasher.add(std::string_view(text));
    }
}

} // namespace

void AtlasReader::add(const Structure& structure, const core::Node& node) {
    for (const Entry& known : entries_) {
        if (structure.id.valid() && known.structure.id == structure.id)
            node.fault("the id " + structure.id.text() + " is already used at " + known.place.text());
        if (known.structure.key == structure.key && known.structure.side == structure.side)
            node.fault("the structure \"" + structure.key + "\" is already at " + known.place.text());
    }
    entries_.push_back({structure, node.place()});
}

void AtlasReader::readStructure(const core::Node& node, const std::string& source) {
    Structure structure;
    structure.source = node.has("source") ? node.find("source").text() : source;
    structure.key = node.get("key").text();
    if (node.has("key") && !isSlug(structure.key))
        node.find("key").fault("a key is made of letters, digits and _; found \"" + structure.key + "\"");
    readWords(node, structure);
    if (const core::Node moves = node.find("moves_with"); moves.exists()) {
        for (const core::Node& group : moves.items())
            structure.movesWith.push_back(carrierGroups()[group.oneOf(carrierGroups())]);
    }
    if (const core::Node variant = node.find("variant"); variant.exists()) structure.variant = variant.text();
    const bool project = node.has("project");
    if (project && node.has("fma")) node.fault("a structure has \"fma\" or \"project\", not both");
    const core::Node ids = project ? node.find("project") : node.get("fma");
    if (!(node.has("paired") && node.find("paired").boolean())) {
        structure.id = ids.exists() ? readId(ids, project) : core::StructureId{};
        return add(structure, node);
    }
    const std::string name = structure.name;
    for (const core::Side side : {core::Side::Left, core::Side::Right}) {
        const core::Node id = ids.exists() ? ids.get(core::sideName(side)) : ids;
        structure.id = id.exists() ? readId(id, project) : core::StructureId{};
        structure.side = side;
        structure.name = sided(name, side);
        add(structure, node);
    }
}

void AtlasReader::readFile(const std::filesystem::path& file) {
    auto document = core::Document::read(file);
    if (!document) {
        faults_.insert(faults_.end(), document.error().messages.begin(), document.error().messages.end());
        return;
    }
    const core::Node root = document.value().root();
    const std::string source = root.get("source").text();
    for (const core::Node& node : root.get("structure").items()) readStructure(node, source);
    if (const auto status = document.value().finish(); !status)
        faults_.insert(faults_.end(), status.error().messages.begin(), status.error().messages.end());
}

core::Result<Atlas> AtlasReader::finish() {
    if (!faults_.empty()) {
        core::Error error(faults_.front());
        error.messages = faults_;
        return error;
    }
    Atlas atlas;
    for (Entry& entry : entries_) atlas.structures_.push_back(std::move(entry.structure));
    std::sort(atlas.structures_.begin(), atlas.structures_.end(),
              [](const Structure& a, const Structure& b) { return a.id < b.id; });
    core::Hasher hasher;
    for (std::size_t i = 0; i < atlas.structures_.size(); ++i) {
        const Structure& structure = atlas.structures_[i];
        atlas.byKey_[{structure.key, structure.side}] = i;
        hashWords(hasher, structure);
    }
    atlas.hash_ = hasher.value();
    return atlas;
}

core::Result<Atlas> Atlas::load(const std::filesystem::path& anatomyFolder) {
    const std::filesystem::path folder = anatomyFolder / "atlas";
    const auto files = core::filesBelow(folder, ".toml");
    if (files.empty()) return core::Error(folder.string() + ": no atlas file (*.toml) is here");
    AtlasReader reader;
    for (const auto& file : files) reader.readFile(file);
    return reader.finish();
}

} // namespace anatomy
