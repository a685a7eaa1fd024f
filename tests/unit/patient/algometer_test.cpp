// A pressure-pain threshold is a pressure on the skin. Once calibrated, the tip that exerts it hurts just not, a firmer
// one does; and what is deep needs more of a force to feel as much.
#include "clinic.h"

#include <patient/algometer.h>

namespace {

using clinic::open;

constexpr float kThresholdKPa = 200.0f; // 20 N on the tip's square centimetre

const tissue::MaterialLibrary& materials() {
    static const auto made = tissue::loadMaterials(core::assetsDirectory().value() / "tissue" / "materials.toml");
    return made.value();
}

patient::Response response() {
    patient::Response r = clinic::plainResponse();
    r.thresholds[0].active = kThresholdKPa;
    return r;
}

float under(float forceN, const patient::Patient& p) {
    const tissue::LabelTissueMap map(open().labels(), open().atlas(),
                                     [&](const glm::vec3& at, tissue::TissueSample& s) { p.condition(at, s); });
    glm::vec3 direction;
    const auto skin = p.skinOver(open().point(), direction);
    core::Workers pool(2);
    const auto stress = patient::stressUnderTip(map, materials(), response().probeRadius, forceN, skin.position,
                                                direction, p.placeOf(open().point()), pool);
    EXPECT_TRUE(stress.ok()) << stress.error().text();
    return stress.ok() ? stress.value() : 0.0f;
}

TEST(Algometer, TheThresholdIsWhatTheTipMakesFelt) {
    const patient::Response r = response();
    const patient::Patient p = open().patient(open().chart(), r);
    const tissue::LabelTissueMap map(open().labels(), open().atlas(),
                                     [&](const glm::vec3& at, tissue::TissueSample& s) { p.condition(at, s); });
    core::Workers one(1), two(2);
    const std::vector<float> found = p.calibrated(map, materials(), two);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found, p.calibrated(map, materials(), one));      // whoever works
    EXPECT_GT(found[0], p.state().points.front().thresholdKPa); // a half-space's share is the least
    const float force = 1000.0f * kThresholdKPa * core::kPi * r.probeRadius * r.probeRadius;
    EXPECT_GT(under(1.5f * force, p), found[0]); // firmer hurts
    const patient::Patient told(open().chart(), open().points(), r, open().atlas(), open().labels(), found);
    EXPECT_EQ(told.state().points.front().thresholdKPa, found[0]);
}

TEST(Algometer, APlaceOutsideTheBlockIsSaidToBe) {
    const patient::Response r = response();
    const patient::Patient p = open().patient(open().chart(), r);
    const tissue::LabelTissueMap map(open().labels(), open().atlas());
    glm::vec3 direction;
    const auto skin = p.skinOver(open().point(), direction);
    core::Workers pool(1);
    const auto far = patient::stressUnderTip(map, materials(), r.probeRadius, 10.0f, skin.position, direction,
                                             skin.position + 0.3f * direction, pool);
    ASSERT_FALSE(far.ok());
    EXPECT_NE(far.error().text().find("outside"), std::string::npos);
}

} // namespace
