// Which structures count as reached, and how surely.
#include <session/reach.h>

#include <gtest/gtest.h>

#include <cmath>

namespace {

using session::Reach;

const core::StructureId kSkin{1}, kMuscle{2}, kDeep{3}, kBone{4};

tissue::Reading reading() {
    tissue::Reading r;
    r.touching = true;
    using tissue::TissueKind;
    r.column = {
        {kSkin, TissueKind::Skin, 2.0f, 2.0f, 90.0f, 1.0f},     {{}, TissueKind::Fat, 6.0f, 4.0f, 80.0f, 0.9f},
        {kMuscle, TissueKind::Muscle, 9.0f, 6.0f, 40.0f, 0.6f}, {kDeep, TissueKind::Muscle, 9.0f, 8.0f, 10.0f, 0.4f},
        {kMuscle, TissueKind::Muscle, 2.0f, 2.0f, 2.0f, 0.1f},  {kBone, TissueKind::Bone, 5.0f, 5.0f, 1.0f, 0.05f}};
    return r;
}

TEST(Reach, NamesEveryStructureOnceWithItsSurest) {
    const auto reached = session::structuresReached(reading());
    ASSERT_EQ(reached.size(), 4u); // fat has no name
    EXPECT_EQ(reached[1].structure, kMuscle);
    EXPECT_FLOAT_EQ(reached[1].stressKPa, 40.0f);
    EXPECT_EQ(reached[0].reach, Reach::Clearly);
    EXPECT_EQ(reached[3].reach, Reach::No);
}

TEST(Reach, IsEvenAtTheThresholdAndASpreadAwayIsAStandardDeviation) {
    const auto reached = session::structuresReached(reading());
    EXPECT_NEAR(reached[2].confidence, 0.5f, 1e-4f); // 10 kPa, the threshold; the share is clear
    EXPECT_EQ(reached[2].reach, Reach::Probably);
    tissue::Reading r = reading();
    r.column[3].meanStressKPa = 10.0f * std::exp(0.4f);
    EXPECT_NEAR(session::structuresReached(r)[2].confidence, 0.8413f, 1e-3f);
    r.column[3].loadShare = 0.2f; // now the share decides
    EXPECT_NEAR(session::structuresReached(r)[2].confidence, 0.5f, 1e-4f);
    r.column[3].loadShare = 0.0f;
    EXPECT_EQ(session::structuresReached(r)[2].confidence, 0.0f);
}

TEST(Reach, NothingIsReachedWithoutTouch) {
    tissue::Reading r = reading();
    r.touching = false;
    EXPECT_TRUE(session::structuresReached(r).empty());
}

} // namespace
