// Renderer: draws a View with Vulkan 1.3 (dynamic rendering), off-screen or into a window's swapchain, on a GPU or on
// the CPU driver (lavapipe), by the same passes. No Vulkan type in this header; app/window.cpp and
// app/ui/ui_renderer.cpp use render/vulkan_access.h for the surface, the swapchain and for drawing the interface into
// the last pass.
#pragma once

#include <render/prepared_mesh.h>
#include <render/view.h>

#include <core/image.h>
#include <core/result.h>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace render {

struct RendererOptions {
    std::string device;      ///< part of a device's name, or empty: the best (discrete, integrated, virtual, CPU)
    bool validation = false; ///< validation and synchronisation validation layers; messages are counted
    std::vector<std::string> instanceExtensions; ///< what a window needs (glfwGetRequiredInstanceExtensions)
    int samples = 4;                             ///< multisampling: 1 or 4
    bool forceStaging = false;                   ///< upload as to a GPU whose memory the host cannot see (for tests)
};

struct DeviceInfo {
    std::string name;
    std::string driver;
    std::string kind; ///< "discrete GPU", "CPU" ...
    std::uint32_t apiVersion = 0;
    bool chosen = false;
    std::string whyNot; ///< why it cannot be used; empty when it can
};

/// What lies under a pixel.
struct Pick {
    std::uint32_t pickId = 0; ///< Item::pickId, 0: nothing
    glm::vec3 position{0.0f}; ///< body frame, of the drawn (posed, deformed) surface
    float depth = 1.0f;
};

struct PassTime {
    std::string name;
    float milliseconds = 0.0f; ///< by GPU timestamps
};

class Renderer {
public:
    /// Error: no Vulkan, no device that has what is needed (says what each lacks), shaders missing.
    static core::Result<std::unique_ptr<Renderer>> create(const RendererOptions& options);
    static core::Result<std::vector<DeviceInfo>> devices();

    virtual ~Renderer() = default;

    virtual DeviceInfo device() const = 0;

    /// Uploads a mesh that prepareMesh() made.
    virtual core::Result<MeshHandle> addMesh(PreparedMesh mesh) = 0;
    virtual void removeMesh(MeshHandle mesh) = 0;

    /// Draws the view off-screen and reads it back.
    virtual core::Result<core::Image> renderImage(const View& view) = 0;

    /// Pick ids of the last drawn frame under a pixel (top-left origin).
    virtual Pick pick(int x, int y) = 0;
    /// The same in the middle of each cell of a grid over the picture, row by row; one read for all. Empty before the
    /// first frame.
    virtual std::vector<Pick> pickGrid(int columns, int rows) = 0;

    virtual std::vector<PassTime> passTimes() const = 0;
    /// Triangles in view in the last picture, at the detail they were drawn with; those of the shadow map not counted.
    virtual std::uint64_t trianglesDrawn() const = 0;
    /// Validation messages (warnings and errors) so far.
    virtual int validationMessages() const = 0;
};

} // namespace render
