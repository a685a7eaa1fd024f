// Grid lines: how values pass between a grid of the multigrid and the next coarser one, along one direction.
#pragma once

#include <algorithm>
#include <utility>
#include <vector>

namespace tissue {

/// Elements of the next coarser grid along a direction with `n` of them.
constexpr int halved(int n) {
    return n > 3 ? (n + 1) / 2 : n;
}

/// Lines of a finer grid over those of a coarser: every second one stands on a coarse line, the others half way between
/// two; the last ends where the coarse grid ends.
class GridLines {
public:
    GridLines() = default;
    GridLines(int fine, int coarse) : fine_(fine), coarse_(coarse) {
        for (int i = 0; i <= fine; ++i) {
            if (fine == coarse || i % 2 == 0)
                parents_.push_back({{fine == coarse ? i : i / 2, 1.0f}});
            else if (i == fine)
                parents_.push_back({{coarse, 1.0f}});
            else
                parents_.push_back({{i / 2, 0.5f}, {i / 2 + 1, 0.5f}});
        }
    }
    /// Coarse lines that fine line i takes its values from, and their shares.
    const std::vector<std::pair<int, float>>& of(int i) const { return parents_[static_cast<std::size_t>(i)]; }

    void restrictRow(const float* fine, float* coarse) const {
        if (fine_ == coarse_) {
            std::copy(fine, fine + fine_ + 1, coarse);
            return;
        }
        const int pairs = fine_ / 2; // of fine elements that make up whole coarse ones
        for (int i = 0; i <= pairs; ++i) coarse[i] = fine[2 * i];
        for (int i = 0; i < pairs; ++i) coarse[i] += 0.5f * fine[2 * i + 1];
        for (int i = 0; i < pairs; ++i) coarse[i + 1] += 0.5f * fine[2 * i + 1];
        if (fine_ % 2 == 1) coarse[coarse_] = fine[fine_];
    }
    void prolongRow(const float* coarse, float* fine) const {
        if (fine_ == coarse_) {
            std::copy(coarse, coarse + fine_ + 1, fine);
            return;
        }
        const int pairs = fine_ / 2;
        for (int i = 0; i <= pairs; ++i) fine[2 * i] = coarse[i];
        for (int i = 0; i < pairs; ++i) fine[2 * i + 1] = 0.5f * (coarse[i] + coarse[i + 1]);
        if (fine_ % 2 == 1) fine[fine_] = coarse[coarse_];
    }

private:
    int fine_ = 0, coarse_ = 0;
    std::vector<std::vector<std::pair<int, float>>> parents_;
};

} // namespace tissue
