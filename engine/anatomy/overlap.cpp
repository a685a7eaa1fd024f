#include <anatomy/overlap.h>

#include <core/check.h>
#include <geometry/crossing.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace anatomy {
namespace {

/// Lines at odd places, so that hardly any runs along an edge of a mesh described by round figures.
constexpr glm::vec2 kOffset{0.000137f, 0.000291f};

/// Where one line of the lattice runs inside a mesh.
struct Span {
    std::uint64_t line = 0; ///< number of the line, by x, then y
    float from = 0.0f;      ///< z
    float to = 0.0f;
    std::uint32_t part = 0;
};

bool operator<(const Span& a, const Span& b) {
    if (a.line != b.line) return a.line < b.line;
    if (a.from != b.from) return a.from < b.from;
    return a.part < b.part;
}

struct Lattice {
    float step = 0.0f;
    glm::vec2 origin{0.0f};
    std::uint64_t rows = 0; ///< lines along y

    int first(float value, int axis) const { return static_cast<int>(std::ceil((value - origin[axis]) / step)); }
    int last(float value, int axis) const { return static_cast<int>(std::floor((value - origin[axis]) / step)); }
    float place(int index, int axis) const { return origin[axis] + step * static_cast<float>(index); }
};

Lattice latticeOver(std::span<const BodyPart> parts, float step) {
    core::Box box;
    for (const BodyPart& part : parts) box.add(geometry::bounds(part.mesh));
    Lattice lattice;
    lattice.step = step;
    lattice.origin = glm::vec2(box.lower) - kOffset;
    lattice.rows = static_cast<std::uint64_t>(std::ceil((box.upper.y - lattice.origin.y) / step)) + 1;
    return lattice;
}

std::vector<Span> spansOf(const geometry::Mesh& mesh, const Lattice& lattice, std::uint32_t part) {
    struct Event {
        std::uint64_t line;
        float z;
        int sign;
        bool operator<(const Event& other) const {
            if (line != other.line) return line < other.line;
            return z != other.z ? z < other.z : sign < other.sign;
        }
    };
    std::vector<Event> events;
    for (std::size_t i = 0; i + 2 < mesh.indices.size(); i += 3) {
        const glm::vec3& a = mesh.positions[mesh.indices[i]];
        const glm::vec3& b = mesh.positions[mesh.indices[i + 1]];
        const glm::vec3& c = mesh.positions[mesh.indices[i + 2]];
        const glm::vec3 low = glm::min(a, glm::min(b, c));
        const glm::vec3 high = glm::max(a, glm::max(b, c));
        for (int x = lattice.first(low.x, 0); x <= lattice.last(high.x, 0); ++x)
            for (int y = lattice.first(low.y, 1); y <= lattice.last(high.y, 1); ++y) {
                const glm::vec3 start(lattice.place(x, 0), lattice.place(y, 1), 0.0f);
                const geometry::Crossing hit = geometry::CrossingLine(start, {0.0f, 0.0f, 1.0f}).with(a, b, c);
                if (hit.sign == 0) continue;
                const auto line = static_cast<std::uint64_t>(x) * lattice.rows + static_cast<std::uint64_t>(y);
                events.push_back({line, hit.parameter, hit.sign});
            }
    }
    std::sort(events.begin(), events.end());
    std::vector<Span> spans;
    int winding = 0;
    for (std::size_t i = 0; i < events.size(); ++i) {
        if (i > 0 && events[i].line != events[i - 1].line) winding = 0;
        const int before = winding;
        winding -= events[i].sign;
        if (before <= 0 && winding > 0) spans.push_back({events[i].line, events[i].z, events[i].z, part});
        if (before > 0 && !spans.empty()) spans.back().to = events[i].z;
    }
    return spans;
}

/// Length of the union of spans that are sorted, line by line.
double unionLength(const std::vector<Span>& spans) {
    double sum = 0.0;
    for (std::size_t i = 0; i < spans.size();) {
        const std::uint64_t line = spans[i].line;
        float to = spans[i].from;
        for (; i < spans.size() && spans[i].line == line; ++i) {
            sum += std::max(0.0f, spans[i].to - std::max(to, spans[i].from));
            to = std::max(to, spans[i].to);
        }
    }
    return sum;
}

/// What the spans of both have in common, sorted.
std::vector<Span> common(const std::vector<Span>& a, const std::vector<Span>& b) {
    std::vector<Span> out;
    std::size_t begin = 0;
    for (const Span& span : a) {
        while (begin < b.size() && b[begin].line < span.line) ++begin;
        for (std::size_t k = begin; k < b.size() && b[k].line == span.line; ++k) {
            const float from = std::max(span.from, b[k].from);
            const float to = std::min(span.to, b[k].to);
            if (from < to) out.push_back({span.line, from, to, b[k].part});
        }
    }
    return out;
}

bool isHard(Kind kind) {
    return kind == Kind::Bone || kind == Kind::Cartilage || kind == Kind::Disc;
}

} // namespace

std::vector<Overlap> measureOverlap(const Atlas& atlas, std::span<const BodyPart> parts, float stepM,
                                    core::Workers& workers) {
    CHECK(stepM > 0.0f, "lines have a distance");
    const Lattice lattice = latticeOver(parts, stepM);
    std::vector<Kind> kinds;
    std::vector<core::Box> boxes;
    for (const BodyPart& part : parts) {
        const Structure* structure = atlas.find(part.id);
        CHECK(structure != nullptr, "parts are of the atlas");
        kinds.push_back(structure->kind);
        boxes.push_back(geometry::bounds(part.mesh));
    }
    const auto counts = [&](std::size_t i) { return kinds[i] == Kind::Muscle || isHard(kinds[i]); };
    std::vector<std::vector<Span>> spans(parts.size());
    workers.parallelFor(parts.size(), 1, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i < end; ++i)
            if (counts(i)) spans[i] = spansOf(parts[i].mesh, lattice, static_cast<std::uint32_t>(i));
    });
    std::vector<Overlap> all(parts.size());
    workers.parallelFor(parts.size(), 1, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t i = begin; i < end; ++i) {
            if (kinds[i] != Kind::Muscle) continue;
            const double length = unionLength(spans[i]);
            all[i].volumeM3 = length * static_cast<double>(stepM) * static_cast<double>(stepM);
            if (length <= 0.0) continue; // so small that no line meets it
            std::vector<Span> inBone;
            std::vector<Span> inMuscle;
            for (std::size_t k = 0; k < parts.size(); ++k) {
                const bool apart = glm::any(glm::greaterThan(boxes[i].lower, boxes[k].upper)) ||
                                   glm::any(glm::greaterThan(boxes[k].lower, boxes[i].upper));
                if (k == i || !counts(k) || apart) continue;
                const std::vector<Span> both = common(spans[i], spans[k]);
                if (both.empty()) continue;
                all[i].with.push_back({parts[k].id, static_cast<float>(unionLength(both) / length)});
                auto& into = isHard(kinds[k]) ? inBone : inMuscle;
                into.insert(into.end(), both.begin(), both.end());
            }
            std::sort(inBone.begin(), inBone.end());
            std::sort(inMuscle.begin(), inMuscle.end());
            all[i].inBone = static_cast<float>(unionLength(inBone) / length);
            all[i].inMuscle = static_cast<float>(unionLength(inMuscle) / length);
            std::stable_sort(all[i].with.begin(), all[i].with.end(),
                             [](const Overlap::With& a, const Overlap::With& b) { return a.share > b.share; });
        }
    });
    std::vector<Overlap> out;
    for (std::size_t i = 0; i < parts.size(); ++i) {
        if (kinds[i] != Kind::Muscle) continue;
        all[i].id = parts[i].id;
        out.push_back(std::move(all[i]));
    }
    return out;
}

} // namespace anatomy
