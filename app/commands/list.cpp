#include <app/commands/body_option.h>
#include <app/commands/command.h>

#include <app/headless.h>

#include <anatomy/import_store.h>

#include <core/text.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <optional>

namespace app {

namespace {

/// One form for the table and for JSON, where numbers are numbers.
struct Cell {
    std::string name;
    std::string text;
    bool number = false;
};
using Row = std::vector<Cell>;

std::string joined(const std::vector<std::string>& texts) {
    std::string out;
    for (const std::string& t : texts) out += (out.empty() ? "" : ", ") + t;
    return out;
}

std::string millimetres(float metres) {
    return core::fixed(1000.0 * static_cast<double>(metres), 0);
}

/// `body`: null, or an imported one, whose structures are told from the described body's.
std::vector<Row> structureRows(const session::Library& library, bool nervesOnly, const anatomy::ImportedBody* body) {
    std::vector<Row> rows;
    for (const anatomy::Structure& s : library.atlas.structures()) {
        if (nervesOnly && s.kind != anatomy::Kind::Nerve) continue;
        Row row = {{"fma", s.id.text()},
                   {"name", s.name},
                   {"latin", s.latin},
                   {"kind", std::string(anatomy::kindName(s.kind))},
                   {"side", std::string(core::sideName(s.side))},
                   {"layer", std::string(anatomy::layerName(s.layer))},
                   {"key", s.key}};
        if (body != nullptr) {
            const bool own = std::find(body->found.begin(), body->found.end(), s.id) != body->found.end();
            row.push_back({"from", own ? "imported" : "described"});
        }
        rows.push_back(std::move(row));
    }
    return rows;
}

std::vector<Row> pointRows(const session::Library& library) {
    std::vector<Row> rows;
    for (const patient::TriggerPoint& p : library.points.points()) {
        std::vector<std::string> zones;
        for (const std::string& z : p.essential) {
            const patient::Zone* zone = library.points.zone(z);
            zones.push_back(zone != nullptr ? zone->words : z);
        }
        rows.push_back(
            {{"key", p.key},
             {"title", p.title},
             {"muscle", p.muscle},
             {"depth_mm", millimetres(p.depth[0]) + "-" + millimetres(p.depth[2]) + " (" + p.depthConfidence + ")"},
             {"refers_to", joined(zones)},
             {"confidence", std::string(1, p.confidence)}});
    }
    return rows;
}

std::vector<Row> entrapmentRows(const session::Library& library) {
    std::vector<Row> rows;
    for (const patient::Entrapment& e : library.entrapments.sites()) {
        std::vector<std::string> causes;
        for (const patient::NerveCause cause : e.causes) causes.emplace_back(patient::nerveCauseName(cause));
        rows.push_back({{"key", e.key()},
                        {"site", e.where},
                        {"pressed_by", joined(causes)},
                        {"compressors", joined(e.compressors)},
                        {"confidence", std::string(1, e.confidence)}});
    }
    return rows;
}

std::vector<Row> toolRows(const session::Library& library) {
    std::vector<Row> rows;
    for (const tissue::Tool& t : library.tools)
        rows.push_back({{"key", t.key},
                        {"name", t.name},
                        {"area_cm2", core::fixed(static_cast<double>(t.contactAreaLowCm2), 1) + "-" +
                                         core::fixed(static_cast<double>(t.contactAreaHighCm2), 1)},
                        {"usual_n", core::fixed(static_cast<double>(t.usualForceLowN), 0) + "-" +
                                        core::fixed(static_cast<double>(t.usualForceHighN), 0)},
                        {"largest_n", core::fixed(static_cast<double>(t.largestForceN), 0), true},
                        {"confidence", std::string(1, t.confidence)}});
    return rows;
}

core::Result<std::vector<Row>> lessonRows(const session::Library& library) {
    std::vector<Row> rows;
    for (const auto& file : library.lessonFiles()) {
        const auto lesson = library.lesson(file.string());
        if (!lesson) return lesson.error();
        rows.push_back({{"key", lesson.value().key},
                        {"title", lesson.value().title},
                        {"patient", lesson.value().patient},
                        {"steps", std::to_string(lesson.value().steps.size()), true}});
    }
    return rows;
}

core::Result<std::vector<Row>> patientRows(const session::Library& library) {
    std::vector<Row> rows;
    for (const auto& file : library.chartFiles()) {
        const auto chart = library.chart(file.string());
        if (!chart) return chart.error();
        const patient::Chart& c = chart.value();
        rows.push_back({{"key", c.key},
                        {"name", c.name},
                        {"age", std::to_string(c.age), true},
                        {"sex", c.sex == patient::Sex::Female ? "female" : "male"},
                        {"stature_m", core::fixed(static_cast<double>(c.body.statureM), 2), true},
                        {"bmi", core::fixed(static_cast<double>(c.body.bodyMassIndex), 1), true},
                        {"points", std::to_string(c.points.size()), true}});
    }
    return rows;
}

core::Result<std::vector<Row>> bodyRows() {
    const auto bodies = anatomy::bodiesFolder();
    if (!bodies) return bodies.error();
    std::vector<Row> rows;
    for (const anatomy::ImportedBody& b : anatomy::importedBodies(bodies.value()))
        rows.push_back({{"name", b.name},
                        {"imported", std::to_string(b.found.size()), true},
                        {"described", std::to_string(b.filled), true},
                        {"axes", b.axes},
                        {"unit", b.unit},
                        {"source", b.source}});
    return rows;
}

void printTable(const std::vector<Row>& rows) {
    if (rows.empty()) return;
    std::vector<std::size_t> widths(rows.front().size(), 0);
    const auto widen = [&](std::size_t c, const std::string& text) { widths[c] = std::max(widths[c], text.size()); };
    for (std::size_t c = 0; c < widths.size(); ++c) widen(c, rows.front()[c].name);
    for (const Row& row : rows)
        for (std::size_t c = 0; c < widths.size(); ++c) widen(c, row[c].text);
    const auto print = [&](const std::function<const std::string&(std::size_t)>& cell) {
        std::string line;
        for (std::size_t c = 0; c < widths.size(); ++c) {
            line += cell(c);
            if (c + 1 < widths.size()) line.append(widths[c] + 2 - cell(c).size(), ' ');
        }
        std::printf("%s\n", line.c_str());
    };
    print([&](std::size_t c) -> const std::string& { return rows.front()[c].name; });
    for (const Row& row : rows) print([&](std::size_t c) -> const std::string& { return row[c].text; });
}

core::Result<int> run(const Arguments& arguments) {
    static const std::vector<std::string> kWhat = {"structures", "points",   "nerves", "tools",
                                                   "lessons",    "patients", "bodies", "entrapments"};
    const std::string& what = arguments.plain().front();
    const auto known = std::find(kWhat.begin(), kWhat.end(), what);
    if (known == kWhat.end())
        return core::Error("paraspinal list: nothing is called \"" + what + "\"; known: " + joined(kWhat));
    std::optional<anatomy::ImportedBody> body;
    if (arguments.has("--body")) {
        if (what != "structures" && what != "nerves")
            return core::Error("paraspinal list: --body goes with structures and nerves");
        const auto bodies = anatomy::bodiesFolder();
        if (!bodies) return bodies.error();
        const auto found = anatomy::findImport(bodies.value(), arguments.text("--body"));
        if (!found) return found.error().within("--body");
        body = found.value();
    }
    const auto library = loadLibrary();
    if (!library) return library.error();
    core::Result<std::vector<Row>> rows = std::vector<Row>{};
    switch (known - kWhat.begin()) {
    case 0:
        rows = structureRows(*library.value(), false, body ? &*body : nullptr);
        break;
    case 1:
        rows = pointRows(*library.value());
        break;
    case 2:
        rows = structureRows(*library.value(), true, body ? &*body : nullptr);
        break;
    case 3:
        rows = toolRows(*library.value());
        break;
    case 4:
        rows = lessonRows(*library.value());
        break;
    case 6:
        rows = bodyRows();
        break;
    case 7:
        rows = entrapmentRows(*library.value());
        break;
    default:
        rows = patientRows(*library.value());
        break;
    }
    if (!rows) return rows.error();
    if (!arguments.has("--json")) {
        printTable(rows.value());
        return 0;
    }
    core::JsonWriter json;
    json.beginObject().key(what).beginArray();
    for (const Row& row : rows.value()) {
        json.beginObject();
        for (const Cell& cell : row) {
            if (cell.number)
                json.field(cell.name, std::strtod(cell.text.c_str(), nullptr));
            else
                json.field(cell.name, cell.text);
        }
        json.endObject();
    }
    json.endArray().endObject();
    std::printf("%s\n", json.text().c_str());
    return 0;
}

} // namespace

Command listCommand() {
    return {"list",
            "structures|points|nerves|tools|lessons|patients|bodies|entrapments [--body NAME] [--json]",
            "lists what there is",
            {bodyOption(), {"--json", "", "as one JSON object"}},
            1,
            1,
            "what to list: structures, points, nerves, tools, lessons, patients, bodies or entrapments",
            run};
}

} // namespace app
