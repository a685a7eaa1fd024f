// Properties of the label layout over random anchors.
#include <app/label_layout.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <random>

namespace {

const app::LabelArea kArea{{100.0f, 40.0f}, {900.0f, 640.0f}, 180.0f, 6.0f};

std::vector<app::LabelAnchor> randomAnchors(unsigned seed, std::size_t count) {
    std::mt19937 random(seed);
    const auto within = [&](float low, float high) {
        return low + (high - low) * static_cast<float>(random() % 10000) / 10000.0f;
    };
    std::vector<app::LabelAnchor> out;
    for (std::size_t i = 0; i < count; ++i) {
        const glm::vec2 at(within(100.0f, 900.0f), within(40.0f, 640.0f));
        out.push_back({static_cast<std::uint32_t>(i + 1),
                       at,
                       {within(40.0f, 180.0f), random() % 2 == 0 ? 24.0f : 42.0f},
                       within(0.0f, 1.0f),
                       at.x + within(-60.0f, 60.0f) < 500.0f});
    }
    return out;
}

bool overlap(const app::PlacedLabel& a, const app::PlacedLabel& b) {
    return a.lower.x < b.upper.x && b.lower.x < a.upper.x && a.lower.y < b.upper.y && b.lower.y < a.upper.y;
}

TEST(LabelLayout, NothingOverlapsOrCrosses) {
    std::size_t shown = 0;
    for (unsigned seed = 1; seed <= 400; ++seed) {
        const auto labels = app::layoutLabels(randomAnchors(seed, seed % 60), kArea);
        shown += labels.size();
        for (std::size_t i = 0; i < labels.size(); ++i) {
            EXPECT_GE(labels[i].lower.x, kArea.lower.x - 0.01f);
            EXPECT_GE(labels[i].lower.y, kArea.lower.y - 0.01f);
            EXPECT_LE(labels[i].upper.x, kArea.upper.x + 0.01f);
            EXPECT_LE(labels[i].upper.y, kArea.upper.y + 0.01f);
            for (std::size_t j = i + 1; j < labels.size(); ++j) {
                EXPECT_FALSE(overlap(labels[i], labels[j])) << "seed " << seed;
                EXPECT_FALSE(app::leadersCross(labels[i], labels[j])) << "seed " << seed;
            }
        }
    }
    EXPECT_GT(shown, 400u * 10u); // not by showing nothing
}

TEST(LabelLayout, DoesNotDependOnTheOrderOfTheAnchors) {
    auto anchors = randomAnchors(7, 40);
    const auto once = app::layoutLabels(anchors, kArea);
    std::reverse(anchors.begin(), anchors.end());
    const auto again = app::layoutLabels(anchors, kArea);
    ASSERT_EQ(once.size(), again.size());
    for (std::size_t i = 0; i < once.size(); ++i) {
        EXPECT_EQ(once[i].key, again[i].key);
        EXPECT_EQ(once[i].lower, again[i].lower);
    }
}

TEST(LabelLayout, WhereRoomLacksTheHeavierAreShown) {
    std::vector<app::LabelAnchor> anchors;
    for (std::uint32_t i = 0; i < 60; ++i)
        anchors.push_back({i + 1,
                           {400.0f, 60.0f + 9.0f * static_cast<float>(i)},
                           {100.0f, 42.0f},
                           i == 33 ? 9.0f : 0.01f * static_cast<float>(i),
                           true});
    const auto labels = app::layoutLabels(anchors, kArea);
    EXPECT_GE(labels.size(), 10u);
    EXPECT_LT(labels.size(), 14u);
    const auto has = [&](std::uint32_t key) {
        return std::any_of(labels.begin(), labels.end(), [&](const auto& l) { return l.key == key; });
    };
    EXPECT_TRUE(has(34));
    EXPECT_TRUE(has(60));
    EXPECT_FALSE(has(1));
}

TEST(LabelLayout, ASmallTurnMovesTextsALittle) {
    auto anchors = randomAnchors(11, 8);
    const auto before = app::layoutLabels(anchors, kArea);
    for (app::LabelAnchor& a : anchors) a.at.y += 0.5f;
    const auto after = app::layoutLabels(anchors, kArea);
    ASSERT_EQ(before.size(), after.size());
    for (std::size_t i = 0; i < before.size(); ++i) EXPECT_LE(std::abs(after[i].lower.y - before[i].lower.y), 0.51f);
}

} // namespace
