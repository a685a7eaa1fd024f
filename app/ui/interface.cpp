#include <app/ui/interface.h>

#include <core/check.h>

#include <cmath>

namespace app {

core::Result<std::unique_ptr<Interface>> Interface::create(render::VulkanAccess& access, Appearance appearance,
                                                           float scale) {
    CHECK(ImGui::GetCurrentContext() == nullptr, "one interface at a time");
    IMGUI_CHECKVERSION();
    std::unique_ptr<Interface> made(new Interface);
    made->context_ = ImGui::CreateContext();
    ImGuiIO& io = ImGui::GetIO();
    io.IniFilename = nullptr;
    io.LogFilename = nullptr;
    io.ConfigFlags |= ImGuiConfigFlags_NavEnableKeyboard;
    io.BackendFlags |= ImGuiBackendFlags_RendererHasVtxOffset;
    io.BackendRendererName = "paraspinal";
    io.ConfigWindowsMoveFromTitleBarOnly = true;
    // Until a window says which of its keys are which: ImGui's own numbers, so that tests and pictures can press keys.
    for (int key = 0; key < ImGuiKey_COUNT; ++key) io.KeyMap[key] = key;
    io.KeyMap[ImGuiKey_Tab] = -1; // as Window::feedInterface
    core::Result<std::unique_ptr<UiRenderer>> renderer = UiRenderer::create(access);
    if (!renderer) return renderer.error();
    made->renderer_ = std::move(renderer).value();
    if (core::Status themed = made->setTheme(appearance, scale); !themed) return themed.error();
    return made;
}

Interface::~Interface() {
    renderer_.reset();
    if (context_ != nullptr) ImGui::DestroyContext(context_);
}

core::Status Interface::setTheme(Appearance appearance, float scale) {
    const bool fontsNeeded = theme_.body == nullptr || std::abs(scale - theme_.scale) > 1e-3f;
    if (!fontsNeeded && appearance == theme_.appearance) return core::Done{};
    theme_.appearance = appearance;
    theme_.scale = scale;
    if (fontsNeeded) {
        ImFontAtlas& atlas = *ImGui::GetIO().Fonts;
        loadFonts(theme_, atlas);
        if (core::Status uploaded = renderer_->uploadFonts(atlas); !uploaded) return uploaded;
    }
    applyTheme(theme_);
    return core::Done{};
}

void Interface::beginPicture(int width, int height, float seconds) {
    ImGuiIO& io = ImGui::GetIO();
    io.DisplaySize = {static_cast<float>(width), static_cast<float>(height)};
    io.DisplayFramebufferScale = {1.0f, 1.0f};
    io.DeltaTime = seconds;
    ImGui::NewFrame();
}

void Interface::endFrame() {
    ImGui::Render();
}

std::function<void(const render::UiContext&)> Interface::drawUi() {
    return [this](const render::UiContext& context) {
        if (const ImDrawData* data = ImGui::GetDrawData(); data != nullptr && data->Valid)
            renderer_->draw(*data, context);
    };
}

} // namespace app
