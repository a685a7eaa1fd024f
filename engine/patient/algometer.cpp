#include <patient/algometer.h>

#include <algorithm>

namespace patient {

namespace {

constexpr float kFeel = 0.003f; // m around a trigger point over which stress is felt
constexpr float kEdge = 0.001f; // m, rounding of the tip's rim
// Finer than a live block under so small a tip; twice as many elements change what arrives 3 to 6 cm deep by less than
// a tenth.
constexpr int kAcross = 24, kDeep = 18;
constexpr float kSpacing = 0.003f; // m, of the elements under the tip

} // namespace

float stressFelt(const tissue::Press& press, const glm::vec3& at) {
    constexpr glm::vec3 around[] = {{0, 0, 0}, {1, 0, 0}, {-1, 0, 0}, {0, 1, 0}, {0, -1, 0}, {0, 0, 1}, {0, 0, -1}};
    float sum = 0.0f;
    int count = 0;
    for (const glm::vec3& o : around)
        if (const auto s = press.at(at + kFeel * o)) {
            sum += s->alongPressKPa;
            ++count;
        }
    return count > 0 ? std::max(0.0f, sum / static_cast<float>(count)) : 0.0f;
}

core::Result<float> stressUnderTip(const tissue::TissueMap& map, const tissue::MaterialLibrary& materials, float radius,
                                   float forceN, const glm::vec3& skin, const glm::vec3& direction, const glm::vec3& at,
                                   core::Workers& workers) {
    tissue::Tool tip;
    tip.key = "algometer";
    tip.shape.form = tissue::ToolShape::Form::RoundedDisc;
    tip.shape.radius = radius;
    tip.shape.edgeRadius = kEdge;
    tip.largestForceN = std::max(forceN, 1.0f);
    tissue::BlockOptions options;
    options.across = kAcross;
    options.deep = kDeep;
    options.fineSpacing = kSpacing;
    options.viscous = false;
    auto press = tissue::Press::begin(map, materials, tip, skin, direction, options);
    if (!press) return press.error();
    press.value().settle({tissue::Drive::Force, forceN, glm::vec3(0.0f), -1.0f}, 0.0f, workers);
    if (!press.value().at(at)) return core::Error("the place lies outside the tissue under the tip");
    return stressFelt(press.value(), at);
}

} // namespace patient
