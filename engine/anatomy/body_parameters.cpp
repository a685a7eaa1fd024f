#include <anatomy/body_parameters.h>

#include <core/hash.h>
#include <core/math.h>
#include <core/text.h>

#include <algorithm>

namespace anatomy {
namespace {

core::Error outside(std::string_view what, float value, float low, float high) {
    const auto text = [](float v) { return core::fixed(static_cast<double>(v), 2); };
    return core::Error(std::string(what) + " must lie between " + text(low) + " and " + text(high) + ", found " +
                       text(value));
}

struct Range {
    std::string_view what;
    float value, low, high;
};

} // namespace

std::uint64_t BodyParameters::hash() const {
    core::Hasher hasher;
    for (const float value : {statureM, bodyMassIndex, muscleBulk, scoliosis, legLengthDifferenceM}) hasher.add(value);
    hasher.add(sex);
    hasher.add(proportions);
    for (const auto& angle : {cervicalLordosis, thoracicKyphosis, lumbarLordosis, pelvicTilt}) {
        hasher.add(angle.has_value());
        hasher.add(angle.value_or(0.0f));
    }
    if (scoliosis != 0.0f) hasher.add(std::string_view(scoliosisApex));
    hasher.add(fat.size());
    for (const RegionalFat& region : fat) {
        hasher.add(std::string_view(region.region));
        hasher.add(region.factor);
    }
    hasher.add(variants.size());
    for (const std::string& variant : variants) hasher.add(std::string_view(variant));
    hasher.add(std::string_view(imported));
    return hasher.value();
}

core::Status check(const BodyParameters& p) {
    const auto degrees = [](float radians) { return core::degrees(radians); };
    std::vector<Range> ranges = {
        {"the stature (m)", p.statureM, 1.40f, 2.10f},
        {"the body mass index", p.bodyMassIndex, 17.0f, 40.0f},
        {"the muscle bulk", p.muscleBulk, 0.7f, 1.4f},
        {"the Cobb angle (degrees)", degrees(p.scoliosis), -40.0f, 40.0f},
        {"the leg-length difference (m)", p.legLengthDifferenceM, -0.03f, 0.03f},
    };
    if (p.cervicalLordosis)
        ranges.push_back({"the cervical lordosis (degrees)", degrees(*p.cervicalLordosis), -10.0f, 45.0f});
    if (p.thoracicKyphosis)
        ranges.push_back({"the thoracic kyphosis (degrees)", degrees(*p.thoracicKyphosis), 10.0f, 75.0f});
    if (p.lumbarLordosis) ranges.push_back({"the lumbar lordosis (degrees)", degrees(*p.lumbarLordosis), 10.0f, 75.0f});
    if (p.pelvicTilt) ranges.push_back({"the pelvic tilt (degrees)", degrees(*p.pelvicTilt), -10.0f, 35.0f});
    for (const RegionalFat& region : p.fat)
        if (region.region.empty()) return core::Error("a region of fat has no name");
    for (const RegionalFat& region : p.fat) ranges.push_back({"a factor of fat", region.factor, 0.25f, 3.0f});
    constexpr float kHair = 1e-3f; // degrees come from radians
    for (const Range& r : ranges)
        if (!(r.value >= r.low - kHair && r.value <= r.high + kHair)) return outside(r.what, r.value, r.low, r.high);
    if (std::find(kScoliosisApexes.begin(), kScoliosisApexes.end(), p.scoliosisApex) == kScoliosisApexes.end())
        return core::Error("the apex of the scoliosis must be one of T5 to L3, found \"" + p.scoliosisApex + "\"");
    const bool sixLumbar = std::find(p.variants.begin(), p.variants.end(), "six_lumbar") != p.variants.end();
    if (sixLumbar && p.proportions == Proportions::Population)
        return core::Error("there are no published means for six lumbar vertebrae: choose the described proportions");
    return core::Done{};
}

} // namespace anatomy
