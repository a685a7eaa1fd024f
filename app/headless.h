// Headless: what the commands share: loading a world with progress on standard error, posing by name, the renderer.
#pragma once

#include <render/renderer.h>
#include <session/world.h>

#include <memory>
#include <string>

namespace app {

/// Two on a machine with two cores or more.
core::Workers& sharedWorkers();

/// From core::assetsDirectory().
core::Result<std::shared_ptr<const session::Library>> loadLibrary();

/// A progress bar on standard error, for steps that take longer than a moment; silent where standard error is no
/// terminal, but for the announcement when something takes long.
anatomy::Progress consoleProgress(
    const std::string& announcement = "Building the body from its figures (once; kept for the next start) ...");

/// World of the chart (key or file); empty: "default".
core::Result<std::shared_ptr<const session::World>> loadWorld(const std::shared_ptr<const session::Library>& library,
                                                              const std::string& patient);
/// The same with a chart in hand.
core::Result<std::shared_ptr<const session::World>>
loadWorld(const std::shared_ptr<const session::Library>& library, const patient::Chart& chart,
          session::World::Purpose purpose = session::World::Purpose::Session);

/// `device`: part of a name, or empty.
core::Result<std::unique_ptr<render::Renderer>> makeRenderer(const std::string& device, bool validation);

} // namespace app
