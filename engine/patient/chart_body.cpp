#include <patient/chart_body.h>

#include <core/math.h>

#include <algorithm>

namespace patient {
namespace {

void readAngle(const core::Node& body, const char* key, std::optional<float>& out) {
    if (const core::Node node = body.find(key); node.exists()) out = core::radians(node.real());
}

void readFat(const core::Node& body, anatomy::BodyParameters& out) {
    const core::Node list = body.find("fat");
    if (!list.exists()) return;
    for (const core::Node& node : list.items())
        out.fat.push_back({node.get("region").text(), node.get("factor").realIn(0.25f, 3.0f, 1.0f)});
}

} // namespace

void readChartBody(const core::Node& body, anatomy::BodyParameters& out) {
    if (!body.exists()) return;
    if (const core::Node node = body.find("muscle_bulk"); node.exists()) out.muscleBulk = node.realIn(0.7f, 1.4f, 1.0f);
    if (const core::Node node = body.find("proportions"); node.exists())
        out.proportions = node.oneOf({"described", "population"}) == 0 ? anatomy::Proportions::Described
                                                                       : anatomy::Proportions::Population;
    readAngle(body, "cervical_lordosis_deg", out.cervicalLordosis);
    readAngle(body, "thoracic_kyphosis_deg", out.thoracicKyphosis);
    readAngle(body, "lumbar_lordosis_deg", out.lumbarLordosis);
    readAngle(body, "pelvic_tilt_deg", out.pelvicTilt);
    if (const core::Node node = body.find("scoliosis_deg"); node.exists())
        out.scoliosis = core::radians(node.realIn(-40.0f, 40.0f));
    if (const core::Node node = body.find("scoliosis_apex"); node.exists()) out.scoliosisApex = node.text();
    if (const core::Node node = body.find("leg_length_difference_mm"); node.exists())
        out.legLengthDifferenceM = 0.001f * node.realIn(-30.0f, 30.0f);
    if (const core::Node node = body.find("variants"); node.exists()) out.variants = node.texts();
    std::sort(out.variants.begin(), out.variants.end());
    if (const core::Node node = body.find("imported"); node.exists()) out.imported = node.text();
    readFat(body, out);
    if (const auto status = anatomy::check(out); !status) body.fault(status.error().messages.front());
}

} // namespace patient
