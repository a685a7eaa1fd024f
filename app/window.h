// Window: one GLFW window that shows the renderer's frames and feeds the current ImGui context (mouse, wheel, keys,
// characters, clipboard, cursors, sizes, time). Order of life: open() -> Renderer::create with instanceExtensions() ->
// attach() -> Interface::create -> feedInterface(). The window must outlive the renderer, whose surface shows in it.
// Units: screen coordinates for the pointer, framebuffer pixels for sizes. Errors: no display, no Vulkan for it, no
// surface; never ends the program.
#pragma once

#include <render/vulkan_access.h>

#include <memory>
#include <string>
#include <vector>

struct GLFWwindow;

namespace app {

struct WindowOptions {
    std::string title = "Paraspinal";
    int width = 1280;
    int height = 720;
    bool waitForDisplay = true; ///< vertical synchronisation
};

class Window {
public:
    static core::Result<std::unique_ptr<Window>> open(const WindowOptions& options);
    ~Window();
    Window(const Window&) = delete;
    Window& operator=(const Window&) = delete;

    /// For RendererOptions::instanceExtensions.
    std::vector<std::string> instanceExtensions() const;
    core::Status attach(render::Renderer& renderer);
    /// Lets ImGui's current context hear this window from now on; stopFeeding() before that context ends.
    void feedInterface();
    void stopFeeding();

    /// Takes what the user did. False when the user asked to close the window.
    bool poll();
    /// Sleeps until the user does something, or so long. True when something was done.
    bool rest(double seconds);
    /// Tells ImGui what was done and starts its frame; not while minimised().
    void beginFrame();
    core::Result<render::Shown> show(const render::WindowFrame& frame);

    void close(); ///< poll() returns false from now on
    int width() const { return width_; }
    int height() const { return height_; }
    bool minimised() const { return width_ <= 0 || height_ <= 0; }
    /// What the desktop asks text to be enlarged by; 1 on most.
    float contentScale() const;
    double seconds() const; ///< since open(); for the picture only, never for the session

private:
    explicit Window(GLFWwindow* handle, bool waitForDisplay) : handle_(handle), waitForDisplay_(waitForDisplay) {}
    void readSize();
    void holdTaps();

    GLFWwindow* handle_ = nullptr;
    render::VulkanAccess* access_ = nullptr;
    bool waitForDisplay_ = true;
    bool feeding_ = false;
    struct Tap {
        int key = 0;
        int modifiers = 0;
    };
    std::vector<Tap> taps_; ///< keys that went down since the last frame
    std::vector<int> held_; ///< keys shown as down in the last frame only because they were tapped
    int width_ = 0;
    int height_ = 0;
};

} // namespace app
