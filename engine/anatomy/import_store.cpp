#include <anatomy/import_store.h>

#include <anatomy/body_cache.h>

#include <core/document.h>
#include <core/hash.h>
#include <core/log.h>
#include <core/paths.h>
#include <core/text.h>

#include <algorithm>

namespace anatomy {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kLongestName = 40;
constexpr const char* kAbout = "import.toml";
constexpr const char* kBase = "base.bin";
constexpr const char* kReport = "report.json";

bool plainLetter(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

/// As a TOML basic string.
std::string tomlText(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') {
            out += '\\';
            out += c;
        } else {
            out += c >= ' ' && c <= '~' ? c : '?';
        }
    }
    return out + "\"";
}

std::uint64_t keyOf(const BuiltBody& base) {
    core::Hasher hasher;
    for (const BodyPart& part : base.parts) {
        hasher.add(part.id.number);
        geometry::hashInto(hasher, part.mesh);
        hasher.bytes(part.weights.data(), part.weights.size() * sizeof(geometry::VertexWeights));
        hasher.bytes(part.described.data(), part.described.size() * sizeof(glm::vec3));
    }
    hasher.bytes(base.centres.data(), base.centres.size() * sizeof(glm::vec3));
    hasher.bytes(base.shape.data(), base.shape.size() * sizeof(glm::mat4));
    return hasher.value();
}

/// As core::hashText writes it.
std::uint64_t hashOf(const core::Node& node) {
    const std::string digits = node.text();
    const bool hexadecimal = digits.size() == 16 && digits.find_first_not_of("0123456789abcdef") == std::string::npos;
    if (hexadecimal) return std::stoull(digits, nullptr, 16);
    node.fault("sixteen hexadecimal digits are needed");
    return 0;
}

core::Result<ImportedBody> readAbout(const fs::path& bodies, const std::string& name) {
    auto document = core::Document::read(bodies / name / kAbout);
    if (!document) return document.error();
    const core::Node root = document.value().root();
    ImportedBody out;
    out.name = name;
    out.source = root.get("source").text();
    out.axes = root.get("axes").text();
    out.unit = root.get("unit").text();
    for (const std::string& text : root.get("found").texts())
        if (const auto id = core::StructureId::parse(text); id) out.found.push_back(id.value());
    out.filled = root.get("filled").integer();
    out.key = hashOf(root.get("key"));
    out.skeleton = hashOf(root.get("skeleton"));
    if (const auto status = document.value().finish(); !status) return status.error();
    return out;
}

} // namespace

core::Status checkBodyName(const std::string& name) {
    const bool good =
        !name.empty() && name.size() <= kLongestName && plainLetter(name.front()) &&
        std::all_of(name.begin(), name.end(), [](char c) { return plainLetter(c) || c == '-' || c == '_'; });
    if (good) return core::Done{};
    std::string shown;
    for (const char c : name.substr(0, 60)) shown += c >= ' ' && c <= '~' ? c : '?';
    return core::Error("a body's name is 1 to 40 letters, digits, \"-\" and \"_\", beginning with a letter or digit; "
                       "found \"" +
                       shown + "\"");
}

core::Result<fs::path> bodiesFolder() {
    const auto data = core::dataDirectory();
    if (!data) return data.error();
    return data.value() / "bodies";
}

core::Status storeImport(const fs::path& bodies, ImportedBody body, const BuiltBody& base,
                         const std::string& reportJson) {
    if (const auto status = checkBodyName(body.name); !status) return status;
    const fs::path folder = bodies / body.name;
    std::error_code fault;
    fs::create_directories(folder, fault);
    if (fault) return core::Error(core::Place{folder.string()}, fault.message());
    fs::remove(folder / kAbout, fault);
    body.key = keyOf(base);
    if (const auto status = writeBodyCache(folder / kBase, body.key, base); !status) return status;
    if (const auto status = core::writeFile(folder / kReport, reportJson + "\n"); !status) return status;
    std::string about = "# An imported body; base.bin beside it holds its meshes. Written by paraspinal import.\n"
                        "format = 1\n";
    about += "source = " + tomlText(body.source) + "\n";
    about += "axes = " + tomlText(body.axes) + "\nunit = " + tomlText(body.unit) + "\n";
    std::string found;
    for (const core::StructureId id : body.found) found += (found.empty() ? "\"" : ", \"") + id.text() + "\"";
    about += "found = [" + found + "]\nfilled = " + std::to_string(body.filled) + "\n";
    about += "key = " + tomlText(core::hashText(body.key)) + "\n";
    about += "skeleton = " + tomlText(core::hashText(body.skeleton)) + "\n";
    return core::writeFile(folder / kAbout, about);
}

std::vector<ImportedBody> importedBodies(const fs::path& bodies) {
    std::vector<ImportedBody> out;
    std::error_code fault;
    for (fs::directory_iterator at(bodies, fault); !fault && at != fs::directory_iterator(); at.increment(fault)) {
        const std::string name = at->path().filename().string();
        if (!checkBodyName(name) || !fs::exists(at->path() / kAbout)) continue;
        auto body = readAbout(bodies, name);
        if (body)
            out.push_back(std::move(body).value());
        else
            core::logWarning("anatomy: " + body.error().text());
    }
    std::sort(out.begin(), out.end(), [](const auto& a, const auto& b) { return a.name < b.name; });
    return out;
}

core::Result<ImportedBody> findImport(const fs::path& bodies, const std::string& name) {
    if (const auto status = checkBodyName(name); !status) return status.error();
    if (fs::exists(bodies / name / kAbout)) return readAbout(bodies, name);
    std::vector<std::string> names;
    std::string known;
    for (const ImportedBody& body : importedBodies(bodies)) {
        names.push_back(body.name);
        known += (known.empty() ? "" : ", ") + body.name;
    }
    const std::string near = core::nearest(name, names);
    return core::Error("no body \"" + name + "\" was imported" +
                       (near.empty() ? "" : ", did you mean \"" + near + "\"?") +
                       (known.empty() ? " (none was: paraspinal import DIR|FILE --as NAME)" : " Known: " + known));
}

core::Result<BuiltBody> readImport(const fs::path& bodies, const ImportedBody& body) {
    auto base = readBodyCache(bodies / body.name / kBase, body.key);
    if (base) return base;
    core::Error error = base.error();
    error.messages.push_back("the imported body \"" + body.name +
                             "\" cannot be used; import it again: paraspinal import " + body.source + " --as " +
                             body.name);
    return error;
}

} // namespace anatomy
