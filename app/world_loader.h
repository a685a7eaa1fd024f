// World loader: builds or reads a patient's body beside the window, and says how far it is; and an imported body in
// place of the patient's own.
#pragma once

#include <session/world.h>

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace app {

/// Puts an imported body (paraspinal import) into the chart. Error: no such body, with the known ones.
core::Status putBody(const std::string& name, patient::Chart& chart);

class WorldLoader {
public:
    /// `workers` belongs to this until it is done.
    WorldLoader(std::shared_ptr<const session::Library> library, const patient::Chart& chart, core::Workers& workers);
    ~WorldLoader(); ///< waits
    WorldLoader(const WorldLoader&) = delete;
    WorldLoader& operator=(const WorldLoader&) = delete;

    struct State {
        std::string what;
        float share = 0.0f; ///< 0..1
        bool done = false;
    };
    State state() const;
    /// Once it is done.
    core::Result<std::shared_ptr<const session::World>> take();

private:
    mutable std::mutex mutex_;
    State state_;
    std::optional<core::Result<std::shared_ptr<const session::World>>> result_;
    std::thread thread_;
};

} // namespace app
