#include <app/window.h>

#include <core/check.h>
#include <core/log.h>

#define GLFW_INCLUDE_VULKAN
#include <GLFW/glfw3.h>
#include <imgui/backends/imgui_impl_glfw.h>
#include <imgui/imgui.h>

#include <algorithm>
#include <iterator>

namespace app {
namespace {

std::string lastGlfwError() {
    const char* text = nullptr;
    const int code = glfwGetError(&text);
    return code == GLFW_NO_ERROR || text == nullptr ? std::string("no reason given") : std::string(text);
}

constexpr int kSmallestWidth = 640; // below this the panels would cover the body
constexpr int kSmallestHeight = 420;

} // namespace

core::Result<std::unique_ptr<Window>> Window::open(const WindowOptions& options) {
    if (glfwInit() != GLFW_TRUE)
        return core::Error("window: there is no display to open it on (" + lastGlfwError() + ")");
    if (glfwVulkanSupported() != GLFW_TRUE) {
        const core::Error error("window: no Vulkan that can show on this display (" + lastGlfwError() + ")");
        glfwTerminate();
        return error;
    }
    glfwWindowHint(GLFW_CLIENT_API, GLFW_NO_API);
    glfwWindowHint(GLFW_SCALE_TO_MONITOR, GLFW_TRUE);
    int left = 0, top = 0, width = options.width, height = options.height;
    if (GLFWmonitor* monitor = glfwGetPrimaryMonitor()) {
        int roomX = 0, roomY = 0; // without a window manager nobody else keeps the window on the screen
        glfwGetMonitorWorkarea(monitor, &left, &top, &roomX, &roomY);
        if (roomX > 0 && roomY > 0) width = std::min(width, roomX), height = std::min(height, roomY);
    }
    GLFWwindow* handle = glfwCreateWindow(std::max(width, kSmallestWidth), std::max(height, kSmallestHeight),
                                          options.title.c_str(), nullptr, nullptr);
    if (handle == nullptr) {
        const core::Error error("window: it could not be opened (" + lastGlfwError() + ")");
        glfwTerminate();
        return error;
    }
    glfwSetWindowSizeLimits(handle, kSmallestWidth, kSmallestHeight, GLFW_DONT_CARE, GLFW_DONT_CARE);
    std::unique_ptr<Window> window(new Window(handle, options.waitForDisplay));
    window->readSize();
    return window;
}

Window::~Window() {
    stopFeeding();
    if (handle_ != nullptr) glfwDestroyWindow(handle_);
    glfwTerminate();
}

std::vector<std::string> Window::instanceExtensions() const {
    std::uint32_t count = 0;
    const char** names = glfwGetRequiredInstanceExtensions(&count);
    std::vector<std::string> out;
    for (std::uint32_t i = 0; i < count; ++i) out.emplace_back(names[i]);
    return out;
}

core::Status Window::attach(render::Renderer& renderer) {
    render::VulkanAccess& access = render::vulkanAccess(renderer);
    VkSurfaceKHR surface = VK_NULL_HANDLE;
    const VkInstance instance = *access.instance().handle();
    if (const VkResult made = glfwCreateWindowSurface(instance, handle_, nullptr, &surface); made != VK_SUCCESS)
        return core::Error("window: no surface to draw on (" + vk::to_string(static_cast<vk::Result>(made)) + ")");
    if (core::Status attached = access.attach(surface, waitForDisplay_); !attached) return attached;
    access_ = &access;
    return core::Done{};
}

void Window::feedInterface() {
    CHECK(!feeding_, "a window feeds one interface");
    glfwSetWindowUserPointer(handle_, this);
    glfwSetKeyCallback(handle_, [](GLFWwindow* handle, int key, int, int action, int modifiers) {
        auto* window = static_cast<Window*>(glfwGetWindowUserPointer(handle));
        if (action == GLFW_PRESS && key >= 0) window->taps_.push_back({key, modifiers});
    });
    feeding_ = ImGui_ImplGlfw_InitForVulkan(handle_, true); // its callbacks call ours first
    ImGui::GetIO().KeyMap[ImGuiKey_Tab] = -1; // moves between panels, by the trainer; ImGui 1.86 knows only text fields
}

void Window::stopFeeding() {
    if (feeding_ && ImGui::GetCurrentContext() != nullptr) ImGui_ImplGlfw_Shutdown();
    feeding_ = false;
}

bool Window::poll() {
    glfwPollEvents();
    readSize();
    return glfwWindowShouldClose(handle_) == 0;
}

bool Window::rest(double seconds) {
    const double begun = glfwGetTime();
    glfwWaitEventsTimeout(seconds);
    readSize();
    return glfwGetTime() - begun < seconds * 0.98; // GLFW does not say which it was
}

void Window::beginFrame() {
    CHECK(feeding_, "feedInterface() comes before the first frame");
    ImGui_ImplGlfw_NewFrame();
    holdTaps();
    ImGui::NewFrame();
}

// ImGui 1.86 sees keys as they stand when a frame begins: one that went down and up between two slow frames would be
// lost. Such a key is shown as down, with its modifiers, for one frame.
void Window::holdTaps() {
    ImGuiIO& io = ImGui::GetIO();
    const auto down = [this](int key) { return glfwGetKey(handle_, key) == GLFW_PRESS; };
    if (!held_.empty()) {
        for (const int key : held_) io.KeysDown[key] = down(key);
        io.KeyCtrl = down(GLFW_KEY_LEFT_CONTROL) || down(GLFW_KEY_RIGHT_CONTROL);
        io.KeyShift = down(GLFW_KEY_LEFT_SHIFT) || down(GLFW_KEY_RIGHT_SHIFT);
        held_.clear();
    }
    for (const Tap& tap : taps_) {
        if (tap.key >= static_cast<int>(std::size(io.KeysDown)) || down(tap.key)) continue;
        io.KeysDown[tap.key] = true;
        io.KeyCtrl = (tap.modifiers & GLFW_MOD_CONTROL) != 0;
        io.KeyShift = (tap.modifiers & GLFW_MOD_SHIFT) != 0;
        held_.push_back(tap.key);
    }
    taps_.clear();
}

core::Result<render::Shown> Window::show(const render::WindowFrame& frame) {
    CHECK(access_ != nullptr, "attach() comes before show()");
    return access_->showFrame(width_, height_, frame);
}

void Window::close() {
    glfwSetWindowShouldClose(handle_, GLFW_TRUE);
}

float Window::contentScale() const {
    float x = 1.0f, y = 1.0f;
    glfwGetWindowContentScale(handle_, &x, &y);
    return std::clamp(std::max(x, y), 1.0f, 3.0f);
}

double Window::seconds() const {
    return glfwGetTime();
}

void Window::readSize() {
    glfwGetFramebufferSize(handle_, &width_, &height_);
    if (glfwGetWindowAttrib(handle_, GLFW_ICONIFIED) != 0) width_ = height_ = 0;
}

} // namespace app
