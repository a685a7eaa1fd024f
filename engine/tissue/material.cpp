#include <tissue/material.h>

#include <core/document.h>

#include <string>
#include <vector>

namespace tissue {

namespace {

std::vector<std::string> kindNames() {
    std::vector<std::string> names;
    for (int i = 0; i < kTissueKindCount; ++i) names.emplace_back(tissueKindName(static_cast<TissueKind>(i)));
    return names;
}

float optional(const core::Node& node, const char* key, float low, float high, float otherwise) {
    const core::Node found = node.find(key);
    return found.exists() ? found.realIn(low, high, otherwise) : otherwise;
}

void readRelaxation(const core::Node& node, Material& m) {
    const std::vector<core::Node> terms = node.find("relaxation").items();
    if (terms.size() > static_cast<std::size_t>(kPronyTerms))
        node.find("relaxation")
            .fault("at most " + std::to_string(kPronyTerms) + " terms, found " + std::to_string(terms.size()));
    float sum = 0.0f;
    for (std::size_t t = 0; t < terms.size() && t < static_cast<std::size_t>(kPronyTerms); ++t) {
        m.relaxing[t] = terms[t].get("share").realIn(0.0f, 0.95f, 0.0f);
        m.timeConstant[t] = terms[t].get("time_s").realIn(1e-3f, 1e5f, 1.0f);
        sum += m.relaxing[t];
    }
    if (sum > 0.95f) node.find("relaxation").fault("the shares sum to more than 0.95: nothing would hold the tissue");
}

Material readMaterial(const core::Node& node) {
    Material m;
    m.kind = static_cast<TissueKind>(node.get("kind").oneOf(kindNames()));
    m.source = node.get("source").text();
    if (m.source.empty() && node.has("source")) node.find("source").fault("the source is empty");
    constexpr char kConfidences[] = {'A', 'B', 'C'};
    m.confidence = kConfidences[node.get("confidence").oneOf({"A", "B", "C"})];
    m.densityKgPerM3 = optional(node, "density_kg_m3", 0.1f, 5000.0f, 1000.0f);
    if (const core::Node rigid = node.find("rigid"); rigid.exists()) m.rigid = rigid.boolean();
    if (m.rigid) return m;
    m.youngKPa = node.get("young_kpa").realIn(0.05f, 1e5f, 10.0f);
    m.poisson = node.get("poisson").realIn(0.0f, 0.495f, 0.45f);
    m.c20KPa = optional(node, "c20_kpa", 0.0f, 1e5f, 0.0f);
    m.fibreKPa = optional(node, "fibre_kpa", 0.0f, 1e5f, 0.0f);
    m.toneKPa = optional(node, "tone_kpa", 0.0f, 500.0f, 0.0f);
    m.toneStiffening = optional(node, "tone_stiffening", 0.0f, 20.0f, 0.0f);
    readRelaxation(node, m);
    return m;
}

} // namespace

core::Result<MaterialLibrary> loadMaterials(const std::filesystem::path& file) {
    auto document = core::Document::read(file);
    if (!document) return document.error();
    MaterialLibrary library;
    std::array<bool, kTissueKindCount> known{};
    const core::Node root = document.value().root();
    for (const core::Node& node : root.get("material").items()) {
        const Material m = readMaterial(node);
        bool& seen = known[static_cast<std::size_t>(m.kind)];
        if (seen) node.fault("the kind \"" + std::string(tissueKindName(m.kind)) + "\" has a law already");
        if (m.rigid != (m.kind == TissueKind::Bone))
            node.fault("bone is rigid, and nothing else is; found rigid = " + std::string(m.rigid ? "true" : "false") +
                       " for " + std::string(tissueKindName(m.kind)));
        seen = true;
        library.set(m);
    }
    for (std::size_t i = 0; i < known.size(); ++i)
        if (!known[i])
            root.fault("no law for the kind \"" + std::string(tissueKindName(static_cast<TissueKind>(i))) + "\"");
    if (const auto status = document.value().finish(); !status) return status.error();
    return library;
}

} // namespace tissue
