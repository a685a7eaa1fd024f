// Scene targets: the images and buffers a scene is drawn into, all that depends on its size. Rebuilt on resize or when
// a frame found too little room for shaded pieces. State for barriers is kept beside each.
#pragma once

#include <gpu/frame.h>
#include <gpu/pass_list.h>
#include <gpu/pipeline.h>

#include <shared.h>

#include <array>

namespace render {

/// Resources of the scene's pass list; PosedVertices belongs to the pose store.
enum SceneResource : gpu::ResourceIndex {
    PosedVertices,
    ShadowMap,
    Visible,
    Depth,
    CutStencil, ///< whether a sample lies in a solid where the section cuts it
    Occlusion,
    Picture,
    Counts,
    Heads,
    Layered, ///< pixels that have a transparent surface
    Nodes,
    PixelHeads,
    Tasks,
    Lists,
    Results,
    Marks,
    Arguments,
    Picks0, ///< one per frame slot
    Picks1,
    CountsBack0,
    CountsBack1,
    SceneResourceCount
};

constexpr std::uint32_t kShadowSize = 2048;

struct SceneTargets {
    vk::Extent2D size; ///< internal resolution
    std::uint32_t taskCapacity = 0;
    std::uint32_t nodeCapacity = 0; ///< 0: no transparent item was seen yet
    gpu::Image shadowMap;
    gpu::Image visible;
    gpu::Image depth;
    gpu::Image cutStencil; ///< only once a section was drawn
    gpu::Image occlusion;
    gpu::Image picture;
    std::array<gpu::Buffer, SceneResourceCount> buffers; ///< by SceneResource; empty where it is an image
    std::array<gpu::ResourceState, SceneResourceCount> states;

    const gpu::Image* image(SceneResource resource) const;
    vk::Extent2D halfSize() const { return {(size.width + 1) / 2, (size.height + 1) / 2}; }
};

struct TargetNeeds {
    vk::Extent2D size;
    vk::SampleCountFlagBits samples = vk::SampleCountFlagBits::e4;
    std::uint32_t tasks = 0;
    std::uint32_t nodes = 0;
    vk::Format stencil = vk::Format::eUndefined; ///< undefined: no section is drawn
};

/// Makes or remakes what does not fit; what is replaced is retired with the frame. True when anything changed.
bool fit(SceneTargets& targets, const TargetNeeds& needs, gpu::Device& device, gpu::Frame& frame);

constexpr vk::Format kDepthFormat = vk::Format::eD32Sfloat;
constexpr vk::Format kVisibleFormat = vk::Format::eR8G8B8A8Unorm;

} // namespace render
