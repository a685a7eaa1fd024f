// Reading assets/anatomy/shapes/*.toml.
#include <anatomy/description.h>

#include <core/document.h>
#include <core/paths.h>
#include <core/text.h>

#include <cmath>
#include <map>

namespace anatomy {
namespace {

constexpr float kMm = 0.001f;
constexpr float kReachMm = 2500.0f; ///< no figure of a human body lies farther from the origin
constexpr float kThickestMm = 400.0f;
constexpr std::size_t kFewestRadii = 6;
constexpr std::size_t kMostRadii = 24;
constexpr std::size_t kMostFigures = 4000;

std::string number(float value) {
    return core::shortest(static_cast<double>(value));
}

/// Reads and counts the figures of one shape.
class FormReader {
public:
    std::size_t figures = 0;

    std::vector<float> row(const core::Node& node) {
        std::vector<float> values = node.reals();
        figures += values.size();
        for (std::size_t k = 0; k < values.size(); ++k)
            if (!(std::abs(values[k]) <= kReachMm))
                node.fault("figures lie within " + number(kReachMm) + " mm of the origin, found " + number(values[k]));
        return values;
    }

    glm::vec3 point(const core::Node& node) {
        const std::vector<float> values = row(node);
        if (!node.exists()) return {};
        if (values.size() == 3) return kMm * glm::vec3(values[0], values[1], values[2]);
        node.fault("a point has three figures, found " + std::to_string(values.size()));
        return {};
    }

    float positive(const core::Node& node, float value, const char* what) {
        if (value > 0.0f && value <= kThickestMm) return kMm * value;
        node.fault(std::string(what) + " must lie between 0 and " + number(kThickestMm) + " mm, found " +
                   number(value));
        return kMm;
    }

    geometry::Loft loft(const core::Node& node);
    geometry::Ribbon ribbon(const core::Node& node);
    geometry::Capsule capsule(const core::Node& node);
    geometry::Ellipsoid ellipsoid(const core::Node& node);
    geometry::Part part(const core::Node& node);
    geometry::Composite composite(const core::Node& node);
    Tube tube(const core::Node& node);
    Tubes tubes(const core::Node& node);

private:
    std::pair<glm::vec3, float> ball(const core::Node& node, const char* what) {
        const std::vector<float> values = row(node);
        if (!node.exists()) return {};
        if (values.size() == 4)
            return {kMm * glm::vec3(values[0], values[1], values[2]), positive(node, values[3], what)};
        node.fault("four figures are needed: x, y, z, " + std::string(what) + "; found " +
                   std::to_string(values.size()));
        return {};
    }
};

geometry::Loft FormReader::loft(const core::Node& node) {
    geometry::Loft out;
    if (const core::Node cap = node.find("cap"); cap.exists()) out.cap = cap.realIn(0.0f, 4.0f, 0.5f);
    const core::Node reference = node.get("reference");
    out.reference = reference.vec3({0, 0, 1});
    if (!(glm::length(out.reference) > 1e-4f)) reference.fault("\"reference\" must not be zero");
    const core::Node list = node.get("stations");
    const auto stations = list.items();
    if (list.isArray() && stations.size() < 3)
        list.fault("a loft has at least 3 stations, found " + std::to_string(stations.size()));
    for (const core::Node& item : stations) {
        const std::vector<float> values = row(item);
        const std::size_t radii = values.size() < 3 ? 0 : values.size() - 3;
        if (radii < kFewestRadii || radii > kMostRadii) {
            item.fault("a station has x, y, z and " + std::to_string(kFewestRadii) + " to " +
                       std::to_string(kMostRadii) + " radii; found " + std::to_string(values.size()) + " figures");
            continue;
        }
        if (!out.stations.empty() && radii != out.stations.front().radii.size())
            item.fault("this station has " + std::to_string(radii) + " radii, the first one " +
                       std::to_string(out.stations.front().radii.size()));
        geometry::LoftStation station{kMm * glm::vec3(values[0], values[1], values[2]), {}};
        for (std::size_t k = 3; k < values.size(); ++k) station.radii.push_back(positive(item, values[k], "a radius"));
        out.stations.push_back(std::move(station));
    }
    return out;
}

geometry::Ribbon FormReader::ribbon(const core::Node& node) {
    geometry::Ribbon out;
    out.rows = static_cast<int>(node.get("rows").numberIn(2, 60, 2));
    out.columns = static_cast<int>(node.get("columns").numberIn(2, 60, 2));
    const core::Node list = node.get("points");
    for (const core::Node& item : list.items()) {
        const auto [position, thickness] = ball(item, "thickness");
        out.points.push_back({position, thickness});
    }
    const auto wanted = static_cast<std::size_t>(out.rows * out.columns);
    if (list.isArray() && out.points.size() != wanted)
        list.fault(std::to_string(out.rows) + " rows of " + std::to_string(out.columns) + " are " +
                   std::to_string(wanted) + " points, found " + std::to_string(out.points.size()));
    return out;
}

geometry::Capsule FormReader::capsule(const core::Node& node) {
    geometry::Capsule out;
    std::tie(out.a, out.radiusA) = ball(node.get("a"), "radius");
    std::tie(out.b, out.radiusB) = ball(node.get("b"), "radius");
    return out;
}

geometry::Ellipsoid FormReader::ellipsoid(const core::Node& node) {
    geometry::Ellipsoid out;
    out.centre = point(node.get("centre"));
    const core::Node axes = node.get("axes");
    const auto rows = axes.items();
    if (axes.isArray() && rows.size() != 3)
        axes.fault("an ellipsoid has three semi-axes, found " + std::to_string(rows.size()));
    for (std::size_t k = 0; k < std::min<std::size_t>(3, rows.size()); ++k) out.semiAxes[k] = point(rows[k]);
    if (rows.size() == 3) {
        const float box = std::abs(glm::dot(out.semiAxes[0], glm::cross(out.semiAxes[1], out.semiAxes[2])));
        if (!(box > 1e-12f)) axes.fault("the three semi-axes lie in one plane");
    }
    return out;
}

geometry::Part FormReader::part(const core::Node& node) {
    geometry::Part out;
    switch (node.get("type").oneOf({"loft", "ribbon", "capsule", "ellipsoid"})) {
    case 0:
        out.form = loft(node);
        break;
    case 1:
        out.form = ribbon(node);
        break;
    case 2:
        out.form = capsule(node);
        break;
    default:
        out.form = ellipsoid(node);
        break;
    }
    if (const core::Node operation = node.find("operation"); operation.exists())
        out.operation =
            operation.oneOf({"add", "subtract"}) == 0 ? geometry::Operation::Add : geometry::Operation::Subtract;
    out.mirrored = node.has("mirrored") && node.find("mirrored").boolean();
    return out;
}

geometry::Composite FormReader::composite(const core::Node& node) {
    geometry::Composite out;
    out.blendM = kMm * static_cast<float>(node.get("blend_mm").numberIn(0.0, 20.0, 1.5));
    out.voxelM = kMm * static_cast<float>(node.get("voxel_mm").numberIn(0.3, 5.0, 0.8));
    for (const core::Node& item : node.get("part").items()) out.parts.push_back(part(item));
    return out;
}

Tube FormReader::tube(const core::Node& node) {
    Tube out;
    for (const core::Node& item : node.items()) {
        const auto [position, radius] = ball(item, "radius");
        if (!out.empty() && glm::length(position - out.back().position) < 1e-4f)
            item.fault("this point of the tube is the one before it again");
        out.push_back({position, radius});
    }
    if (node.isArray() && out.size() < 2)
        node.fault("a tube has at least 2 points, found " + std::to_string(out.size()));
    return out;
}

Tubes FormReader::tubes(const core::Node& node) {
    Tubes out;
    if (node.has("points")) {
        out.push_back(tube(node.find("points")));
        return out;
    }
    for (const core::Node& branch : node.get("branches").items()) out.push_back(tube(branch));
    return out;
}

float calibre(const core::Node& node) {
    if (!node.exists()) return 2.0f;
    if (node.isNumber()) return node.real();
    const std::vector<float> range = node.reals();
    if (range.size() == 2 && range[0] <= range[1]) return 0.5f * (range[0] + range[1]);
    node.fault("a calibre is a diameter in mm, or [least, most]");
    return 2.0f;
}

Tube line(FormReader& reader, const core::Node& node, float radius) {
    Tube out;
    for (const core::Node& item : node.items()) {
        const glm::vec3 position = reader.point(item);
        if (!out.empty() && glm::length(position - out.back().position) < 1e-4f)
            item.fault("this waypoint is the one before it again");
        out.push_back({position, radius});
    }
    if (node.isArray() && out.size() < 2)
        node.fault("a nerve has at least 2 waypoints, found " + std::to_string(out.size()));
    return out;
}

void readNerve(const core::Node& node, const std::string& source, Description& out) {
    FormReader reader;
    Shape shape;
    shape.place = node.place();
    shape.key = node.get("structure").text();
    shape.source = source;
    const core::Node diameter = node.get("calibre_mm");
    const float radius = reader.positive(diameter, 0.5f * calibre(diameter), "half the calibre");
    Tubes tubes;
    if (const core::Node branches = node.find("branches_mm"); branches.exists())
        for (const core::Node& branch : branches.items()) tubes.push_back(line(reader, branch, radius));
    if (tubes.empty() || node.has("waypoints_mm")) tubes.push_back(line(reader, node.get("waypoints_mm"), radius));
    shape.form = std::move(tubes);
    shape.figures = reader.figures + 1;
    for (const std::string& key : node.keys()) node.find(key); // the rest is for others
    out.shapes.push_back(std::move(shape));
}

void readShape(const core::Node& node, const std::string& source, Description& out) {
    FormReader reader;
    Shape shape;
    shape.place = node.place();
    shape.key = node.get("structure").text();
    shape.source = node.has("source") ? node.find("source").text() : source;
    shape.mirrored = node.has("mirrored") && node.find("mirrored").boolean();
    switch (node.get("type").oneOf({"loft", "ribbon", "composite", "tube"})) {
    case 0:
        shape.form = reader.loft(node);
        break;
    case 1:
        shape.form = reader.ribbon(node);
        break;
    case 2:
        shape.form = reader.composite(node);
        break;
    default:
        shape.form = reader.tubes(node);
        break;
    }
    shape.figures = reader.figures;
    if (shape.figures > kMostFigures)
        node.fault("a shape is described by at most " + std::to_string(kMostFigures) + " figures, found " +
                   std::to_string(shape.figures));
    out.shapes.push_back(std::move(shape));
}

void faultTwins(const Description& description, std::vector<std::string>& faults) {
    std::map<std::string, const Shape*> seen;
    for (const Shape& shape : description.shapes) {
        const auto [at, isNew] = seen.emplace(shape.key, &shape);
        if (!isNew)
            faults.push_back(shape.place.text() + ": the shape of \"" + shape.key + "\" is already at " +
                             at->second->place.text());
    }
}

} // namespace

core::Result<Description> readShapes(const std::filesystem::path& file) {
    auto document = core::Document::read(file);
    if (!document) return document.error();
    const core::Node root = document.value().root();
    Description out;
    const std::string source = root.get("source").text();
    for (const core::Node& node : root.get("shape").items()) readShape(node, source, out);
    if (const auto status = document.value().finish(); !status) return status.error();
    return out;
}

core::Result<Description> readNerveShapes(const std::filesystem::path& file) {
    auto document = core::Document::read(file);
    if (!document) return document.error();
    const core::Node root = document.value().root();
    Description out;
    std::string source = file.filename().string();
    if (const core::Node node = root.find("source"); node.isText()) source = node.text();
    for (const std::string& key : root.keys()) root.find(key);
    for (const core::Node& node : root.get("nerve").items()) readNerve(node, source, out);
    if (const auto status = document.value().finish(); !status) return status.error();
    return out;
}

std::filesystem::path variantFile(const std::filesystem::path& anatomyFolder, const std::string& variant) {
    return anatomyFolder / "variants" / (variant + ".toml");
}

std::vector<std::string> knownVariants(const std::filesystem::path& anatomyFolder) {
    std::vector<std::string> out;
    for (const auto& file : core::filesBelow(anatomyFolder / "variants", ".toml")) out.push_back(file.stem().string());
    return out;
}

namespace {

/// Shapes of the variants take the place of those with the same key.
void replace(Description& out, Description variant) {
    for (Shape& shape : variant.shapes) {
        std::erase_if(out.shapes, [&](const Shape& known) { return known.key == shape.key; });
        out.shapes.push_back(std::move(shape));
    }
}

} // namespace

core::Result<Description> readDescription(const std::filesystem::path& anatomyFolder,
                                          const std::vector<std::string>& variants) {
    const std::filesystem::path folder = anatomyFolder / "shapes";
    const auto files = core::filesBelow(folder, ".toml");
    if (files.empty()) return core::Error(folder.string() + ": no file of shapes (*.toml) is here");
    Description out;
    std::vector<std::string> faults;
    const auto take = [&](core::Result<Description> part) {
        if (!part) {
            faults.insert(faults.end(), part.error().messages.begin(), part.error().messages.end());
            return;
        }
        for (Shape& shape : part.value().shapes) out.shapes.push_back(std::move(shape));
    };
    for (const auto& file : files) take(readShapes(file));
    if (const auto nerves = anatomyFolder / "nerves.toml"; std::filesystem::exists(nerves))
        take(readNerveShapes(nerves));
    faultTwins(out, faults);
    for (const std::string& variant : variants) {
        const auto file = variantFile(anatomyFolder, variant);
        if (!std::filesystem::exists(file)) {
            const auto known = knownVariants(anatomyFolder);
            const std::string guess = core::nearest(variant, known);
            std::string list;
            for (const std::string& name : known) list += (list.empty() ? "" : ", ") + name;
            faults.push_back("there is no anatomical variant \"" + variant + "\"" +
                             (guess.empty() ? "" : ", did you mean \"" + guess + "\"?") + " Known: " + list);
            continue;
        }
        auto shapes = readShapes(file);
        if (!shapes) {
            faults.insert(faults.end(), shapes.error().messages.begin(), shapes.error().messages.end());
            continue;
        }
        replace(out, std::move(shapes).value());
    }
    if (faults.empty()) return out;
    core::Error error(faults.front());
    error.messages = faults;
    return error;
}

} // namespace anatomy
