#include <tissue/block.h>

#include <tissue/block_lines.h>
#include <tissue/element_material.h>

#include <algorithm>
#include <cmath>

namespace tissue {

namespace {

constexpr float kSampleStep = 0.5f; // mm, when looking for the bottom of skin and fat
struct Levels {
    int skin = 0, fat = 0;    ///< level index where each ends
    std::vector<float> share; ///< 0..1 within its segment, per level
};

} // namespace

class BlockBuilder {
public:
    BlockBuilder(const TissueMap& map, const MaterialLibrary& materials, const Tool& tool, const BlockOptions& options)
        : map_(map), library_(materials), tool_(tool), options_(options) {}

    core::Result<Block> build(const glm::vec3& touch, const glm::vec3& inward) {
        frame(touch, inward);
        lines();
        if (!surface()) return core::Error("no skin around the touched point");
        findBase();
        layers();
        placeNodes();
        if (!fillElements())
            return core::Error("the skin is too folded around the touched point for a block of tissue");
        fixNodes();
        columnRuns();
        return std::move(b_);
    }

private:
    TissueSample sample(const glm::vec3& p) const { return map_.at(b_.toBody(p)); }
    std::size_t columnIndex(int i, int j) const { return static_cast<std::size_t>(j * (b_.size.nx + 1) + i); }

    void frame(const glm::vec3& touch, const glm::vec3& inward) {
        b_.size = GridSize(options_.across, options_.across, options_.deep);
        b_.origin = touch;
        const glm::vec3 z = glm::normalize(inward);
        glm::vec3 y = options_.longAxis - z * glm::dot(options_.longAxis, z);
        if (!(glm::dot(y, y) > 1e-4f)) {
            const glm::vec3 other = std::fabs(z.x) < 0.8f ? core::kLeft : core::kSuperior;
            y = other - z * glm::dot(other, z);
        }
        y = glm::normalize(y);
        b_.axes = glm::mat3(glm::cross(y, z), y, z);
    }

    void lines() {
        const float reach = 1000.0f * tool_.shape.reach(0.008f);
        const float half = 1000.0f * options_.halfWidth;
        const float quarter = static_cast<float>(options_.across) / 24.0f;
        b_.fineSpacing = options_.fineSpacing > 0.0f ? 1000.0f * options_.fineSpacing
                                                     : std::clamp(reach / 5.0f, 1.0f, 6.0f) / quarter;
        b_.lineX = gradedLineBothWays(options_.across, half, b_.fineSpacing, reach * 0.9f);
        b_.lineY = gradedLineBothWays(options_.across, 1000.0f * options_.halfLength, b_.fineSpacing, reach * 0.9f);
    }

    /// Height of the skin over every column; columns that miss it follow their neighbours.
    bool surface() {
        const int n = b_.size.nx + 1;
        top_.assign(static_cast<std::size_t>(n * n), 0.0f);
        std::vector<char> known(top_.size(), 0);
        constexpr float above = 60.0f;
        for (int j = 0; j < n; ++j)
            for (int i = 0; i < n; ++i) {
                const glm::vec3 start(b_.lineX[static_cast<std::size_t>(i)], b_.lineY[static_cast<std::size_t>(j)],
                                      -above);
                const auto hit = map_.skin({b_.toBody(start), b_.axes[2]});
                if (!hit) continue;
                const float z = b_.toBlock(hit->point).z;
                // beyond a slope of about 50 degrees the column would be a wall of skin: leave it to its neighbours
                if (!(std::fabs(z) <= 3.0f + 1.2f * std::hypot(start.x, start.y))) continue;
                top_[columnIndex(i, j)] = z;
                known[columnIndex(i, j)] = 1;
            }
        if (!known[columnIndex(n / 2, n / 2)]) return false;
        spread(top_, known);
        return true;
    }

    /// Fills unknown columns with the mean of known neighbours, ring by ring.
    void spread(std::vector<float>& values, std::vector<char> known) const {
        const int n = b_.size.nx + 1;
        for (bool missing = true; missing;) {
            missing = false;
            const std::vector<char> before = known;
            for (int j = 0; j < n; ++j)
                for (int i = 0; i < n; ++i) {
                    if (before[columnIndex(i, j)]) continue;
                    float sum = 0.0f;
                    int count = 0;
                    for (int dj = -1; dj <= 1; ++dj)
                        for (int di = -1; di <= 1; ++di) {
                            const int a = i + di, c = j + dj;
                            if (a < 0 || c < 0 || a >= n || c >= n || !before[columnIndex(a, c)]) continue;
                            sum += values[columnIndex(a, c)];
                            ++count;
                        }
                    if (count == 0) {
                        missing = true;
                        continue;
                    }
                    values[columnIndex(i, j)] = sum / static_cast<float>(count);
                    known[columnIndex(i, j)] = 1;
                }
        }
    }

    glm::vec3 below(int i, int j, float depth) const {
        return {b_.lineX[static_cast<std::size_t>(i)], b_.lineY[static_cast<std::size_t>(j)],
                top_[columnIndex(i, j)] + depth};
    }

    /// The block ends where every column is bone from there on; else at the depth asked for.
    void findBase() {
        depth_ = 1000.0f * options_.depth;
        float deepest = 0.0f;
        const int n = b_.size.nx + 1;
        for (int j = 0; j < n; j += 2)
            for (int i = 0; i < n; i += 2) {
                float bone = depth_;
                while (bone > 2.0f && sample(below(i, j, bone - 0.01f)).kind == TissueKind::Bone) bone -= 1.0f;
                if (bone >= depth_) return;
                float low = bone, high = bone + 1.0f; // tissue at low, bone at high
                for (int s = 0; s < 10; ++s) {
                    const float mid = 0.5f * (low + high);
                    (sample(below(i, j, mid - 0.01f)).kind == TissueKind::Bone ? high : low) = mid;
                }
                deepest = std::max(deepest, high - 0.01f);
            }
        depth_ = std::max(deepest, 4.0f);
    }

    /// Thickness of skin and of the fat under it, per column, smoothed over neighbours.
    void layers() {
        const int n = b_.size.nx + 1;
        skin_.assign(top_.size(), 0.0f);
        fat_.assign(top_.size(), 0.0f);
        std::vector<char> known(top_.size(), 0);
        for (int j = 0; j < n; ++j)
            for (int i = 0; i < n; ++i) {
                float depth = 0.5f * kSampleStep, skin = 0.0f, end = 0.0f;
                for (; depth < 0.7f * depth_; depth += kSampleStep) {
                    const TissueKind kind = sample(below(i, j, depth)).kind;
                    if (kind != TissueKind::Skin && kind != TissueKind::Fat) break;
                    end = depth;
                    if (kind == TissueKind::Skin) skin = depth;
                }
                if (end <= 0.0f) continue;
                skin_[columnIndex(i, j)] = skin > 0.0f ? refine(i, j, skin, TissueKind::Skin, TissueKind::Skin) : 0.0f;
                fat_[columnIndex(i, j)] = refine(i, j, end, TissueKind::Skin, TissueKind::Fat);
                known[columnIndex(i, j)] = 1;
            }
        if (std::find(known.begin(), known.end(), 1) == known.end()) return;
        spread(skin_, known);
        spread(fat_, known);
        for (int pass = 0; pass < 2; ++pass) {
            smooth(skin_);
            smooth(fat_);
        }
    }

    float refine(int i, int j, float inside, TissueKind a, TissueKind c) const {
        float low = inside, high = inside + kSampleStep;
        for (int s = 0; s < 8; ++s) {
            const float mid = 0.5f * (low + high);
            const TissueKind kind = sample(below(i, j, mid)).kind;
            (kind == a || kind == c ? low : high) = mid;
        }
        return high;
    }

    void smooth(std::vector<float>& v) const {
        const int n = b_.size.nx + 1;
        std::vector<float> out = v;
        for (int j = 1; j + 1 < n; ++j)
            for (int i = 1; i + 1 < n; ++i) {
                float sum = 0.0f;
                for (int dj = -1; dj <= 1; ++dj)
                    for (int di = -1; di <= 1; ++di) sum += v[columnIndex(i + di, j + dj)];
                out[columnIndex(i, j)] = sum / 9.0f;
            }
        v = out;
    }

    /// Which levels are the bottoms of skin and fat, from the graded line through the mean thicknesses.
    Levels chooseLevels() const {
        const int n = b_.size.nz;
        const float fine = b_.fineSpacing;
        const std::vector<float> line = gradedLine(n, depth_, fine, std::min(2.0f * fine, depth_));
        const std::size_t centre = columnIndex(b_.size.nx / 2, b_.size.ny / 2);
        const auto nearestLevel = [&](float depth) {
            int best = 0;
            for (int k = 1; k <= n; ++k)
                if (std::fabs(line[static_cast<std::size_t>(k)] - depth) <
                    std::fabs(line[static_cast<std::size_t>(best)] - depth))
                    best = k;
            return best;
        };
        Levels l;
        if (skin_[centre] > 0.2f) l.skin = std::clamp(nearestLevel(skin_[centre]), 1, n / 3);
        if (fat_[centre] > skin_[centre] + 0.3f) l.fat = std::clamp(nearestLevel(fat_[centre]), l.skin + 1, n - 3);
        l.fat = std::max(l.fat, l.skin);
        l.share.assign(static_cast<std::size_t>(n + 1), 0.0f);
        const auto segment = [&](int from, int to) {
            const float a = line[static_cast<std::size_t>(from)], e = line[static_cast<std::size_t>(to)];
            for (int k = from; k <= to; ++k)
                if (e > a) l.share[static_cast<std::size_t>(k)] = (line[static_cast<std::size_t>(k)] - a) / (e - a);
        };
        segment(0, l.skin);
        segment(l.skin, l.fat);
        segment(l.fat, n);
        return l;
    }

    void placeNodes() {
        const Levels l = chooseLevels();
        const GridSize& g = b_.size;
        b_.height.assign(static_cast<std::size_t>(g.nodes()), 0.0f);
        for (int j = 0; j <= g.ny; ++j)
            for (int i = 0; i <= g.nx; ++i) {
                const float skin = l.skin > 0 ? std::max(skin_[columnIndex(i, j)], 0.4f) : 0.0f;
                float fat = l.fat > l.skin ? std::max(fat_[columnIndex(i, j)], skin + 0.4f) : skin;
                fat = std::min(fat, 0.8f * depth_);
                for (int k = 0; k <= g.nz; ++k) {
                    const float s = l.share[static_cast<std::size_t>(k)];
                    float depth = glm::mix(fat, depth_, s);
                    if (k <= l.skin && l.skin > 0) depth = k == l.skin ? skin : skin * s;
                    if (k > l.skin && k <= l.fat) depth = k == l.fat ? fat : glm::mix(skin, fat, s);
                    if (k == 0) depth = 0.0f;
                    b_.height[static_cast<std::size_t>(g.node(i, j, k))] = top_[columnIndex(i, j)] + depth;
                }
            }
    }

    std::array<glm::vec3, 8> corners(int i, int j, int k) const {
        std::array<glm::vec3, 8> c;
        for (int a = 0; a < 8; ++a) {
            const int x = i + (a & 1), y = j + ((a >> 1) & 1), z = k + (a >> 2);
            c[static_cast<std::size_t>(a)] = b_.position(b_.size.node(x, y, z), x, y);
        }
        return c;
    }

    /// Points of an element: eight, or 64 where a border runs through it.
    std::vector<SamplePoint> pointsOf(const std::array<glm::vec3, 8>& c) const {
        const auto at = [&](const glm::vec3& t) {
            glm::vec3 p(0.0f);
            for (int a = 0; a < 8; ++a)
                p += c[static_cast<std::size_t>(a)] *
                     ((a & 1 ? t.x : 1.0f - t.x) * (a & 2 ? t.y : 1.0f - t.y) * (a & 4 ? t.z : 1.0f - t.z));
            const glm::vec3 place = b_.toBody(p);
            return SamplePoint{place, map_.at(place)};
        };
        std::vector<SamplePoint> points;
        for (int a = 0; a < 8; ++a)
            points.push_back(at(glm::vec3(a & 1 ? 0.75f : 0.25f, a & 2 ? 0.75f : 0.25f, a & 4 ? 0.75f : 0.25f)));
        const bool even = std::all_of(points.begin(), points.end(), [&](const SamplePoint& p) {
            return p.sample.kind == points.front().sample.kind && p.sample.structure == points.front().sample.structure;
        });
        if (even) return points;
        points.clear();
        for (int z = 0; z < 4; ++z)
            for (int y = 0; y < 4; ++y)
                for (int x = 0; x < 4; ++x)
                    points.push_back(
                        at((glm::vec3(static_cast<float>(x), static_cast<float>(y), static_cast<float>(z)) + 0.5f) /
                           4.0f));
        return points;
    }

    bool fillElements() {
        const GridSize& g = b_.size;
        b_.shapes.assign(static_cast<std::size_t>(g.batchCount()), ShapeBatch{});
        b_.materials.assign(static_cast<std::size_t>(g.batchCount()), MaterialBatch{});
        b_.labels.assign(static_cast<std::size_t>(g.elements()), ElementLabel{});
        b_.samples.clear();
        b_.firstSample.assign(1, 0);
        b_.viscous = options_.viscous;
        double skinModulus = 0.0;
        for (int k = 0; k < g.nz; ++k)
            for (int j = 0; j < g.ny; ++j)
                for (int i = 0; i < g.nx; ++i) {
                    const auto c = corners(i, j, k);
                    const std::vector<SamplePoint> points = pointsOf(c);
                    b_.samples.insert(b_.samples.end(), points.begin(), points.end());
                    b_.firstSample.push_back(b_.samples.size());
                    const ElementMix mix = mixOf(points, map_, library_, b_.axes, options_.viscous);
                    const float shear = setMaterial(
                        mix, library_, b_.materials[static_cast<std::size_t>(g.batch(i, j, k))], i % kLanes);
                    if (!elementShape(c, shear, b_.shapes[static_cast<std::size_t>(g.batch(i, j, k))], i % kLanes))
                        return false;
                    b_.labels[static_cast<std::size_t>((k * g.ny + j) * g.nx + i)] = labelOf(mix);
                    if (k == 0) {
                        const MaterialBatch& m = b_.materials[static_cast<std::size_t>(g.batch(i, j, k))];
                        skinModulus += static_cast<double>(m.bulk[i % kLanes] + 8.0f / 3.0f * m.c10[i % kLanes]);
                    }
                }
        b_.skinModulus = static_cast<float>(skinModulus / (g.nx * g.ny));
        return true;
    }

    void fixNodes() {
        const GridSize& g = b_.size;
        const int n = g.nodes();
        b_.free.assign(static_cast<std::size_t>(3 * n), 0.0f);
        for (int k = 0; k <= g.nz; ++k)
            for (int j = 0; j <= g.ny; ++j)
                for (int i = 0; i <= g.nx; ++i) {
                    const int node = g.node(i, j, k);
                    if (k == g.nz) continue;
                    if (k > 0 && sample(b_.position(node, i, j)).kind == TissueKind::Bone) continue;
                    b_.free[static_cast<std::size_t>(node)] = i > 0 && i < g.nx ? 1.0f : 0.0f;
                    b_.free[static_cast<std::size_t>(n + node)] = j > 0 && j < g.ny ? 1.0f : 0.0f;
                    b_.free[static_cast<std::size_t>(2 * n + node)] = 1.0f;
                }
    }

    void columnRuns() {
        constexpr float step = 0.25f;
        const int c = b_.size.nx / 2;
        for (float depth = 0.5f * step; depth < depth_; depth += step) {
            const TissueSample s = sample(below(c, c, depth));
            if (b_.column.empty() || b_.column.back().label.kind != s.kind ||
                b_.column.back().label.structure != s.structure)
                b_.column.push_back({{s.kind, s.structure}, depth - 0.5f * step, depth});
            b_.column.back().bottom = depth + 0.5f * step;
            if (s.kind == TissueKind::Bone) break;
        }
    }

    const TissueMap& map_;
    const MaterialLibrary& library_;
    const Tool& tool_;
    const BlockOptions& options_;
    Block b_;
    float depth_ = 60.0f;
    std::vector<float> top_, skin_, fat_;
};

core::Result<Block> Block::build(const TissueMap& map, const MaterialLibrary& materials, const Tool& tool,
                                 const glm::vec3& touch, const glm::vec3& inward, const BlockOptions& options) {
    return BlockBuilder(map, materials, tool, options).build(touch, inward);
}

} // namespace tissue
