// Presses the indentation cases: reads them from standard input as lines of words (run_oracle.py writes them from
// cases.json), prints the curves as one JSON document.
//   case ID | block HALF_WIDTH THICKNESS | layer THICKNESS E NU | sphere X Y Z R E | box X0 Y0 Z0 X1 Y1 Z1 E
//   bone_sphere X Y Z R | bone_cylinder X Z R (along y) | indenter ball|flat_disc R frictionless|no_slip|bonded
//   path D0 S0 D1 S1 ... | run live|fine         mm, kPa; z out of the body
#include <core/text.h>
#include <tissue/press.h>

#include <cmath>
#include <iostream>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

namespace {

using tissue::TissueKind;

struct Inclusion {
    bool box = false;
    glm::vec3 a{0.0f}, b{0.0f}; ///< corners, or centre
    float radius = 0.0f, young = 0.0f;
    bool contains(const glm::vec3& p) const {
        if (!box) return glm::distance(p, a) < radius;
        return glm::all(glm::greaterThanEqual(p, a)) && glm::all(glm::lessThanEqual(p, b));
    }
};

struct Case : tissue::TissueMap {
    std::string id, contact, form;
    float halfWidth = 80, thickness = 40, radius = 10;
    std::vector<float> layers;
    std::vector<TissueKind> kinds;
    std::vector<Inclusion> inclusions, spheres;
    std::vector<glm::vec3> cylinders; ///< x, z, radius
    std::vector<glm::vec2> path;
    tissue::MaterialLibrary laws;

    tissue::TissueSample at(const glm::vec3& metres) const override {
        const glm::vec3 p = metres * 1000.0f;
        tissue::TissueSample s;
        if (p.z > 0.0f) return s;
        s.kind = TissueKind::Bone;
        if (p.z < -thickness) return s;
        for (const Inclusion& b : spheres)
            if (b.contains(p)) return s;
        for (const glm::vec3& c : cylinders)
            if (std::hypot(p.x - c.x, p.z - c.y) < c.z) return s;
        float bottom = 0.0f;
        for (std::size_t i = 0; i < layers.size(); ++i) {
            bottom -= layers[i];
            if (p.z > bottom || i + 1 == layers.size()) {
                s.kind = kinds[i];
                break;
            }
        }
        for (const Inclusion& n : inclusions)
            if (n.contains(p)) s.stiffnessFactor = n.young / laws.of(s.kind).youngKPa;
        return s;
    }
    std::optional<tissue::SurfaceHit> skin(const core::Ray& ray) const override {
        if (!(ray.direction.z < 0.0f) || ray.origin.z < 0.0f) return std::nullopt;
        return tissue::SurfaceHit{ray.origin - ray.direction * (ray.origin.z / ray.direction.z), {0, 0, 1}};
    }
};

bool run(const Case& c, const std::string& level, core::JsonWriter& json) {
    tissue::Tool tool;
    tool.shape.form = c.form == "ball" ? tissue::ToolShape::Form::Ball : tissue::ToolShape::Form::RoundedDisc;
    tool.shape.radius = 0.001f * c.radius;
    tool.shape.edgeRadius = 0.0001f;
    tool.largestForceN = 1000.0f;
    tissue::BlockOptions options = level == "live" ? tissue::BlockOptions::live() : tissue::BlockOptions::fine();
    options.halfWidth = 0.001f * std::min(c.halfWidth, 80.0f);
    options.depth = 0.001f * c.thickness;
    options.viscous = false;
    auto press = tissue::Press::begin(c, c.laws, tool, {0, 0, 0}, {0, 0, -1}, options);
    if (!press) {
        std::cerr << c.id << ": " << press.error().text() << "\n";
        return false;
    }
    core::Workers workers(2);
    std::vector<float> columns[4];
    const auto record = [&](const glm::vec2& at) {
        const tissue::Reading r = press.value().reading();
        columns[0].push_back(at.x);
        columns[1].push_back(at.y);
        columns[2].push_back(r.forceN);
        columns[3].push_back(r.forceVectorN.x);
    };
    record({0, 0});
    const float friction = c.contact == "frictionless" ? 0.0f : tissue::PressCommand::kNoSlip;
    constexpr int kSteps = 12;
    for (std::size_t n = 1; n < c.path.size(); ++n)
        for (int s = 1; s <= kSteps; ++s) {
            const glm::vec2 at = glm::mix(c.path[n - 1], c.path[n], static_cast<float>(s) / kSteps);
            press.value().settle({tissue::Drive::Depth, 0.001f * at.x, {0.001f * at.y, 0, 0}, friction}, 0.0f, workers);
            record(at);
        }
    const char* names[] = {"indentation_mm", "slide_mm", "force_N", "slide_force_N"};
    json.key(level).beginObject().field("elements", press.value().elementCount());
    for (std::size_t k = 0; k < 4; ++k) {
        json.key(names[k]).beginArray();
        for (const float v : columns[k]) json.value(v);
        json.endArray();
    }
    json.endObject();
    return true;
}

} // namespace

int main() {
    core::JsonWriter json;
    json.beginObject().key("cases").beginArray();
    Case c;
    bool open = false, good = true;
    for (std::string line; std::getline(std::cin, line);) {
        std::istringstream in(line);
        std::string word;
        in >> word;
        if (word == "case") {
            if (open) json.endObject();
            c = Case();
            in >> c.id;
            json.beginObject().field("id", c.id);
            open = true;
        } else if (word == "block") {
            in >> c.halfWidth >> c.thickness;
        } else if (word == "layer") {
            float thick = 0, young = 0, poisson = 0;
            in >> thick >> young >> poisson;
            const TissueKind order[] = {TissueKind::Skin, TissueKind::Fat, TissueKind::Muscle};
            tissue::Material m;
            m.kind = order[std::min<std::size_t>(c.layers.size(), 2)];
            m.youngKPa = young;
            m.poisson = poisson;
            c.laws.set(m);
            c.layers.push_back(thick);
            c.kinds.push_back(m.kind);
            m.kind = TissueKind::Muscle; // the last one also stands for what the block needs of muscle
            c.laws.set(m);
        } else if (word == "sphere" || word == "bone_sphere") {
            Inclusion s;
            in >> s.a.x >> s.a.y >> s.a.z >> s.radius >> s.young;
            (word == "sphere" ? c.inclusions : c.spheres).push_back(s);
        } else if (word == "box") {
            Inclusion s;
            s.box = true;
            in >> s.a.x >> s.a.y >> s.a.z >> s.b.x >> s.b.y >> s.b.z >> s.young;
            c.inclusions.push_back(s);
        } else if (word == "bone_cylinder") {
            glm::vec3 b;
            in >> b.x >> b.y >> b.z;
            c.cylinders.push_back(b);
        } else if (word == "indenter") {
            in >> c.form >> c.radius >> c.contact;
        } else if (word == "path") {
            for (glm::vec2 p; in >> p.x >> p.y;) c.path.push_back(p);
        } else if (word == "run") {
            std::string level;
            in >> level;
            good = run(c, level, json) && good;
        }
    }
    if (open) json.endObject();
    json.endArray().endObject();
    std::cout << json.text() << "\n";
    return good ? 0 : 1;
}
