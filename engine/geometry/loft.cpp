#include <geometry/loft.h>

#include <glm/gtx/quaternion.hpp>

#include <algorithm>
#include <cmath>
#include <optional>

namespace geometry {
namespace {

constexpr float kSmallestRadiusM = 1e-4f; // interpolation may dip below zero between two thin stations
constexpr float kSmallestStepM = 1e-6f;

bool finite(const glm::vec3& v) {
    return std::isfinite(v.x) && std::isfinite(v.y) && std::isfinite(v.z);
}

core::Error fault(std::size_t station, const std::string& what) {
    return core::Error("loft: station " + std::to_string(station) + ": " + what);
}

std::optional<core::Error> faultOf(const Loft& loft) {
    const std::size_t count = loft.stations.size();
    if (count < 3) return core::Error("loft: at least 3 stations are needed, found " + std::to_string(count));
    const std::size_t radii = loft.stations[0].radii.size();
    if (radii < 6) return fault(0, "at least 6 radii are needed, found " + std::to_string(radii));
    if (!finite(loft.reference) || !std::isfinite(loft.cap) || loft.cap < 0.0f)
        return core::Error("loft: reference must be finite and cap must not be negative");
    for (std::size_t i = 0; i < count; ++i) {
        const LoftStation& station = loft.stations[i];
        if (!finite(station.centre)) return fault(i, "the centre is not finite");
        if (station.radii.size() != radii)
            return fault(i,
                         std::to_string(station.radii.size()) + " radii, but station 0 has " + std::to_string(radii));
        for (const float radius : station.radii)
            if (!(radius > 0.0f) || !std::isfinite(radius))
                return fault(i, "radii must be positive, found " + std::to_string(radius) + " m");
        if (i > 0 && glm::length(station.centre - loft.stations[i - 1].centre) < kSmallestStepM)
            return fault(i, "it coincides with the station before it");
    }
    return std::nullopt;
}

/// What of the station values goes into a point of the axis, and into its derivative by the curve parameter.
struct Weights {
    std::vector<float> value;
    std::vector<float> slope;
};

/// Cubic Hermite form of the non-uniform Catmull-Rom curve: linear in the station values.
class Axis {
public:
    explicit Axis(const Loft& loft) : loft_(loft) {
        for (std::size_t i = 0; i + 1 < loft.stations.size(); ++i)
            spans_.push_back(std::sqrt(glm::length(loft.stations[i + 1].centre - loft.stations[i].centre)));
        transport();
    }

    std::size_t segments() const { return spans_.size(); }

    Weights weights(std::size_t segment, float u) const {
        Weights w{std::vector<float>(loft_.stations.size(), 0.0f), std::vector<float>(loft_.stations.size(), 0.0f)};
        const float u2 = u * u;
        const float u3 = u2 * u;
        const float span = spans_[segment];
        w.value[segment] += 2 * u3 - 3 * u2 + 1;
        w.value[segment + 1] += -2 * u3 + 3 * u2;
        w.slope[segment] += (6 * u2 - 6 * u) / span;
        w.slope[segment + 1] += (-6 * u2 + 6 * u) / span;
        addTangent(w, segment, (u3 - 2 * u2 + u) * span, 3 * u2 - 4 * u + 1);
        addTangent(w, segment + 1, (u3 - u2) * span, 3 * u2 - 2 * u);
        return w;
    }

    glm::vec3 centre(const Weights& w) const { return sumCentres(w.value); }
    glm::vec3 tangent(const Weights& w) const { return glm::normalize(sumCentres(w.slope)); }

    float radius(const Weights& w, std::size_t j) const {
        float sum = 0.0f;
        for (std::size_t i = 0; i < w.value.size(); ++i) sum += w.value[i] * loft_.stations[i].radii[j];
        return std::max(sum, kSmallestRadiusM);
    }

    /// Direction of radius 0 between two stations, perpendicular to the tangent.
    glm::vec3 side(std::size_t segment, float u, const glm::vec3& tangent) const {
        const glm::vec3 blend = glm::mix(sides_[segment], sides_[segment + 1], u);
        return glm::normalize(blend - tangent * glm::dot(blend, tangent));
    }

    bool framed() const { return framed_; }

private:
    /// Derivative at station i as weights of the station values: of the parabola through it and its neighbours.
    void addTangent(Weights& w, std::size_t i, float value, float slope) const {
        const auto add = [&](std::size_t k, float weight) {
            w.value[k] += value * weight;
            w.slope[k] += slope * weight;
        };
        if (i == 0 || i + 1 == loft_.stations.size()) { // straight ends
            const std::size_t a = i == 0 ? 0 : i - 1;
            add(a, -1.0f / spans_[a]);
            add(a + 1, 1.0f / spans_[a]);
            return;
        }
        const float before = spans_[i - 1];
        const float after = spans_[i];
        add(i - 1, -1.0f / before + 1.0f / (before + after));
        add(i, 1.0f / before - 1.0f / after);
        add(i + 1, -1.0f / (before + after) + 1.0f / after);
    }

    glm::vec3 sumCentres(const std::vector<float>& weights) const {
        glm::vec3 sum(0.0f);
        for (std::size_t i = 0; i < weights.size(); ++i) sum += weights[i] * loft_.stations[i].centre;
        return sum;
    }

    void transport() {
        std::vector<glm::vec3> tangents;
        for (std::size_t i = 0; i < loft_.stations.size(); ++i) {
            const bool last = i + 1 == loft_.stations.size();
            tangents.push_back(tangent(weights(last ? i - 1 : i, last ? 1.0f : 0.0f)));
        }
        glm::vec3 side = loft_.reference - tangents[0] * glm::dot(loft_.reference, tangents[0]);
        framed_ = glm::length(side) > 1e-3f * std::max(glm::length(loft_.reference), 1e-6f);
        if (!framed_) return;
        side = glm::normalize(side);
        for (std::size_t i = 0; i < tangents.size(); ++i) {
            if (i > 0) side = glm::rotation(tangents[i - 1], tangents[i]) * side;
            side = glm::normalize(side - tangents[i] * glm::dot(side, tangents[i]));
            sides_.push_back(side);
        }
    }

    const Loft& loft_;
    std::vector<float> spans_;
    std::vector<glm::vec3> sides_;
    bool framed_ = false;
};

/// Uniform periodic Catmull-Rom through the radii of one section, `per` points from each radius to the next.
std::vector<float> refineRound(const std::vector<float>& radii, int per) {
    const std::size_t n = radii.size();
    std::vector<float> out;
    for (std::size_t j = 0; j < n; ++j) {
        const float a = radii[(j + n - 1) % n], b = radii[j], c = radii[(j + 1) % n], d = radii[(j + 2) % n];
        for (int k = 0; k < per; ++k) {
            const float u = static_cast<float>(k) / static_cast<float>(per);
            const float value =
                b + 0.5f * u * ((c - a) + u * ((2 * a - 5 * b + 4 * c - d) + u * (3 * (b - c) + d - a)));
            out.push_back(std::max(value, kSmallestRadiusM));
        }
    }
    return out;
}

struct Section {
    glm::vec3 centre;
    glm::vec3 tangent;
    std::vector<glm::vec3> spokes; ///< from the centre to the surface
    float meanRadius = 0.0f;
};

Section sectionAt(const Axis& axis, std::size_t segment, float u, std::size_t radiusCount, int per) {
    const Weights w = axis.weights(segment, u);
    Section section{axis.centre(w), axis.tangent(w), {}, 0.0f};
    const glm::vec3 side = axis.side(segment, u, section.tangent);
    const glm::vec3 other = glm::cross(section.tangent, side);
    std::vector<float> radii;
    for (std::size_t j = 0; j < radiusCount; ++j) radii.push_back(axis.radius(w, j));
    const std::vector<float> fine = refineRound(radii, per);
    for (std::size_t k = 0; k < fine.size(); ++k) {
        const float angle = 2.0f * core::kPi * static_cast<float>(k) / static_cast<float>(fine.size());
        section.spokes.push_back(fine[k] * (std::cos(angle) * side + std::sin(angle) * other));
        section.meanRadius += fine[k] / static_cast<float>(fine.size());
    }
    return section;
}

class LoftMesher {
public:
    explicit LoftMesher(std::size_t round) : round_(static_cast<std::uint32_t>(round)) {}

    void ring(const glm::vec3& centre, const glm::vec3& tangent, const std::vector<glm::vec3>& spokes, float scale) {
        for (const glm::vec3& spoke : spokes) vertex(centre + spoke * scale, tangent);
        if (rings_++ == 0) return;
        const auto base = static_cast<std::uint32_t>(mesh.positions.size()) - 2 * round_;
        for (std::uint32_t k = 0; k < round_; ++k) {
            const std::uint32_t next = (k + 1) % round_;
            triangle(base + k, base + next, base + round_ + k);
            triangle(base + next, base + round_ + next, base + round_ + k);
        }
    }

    /// Closes an end with a vertex; `first`: the end before the first ring (vertices 0..round-1).
    void close(const glm::vec3& apex, const glm::vec3& tangent, bool first) {
        const std::uint32_t base = first ? 0 : static_cast<std::uint32_t>(mesh.positions.size()) - round_;
        vertex(apex, tangent);
        const auto tip = static_cast<std::uint32_t>(mesh.positions.size()) - 1;
        for (std::uint32_t k = 0; k < round_; ++k) {
            const std::uint32_t next = base + (k + 1) % round_;
            if (first) {
                triangle(tip, next, base + k);
            } else {
                triangle(tip, base + k, next);
            }
        }
    }

    Mesh mesh;

private:
    void vertex(const glm::vec3& p, const glm::vec3& tangent) {
        mesh.positions.push_back(p);
        mesh.fibres.push_back(tangent);
    }
    void triangle(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
        mesh.indices.insert(mesh.indices.end(), {a, b, c});
    }

    std::uint32_t round_;
    std::uint32_t rings_ = 0;
};

std::vector<Section> sections(const Loft& loft, const Axis& axis, const LoftDetail& detail) {
    std::vector<Section> out;
    const std::size_t radii = loft.stations[0].radii.size();
    for (std::size_t i = 0; i < axis.segments(); ++i) {
        const float length = glm::length(loft.stations[i + 1].centre - loft.stations[i].centre);
        const int steps = std::clamp(static_cast<int>(std::ceil(length / detail.stepM)), 1, 200);
        for (int k = 0; k < steps; ++k)
            out.push_back(
                sectionAt(axis, i, static_cast<float>(k) / static_cast<float>(steps), radii, detail.perRadius));
    }
    out.push_back(sectionAt(axis, axis.segments() - 1, 1.0f, radii, detail.perRadius));
    return out;
}

} // namespace

core::Result<Mesh> meshLoft(const Loft& loft, const LoftDetail& detail) {
    CHECK(detail.stepM > 0.0f && detail.perRadius >= 1 && detail.capRings >= 1, "loft detail");
    if (const auto error = faultOf(loft)) return *error;
    const Axis axis(loft);
    if (!axis.framed()) return fault(0, "reference points along the axis");
    const std::vector<Section> all = sections(loft, axis, detail);
    const Section& first = all.front();
    const Section& last = all.back();
    LoftMesher mesher(first.spokes.size());
    const bool domed = loft.cap > 0.0f;
    const auto dome = [&](const Section& end, float sign, int ring) {
        const float angle = 0.5f * core::kPi * static_cast<float>(ring) / static_cast<float>(detail.capRings);
        const float length = sign * loft.cap * end.meanRadius * std::sin(angle);
        mesher.ring(end.centre + end.tangent * length, end.tangent, end.spokes, std::cos(angle));
    };
    if (domed)
        for (int ring = detail.capRings - 1; ring >= 1; --ring) dome(first, -1.0f, ring);
    for (const Section& section : all) mesher.ring(section.centre, section.tangent, section.spokes, 1.0f);
    if (domed)
        for (int ring = 1; ring < detail.capRings; ++ring) dome(last, 1.0f, ring);
    mesher.close(last.centre + last.tangent * (loft.cap * last.meanRadius), last.tangent, false);
    mesher.close(first.centre - first.tangent * (loft.cap * first.meanRadius), first.tangent, true);
    computeNormals(mesher.mesh);
    const std::string broken = validate(mesher.mesh);
    if (!broken.empty()) return core::Error("loft: the axis turns back on itself: " + broken);
    return std::move(mesher.mesh);
}

Loft mirrored(const Loft& loft) {
    // The mirror image turns the other way round the axis: radius j becomes radius n - j.
    Loft out = loft;
    out.reference.x = -out.reference.x;
    for (LoftStation& station : out.stations) {
        station.centre.x = -station.centre.x;
        if (station.radii.size() > 1) std::reverse(station.radii.begin() + 1, station.radii.end());
    }
    return out;
}

} // namespace geometry
