#include <tissue/block.h>

#include <algorithm>
#include <cmath>

namespace tissue {

GridSize::GridSize(int x, int y, int z)
    : nx(x), ny(y), nz(z), rowNodes((x + kLanes - 1) / kLanes * kLanes + kLanes), batches((x + kLanes - 1) / kLanes) {}

bool Block::locate(const glm::vec3& p, Cell& cell) const {
    const auto find = [](const std::vector<float>& line, float x, int& index, float& local) {
        if (!(x >= line.front() && x <= line.back())) return false;
        const auto above = std::upper_bound(line.begin(), line.end(), x);
        index = std::clamp(static_cast<int>(above - line.begin()) - 1, 0, static_cast<int>(line.size()) - 2);
        const auto n = static_cast<std::size_t>(index);
        local = (x - line[n]) / (line[n + 1] - line[n]);
        return true;
    };
    if (!find(lineX, p.x, cell.i, cell.local.x) || !find(lineY, p.y, cell.j, cell.local.y)) return false;
    const auto level = [&](int k) {
        const auto h = [&](int a, int b) {
            return height[static_cast<std::size_t>(size.node(cell.i + a, cell.j + b, k))];
        };
        return glm::mix(glm::mix(h(0, 0), h(1, 0), cell.local.x), glm::mix(h(0, 1), h(1, 1), cell.local.x),
                        cell.local.y);
    };
    float top = level(0);
    if (p.z <= top) { // above the skin: moves as the skin does
        cell.k = 0;
        cell.local.z = 0.0f;
        return true;
    }
    for (int k = 0; k < size.nz; ++k) {
        const float bottom = level(k + 1);
        if (p.z <= bottom) {
            cell.k = k;
            cell.local.z = (p.z - top) / (bottom - top);
            return true;
        }
        top = bottom;
    }
    return false;
}

glm::vec3 Block::interpolate(const std::vector<float>& field, const Cell& c) const {
    glm::vec3 sum(0.0f);
    for (int a = 0; a < 8; ++a) {
        const int x = a & 1, y = (a >> 1) & 1, z = a >> 2;
        const float w = (x ? c.local.x : 1.0f - c.local.x) * (y ? c.local.y : 1.0f - c.local.y) *
                        (z ? c.local.z : 1.0f - c.local.z);
        const int n = size.node(c.i + x, c.j + y, c.k + z);
        for (int d = 0; d < 3; ++d) sum[d] += w * field[static_cast<std::size_t>(d * size.nodes() + n)];
    }
    return sum;
}

} // namespace tissue
