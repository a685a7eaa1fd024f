#include <tissue/multigrid_level.h>

#include <array>
#include <cmath>

namespace tissue {

namespace {

/// Line of the finer grid on which a coarse one stands.
int standsOn(int index, int fine, int coarse) {
    return fine == coarse ? index : std::min(2 * index, fine);
}

int parent(int i, int fine, int coarse) {
    return fine == coarse ? i : i / 2;
}

} // namespace

MultigridLevel::MultigridLevel(const Block& block)
    : size(block.size), free(block.free), lineX(block.lineX), lineY(block.lineY), height(block.height) {
    reserve();
}

MultigridLevel MultigridLevel::coarser() {
    MultigridLevel next;
    const GridSize& g = size;
    const GridSize s(halved(g.nx), halved(g.ny), halved(g.nz));
    px = GridLines(g.nx, s.nx);
    py = GridLines(g.ny, s.ny);
    pz = GridLines(g.nz, s.nz);
    for (int i = 0; i <= s.nx; ++i) next.lineX.push_back(lineX[static_cast<std::size_t>(standsOn(i, g.nx, s.nx))]);
    for (int j = 0; j <= s.ny; ++j) next.lineY.push_back(lineY[static_cast<std::size_t>(standsOn(j, g.ny, s.ny))]);
    const auto n = static_cast<std::size_t>(s.nodes()), m = nodes();
    next.height.assign(n, 0.0f);
    next.free.assign(3 * n, 0.0f);
    for (int k = 0; k <= s.nz; ++k)
        for (int j = 0; j <= s.ny; ++j)
            for (int i = 0; i <= s.nx; ++i) {
                const auto to = static_cast<std::size_t>(s.node(i, j, k));
                const auto from = static_cast<std::size_t>(
                    g.node(standsOn(i, g.nx, s.nx), standsOn(j, g.ny, s.ny), standsOn(k, g.nz, s.nz)));
                next.height[to] = height[from];
                for (std::size_t d = 0; d < 3; ++d) next.free[d * n + to] = free[d * m + from];
            }
    next.shapes.assign(static_cast<std::size_t>(s.batchCount()), ShapeBatch{});
    next.tangents.assign(static_cast<std::size_t>(s.batchCount()), TangentBatch{});
    next.unitHourglass.assign(static_cast<std::size_t>(4 * s.batchCount() * kLanes), 0.0f);
    for (int k = 0; k < s.nz; ++k)
        for (int j = 0; j < s.ny; ++j)
            for (int i = 0; i < s.nx; ++i) {
                std::array<glm::vec3, 8> corners;
                for (int a = 0; a < 8; ++a) {
                    const int ci = i + (a & 1), cj = j + ((a >> 1) & 1), ck = k + (a >> 2);
                    corners[static_cast<std::size_t>(a)] = {next.lineX[static_cast<std::size_t>(ci)],
                                                            next.lineY[static_cast<std::size_t>(cj)],
                                                            next.height[static_cast<std::size_t>(s.node(ci, cj, ck))]};
                }
                const auto batch = static_cast<std::size_t>(s.batch(i, j, k));
                const int lane = i % kLanes;
                elementShape(corners, 1.0f, next.shapes[batch], lane); // an inside-out one stays empty
                for (std::size_t h = 0; h < 4; ++h)
                    next.unitHourglass[(batch * 4 + h) * kLanes + static_cast<std::size_t>(lane)] =
                        next.shapes[batch].hourglass[h][lane];
            }
    next.size = s;
    next.reserve();
    return next;
}

void MultigridLevel::reserve() {
    blocks.assign(6 * nodes(), 0.0f);
    for (auto* v : {&x, &r, &t}) v->assign(3 * nodes(), 0.0f);
}

void MultigridLevel::takeTangents(const ElementGrid& from) {
    const GridSize &g = from.size, &c = size;
    for (TangentBatch& b : tangents) b = TangentBatch{};
    std::vector<float> shear(shapes.size() * kLanes, 0.0f), volume(shear.size(), 0.0f);
    for (int k = 0; k < g.nz; ++k)
        for (int j = 0; j < g.ny; ++j)
            for (int i = 0; i < g.nx; ++i) {
                const auto a = static_cast<std::size_t>(g.batch(i, j, k));
                const int i2 = parent(i, g.nx, c.nx), la = i % kLanes, lb = i2 % kLanes;
                const auto b = static_cast<std::size_t>(c.batch(i2, parent(j, g.ny, c.ny), parent(k, g.nz, c.nz)));
                const TangentBatch& tangent = from.tangents[a];
                for (int e = 0; e < 45; ++e) tangents[b].a[e][lb] += tangent.a[e][la];
                const std::size_t slot = b * kLanes + static_cast<std::size_t>(lb);
                // mean of the shear stiffness as the tangents have it: dP_xy/dF_xy and its like
                shear[slot] +=
                    (tangent.a[packed(1, 1)][la] + tangent.a[packed(5, 5)][la] + tangent.a[packed(6, 6)][la]) / 3.0f;
                volume[slot] += from.shapes[a].volume[la];
            }
    for (std::size_t b = 0; b < shapes.size(); ++b)
        for (std::size_t h = 0; h < 4; ++h)
            for (std::size_t lane = 0; lane < kLanes; ++lane) {
                const std::size_t slot = b * kLanes + lane;
                const float mean = volume[slot] > 0.0f ? std::max(shear[slot], 0.0f) / volume[slot] : 0.0f;
                shapes[b].hourglass[h][lane] = mean * unitHourglass[(b * 4 + h) * kLanes + lane];
            }
}

void MultigridLevel::takeSprings(const Contact& contact, const GridSize& finest) {
    springs.clear();
    for (const ContactSpring& s : contact.springs()) {
        Spring out{};
        std::copy(std::begin(s.k), std::end(s.k), out.k);
        // grids of n lines have halved n several times: the place in lines of the finest, then of this one
        int i = s.i, j = s.j, ni = finest.nx, nj = finest.ny;
        float u = s.s, v = s.t;
        while (ni > size.nx || nj > size.ny) {
            const auto coarser = [](int& index, float& local, int& count) {
                if (halved(count) == count) return;
                const bool alone = index == count - 1 && count % 2 == 1;
                if (!alone) local = 0.5f * (local + static_cast<float>(index % 2));
                index /= 2;
                count = halved(count);
            };
            coarser(i, u, ni);
            coarser(j, v, nj);
        }
        for (int c = 0; c < 4; ++c) {
            out.node[c] = size.node(i + (c & 1), j + (c >> 1), 0);
            out.weight[c] = (c & 1 ? u : 1.0f - u) * (c & 2 ? v : 1.0f - v);
        }
        springs.push_back(out);
    }
}

void MultigridLevel::takeBlocks(const ElementGrid& elements, core::Workers& workers) {
    std::fill(blocks.begin(), blocks.end(), 0.0f);
    addElementDiagonal(elements, blocks.data(), workers);
    const std::size_t n = nodes();
    for (const Spring& s : springs)
        for (int c = 0; c < 4; ++c)
            for (std::size_t d = 0; d < 6; ++d)
                blocks[d * n + static_cast<std::size_t>(s.node[c])] += s.weight[c] * s.weight[c] * s.k[d];
    for (std::size_t i = 0; i < n; ++i) {
        // rows of fixed components become the identity, so that the inverse keeps apart what is free
        float m[6];
        const float f[3] = {free[i], free[n + i], free[2 * n + i]};
        for (std::size_t d = 0; d < 3; ++d) m[d] = f[d] > 0.0f ? std::max(blocks[d * n + i], 1e-6f) : 1.0f;
        for (std::size_t d = 0; d < 3; ++d) m[3 + d] = blocks[(3 + d) * n + i] * f[d] * f[(d + 1) % 3];
        float c0 = m[1] * m[2] - m[4] * m[4], c3 = m[4] * m[5] - m[3] * m[2], c5 = m[3] * m[4] - m[1] * m[5];
        float det = m[0] * c0 + m[3] * c3 + m[5] * c5;
        if (!(det > 1e-4f * m[0] * m[1] * m[2])) { // not positive: the plain diagonal
            m[3] = m[4] = m[5] = 0.0f;
            c0 = m[1] * m[2];
            c3 = c5 = 0.0f;
            det = m[0] * c0;
        }
        const float inverse = 1.0f / det;
        const float out[6] = {c0, m[0] * m[2] - m[5] * m[5], m[0] * m[1] - m[3] * m[3],
                              c3, m[3] * m[5] - m[0] * m[4], c5};
        for (std::size_t d = 0; d < 6; ++d) blocks[d * n + i] = out[d] * inverse;
        for (std::size_t d = 0; d < 3; ++d)
            if (!(f[d] > 0.0f)) blocks[d * n + i] = 0.0f;
    }
}

void MultigridLevel::multiply(const std::vector<float>& in, double lift, std::vector<float>& out, double& row,
                              core::Workers& workers) const {
    std::fill(out.begin(), out.end(), 0.0f);
    multiplyElements(grid(), in.data(), out.data(), workers);
    row = 0.0;
    const std::size_t n = nodes();
    for (const Spring& s : springs) {
        float v[3] = {0.0f, 0.0f, static_cast<float>(-lift)};
        for (int c = 0; c < 4; ++c)
            for (std::size_t d = 0; d < 3; ++d) v[d] += s.weight[c] * in[d * n + static_cast<std::size_t>(s.node[c])];
        const float f[3] = {s.k[0] * v[0] + s.k[3] * v[1] + s.k[5] * v[2],
                            s.k[3] * v[0] + s.k[1] * v[1] + s.k[4] * v[2],
                            s.k[5] * v[0] + s.k[4] * v[1] + s.k[2] * v[2]};
        for (int c = 0; c < 4; ++c)
            for (std::size_t d = 0; d < 3; ++d) out[d * n + static_cast<std::size_t>(s.node[c])] += s.weight[c] * f[d];
        row -= static_cast<double>(f[2]);
    }
    for (std::size_t i = 0; i < out.size(); ++i) out[i] *= free[i];
}

void MultigridLevel::sweep(const std::vector<float>& in, std::vector<float>& out, float damping, bool add) const {
    const std::size_t n = nodes();
    const float *b = blocks.data(), *p = in.data();
    float* o = out.data();
    const float keep = add ? 1.0f : 0.0f;
    for (std::size_t i = 0; i < n; ++i) {
        const float u = p[i], v = p[n + i], w = p[2 * n + i];
        o[i] = keep * o[i] + damping * (b[i] * u + b[3 * n + i] * v + b[5 * n + i] * w);
        o[n + i] = keep * o[n + i] + damping * (b[3 * n + i] * u + b[n + i] * v + b[4 * n + i] * w);
        o[2 * n + i] = keep * o[2 * n + i] + damping * (b[5 * n + i] * u + b[4 * n + i] * v + b[2 * n + i] * w);
    }
}

void MultigridLevel::restrictTo(MultigridLevel& coarse, const std::vector<float>& in) const {
    const std::size_t n = nodes(), m = coarse.nodes();
    std::fill(coarse.r.begin(), coarse.r.end(), 0.0f);
    std::vector<float> row(static_cast<std::size_t>(coarse.size.rowNodes));
    for (std::size_t d = 0; d < 3; ++d)
        for (int k = 0; k <= size.nz; ++k)
            for (int j = 0; j <= size.ny; ++j) {
                const float* from = in.data() + d * n + static_cast<std::size_t>(size.node(0, j, k));
                px.restrictRow(from, row.data());
                for (const auto& [y, wy] : py.of(j))
                    for (const auto& [z, wz] : pz.of(k)) {
                        float* to = coarse.r.data() + d * m + static_cast<std::size_t>(coarse.size.node(0, y, z));
                        const float w = wy * wz;
                        for (int i = 0; i <= coarse.size.nx; ++i) to[i] += w * row[static_cast<std::size_t>(i)];
                    }
            }
    for (std::size_t i = 0; i < coarse.r.size(); ++i) coarse.r[i] *= coarse.free[i];
}

void MultigridLevel::prolongFrom(const MultigridLevel& coarse, std::vector<float>& out) const {
    const std::size_t n = nodes(), m = coarse.nodes();
    std::vector<float> row(static_cast<std::size_t>(coarse.size.rowNodes)),
        fine(static_cast<std::size_t>(size.rowNodes));
    for (std::size_t d = 0; d < 3; ++d)
        for (int k = 0; k <= size.nz; ++k)
            for (int j = 0; j <= size.ny; ++j) {
                std::fill(row.begin(), row.end(), 0.0f);
                for (const auto& [y, wy] : py.of(j))
                    for (const auto& [z, wz] : pz.of(k)) {
                        const float* from =
                            coarse.x.data() + d * m + static_cast<std::size_t>(coarse.size.node(0, y, z));
                        const float w = wy * wz;
                        for (int i = 0; i <= coarse.size.nx; ++i) row[static_cast<std::size_t>(i)] += w * from[i];
                    }
                px.prolongRow(row.data(), fine.data());
                const std::size_t start = d * n + static_cast<std::size_t>(size.node(0, j, k));
                for (std::size_t i = 0; i <= static_cast<std::size_t>(size.nx); ++i)
                    out[start + i] += free[start + i] * fine[i];
            }
}

} // namespace tissue
