// Reading assets/anatomy/skin.toml: the map of thicknesses and the forms.
#include <anatomy/skin.h>

#include <core/document.h>

#include <algorithm>
#include <cmath>

namespace anatomy {
namespace {

constexpr float kMm = 0.001f;
constexpr int kQuarterRadii = 16;

/// Forms are read as figures and kept as meshes: this is what both have in common.
struct Figure {
    geometry::Loft loft;
    bool ellipsoid = false;
    glm::vec3 centre{0.0f};
    glm::mat3 axes{1.0f};
};

core::Result<geometry::Mesh> meshOf(const Figure& figure) {
    if (!figure.ellipsoid) return geometry::meshLoft(figure.loft, {.stepM = 0.006f, .perRadius = 3, .capRings = 8});
    // An ellipsoid is a loft of circles, stretched.
    geometry::Loft ball{.reference = {0, 0, 1}, .stations = {}, .cap = 0.0f};
    constexpr int kRings = 24;
    for (int i = 0; i <= kRings; ++i) {
        const float angle = core::kPi * (0.02f + 0.96f * static_cast<float>(i) / kRings);
        ball.stations.push_back({{0, -std::cos(angle), 0}, std::vector<float>(12, std::sin(angle))});
    }
    auto mesh = geometry::meshLoft(ball, {.stepM = 0.1f, .perRadius = 3, .capRings = 2});
    if (!mesh) return mesh;
    const glm::mat3 normals = glm::transpose(glm::inverse(figure.axes));
    for (glm::vec3& p : mesh.value().positions) p = figure.centre + figure.axes * p;
    for (glm::vec3& n : mesh.value().normals) n = glm::normalize(normals * n);
    mesh.value().fibres.clear();
    return mesh;
}

/// A section given by its half-widths to the front, to the patient's outer side, to the back and to the inner side,
/// and the exponent of the superellipse between them (2: ellipse; more: squarer).
std::vector<float> quarterRadii(const std::array<float, 4>& half, float exponent, bool leftIsSecond) {
    std::vector<float> radii;
    for (int j = 0; j < kQuarterRadii; ++j) {
        const float angle = 2.0f * core::kPi * static_cast<float>(j) / kQuarterRadii;
        const float c = std::cos(angle);
        const float s = std::sin(angle);
        const float front = c >= 0.0f ? half[0] : half[2];
        const bool outer = (s >= 0.0f) != leftIsSecond;
        const float side = outer ? half[1] : half[3];
        const float sum = std::pow(std::abs(c) / front, exponent) + std::pow(std::abs(s) / side, exponent);
        radii.push_back(std::pow(sum, -1.0f / exponent));
    }
    return radii;
}

void readQuarters(const core::Node& node, geometry::Loft& loft) {
    const auto rows = node.get("stations").items();
    std::vector<std::vector<float>> figures;
    for (const core::Node& row : rows) {
        std::vector<float> values = row.reals();
        if (values.size() != 8) {
            row.fault("a station of quarters has 8 figures: x, y, z, front, outer, back, inner, exponent; found " +
                      std::to_string(values.size()));
            return;
        }
        for (std::size_t k = 3; k < 7; ++k)
            if (!(values[k] > 0.0f))
                return row.fault("half-widths must be positive, found " + std::to_string(values[k]));
        if (!(values[7] >= 1.0f && values[7] <= 6.0f))
            return row.fault("the exponent must lie in [1, 6], found " + std::to_string(values[7]));
        figures.push_back(std::move(values));
    }
    if (figures.size() < 3)
        return node.fault("at least 3 stations are needed, found " + std::to_string(figures.size()));
    // Radius 4 of 16 stands along axis x reference: find out whether that is the patient's left.
    const auto centre = [&](std::size_t i) { return kMm * glm::vec3(figures[i][0], figures[i][1], figures[i][2]); };
    const bool leftIsSecond = glm::cross(centre(1) - centre(0), loft.reference).x > 0.0f;
    for (std::size_t i = 0; i < figures.size(); ++i) {
        const std::vector<float>& f = figures[i];
        loft.stations.push_back(
            {centre(i), quarterRadii({kMm * f[3], kMm * f[4], kMm * f[5], kMm * f[6]}, f[7], leftIsSecond)});
    }
}

void readLoft(const core::Node& node, geometry::Loft& loft) {
    for (const core::Node& row : node.get("stations").items()) {
        const std::vector<float> values = row.reals();
        if (values.size() < 9)
            return row.fault("a station of a loft has x, y, z and at least 6 radii; found " +
                             std::to_string(values.size()) + " figures");
        geometry::LoftStation station{kMm * glm::vec3(values[0], values[1], values[2]), {}};
        for (std::size_t k = 3; k < values.size(); ++k) station.radii.push_back(kMm * values[k]);
        loft.stations.push_back(std::move(station));
    }
}

void readEllipsoid(const core::Node& node, Figure& figure) {
    figure.ellipsoid = true;
    figure.centre = kMm * node.get("centre").vec3();
    const core::Node semi = node.get("semi_axes_mm");
    const glm::vec3 lengths = semi.vec3(glm::vec3(10.0f));
    if (!glm::all(glm::greaterThan(lengths, glm::vec3(0.0f)))) semi.fault("semi-axes must be positive");
    const glm::vec3 turn = node.has("turn_deg") ? node.find("turn_deg").vec3() : glm::vec3(0.0f);
    const glm::mat4 turned = glm::rotate(glm::mat4(1.0f), core::radians(turn.y), glm::vec3(0, 1, 0)) *
                             glm::rotate(glm::mat4(1.0f), core::radians(turn.x), glm::vec3(1, 0, 0)) *
                             glm::rotate(glm::mat4(1.0f), core::radians(turn.z), glm::vec3(0, 0, 1));
    figure.axes = glm::mat3(turned);
    for (int k = 0; k < 3; ++k) figure.axes[k] *= kMm * std::max(lengths[k], 0.1f);
}

float optional(const core::Node& node, std::string_view key, float low, float high, float otherwise) {
    const core::Node value = node.find(key);
    return value.exists() ? value.realIn(low, high, otherwise) : otherwise;
}

bool flag(const core::Node& node, std::string_view key) {
    const core::Node value = node.find(key);
    return value.exists() && value.boolean();
}

void readForm(const core::Node& node, SkinDescription& skin) {
    SkinForm form;
    form.name = node.get("name").text();
    form.blendM = kMm * optional(node, "blend_mm", 0.0f, 100.0f, 20.0f);
    form.growth = optional(node, "growth", 0.0f, 3.0f, 1.0f);
    form.carve = flag(node, "carve");
    if (const core::Node stage = node.find("stage"); stage.exists())
        form.stage = static_cast<SkinStage>(stage.oneOf({"trunk", "limb", "fine"}));
    if (const core::Node outward = node.find("outward"); outward.exists()) {
        const glm::vec3 direction = outward.vec3(-core::kAnterior);
        if (glm::length(direction) < 1e-3f) return outward.fault("a direction must not be zero");
        form.outward = glm::normalize(direction);
    }
    const bool mirrored = flag(node, "mirrored");
    Figure figure;
    const std::size_t type = node.get("type").oneOf({"quarters", "loft", "ellipsoid"});
    if (type == 2) {
        readEllipsoid(node, figure);
    } else {
        figure.loft.cap = optional(node, "cap", 0.0f, 3.0f, 0.5f);
        if (node.has("reference")) figure.loft.reference = node.find("reference").vec3({0, 0, 1});
        type == 0 ? readQuarters(node, figure.loft) : readLoft(node, figure.loft);
        if (figure.loft.stations.size() < 3) {
            if (type == 1) node.fault("at least 3 stations are needed");
            return;
        }
    }
    auto mesh = meshOf(figure);
    if (!mesh) return node.fault("form \"" + form.name + "\": " + mesh.error().text());
    form.mesh = std::move(mesh).value();
    skin.forms.push_back(form);
    if (!mirrored) return;
    form.mesh = geometry::mirrored(form.mesh);
    form.outward.x = -form.outward.x;
    skin.forms.push_back(std::move(form));
}

void readSite(const core::Node& node, SkinDescription& skin) {
    SkinSite site;
    site.name = node.get("name").text();
    site.at = kMm * node.get("at").vec3();
    site.skinM = kMm * optional(node, "skin_mm", 0.3f, 6.0f, 2.0f);
    site.reachM = kMm * optional(node, "reach_mm", 5.0f, 500.0f, 80.0f);
    const core::Node fat = node.get("fat_mm");
    const glm::vec3 figures = fat.vec3(glm::vec3(5.0f));
    for (int k = 0; k < 3; ++k) {
        if (!(figures[k] >= 0.0f && figures[k] <= 120.0f)) fat.fault("fat must lie in [0, 120] mm");
        if (k > 0 && figures[k] < figures[k - 1]) fat.fault("fat must not fall with the body mass index");
        site.fatM[static_cast<std::size_t>(k)] = kMm * figures[k];
    }
    skin.sites.push_back(site);
    if (!flag(node, "mirrored")) return;
    site.at.x = -site.at.x;
    skin.sites.push_back(std::move(site));
}

void readMaking(const core::Node& node, SkinDescription& skin) {
    skin.formBmi = node.get("form_bmi").realIn(kLowestBmi, kHighestBmi, skin.formBmi);
    skin.voxelM = kMm * node.get("voxel_mm").realIn(2.0f, 20.0f, 4.0f);
    skin.closingM = kMm * node.get("closing_mm").realIn(0.0f, 60.0f, 12.0f);
    skin.smoothingM = kMm * node.get("smoothing_mm").realIn(0.0f, 30.0f, 4.0f);
    skin.triangles = static_cast<std::size_t>(node.get("triangles").numberIn(1000, 2e6, 60000));
    const core::Node bmi = node.get("body_mass_indices");
    const glm::vec3 figures = bmi.vec3({22, 28, 33});
    if (!(figures.x < figures.y && figures.y < figures.z)) bmi.fault("the body mass indices must rise");
    for (int k = 0; k < 3; ++k) skin.bodyMassIndices[static_cast<std::size_t>(k)] = figures[k];
}

} // namespace

core::Result<SkinDescription> readSkin(const std::filesystem::path& file) {
    auto document = core::Document::read(file);
    if (!document) return document.error();
    const core::Node root = document.value().root();
    SkinDescription skin;
    skin.source = root.get("source").text();
    readMaking(root.get("making"), skin);
    for (const core::Node& node : root.get("site").items()) readSite(node, skin);
    if (const core::Node forms = root.find("form"); forms.exists())
        for (const core::Node& node : forms.items()) readForm(node, skin);
    if (skin.sites.empty()) root.fault("at least one [[site]] is needed");
    if (const auto status = document.value().finish(); !status) return status.error();
    return skin;
}

} // namespace anatomy
