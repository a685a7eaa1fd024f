#include <app/reading_json.h>

#include <session/reach.h>

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
    json.key("reached").beginArray();
    for (const session::Reached& reached : session::structuresReached(r)) {
        const anatomy::Structure* known = world.library->atlas.find(reached.structure);
        json.beginObject().field("name", known != nullptr ? known->name : std::string());
        json.field("fma", reached.structure.text()).field("reach", session::reachWords(reached.reach));
        json.field("confidence", reached.confidence).field("stress_kpa", reached.stressKPa);
        json.field("load_share", reached.loadShare).endObject();
    }
    json.endArray().key("probes").beginArray();
    for (const session::ProbeReading& p : s.probes) {
        json.beginObject().field("asked", p.key).field("name", p.name).field("in_reach", p.inReach);
        json.field("mean_kpa", p.meanKPa).field("peak_kpa", p.peakKPa).field("shear_kpa", p.shearKPa);
        json.field("pressure_kpa", p.pressureKPa).field("moved_mm", p.movedMm).field("length_mm", p.lengthMm);
        json.endObject();
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

std::string readingText(const session::Snapshot& s, const session::World& world, const std::string& place,
                        PressureUnit unit) {
    const tissue::Reading& r = s.reading;
    const auto f = [](float v, int digits) { return core::fixed(static_cast<double>(v), digits); };
    const auto pressure = [&](float kPa) { return pressureText(kPa, unit) + " " + pressureUnitName(unit); };
    std::string out = place + ", " + s.input.tool + "\n";
    out += "force " + f(r.forceN, 1) + " N, depth " + f(r.depthMm, 1) + " mm, stiffness " + f(r.stiffnessNPerMm, 1) +
           " N/mm\ncontact " + f(r.contactAreaCm2, 1) + " cm2, mean " + pressure(r.meanPressureKPa) + ", peak " +
           pressure(r.peakPressureKPa) + "\n";
    for (const tissue::LayerReading& layer : r.column) {
        char line[160];
        std::snprintf(line, sizeof line, "  %-42.42s %5.1f -> %5.1f mm  %12s  %3.0f %% of the load\n",
                      layerTitle(layer, world.library->atlas).c_str(), static_cast<double>(layer.thicknessBeforeMm),
                      static_cast<double>(layer.thicknessNowMm), pressure(layer.meanStressKPa).c_str(),
                      static_cast<double>(100.0f * layer.loadShare));
        out += line;
    }
    for (const session::Reached& reached : session::structuresReached(r)) {
        if (reached.reach == session::Reach::No) continue;
        const anatomy::Structure* known = world.library->atlas.find(reached.structure);
        out += std::string(session::reachWords(reached.reach)) + " (" + f(100.0f * reached.confidence, 0) +
               " of 100): " + (known != nullptr ? known->name : std::string("?")) + "\n";
    }
    for (const session::ProbeReading& p : s.probes) {
        out += "at " + p.name + ": ";
        if (p.inReach)
            out += "mean " + pressure(p.meanKPa) + ", peak " + pressure(p.peakKPa) + ", shear " + pressure(p.shearKPa) +
                   ", moved " + f(p.movedMm, 1) + " mm\n";
        else
            out += "out of the reach of this press\n";
    }
    out += "pain " + f(s.patient.pain, 1) + " of 10";
    if (!s.patient.says.empty()) out += ": \"" + s.patient.says + "\"";
    return out + "\n";
}

} // namespace app
