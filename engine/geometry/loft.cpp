#include <geometry/loft.h>

#include <glm/gtx/quaternion.hpp>

#include <algorithm>
#include <cmath>
#include <optional>

namespace geometry {
namespace {

constexpr float kSmallestRadiusM = 1e-4f; // interpolation may dip below zero between two thin stations
constexpr float kSmallestStepM = 1e-6f;

core::Error fault(std::size_t station, const std::string& what) {
    return core::Error("loft: station " + std::to_string(station) + ": " + what);
}

std::optional<core::Error> faultOf(const Loft& loft) {
    const std::size_t count = loft.stations.size();
    if (count < 3) return core::Error("loft: at least 3 stations are needed, found " + std::to_string(count));
    const std::size_t radii = loft.stations[0].radii.size();
    if (radii < 6) return fault(0, "at least 6 radii are needed, found " + std::to_string(radii));
    if (!core::finite(loft.reference) || !core::finite(loft.pennation) || !std::isfinite(loft.cap) || loft.cap < 0.0f)
        return core::Error("loft: reference and pennation must be finite and cap must not be negative");
    for (std::size_t i = 0; i < count; ++i) {
        const LoftStation& station = loft.stations[i];
        if (!core::finite(station.centre)) return fault(i, "the centre is not finite");
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
    glm::vec3 side, other;         ///< directions at angle 0 and a quarter turn on
    std::vector<glm::vec3> spokes; ///< from the centre to the surface
    float meanRadius = 0.0f;
};

Section sectionAt(const Axis& axis, std::size_t segment, float u, std::size_t radiusCount, int per) {
    const Weights w = axis.weights(segment, u);
    Section section;
    section.centre = axis.centre(w);
    section.tangent = axis.tangent(w);
    section.side = axis.side(segment, u, section.tangent);
    section.other = glm::cross(section.tangent, section.side);
    std::vector<float> radii;
    for (std::size_t j = 0; j < radiusCount; ++j) radii.push_back(axis.radius(w, j));
    const std::vector<float> fine = refineRound(radii, per);
    for (std::size_t k = 0; k < fine.size(); ++k) {
        const float angle = 2.0f * core::kPi * static_cast<float>(k) / static_cast<float>(fine.size());
        section.spokes.push_back(fine[k] * (std::cos(angle) * section.side + std::sin(angle) * section.other));
        section.meanRadius += fine[k] / static_cast<float>(fine.size());
    }
    return section;
}

class LoftMesher {
public:
    /// `outline`: the section of the straightened loft, as wide as its sections are on average.
    LoftMesher(std::vector<glm::vec2> outline, const glm::vec3& pennation)
        : outline_(std::move(outline)), pennation_(pennation), round_(static_cast<std::uint32_t>(outline_.size())) {}

    /// The section, smaller by `scale` and `beyondM` further along its tangent; `alongM` is where it stands itself.
    void ring(const Section& section, float scale, float beyondM, float alongM) {
        for (std::size_t k = 0; k < section.spokes.size(); ++k)
            vertex(section, section.spokes[k] * scale, scale * outline_[k], beyondM, alongM);
        if (rings_++ == 0) return;
        const auto base = static_cast<std::uint32_t>(mesh.positions.size()) - 2 * round_;
        for (std::uint32_t k = 0; k < round_; ++k) {
            const std::uint32_t next = (k + 1) % round_;
            triangle(base + k, base + next, base + round_ + k);
            triangle(base + next, base + round_ + next, base + round_ + k);
        }
    }

    /// Closes an end with a vertex; `first`: the end before the first ring (vertices 0..round-1).
    void close(const Section& section, bool first, float beyondM, float alongM) {
        const std::uint32_t base = first ? 0 : static_cast<std::uint32_t>(mesh.positions.size()) - round_;
        vertex(section, glm::vec3(0.0f), glm::vec2(0.0f), beyondM, alongM);
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
    void vertex(const Section& section, const glm::vec3& spoke, const glm::vec2& outline, float beyondM, float alongM) {
        const glm::vec2 drift(glm::dot(pennation_, section.side), glm::dot(pennation_, section.other));
        mesh.positions.push_back(section.centre + section.tangent * beyondM + spoke);
        mesh.fibres.push_back(glm::normalize(section.tangent + drift.x * section.side + drift.y * section.other));
        mesh.grain.emplace_back(alongM + beyondM, outline - drift * (alongM + beyondM));
    }
    void triangle(std::uint32_t a, std::uint32_t b, std::uint32_t c) {
        mesh.indices.insert(mesh.indices.end(), {a, b, c});
    }

    std::vector<glm::vec2> outline_;
    glm::vec3 pennation_;
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

/// Mean of the sections, in the turning frame of radius 0.
std::vector<glm::vec2> meanOutline(const std::vector<Section>& sections) {
    std::vector<glm::vec2> out;
    for (std::size_t k = 0; k < sections.front().spokes.size(); ++k) {
        float sum = 0.0f;
        for (const Section& section : sections) sum += glm::length(section.spokes[k]);
        const float angle =
            2.0f * core::kPi * static_cast<float>(k) / static_cast<float>(sections.front().spokes.size());
        out.push_back(sum / static_cast<float>(sections.size()) * glm::vec2(std::cos(angle), std::sin(angle)));
    }
    return out;
}

/// Length of the axis from the first section to each.
std::vector<float> alongAxis(const std::vector<Section>& sections) {
    std::vector<float> out = {0.0f};
    for (std::size_t i = 1; i < sections.size(); ++i)
        out.push_back(out.back() + glm::length(sections[i].centre - sections[i - 1].centre));
    return out;
}

void addTendon(Mesh& mesh, const Tendons& tendons, float wholeM) {
    if (!tendons.any()) return;
    for (std::size_t i = 0; i < mesh.positions.size(); ++i)
        mesh.tendon.push_back(tendonShare(tendons, {0.5f, mesh.grain[i].x, wholeM}, mesh.normals[i]));
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
    LoftMesher mesher(meanOutline(all), loft.pennation);
    const std::vector<float> along = alongAxis(all);
    const bool domed = loft.cap > 0.0f;
    const auto dome = [&](const Section& end, float sign, int ring) {
        const float angle = 0.5f * core::kPi * static_cast<float>(ring) / static_cast<float>(detail.capRings);
        const float length = sign * loft.cap * end.meanRadius * std::sin(angle);
        mesher.ring(end, std::cos(angle), length, sign < 0.0f ? 0.0f : along.back());
    };
    if (domed)
        for (int ring = detail.capRings - 1; ring >= 1; --ring) dome(first, -1.0f, ring);
    for (std::size_t i = 0; i < all.size(); ++i) mesher.ring(all[i], 1.0f, 0.0f, along[i]);
    if (domed)
        for (int ring = 1; ring < detail.capRings; ++ring) dome(last, 1.0f, ring);
    mesher.close(last, false, loft.cap * last.meanRadius, along.back());
    mesher.close(first, true, -loft.cap * first.meanRadius, 0.0f);
    computeNormals(mesher.mesh);
    addTendon(mesher.mesh, loft.tendons, along.back());
    const std::string broken = validate(mesher.mesh);
    if (!broken.empty()) return core::Error("loft: the axis turns back on itself: " + broken);
    return std::move(mesher.mesh);
}

Loft mirrored(const Loft& loft) {
    // The mirror image turns the other way round the axis: radius j becomes radius n - j.
    Loft out = loft;
    out.reference.x = -out.reference.x;
    out.pennation.x = -out.pennation.x;
    out.tendons.face.x = -out.tendons.face.x;
    for (LoftStation& station : out.stations) {
        station.centre.x = -station.centre.x;
        if (station.radii.size() > 1) std::reverse(station.radii.begin() + 1, station.radii.end());
    }
    return out;
}

} // namespace geometry
