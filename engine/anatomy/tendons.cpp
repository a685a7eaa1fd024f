#include <anatomy/tendons.h>

#include <core/document.h>
#include <core/text.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace anatomy {
namespace {

constexpr float kMm = 0.001f;
constexpr float kLongestMm = 600.0f;
constexpr std::size_t kMostLengths = 60;
constexpr float kMostPennationDeg = 45.0f;

/// A length, or several across the muscle.
std::vector<float> readLengths(const core::Node& node) {
    if (!node.exists()) return {};
    std::vector<float> lengths = node.isNumber() ? std::vector<float>{node.real()} : node.reals();
    if (lengths.empty() || lengths.size() > kMostLengths)
        node.fault("one length or up to " + std::to_string(kMostLengths) + " are needed, found " +
                   std::to_string(lengths.size()));
    for (float& length : lengths) {
        if (!(length >= 0.0f && length <= kLongestMm))
            node.fault("a tendon is 0 to " + core::shortest(static_cast<double>(kLongestMm)) + " mm long, found " +
                       core::shortest(static_cast<double>(length)));
        length *= kMm;
    }
    return lengths;
}

/// Of the right side, where lateral is -X.
glm::vec3 readDirection(const core::Node& node) {
    static const std::vector<std::string> kNames = {"posterior", "anterior", "superior",
                                                    "inferior",  "medial",   "lateral"};
    constexpr glm::vec3 kDirections[] = {{0, 0, -1}, {0, 0, 1}, {0, 1, 0}, {0, -1, 0}, {1, 0, 0}, {-1, 0, 0}};
    return kDirections[node.oneOf(kNames)];
}

TendonFigures readFigures(const core::Node& node) {
    TendonFigures out;
    out.place = node.place();
    out.key = node.get("structure").text();
    out.tendons.origin.lengthM = readLengths(node.get("origin_mm"));
    out.tendons.insertion.lengthM = readLengths(node.get("insertion_mm"));
    out.tendons.origin.sheetM = readLengths(node.find("origin_sheet_mm"));
    out.tendons.insertion.sheetM = readLengths(node.find("insertion_sheet_mm"));
    if (!out.tendons.origin.sheetM.empty() || !out.tendons.insertion.sheetM.empty())
        out.tendons.face = readDirection(node.get("face"));
    if (const core::Node pennation = node.find("pennation_deg"); pennation.exists())
        out.pennation = std::tan(glm::radians(pennation.realIn(0.0f, kMostPennationDeg))) *
                        readDirection(node.get("fibres_towards"));
    const core::Node source = node.get("source");
    out.source = source.text();
    if (source.exists() && out.source.empty()) source.fault("the source is empty");
    out.confidence = "ABC"[node.get("confidence").oneOf({"A", "B", "C"})];
    return out;
}

float polyline(const std::vector<glm::vec3>& points) {
    float sum = 0.0f;
    for (std::size_t i = 1; i < points.size(); ++i) sum += glm::length(points[i] - points[i - 1]);
    return sum;
}

struct FibreMeasure {
    std::vector<float> operator()(const geometry::Loft& loft) const {
        std::vector<glm::vec3> axis;
        for (const geometry::LoftStation& station : loft.stations) axis.push_back(station.centre);
        return {polyline(axis)};
    }
    std::vector<float> operator()(const geometry::Ribbon& ribbon) const {
        std::vector<float> out;
        for (int r = 0; r < ribbon.rows; ++r) {
            std::vector<glm::vec3> row;
            for (int c = 0; c < ribbon.columns; ++c)
                row.push_back(ribbon.points[static_cast<std::size_t>(r * ribbon.columns + c)].position);
            out.push_back(polyline(row));
        }
        return out;
    }
    std::vector<float> operator()(const Tubes& tubes) const {
        std::vector<float> out;
        for (const Tube& tube : tubes) {
            std::vector<glm::vec3> line;
            for (const TubePoint& point : tube) line.push_back(point.position);
            out.push_back(polyline(line));
        }
        return out;
    }
    std::vector<float> operator()(const geometry::Composite&) const { return {}; }
};

float acrossOf(std::size_t fibre, std::size_t count) {
    return count > 1 ? static_cast<float>(fibre) / static_cast<float>(count - 1) : 0.5f;
}

/// What does not fit the muscle, with the fibre it does not fit on.
std::optional<std::string> tooLong(const geometry::Tendons& tendons, const std::vector<float>& fibres) {
    const auto mm = [](float metres) { return core::fixed(static_cast<double>(metres / kMm), 0); };
    for (std::size_t i = 0; i < fibres.size(); ++i) {
        const float across = acrossOf(i, fibres.size());
        const float origin = geometry::lengthAcross(tendons.origin.lengthM, across);
        const float insertion = geometry::lengthAcross(tendons.insertion.lengthM, across);
        const float sheet = std::max(geometry::lengthAcross(tendons.origin.sheetM, across),
                                     geometry::lengthAcross(tendons.insertion.sheetM, across));
        if (origin + insertion <= fibres[i] && sheet <= fibres[i]) continue;
        return "tendons of " + mm(origin) + " and " + mm(insertion) + " mm" +
               (sheet > 0.0f ? " and a sheet of " + mm(sheet) + " mm" : "") + " are longer than fibre " +
               std::to_string(i) + ", " + mm(fibres[i]) + " mm";
    }
    return std::nullopt;
}

std::vector<float> shareOf(const std::vector<float>& fibres) {
    std::vector<float> out;
    for (const float length : fibres) out.push_back(std::min(kDefaultShare * length, kDefaultMostM));
    return out;
}

std::optional<std::string> give(const Atlas& atlas, const TendonFigures& figures, Description& description) {
    const auto owners = atlas.withKey(figures.key);
    if (owners.empty()) {
        std::vector<std::string> known;
        for (const Structure& structure : atlas.structures())
            if (structure.kind == Kind::Muscle) known.push_back(structure.key);
        const std::string guess = core::nearest(figures.key, known);
        return "no structure of the atlas has the key \"" + figures.key + "\"" +
               (guess.empty() ? "" : ", did you mean \"" + guess + "\"?");
    }
    if (owners.front()->kind != Kind::Muscle)
        return "\"" + figures.key + "\" is a " + std::string(kindName(owners.front()->kind)) + " and no muscle";
    const auto shape = std::find_if(description.shapes.begin(), description.shapes.end(),
                                    [&](const Shape& s) { return s.key == figures.key; });
    if (shape == description.shapes.end()) return std::nullopt; // not drawn yet
    if (auto fault = tooLong(figures.tendons, fibreLengths(*shape))) return fault;
    if (figures.pennation != glm::vec3(0.0f)) {
        auto* loft = std::get_if<geometry::Loft>(&shape->form);
        if (loft == nullptr) return "only a loft can be pennate; of other forms the points say how the fibres run";
        loft->pennation = figures.pennation;
    }
    shape->tendons = figures.tendons;
    return std::nullopt;
}

} // namespace

std::vector<float> fibreLengths(const Shape& shape) {
    return std::visit(FibreMeasure{}, shape.form);
}

core::Result<std::vector<TendonFigures>> readTendons(const std::filesystem::path& file) {
    auto document = core::Document::read(file);
    if (!document) return document.error();
    std::vector<TendonFigures> out;
    std::map<std::string, std::string> seen;
    for (const core::Node& node : document.value().root().get("tendon").items()) {
        out.push_back(readFigures(node));
        const auto [at, isNew] = seen.emplace(out.back().key, out.back().place.text());
        if (!isNew) node.fault("the tendons of \"" + at->first + "\" are already at " + at->second);
    }
    if (const auto status = document.value().finish(); !status) return status.error();
    return out;
}

core::Status giveTendons(const Atlas& atlas, const std::vector<TendonFigures>& figures, Description& description) {
    for (Shape& shape : description.shapes) {
        const auto owners = atlas.withKey(shape.key);
        if (owners.empty() || owners.front()->kind != Kind::Muscle) continue;
        const std::vector<float> ends = shareOf(fibreLengths(shape));
        shape.tendons.origin.lengthM = shape.tendons.insertion.lengthM = ends;
    }
    std::vector<std::string> faults;
    for (const TendonFigures& one : figures)
        if (const auto fault = give(atlas, one, description)) faults.push_back(one.place.text() + ": " + *fault);
    if (faults.empty()) return core::Done{};
    core::Error error(faults.front());
    error.messages = faults;
    return error;
}

core::Status addTendons(const Atlas& atlas, const std::filesystem::path& anatomyFolder, Description& description) {
    const std::filesystem::path file = anatomyFolder / "tendons.toml";
    if (!std::filesystem::exists(file)) return giveTendons(atlas, {}, description);
    const auto figures = readTendons(file);
    if (!figures) return figures.error();
    return giveTendons(atlas, figures.value(), description);
}

} // namespace anatomy
