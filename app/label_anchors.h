// Label anchors: which structures are seen, and a seen point in the middle of each, from a coarse grid of picks. Points
// are kept in the body frame, so that labels follow the camera between two looks; a structure keeps its point as long
// as that is seen, and its side of the picture until it is well across the middle, so that labels do not flicker.
#pragma once

#include <app/body_meshes.h>
#include <app/orbit_camera.h>
#include <render/renderer.h>

#include <map>
#include <vector>

namespace app {

/// A structure to name in the picture.
struct SeenStructure {
    core::StructureId id;
    glm::vec2 at{0.0f}; ///< pixels of the scene, top left (0,0)
    float share = 0.0f; ///< of the picture that it covers
    bool left = false;  ///< of the middle
};

class LabelAnchors {
public:
    static constexpr int kColumns = 96, kRows = 72;

    /// From Renderer::pickGrid(kColumns, kRows) of a picture of `width` x `height` taken with that camera.
    void look(const std::vector<render::Pick>& grid, const BodyMeshes& meshes, const OrbitCamera& camera, float width,
              float height);
    /// For a picture by this camera.
    std::vector<SeenStructure> seen(const OrbitCamera& camera, float width, float height);
    void forget() { anchors_.clear(); }

private:
    struct Anchor {
        glm::vec3 at{0.0f};
        float share = 0.0f;
        int side = 0; ///< -1 left, 1 right, 0 not placed yet
    };
    std::map<core::StructureId, Anchor> anchors_;
};

} // namespace app
