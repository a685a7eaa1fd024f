#include <anatomy/overlap.h>

#include "fixture.h"
#include "solids.h"

namespace {

using fixture::box;
using fixture::part;

const core::StructureId kMuscle{22878};
const core::StructureId kOther{22751};
const core::StructureId kThird{22753};
const core::StructureId kBone{13072};
const core::StructureId kDisc{16033};

struct OverlapTest : testing::Test {
    fixture::Folder folder;
    anatomy::Atlas atlas = anatomy::Atlas::load(folder.path()).value();
    core::Workers workers{2};

    anatomy::Overlap of(std::vector<anatomy::BodyPart> parts) {
        const auto all = anatomy::measureOverlap(atlas, parts, 0.001f, workers);
        EXPECT_FALSE(all.empty());
        return all.empty() ? anatomy::Overlap{} : all.front();
    }
};

TEST_F(OverlapTest, MeasuresSharesOfTheVolume) {
    const auto overlap = of({part(kMuscle, box({0, 0, 0}, {0.04f, 0.04f, 0.04f})),
                             part(kOther, box({0.036f, 0, 0}, {0.08f, 0.04f, 0.04f})),
                             part(kBone, box({-0.04f, 0, 0}, {0.01f, 0.04f, 0.04f}))});
    EXPECT_EQ(overlap.id, kMuscle);
    EXPECT_NEAR(overlap.volumeM3, 64e-6, 2e-6);
    EXPECT_NEAR(overlap.inMuscle, 0.1f, 0.02f);
    EXPECT_NEAR(overlap.inBone, 0.25f, 0.02f);
    ASSERT_EQ(overlap.with.size(), 2u);
    EXPECT_EQ(overlap.with.front().id, kBone);
    EXPECT_EQ(overlap.with.back().id, kOther);
}

TEST_F(OverlapTest, CountsOnceWhatLiesInSeveralNeighbours) {
    const auto overlap = of({part(kMuscle, box({0, 0, 0}, {0.04f, 0.04f, 0.04f})),
                             part(kOther, box({0.03f, 0, 0}, {0.08f, 0.04f, 0.04f})),
                             part(kThird, box({0.02f, 0, 0}, {0.09f, 0.04f, 0.04f})),
                             part(kDisc, box({-0.04f, 0, 0}, {0.008f, 0.04f, 0.04f})),
                             part(kBone, box({-0.04f, 0, 0}, {0.004f, 0.04f, 0.04f}))});
    EXPECT_NEAR(overlap.inMuscle, 0.5f, 0.02f);
    EXPECT_NEAR(overlap.inBone, 0.2f, 0.02f);
}

TEST_F(OverlapTest, ThinSheetsAreMeasuredInFull) {
    // half of a sheet of 0.2 mm, far below the distance of the lines, lies in the slab
    const auto overlap = of({part(kMuscle, box({0, 0, 0.0050f}, {0.04f, 0.04f, 0.0052f})),
                             part(kOther, box({0, 0, 0}, {0.04f, 0.04f, 0.0051f}))});
    EXPECT_NEAR(overlap.inMuscle, 0.5f, 0.01f);
}

TEST_F(OverlapTest, TheNumberOfWorkersChangesNothing) {
    const std::vector<anatomy::BodyPart> parts = {part(kMuscle, box({0, 0, 0}, {0.04f, 0.03f, 0.02f})),
                                                  part(kOther, box({0.03f, 0.01f, 0}, {0.08f, 0.04f, 0.04f}))};
    core::Workers one(1);
    core::Workers three(3);
    const auto a = anatomy::measureOverlap(atlas, parts, 0.001f, one);
    const auto b = anatomy::measureOverlap(atlas, parts, 0.001f, three);
    ASSERT_EQ(a.size(), b.size());
    for (std::size_t i = 0; i < a.size(); ++i) {
        EXPECT_EQ(a[i].volumeM3, b[i].volumeM3);
        EXPECT_EQ(a[i].inMuscle, b[i].inMuscle);
    }
}

} // namespace
