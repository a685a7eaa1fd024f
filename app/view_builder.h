// View builder: from a world, a snapshot of the session and what the user chose to see to the renderer's View: the body
// in its posture with what it rests on, the dent, the tool, pain and referral painted on the skin, the target of a
// lesson.
#pragma once

#include <app/body_meshes.h>
#include <app/furniture.h>
#include <app/nerve_view.h>
#include <app/orbit_camera.h>
#include <app/tool_model.h>
#include <session/session.h>

#include <map>
#include <memory>
#include <string>

namespace app {

/// What the renderer holds of one world. Made once, or again when the body changes.
struct SceneMeshes {
    BodyMeshes body;
    struct ToolPiece {
        render::MeshHandle mesh;
        ToolMatter matter = ToolMatter::Skin;
    };
    std::map<std::string, std::vector<ToolPiece>> tools; ///< by key; those that are there yet
    std::map<Piece, render::MeshHandle> pieces;
    std::vector<PlacedPiece> furniture; ///< under the patient in the world's posture

    /// The body; a picture of it needs no tools. `detail` as BodyMeshes::upload.
    static core::Result<SceneMeshes> upload(const session::World& world, render::Renderer& renderer,
                                            core::Workers& workers, float detail = 1.0f);
    core::Status addTools(const ToolModels& models, render::Renderer& renderer);
};

struct ViewRequest {
    int width = 1280;
    int height = 720;
    Look look;
    OrbitCamera camera;
    int skinTone = 0; ///< 1 very light .. 8 very dark; 0: as the patient's chart says
    bool showPain = true;
    bool showTool = true;
    float toolOpacity = 1.0f;        ///< below 1 the place under the hand is seen through it
    float handTone = 0.3f;           ///< 0 very light .. 1 very dark skin of the therapist
    std::optional<glm::vec3> target; ///< ring on the skin, posed body frame
    std::optional<glm::vec3> mark;   ///< where the student marked
    bool light = false;              ///< background for the light theme
    float time = 0.0f;
    NerveView nerve;       ///< when the session's nerve bench is on
    bool furnished = true; ///< with the furniture of the world's posture
};

/// What the patient rests on, unless it would stand before what is looked at: seen from beneath, with a section or an
/// isolated structure.
void addFurniture(render::View& view, const SceneMeshes& meshes, const std::vector<PlacedPiece>& furniture,
                  const Look& look);

/// `snapshot` may be null: the body at rest.
render::View buildView(const session::World& world, const SceneMeshes& meshes, const ViewRequest& request,
                       const session::Snapshot* snapshot);

/// Box of the posed body, for framing.
core::Box posedBounds(const session::World& world);
/// Of what the program is about: head, neck, trunk and buttocks, without the limbs.
core::Box backBounds(const session::World& world);

} // namespace app
