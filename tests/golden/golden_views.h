// Golden views: the pictures that are compared, and the stage they are drawn on: one renderer on the CPU driver with
// the validation layers on, and the worlds that the pictures show. Nothing in a picture comes from a clock, from the
// user's settings or from the name of the device, so that it is the same on every machine with this driver.
#pragma once

#include <app/trainer.h>

#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace golden {

class Stage {
public:
    /// Error: no content, no CPU driver.
    static core::Result<std::unique_ptr<Stage>> create();

    render::Renderer& renderer() { return *renderer_; }
    core::Workers& workers() { return workers_; }
    const session::Library& library() const { return *library_; }
    /// Of a chart of assets/patients; posture: the chart's own when empty. Loaded once.
    core::Result<const session::World*> world(const std::string& patient, const std::string& posture);
    core::Result<std::shared_ptr<const session::World>> sharedWorld(const std::string& patient,
                                                                    const std::string& posture);
    /// One body serves all its postures.
    core::Result<const app::SceneMeshes*> meshes(const session::World& world);

private:
    core::Workers workers_{2};
    std::shared_ptr<const session::Library> library_;
    std::unique_ptr<render::Renderer> renderer_;
    std::map<std::string, std::shared_ptr<const session::World>> worlds_;
    std::map<std::uint64_t, app::SceneMeshes> meshes_; ///< by the body's hash
};

/// How far a picture may be from its golden: the mean CIELAB distance, and the share of pixels whose distance is more
/// than just noticeable. See golden_views.cpp for where the figures come from.
struct Tolerance {
    double mean = 0.0;
    double share = 0.0;
};

struct GoldenView {
    std::string name;  ///< of the file in images/, without .png
    std::string about; ///< what to look for in it
    Tolerance tolerance;
    std::function<core::Result<core::Image>(Stage&)> draw;
};

const std::vector<GoldenView>& goldenViews();

/// The deep layer from behind, whole or without one structure, for asking whether the comparison would notice.
core::Result<core::Image> deepLayer(Stage& stage, const std::string& without);

} // namespace golden
