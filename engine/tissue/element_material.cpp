#include <tissue/element_material.h>

#include <algorithm>
#include <cmath>

namespace tissue {

namespace {

constexpr float kBoneFactor =
    40.0f; // stiffness of elements (almost) inside bone, over muscle's: keeps the coarse levels honest
constexpr float kAirYoungKPa =
    0.5f; // the void outside the skin: soft enough to carry nothing, stiff enough not to fold

void count(ElementMix& mix, const TissueSample& s) {
    ++mix.points;
    ++mix.kinds[static_cast<std::size_t>(s.kind)];
    auto known = std::find_if(mix.structures.begin(), mix.structures.end(),
                              [&](const auto& e) { return e.first == s.structure; });
    if (known == mix.structures.end())
        mix.structures.emplace_back(s.structure, 1);
    else
        ++known->second;
}

void addLaw(ElementMix& mix, const TissueSample& s, const MaterialLibrary& library, const glm::mat3& axes,
            bool viscous) {
    Material m = library.of(s.kind);
    if (s.kind == TissueKind::Air) {
        m.youngKPa = kAirYoungKPa;
        m.poisson = 0.1f;
    }
    const float given = std::isfinite(s.stiffnessFactor) ? s.stiffnessFactor : 1.0f;
    const float tone = std::isfinite(s.tone) ? std::clamp(s.tone, 0.0f, 1.0f) : 0.0f;
    const double factor = static_cast<double>(std::clamp(given, 0.05f, 50.0f) * (1.0f + m.toneStiffening * tone));
    const double c10 = static_cast<double>(m.c10KPa()) * factor;
    mix.c10 += c10;
    mix.c20 += static_cast<double>(m.c20KPa) * factor;
    mix.bulk += static_cast<double>(m.bulkKPa()) * factor;
    for (std::size_t t = 0; t < kPronyTerms; ++t) {
        const double g = viscous ? static_cast<double>(m.relaxing[t]) : 0.0;
        mix.relaxing[t] += g * c10;
        mix.timeConstant[t] += g * c10 * static_cast<double>(m.timeConstant[t]);
    }
    glm::dvec3 axis = glm::transpose(glm::dmat3(axes)) * glm::dvec3(s.fibre);
    if (!(glm::dot(axis, axis) > 0.25 && glm::dot(axis, axis) < 4.0)) return;
    axis = glm::normalize(axis);
    if (glm::dot(axis, mix.axis) < 0.0) axis = -axis;
    mix.axis += axis;
    mix.fibre += static_cast<double>(m.fibreKPa) * factor;
    mix.tone += static_cast<double>(m.toneKPa * tone);
}

} // namespace

ElementMix mixOf(std::span<const SamplePoint> points, const TissueMap& map, const MaterialLibrary& library,
                 const glm::mat3& axes, bool viscous) {
    ElementMix mix;
    for (const SamplePoint& point : points) {
        TissueSample sample = point.sample;
        count(mix, sample);
        if (sample.kind == TissueKind::Bone) {
            ++mix.bone;
            continue;
        }
        map.condition(point.place, sample);
        addLaw(mix, sample, library, axes, viscous);
    }
    return mix;
}

float setMaterial(const ElementMix& mix, const MaterialLibrary& library, MaterialBatch& m, int l) {
    const int soft = mix.points - mix.bone;
    if (soft * 10 < mix.points) {
        const Material& muscle = library.of(TissueKind::Muscle);
        m.c10[l] = kBoneFactor * muscle.c10KPa();
        m.bulk[l] = kBoneFactor * 4.0f * muscle.c10KPa();
        m.timeConstant[0][l] = m.timeConstant[1][l] = 1.0f;
        return 2.0f * m.c10[l];
    }
    const double each = 1.0 / soft;
    const double series = static_cast<double>(mix.points) / soft; // 1 / (1 - share of bone)
    m.c10[l] = static_cast<float>(mix.c10 * each * series);
    m.c20[l] = static_cast<float>(mix.c20 * each * series);
    m.bulk[l] = static_cast<float>(mix.bulk * each * series);
    m.fibre[l] = static_cast<float>(mix.fibre * each * series);
    m.tone[l] = static_cast<float>(mix.tone * each);
    const double length = glm::length(mix.axis);
    for (int d = 0; d < 3; ++d) m.axis[d][l] = static_cast<float>(length > 0.0 ? mix.axis[d] / length : 0.0);
    if (!(length > 0.0)) m.fibre[l] = m.tone[l] = 0.0f;
    for (int t = 0; t < kPronyTerms; ++t) {
        const auto n = static_cast<std::size_t>(t);
        m.relaxing[t][l] = static_cast<float>(mix.relaxing[n] / mix.c10);
        m.timeConstant[t][l] = mix.relaxing[n] > 0.0 ? static_cast<float>(mix.timeConstant[n] / mix.relaxing[n]) : 1.0f;
    }
    return 2.0f * m.c10[l];
}

ElementLabel labelOf(const ElementMix& mix) {
    ElementLabel label;
    label.kind = static_cast<TissueKind>(std::max_element(mix.kinds.begin(), mix.kinds.end()) - mix.kinds.begin());
    int most = 0;
    for (const auto& [id, number] : mix.structures)
        if (number > most) {
            most = number;
            label.structure = id;
        }
    return label;
}

void Block::renewCondition(const TissueMap& map, const MaterialLibrary& library) {
    std::size_t element = 0;
    for (int k = 0; k < size.nz; ++k)
        for (int j = 0; j < size.ny; ++j)
            for (int i = 0; i < size.nx; ++i, ++element) {
                const std::span<const SamplePoint> points(samples.data() + firstSample[element],
                                                          firstSample[element + 1] - firstSample[element]);
                const auto batch = static_cast<std::size_t>(size.batch(i, j, k));
                const int lane = i % kLanes;
                const float before = 2.0f * materials[batch].c10[lane];
                const float shear =
                    setMaterial(mixOf(points, map, library, axes, viscous), library, materials[batch], lane);
                if (before > 0.0f && shear != before)
                    for (int h = 0; h < 4; ++h) shapes[batch].hourglass[h][lane] *= shear / before;
            }
}

} // namespace tissue
