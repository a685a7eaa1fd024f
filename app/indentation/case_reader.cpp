// Reads cases.json and its curves.
#include <app/indentation/indentation_case.h>

#include <core/paths.h>
#include <core/text.h>

#include <nlohmann/json.hpp>

#include <cmath>
#include <cstdlib>
#include <initializer_list>

namespace indentation {

namespace {

using Json = nlohmann::json;

/// What was found, short enough for a message.
std::string shown(const Json& value) {
    const std::string text = value.dump();
    return text.size() > 60 ? text.substr(0, 57) + "..." : text;
}

/// A value and the way to it; faults are gathered, so that a file shows all of them at once.
class Node {
public:
    Node(const Json& value, std::string way, std::vector<std::string>& faults)
        : value_(&value), way_(std::move(way)), faults_(&faults) {}

    void fault(const std::string& message) const { faults_->push_back(way_ + ": " + message); }

    const Json* find(const char* key) const {
        if (!value_->is_object()) return nullptr;
        const auto found = value_->find(key);
        return found == value_->end() ? nullptr : &*found;
    }
    Node get(const char* key) const {
        static const Json nothing;
        const Json* found = find(key);
        const Node child(found ? *found : nothing, way_ + "." + key, *faults_);
        if (!found) child.fault("is missing");
        return child;
    }
    bool has(const char* key) const { return find(key) != nullptr; }
    std::vector<Node> items() const {
        std::vector<Node> out;
        if (missing()) return out;
        if (!value_->is_array()) {
            fault("expected a list, found " + shown(*value_));
            return out;
        }
        for (std::size_t i = 0; i < value_->size(); ++i)
            out.emplace_back((*value_)[i], way_ + "[" + std::to_string(i) + "]", *faults_);
        return out;
    }
    double number(double low, double high) const {
        if (missing()) return low;
        const double v = value_->is_number() ? value_->get<double>() : NAN;
        if (v >= low && v <= high) return v;
        fault("expected a number from " + core::shortest(low) + " to " + core::shortest(high) + ", found " +
              shown(*value_));
        return low;
    }
    float size() const { return static_cast<float>(number(1e-3, 1e5)); }
    std::string text() const {
        if (missing()) return {};
        if (value_->is_string()) return value_->get<std::string>();
        fault("expected a text, found " + shown(*value_));
        return {};
    }
    std::vector<double> numbers(std::size_t count) const {
        std::vector<double> out;
        for (const Node& n : items()) out.push_back(n.number(-1e5, 1e5));
        if (!missing() && value_->is_array() && out.size() != count)
            fault("expected " + std::to_string(count) + " numbers, found " + shown(*value_));
        out.resize(count, 0.0);
        return out;
    }
    glm::vec3 place() const {
        const auto v = numbers(3);
        return {static_cast<float>(v[0]), static_cast<float>(v[1]), static_cast<float>(v[2])};
    }
    glm::vec2 step() const {
        const auto v = numbers(2);
        return {static_cast<float>(v[0]), static_cast<float>(v[1])};
    }
    /// Which of the known words it is; 0 with a fault when none.
    int oneOf(std::initializer_list<const char*> known) const {
        const std::string word = text();
        int n = 0;
        std::string list;
        for (const char* k : known) {
            if (word == k) return n;
            list += std::string(n++ ? ", " : "") + k;
        }
        if (!missing() && value_->is_string()) fault("\"" + word + "\" is not known; known: " + list);
        return 0;
    }

private:
    bool missing() const { return value_->is_null(); }
    const Json* value_;
    std::string way_;
    std::vector<std::string>* faults_;
};

Law readLaw(const Node& node) {
    return {static_cast<float>(node.get("young_kPa").number(1e-3, 1e6)),
            static_cast<float>(node.get("poisson").number(0.0, 0.499))};
}

Body readInclusion(const Node& node) {
    Body b;
    if (node.get("shape").oneOf({"sphere", "box"}) == 0) {
        b.a = node.get("centre_mm").place();
        b.radius = node.get("radius_mm").size();
    } else {
        b.form = Body::Form::Box;
        b.a = node.get("min_mm").place();
        b.b = node.get("max_mm").place();
        if (!glm::all(glm::lessThan(b.a, b.b))) node.get("max_mm").fault("lies not above min_mm in every direction");
    }
    b.law = readLaw(node);
    return b;
}

Body readBone(const Node& node) {
    Body b;
    if (node.get("shape").oneOf({"sphere", "cylinder"}) == 0) {
        b.a = node.get("centre_mm").place();
    } else {
        b.form = Body::Form::Cylinder;
        b.a = node.get("through_mm").place();
        b.b = node.get("axis").place();
        if (!(glm::length(b.b) > 1e-6f)) node.get("axis").fault("has no length");
        b.b = glm::normalize(b.b);
    }
    b.radius = node.get("radius_mm").size();
    return b;
}

/// Rows of a CSV under exactly that heading; an empty cell is not-a-number.
std::vector<std::vector<double>> readTable(const std::filesystem::path& file, const std::string& heading,
                                           std::vector<std::string>& faults) {
    std::vector<std::vector<double>> rows;
    const auto bytes = core::readFile(file);
    if (!bytes) {
        faults.push_back(bytes.error().text());
        return rows;
    }
    const std::size_t columns = core::split(heading, ',').size();
    int number = 0;
    for (std::string line : core::split(bytes.value(), '\n')) {
        ++number;
        if (!line.empty() && line.back() == '\r') line.pop_back();
        if (number == 1) {
            if (line == heading) continue;
            faults.push_back(file.string() + ":1: expected \"" + heading + "\", found \"" + line + "\"");
            return {};
        }
        if (line.empty()) continue;
        std::vector<double> row;
        for (const std::string& cell : core::split(line, ',')) {
            char* end = nullptr;
            row.push_back(cell.empty() ? NAN : std::strtod(cell.c_str(), &end));
            if (!cell.empty() && (*end != '\0' || !std::isfinite(row.back()))) row.clear();
            if (row.empty()) break;
        }
        if (row.size() != columns) {
            faults.push_back(file.string() + ":" + std::to_string(number) + ": expected " + std::to_string(columns) +
                             " numbers, found \"" + line + "\"");
            return {};
        }
        rows.push_back(row);
    }
    if (rows.size() < 2) faults.push_back(file.string() + ": has fewer than two rows");
    return rows;
}

void readBlock(const Node& node, Case& c) {
    c.cylinder = node.get("shape").oneOf({"cylinder", "box"}) == 0;
    if (c.cylinder) {
        c.halfX = c.halfY = node.get("radius_mm").size();
    } else {
        c.halfX = node.get("half_width_x_mm").size();
        c.halfY = node.get("half_width_y_mm").size();
    }
    c.thickness = node.get("thickness_mm").size();
    node.get("sides").oneOf({"roller"});
    node.get("base").oneOf({"fixed"});
}

void readCurves(const Node& node, const std::filesystem::path& folder, Case& c, std::vector<std::string>& faults) {
    const std::string curve = node.get("curve").text();
    if (!curve.empty())
        for (const auto& r : readTable(folder / curve, "indentation_mm,slide_mm,force_N,slide_force_N", faults)) {
            if (std::isnan(r[0] + r[1] + r[2] + r[3])) node.get("curve").fault(curve + " has an empty cell");
            c.curve.push_back({r[0], r[1], r[2], r[3]});
        }
    if (!node.has("profile") || node.find("profile")->is_null()) return;
    const std::string profile = node.get("profile").text();
    for (const auto& r : readTable(folder / profile, "depth_mm,displacement_mm,vertical_stress_kPa", faults))
        if (!std::isnan(r[0] + r[1])) c.profile.push_back({r[0], r[1], r[2], !std::isnan(r[2])});
    c.profileAt = node.get("profile_at").step();
}

Case readCase(const Node& node, const std::filesystem::path& folder, std::vector<std::string>& faults) {
    Case c;
    c.id = node.get("id").text();
    node.get("geometry").oneOf({"axisymmetric", "three_dimensional"});
    readBlock(node.get("block"), c);
    for (const Node& n : node.get("layers").items()) c.layers.push_back({n.get("thickness_mm").size(), readLaw(n)});
    if (c.layers.empty()) node.get("layers").fault("has no layer");
    if (node.has("inclusions"))
        for (const Node& n : node.get("inclusions").items()) c.inclusions.push_back(readInclusion(n));
    if (node.has("bone"))
        for (const Node& n : node.get("bone").items()) c.bones.push_back(readBone(n));
    const Node indenter = node.get("indenter");
    c.ball = indenter.get("shape").oneOf({"ball", "flat_disc"}) == 0;
    c.radius = indenter.get("radius_mm").size();
    c.contact = static_cast<Case::Contact>(indenter.get("contact").oneOf({"frictionless", "no_slip", "bonded"}));
    for (const Node& n : node.get("path_mm").items()) c.path.push_back(n.step());
    if (c.path.size() < 2) node.get("path_mm").fault("has fewer than two corners");
    readCurves(node, folder, c, faults);
    if (node.has("change_when") && node.get("change_when").has("mesh"))
        c.meshChange = node.get("change_when").get("mesh").number(0.0, 1.0);
    return c;
}

} // namespace

core::Result<std::vector<Case>> readCases(const std::filesystem::path& directory) {
    const std::filesystem::path file = directory / "cases.json";
    const auto bytes = core::readFile(file);
    if (!bytes) return bytes.error();
    Json document;
    try {
        document = Json::parse(bytes.value());
    } catch (const Json::parse_error& e) {
        return core::Error(file.string() + ": " + e.what());
    }
    std::vector<std::string> faults;
    std::vector<Case> cases;
    const Node root(document, file.string(), faults);
    for (const Node& n : root.get("cases").items()) {
        const std::size_t before = faults.size();
        cases.push_back(readCase(n, directory, faults));
        if (faults.size() > before) continue;
        if (const auto status = cases.back().assignKinds(); !status) n.fault(status.error().text());
    }
    if (cases.empty()) root.fault("has no case");
    if (faults.empty()) return cases;
    core::Error error(faults.front());
    error.messages = faults;
    return error;
}

} // namespace indentation
