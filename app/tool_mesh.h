// Tool mesh: the drawn shape of a tool from its contact shape: the pad as the solver presses it, going on as a straight
// shaft. Tool frame: origin at the lowest point of the pad, +Z away from the tissue. Metres.
#pragma once

#include <geometry/mesh.h>
#include <tissue/tool.h>

namespace app {

geometry::Mesh toolMesh(const tissue::ToolShape& shape, float shaft = 0.055f);

} // namespace app
