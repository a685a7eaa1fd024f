// Labelled picture: the body off-screen with the names of what is seen, as the trainer shows them, without its panels.
#pragma once

#include <app/label_anchors.h>
#include <app/settings.h>
#include <app/view_builder.h>
#include <render/vulkan_access.h>

namespace app {

/// What is seen in `view`, found by drawing it once.
core::Result<std::vector<SeenStructure>> seenIn(render::Renderer& renderer, const SceneMeshes& meshes,
                                                const render::View& view, const OrbitCamera& camera);

/// Appearance, text scale and names of the settings are used. Makes an interface of its own: no other may be open.
core::Result<core::Image> drawLabelledImage(render::Renderer& renderer, const SceneMeshes& meshes,
                                            const session::World& world, const ViewRequest& request,
                                            const Settings& settings);

} // namespace app
