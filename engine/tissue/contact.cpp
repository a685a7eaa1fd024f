#include <tissue/contact.h>

#include <algorithm>
#include <cmath>

namespace tissue {

namespace {

// stiffness over the modulus of the top element per its width
constexpr float kPenaltyShare = 3.0f; // what it lets sink in, the remembered pressure takes back
constexpr float kOwnShare = 20.0f;    // remembers nothing: some hundredths of a mm sink in
constexpr float kTangentialShare = 5.0f;
constexpr int kPerSide = 3, kPerFace = kPerSide * kPerSide; // points
constexpr float kMostStretch = 3.0f;    // of a slipping point's spring, over what stands for its limit: 95 % of it
constexpr float kFar = 4.0f;            // mm: no need to look closer
constexpr float kMostRemembered = 2.0f; // mm: pressure over penalty; more stays with the spring

/// Smallest radius of curvature of a pad, mm.
float roundness(const ToolShape& s) {
    switch (s.form) {
    case ToolShape::Form::Ellipsoid: {
        const float side = std::min(s.semiAxes.x, s.semiAxes.y);
        return 1000.0f * side * side / s.semiAxes.z;
    }
    case ToolShape::Form::RoundedDisc:
    case ToolShape::Form::RoundedBox:
        return 1000.0f * s.edgeRadius;
    default:
        return 1000.0f * s.radius;
    }
}

} // namespace

Contact::Contact(const Block& block, const ToolShape& shape)
    : shape_(shape), row_(block.size.rowNodes), stride_(block.size.nodes()) {
    const float unit = block.skinModulus / block.fineSpacing;
    penalty_ = kPenaltyShare * unit;
    ownPenalty_ = kOwnShare * unit;
    tangential_ = kTangentialShare * unit;
    const float wide = block.fineSpacing;
    sag_ = std::min(0.4f * wide * wide / roundness(shape), 0.25f * wide); // h^2 / 4R, and room for stretch
    const GridSize& g = block.size;
    skinRow_ = g.nx + 1;
    for (int j = 0; j <= g.ny; ++j)
        for (int i = 0; i <= g.nx; ++i) {
            SkinNode n;
            n.node = g.node(i, j, 0);
            n.place = block.position(n.node, i, j);
            skin_.push_back(n);
        }
    for (int j = 0; j < g.ny; ++j)
        for (int i = 0; i < g.nx; ++i) {
            glm::vec3 c[4];
            for (int a = 0; a < 4; ++a) {
                const int x = i + (a & 1), y = j + (a >> 1);
                c[a] = block.position(g.node(x, y, 0), x, y);
            }
            for (int n = 0; n < kPerFace; ++n) {
                const float s = (static_cast<float>(n % kPerSide) + 0.5f) / kPerSide;
                const float t = (static_cast<float>(n / kPerSide) + 0.5f) / kPerSide;
                Point p{};
                p.node = g.node(i, j, 0);
                p.corner = j * skinRow_ + i;
                const float w[4] = {(1 - s) * (1 - t), s * (1 - t), (1 - s) * t, s * t};
                for (int a = 0; a < 4; ++a) {
                    p.weight[a] = w[a];
                    p.place += w[a] * c[a];
                }
                const glm::vec3 along = glm::mix(c[1] - c[0], c[3] - c[2], t),
                                up = glm::mix(c[2] - c[0], c[3] - c[1], s);
                p.area = glm::length(glm::cross(along, up)) / kPerFace;
                p.normal = {0, 0, 1};
                points_.push_back(p);
            }
        }
}

float Contact::gap(const glm::vec3& place, const glm::vec3& tool, glm::vec3& normal) const {
    const glm::vec3 r = place - tool;
    const ToolShape::Touch touch = shape_.touch(glm::vec3(-r.x, r.y, -r.z) * 0.001f);
    normal = {-touch.normal.x, touch.normal.y, -touch.normal.z};
    return 1000.0f * touch.distance;
}

float Contact::firstTouch(const std::vector<float>& u, float x, float y) const {
    // the tool's lower side is a graph over (x, y): sink it onto the highest skin point by bisection per point
    glm::vec3 n;
    float highest = 1e3f;
    for (const SkinNode& p : skin_) {
        glm::vec3 place = p.place;
        for (int d = 0; d < 3; ++d) place[d] += u[static_cast<std::size_t>(d * stride_ + p.node)];
        float low = -80.0f, high = std::min(80.0f, highest); // no touch at low; touching (or unreachable) at high
        if (gap(place, {x, y, high}, n) > 0.0f) continue;
        for (int s = 0; s < 28; ++s) {
            const float mid = 0.5f * (low + high);
            (gap(place, {x, y, mid}, n) > 0.0f ? low : high) = mid;
        }
        highest = low;
    }
    return highest < 1e3f ? highest : 0.0f;
}

glm::vec3 Contact::displaced(const Point& p, const std::vector<float>& u) const {
    glm::vec3 r = p.place;
    for (int a = 0; a < 4; ++a) {
        const auto n = static_cast<std::size_t>(cornerNode(p, a));
        for (int d = 0; d < 3; ++d) r[d] += p.weight[a] * u[n + static_cast<std::size_t>(d * stride_)];
    }
    return r;
}

void Contact::measure(const std::vector<float>& u, const glm::vec3& tool) {
    for (SkinNode& n : skin_) {
        glm::vec3 x = n.place;
        for (int d = 0; d < 3; ++d) x[d] += u[static_cast<std::size_t>(d * stride_ + n.node)];
        n.gap = gap(x, tool, n.normal) - n.remembered;
    }
}

std::vector<float> Contact::gaps(const std::vector<float>& u, const glm::vec3& tool) const {
    std::vector<float> out;
    glm::vec3 normal;
    for (const SkinNode& n : skin_) {
        glm::vec3 x = n.place;
        for (int d = 0; d < 3; ++d) x[d] += u[static_cast<std::size_t>(d * stride_ + n.node)];
        out.push_back(gap(x, tool, normal) - n.remembered);
    }
    return out;
}

std::vector<float> Contact::pressures(const std::vector<float>& u, const glm::vec3& tool) const {
    const std::vector<float> nodeGaps = gaps(u, tool);
    std::vector<float> force(skin_.size(), 0.0f), area(skin_.size(), 0.0f);
    for (const Point& p : points_) {
        std::size_t at[4];
        float between = 0.0f;
        for (int c = 0; c < 4; ++c) {
            at[c] = static_cast<std::size_t>(p.corner + (c & 1) + (c >> 1) * skinRow_);
            between += p.weight[c] * nodeGaps[at[c]];
            area[at[c]] += p.weight[c] * p.area;
        }
        if (between > kFar) continue;
        glm::vec3 normal;
        const float kPa = pressure(between, gap(displaced(p, u), tool, normal) + sag_);
        for (int c = 0; c < 4; ++c) force[at[c]] += p.weight[c] * p.area * kPa;
    }
    for (std::size_t n = 0; n < force.size(); ++n) force[n] /= std::max(area[n], 1e-6f);
    return force;
}

Contact::Near Contact::nearOf(const Point& p, const std::vector<float>& u, const glm::vec3& tool) const {
    Near out;
    out.gap = 0.0f;
    out.normal = glm::vec3(0.0f);
    for (int c = 0; c < 4; ++c) {
        const SkinNode& n = skin_[static_cast<std::size_t>(p.corner + (c & 1) + (c >> 1) * skinRow_)];
        out.gap += p.weight[c] * n.gap;
        out.normal += p.weight[c] * n.normal;
    }
    const float length = glm::length(out.normal);
    out.normal = length > 1e-3f ? out.normal / length : glm::vec3(0, 0, 1);
    if (out.gap > kFar) return out;
    out.ownGap = gap(displaced(p, u), tool, out.ownNormal) + sag_;
    return out;
}

/// No point of this one's face can touch.
bool Contact::isFar(const Point& p) const {
    for (int c = 0; c < 4; ++c)
        if (skin_[static_cast<std::size_t>(p.corner + (c & 1) + (c >> 1) * skinRow_)].gap <= kFar) return false;
    return true;
}

void Contact::freeze(const std::vector<float>& u, const glm::vec3& tool) {
    if (!(friction_ > 0.0f)) return;
    measure(u, tool);
    for (Point& p : points_) {
        if (isFar(p)) continue;
        const Near near = nearOf(p, u, tool);
        if (!p.held || p.fresh) { // what comes to touch within a step is braked on its way, not yet held
            p.held = p.fresh = near.gap < 0.0f || near.ownGap < 0.0f;
            if (!p.held) continue;
            p.anchor = displaced(p, u) - tool;
        }
        p.normal = near.normal;
        p.limit = friction_ * p.area * pressure(near.gap, near.ownGap);
    }
}

ContactSums Contact::evaluate(const std::vector<float>& u, const glm::vec3& tool, std::vector<float>& force) {
    ContactSums sums;
    active_.clear();
    measure(u, tool);
    for (std::size_t i = 0; i < points_.size(); ++i) {
        const Point& p = points_[i];
        if (i % kPerFace == 0 && isFar(p)) {
            i += kPerFace - 1;
            continue;
        }
        const Near near = nearOf(p, u, tool);
        if (!(near.gap < 0.0f || near.ownGap < 0.0f)) continue;
        ++sums.touching;
        const float k = penalty_ * p.area, ownK = ownPenalty_ * p.area;
        const float g = std::min(near.gap, 0.0f), own = std::min(near.ownGap, 0.0f);
        Active a{i, g < 0.0f ? k : 0.0f, own < 0.0f ? ownK : 0.0f, 0.0f, {}, near};
        sums.energy += 0.5 * static_cast<double>(k * g * g + ownK * own * own);
        glm::vec3 across(0.0f);
        if (friction_ > 0.0f && p.held && p.limit > 0.0f) {
            const glm::vec3 moved = displaced(p, u) - tool - p.anchor;
            const glm::vec3 t = moved - p.normal * glm::dot(moved, p.normal);
            const float kt = tangential_ * p.area, share = kt / p.limit, x2 = share * share * glm::dot(t, t);
            const float root = std::sqrt(1.0f + x2);
            a.hold = kt / root;
            a.slip = t * (share / root);
            sums.energy += static_cast<double>(p.limit / share) * x2 / (1.0 + static_cast<double>(root));
            across = -a.hold * t;
        }
        for (int c = 0; c < 4; ++c) {
            const SkinNode& s = skin_[static_cast<std::size_t>(p.corner + (c & 1) + (c >> 1) * skinRow_)];
            const glm::vec3 f = p.weight[c] * (across - k * g * s.normal - ownK * own * near.ownNormal);
            for (int d = 0; d < 3; ++d) force[static_cast<std::size_t>(s.node + d * stride_)] += f[d];
            sums.onTissue += glm::dvec3(f);
        }
        active_.push_back(a);
    }
    return sums;
}

double Contact::multiply(const std::vector<float>& x, double lift, std::vector<float>& out) const {
    double row = 0.0;
    for (const Active& a : active_) {
        const Point& p = points_[a.point];
        const glm::vec3 down(0.0f, 0.0f, static_cast<float>(lift));
        glm::vec3 moved(0.0f);
        float closer = 0.0f;

        for (int c = 0; c < 4; ++c) {
            const SkinNode& s = skin_[static_cast<std::size_t>(p.corner + (c & 1) + (c >> 1) * skinRow_)];
            glm::vec3 v = -down;
            for (int d = 0; d < 3; ++d) v[d] += x[static_cast<std::size_t>(s.node + d * stride_)];
            moved += p.weight[c] * v;
            closer += p.weight[c] * glm::dot(s.normal, v);
        }
        const glm::vec3 across =
            a.hold * (moved - p.normal * glm::dot(moved, p.normal) - a.slip * glm::dot(moved, a.slip)) +
            a.ownPress * glm::dot(a.near.ownNormal, moved) * a.near.ownNormal;
        for (int c = 0; c < 4; ++c) {
            const SkinNode& s = skin_[static_cast<std::size_t>(p.corner + (c & 1) + (c >> 1) * skinRow_)];
            const glm::vec3 f = p.weight[c] * (across + a.press * closer * s.normal);
            for (int d = 0; d < 3; ++d) out[static_cast<std::size_t>(s.node + d * stride_)] += f[d];
            row -= static_cast<double>(f.z);
        }
    }
    return row;
}

std::vector<ContactSpring> Contact::springs() const {
    std::vector<ContactSpring> out;
    for (const Active& a : active_) {
        const Point& p = points_[a.point];
        ContactSpring spring;
        spring.i = p.corner % skinRow_;
        spring.j = p.corner / skinRow_;
        const auto inFace = static_cast<int>(a.point % kPerFace);
        spring.s = (static_cast<float>(inFace % kPerSide) + 0.5f) / kPerSide;
        spring.t = (static_cast<float>(inFace / kPerSide) + 0.5f) / kPerSide;
        const glm::vec3 &n = a.near.normal, &m = a.near.ownNormal;
        for (int d = 0; d < 3; ++d) {
            const int e = (d + 1) % 3;
            spring.k[d] = a.press * n[d] * n[d] + a.ownPress * m[d] * m[d] +
                          a.hold * (1.0f - p.normal[d] * p.normal[d] - a.slip[d] * a.slip[d]);
            spring.k[3 + d] = a.press * n[d] * n[e] + a.ownPress * m[d] * m[e] -
                              a.hold * (p.normal[d] * p.normal[e] + a.slip[d] * a.slip[e]);
        }
        out.push_back(spring);
    }
    return out;
}

float Contact::endStep(const std::vector<float>& u, const glm::vec3& tool) {
    measure(u, tool);
    for (Point& p : points_) {
        if (isFar(p)) {
            p.held = p.fresh = false;
            continue;
        }
        const Near near = nearOf(p, u, tool);
        const glm::vec3 n = near.normal;
        if (!(std::min(near.gap, near.ownGap) <= 1e-4f)) {
            p.held = p.fresh = false;
            continue;
        }
        const glm::vec3 x = displaced(p, u);
        if (!p.held || p.fresh || !(friction_ > 0.0f)) {
            p.anchor = x - tool;
            p.held = true;
            p.fresh = false;
            continue;
        }
        const glm::vec3 moved = x - tool - p.anchor;
        const glm::vec3 t = moved - n * glm::dot(moved, n);
        const float pull = tangential_ * p.area * glm::length(t);
        const float most = kMostStretch * friction_ * p.area * pressure(near.gap, near.ownGap);
        if (pull > most && pull > 0.0f) p.anchor += t * (1.0f - most / pull);
    }
    float left = 0.0f;
    for (SkinNode& n : skin_) {
        const float now = std::clamp(-n.gap, 0.0f, kMostRemembered);
        left = std::max(left, std::fabs(now - n.remembered));
        n.remembered = now;
    }
    return left;
}

void Contact::letGo() {
    for (Point& p : points_) p.held = false;
    for (SkinNode& n : skin_) n.remembered = 0.0f;
}

void Contact::carry(const Block& from, const Contact& old, const Block& to) {
    for (SkinNode& n : skin_) {
        Block::Cell cell;
        n.remembered = 0.0f;
        if (!from.locate(from.toBlock(to.toBody(n.place)), cell)) continue;
        for (int c = 0; c < 4; ++c) {
            const float w = (c & 1 ? cell.local.x : 1.0f - cell.local.x) * (c & 2 ? cell.local.y : 1.0f - cell.local.y);
            const int at = (cell.j + (c >> 1)) * old.skinRow_ + cell.i + (c & 1);
            n.remembered += w * old.skin_[static_cast<std::size_t>(at)].remembered * old.penalty_ / penalty_;
        }
    }
}

} // namespace tissue
