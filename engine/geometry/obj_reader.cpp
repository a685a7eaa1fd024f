#include <geometry/obj_reader.h>

#include <charconv>
#include <limits>
#include <map>
#include <string_view>

namespace geometry {
namespace {

constexpr double kMostBad = 0.01; ///< share of faces that may be left out

std::string_view trimmed(std::string_view text) {
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
    while (!text.empty() && blank(text.front())) text.remove_prefix(1);
    while (!text.empty() && blank(text.back())) text.remove_suffix(1);
    return text;
}

/// Takes the first word off.
std::string_view takeWord(std::string_view& rest) {
    rest = trimmed(rest);
    std::size_t end = 0;
    while (end < rest.size() && rest[end] != ' ' && rest[end] != '\t') ++end;
    const std::string_view word = rest.substr(0, end);
    rest.remove_prefix(end);
    return word;
}

bool readFloat(std::string_view word, float& out) {
    if (!word.empty() && word.front() == '+') word.remove_prefix(1);
    const auto [end, fault] = std::from_chars(word.data(), word.data() + word.size(), out);
    if (fault == std::errc::result_out_of_range) {
        out = std::numeric_limits<float>::infinity();
        return true;
    }
    return fault == std::errc() && end == word.data() + word.size();
}

/// "FMA12519" in "# Concept ID : FMA12519"; the first one of a file counts.
std::string conceptOf(std::string_view comment) {
    const std::size_t at = comment.find("Concept ID");
    if (at == std::string_view::npos) return {};
    const std::size_t id = comment.find("FMA", at);
    if (id == std::string_view::npos) return {};
    std::size_t end = id + 3;
    while (end < comment.size() && comment[end] >= '0' && comment[end] <= '9') ++end;
    return end > id + 3 ? std::string(comment.substr(id, end - id)) : std::string();
}

class ObjReader {
public:
    explicit ObjReader(const MeshFileLimits& limits) : limits_(limits) {}

    core::Result<std::vector<NamedMesh>> read(const std::string& text) {
        if (text.find('\0') != std::string::npos) return core::Error("it is no text, as OBJ files are");
        const bool objects = text.rfind("o ", 0) == 0 || text.find("\no ") != std::string::npos;
        std::string_view rest = text;
        while (!rest.empty()) {
            const std::size_t end = rest.find('\n');
            std::string_view line = trimmed(rest.substr(0, end));
            rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
            ++line_;
            if (line.empty()) continue;
            if (line.front() == '#') {
                if (id_.empty()) id_ = conceptOf(line);
                continue;
            }
            const std::string_view word = takeWord(line);
            if (word == "v")
                vertex(line);
            else if (word == "f")
                face(line);
            else if (word == "o" || (word == "g" && !objects))
                begin(std::string(trimmed(line)));
            if (tooMany_) return core::Error("it has more than " + std::to_string(limits_.triangles) + " triangles");
            if (meshes_.size() > limits_.meshes)
                return core::Error("it has more than " + std::to_string(limits_.meshes) + " objects");
        }
        return finish();
    }

private:
    void fault(const std::string& what) {
        ++bad_;
        if (firstFault_.empty()) firstFault_ = "line " + std::to_string(line_) + ": " + what;
    }

    void begin(const std::string& name) {
        if (meshes_.empty() || !meshes_.back().mesh.indices.empty()) meshes_.emplace_back();
        meshes_.back().name = name;
        local_.clear();
    }

    void vertex(std::string_view rest) {
        glm::vec3 p(0.0f);
        for (int k = 0; k < 3; ++k) {
            const std::string_view word = takeWord(rest);
            if (readFloat(word, p[k])) continue;
            // the vertex keeps its number; the repair drops what uses it
            p[k] = std::numeric_limits<float>::quiet_NaN();
            if (firstFault_.empty())
                firstFault_ =
                    "line " + std::to_string(line_) + ": \"" + std::string(word.substr(0, 20)) + "\" is no coordinate";
        }
        vertices_.push_back(p);
    }

    /// -1: not a vertex of the file.
    std::int64_t cornerOf(std::string_view word) const {
        word = word.substr(0, word.find('/'));
        std::int64_t number = 0;
        const auto [end, wrong] = std::from_chars(word.data(), word.data() + word.size(), number);
        if (wrong != std::errc() || end != word.data() + word.size()) return -1;
        const auto count = static_cast<std::int64_t>(vertices_.size());
        if (number < 0 && number >= -count) return count + number;
        return number > 0 && number <= count ? number - 1 : -1;
    }

    void face(std::string_view rest) {
        corners_.clear();
        ++faces_;
        while (true) {
            const std::string_view word = takeWord(rest);
            if (word.empty()) break;
            const std::int64_t corner = cornerOf(word);
            if (corner < 0)
                return fault("\"" + std::string(word.substr(0, 20)) + "\" is none of the " +
                             std::to_string(vertices_.size()) + " vertices before it");
            corners_.push_back(static_cast<std::uint32_t>(corner));
            // one line can be the whole file
            tooMany_ = corners_.size() > 2 && triangles_ + corners_.size() - 2 > limits_.triangles;
            if (tooMany_) return;
        }
        if (corners_.size() < 3) return fault("a face with fewer than three corners");
        if (meshes_.empty()) begin("");
        for (std::size_t k = 1; k + 1 < corners_.size(); ++k) {
            for (const std::size_t corner : {std::size_t{0}, k, k + 1}) add(corners_[corner]);
            ++triangles_;
        }
    }

    void add(std::uint32_t vertex) {
        Mesh& mesh = meshes_.back().mesh;
        const auto [at, isNew] = local_.try_emplace(vertex, static_cast<std::uint32_t>(mesh.positions.size()));
        if (isNew) mesh.positions.push_back(vertices_[vertex]);
        mesh.indices.push_back(at->second);
    }

    core::Result<std::vector<NamedMesh>> finish() {
        if (!meshes_.empty() && meshes_.back().mesh.indices.empty()) meshes_.pop_back();
        const std::string why = firstFault_.empty() ? "" : " (" + firstFault_ + ")";
        if (meshes_.empty())
            return core::Error("it has no faces: " + std::to_string(vertices_.size()) + " vertices in " +
                               std::to_string(line_) + " lines" + why);
        if (static_cast<double>(bad_) > kMostBad * static_cast<double>(faces_))
            return core::Error(std::to_string(bad_) + " of " + std::to_string(faces_) + " faces are broken" + why);
        for (NamedMesh& mesh : meshes_) {
            mesh.id = id_;
            if (bad_ > 0) mesh.note = std::to_string(bad_) + " broken faces left out" + why;
        }
        return std::move(meshes_);
    }

    const MeshFileLimits& limits_;
    std::vector<glm::vec3> vertices_;
    std::vector<NamedMesh> meshes_;
    std::map<std::uint32_t, std::uint32_t> local_; ///< vertex of the file -> of the mesh
    std::vector<std::uint32_t> corners_;
    std::string id_, firstFault_;
    std::size_t line_ = 0, faces_ = 0, bad_ = 0, triangles_ = 0;
    bool tooMany_ = false;
};

} // namespace

core::Result<std::vector<NamedMesh>> readObj(const std::string& text, const MeshFileLimits& limits) {
    return ObjReader(limits).read(text);
}

} // namespace geometry
