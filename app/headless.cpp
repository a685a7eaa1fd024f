#include <app/headless.h>

#include <core/paths.h>

#include <cstdio>
#include <cstdlib>
#include <memory>
#include <thread>
#include <unistd.h>

namespace app {

core::Workers& sharedWorkers() {
    static core::Workers workers(std::thread::hardware_concurrency() >= 2 ? 2 : 1);
    return workers;
}

core::Result<std::shared_ptr<const session::Library>> loadLibrary() {
    const auto assets = core::assetsDirectory();
    if (!assets) return assets.error();
    return session::Library::load(assets.value());
}

anatomy::Progress consoleProgress(const std::string& announcement) {
    struct State {
        bool terminal = isatty(STDERR_FILENO) != 0;
        bool drawn = false;
        bool told = false;
    };
    auto state = std::make_shared<State>();
    return [state, announcement](const std::string& what, float done) {
        constexpr int width = 30;
        if (!state->terminal) {
            if (!state->told && done > 0.05f && done < 1.0f) std::fprintf(stderr, "%s\n", announcement.c_str());
            state->told = state->told || done > 0.05f;
            return;
        }
        if (done >= 1.0f) {
            if (state->drawn) std::fprintf(stderr, "\r%*s\r", 79, "");
            return;
        }
        if (done <= 0.0f) return;
        const int full = static_cast<int>(done * width);
        std::fprintf(stderr, "\r[%.*s%*s] %3d %%  %-36.36s", full, "##############################", width - full, "",
                     static_cast<int>(done * 100.0f), what.c_str());
        std::fflush(stderr);
        state->drawn = true;
    };
}

core::Result<std::shared_ptr<const session::World>> loadWorld(const std::shared_ptr<const session::Library>& library,
                                                              const patient::Chart& chart,
                                                              session::World::Purpose purpose) {
    return session::World::load(library, chart, sharedWorkers(), consoleProgress(), purpose);
}

core::Result<std::shared_ptr<const session::World>> loadWorld(const std::shared_ptr<const session::Library>& library,
                                                              const std::string& patient) {
    const auto chart = library->chart(patient.empty() ? "default" : patient);
    if (!chart) return chart.error();
    return loadWorld(library, chart.value());
}

core::Result<std::unique_ptr<render::Renderer>> makeRenderer(const std::string& device, bool validation) {
    render::RendererOptions options;
    options.device = device;
    options.validation = validation;
    return render::Renderer::create(options);
}

} // namespace app
