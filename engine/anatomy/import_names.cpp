#include <anatomy/import_names.h>

#include <core/paths.h>
#include <core/text.h>

#include <algorithm>
#include <cctype>

namespace anatomy {
namespace {

constexpr std::size_t kLongestName = 120;

bool digit(char c) {
    return c >= '0' && c <= '9';
}

std::string trimmed(const std::string& text) {
    const std::size_t first = text.find_first_not_of(" \t\r");
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

std::string stemOf(const std::string& file) {
    return std::filesystem::path(file).stem().string();
}

/// Words of a name; ".001" of copies, and "L" or "R" for a side at either end, spelt out.
std::vector<std::string> wordsOf(const std::string& name) {
    std::string text = name;
    const std::size_t dot = text.rfind('.');
    if (dot != std::string::npos && text.size() - dot == 4 &&
        std::all_of(text.begin() + static_cast<std::ptrdiff_t>(dot) + 1, text.end(), digit))
        text.resize(dot);
    for (char& c : text)
        if (c == '_' || c == '.' || c == '-' || c == '(' || c == ')' || c == ',') c = ' ';
    std::vector<std::string> words;
    for (const std::string& word : core::split(text, ' '))
        if (!word.empty()) words.push_back(word);
    if (words.size() < 2) return words;
    for (std::string* word : {&words.front(), &words.back()}) {
        const std::string lower = core::lowerCase(*word);
        if (lower == "l" || lower == "lt") *word = "left";
        if (lower == "r" || lower == "rt") *word = "right";
    }
    return words;
}

bool isSide(const std::string& word) {
    const std::string lower = core::lowerCase(word);
    return lower == "left" || lower == "right";
}

std::string joined(const std::vector<std::string>& words, bool withSide) {
    std::string out;
    for (const std::string& word : words)
        if (withSide || !isSide(word)) out += (out.empty() ? "" : " ") + word;
    return out;
}

} // namespace

std::string printable(const std::string& text) {
    std::string out;
    for (const char c : text.substr(0, kLongestName)) out += c >= ' ' && c <= '~' ? c : '?';
    return text.size() > kLongestName ? out + "..." : out;
}

std::optional<core::StructureId> fmaIdIn(const std::string& text) {
    const std::string lower = core::lowerCase(text);
    for (std::size_t at = lower.find("fma"); at != std::string::npos; at = lower.find("fma", at + 1)) {
        if (at > 0 && std::isalpha(static_cast<unsigned char>(lower[at - 1])) != 0) continue;
        std::size_t first = at + 3;
        while (first < lower.size() &&
               (lower[first] == ' ' || lower[first] == '_' || lower[first] == ':' || lower[first] == '-'))
            ++first;
        std::size_t end = first;
        while (end < lower.size() && digit(lower[end])) ++end;
        if (end == first || end - first > 9) continue;
        if (const auto id = core::StructureId::parse("FMA" + lower.substr(first, end - first)); id) return id.value();
    }
    return std::nullopt;
}

core::Status ImportNames::readMapping(const std::filesystem::path& file) {
    const auto text = core::readFile(file);
    if (!text) return text.error();
    std::vector<std::string> faults;
    int line = 0;
    for (const std::string& raw : core::split(text.value(), '\n')) {
        ++line;
        const core::Place place{file.string(), line};
        const std::string content = trimmed(raw);
        if (content.empty() || content.front() == '#') continue;
        const std::size_t tab = raw.find('\t');
        const auto fault = [&](const std::string& what) { faults.push_back(place.text() + ": " + what); };
        if (tab == std::string::npos) {
            fault("a line is \"name in file <TAB> FMA id or atlas name\", found no tab in \"" + printable(content) +
                  "\"");
            continue;
        }
        const std::string name = trimmed(raw.substr(0, tab));
        const std::string wanted = trimmed(raw.substr(tab + 1));
        if (name.empty() || wanted.empty()) {
            fault("nothing stands " + std::string(name.empty() ? "before" : "after") + " the tab");
            continue;
        }
        ImportName entry;
        if (wanted != "-") {
            const auto found = named(wanted);
            if (!found) {
                fault(found.error().text());
                continue;
            }
            entry = found.value();
        }
        if (!mapping_.emplace(name, entry).second) fault("\"" + printable(name) + "\" is given twice");
    }
    if (faults.empty()) return core::Done{};
    core::Error error(faults.front());
    error.messages = faults;
    return error;
}

void ImportNames::addPartsList(const std::string& text) {
    for (const std::string& line : core::split(text, '\n')) {
        std::optional<core::StructureId> id;
        std::vector<std::string> elements;
        for (const std::string& raw : core::split(line, '\t')) {
            const std::string field = trimmed(raw);
            const std::string stem = stemOf(field);
            if (!id && field.size() > 3 && field.compare(0, 3, "FMA") == 0 &&
                std::all_of(field.begin() + 3, field.end(), digit))
                id = fmaIdIn(field);
            else if (stem.size() > 2 && (stem.compare(0, 2, "FJ") == 0 || stem.compare(0, 3, "FMA") == 0) &&
                     digit(stem.back() == 'M' ? stem[stem.size() - 2] : stem.back()))
                elements.push_back(stem);
        }
        if (!id) continue;
        for (const std::string& element : elements) {
            auto& list = concepts_[element];
            if (std::find(list.begin(), list.end(), id->number) != list.end()) continue;
            list.push_back(id->number);
            ++elements_[id->number];
        }
    }
}

const Structure* ImportNames::ofElement(const std::string& stem) const {
    const auto at = concepts_.find(stem);
    if (at == concepts_.end()) return nullptr;
    const Structure* best = nullptr; // of several concepts the one of fewest elements: the most particular
    for (const std::uint32_t id : at->second) {
        const Structure* structure = atlas_.find(core::StructureId{id});
        if (structure == nullptr) continue;
        if (best == nullptr || elements_.at(id) < elements_.at(best->id.number)) best = structure;
    }
    return best;
}

/// By id or by name.
core::Result<ImportName> ImportNames::named(const std::string& text) const {
    if (const auto id = core::StructureId::parse(text); id) {
        if (const Structure* structure = atlas_.find(id.value())) return ImportName{structure};
        return core::Error("no structure of the atlas has the id " + id.value().text());
    }
    const std::vector<std::string> words = wordsOf(text);
    const bool sided = std::any_of(words.begin(), words.end(), isSide);
    auto found = atlas_.resolve(joined(words, true));
    if (!found && sided) {
        // one structure for both sides, and a mesh for each
        const auto both = atlas_.resolve(joined(words, false));
        if (both && both.value()->side == core::Side::Midline) found = both;
    }
    if (!found)
        return core::Error("no structure of the atlas is called \"" + printable(text) + "\"" + [&] {
            const std::string why = found.error().text();
            const std::size_t guess = why.find(", did you mean");
            const std::size_t several = why.find(" means several");
            if (several != std::string::npos) return ":" + why.substr(several);
            return guess == std::string::npos ? std::string() : why.substr(guess);
        }());
    return ImportName{found.value(), sided || found.value()->side == core::Side::Midline};
}

core::Result<ImportName> ImportNames::find(const std::string& file, const std::string& object,
                                           const std::string& id) const {
    const std::string stem = stemOf(file);
    for (const std::string& name : {object, file, stem})
        if (const auto at = mapping_.find(name); !name.empty() && at != mapping_.end()) {
            used_.insert(name);
            return at->second;
        }
    std::optional<core::StructureId> stranger;
    for (const std::string& text : {object, id, stem}) {
        std::optional<core::StructureId> found = fmaIdIn(text);
        if (const auto own = core::StructureId::parse(text); !found && own) found = own.value();
        if (!found) continue;
        if (const Structure* structure = atlas_.find(*found)) return ImportName{structure};
        if (!stranger) stranger = found;
    }
    if (const Structure* structure = ofElement(stem)) return ImportName{structure};
    if (stranger) return core::Error(stranger->text() + " is none of the structures this program shows");
    if (!object.empty())
        if (const auto found = named(object); found) return found;
    const auto found = named(stem);
    if (found || object.empty()) return found;
    return named(object);
}

std::vector<std::string> ImportNames::unusedMappings() const {
    std::vector<std::string> out;
    for (const auto& [name, entry] : mapping_)
        if (used_.count(name) == 0) out.push_back(name);
    return out;
}

} // namespace anatomy
