// Scene: draws one View into its targets by a fixed list of passes: pose, shadow map, visibility, cut faces,
// transparent lists, ambient occlusion, gather, shading (one dispatch per family of surfaces), composite. Visibility
// first and shading after means that a pixel is shaded about once, however many small triangles it holds: what the CPU
// driver needs most.
#pragma once

#include <render/pose_store.h>
#include <render/projection.h>
#include <render/renderer.h>
#include <render/scene_targets.h>

#include <functional>
#include <map>
#include <optional>

namespace render {

struct SceneContext {
    gpu::Device& device;
    MeshStore& meshes;
    PoseStore& poses;
    vk::SampleCountFlagBits samples;
};

class Scene {
public:
    explicit Scene(const SceneContext& context);

    /// Bytes of frame memory that draw() takes for this view.
    vk::DeviceSize neededBytes(const View& view) const;
    /// Records all passes. Afterwards picture() holds the finished frame, sRGB-encoded, ready for `pictureUse`.
    core::Status draw(const View& view, gpu::Frame& frame, FrameMemory& values, gpu::Use pictureUse);
    /// Chooses the detail of the next picture as if it were the first, so that it does not depend on what came before.
    void forgetDetail() { detail_.clear(); }
    /// Triangles of the last picture, the shadow map's not counted.
    std::uint64_t trianglesDrawn() const { return trianglesDrawn_; }
    const gpu::Image& picture() const { return targets_.picture; }
    vk::Sampler sampler() const { return *linear_; }

    /// Call when the slot's frame is finished: true when it lacked room, so that pieces are missing from the picture;
    /// the next draw() has more.
    bool lackedRoom(int slot);

    /// From the frame drawn in that slot, which must be finished. Pixel coordinates of the View.
    Pick pick(int slot, int x, int y);
    /// Renderer::pickGrid.
    std::vector<Pick> pickGrid(int slot, int columns, int rows);

private:
    struct Plan; ///< what one frame draws
    struct Recorder;
    core::Status preparePipelines(const Plan& plan);
    Plan plan(const View& view, gpu::Frame& frame, FrameMemory& values);
    shared::FrameConstants constants(const View& view, const Plan& plan) const;
    void recordShadow(const Plan& plan, Recorder& recorder);
    void recordVisibility(const Plan& plan, Recorder& recorder);
    void recordSection(const Plan& plan, Recorder& recorder);
    void recordLayers(const Plan& plan, Recorder& recorder);
    void recordGather(const Plan& plan, Recorder& recorder);
    void recordArguments(Recorder& recorder);
    void recordShading(const Plan& plan, Recorder& recorder);
    void recordComposite(const Plan& plan, Recorder& recorder, gpu::Use pictureUse);
    const StoredMesh::Level& detailOf(const PosedItem& item, const Projection& projection);
    void drawItems(const Slice& draws, std::uint32_t count, vk::CommandBuffer commands);

    SceneContext context_;
    SceneTargets targets_;
    vk::Format stencilFormat_ = vk::Format::eUndefined;
    std::map<std::uint32_t, int> detail_; ///< level last drawn, by the place of the item's vertices
    std::uint64_t trianglesDrawn_ = 0;
    std::uint64_t shadowState_ = 0; ///< of what the shadow map shows
    std::uint32_t wantedTasks_ = 0;
    std::uint32_t wantedNodes_ = 0;
    struct Drawn {
        Projection projection;
        int width = 0;
        int height = 0;
        bool counted = false;
    };
    std::array<Drawn, gpu::kFramesInFlight> drawn_;
    vk::raii::Sampler linear_ = nullptr;
    vk::raii::Sampler nearest_ = nullptr;
    vk::raii::Sampler shadowSampler_ = nullptr;
    gpu::Pipeline shadow_, visibility_, visibilityBoth_, cutParity_, cutFace_, layers_, occlusion_, gather_,
        gatherLayers_, arguments_, composite_;
    std::array<gpu::Pipeline, shared::kFamilies> shade_;
};

} // namespace render
