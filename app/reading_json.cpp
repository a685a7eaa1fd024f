#include <app/reading_json.h>

#include <core/text.h>

#include <cstdio>

namespace app {

std::string layerTitle(const tissue::LayerReading& layer, const anatomy::Atlas& atlas) {
    if (const anatomy::Structure* s = atlas.find(layer.structure)) return s->name;
    std::string kind(tissue::tissueKindName(layer.kind));
    if (!kind.empty()) kind[0] = static_cast<char>(std::toupper(static_cast<unsigned char>(kind[0])));
    return kind;
}

std::string readingJson(const session::Snapshot& s, const session::World& world, const std::string& place) {
    const tissue::Reading& r = s.reading;
    core::JsonWriter json;
    json.beginObject().field("at", place).field("tool", s.input.tool).field("patient", world.chart.key);
    json.field("force_n", r.forceN).field("depth_mm", r.depthMm).field("stiffness_n_per_mm", r.stiffnessNPerMm);
    json.field("contact_area_cm2", r.contactAreaCm2).field("mean_pressure_kpa", r.meanPressureKPa);
    json.field("peak_pressure_kpa", r.peakPressureKPa).field("settled", r.settled);
    json.field("force_limited", r.forceLimited);
    json.key("column").beginArray();
    for (const tissue::LayerReading& layer : r.column) {
        json.beginObject().field("name", layerTitle(layer, world.library->atlas));
        json.field("fma", layer.structure.valid() ? layer.structure.text() : std::string());
        json.field("tissue", tissue::tissueKindName(layer.kind));
        json.field("before_mm", layer.thicknessBeforeMm).field("now_mm", layer.thicknessNowMm);
        json.field("mean_stress_kpa", layer.meanStressKPa).field("load_share", layer.loadShare).endObject();
    }
    json.endArray();
    json.field("pain", s.patient.pain).field("guarding", s.patient.guarding).field("says", s.patient.says);
    json.key("points").beginArray();
    for (const patient::PointFelt& p : s.patient.points) {
        json.beginObject().field("point", p.point.text()).field("stress_kpa", p.stressKPa);
        json.field("threshold_kpa", p.thresholdKPa).field("pain", p.pain).field("ease", p.ease).endObject();
    }
    json.endArray().key("referred").beginArray();
    for (const patient::ReferredPain& p : s.patient.referred)
        json.beginObject()
            .field("zone", p.words)
            .field("side", core::sideName(p.side))
            .field("intensity", p.intensity)
            .endObject();
    json.endArray().endObject();
    return json.text();
}

std::string readingText(const session::Snapshot& s, const session::World& world, const std::string& place) {
    const tissue::Reading& r = s.reading;
    const auto f = [](float v, int digits) { return core::fixed(static_cast<double>(v), digits); };
    std::string out = place + ", " + s.input.tool + "\n";
    out += "force " + f(r.forceN, 1) + " N, depth " + f(r.depthMm, 1) + " mm, stiffness " + f(r.stiffnessNPerMm, 1) +
           " N/mm\ncontact " + f(r.contactAreaCm2, 1) + " cm2, mean " + f(r.meanPressureKPa, 0) + " kPa, peak " +
           f(r.peakPressureKPa, 0) + " kPa\n";
    for (const tissue::LayerReading& layer : r.column) {
        char line[160];
        std::snprintf(line, sizeof line, "  %-42.42s %5.1f -> %5.1f mm  %6.1f kPa  %3.0f %% of the load\n",
                      layerTitle(layer, world.library->atlas).c_str(), static_cast<double>(layer.thicknessBeforeMm),
                      static_cast<double>(layer.thicknessNowMm), static_cast<double>(layer.meanStressKPa),
                      static_cast<double>(100.0f * layer.loadShare));
        out += line;
    }
    out += "pain " + f(s.patient.pain, 1) + " of 10";
    if (!s.patient.says.empty()) out += ": \"" + s.patient.says + "\"";
    return out + "\n";
}

} // namespace app
