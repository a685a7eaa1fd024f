// Document: a TOML file whose every value knows its file, line and column, so that a reader can say "lesson.toml:12:5:
// force 90 N exceeds ...". toml++ stays behind this header. Reading goes on after a fault: faults are collected, and
// the caller asks once at the end whether the document was good.
#pragma once

#include <core/math.h>
#include <core/result.h>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace core {

class DocumentImpl;

/// A value inside a Document. Cheap to copy; valid as long as its Document lives. A Node may be absent (exists()
/// false): reading from an absent node records a fault "missing ..." once, at the table that should hold it.
class Node {
public:
    bool exists() const { return node_ != nullptr; }
    Place place() const;

    /// Members of a table. get: required (fault when missing); find: optional (absent node, no fault).
    Node get(std::string_view key) const;
    Node find(std::string_view key) const;
    bool has(std::string_view key) const { return find(key).exists(); }
    /// Keys of a table in order of the file. Every key the reader never asked for is reported by Document::finish().
    std::vector<std::string> keys() const;

    /// Elements of an array (of tables or values); fault when it is something else. Absent: empty.
    std::vector<Node> items() const;

    bool isTable() const;
    bool isArray() const;
    bool isText() const;
    bool isNumber() const;

    /// Typed reading; a fault is recorded when the type differs, and `otherwise` comes back. Integers read as numbers.
    std::string text(std::string otherwise = {}) const;
    double number(double otherwise = 0.0) const;
    float real(float otherwise = 0.0f) const { return static_cast<float>(number(otherwise)); }
    int integer(int otherwise = 0) const;
    bool boolean(bool otherwise = false) const;
    /// A number that must lie in [low, high]; the fault says the range and what was found.
    double numberIn(double low, double high, double otherwise = 0.0) const;
    float realIn(float low, float high, float otherwise = 0.0f) const {
        return static_cast<float>(numberIn(low, high, otherwise));
    }
    /// An array of exactly three numbers.
    glm::vec3 vec3(glm::vec3 otherwise = glm::vec3(0.0f)) const;
    std::vector<float> reals() const;
    std::vector<std::string> texts() const;
    /// A text that must be one of `allowed`; the fault lists them and the nearest. Returns its index, or 0.
    std::size_t oneOf(const std::vector<std::string>& allowed) const;

    /// Records a fault at this node: "file:line:column: message".
    void fault(const std::string& message) const;

private:
    friend class Document;
    friend class DocumentImpl;
    Node(DocumentImpl* document, const void* node, std::string name)
        : document_(document), node_(node), name_(std::move(name)) {}

    DocumentImpl* document_ = nullptr;
    const void* node_ = nullptr;
    std::string name_; ///< key or "item 3", for messages
};

class Document {
public:
    /// Error: the file cannot be read, is not TOML (line and column of the fault), or its `format` is missing or not in
    /// [1, newestFormat].
    static Result<Document> read(const std::filesystem::path& file, int newestFormat = 1);
    /// The same from text; `name` stands for the file in messages.
    static Result<Document> parse(const std::string& text, const std::string& name, int newestFormat = 1);

    Document(Document&&) noexcept;
    Document& operator=(Document&&) noexcept;
    ~Document();

    Node root() const;
    int format() const;
    const std::string& file() const;

    /// Call after reading everything: Done, or all faults, among them every key nobody asked for (a misspelt key is an
    /// error, not a silence), sorted by line.
    Status finish() const;

private:
    explicit Document(std::unique_ptr<DocumentImpl> impl);
    std::unique_ptr<DocumentImpl> impl_;
};

} // namespace core
