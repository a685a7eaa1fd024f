#include <anatomy/landmarks.h>

#include <core/document.h>
#include <geometry/bvh.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace anatomy {
namespace {

constexpr float kMm = 0.001f;
constexpr float kCell = 0.5f * kMm;          ///< of the picture in which a window is looked for
constexpr float kRim = 1.5f * kMm;           ///< what belongs to the rim of a window
constexpr float kSlice = 1.5f * kMm;         ///< thickness of the slices in which a dip is looked for
constexpr float kForamenReach = 12.0f * kMm; ///< round the outer rear edge of a disc
constexpr float kAboveDisc = 4.0f * kMm;     ///< the wide part of a foramen is beside the body above the disc
constexpr float kPedicle = 10.0f * kMm;      ///< half of what lies beside a foramen, across the body
/// How a view of a foramen is tilted from the one that is asked for.
constexpr glm::vec3 kTilts[] = {{0, 0, 0}, {0, 0, -0.25f}, {0, 0, -0.4f}, {0, -0.2f, 0}, {0, -0.2f, 0.25f}};
constexpr float kNearer = 0.1f; ///< a window farther from where it is wanted must be wider by this much of the way

/// Picture of some triangles seen along a direction: which cells they cover.
class Silhouette {
public:
    Silhouette(const glm::vec3& about, const glm::vec3& along, float reach)
        : about_(about), along_(along), size_(2 * static_cast<int>(std::ceil(reach / kCell)) + 1),
          covered_(static_cast<std::size_t>(size_) * static_cast<std::size_t>(size_), 0) {
        const glm::vec3 aside = std::abs(along.y) < 0.9f ? core::kSuperior : core::kAnterior;
        u_ = glm::normalize(glm::cross(aside, along));
        v_ = glm::cross(along, u_);
    }

    void cover(const std::array<glm::vec3, 3>& corners);
    /// Cells whose place halfway is inside: a solid that is cut off before its surface covers what it fills.
    void cover(const geometry::Bvh& solid);
    /// Middle and radius of the widest circle in a closed hole; radius 0 without one.
    std::pair<glm::vec3, float> widestHole() const;

private:
    glm::vec2 cellOf(const glm::vec3& p) const {
        const glm::vec3 d = p - about_;
        return glm::vec2(glm::dot(d, u_), glm::dot(d, v_)) / kCell + static_cast<float>(size_ / 2);
    }
    std::size_t at(int column, int row) const {
        return static_cast<std::size_t>(row) * static_cast<std::size_t>(size_) + static_cast<std::size_t>(column);
    }
    std::vector<char> open() const;

    glm::vec3 about_, along_, u_{0.0f}, v_{0.0f};
    int size_;
    std::vector<char> covered_;
};

float edge(const glm::vec2& a, const glm::vec2& b, const glm::vec2& p) {
    return (b.x - a.x) * (p.y - a.y) - (b.y - a.y) * (p.x - a.x);
}

void Silhouette::cover(const std::array<glm::vec3, 3>& corners) {
    const glm::vec2 a = cellOf(corners[0]), b = cellOf(corners[1]), c = cellOf(corners[2]);
    const auto last = static_cast<float>(size_ - 1);
    const glm::vec2 low = glm::max(glm::min(a, glm::min(b, c)), glm::vec2(0.0f));
    const glm::vec2 high = glm::min(glm::max(a, glm::max(b, c)), glm::vec2(last));
    for (int row = static_cast<int>(std::ceil(low.y)); row <= static_cast<int>(high.y); ++row)
        for (int column = static_cast<int>(std::ceil(low.x)); column <= static_cast<int>(high.x); ++column) {
            const glm::vec2 p(column, row);
            const float x = edge(a, b, p), y = edge(b, c, p), z = edge(c, a, p);
            if ((x >= 0 && y >= 0 && z >= 0) || (x <= 0 && y <= 0 && z <= 0)) covered_[at(column, row)] = 1;
        }
}

void Silhouette::cover(const geometry::Bvh& solid) {
    for (int row = 0; row < size_; ++row)
        for (int column = 0; column < size_; ++column) {
            if (covered_[at(column, row)] != 0) continue;
            const glm::vec2 cell = kCell * (glm::vec2(column, row) - glm::vec2(static_cast<float>(size_ / 2)));
            const glm::vec3 p = about_ + cell.x * u_ + cell.y * v_;
            if (solid.bounds().contains(p) && solid.contains(p)) covered_[at(column, row)] = 1;
        }
}

/// Cells from which one gets to the border of the picture without crossing a covered one.
std::vector<char> Silhouette::open() const {
    std::vector<char> seen(covered_.size(), 0);
    std::vector<std::pair<int, int>> front;
    const auto visit = [&](int column, int row) {
        if (column < 0 || row < 0 || column >= size_ || row >= size_) return;
        const std::size_t i = at(column, row);
        if (seen[i] != 0 || covered_[i] != 0) return;
        seen[i] = 1;
        front.emplace_back(column, row);
    };
    for (int k = 0; k < size_; ++k) {
        visit(k, 0);
        visit(k, size_ - 1);
        visit(0, k);
        visit(size_ - 1, k);
    }
    while (!front.empty()) {
        const auto [column, row] = front.back();
        front.pop_back();
        visit(column + 1, row);
        visit(column - 1, row);
        visit(column, row + 1);
        visit(column, row - 1);
    }
    return seen;
}

std::pair<glm::vec3, float> Silhouette::widestHole() const {
    const std::vector<char> outside = open();
    std::vector<glm::vec2> rim;
    for (int row = 0; row < size_; ++row)
        for (int column = 0; column < size_; ++column)
            if (covered_[at(column, row)] != 0) rim.emplace_back(column, row);
    const float middle = static_cast<float>(size_ / 2);
    glm::vec2 best(0.0f);
    float widest = 0.0f, worth = -1e9f;
    for (int row = 0; row < size_; ++row)
        for (int column = 0; column < size_; ++column) {
            if (covered_[at(column, row)] != 0 || outside[at(column, row)] != 0) continue;
            const glm::vec2 p(column, row);
            float radius = 1e9f;
            for (const glm::vec2& q : rim) radius = std::min(radius, glm::dot(p - q, p - q));
            radius = std::sqrt(radius);
            const float here = radius - kNearer * glm::length(p - glm::vec2(middle));
            if (here > worth) {
                worth = here;
                widest = radius;
                best = p;
            }
        }
    best = (best - glm::vec2(middle)) * kCell;
    return {about_ + best.x * u_ + best.y * v_, widest * kCell};
}

/// Reads and finds one landmark after another.
class Finder {
public:
    Finder(const Body& body, std::vector<Landmark>& found) : body_(body), found_(found) {}

    void read(const core::Node& node);

private:
    const geometry::Mesh* mesh(const core::Node& node);
    const geometry::Bvh& tree(const geometry::Mesh& mesh) {
        const auto [at, isNew] = trees_.try_emplace(&mesh);
        if (isNew) at->second = geometry::Bvh(mesh);
        return at->second;
    }
    glm::vec3 known(const core::Node& node);
    static glm::vec3 direction(const core::Node& node);
    /// Vertices of a structure, those near a landmark when that is asked for.
    std::vector<glm::vec3> vertices(const core::Node& node, const core::Node& of);

    glm::vec3 tip(const core::Node& node);
    glm::vec3 dip(const core::Node& node);
    glm::vec3 between(const core::Node& node);
    glm::vec3 on(const core::Node& node);
    glm::vec3 centre(const core::Node& node);
    glm::vec3 middle(const core::Node& node);
    glm::vec3 offset(const core::Node& node);
    glm::vec3 window(const core::Node& node);
    glm::vec3 foramen(const core::Node& node);
    std::pair<glm::vec3, float> hole(const core::Node& of, const glm::vec3& along, const glm::vec3& about, float reach,
                                     float deepest);

    const Body& body_;
    std::vector<Landmark>& found_;
    std::map<const geometry::Mesh*, geometry::Bvh> trees_;
};

const geometry::Mesh* Finder::mesh(const core::Node& node) {
    const std::string key = node.text();
    const Structure* structure = body_.atlas().find(key, core::Side::Right);
    if (structure == nullptr) structure = body_.atlas().find(key, core::Side::Midline);
    if (structure == nullptr) {
        if (node.exists()) node.fault("the atlas has no structure \"" + key + "\"");
        return nullptr;
    }
    const BodyPart* part = body_.part(structure->id);
    if (part == nullptr) node.fault("the structure \"" + key + "\" has no shape");
    return part == nullptr ? nullptr : &part->mesh;
}

glm::vec3 Finder::known(const core::Node& node) {
    const std::string key = node.text();
    for (const Landmark& landmark : found_)
        if (landmark.key == key) return landmark.position;
    if (node.exists()) node.fault("no landmark \"" + key + "\" stands above this one");
    return {};
}

glm::vec3 Finder::direction(const core::Node& node) {
    const glm::vec3 d = node.vec3({0, 0, 1});
    if (glm::length(d) > 1e-4f) return glm::normalize(d);
    node.fault("a direction must not be zero");
    return {0, 0, 1};
}

std::vector<glm::vec3> Finder::vertices(const core::Node& node, const core::Node& of) {
    const geometry::Mesh* m = mesh(of);
    if (m == nullptr) return {};
    const core::Node near = node.find("near");
    if (!near.exists()) return m->positions;
    const glm::vec3 middle = known(near);
    const float reach = kMm * node.get("within_mm").realIn(1.0f, 200.0f, 20.0f);
    std::vector<glm::vec3> out;
    for (const glm::vec3& p : m->positions)
        if (glm::distance(p, middle) <= reach) out.push_back(p);
    if (out.empty()) near.fault("nothing of \"" + of.text() + "\" lies so near to \"" + near.text() + "\"");
    return out;
}

glm::vec3 Finder::tip(const core::Node& node) {
    const glm::vec3 towards = direction(node.get("towards"));
    const auto points = vertices(node, node.get("of"));
    if (points.empty()) return {};
    return *std::max_element(points.begin(), points.end(), [&](const glm::vec3& a, const glm::vec3& b) {
        return glm::dot(a, towards) < glm::dot(b, towards);
    });
}

glm::vec3 Finder::dip(const core::Node& node) {
    const glm::vec3 towards = direction(node.get("towards"));
    const auto points = vertices(node, node.get("of"));
    const core::Node ends = node.get("between");
    const auto items = ends.items();
    if (items.size() != 2) {
        if (ends.exists()) ends.fault("a dip lies between two landmarks");
        return {};
    }
    const glm::vec3 from = known(items[0]), to = known(items[1]);
    glm::vec3 axis = to - from;
    axis -= glm::dot(axis, towards) * towards;
    const float length = glm::length(axis);
    const int slices = static_cast<int>(length / kSlice);
    if (points.empty() || slices < 3) {
        if (!points.empty()) ends.fault("these landmarks lie too near to each other for a dip");
        return {};
    }
    axis /= length;
    std::vector<const glm::vec3*> edgeOf(static_cast<std::size_t>(slices), nullptr);
    for (const glm::vec3& p : points) {
        const float along = glm::dot(p - from, axis) / length * static_cast<float>(slices);
        if (along < 0.0f || along >= static_cast<float>(slices)) continue;
        const glm::vec3*& best = edgeOf[static_cast<std::size_t>(along)];
        if (best == nullptr || glm::dot(p, towards) > glm::dot(*best, towards)) best = &p;
    }
    const glm::vec3* deepest = nullptr;
    for (const glm::vec3* p : edgeOf)
        if (p != nullptr && (deepest == nullptr || glm::dot(*p, towards) < glm::dot(*deepest, towards))) deepest = p;
    return deepest == nullptr ? glm::vec3(0.0f) : *deepest;
}

glm::vec3 Finder::between(const core::Node& node) {
    const core::Node pair = node.get("of");
    const auto items = pair.items();
    if (items.size() != 2) {
        if (pair.exists()) pair.fault("two structures are needed");
        return {};
    }
    const auto points = vertices(node, items[0]);
    const geometry::Mesh* other = mesh(items[1]);
    if (other == nullptr) return {};
    glm::vec3 best(0.0f);
    float nearest = 1e9f;
    for (const glm::vec3& p : points)
        if (const auto hit = tree(*other).nearest(p, nearest); hit && hit->distance < nearest) {
            nearest = hit->distance;
            best = 0.5f * (p + hit->position);
        }
    return best;
}

glm::vec3 Finder::on(const core::Node& node) {
    const geometry::Mesh* m = mesh(node.get("of"));
    const glm::vec3 from = known(node.get("from"));
    if (m == nullptr) return from;
    const auto hit = tree(*m).nearest(from);
    return hit ? hit->position : from;
}

glm::vec3 Finder::centre(const core::Node& node) {
    const auto points = vertices(node, node.get("of"));
    glm::vec3 sum(0.0f);
    for (const glm::vec3& p : points) sum += p;
    return points.empty() ? sum : sum / static_cast<float>(points.size());
}

glm::vec3 Finder::middle(const core::Node& node) {
    const core::Node of = node.get("of");
    const auto items = of.items();
    std::vector<glm::vec3> points;
    for (const core::Node& item : items) points.push_back(known(item));
    if (points.size() < 2) {
        if (of.exists()) of.fault("a middle is that of two landmarks or more");
        return {};
    }
    if (const core::Node share = node.find("share"); share.exists()) {
        if (points.size() != 2) share.fault("a share is that of two landmarks");
        return glm::mix(points[0], points[1], share.realIn(0.0f, 1.0f, 0.5f));
    }
    glm::vec3 sum(0.0f);
    for (const glm::vec3& p : points) sum += p;
    return sum / static_cast<float>(points.size());
}

glm::vec3 Finder::offset(const core::Node& node) {
    return known(node.get("from")) + kMm * node.get("by_mm").vec3();
}

glm::vec3 Finder::window(const core::Node& node) {
    const glm::vec3 about = known(node.get("about"));
    const float reach = kMm * node.get("within_mm").realIn(4.0f, 60.0f, 20.0f);
    const auto [middle, radius] = hole(node.get("of"), direction(node.get("along")), about, reach, reach);
    if (!(radius > 0.0f)) node.fault("these structures leave no closed window when seen that way");
    return middle;
}

/// It is looked for behind and beside the disc, from a few directions: joints may cover it or leave it open from one.
glm::vec3 Finder::foramen(const core::Node& node) {
    const core::Node of = node.get("of");
    const glm::vec3 along = direction(node.get("along"));
    const auto items = of.items();
    if (items.size() != 3) {
        if (of.exists()) of.fault("a foramen lies between the upper vertebra, the disc and the lower vertebra");
        return {};
    }
    const geometry::Mesh* disc = mesh(items[1]);
    if (disc == nullptr) return {};
    const core::Box box = geometry::bounds(*disc);
    const glm::vec3 half = 0.5f * box.size();
    const float reach = 0.5f * glm::length(half) + kForamenReach;
    const glm::vec3 about = box.centre() + glm::vec3(-0.9f * half.x, kAboveDisc, -1.1f * half.z);
    glm::vec3 best = about;
    float widest = 0.0f;
    for (const glm::vec3& tilt : kTilts) {
        const auto [middle, radius] = hole(of, glm::normalize(along + tilt), about, reach, kPedicle);
        if (radius <= widest) continue;
        widest = radius;
        best = middle;
    }
    if (!(widest > 0.0f)) node.fault("these structures leave no closed window when seen that way");
    return best;
}

/// Middle and radius of the widest hole. `deepest`: what lies farther off along the direction (the other side of the
/// body) is no rim of it.
std::pair<glm::vec3, float> Finder::hole(const core::Node& of, const glm::vec3& along, const glm::vec3& about,
                                         float reach, float deepest) {
    Silhouette picture(about, along, reach);
    std::vector<glm::vec3> rim;
    for (const core::Node& item : of.items()) {
        const geometry::Mesh* m = mesh(item);
        if (m == nullptr) return {about, 1.0f}; // told already
        for (std::size_t i = 0; i + 2 < m->indices.size(); i += 3) {
            const std::array<glm::vec3, 3> t{m->positions[m->indices[i]], m->positions[m->indices[i + 1]],
                                             m->positions[m->indices[i + 2]]};
            const glm::vec3 d = (t[0] + t[1] + t[2]) / 3.0f - about;
            if (std::abs(glm::dot(d, along)) > deepest) continue;
            picture.cover(t);
            rim.insert(rim.end(), t.begin(), t.end());
        }
        picture.cover(tree(*m));
    }
    auto [middle, radius] = picture.widestHole();
    if (!(radius > 0.0f)) return {about, 0.0f};
    // how deep: the mean of its rim
    float sum = 0.0f, count = 0.0f;
    for (const glm::vec3& p : rim) {
        const glm::vec3 d = p - middle;
        const float deep = glm::dot(d, along);
        if (glm::length(d - deep * along) > radius + kRim) continue;
        sum += deep;
        count += 1.0f;
    }
    if (count > 0.0f) middle += (sum / count) * along;
    return {middle, radius};
}

void Finder::read(const core::Node& node) {
    Landmark landmark;
    landmark.key = node.get("key").text();
    landmark.words = node.get("words").text();
    for (const Landmark& other : found_)
        if (other.key == landmark.key) node.fault("the landmark \"" + landmark.key + "\" is already above");
    using Find = glm::vec3 (Finder::*)(const core::Node&);
    const std::vector<std::pair<std::string, Find>> ways = {
        {"tip", &Finder::tip},       {"dip", &Finder::dip},       {"between", &Finder::between},
        {"on", &Finder::on},         {"centre", &Finder::centre}, {"middle", &Finder::middle},
        {"offset", &Finder::offset}, {"window", &Finder::window}, {"foramen", &Finder::foramen}};
    std::vector<std::string> names;
    for (const auto& [name, find] : ways) names.push_back(name);
    landmark.position = (this->*ways[node.get("how").oneOf(names)].second)(node);
    found_.push_back(std::move(landmark));
}

float radiusOf(const core::Node& node) {
    if (node.isNumber()) return 0.5f * kMm * node.real();
    const std::vector<float> range = node.reals();
    float sum = 0.0f;
    for (const float value : range) sum += value;
    return range.empty() ? 0.0f : 0.5f * kMm * sum / static_cast<float>(range.size());
}

std::vector<glm::vec3> points(const core::Node& node) {
    std::vector<glm::vec3> out;
    for (const core::Node& item : node.items()) out.push_back(kMm * item.vec3());
    return out;
}

void readNerve(const core::Node& node, std::vector<NerveLine>& out) {
    const std::string structure = node.get("structure").text();
    const float radius = radiusOf(node.get("calibre_mm"));
    const core::Node named = node.find("landmarks");
    const std::size_t first = out.size();
    const core::Node branches = node.find("branches_mm");
    if (branches.exists())
        for (const core::Node& branch : branches.items())
            out.push_back({structure, out.size() - first, points(branch), {}, radius, node.place()});
    if (!branches.exists() || node.has("waypoints_mm"))
        out.push_back({structure, out.size() - first, points(node.get("waypoints_mm")), {}, radius, node.place()});
    if (named.exists()) {
        const auto items = named.items();
        if (!items.empty() && items.front().isText()) {
            out[first].landmarks = named.texts();
        } else {
            if (items.size() > out.size() - first)
                named.fault("more lists of landmarks than branches: " + std::to_string(items.size()) + ", " +
                            std::to_string(out.size() - first));
            for (std::size_t k = 0; k < std::min(items.size(), out.size() - first); ++k)
                out[first + k].landmarks = items[k].texts();
        }
    }
    for (const std::string& key : node.keys()) node.find(key); // the rest is for others
}

} // namespace

core::Result<Landmarks> Landmarks::find(const std::filesystem::path& file, const Body& body) {
    auto document = core::Document::read(file);
    if (!document) return document.error();
    Landmarks out;
    Finder finder(body, out.landmarks_);
    document.value().root().get("source").text();
    for (const core::Node& node : document.value().root().get("landmark").items()) finder.read(node);
    if (const auto status = document.value().finish(); !status) return status.error();
    return out;
}

const Landmark* Landmarks::withKey(std::string_view key) const {
    for (const Landmark& landmark : landmarks_)
        if (landmark.key == key) return &landmark;
    return nullptr;
}

core::Result<std::vector<NerveLine>> readNerveLines(const std::filesystem::path& nervesFile) {
    auto document = core::Document::read(nervesFile);
    if (!document) return document.error();
    const core::Node root = document.value().root();
    for (const std::string& key : root.keys()) root.find(key);
    std::vector<NerveLine> out;
    for (const core::Node& node : root.get("nerve").items()) readNerve(node, out);
    if (const auto status = document.value().finish(); !status) return status.error();
    return out;
}

} // namespace anatomy
