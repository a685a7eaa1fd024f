// Tool: the rigid body that presses. Its frame: the origin is the lowest point of the pad (what touches first), +Z
// points away from the tissue along the shaft, +X across, +Y along the pad's long axis. Metres, N, kPa. Figures come
// from assets/tools/*.toml, each with its source and confidence (A seen, B established, C estimated).
#pragma once

#include <core/math.h>
#include <core/result.h>

#include <filesystem>
#include <string>
#include <vector>

namespace tissue {

/// Rigid shape of a pad, by its signed distance. Above its widest place it goes on as a straight shaft.
struct ToolShape {
    enum class Form {
        Ball,        ///< radius
        Ellipsoid,   ///< semiAxes
        Capsule,     ///< radius, halfLength along Y
        RoundedDisc, ///< flat disc of `radius` across Z whose rim is rounded by `edgeRadius`
        RoundedBox,  ///< half sizes semiAxes, edges rounded by `edgeRadius`
    };
    Form form = Form::Ball;
    float radius = 0.010f;
    float halfLength = 0.0f;
    float edgeRadius = 0.002f;
    glm::vec3 semiAxes{0.010f};

    struct Touch {
        float distance = 0.0f;      ///< negative inside
        glm::vec3 normal{0, 0, -1}; ///< out of the tool, unit
    };
    /// Distance from a point in the tool's frame to the surface.
    Touch touch(const glm::vec3& point) const;
    /// Largest half extent across the shaft within `depth` above the lowest point: what the fine mesh must cover.
    float reach(float depth) const;
};

struct Tool {
    std::string key;  ///< "thumb"
    std::string name; ///< "Thumb"
    ToolShape shape;
    float contactAreaLowCm2 = 0.0f; ///< published or estimated pad area, for the read-out beside the computed one
    float contactAreaHighCm2 = 0.0f;
    float usualForceLowN = 0.0f;
    float usualForceHighN = 0.0f;
    float safeForceN = 0.0f;    ///< above: warn
    float largestForceN = 0.0f; ///< what a hand can give: commands are clamped to it
    float friction = 0.6f;      ///< dry, against skin; lubrication lowers it (Surface of PressCommand)
    std::string source;
    char confidence = 'C';
};

/// Every tool of a folder (assets/tools), sorted by the file's `order`. Error: file, line, rule; also when there is
/// none.
core::Result<std::vector<Tool>> loadTools(const std::filesystem::path& folder);

/// The tool with that key. Error: lists the keys there are, and the nearest.
core::Result<Tool> findTool(const std::vector<Tool>& tools, const std::string& key);

} // namespace tissue
