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
    patient::Patient p = open().patient(open().chart(), r);
    const float estimated = p.state().points.front().thresholdKPa;
    const tissue::LabelTissueMap map(open().labels(), open().atlas(),
                                     [&](const glm::vec3& at, tissue::TissueSample& s) { p.condition(at, s); });
    core::Workers pool(2);
    p.calibrate(map, materials(), pool);
    const float felt = p.state().points.front().thresholdKPa;
    const float force = 1000.0f * kThresholdKPa * glm::pi<float>() * r.probeRadius * r.probeRadius;
    EXPECT_FLOAT_EQ(felt, std::max(estimated, under(force, p)));
    EXPECT_GT(under(1.5f * force, p), felt); // firmer hurts
    EXPECT_LT(under(0.5f * force, p), felt); // lighter does not
}

TEST(Algometer, CalibratingTwiceOrWithMoreWorkersChangesNothing) {
    const patient::Response r = response();
    float found[2];
    for (const int workers : {1, 2}) {
        patient::Patient p = open().patient(open().chart(), r);
        const tissue::LabelTissueMap map(open().labels(), open().atlas(),
                                         [&](const glm::vec3& at, tissue::TissueSample& s) { p.condition(at, s); });
        core::Workers pool(workers);
        p.calibrate(map, materials(), pool);
        found[workers - 1] = p.state().points.front().thresholdKPa;
    }
    EXPECT_EQ(found[0], found[1]);
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
