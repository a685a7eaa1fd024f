// Labels: the names of the structures that are seen, in two columns over the picture with leader lines to them
// (label_layout.h, label_anchors.h). Behind the panels; takes no clicks. None while the hand presses.
#pragma once

#include <app/ui/trainer_model.h>

#include <render/vulkan_access.h>

namespace app {

/// What labels need to know; pixels of `seen` are those of the scene.
struct LabelWishes {
    const anatomy::Atlas& atlas;
    const std::vector<SeenStructure>& seen;
    Names names = Names::English;
    core::StructureId selected, hovered; ///< shown before all others
    float below = 10.0f;                 ///< design pixels kept free at the foot of the scene
};

void drawLabels(const Theme& theme, const LabelWishes& wishes, const render::PixelRect& scene);

} // namespace app
