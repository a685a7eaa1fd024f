// Import names: which structure of the atlas a mesh of a stranger's file is. What is asked, in this order:
//   a line of the mapping file for the object's or the file's name
//   an FMA id: in the object's name, in what the file says of it, in the file's name ("FMA7088.obj", BodyParts3D 3.0)
//   a list that came with the files and says which element files make up which concept (BodyParts3D 4.0: "FJ1234.obj")
//   the atlas's own names, keys and synonyms, with the spellings programs make of them ("multifidus_L.001")
// Mapping file: a line a name, "name in file <TAB> FMA id or atlas name"; "-" instead of it: leave that one out; "#"
// begins a comment. Errors: every faulty line, with file and line.
#pragma once

#include <anatomy/atlas.h>

#include <filesystem>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace anatomy {

struct ImportName {
    const Structure* structure = nullptr; ///< null: to be left out, as the mapping file says
    bool sideKnown = true;                ///< false: of a pair, named without side; `structure` is the right one
};

class ImportNames {
public:
    explicit ImportNames(const Atlas& atlas) : atlas_(atlas) {}

    core::Status readMapping(const std::filesystem::path& file);
    /// Lines in which a field is an FMA id and another an element's file name; others are passed over.
    void addPartsList(const std::string& text);

    /// Error: why not, for people; nearest name where there is one.
    core::Result<ImportName> find(const std::string& file, const std::string& object, const std::string& id) const;
    /// Names of the mapping file that nothing was called, for a warning; `used` by find().
    std::vector<std::string> unusedMappings() const;

private:
    core::Result<ImportName> named(const std::string& text) const;
    const Structure* ofElement(const std::string& stem) const;

    const Atlas& atlas_;
    std::map<std::string, ImportName> mapping_;
    std::map<std::string, std::vector<std::uint32_t>> concepts_; ///< element -> FMA ids it is part of
    std::map<std::uint32_t, std::size_t> elements_;              ///< FMA id -> how many elements it has
    mutable std::set<std::string> used_;
};

/// First "FMA 12345" in a text, however it is joined; nothing: none.
std::optional<core::StructureId> fmaIdIn(const std::string& text);

/// For messages: what is not printable becomes "?", and long ones are cut.
std::string printable(const std::string& text);

} // namespace anatomy
