#include <tissue/contact.h>

#include <algorithm>
#include <cmath>

namespace tissue {

namespace {

constexpr float kPenaltyShare =
    10.0f; // over the modulus of the top element per its width: some hundredths of a mm sink in
constexpr float kTangentialShare = 0.25f; // of the normal penalty
constexpr int kPerSide = 3;

} // namespace

Contact::Contact(const Block& block, const ToolShape& shape)
    : shape_(shape), row_(block.size.rowNodes), stride_(block.size.nodes()) {
    penalty_ = kPenaltyShare * block.skinModulus / block.fineSpacing;
    tangential_ = kTangentialShare * penalty_;
    const GridSize& g = block.size;
    for (int j = 0; j < g.ny; ++j)
        for (int i = 0; i < g.nx; ++i) {
            glm::vec3 c[4];
            for (int a = 0; a < 4; ++a) {
                const int x = i + (a & 1), y = j + (a >> 1);
                c[a] = block.position(g.node(x, y, 0), x, y);
            }
            for (int n = 0; n < kPerSide * kPerSide; ++n) {
                const float s = (static_cast<float>(n % kPerSide) + 0.5f) / kPerSide;
                const float t = (static_cast<float>(n / kPerSide) + 0.5f) / kPerSide;
                Point p{};
                p.node = g.node(i, j, 0);
                const float w[4] = {(1 - s) * (1 - t), s * (1 - t), (1 - s) * t, s * t};
                for (int a = 0; a < 4; ++a) {
                    p.weight[a] = w[a];
                    p.place += w[a] * c[a];
                }
                const glm::vec3 along = glm::mix(c[1] - c[0], c[3] - c[2], t),
                                up = glm::mix(c[2] - c[0], c[3] - c[1], s);
                p.area = glm::length(glm::cross(along, up)) / (kPerSide * kPerSide);
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

float Contact::firstTouch(float x, float y) const {
    // the tool's lower side is a graph over (x, y): sink it onto the highest skin point by bisection per point
    glm::vec3 n;
    float highest = 1e3f;
    for (const Point& p : points_) {
        float low = -80.0f, high = std::min(80.0f, highest); // no touch at low; touching (or unreachable) at high
        if (gap(p.place, {x, y, high}, n) > 0.0f) continue;
        for (int s = 0; s < 28; ++s) {
            const float mid = 0.5f * (low + high);
            (gap(p.place, {x, y, mid}, n) > 0.0f ? low : high) = mid;
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

void Contact::freeze(const std::vector<float>& u, const glm::vec3& tool) {
    if (!(friction_ > 0.0f)) return;
    for (Point& p : points_) {
        if (!p.held) continue;
        const float g = gap(displaced(p, u), tool, p.normal);
        p.limit = friction_ * penalty_ * p.area * std::max(-g, 0.0f);
    }
}

ContactSums Contact::evaluate(const std::vector<float>& u, const glm::vec3& tool, std::vector<float>& force) {
    ContactSums sums;
    active_.clear();
    for (std::size_t i = 0; i < points_.size(); ++i) {
        const Point& p = points_[i];
        const glm::vec3 x = displaced(p, u);
        glm::vec3 n;
        const float g = gap(x, tool, n);
        if (!(g < 0.0f)) continue;
        ++sums.touching;
        Active a{i, {}};
        const float k = penalty_ * p.area;
        sums.energy += 0.5 * static_cast<double>(k * g * g);
        glm::vec3 f = -k * g * n;
        for (int d = 0; d < 3; ++d) {
            a.k[d] = k * n[d] * n[d];
            a.k[3 + d] = k * n[d] * n[(d + 1) % 3];
        }
        if (friction_ > 0.0f && p.held && p.limit > 0.0f) {
            const glm::vec3 moved = x - tool - p.anchor;
            const glm::vec3 t = moved - p.normal * glm::dot(moved, p.normal);
            const float kt = tangential_ * p.area, length = glm::length(t);
            const bool slips = kt * length > p.limit;
            const float hold = slips ? p.limit / length : kt; // Huber: springs, then a constant pull
            sums.energy +=
                static_cast<double>(slips ? p.limit * (length - 0.5f * p.limit / kt) : 0.5f * kt * length * length);
            f -= hold * t;
            for (int d = 0; d < 3; ++d) {
                a.k[d] += hold * (1.0f - p.normal[d] * p.normal[d]);
                a.k[3 + d] -= hold * p.normal[d] * p.normal[(d + 1) % 3];
            }
        }
        for (int c = 0; c < 4; ++c) {
            const auto node = static_cast<std::size_t>(cornerNode(p, c));
            for (int d = 0; d < 3; ++d) force[node + static_cast<std::size_t>(d * stride_)] += p.weight[c] * f[d];
        }
        sums.onTissue += glm::dvec3(f);
        active_.push_back(a);
    }
    return sums;
}

double Contact::multiply(const std::vector<float>& x, double lift, std::vector<float>& out) const {
    double row = 0.0;
    for (const Active& a : active_) {
        const Point& p = points_[a.point];
        glm::vec3 v(0.0f, 0.0f, -static_cast<float>(lift));
        for (int c = 0; c < 4; ++c) {
            const auto node = static_cast<std::size_t>(cornerNode(p, c));
            for (int d = 0; d < 3; ++d) v[d] += p.weight[c] * x[node + static_cast<std::size_t>(d * stride_)];
        }
        const glm::vec3 f(a.k[0] * v.x + a.k[3] * v.y + a.k[5] * v.z, a.k[3] * v.x + a.k[1] * v.y + a.k[4] * v.z,
                          a.k[5] * v.x + a.k[4] * v.y + a.k[2] * v.z);
        for (int c = 0; c < 4; ++c) {
            const auto node = static_cast<std::size_t>(cornerNode(p, c));
            for (int d = 0; d < 3; ++d) out[node + static_cast<std::size_t>(d * stride_)] += p.weight[c] * f[d];
        }
        row -= static_cast<double>(f.z);
    }
    return row;
}

void Contact::addDiagonal(std::vector<float>& diagonal) const {
    for (const Active& a : active_) {
        const Point& p = points_[a.point];
        for (int c = 0; c < 4; ++c) {
            const auto node = static_cast<std::size_t>(cornerNode(p, c));
            for (int d = 0; d < 6; ++d)
                diagonal[node + static_cast<std::size_t>(d * stride_)] += p.weight[c] * p.weight[c] * a.k[d];
        }
    }
}

double Contact::liftDiagonal() const {
    double sum = 0.0;
    for (const Active& a : active_) sum += static_cast<double>(a.k[2]);
    return sum;
}

void Contact::endStep(const std::vector<float>& u, const glm::vec3& tool) {
    for (Point& p : points_) {
        const glm::vec3 x = displaced(p, u);
        glm::vec3 n;
        const float g = gap(x, tool, n);
        if (!(g <= 1e-4f)) {
            p.held = false;
            continue;
        }
        if (!p.held || !(friction_ > 0.0f)) {
            p.anchor = x - tool;
            p.held = true;
            continue;
        }
        const glm::vec3 moved = x - tool - p.anchor;
        const glm::vec3 t = moved - n * glm::dot(moved, n);
        const float pull = tangential_ * p.area * glm::length(t);
        const float limit = friction_ * penalty_ * p.area * std::max(-g, 0.0f);
        if (pull > limit && pull > 0.0f) p.anchor += t * (1.0f - limit / pull);
    }
}

void Contact::letGo() {
    for (Point& p : points_) p.held = false;
}

} // namespace tissue
