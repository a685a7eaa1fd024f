// Interface: an ImGui context with our theme, fonts and renderer. One a window, or one for pictures off-screen. It is
// the current ImGui context from its creation to its end; there may be only one at a time. Never reads or writes an
// .ini file, so that a picture does not depend on what the user did before. Must die before the renderer.
#pragma once

#include <app/ui/theme.h>
#include <app/ui/ui_renderer.h>

#include <functional>
#include <memory>

namespace app {

class Interface {
public:
    static core::Result<std::unique_ptr<Interface>> create(render::VulkanAccess& access, Appearance appearance,
                                                           float scale);
    ~Interface();
    Interface(const Interface&) = delete;
    Interface& operator=(const Interface&) = delete;

    const Theme& theme() const { return theme_; }
    UiRenderer& renderer() { return *renderer_; }

    /// Between frames only. Cheap when nothing changed; another scale draws the fonts again.
    core::Status setTheme(Appearance appearance, float scale);

    /// For pictures without a window: the size in pixels and how much time has passed. Then ImGui::NewFrame().
    void beginPicture(int width, int height, float seconds = 1.0f / 60.0f);
    /// Ends ImGui's frame; `drawUi` draws what it made.
    void endFrame();
    std::function<void(const render::UiContext&)> drawUi();

private:
    Interface() = default;

    ImGuiContext* context_ = nullptr;
    std::unique_ptr<UiRenderer> renderer_;
    Theme theme_;
};

} // namespace app
