#include <app/label_anchors.h>

#include <algorithm>
#include <limits>

namespace app {
namespace {

constexpr std::size_t kLeastCells = 4; ///< smaller things are specks, not to be read with a leader line
constexpr float kEdge = 0.27f;         ///< share of the width where texts may stand; anchors rather lie between
constexpr float kSideHold = 0.04f;     ///< of the width, across the middle before a label changes its side
constexpr int kColumns = LabelAnchors::kColumns, kRows = LabelAnchors::kRows;

glm::vec2 cell(std::size_t index) {
    return {static_cast<float>(index % kColumns) + 0.5f, static_cast<float>(index / kColumns) + 0.5f};
}

bool inMiddle(std::size_t index) {
    const float x = cell(index).x / static_cast<float>(kColumns);
    return x > kEdge && x < 1.0f - kEdge;
}

/// The seen cell nearest to the middle of the cells; of those between the columns where there are any.
std::size_t middleOf(const std::vector<std::size_t>& cells) {
    std::vector<std::size_t> within;
    std::copy_if(cells.begin(), cells.end(), std::back_inserter(within), inMiddle);
    const std::vector<std::size_t>& used = within.empty() ? cells : within;
    glm::vec2 mean(0.0f);
    for (const std::size_t c : used) mean += cell(c) / static_cast<float>(used.size());
    return *std::min_element(used.begin(), used.end(), [&](std::size_t a, std::size_t b) {
        const glm::vec2 u = cell(a) - mean, v = cell(b) - mean;
        return glm::dot(u, u) < glm::dot(v, v);
    });
}

} // namespace

void LabelAnchors::look(const std::vector<render::Pick>& grid, const BodyMeshes& meshes, const OrbitCamera& camera,
                        float width, float height) {
    if (grid.size() != static_cast<std::size_t>(kColumns * kRows)) return;
    std::map<core::StructureId, std::vector<std::size_t>> cells;
    for (std::size_t i = 0; i < grid.size(); ++i) {
        const core::StructureId id = meshes.picked(grid[i].pickId);
        const DrawnStructure* part = meshes.find(id);
        if (part != nullptr && part->kind != anatomy::Kind::Skin) cells[id].push_back(i);
    }
    std::map<core::StructureId, Anchor> next;
    for (const auto& [id, own] : cells) {
        if (own.size() < kLeastCells) continue;
        Anchor anchor;
        anchor.share = static_cast<float>(own.size()) / static_cast<float>(grid.size());
        const auto old = anchors_.find(id);
        if (old != anchors_.end()) anchor.side = old->second.side;
        anchor.at = grid[middleOf(own)].position;
        glm::vec2 at;
        if (old != anchors_.end() && camera.project(old->second.at, width, height, at)) {
            const int x = static_cast<int>(at.x / width * kColumns), y = static_cast<int>(at.y / height * kRows);
            const bool within = at.x >= 0.0f && at.y >= 0.0f && x < kColumns && y < kRows;
            const auto index = static_cast<std::size_t>(y * kColumns + x);
            if (within && meshes.picked(grid[index].pickId) == id && inMiddle(index)) anchor.at = old->second.at;
        }
        next[id] = anchor;
    }
    anchors_ = std::move(next);
}

std::vector<SeenStructure> LabelAnchors::seen(const OrbitCamera& camera, float width, float height) {
    std::vector<SeenStructure> out;
    for (auto& [id, anchor] : anchors_) {
        glm::vec2 at;
        if (!camera.project(anchor.at, width, height, at)) continue;
        const float off = at.x / width - 0.5f;
        if (anchor.side == 0 || std::abs(off) > kSideHold) anchor.side = off < 0.0f ? -1 : 1;
        out.push_back({id, at, anchor.share, anchor.side < 0});
    }
    return out;
}

} // namespace app
