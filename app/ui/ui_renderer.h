// UI renderer: draws ImGui's draw data inside the renderer's last pass (render::UiContext), in a window or off-screen.
// Colours and pictures are sRGB-encoded with straight alpha and are blended as they are. A texture is named by a number
// (never a pointer), so that a stale name draws nothing instead of crashing. Made for one device; dies before it.
// Errors: shaders missing, a picture of the wrong size; Vulkan's own failures inside draw() are thrown (see
// vulkan_access.h).
#pragma once

#include <core/image.h>
#include <render/vulkan_access.h>

#include <imgui/imgui.h>

#include <array>
#include <map>
#include <memory>
#include <vector>

namespace app {

class UiRenderer {
public:
    static core::Result<std::unique_ptr<UiRenderer>> create(render::VulkanAccess& access);
    ~UiRenderer();
    UiRenderer(const UiRenderer&) = delete;
    UiRenderer& operator=(const UiRenderer&) = delete;

    /// Builds the atlas's picture and uploads it; again after the fonts changed.
    core::Status uploadFonts(ImFontAtlas& atlas);

    /// For ImGui::Image.
    core::Result<ImTextureID> addImage(const core::Image& image);
    /// May be called while frames that show it are in flight. An unknown name is ignored.
    void removeImage(ImTextureID name);

    /// Call from WindowFrame::drawUi, once a frame.
    void draw(const ImDrawData& data, const render::UiContext& context);

private:
    struct Buffers {
        gpu::Buffer vertices;
        gpu::Buffer indices;
    };
    explicit UiRenderer(render::VulkanAccess& access);
    const gpu::Pipeline& pipelineFor(vk::Format format);
    Buffers& fill(const ImDrawData& data, gpu::Frame& frame);

    render::VulkanAccess& access_;
    vk::raii::Sampler sampler_ = nullptr;
    std::map<vk::Format, gpu::Pipeline> pipelines_; ///< two at most: window and off-screen
    std::array<Buffers, gpu::kFramesInFlight> buffers_;
    std::map<std::uintptr_t, gpu::Image> images_;
    std::vector<gpu::Image> dropped_; ///< retired with the next drawn frame
    std::uintptr_t nextName_ = 1;
    ImTextureID fonts_ = nullptr;
};

} // namespace app
