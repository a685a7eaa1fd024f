// Plot: the pictures of touch in the panels, drawn with ImDrawList: force against depth with the recent trace, a
// quantity over time with its target band, the pressure map over the pad of the tool, and the column of layers.
#pragma once

#include <app/ui/theme.h>

#include <deque>
#include <span>
#include <string>
#include <vector>

namespace app {

struct Axis {
    const char* label = "";
    const char* unit = "";
    float highest = 1.0f; ///< from 0
};

/// Newest point last; older points fade. The last point is marked.
void tracePlot(const Theme& theme, const char* id, std::span<const ImVec2> points, const Axis& x, const Axis& y,
               const ImVec2& size);

struct TimeBand {
    float low = 0.0f;
    float high = 0.0f; ///< no band when not above low
};
/// Values at an even interval, newest last, over `seconds`.
void timePlot(const Theme& theme, const char* id, std::span<const float> values, float seconds, const Axis& y,
              const TimeBand& band, const ImVec2& size);

/// Row-major map of kPa, with its scale beside it; zero cells stay empty.
void pressureMap(const Theme& theme, const char* id, std::span<const float> kPa, int columns, int rows,
                 float highestKPa, float side);

struct ColumnLayer {
    std::string name;
    float beforeMm = 0.0f;
    float nowMm = 0.0f;
    float meanStressKPa = 0.0f;
    float share = 0.0f; ///< of the load, 0..1
    ImU32 colour = 0;
};
/// Two columns, before and now, with names, thickness and share of the load beside them.
void layerColumn(const Theme& theme, const char* id, std::span<const ColumnLayer> layers, float height);
/// Least height at which no two entries meet.
float layerColumnHeight(std::size_t layers);

} // namespace app
