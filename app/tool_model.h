// Tool model: what a tool looks like: a hand with the finger, knuckle, palm, forearm or elbow that presses, or a wooden
// bar with a rubber tip. Made by program from the tool's contact shape: below half the height of the pad the drawn
// surface is the solver's (tissue::ToolShape), so what the skin closes round is what is seen; above, hand and pad melt.
// Frame of the tool, metres. A hand comes from the patient's feet (-Y), its fingers pointing to the head.
#pragma once

#include <geometry/mesh.h>
#include <tissue/tool.h>

#include <map>
#include <string>
#include <vector>

namespace app {

enum class ToolMatter { Skin, Nail, Cloth, Wood, Rubber };

struct ToolPart {
    ToolMatter matter = ToolMatter::Skin;
    geometry::Mesh mesh;
};

/// By the tool's key; a tool that is not known is drawn as its pad on a wooden handle. About a fifth of a second.
std::vector<ToolPart> toolModel(const tissue::Tool& tool);

/// By key.
using ToolModels = std::map<std::string, std::vector<ToolPart>>;
ToolModels toolModels(const std::vector<tissue::Tool>& tools);

} // namespace app
