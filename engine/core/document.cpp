#include <core/document.h>

#include <core/paths.h>
#include <core/text.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

#include <toml++/toml.h>

namespace core {

class DocumentImpl {
public:
    std::string file;
    toml::table table;
    int format = 0;

    struct Fault {
        Place place;
        std::string message;
    };
    std::vector<Fault> faults;
    std::map<const toml::table*, std::set<std::string>> asked; ///< keys read so far, per table that was visited

    Place placeOf(const toml::node& node) const {
        const auto& begin = node.source().begin;
        return Place{file, static_cast<int>(begin.line), static_cast<int>(begin.column)};
    }
    void fault(const Place& place, const std::string& message) {
        for (const Fault& known : faults)
            if (known.place.line == place.line && known.place.column == place.column && known.message == message)
                return;
        faults.push_back({place, message});
    }
    Node make(const toml::node* node, std::string name) { return Node(this, node, std::move(name)); }
    void reportUnasked();
};

namespace {

const toml::node* raw(const void* node) {
    return static_cast<const toml::node*>(node);
}

std::string typeName(const toml::node& node) {
    if (node.is_table()) return "a table";
    if (node.is_array()) return "an array";
    if (node.is_string()) return "text \"" + node.as_string()->get() + "\"";
    if (node.is_integer()) return "the integer " + std::to_string(node.as_integer()->get());
    if (node.is_floating_point()) return "the number " + shortest(node.as_floating_point()->get());
    if (node.is_boolean()) return node.as_boolean()->get() ? "true" : "false";
    return "a date or time";
}

} // namespace

void DocumentImpl::reportUnasked() {
    for (const auto& [visited, keys] : asked) {
        std::vector<std::string> known(keys.begin(), keys.end());
        for (const auto& [key, value] : *visited) {
            const std::string name(key.str());
            if (keys.count(name) != 0) continue;
            const std::string guess = nearest(name, known);
            fault(placeOf(value),
                  "unknown key \"" + name + "\"" + (guess.empty() ? "" : ", did you mean \"" + guess + "\"?"));
        }
    }
}

Place Node::place() const {
    if (document_ == nullptr) return {};
    return node_ != nullptr ? document_->placeOf(*raw(node_)) : Place{document_->file};
}

Node Node::find(std::string_view key) const {
    if (!exists()) return Node(document_, nullptr, std::string(key));
    const toml::table* table = raw(node_)->as_table();
    if (table == nullptr) return Node(document_, nullptr, std::string(key));
    document_->asked[table].insert(std::string(key));
    return Node(document_, table->get(key), std::string(key));
}

Node Node::get(std::string_view key) const {
    if (!exists()) return Node(document_, nullptr, std::string(key));
    if (!raw(node_)->is_table()) {
        fault("expected a table with \"" + std::string(key) + "\", found " + typeName(*raw(node_)));
        return Node(document_, nullptr, std::string(key));
    }
    Node found = find(key);
    if (!found.exists()) fault("missing \"" + std::string(key) + "\"" + (name_.empty() ? "" : " in " + name_));
    return found;
}

std::vector<std::string> Node::keys() const {
    std::vector<std::string> out;
    if (!exists()) return out;
    if (const toml::table* table = raw(node_)->as_table()) {
        std::vector<std::pair<const toml::node*, std::string>> found;
        for (const auto& [key, value] : *table) found.emplace_back(&value, std::string(key.str()));
        std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
            return a.first->source().begin.line < b.first->source().begin.line;
        });
        for (auto& [value, key] : found) out.push_back(std::move(key));
    }
    return out;
}

std::vector<Node> Node::items() const {
    std::vector<Node> out;
    if (!exists()) return out;
    const toml::array* array = raw(node_)->as_array();
    if (array == nullptr) {
        fault("\"" + name_ + "\" must be an array, found " + typeName(*raw(node_)));
        return out;
    }
    int index = 0;
    for (const toml::node& item : *array) {
        out.push_back(document_->make(&item, name_ + " " + std::to_string(++index)));
        if (const toml::table* table = item.as_table()) document_->asked[table];
    }
    return out;
}

bool Node::isTable() const {
    return exists() && raw(node_)->is_table();
}
bool Node::isArray() const {
    return exists() && raw(node_)->is_array();
}
bool Node::isText() const {
    return exists() && raw(node_)->is_string();
}
bool Node::isNumber() const {
    return exists() && raw(node_)->is_number();
}

std::string Node::text(std::string otherwise) const {
    if (!exists()) return otherwise;
    if (const auto* value = raw(node_)->as_string()) return value->get();
    fault("\"" + name_ + "\" must be text, found " + typeName(*raw(node_)));
    return otherwise;
}

double Node::number(double otherwise) const {
    if (!exists()) return otherwise;
    const auto value = raw(node_)->value<double>();
    if (raw(node_)->is_number() && value && std::isfinite(*value)) return *value;
    fault("\"" + name_ + "\" must be a finite number, found " + typeName(*raw(node_)));
    return otherwise;
}

int Node::integer(int otherwise) const {
    if (!exists()) return otherwise;
    if (const auto* value = raw(node_)->as_integer())
        if (value->get() >= std::numeric_limits<int>::min() && value->get() <= std::numeric_limits<int>::max())
            return static_cast<int>(value->get());
    fault("\"" + name_ + "\" must be a whole number, found " + typeName(*raw(node_)));
    return otherwise;
}

bool Node::boolean(bool otherwise) const {
    if (!exists()) return otherwise;
    if (const auto* value = raw(node_)->as_boolean()) return value->get();
    fault("\"" + name_ + "\" must be true or false, found " + typeName(*raw(node_)));
    return otherwise;
}

double Node::numberIn(double low, double high, double otherwise) const {
    if (!exists()) return otherwise;
    const double found = number(otherwise);
    if (found >= low && found <= high) return found;
    fault("\"" + name_ + "\" must lie between " + shortest(low) + " and " + shortest(high) + ", found " +
          shortest(found));
    return otherwise;
}

std::vector<float> Node::reals() const {
    std::vector<float> out;
    for (const Node& item : items()) out.push_back(item.real());
    return out;
}

std::vector<std::string> Node::texts() const {
    std::vector<std::string> out;
    for (const Node& item : items()) out.push_back(item.text());
    return out;
}

glm::vec3 Node::vec3(glm::vec3 otherwise) const {
    if (!exists()) return otherwise;
    const std::vector<float> found = reals();
    if (found.size() == 3) return {found[0], found[1], found[2]};
    if (isArray()) fault("\"" + name_ + "\" must hold three numbers, found " + std::to_string(found.size()));
    return otherwise;
}

std::size_t Node::oneOf(const std::vector<std::string>& allowed) const {
    if (!exists()) return 0;
    const std::string found = text();
    for (std::size_t i = 0; i < allowed.size(); ++i)
        if (allowed[i] == found) return i;
    if (!isText()) return 0;
    std::string list;
    for (const std::string& word : allowed) list += (list.empty() ? "" : ", ") + word;
    const std::string guess = nearest(found, allowed);
    fault("\"" + name_ + "\" is \"" + found + "\"" + (guess.empty() ? "" : ", did you mean \"" + guess + "\"?") +
          " Allowed: " + list);
    return 0;
}

void Node::fault(const std::string& message) const {
    if (document_ != nullptr) document_->fault(place(), message);
}

Document::Document(std::unique_ptr<DocumentImpl> impl) : impl_(std::move(impl)) {}
Document::Document(Document&&) noexcept = default;
Document& Document::operator=(Document&&) noexcept = default;
Document::~Document() = default;

Result<Document> Document::read(const std::filesystem::path& file, int newestFormat) {
    Result<std::string> bytes = readFile(file);
    if (!bytes) return bytes.error();
    return parse(bytes.value(), file.string(), newestFormat);
}

Result<Document> Document::parse(const std::string& text, const std::string& name, int newestFormat) {
    auto impl = std::make_unique<DocumentImpl>();
    impl->file = name;
    try {
        impl->table = toml::parse(text, name);
    } catch (const toml::parse_error& error) {
        const auto& at = error.source().begin;
        return Error(Place{name, static_cast<int>(at.line), static_cast<int>(at.column)},
                     "not valid TOML: " + std::string(error.description()));
    }
    Document document(std::move(impl));
    const Node format = document.root().find("format");
    if (!format.exists()) return Error(Place{name, 1, 1}, "missing \"format\": every file says its format number");
    document.impl_->format = static_cast<int>(format.numberIn(1, newestFormat));
    if (!document.impl_->faults.empty()) {
        const DocumentImpl::Fault& first = document.impl_->faults.front();
        return Error(first.place, first.message);
    }
    return document;
}

Node Document::root() const {
    impl_->asked[&impl_->table];
    return impl_->make(&impl_->table, "");
}

int Document::format() const {
    return impl_->format;
}
const std::string& Document::file() const {
    return impl_->file;
}

Status Document::finish() const {
    impl_->reportUnasked();
    if (impl_->faults.empty()) return Done{};
    std::stable_sort(impl_->faults.begin(), impl_->faults.end(), [](const auto& a, const auto& b) {
        return std::pair(a.place.line, a.place.column) < std::pair(b.place.line, b.place.column);
    });
    Error error(impl_->faults[0].place, impl_->faults[0].message);
    for (std::size_t i = 1; i < impl_->faults.size(); ++i) {
        const DocumentImpl::Fault& fault = impl_->faults[i];
        error.messages.push_back(fault.place.text() + ": " + fault.message);
    }
    return error;
}

} // namespace core
