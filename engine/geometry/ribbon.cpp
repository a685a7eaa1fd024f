#include <geometry/ribbon.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>

namespace geometry {
namespace {

constexpr float kThinnestM = 1e-4f; // interpolation may dip below zero between thin points

std::optional<core::Error> faultOf(const Ribbon& ribbon) {
    if (ribbon.rows < 2 || ribbon.columns < 2)
        return core::Error("ribbon: at least 2 rows and 2 columns are needed, found " + std::to_string(ribbon.rows) +
                           " and " + std::to_string(ribbon.columns));
    const std::size_t wanted = static_cast<std::size_t>(ribbon.rows) * static_cast<std::size_t>(ribbon.columns);
    if (ribbon.points.size() != wanted)
        return core::Error("ribbon: " + std::to_string(wanted) + " points are needed, found " +
                           std::to_string(ribbon.points.size()));
    for (std::size_t i = 0; i < wanted; ++i) {
        const RibbonPoint& p = ribbon.points[i];
        const std::string place = "ribbon: row " + std::to_string(i / static_cast<std::size_t>(ribbon.columns)) +
                                  ", column " + std::to_string(i % static_cast<std::size_t>(ribbon.columns)) + ": ";
        if (!core::finite(p.position)) return core::Error(place + "the point is not finite");
        if (!(p.thickness > 0.0f) || !std::isfinite(p.thickness))
            return core::Error(place + "the thickness must be positive, found " + std::to_string(p.thickness) + " m");
    }
    return std::nullopt;
}

/// A place along one grid direction: four neighbours with the weights of value and slope. Beyond the ends the row goes
/// on straight, which folds the outer weights back onto the last two points.
struct Tap {
    std::array<int, 4> index{};
    std::array<float, 4> value{};
    std::array<float, 4> slope{};
};

Tap tapAt(int count, int cell, float u) {
    Tap tap;
    const float u2 = u * u, u3 = u2 * u;
    const std::array<float, 4> value{0.5f * (-u + 2 * u2 - u3), 0.5f * (2 - 5 * u2 + 3 * u3),
                                     0.5f * (u + 4 * u2 - 3 * u3), 0.5f * (-u2 + u3)};
    const std::array<float, 4> slope{0.5f * (-1 + 4 * u - 3 * u2), 0.5f * (-10 * u + 9 * u2),
                                     0.5f * (1 + 8 * u - 9 * u2), 0.5f * (-2 * u + 3 * u2)};
    for (int k = 0; k < 4; ++k) tap.index[static_cast<std::size_t>(k)] = std::clamp(cell + k - 1, 0, count - 1);
    const auto add = [&](int index, std::size_t from, float sign) {
        for (std::size_t k = 0; k < 4; ++k)
            if (tap.index[k] == index) {
                tap.value[k] += sign * value[from];
                tap.slope[k] += sign * slope[from];
                return;
            }
    };
    for (std::size_t k = 0; k < 4; ++k) {
        const int index = cell + static_cast<int>(k) - 1;
        if (index < 0) {
            add(0, k, 2.0f);
            add(1, k, -1.0f);
        } else if (index >= count) {
            add(count - 1, k, 2.0f);
            add(count - 2, k, -1.0f);
        } else {
            add(index, k, 1.0f);
        }
    }
    return tap;
}

/// `steps`: of every cell.
std::vector<Tap> taps(const std::vector<int>& steps) {
    const int cells = static_cast<int>(steps.size());
    std::vector<Tap> out;
    for (int cell = 0; cell < cells; ++cell) {
        const int count = steps[static_cast<std::size_t>(cell)];
        for (int k = 0; k < count; ++k)
            out.push_back(tapAt(cells + 1, cell, static_cast<float>(k) / static_cast<float>(count)));
    }
    out.push_back(tapAt(cells + 1, cells - 1, 1.0f));
    return out;
}

const RibbonPoint& at(const Ribbon& ribbon, int row, int column) {
    return ribbon.points[static_cast<std::size_t>(row * ribbon.columns + column)];
}

/// Subdivisions of every row or column of cells so that none of its sides is longer than the step, at least two for a
/// smooth outline.
std::vector<int> stepsFor(const Ribbon& ribbon, bool alongColumns, const RibbonDetail& detail) {
    std::vector<int> out;
    for (int cell = 0; cell + 1 < (alongColumns ? ribbon.columns : ribbon.rows); ++cell) {
        float longest = 0.0f;
        for (int other = 0; other < (alongColumns ? ribbon.rows : ribbon.columns); ++other) {
            const RibbonPoint& from = alongColumns ? at(ribbon, other, cell) : at(ribbon, cell, other);
            const RibbonPoint& to = alongColumns ? at(ribbon, other, cell + 1) : at(ribbon, cell + 1, other);
            longest = std::max(longest, glm::length(to.position - from.position));
        }
        out.push_back(std::clamp(static_cast<int>(std::ceil(longest / detail.stepM)), 2, std::max(detail.most, 2)));
    }
    return out;
}

struct Sheet {
    int rows = 0;
    int columns = 0;
    std::vector<glm::vec3> middle, acrossRows, alongColumns, normal;
    std::vector<float> thickness;
    std::vector<float> alongM;  ///< length of the row from column 0
    std::vector<float> acrossM; ///< of every row: where it stands across the sheet, on average of the columns

    std::size_t index(int row, int column) const { return static_cast<std::size_t>(row * columns + column); }
};

/// Where the grid shrinks to a point (fibres that meet in a tendon) the normal is that of the neighbours.
bool mendNormals(Sheet& sheet) {
    const std::size_t count = sheet.normal.size();
    for (int pass = 0; pass < sheet.rows + sheet.columns; ++pass) {
        bool missing = false;
        std::vector<glm::vec3> next = sheet.normal;
        for (int r = 0; r < sheet.rows; ++r)
            for (int c = 0; c < sheet.columns; ++c) {
                if (sheet.normal[sheet.index(r, c)] != glm::vec3(0.0f)) continue;
                glm::vec3 sum(0.0f);
                for (const auto& [dr, dc] : {std::pair{-1, 0}, {1, 0}, {0, -1}, {0, 1}})
                    if (r + dr >= 0 && r + dr < sheet.rows && c + dc >= 0 && c + dc < sheet.columns)
                        sum += sheet.normal[sheet.index(r + dr, c + dc)];
                next[sheet.index(r, c)] = core::unitOr(sum, glm::vec3(0.0f));
                missing = missing || next[sheet.index(r, c)] == glm::vec3(0.0f);
            }
        sheet.normal = std::move(next);
        if (!missing) return count > 0;
    }
    return false;
}

/// Where neighbours on a row coincide the fibre has no direction of its own: it takes that of the nearest place on the
/// row, and of a row that is a point that of the row beside it.
void mendFibres(Sheet& sheet) {
    const auto mend = [&](int r, int c, int dr, int dc) {
        glm::vec3& fibre = sheet.alongColumns[sheet.index(r, c)];
        if (fibre == glm::vec3(0.0f)) fibre = sheet.alongColumns[sheet.index(r + dr, c + dc)];
    };
    for (int r = 0; r < sheet.rows; ++r) {
        for (int c = 1; c < sheet.columns; ++c) mend(r, c, 0, -1);
        for (int c = sheet.columns - 2; c >= 0; --c) mend(r, c, 0, 1);
    }
    for (int c = 0; c < sheet.columns; ++c) {
        for (int r = 1; r < sheet.rows; ++r) mend(r, c, -1, 0);
        for (int r = sheet.rows - 2; r >= 0; --r) mend(r, c, 1, 0);
    }
}

void measureSheet(Sheet& sheet) {
    sheet.alongM.assign(sheet.middle.size(), 0.0f);
    sheet.acrossM.assign(static_cast<std::size_t>(sheet.rows), 0.0f);
    for (int r = 0; r < sheet.rows; ++r)
        for (int c = 1; c < sheet.columns; ++c)
            sheet.alongM[sheet.index(r, c)] =
                sheet.alongM[sheet.index(r, c - 1)] +
                glm::length(sheet.middle[sheet.index(r, c)] - sheet.middle[sheet.index(r, c - 1)]);
    for (int r = 1; r < sheet.rows; ++r) {
        float sum = 0.0f;
        for (int c = 0; c < sheet.columns; ++c)
            sum += glm::length(sheet.middle[sheet.index(r, c)] - sheet.middle[sheet.index(r - 1, c)]);
        sheet.acrossM[static_cast<std::size_t>(r)] =
            sheet.acrossM[static_cast<std::size_t>(r - 1)] + sum / static_cast<float>(sheet.columns);
    }
}

std::optional<Sheet> sheetOf(const Ribbon& ribbon, const RibbonDetail& detail) {
    const std::vector<Tap> down = taps(stepsFor(ribbon, false, detail));
    const std::vector<Tap> along = taps(stepsFor(ribbon, true, detail));
    Sheet sheet;
    sheet.rows = static_cast<int>(down.size());
    sheet.columns = static_cast<int>(along.size());
    for (const Tap& r : down)
        for (const Tap& c : along) {
            glm::vec3 middle(0.0f), dRow(0.0f), dColumn(0.0f);
            float thickness = 0.0f;
            for (std::size_t i = 0; i < 4; ++i)
                for (std::size_t j = 0; j < 4; ++j) {
                    const RibbonPoint& p = at(ribbon, r.index[i], c.index[j]);
                    middle += r.value[i] * c.value[j] * p.position;
                    dRow += r.slope[i] * c.value[j] * p.position;
                    dColumn += r.value[i] * c.slope[j] * p.position;
                    thickness += r.value[i] * c.value[j] * p.thickness;
                }
            const glm::vec3 cross = glm::cross(dRow, dColumn);
            const float scale = glm::length(dRow) * glm::length(dColumn);
            sheet.middle.push_back(middle);
            sheet.acrossRows.push_back(core::unitOr(dRow, glm::vec3(0.0f)));
            sheet.alongColumns.push_back(core::unitOr(dColumn, glm::vec3(0.0f)));
            sheet.normal.push_back(scale > 1e-12f && glm::length(cross) > 1e-4f * scale ? glm::normalize(cross)
                                                                                        : glm::vec3(0.0f));
            sheet.thickness.push_back(std::max(thickness, kThinnestM));
        }
    if (!mendNormals(sheet)) return std::nullopt;
    mendFibres(sheet);
    measureSheet(sheet);
    return sheet;
}

class RibbonMesher {
public:
    explicit RibbonMesher(const Sheet& sheet) : sheet_(sheet) {
        for (const float t : sheet.thickness) meanThickness_ += t / static_cast<float>(sheet.thickness.size());
    }

    Mesh run(const Tendons& tendons) {
        const auto count = static_cast<std::uint32_t>(sheet_.middle.size());
        for (const float side : {0.5f, -0.5f})
            for (std::size_t i = 0; i < sheet_.middle.size(); ++i)
                vertex(i, side * sheet_.normal[i], {0.0f, 0.0f, side});
        for (int r = 0; r + 1 < sheet_.rows; ++r)
            for (int c = 0; c + 1 < sheet_.columns; ++c) cell(r, c, count);
        rim(count);
        computeNormals(mesh_);
        if (tendons.any()) addTendon(tendons);
        return std::move(mesh_);
    }

private:
    /// `direction` leads from the middle to the surface, and `grain` does so in the straightened sheet; both in
    /// thicknesses.
    void vertex(std::size_t i, const glm::vec3& direction, const glm::vec3& grain) {
        mesh_.positions.push_back(sheet_.middle[i] + direction * sheet_.thickness[i]);
        mesh_.fibres.push_back(sheet_.alongColumns[i]);
        const std::size_t row = i / static_cast<std::size_t>(sheet_.columns);
        mesh_.grain.push_back(glm::vec3(sheet_.alongM[i], sheet_.acrossM[row], 0.0f) + grain * meanThickness_);
        at_.push_back(i);
    }

    void addTendon(const Tendons& tendons) {
        for (std::size_t v = 0; v < at_.size(); ++v) {
            const auto columns = static_cast<std::size_t>(sheet_.columns);
            const std::size_t row = at_[v] / columns;
            const FibrePlace place{static_cast<float>(row) / static_cast<float>(sheet_.rows - 1), sheet_.alongM[at_[v]],
                                   sheet_.alongM[row * columns + columns - 1]};
            mesh_.tendon.push_back(tendonShare(tendons, place, mesh_.normals[v]));
        }
    }

    void triangle(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
        mesh_.indices.insert(mesh_.indices.end(), {a, b, c});
    }

    std::uint32_t front(int row, int column) const { return static_cast<std::uint32_t>(sheet_.index(row, column)); }

    void cell(int r, int c, std::uint32_t count) {
        const std::uint32_t a = front(r, c), b = front(r + 1, c), d = front(r + 1, c + 1), e = front(r, c + 1);
        triangle(a, b, d);
        triangle(a, d, e);
        triangle(a + count, d + count, b + count);
        triangle(a + count, e + count, d + count);
    }

    /// The outermost vertices in the order that keeps the sheet on the left seen from the front.
    std::vector<std::pair<int, int>> border() const {
        std::vector<std::pair<int, int>> out;
        for (int c = 0; c + 1 < sheet_.columns; ++c) out.emplace_back(0, c);
        for (int r = 0; r + 1 < sheet_.rows; ++r) out.emplace_back(r, sheet_.columns - 1);
        for (int c = sheet_.columns - 1; c > 0; --c) out.emplace_back(sheet_.rows - 1, c);
        for (int r = sheet_.rows - 1; r > 0; --r) out.emplace_back(r, 0);
        return out;
    }

    void rim(std::uint32_t count) {
        const std::vector<std::pair<int, int>> loop = border();
        const auto base = static_cast<std::uint32_t>(mesh_.positions.size());
        const auto size = static_cast<std::uint32_t>(loop.size());
        for (const auto& [r, c] : loop) {
            const std::size_t i = sheet_.index(r, c);
            const float across = static_cast<float>(r == sheet_.rows - 1) - static_cast<float>(r == 0);
            const float along = static_cast<float>(c == sheet_.columns - 1) - static_cast<float>(c == 0);
            const glm::vec3 out = across * sheet_.acrossRows[i] + along * sheet_.alongColumns[i];
            vertex(i, 0.5f * core::unitOr(out, glm::vec3(0.0f)), 0.5f * glm::vec3(along, across, 0.0f));
        }
        for (std::uint32_t k = 0; k < size; ++k) {
            const std::uint32_t next = (k + 1) % size;
            const std::uint32_t a = front(loop[k].first, loop[k].second);
            const std::uint32_t b = front(loop[next].first, loop[next].second);
            triangle(a, b, base + k);
            triangle(b, base + next, base + k);
            triangle(a + count, base + k, b + count);
            triangle(b + count, base + k, base + next);
        }
    }

    const Sheet& sheet_;
    float meanThickness_ = 0.0f;
    Mesh mesh_;
    std::vector<std::size_t> at_; ///< place in the sheet of every vertex
};

} // namespace

core::Result<Mesh> meshRibbon(const Ribbon& ribbon, const RibbonDetail& detail) {
    CHECK(detail.stepM > 0.0f && detail.most >= 1, "ribbon detail");
    if (const auto error = faultOf(ribbon)) return *error;
    const std::optional<Sheet> sheet = sheetOf(ribbon, detail);
    if (!sheet) return core::Error("ribbon: the grid has no area");
    Mesh mesh = RibbonMesher(*sheet).run(ribbon.tendons);
    const std::string broken = validate(mesh);
    if (!broken.empty()) return core::Error("ribbon: " + broken);
    return mesh;
}

Ribbon mirrored(const Ribbon& ribbon) {
    Ribbon out = ribbon;
    for (RibbonPoint& point : out.points) point.position.x = -point.position.x;
    out.tendons.face.x = -out.tendons.face.x;
    return out;
}

} // namespace geometry
