// What a Press tells: reading, state at a point, displacement grid.
#include <tissue/press_impl.h>

#include <algorithm>
#include <cmath>

namespace tissue {

namespace {

constexpr float kHollowMm = 20.0f;  // a last stretch of unnamed tissue longer than this is no layer
constexpr int kMapRadius = 14;      // samples each way from the axis at most
constexpr int kAreaPerSide = 6;     // sub-points of a face for the contact area
constexpr float kFadeShare = 0.25f; // of the block's half width over which field() fades to zero at the sides

float node(const std::vector<float>& u, const GridSize& g, int d, int n) {
    return u[static_cast<std::size_t>(d * g.nodes() + n)];
}

/// Displaced place of (s, t) on a top face, and the area of the face there per unit of s and t.
glm::vec3 onFace(const Block& b, const std::vector<float>& u, int i, int j, float s, float t, float* area) {
    glm::vec3 c[4];
    for (int a = 0; a < 4; ++a) {
        const int x = i + (a & 1), y = j + (a >> 1), n = b.size.node(x, y, 0);
        c[a] = b.position(n, x, y);
        for (int d = 0; d < 3; ++d) c[a][d] += node(u, b.size, d, n);
    }
    const glm::vec3 low = glm::mix(c[0], c[1], s), high = glm::mix(c[2], c[3], s);
    if (area != nullptr) *area = glm::length(glm::cross(glm::mix(c[1] - c[0], c[3] - c[2], t), high - low));
    return glm::mix(low, high, t);
}

/// How much the skin is stretched at a place of a face: the springs of the contact count undeformed area.
float stretchOf(const Block& b, int i, int j, float s, float t, float areaNow) {
    glm::vec3 c[4];
    for (int a = 0; a < 4; ++a) c[a] = b.position(b.size.node(i + (a & 1), j + (a >> 1), 0), i + (a & 1), j + (a >> 1));
    const float before =
        glm::length(glm::cross(glm::mix(c[1] - c[0], c[3] - c[2], t), glm::mix(c[2] - c[0], c[3] - c[1], s)));
    return std::max(areaNow / std::max(before, 1e-6f), 0.1f);
}

void readContact(const Press::Impl& m, Reading& r) {
    const GridSize& g = m.block.size;
    double area = 0.0;
    float peak = 0.0f;
    const std::vector<float> gaps = m.contact.gaps(m.state.u, m.state.tool);
    const std::vector<float> pressures = m.contact.pressures(m.state.u, m.state.tool);
    for (int j = 0; j < g.ny; ++j)
        for (int i = 0; i < g.nx; ++i) {
            float g4[4];
            for (int c = 0; c < 4; ++c)
                g4[c] = gaps[static_cast<std::size_t>((j + (c >> 1)) * (g.nx + 1) + i + (c & 1))];
            if (*std::min_element(g4, g4 + 4) > 2.0f) continue;
            for (int q = 0; q < kAreaPerSide * kAreaPerSide; ++q) {
                const float s = (static_cast<float>(q % kAreaPerSide) + 0.5f) / kAreaPerSide;
                const float t = (static_cast<float>(q / kAreaPerSide) + 0.5f) / kAreaPerSide;
                float piece = 0.0f;
                glm::vec3 n;
                const glm::vec3 place = onFace(m.block, m.state.u, i, j, s, t, &piece);
                const float gap = glm::mix(glm::mix(g4[0], g4[1], s), glm::mix(g4[2], g4[3], s), t);
                if (!(m.contact.pressure(gap, m.contact.gap(place, m.state.tool, n) + m.contact.sag()) > 0.0f))
                    continue;
                area += static_cast<double>(piece) / (kAreaPerSide * kAreaPerSide);
                float kPa = 0.0f;
                for (int c = 0; c < 4; ++c)
                    kPa += (c & 1 ? s : 1.0f - s) * (c & 2 ? t : 1.0f - t) *
                           pressures[static_cast<std::size_t>((j + (c >> 1)) * (g.nx + 1) + i + (c & 1))];
                peak = std::max(peak, kPa / stretchOf(m.block, i, j, s, t, piece));
            }
        }
    r.contactAreaCm2 = static_cast<float>(area * 0.01);
    r.meanPressureKPa = area > 0.0 ? static_cast<float>(glm::length(m.onTissue) / area) : 0.0f;
    r.peakPressureKPa = std::max(peak, r.meanPressureKPa);
}

/// Pressure at the places of the skin that now lie under the samples.
void readMap(const Press::Impl& m, PressureMap& map) {
    const float reach = 1000.0f * m.tool.shape.reach(0.012f) + 2.0f;
    const float spacing = std::max(1.0f, reach / kMapRadius);
    const int radius = std::min(kMapRadius, static_cast<int>(std::ceil(reach / spacing)));
    map.columns = map.rows = 2 * radius + 1;
    map.spacing = 0.001f * spacing;
    map.kPa.assign(static_cast<std::size_t>(map.columns * map.rows), 0.0f);
    if (m.touching == 0) return;
    const std::vector<float> pressures = m.contact.pressures(m.state.u, m.state.tool);
    for (int row = -radius; row <= radius; ++row)
        for (int column = -radius; column <= radius; ++column) {
            // the tool's +X is the block's -x
            const glm::vec2 want(m.state.tool.x - static_cast<float>(column) * spacing,
                                 m.state.tool.y + static_cast<float>(row) * spacing);
            glm::vec2 from = want;
            Block::Cell cell;
            glm::vec3 place(0.0f);
            bool found = false;
            float area = 1.0f;
            for (int it = 0; it < 8; ++it) { // where was what is here now?
                if (!m.block.locate({from, -1e6f}, cell)) break;
                place = onFace(m.block, m.state.u, cell.i, cell.j, cell.local.x, cell.local.y, &area);
                const glm::vec2 off = want - glm::vec2(place);
                found = glm::dot(off, off) < 0.04f;
                if (glm::dot(off, off) < 1e-4f) break;
                from += off;
            }
            if (!found) continue;
            float kPa = 0.0f;
            for (int c = 0; c < 4; ++c)
                kPa +=
                    (c & 1 ? cell.local.x : 1.0f - cell.local.x) * (c & 2 ? cell.local.y : 1.0f - cell.local.y) *
                    pressures[static_cast<std::size_t>((cell.j + (c >> 1)) * (m.block.size.nx + 1) + cell.i + (c & 1))];
            map.kPa[static_cast<std::size_t>((row + radius) * map.columns + column + radius)] =
                kPa / stretchOf(m.block, cell.i, cell.j, cell.local.x, cell.local.y, area);
        }
}

/// Displacement along the press of the material point (x, y) at a depth below the undeformed skin.
float sunk(const Press::Impl& m, const glm::vec2& at, float depth) {
    Block::Cell cell;
    if (!m.block.locate({at, -1e6f}, cell)) return 0.0f;
    glm::vec3 place = onFace(m.block, std::vector<float>(m.state.u.size(), 0.0f), cell.i, cell.j, cell.local.x,
                             cell.local.y, nullptr);
    place.z += depth;
    if (!m.block.locate(place, cell)) return 0.0f;
    return m.block.interpolate(m.state.u, cell).z;
}

struct Shadow {
    double force = 0.0, stress = 0.0;
    int count = 0;
};

/// Elements whose middle lies within `radius` of the axis and between two depths below the skin.
Shadow under(const Press::Impl& m, float radius, float top, float bottom) {
    const GridSize& g = m.block.size;
    const auto& b = m.block;
    Shadow sum;
    const float middle = 0.5f * (top + bottom);
    for (int j = 0; j < g.ny; ++j)
        for (int i = 0; i < g.nx; ++i) {
            const auto x = static_cast<std::size_t>(i), y = static_cast<std::size_t>(j);
            const float cx = 0.5f * (b.lineX[x] + b.lineX[x + 1]) - m.state.tool.x;
            const float cy = 0.5f * (b.lineY[y] + b.lineY[y + 1]) - m.state.tool.y;
            if (cx * cx + cy * cy > radius * radius) continue;
            const auto height = [&](int k) {
                float h = 0.0f;
                for (int a = 0; a < 4; ++a)
                    h += 0.25f * b.height[static_cast<std::size_t>(g.node(i + (a & 1), j + (a >> 1), k))];
                return h;
            };
            const float skin = height(0);
            for (int k = 0; k < g.nz; ++k) {
                const float from = height(k) - skin, to = height(k + 1) - skin;
                if (to <= top || from >= bottom) {
                    if (!(middle >= from && middle < to)) continue;
                }
                const ElementState e = elementState(b, m.elements, m.state.u, i, j, k);
                const double pressed = -static_cast<double>(e.cauchy[2]);
                sum.stress += pressed;
                ++sum.count;
                if (middle >= from && middle < to) {
                    // force through the element: Cauchy times the area now (J F^-T, its zz part)
                    const double area =
                        static_cast<double>((b.lineX[x + 1] - b.lineX[x]) * (b.lineY[y + 1] - b.lineY[y])) *
                        static_cast<double>(e.f[0] * e.f[4] - e.f[1] * e.f[3]);
                    sum.force += pressed * area;
                }
            }
        }
    return sum;
}

void readColumn(const Press::Impl& m, Reading& r) {
    const float wide = std::max(std::sqrt(r.contactAreaCm2 * 100.0f / core::kPi), 1.5f * m.block.fineSpacing);
    const glm::vec2 at(m.state.tool.x, m.state.tool.y);
    for (const ColumnRun& run : m.block.column) {
        LayerReading layer;
        layer.structure = run.label.structure;
        layer.kind = run.label.kind;
        layer.thicknessBeforeMm = run.bottom - run.top;
        const bool bone = run.label.kind == TissueKind::Bone;
        const float change = bone ? 0.0f : sunk(m, at, run.bottom) - sunk(m, at, run.top);
        layer.thicknessNowMm = std::max(layer.thicknessBeforeMm + change, 0.0f);
        if (!bone && m.touching > 0) {
            const Shadow s = under(m, wide, run.top, run.bottom);
            layer.meanStressKPa = s.count > 0 ? static_cast<float>(s.stress / s.count) : 0.0f;
            layer.loadShare =
                m.onTissue.z > 1.0 ? static_cast<float>(std::clamp(s.force / m.onTissue.z, 0.0, 1.0)) : 0.0f;
        } else if (bone && !r.column.empty()) {
            layer.meanStressKPa = r.column.back().meanStressKPa; // what reaches it comes through the layer above
            layer.loadShare = r.column.back().loadShare;
        }
        r.column.push_back(layer);
    }
    // Chest, belly and throat are hollow: there the labels know no better than fat down to the bottom of the block.
    const LayerReading& last = r.column.empty() ? LayerReading{} : r.column.back();
    if (r.column.size() > 1 && last.kind == TissueKind::Fat && !last.structure.valid() &&
        last.thicknessBeforeMm > kHollowMm)
        r.column.pop_back();
}

} // namespace

Reading Press::reading() const {
    const Impl& m = *impl_;
    Reading r;
    const glm::vec3 force = m.block.axes * glm::vec3(m.onTissue * 0.001);
    r.forceVectorN = force;
    r.forceN = static_cast<float>(std::max(m.onTissue.z, 0.0) * 0.001);
    r.sideForceN = static_cast<float>(std::hypot(m.onTissue.x, m.onTissue.y) * 0.001);
    r.depthMm = std::max(m.depthNow, 0.0f);
    r.stiffnessNPerMm = m.touching > 0 ? m.stiffnessNow : 0.0f;
    r.touching = m.touching > 0;
    r.settled = m.settled;
    r.forceLimited = m.limited;
    if (r.touching) readContact(m, r);
    readMap(m, r.pressure);
    readColumn(m, r);
    return r;
}

namespace {

/// Push along the press at a place of the reference state, kPa: linear between the middles of the elements around it.
/// Across a border of layers this stress goes on, so elements of both may share.
float pushAt(const Press::Impl& m, const Block::Cell& cell) {
    const GridSize& g = m.block.size;
    const auto& b = m.block;
    // the two elements along each axis between whose middles the place lies, and the share of the second
    const auto pair = [](int index, float local, int count, const auto& width) {
        const int other = std::clamp(local < 0.5f ? index - 1 : index + 1, 0, count - 1);
        const float mine = width(index), its = width(other);
        const float share = other == index ? 0.0f : std::fabs(local - 0.5f) * mine / (0.5f * (mine + its));
        return std::pair(other, share);
    };
    const auto line = [](const std::vector<float>& l) {
        return [&l](int i) { return l[static_cast<std::size_t>(i) + 1] - l[static_cast<std::size_t>(i)]; };
    };
    const auto deep = [&](int k) {
        const auto h = [&](int level) { return b.height[static_cast<std::size_t>(g.node(cell.i, cell.j, level))]; };
        return h(k + 1) - h(k);
    };
    const auto [i, si] = pair(cell.i, cell.local.x, g.nx, line(b.lineX));
    const auto [j, sj] = pair(cell.j, cell.local.y, g.ny, line(b.lineY));
    const auto [k, sk] = pair(cell.k, cell.local.z, g.nz, deep);
    float sum = 0.0f;
    for (int a = 0; a < 8; ++a) {
        const float weight = (a & 1 ? si : 1.0f - si) * (a & 2 ? sj : 1.0f - sj) * (a & 4 ? sk : 1.0f - sk);
        if (!(weight > 0.0f)) continue;
        const ElementState e =
            elementState(b, m.elements, m.state.u, a & 1 ? i : cell.i, a & 2 ? j : cell.j, a & 4 ? k : cell.k);
        sum -= weight * e.cauchy[2];
    }
    return sum;
}

} // namespace

std::optional<PointState> Press::at(const glm::vec3& bodyPoint) const {
    const Impl& m = *impl_;
    Block::Cell cell;
    if (!m.block.locate(m.block.toBlock(bodyPoint), cell)) return std::nullopt;
    const ElementState e = elementState(m.block, m.elements, m.state.u, cell.i, cell.j, cell.k);
    const ElementLabel& label =
        m.block.labels[static_cast<std::size_t>((cell.k * m.block.size.ny + cell.j) * m.block.size.nx + cell.i)];
    PointState s;
    s.displacement = m.block.axes * m.block.interpolate(m.state.u, cell) * 0.001f;
    s.pressureKPa = -(e.cauchy[0] + e.cauchy[1] + e.cauchy[2]) / 3.0f;
    const float* c = e.cauchy;
    s.shearKPa = std::sqrt(
        0.5f * ((c[0] - c[1]) * (c[0] - c[1]) + (c[1] - c[2]) * (c[1] - c[2]) + (c[2] - c[0]) * (c[2] - c[0])) +
        3.0f * (c[3] * c[3] + c[4] * c[4] + c[5] * c[5]));
    s.alongPressKPa = pushAt(m, cell);
    s.kind = label.kind;
    s.structure = label.structure;
    return s;
}

DisplacementGrid Press::field(const glm::ivec3& size) const {
    const Impl& m = *impl_;
    const Block& b = m.block;
    DisplacementGrid out;
    out.size = glm::clamp(size, glm::ivec3(2), glm::ivec3(128));
    const GridSize& g = b.size;
    glm::vec3 low(b.lineX.front(), b.lineY.front(), 0.0f), high(b.lineX.back(), b.lineY.back(), 0.0f);
    for (int j = 0; j <= g.ny; ++j)
        for (int i = 0; i <= g.nx; ++i) {
            low.z = std::min(low.z, b.height[static_cast<std::size_t>(g.node(i, j, 0))]);
            high.z = std::max(high.z, b.height[static_cast<std::size_t>(g.node(i, j, g.nz))]);
        }
    low.z -= 3.0f; // a little air: the skin itself must lie inside
    const glm::vec3 span = high - low;
    // [0,1]^3 -> body
    glm::mat4 toBody(1.0f);
    for (int d = 0; d < 3; ++d) toBody[d] = glm::vec4(b.axes[d] * span[d] * 0.001f, 0.0f);
    toBody[3] = glm::vec4(b.toBody(low), 1.0f);
    out.worldToGrid = glm::inverse(toBody);
    const auto fade = [&](float x, float half) {
        const float t = std::clamp((half - std::fabs(x)) / (kFadeShare * half), 0.0f, 1.0f);
        return t * t * (3.0f - 2.0f * t);
    };
    out.displacement.reserve(static_cast<std::size_t>(out.size.x * out.size.y * out.size.z));
    for (int z = 0; z < out.size.z; ++z)
        for (int y = 0; y < out.size.y; ++y)
            for (int x = 0; x < out.size.x; ++x) {
                const glm::vec3 p = low + span * glm::vec3(x, y, z) / glm::vec3(out.size - 1);
                Block::Cell cell;
                glm::vec3 u(0.0f);
                if (z + 1 < out.size.z && b.locate(p, cell))
                    u = b.axes * b.interpolate(m.state.u, cell) * 0.001f * fade(p.x, b.lineX.back()) *
                        fade(p.y, b.lineY.back());
                out.displacement.push_back(u);
            }
    return out;
}

} // namespace tissue
