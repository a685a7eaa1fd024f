// From figures to meshes: one description, one closed surface.
#include <anatomy/description.h>

#include <algorithm>

namespace anatomy {
namespace {

constexpr std::size_t kTubeSides = 8;
constexpr float kTubeStepM = 0.006f;
constexpr float kRibbonStepM = 0.006f;
/// Lofts and ribbons longer than this get coarser meshes in proportion, so that a large muscle is not a mesh of 50 000.
constexpr float kFineBelowM = 0.30f;

float coarseness(const core::Box& box) {
    const glm::vec3 size = box.size();
    return std::max(1.0f, std::max(size.x, std::max(size.y, size.z)) / kFineBelowM);
}

core::Result<geometry::Mesh> meshTube(const Tube& tube, const geometry::Tendons& tendons) {
    geometry::Loft loft;
    loft.tendons = tendons;
    loft.cap = 0.6f;
    // A loft needs three stations; a straight tube gets its middle.
    Tube points = tube;
    if (points.size() == 2)
        points.insert(points.begin() + 1,
                      {0.5f * (points[0].position + points[1].position), 0.5f * (points[0].radius + points[1].radius)});
    for (const TubePoint& point : points)
        loft.stations.push_back({point.position, std::vector<float>(kTubeSides, point.radius)});
    const glm::vec3 along = points[1].position - points[0].position;
    const glm::vec3 size = glm::abs(along);
    loft.reference = size.x <= size.y && size.x <= size.z ? glm::vec3(1, 0, 0)
                     : size.y <= size.z                   ? glm::vec3(0, 1, 0)
                                                          : glm::vec3(0, 0, 1);
    return geometry::meshLoft(loft, {.stepM = kTubeStepM, .perRadius = 1, .capRings = 2});
}

/// The same tendons for one of several tubes: the lengths at its place among them.
geometry::Tendons oneOf(const geometry::Tendons& all, float across) {
    geometry::Tendons out = all;
    for (std::vector<float>* list :
         {&out.origin.lengthM, &out.origin.sheetM, &out.insertion.lengthM, &out.insertion.sheetM})
        if (!list->empty()) *list = {geometry::lengthAcross(*list, across)};
    return out;
}

core::Result<geometry::Mesh> meshTubes(const Tubes& tubes, const geometry::Tendons& tendons) {
    constexpr float kGrainApartM = 0.0173f; // so that neighbours do not show the same pattern
    geometry::Mesh out;
    for (std::size_t i = 0; i < tubes.size(); ++i) {
        const float across = tubes.size() > 1 ? static_cast<float>(i) / static_cast<float>(tubes.size() - 1) : 0.5f;
        auto mesh = meshTube(tubes[i], oneOf(tendons, across));
        if (!mesh) return mesh;
        for (glm::vec3& place : mesh.value().grain) place.y += kGrainApartM * static_cast<float>(i);
        geometry::append(out, mesh.value());
    }
    return out;
}

struct Mesher {
    const geometry::Tendons& tendons;

    core::Result<geometry::Mesh> operator()(geometry::Loft loft) const {
        loft.tendons = tendons;
        auto mesh = geometry::meshLoft(loft);
        if (!mesh) return mesh;
        const float coarse = coarseness(geometry::bounds(mesh.value()));
        geometry::LoftDetail detail;
        detail.stepM *= coarse;
        return coarse > 1.0f ? geometry::meshLoft(loft, detail) : std::move(mesh);
    }
    core::Result<geometry::Mesh> operator()(geometry::Ribbon ribbon) const {
        ribbon.tendons = tendons;
        core::Box box;
        for (const geometry::RibbonPoint& point : ribbon.points) box.add(point.position);
        geometry::RibbonDetail detail;
        detail.stepM = kRibbonStepM * coarseness(box);
        return geometry::meshRibbon(ribbon, detail);
    }
    core::Result<geometry::Mesh> operator()(const geometry::Composite& composite) const {
        return geometry::meshComposite(composite);
    }
    core::Result<geometry::Mesh> operator()(const Tubes& tubes) const { return meshTubes(tubes, tendons); }
};

} // namespace

core::Result<geometry::Mesh> meshShape(const Shape& shape) {
    auto mesh = std::visit(Mesher{shape.tendons}, shape.form);
    const std::string where = shape.place.text() + ": \"" + shape.key + "\"";
    if (!mesh) return mesh.error().within(where);
    if (shape.mirrored) geometry::append(mesh.value(), geometry::mirrored(geometry::Mesh(mesh.value())));
    if (const std::string fault = geometry::validate(mesh.value()); !fault.empty())
        return core::Error(where + ": its mesh is broken: " + fault);
    if (mesh.value().indices.empty()) return core::Error(where + ": its mesh is empty");
    return mesh;
}

} // namespace anatomy
