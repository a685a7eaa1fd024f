#include <app/world_loader.h>

#include <anatomy/import_store.h>

#include <exception>

namespace app {

core::Status putBody(const std::string& name, patient::Chart& chart) {
    const auto bodies = anatomy::bodiesFolder();
    if (!bodies) return bodies.error();
    if (const auto body = anatomy::findImport(bodies.value(), name); !body) return body.error();
    chart.body.imported = name;
    chart.body.variants.clear(); // they are the described body's
    return core::Done{};
}

WorldLoader::WorldLoader(std::shared_ptr<const session::Library> library, const patient::Chart& chart,
                         core::Workers& workers) {
    thread_ = std::thread([this, library = std::move(library), chart, &workers] {
        const auto tell = [this](const std::string& what, float share) {
            const std::lock_guard lock(mutex_);
            state_.what = what;
            state_.share = share;
        };
        core::Result<std::shared_ptr<const session::World>> made = core::Error("body: not built");
        try {
            made = session::World::load(library, chart, workers, tell);
        } catch (const std::exception& fault) { // out of memory, mostly
            made = core::Error(std::string("body: ") + fault.what());
        }
        const std::lock_guard lock(mutex_);
        result_.emplace(std::move(made));
        state_.done = true;
    });
}

WorldLoader::~WorldLoader() {
    if (thread_.joinable()) thread_.join();
}

WorldLoader::State WorldLoader::state() const {
    const std::lock_guard lock(mutex_);
    return state_;
}

core::Result<std::shared_ptr<const session::World>> WorldLoader::take() {
    if (thread_.joinable()) thread_.join();
    CHECK(result_.has_value(), "a world is taken once it is loaded");
    return std::move(*result_);
}

} // namespace app
