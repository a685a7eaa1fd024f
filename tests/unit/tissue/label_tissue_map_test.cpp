#include <tissue/label_tissue_map.h>

#include "../anatomy/small_body.h"

#include <gtest/gtest.h>

namespace {

using tissue::TissueKind;

TEST(LabelTissueMap, TellsTendonFromBellyAlongAMuscle) {
    const fixture::Folder folder;
    folder.write("tendons.toml", R"(format = 1
[[tendon]]
structure = "longissimus_thoracis"
origin_mm = 50
insertion_mm = 0
insertion_sheet_mm = 90
face = "posterior"
source = "test"
confidence = "C"
)");
    const anatomy::Body body = fixture::bodyOf(folder);
    core::Workers pool(1);
    const auto labels = anatomy::Labels::build(body, body.skeleton().bindPose(), pool);
    const tissue::LabelTissueMap map(labels, body.atlas());
    const auto* muscle = body.atlas().find("longissimus_thoracis", core::Side::Right);
    int tendon = 0, belly = 0;
    for (float y = 0.002f; y < 0.148f; y += 0.002f) {
        const glm::vec3 point(-0.030f, y, -0.040f); // under the back of the muscle, where the sheet lies
        const auto label = labels.at(point);
        const auto sample = map.at(point);
        ASSERT_EQ(label.structure, muscle->id) << y;
        EXPECT_GE(label.tendon, 0.0f);
        EXPECT_LE(label.tendon, 1.0f);
        EXPECT_NEAR(glm::length(sample.fibre), 1.0f, 1e-4f);
        EXPECT_EQ(sample.kind, label.tendon > 0.5f ? TissueKind::Tendon : TissueKind::Muscle) << y;
        if (y < 0.044f) tendon += sample.kind == TissueKind::Tendon ? 1 : -100;
        if (y > 0.056f) belly += sample.kind == TissueKind::Muscle ? 1 : -100;
    }
    EXPECT_GT(tendon, 15);
    EXPECT_GT(belly, 30);
    EXPECT_EQ(map.at({0.0f, 0.08f, 0.0f}).kind, TissueKind::Bone);
}

} // namespace
