// Soft parts keep their volume wherever the sliders go: from every posture, neck, trunk, shoulders and breath to one
// end or the other, so that every two ends meet (Plackett and Burman 1946: twelve movements for nine figures of two
// values).
#include "shipped_body.h"

#include <anatomy/posing.h>

#include <gtest/gtest.h>

namespace {

using anatomy::Kind;

constexpr double kMost = 0.01;     ///< of the volume at rest; asked for are 5 %
constexpr double kMostSkin = 0.08; ///< of all it holds: it does not swell, and a chest that breathes in takes in air

anatomy::Pose movement(const anatomy::Skeleton& skeleton, const anatomy::Pose& from, std::size_t run) {
    // First row of the design; the others are its turns, the last has every figure low.
    constexpr std::array<bool, 11> kRow = {true, true, false, true, true, true, false, false, false, true, false};
    const auto end = [&](std::size_t factor, float low, float high) {
        return run < 11 && kRow[(factor + 11 - run) % 11] ? high : low;
    };
    const auto angle = [&](std::size_t factor, float low, float high) { return core::radians(end(factor, low, high)); };
    const anatomy::SpineMotion neck{angle(0, -60, 60), angle(1, -40, 40), angle(2, -70, 70)};
    const anatomy::SpineMotion trunk{angle(3, -70, 70), angle(4, -30, 30), angle(5, -35, 35)};
    const anatomy::GirdleMotion girdle{angle(6, 0, 12), angle(7, -12, 6), end(8, 0, 1)};
    return skeleton.moved(skeleton.moved(from, neck, trunk), girdle);
}

class Volume : public testing::TestWithParam<std::size_t> {};

TEST_P(Volume, IsKeptAtBothEndsOfEveryMovement) {
    const anatomy::Body& body = shipped::body();
    const anatomy::Skeleton& skeleton = body.skeleton();
    const std::string name = skeleton.postures()[GetParam()];
    core::Workers workers(2);
    for (std::size_t run = 0; run < 12; ++run) {
        const anatomy::Pose pose = movement(skeleton, skeleton.posture(name).value(), run);
        const anatomy::Posing posing = anatomy::posingOf(body, pose, workers);
        for (std::size_t i = 0; i < body.parts().size(); ++i) {
            const anatomy::BodyPart& part = body.parts()[i];
            const anatomy::Structure& structure = *body.atlas().find(part.id);
            if (structure.kind == Kind::Nerve) continue; // they slide in their beds
            const double ratio = geometry::volume(anatomy::posedPart(body, i, posing)) / geometry::volume(part.mesh);
            EXPECT_NEAR(ratio, 1.0, structure.kind == Kind::Skin ? kMostSkin : kMost)
                << structure.name << ", " << name << ", movement " << run << ", bulge " << posing.bulges[i];
        }
    }
}

INSTANTIATE_TEST_SUITE_P(FromEveryPosture, Volume, testing::Range(std::size_t{0}, std::size_t{8}));

} // namespace
