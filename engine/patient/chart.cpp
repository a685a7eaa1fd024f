#include <patient/chart.h>

#include <patient/chart_body.h>

#include <core/document.h>

#include <algorithm>

namespace patient {

namespace {

core::Side readSide(const core::Node& node, bool midline) {
    std::vector<std::string> known = {"right", "left"};
    if (midline) known.emplace_back("midline");
    constexpr core::Side sides[] = {core::Side::Right, core::Side::Left, core::Side::Midline};
    return sides[node.oneOf(known)];
}

core::StructureId readStructure(const core::Node& node, const anatomy::Atlas& atlas) {
    const std::string key = node.get("structure").text();
    const bool paired = atlas.withKey(key).size() > 1;
    const core::Side side = paired || node.has("side") ? readSide(node.get("side"), true) : core::Side::Midline;
    const anatomy::Structure* structure = atlas.find(key, side);
    if (structure == nullptr && node.has("structure")) {
        const auto near = atlas.resolve(key);
        const bool isKey = !atlas.withKey(key).empty();
        if (isKey && (!paired || node.has("side")))
            node.find("structure").fault("\"" + key + "\" has no " + std::string(core::sideName(side)) + " side");
        else if (!isKey)
            node.find("structure")
                .fault(near ? "\"" + key + "\" is a name; write its key, \"" + near.value()->key + "\""
                            : near.error().messages.front());
    }
    return structure != nullptr ? structure->id : core::StructureId{};
}

void readAilments(const core::Node& root, const char* key, AilmentKind kind, const anatomy::Atlas& atlas,
                  Chart& chart) {
    for (const core::Node& node : root.find(key).items()) {
        Ailment a;
        a.kind = kind;
        a.structure = readStructure(node, atlas);
        const anatomy::Structure* what = atlas.find(a.structure);
        if (kind == AilmentKind::Spasm && what != nullptr && what->kind != anatomy::Kind::Muscle)
            node.find("structure").fault("only a muscle can be in spasm");
        for (const Ailment& known : chart.ailments)
            if (what != nullptr && known.kind == kind && known.structure == a.structure)
                node.fault(what->name + " is listed twice");
        a.severity = node.get("severity").realIn(0.0f, 1.0f, 0.5f);
        if (node.has("note")) node.find("note").text();
        chart.ailments.push_back(a);
    }
}

void readPoints(const core::Node& root, const PointLibrary& points, Chart& chart) {
    for (const core::Node& node : root.find("trigger_point").items()) {
        const core::Node name = node.get("point");
        const auto found = points.resolve(name.text());
        ChartPoint entry;
        if (!found) {
            if (name.exists()) name.fault(found.error().messages.front());
        } else {
            entry.point = found.value();
        }
        const core::Side side = readSide(node.get("side"), false);
        if (entry.point && entry.point.side == core::Side::Left && side != core::Side::Left)
            name.fault("the name says another side than \"side\"");
        entry.point.side = side;
        entry.state = node.get("state").oneOf({"latent", "active"}) == 1 ? PointState::Active : PointState::Latent;
        if (node.has("note")) node.find("note").text();
        for (const ChartPoint& known : chart.points)
            if (known.point == entry.point && entry.point) node.fault(entry.point.text() + " is listed twice");
        chart.points.push_back(entry);
    }
}

} // namespace

core::Result<Chart> readChart(const std::filesystem::path& file, const PointLibrary& points,
                              const anatomy::Atlas& atlas) {
    auto document = core::Document::read(file);
    if (!document) return document.error();
    const core::Node root = document.value().root();
    Chart c;
    c.key = root.get("key").text();
    c.name = root.get("name").text();
    c.age = root.get("age").integer(30);
    if (root.has("age") && (c.age < 16 || c.age > 100)) root.find("age").fault("an age lies between 16 and 100");
    c.sex = root.get("sex").oneOf({"female", "male"}) == 0 ? Sex::Female : Sex::Male;
    c.body.statureM = root.get("stature_m").realIn(1.40f, 2.10f, 1.72f);
    c.body.bodyMassIndex = root.get("body_mass_index").realIn(17.0f, 40.0f, 23.0f);
    c.body.sex = c.sex == Sex::Female ? anatomy::BodySex::Female : anatomy::BodySex::Male;
    readChartBody(root.find("body"), c.body);
    c.posture = root.get("posture").text("prone");
    const int seed = root.get("seed").integer(1);
    if (seed < 0) root.find("seed").fault("a seed is not negative");
    c.seed = static_cast<std::uint64_t>(std::max(seed, 0));
    c.painSensitivity = root.get("pain_sensitivity").realIn(0.3f, 3.0f, 1.0f);
    if (root.has("skin_tone")) {
        c.skinTone = root.find("skin_tone").integer(c.skinTone);
        if (c.skinTone < 1 || c.skinTone > 8)
            root.find("skin_tone").fault("a skin tone is a whole number from 1, very light, to 8, very dark");
    }
    c.story = root.get("story").text();
    readPoints(root, points, c);
    readAilments(root, "spasm", AilmentKind::Spasm, atlas, c);
    readAilments(root, "inflammation", AilmentKind::Inflammation, atlas, c);
    if (const auto status = document.value().finish(); !status) return status.error();
    return c;
}

} // namespace patient
