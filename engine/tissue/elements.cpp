#include <tissue/elements.h>

#include <algorithm>
#include <cmath>

#pragma GCC diagnostic ignored "-Wpsabi" // Lanes never cross a call: every function that takes them is inlined

namespace tissue {

namespace {

struct RowWork {
    const GridSize* size;
    const ShapeBatch* shapes;
    const MaterialBatch* materials;
    const HistoryBatch* history;
    TangentBatch* tangents;
    const float* u;
    float* out;
    float guard;
    double energy;
    float smallestJ;
    HistoryBatch* remembers = nullptr;
    const FadingBatch* fading = nullptr;
};

struct Corners {
    int at[8];
};

TISSUE_INLINE Corners cornersOf(const GridSize& g, int i, int j, int k) {
    const int n = g.node(i, j, k), row = g.rowNodes, layer = g.rowNodes * (g.ny + 1);
    return {{n, n + 1, n + row, n + row + 1, n + layer, n + layer + 1, n + layer + row, n + layer + row + 1}};
}

/// Displacement gradient H (3i + J) and hourglass amplitudes of eight elements.
TISSUE_INLINE void strain(const ShapeBatch& s, const float* u, int stride, const Corners& c, Lanes (&h)[9],
                          Lanes (&q)[4][3]) {
    for (int i = 0; i < 3; ++i) {
        const float* ui = u + i * stride;
        Lanes v[8];
        for (int a = 0; a < 8; ++a) v[a] = Lanes::load(ui + c.at[a]);
        for (int j = 0; j < 3; ++j) {
            Lanes sum = Lanes::load(s.gradient[0][j]) * v[0];
            for (int a = 1; a < 8; ++a) sum += Lanes::load(s.gradient[a][j]) * v[a];
            h[3 * i + j] = sum;
        }
        // sums with the patterns eta zeta, zeta xi, xi eta, xi eta zeta
        const Lanes s0 = v[0] + v[1], d0 = v[1] - v[0], s1 = v[2] + v[3], d1 = v[3] - v[2];
        const Lanes s2 = v[4] + v[5], d2 = v[5] - v[4], s3 = v[6] + v[7], d3 = v[7] - v[6];
        const Lanes eighth(0.125f);
        q[0][i] = ((s3 - s2) - (s1 - s0)) * eighth;
        q[1][i] = ((d2 + d3) - (d0 + d1)) * eighth;
        q[2][i] = ((d1 - d0) + (d3 - d2)) * eighth;
        q[3][i] = ((d3 - d2) - (d1 - d0)) * eighth;
        for (int m = 0; m < 4; ++m)
            for (int j = 0; j < 3; ++j) q[m][i] -= Lanes::load(s.projection[m][j]) * h[3 * i + j];
    }
}

/// Sums over the corners of a row of elements. An element's second corner is the next one's first: what falls on the
/// second corners waits for the next batch, so that every node is written once, and no load follows a store that
/// overlaps it in part, which stalls processors for longer than the sums take.
struct RowSums {
    Lanes waiting[3][4]; ///< by component and pair of corners
};

TISSUE_INLINE void begin(RowSums& w) {
    for (auto& component : w.waiting)
        for (Lanes& x : component) x = Lanes(0.0f);
}

TISSUE_INLINE void finish(const RowSums& w, float* out, int stride, const Corners& last) {
    for (int i = 0; i < 3; ++i)
        for (int n = 0; n < 4; ++n) out[i * stride + last.at[2 * n] + kLanes] += w.waiting[i][n].v[kLanes - 1];
}

/// Adds sum over corners of P gradient and of the hourglass forces r (already times stiffness) to `out`.
TISSUE_INLINE void scatter(const ShapeBatch& s, float* out, int stride, const Corners& c, Lanes (&p)[9],
                           const Lanes (&r)[4][3], RowSums& w) {
    for (int i = 0; i < 3; ++i) {
        for (int m = 0; m < 4; ++m)
            for (int j = 0; j < 3; ++j) p[3 * i + j] -= Lanes::load(s.projection[m][j]) * r[m][i];
        const Lanes eighth(0.125f);
        const Lanes a = r[0][i] * eighth, b = r[1][i] * eighth, d = r[2][i] * eighth, e = r[3][i] * eighth;
        // patterns at the corners: eta zeta, zeta xi, xi eta, xi eta zeta
        const Lanes bent[8] = {a + b + d - e, a - b - d + e, b - a - d + e, d - a - b - e,
                               d - a - b + e, b - a - d - e, a - b - d - e, a + b + d + e};
        float* oi = out + i * stride;
        for (int n = 0; n < 4; ++n) {
            Lanes first = bent[2 * n], second = bent[2 * n + 1];
            for (int j = 0; j < 3; ++j) {
                first += p[3 * i + j] * Lanes::load(s.gradient[2 * n][j]);
                second += p[3 * i + j] * Lanes::load(s.gradient[2 * n + 1][j]);
            }
            first += movedUp(w.waiting[i][n], second);
            w.waiting[i][n] = second;
            first.addTo(oi + c.at[2 * n]);
        }
    }
}

TISSUE_INLINE void parametersOf(const MaterialBatch& m, const HistoryBatch& y, LawParameters<Lanes>& p) {
    p.c10 = Lanes::load(m.c10);
    p.c20 = Lanes::load(m.c20);
    p.bulk = Lanes::load(m.bulk);
    p.bulk -= positivePart(p.bulk - Lanes(kSoftBulk) * p.c10);
    p.pressure = Lanes::load(y.pressure);
    p.fibre = Lanes::load(m.fibre);
    p.tone = Lanes::load(m.tone);
    for (int i = 0; i < 3; ++i) p.axis[i] = Lanes::load(m.axis[i]);
    p.share = Lanes::load(y.share);
    for (int i = 0; i < 6; ++i) p.history[i] = Lanes::load(y.acting[i]);
}

TISSUE_INLINE void deformation(const Lanes (&h)[9], Lanes (&f)[9]) {
    for (int i = 0; i < 9; ++i) f[i] = h[i];
    f[0] += Lanes(1.0f);
    f[4] += Lanes(1.0f);
    f[8] += Lanes(1.0f);
}

template <bool kForces, bool kTangents>
TISSUE_INLINE void stressRow(RowWork& w, int j, int k) {
    const GridSize& g = *w.size;
    const int stride = g.nodes();
    RowSums sums;
    if constexpr (kForces) begin(sums);
    for (int b = 0; b < g.batches; ++b) {
        const int n = g.batch(b * kLanes, j, k);
        const ShapeBatch& s = w.shapes[n];
        const Corners c = cornersOf(g, b * kLanes, j, k);
        Lanes h[9], q[4][3], f[9];
        strain(s, w.u, stride, c, h, q);
        deformation(h, f);
        LawParameters<Lanes> p;
        parametersOf(w.materials[n], w.history[n], p);
        LawState<Lanes> state;
        prepare(f, p, state);
        const Lanes volume = Lanes::load(s.volume);
        Lanes sum = energy(p, state) * volume;
        Lanes r[4][3];
        for (int m = 0; m < 4; ++m) {
            const Lanes stiff = Lanes::load(s.hourglass[m]);
            for (int i = 0; i < 3; ++i) {
                r[m][i] = stiff * q[m][i];
                sum += Lanes(0.5f) * r[m][i] * q[m][i];
            }
        }
        for (int l = 0; l < kLanes; ++l) {
            if (s.volume[l] <= 0.0f) continue;
            w.energy += static_cast<double>(sum.v[l]);
            w.smallestJ = std::min(w.smallestJ, state.j.v[l]);
        }
        if constexpr (kForces) {
            Lanes p1[9];
            stress(p, state, p1);
            const Lanes back = Lanes(0.0f) - volume;
            for (Lanes& x : p1) x *= back;
            for (auto& x : r)
                for (Lanes& y : x) y = Lanes(0.0f) - y;
            scatter(s, w.out, stride, c, p1, r, sums);
        }
        if constexpr (kTangents) {
            Lanes a[45];
            tangent(p, state, w.guard, a);
            for (int m = 0; m < 45; ++m) (a[m] * volume).store(w.tangents[n].a[m]);
        }
    }
    if constexpr (kForces) finish(sums, w.out, stride, cornersOf(g, (g.batches - 1) * kLanes, j, k));
}

TISSUE_INLINE void forceRowBody(RowWork& w, int j, int k) {
    stressRow<true, true>(w, j, k);
}
TISSUE_INLINE void pushRowBody(RowWork& w, int j, int k) {
    stressRow<true, false>(w, j, k);
}
TISSUE_INLINE void energyRowBody(RowWork& w, int j, int k) {
    stressRow<false, false>(w, j, k);
}

/// The memory after a step that beginStep() began: of pressure and, if `fading` says how, of viscosity.
TISSUE_INLINE void rememberRowBody(RowWork& w, int j, int k) {
    const GridSize& g = *w.size;
    for (int b = 0; b < g.batches; ++b) {
        const int n = g.batch(b * kLanes, j, k);
        const Corners c = cornersOf(g, b * kLanes, j, k);
        Lanes f[9], q[4][3], now[6];
        strain(w.shapes[n], w.u, g.nodes(), c, f, q);
        for (int d = 0; d < 9; d += 4) f[d] += Lanes(1.0f);
        LawParameters<Lanes> p;
        parametersOf(w.materials[n], w.history[n], p);
        LawState<Lanes> state;
        prepare(f, p, state);
        HistoryBatch& h = w.remembers[n];
        // what bulk (J - 1) would be, were it bulk alone: the rest beside the softer modulus
        const Lanes bulk = Lanes::load(w.materials[n].bulk);
        const Lanes pressure = meanStress(p, state) * (bulk - p.bulk) / larger(bulk, Lanes(1e-6f));
        const Lanes change = pressure - p.pressure;
        const Lanes missing = change * change * Lanes::load(w.shapes[n].volume) / larger(p.bulk, Lanes(1e-6f));
        pressure.store(h.pressure);
        for (int l = 0; l < kLanes; ++l)
            if (w.shapes[n].volume[l] > 0.0f) w.energy += 0.5 * static_cast<double>(missing.v[l]);
        if (w.fading == nullptr) continue;
        isochoricSecond(p, state, now);
        for (int d = 0; d < 6; ++d) {
            const Lanes more = now[d] - Lanes::load(h.last[d]);
            for (int t = 0; t < kPronyTerms; ++t)
                (Lanes::load(w.fading[n].fade[t]) * Lanes::load(h.overstress[t][d]) +
                 Lanes::load(w.fading[n].kept[t]) * more)
                    .store(h.overstress[t][d]);
            now[d].store(h.last[d]);
        }
    }
}

TISSUE_INLINE void multiplyRowBody(RowWork& w, int j, int k) {
    const GridSize& g = *w.size;
    const int stride = g.nodes();
    RowSums sums;
    begin(sums);
    for (int b = 0; b < g.batches; ++b) {
        const int n = g.batch(b * kLanes, j, k);
        const ShapeBatch& s = w.shapes[n];
        const Corners c = cornersOf(g, b * kLanes, j, k);
        Lanes h[9], q[4][3], p[9];
        strain(s, w.u, stride, c, h, q);
        const TangentBatch& t = w.tangents[n];
#pragma GCC unroll 9 // or the places of the packed matrix are worked out anew at every turn
        for (int row = 0; row < 9; ++row) {
            Lanes sum = Lanes::load(t.a[packed(row, 0)]) * h[0];
#pragma GCC unroll 9
            for (int m = 1; m < 9; ++m) sum += Lanes::load(t.a[packed(row, m)]) * h[m];
            p[row] = sum;
        }
        for (int m = 0; m < 4; ++m) {
            const Lanes stiff = Lanes::load(s.hourglass[m]);
            for (int i = 0; i < 3; ++i) q[m][i] *= stiff;
        }
        scatter(s, w.out, stride, c, p, q, sums);
    }
    finish(sums, w.out, stride, cornersOf(g, (g.batches - 1) * kLanes, j, k));
}

TISSUE_INLINE void diagonalRowBody(RowWork& w, int j, int k) {
    const GridSize& g = *w.size;
    const int stride = g.nodes();
    constexpr int rows[6] = {0, 1, 2, 0, 1, 2}, columns[6] = {0, 1, 2, 1, 2, 0};
    for (int b = 0; b < g.batches; ++b) {
        const int n = g.batch(b * kLanes, j, k);
        const ShapeBatch& s = w.shapes[n];
        const Corners c = cornersOf(g, b * kLanes, j, k);
        const TangentBatch& t = w.tangents[n];
        for (int a = 0; a < 8; ++a) {
            Lanes grad[3];
            for (int m = 0; m < 3; ++m) grad[m] = Lanes::load(s.gradient[a][m]);
            Lanes bent(0.0f);
            for (int m = 0; m < 4; ++m) {
                const int sx = a & 1 ? 1 : -1, sy = a & 2 ? 1 : -1, sz = a & 4 ? 1 : -1;
                const int pattern[4] = {sy * sz, sz * sx, sx * sy, sx * sy * sz};
                Lanes gamma(static_cast<float>(pattern[m]) * 0.125f);
                for (int x = 0; x < 3; ++x) gamma -= Lanes::load(s.projection[m][x]) * grad[x];
                bent += Lanes::load(s.hourglass[m]) * gamma * gamma;
            }
            for (int d = 0; d < 6; ++d) {
                Lanes sum = d < 3 ? bent : Lanes(0.0f);
                for (int x = 0; x < 3; ++x)
                    for (int y = 0; y < 3; ++y)
                        sum += grad[x] * Lanes::load(t.a[packed(3 * rows[d] + x, 3 * columns[d] + y)]) * grad[y];
                sum.addTo(w.out + d * stride + c.at[a]);
            }
        }
    }
}

CORE_KERNEL(forceRow, (RowWork & w, int j, int k), (w, j, k))
CORE_KERNEL(pushRow, (RowWork & w, int j, int k), (w, j, k))
CORE_KERNEL(energyRow, (RowWork & w, int j, int k), (w, j, k))
CORE_KERNEL(rememberRow, (RowWork & w, int j, int k), (w, j, k))
CORE_KERNEL(multiplyRow, (RowWork & w, int j, int k), (w, j, k))
CORE_KERNEL(diagonalRow, (RowWork & w, int j, int k), (w, j, k))

constexpr std::size_t kRowsPerChunk = 2;

using RowKernel = void (*)(RowWork&, int, int);

/// Even rows of elements with all their layers, then odd ones: no two rows of a round share a node, so the sums have
/// one order only.
void overRows(const RowWork& common, RowKernel kernel, ElementSums* sums, core::Workers& workers) {
    const int rows = common.size->ny;
    for (int parity = 0; parity < 2; ++parity) {
        const auto count = static_cast<std::size_t>((rows + 1 - parity) / 2);
        workers.parallelFor(count, kRowsPerChunk, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t n = begin; n < end; ++n) {
                const int j = 2 * static_cast<int>(n) + parity;
                RowWork w = common;
                w.energy = 0.0;
                w.smallestJ = 1.0f;
                for (int k = 0; k < common.size->nz; ++k) kernel(w, j, k);
                if (sums) sums[j] = {w.energy, w.smallestJ};
            }
        });
    }
}

ElementSums total(const std::vector<ElementSums>& rows) {
    ElementSums sum;
    for (const ElementSums& s : rows) {
        sum.energy += s.energy;
        sum.smallestJ = std::min(sum.smallestJ, s.smallestJ);
    }
    return sum;
}

RowWork workOf(const Block& block, const Elements& e, const float* u, float* out) {
    return {&block.size,
            block.shapes.data(),
            block.materials.data(),
            e.history.data(),
            const_cast<TangentBatch*>(e.tangents.data()),
            u,
            out,
            1e30f,
            0.0,
            1.0f};
}

} // namespace

Elements::Elements(const Block& block)
    : tangents(static_cast<std::size_t>(block.size.batchCount())),
      history(static_cast<std::size_t>(block.size.batchCount())), fading_(history.size()),
      rowSums_(static_cast<std::size_t>(block.size.ny)) {
    for (HistoryBatch& h : history) {
        h = {};
        std::fill(std::begin(h.share), std::end(h.share), 1.0f);
    }
}

ElementSums Elements::energyOf(const Block& block, const std::vector<float>& u, core::Workers& workers) const {
    std::vector<ElementSums> sums(static_cast<std::size_t>(block.size.ny));
    overRows(workOf(block, *this, u.data(), nullptr), energyRow, sums.data(), workers);
    return total(sums);
}

ElementSums Elements::assemble(const Block& block, const std::vector<float>& u, float guard, std::vector<float>& force,
                               core::Workers& workers) {
    RowWork work = workOf(block, *this, u.data(), force.data());
    work.guard = guard;
    overRows(work, forceRow, rowSums_.data(), workers);
    return total(rowSums_);
}

ElementSums Elements::push(const Block& block, const std::vector<float>& u, std::vector<float>& force,
                           core::Workers& workers) {
    overRows(workOf(block, *this, u.data(), force.data()), pushRow, rowSums_.data(), workers);
    return total(rowSums_);
}

void multiplyElements(const ElementGrid& grid, const float* x, float* out, core::Workers& workers) {
    overRows(
        {&grid.size, grid.shapes, nullptr, nullptr, const_cast<TangentBatch*>(grid.tangents), x, out, 1e30f, 0.0, 1.0f},
        multiplyRow, nullptr, workers);
}

void addElementDiagonal(const ElementGrid& grid, float* diagonal, core::Workers& workers) {
    overRows({&grid.size, grid.shapes, nullptr, nullptr, const_cast<TangentBatch*>(grid.tangents), nullptr, diagonal,
              1e30f, 0.0, 1.0f},
             diagonalRow, nullptr, workers);
}

namespace {

/// State of one lane in double, by the same law.
void laneState(const Block& block, const Elements& e, const std::vector<float>& u, int i, int j, int k,
               LawParameters<double>& p, LawState<double>& s) {
    const GridSize& g = block.size;
    const auto n = static_cast<std::size_t>(g.batch(i, j, k));
    const int l = i % kLanes;
    const Corners c = cornersOf(g, i, j, k);
    double f[9] = {1, 0, 0, 0, 1, 0, 0, 0, 1};
    for (int a = 0; a < 8; ++a)
        for (int x = 0; x < 3; ++x)
            for (int y = 0; y < 3; ++y)
                f[3 * x + y] += static_cast<double>(u[static_cast<std::size_t>(x * g.nodes() + c.at[a])]) *
                                static_cast<double>(block.shapes[n].gradient[a][y][l]);
    const MaterialBatch& m = block.materials[n];
    const HistoryBatch& h = e.history[n];
    p = {m.c10[l],
         m.c20[l],
         std::min(m.bulk[l], kSoftBulk * m.c10[l]),
         h.pressure[l],
         m.fibre[l],
         m.tone[l],
         {m.axis[0][l], m.axis[1][l], m.axis[2][l]},
         h.share[l],
         {h.acting[0][l], h.acting[1][l], h.acting[2][l], h.acting[3][l], h.acting[4][l], h.acting[5][l]}};
    prepare(f, p, s);
}

} // namespace

namespace {

/// What a Prony term keeps of its stress over a step of x = dt / tau, and its mean over the step (Simo 1987).
struct Fading {
    float fade, gamma;
};
Fading fadingOf(float x) {
    const float fade = std::exp(-x);
    return {fade, x > 1e-4f ? (1.0f - fade) / x : 1.0f - 0.5f * x};
}

} // namespace

void Elements::beginStep(const Block& block, float dt) {
    if (!block.viscous) return;
    for (std::size_t n = 0; n < history.size(); ++n) {
        const MaterialBatch& m = block.materials[n];
        HistoryBatch& h = history[n];
        if (dt != fadingFor_)
            for (int t = 0; t < kPronyTerms; ++t)
                for (int l = 0; l < kLanes; ++l) {
                    const float g = m.relaxing[t][l];
                    const Fading f = g > 0.0f ? fadingOf(dt / m.timeConstant[t][l]) : Fading{1.0f, 1.0f};
                    fading_[n].fade[t][l] = f.fade;
                    fading_[n].kept[t][l] = g * f.gamma;
                }
        for (int l = 0; l < kLanes; ++l) {
            h.share[l] = 1.0f;
            for (int t = 0; t < kPronyTerms; ++t) h.share[l] -= m.relaxing[t][l] - fading_[n].kept[t][l];
        }
        for (int c = 0; c < 6; ++c)
            for (int l = 0; l < kLanes; ++l) {
                float acting = 0.0f;
                for (int t = 0; t < kPronyTerms; ++t)
                    acting += fading_[n].fade[t][l] * h.overstress[t][c][l] - fading_[n].kept[t][l] * h.last[c][l];
                h.acting[c][l] = acting;
            }
    }
    fadingFor_ = dt;
}

double Elements::endStep(const Block& block, const std::vector<float>& u, core::Workers& workers) {
    RowWork work = workOf(block, *this, u.data(), nullptr);
    work.remembers = history.data();
    work.fading = block.viscous ? fading_.data() : nullptr;
    overRows(work, rememberRow, rowSums_.data(), workers);
    return total(rowSums_).energy;
}

void carryHistory(const Block& from, const Elements& old, const Block& to, Elements& fresh, const glm::mat3& turn) {
    const GridSize& g = to.size;
    const auto turned = [&](const float(&a)[6][kLanes], int la, float(&b)[6][kLanes], int lb) {
        const glm::mat3 s(a[0][la], a[3][la], a[5][la], a[3][la], a[1][la], a[4][la], a[5][la], a[4][la], a[2][la]);
        const glm::mat3 r = turn * s * glm::transpose(turn);
        const int rows[6] = {0, 1, 2, 0, 1, 2}, columns[6] = {0, 1, 2, 1, 2, 0};
        for (int c = 0; c < 6; ++c) b[c][lb] = r[columns[c]][rows[c]];
    };
    for (int k = 0; k < g.nz; ++k)
        for (int j = 0; j < g.ny; ++j)
            for (int i = 0; i < g.nx; ++i) {
                const glm::vec3 centre = 0.5f * (to.position(g.node(i, j, k), i, j) +
                                                 to.position(g.node(i + 1, j + 1, k + 1), i + 1, j + 1));
                Block::Cell cell;
                if (!from.locate(from.toBlock(to.toBody(centre)), cell)) continue;
                const HistoryBatch& a = old.history[static_cast<std::size_t>(from.size.batch(cell.i, cell.j, cell.k))];
                HistoryBatch& b = fresh.history[static_cast<std::size_t>(g.batch(i, j, k))];
                const int la = cell.i % kLanes, lb = i % kLanes;
                b.pressure[lb] = a.pressure[la];
                turned(a.last, la, b.last, lb);
                for (int t = 0; t < kPronyTerms; ++t) turned(a.overstress[t], la, b.overstress[t], lb);
            }
}

ElementState elementState(const Block& block, const Elements& elements, const std::vector<float>& u, int i, int j,
                          int k) {
    LawParameters<double> p;
    LawState<double> s;
    laneState(block, elements, u, i, j, k, p, s);
    double first[9];
    stress(p, s, first);
    ElementState out;
    for (int n = 0; n < 9; ++n) out.f[n] = static_cast<float>(s.f[n]);
    out.j = static_cast<float>(s.j);
    const int rows[6] = {0, 1, 2, 0, 1, 2}, columns[6] = {0, 1, 2, 1, 2, 0};
    for (int n = 0; n < 6; ++n) {
        double sum = 0.0; // Cauchy = P F^T / J
        for (int c = 0; c < 3; ++c) sum += first[3 * rows[n] + c] * s.f[3 * columns[n] + c];
        out.cauchy[n] = static_cast<float>(sum / std::max(s.j, 1e-3));
    }
    return out;
}

} // namespace tissue
