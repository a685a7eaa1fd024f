// Label layout: where the names of what is seen stand, in two columns at the left and right edge of the picture, with
// straight leader lines to their anchors. Pure: pixels, (0,0) at the top left, y down. Holds for every input: no two
// texts overlap, all lie inside the area, no two leaders cross, no text lies on a leader. The same input gives the same
// layout; places change evenly with the anchors, except where two labels of a column change order.
// After boundary labelling (Bekos, Kaufmann, Symvonis and Wolff 2007): of all ways to join anchors and slots a shortest
// one has no crossing.
#pragma once

#include <glm/vec2.hpp>

#include <cstdint>
#include <vector>

namespace app {

struct LabelAnchor {
    std::uint32_t key = 0; ///< of the structure; one anchor each
    glm::vec2 at{0.0f};    ///< what it names
    glm::vec2 size{0.0f};  ///< of the text with its plate
    float weight = 0.0f;   ///< the heavier are shown when there is no room for all
    bool left = false;     ///< column it belongs to
};

struct LabelArea {
    glm::vec2 lower{0.0f}, upper{0.0f};
    float column = 0.0f; ///< width of a column; no text may be wider
    float gap = 0.0f;    ///< between texts, and between column and anchors
};

struct PlacedLabel {
    std::uint32_t key = 0;
    glm::vec2 lower{0.0f}, upper{0.0f}; ///< of the plate
    glm::vec2 from{0.0f}, to{0.0f};     ///< leader line: at the plate, at the anchor
};

/// Left column from above downwards, then the right one. Anchors outside the middle, texts wider than the column, and
/// what there is no room for are left out.
std::vector<PlacedLabel> layoutLabels(const std::vector<LabelAnchor>& anchors, const LabelArea& area);

/// Whether two leaders have a point in common.
bool leadersCross(const PlacedLabel& a, const PlacedLabel& b);

} // namespace app
