// Reading assets/anatomy/population.toml.
#include <anatomy/population.h>

#include <core/document.h>
#include <core/math.h>
#include <core/text.h>

#include <algorithm>
#include <set>

namespace anatomy {
namespace {

constexpr float kMm = 0.001f;
constexpr float kDegree = core::kPi / 180.0f;

/// What a kind of figure may be, in the file's unit: wider than any adult, narrow enough to catch a slip.
struct Range {
    double low, high;
    float unit;
};
constexpr Range kPlate{10.0, 70.0, kMm};
constexpr Range kHeight{7.0, 45.0, kMm};
constexpr Range kCanal{8.0, 45.0, kMm};
constexpr Range kSpinous{8.0, 80.0, kMm};
constexpr Range kPedicle{2.0, 30.0, kMm};
constexpr Range kDisc{1.0, 25.0, kMm};
constexpr Range kWedge{-20.0, 20.0, kDegree};
constexpr Range kShare{0.6, 1.4, 1.0f};
constexpr Range kAngle{-30.0, 90.0, kDegree};

/// "T1 upper", "S1 upper", "horizontal".
bool isFace(const std::string& text) {
    if (text == "horizontal" || text == "S1 upper" || text == "C2 lower") return true;
    const auto& known = measuredLevels();
    return std::any_of(known.begin(), known.end(),
                       [&](const std::string& level) { return text == level + " upper" || text == level + " lower"; });
}

class Reader {
public:
    explicit Reader(const core::Node& root) : root_(root), confidence_(confidenceOf(root.get("confidence"))) {}

    Population read();

private:
    static Confidence confidenceOf(const core::Node& node) {
        if (!node.exists()) return Confidence::C;
        return static_cast<Confidence>(node.oneOf({"A", "B", "C"}));
    }
    std::optional<MeanFigure> figure(const core::Node& node, const Range& range, Confidence confidence) const;
    Mean mean(const core::Node& node, const Range& range) const;
    void pair(const core::Node& node, const Range& range, Mean& first, Mean& second) const;
    VertebraMeans vertebra(const core::Node& node) const;
    CurvatureMean curvature(const core::Node& node) const;
    /// The level named; a fault when there is no such level, or when it was named before.
    std::string level(const core::Node& node, std::set<std::string>& seen) const;
    template <typename T>
    void sortAndCheck(std::vector<T>& list, std::string T::*level, const core::Node& node, bool all) const;

    core::Node root_;
    Confidence confidence_;
};

std::optional<MeanFigure> Reader::figure(const core::Node& node, const Range& range, Confidence confidence) const {
    if (!node.exists()) return std::nullopt;
    return MeanFigure{range.unit * node.realIn(static_cast<float>(range.low), static_cast<float>(range.high)),
                      confidence};
}

Mean Reader::mean(const core::Node& node, const Range& range) const {
    Mean out;
    if (!node.exists()) return out;
    if (!node.isTable()) {
        out.all = figure(node, range, confidence_);
        return out;
    }
    const Confidence confidence = node.has("confidence") ? confidenceOf(node.find("confidence")) : confidence_;
    out.all = figure(node.find("value"), range, confidence);
    out.male = figure(node.find("male"), range, confidence);
    out.female = figure(node.find("female"), range, confidence);
    if (!out.all && !out.male && !out.female) node.fault("a figure needs \"value\", \"male\" or \"female\"");
    return out;
}

void Reader::pair(const core::Node& node, const Range& range, Mean& first, Mean& second) const {
    if (!node.exists()) return;
    const auto items = node.items();
    if (items.size() != 2) return node.fault("two figures are needed, found " + std::to_string(items.size()));
    first = mean(items[0], range);
    second = mean(items[1], range);
}

std::string Reader::level(const core::Node& node, std::set<std::string>& seen) const {
    const std::string name = node.text();
    if (!node.exists()) return name;
    const auto& known = measuredLevels();
    if (std::find(known.begin(), known.end(), name) == known.end() && name != "C2") {
        const std::string guess = core::nearest(name, known);
        node.fault("there is no level \"" + name + "\" among C2 to L5" +
                   (guess.empty() ? "" : ", did you mean \"" + guess + "\"?"));
    } else if (!seen.insert(name).second) {
        node.fault("the level \"" + name + "\" is there twice");
    }
    return name;
}

VertebraMeans Reader::vertebra(const core::Node& node) const {
    VertebraMeans out;
    pair(node.get("upper_plate_mm"), kPlate, out.upperWidth, out.upperDepth);
    pair(node.get("lower_plate_mm"), kPlate, out.lowerWidth, out.lowerDepth);
    out.posteriorHeight = mean(node.get("posterior_height_mm"), kHeight);
    out.anteriorHeight = mean(node.find("anterior_height_mm"), kHeight);
    out.wedge = mean(node.find("wedge_deg"), kWedge);
    out.frontToBack = mean(node.find("front_to_back"), kShare);
    out.canalWidth = mean(node.get("canal_width_mm"), kCanal);
    out.canalDepth = mean(node.get("canal_depth_mm"), kCanal);
    out.spinousLength = mean(node.find("spinous_length_mm"), kSpinous);
    pair(node.find("pedicle_mm"), kPedicle, out.pedicleWidth, out.pedicleHeight);
    int fronts = 0;
    for (const char* key : {"anterior_height_mm", "wedge_deg", "front_to_back"}) fronts += node.has(key) ? 1 : 0;
    if (fronts > 1)
        node.fault("the height of the front is given more than once: anterior_height_mm, wedge_deg or front_to_back");
    return out;
}

CurvatureMean Reader::curvature(const core::Node& node) const {
    CurvatureMean out;
    out.name = node.get("name").text();
    const core::Node between = node.get("between");
    const auto faces = between.texts();
    for (const std::string& face : faces)
        if (!isFace(face))
            between.fault("\"" + face + "\" is not a face of C2 to S1: \"T1 upper\", \"T12 lower\", \"horizontal\"");
    if (faces.size() == 2) {
        out.from = faces[0];
        out.to = faces[1];
    } else if (between.exists()) {
        between.fault("an angle lies between two faces, found " + std::to_string(faces.size()));
    }
    const core::Node figure = node.get("angle_deg");
    const Mean angle = mean(figure, kAngle);
    if (angle.all)
        out.angle = *angle.all;
    else if (figure.exists())
        figure.fault("an angle needs a figure for the whole sample, not for one sex");
    if (const core::Node deviation = node.find("deviation_deg"); deviation.exists())
        out.deviation = kDegree * deviation.realIn(0.0f, 40.0f);
    out.source = node.get("source").text();
    return out;
}

template <typename T>
void Reader::sortAndCheck(std::vector<T>& list, std::string T::*level, const core::Node& node, bool all) const {
    const auto& known = measuredLevels();
    // C2, which only has a disc, comes first.
    const auto rank = [&](const T& item) {
        return item.*level == "C2" ? -1 : std::find(known.begin(), known.end(), item.*level) - known.begin();
    };
    std::stable_sort(list.begin(), list.end(), [&](const T& a, const T& b) { return rank(a) < rank(b); });
    if (!all) return;
    std::string missing;
    for (const std::string& name : known) {
        const bool there = std::any_of(list.begin(), list.end(), [&](const T& item) { return item.*level == name; });
        if (!there) missing += (missing.empty() ? "" : ", ") + name;
    }
    if (!missing.empty()) node.fault("missing levels: " + missing);
}

Population Reader::read() {
    Population out;
    if (root_.get("sources").texts().empty()) root_.fault("\"sources\" must name where the figures are from");
    std::set<std::string> seen;
    const core::Node vertebrae = root_.get("vertebra");
    for (const core::Node& node : vertebrae.items()) {
        VertebraMeans means = vertebra(node);
        means.level = level(node.get("level"), seen);
        if (means.level == "C2") node.find("level").fault("the levels of vertebrae are C3 to L5");
        out.vertebrae.push_back(std::move(means));
    }
    if (vertebrae.exists()) sortAndCheck(out.vertebrae, &VertebraMeans::level, vertebrae, true);
    seen.clear();
    for (const core::Node& node : root_.find("disc").items())
        out.discs.push_back({level(node.get("below"), seen), mean(node.get("height_mm"), kDisc)});
    sortAndCheck(out.discs, &DiscMean::above, root_, false);
    for (const core::Node& node : root_.find("curvature").items()) out.curvatures.push_back(curvature(node));
    return out;
}

template <typename T>
const T* named(const std::vector<T>& list, std::string T::*name, std::string_view wanted) {
    for (const T& item : list)
        if (item.*name == wanted) return &item;
    return nullptr;
}

} // namespace

std::optional<MeanFigure> Mean::of(PopulationSex sex) const {
    const auto& own = sex == PopulationSex::Male ? male : female;
    return own ? own : all;
}

const VertebraMeans* Population::vertebra(std::string_view level) const {
    return named(vertebrae, &VertebraMeans::level, level);
}

const DiscMean* Population::discBelow(std::string_view level) const {
    return named(discs, &DiscMean::above, level);
}

const CurvatureMean* Population::curvature(std::string_view name) const {
    return named(curvatures, &CurvatureMean::name, name);
}

const std::vector<std::string>& measuredLevels() {
    static const std::vector<std::string> levels = {"C3",  "C4", "C5", "C6", "C7", "T1", "T2",  "T3",
                                                    "T4",  "T5", "T6", "T7", "T8", "T9", "T10", "T11",
                                                    "T12", "L1", "L2", "L3", "L4", "L5"};
    return levels;
}

core::Result<Population> readPopulation(const std::filesystem::path& file) {
    auto document = core::Document::read(file);
    if (!document) return document.error();
    Population population = Reader(document.value().root()).read();
    if (const auto status = document.value().finish(); !status) return status.error();
    return population;
}

} // namespace anatomy
