// Body meshes: the body as the renderer holds it: one mesh a structure, with its surface kind, colour and pick id.
#pragma once

#include <anatomy/posing.h>
#include <render/renderer.h>

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace app {

struct DrawnStructure {
    core::StructureId id;
    std::size_t part = 0; ///< of Body::parts()
    anatomy::Kind kind = anatomy::Kind::Bone;
    anatomy::Layer layer = anatomy::Layer::Bone;
    render::MeshHandle mesh;
    render::Surface surface = render::Surface::Plain;
    glm::vec3 colour{0.7f};
    core::Box bounds; ///< bind pose
};

class BodyMeshes {
public:
    /// Uploads every part, simplified to about that share of its triangles (1: as it is). Error: the renderer's.
    static core::Result<BodyMeshes> upload(const anatomy::Body& body, render::Renderer& renderer,
                                           core::Workers& workers, float detail = 1.0f);

    const std::vector<DrawnStructure>& structures() const { return structures_; }
    const DrawnStructure* find(core::StructureId id) const;
    /// Pick ids are positions in structures() plus one.
    std::uint32_t pickId(std::size_t index) const { return static_cast<std::uint32_t>(index) + 1; }
    core::StructureId picked(std::uint32_t pickId) const;
    core::Box bounds() const { return bounds_; }

private:
    std::vector<DrawnStructure> structures_;
    core::Box bounds_;
};

/// What the user chose to see.
struct Look {
    anatomy::Layer peel = anatomy::Layer::Skin; ///< layers before this one are taken off
    float outerOpacity = 1.0f;                  ///< of the outermost layer that is left
    bool showNerves = false;                    ///< through everything that is left
    bool contextMuted = true;                   ///< with an isolated structure, the rest is dimmed instead of hidden
    bool showFurniture = true;                  ///< what the patient rests on (furniture.h)
    std::set<core::StructureId> hidden;
    std::optional<core::StructureId> isolated;
    core::StructureId selected;
    core::StructureId hovered;
    std::optional<render::SectionPlane> section;
};

/// Adds the structures of the body that `look` shows to the view.
void addBody(render::View& view, const BodyMeshes& meshes, const Look& look);
/// Lays what addBody added in a posture.
void poseBody(render::View& view, const BodyMeshes& meshes, const anatomy::Posing& posing);

} // namespace app
