#include <anatomy/fibre_following.h>

#include <gtest/gtest.h>

#include <cmath>

namespace {

using anatomy::FollowedBones;

constexpr float kWidthM = 0.06f;
constexpr int kRows = 37; ///< of fibres, across
constexpr int kAlong = 41;

/// From the spine to a limb: by distance alone the change falls into the middle.
struct Muscle {
    std::vector<glm::vec3> grain;
    std::vector<FollowedBones> vertices;

    /// `lengthM`: of the fibre at this share of the width.
    template <typename Length>
    explicit Muscle(const Length& lengthM) {
        for (int row = 0; row < kRows; ++row)
            for (int i = 0; i < kAlong; ++i) {
                const float across = static_cast<float>(row) / static_cast<float>(kRows - 1);
                const float along = static_cast<float>(i) / static_cast<float>(kAlong - 1);
                grain.emplace_back(along * lengthM(across), kWidthM * across, 0.0f);
                const float limb = along < 0.48f ? 0.0f : along > 0.52f ? 1.0f : 0.5f;
                vertices.push_back({1.0f - limb, 3.0f + 2.0f * across, {limb, 0.0f}});
            }
    }
};

std::size_t at(int row, int i) {
    return static_cast<std::size_t>(row * kAlong + i);
}

TEST(FibreFollowing, StrainIsEvenAlongTheFibre) {
    Muscle muscle([](float) { return 0.2f; });
    anatomy::followAlongFibres(muscle.grain, muscle.vertices);
    for (int row = 0; row < kRows; ++row)
        for (int i = 0; i < kAlong; ++i) {
            const FollowedBones& bones = muscle.vertices[at(row, i)];
            ASSERT_EQ(bones.limbs.size(), 2u);
            EXPECT_NEAR(bones.limbs[0], static_cast<float>(i) / static_cast<float>(kAlong - 1), 1e-5f);
            EXPECT_EQ(bones.limbs[1], 0.0f);
            EXPECT_NEAR(bones.axial + bones.limbs[0], 1.0f, 1e-5f);
        }
}

TEST(FibreFollowing, EveryFibreByItsOwnLength) {
    Muscle muscle([](float across) { return 0.1f + 0.15f * across; });
    anatomy::followAlongFibres(muscle.grain, muscle.vertices);
    for (int row = 0; row < kRows; row += 6)
        for (int i = 1; i < kAlong; ++i) {
            const float step = muscle.vertices[at(row, i)].limbs[0] - muscle.vertices[at(row, i - 1)].limbs[0];
            EXPECT_GE(step, -1e-6f) << "never back";
            EXPECT_LT(step, 1.3f / static_cast<float>(kAlong - 1)) << "no stretch takes it all";
        }
    for (int row = 0; row < kRows; ++row) {
        EXPECT_NEAR(muscle.vertices[at(row, 0)].limbs[0], 0.0f, 1e-5f);
        EXPECT_GT(muscle.vertices[at(row, kAlong - 1)].limbs[0], 0.9f);
    }
}

TEST(FibreFollowing, TheLevelOfTheSpineStaysWithItsFibre) {
    Muscle muscle([](float) { return 0.2f; });
    anatomy::followAlongFibres(muscle.grain, muscle.vertices);
    for (int row = 0; row < kRows; ++row) {
        const float level = 3.0f + 2.0f * static_cast<float>(row) / static_cast<float>(kRows - 1);
        for (int i = 0; i < kAlong - 1; ++i)
            EXPECT_NEAR(muscle.vertices[at(row, i)].level, level, 2.0f / 12.0f) << "within a bundle's width";
    }
}

TEST(FibreFollowing, TheLevelGoesAlongTheFibreBetweenTwoOfTheSpine) {
    Muscle muscle([](float) { return 0.2f; });
    for (int row = 0; row < kRows; ++row)
        for (int i = 0; i < kAlong; ++i) muscle.vertices[at(row, i)] = {1.0f, i < kAlong / 2 ? 2.0f : 8.0f, {0.0f}};
    anatomy::followAlongFibres(muscle.grain, muscle.vertices);
    for (int i = 0; i < kAlong; ++i) {
        const float along = static_cast<float>(i) / static_cast<float>(kAlong - 1);
        EXPECT_NEAR(muscle.vertices[at(5, i)].level, 2.0f + 6.0f * along, 1e-4f);
        EXPECT_NEAR(muscle.vertices[at(5, i)].axial, 1.0f, 1e-5f);
    }
}

TEST(FibreFollowing, TooFewVerticesAreLeftAlone) {
    const std::vector<glm::vec3> grain{{0.0f, 0.0f, 0.0f}, {0.05f, 0.0f, 0.0f}, {0.1f, 0.0f, 0.0f}};
    std::vector<FollowedBones> vertices{{1.0f, 2.0f, {0.0f}}, {0.9f, 2.0f, {0.1f}}, {0.0f, 0.0f, {1.0f}}};
    anatomy::followAlongFibres(grain, vertices);
    EXPECT_EQ(vertices[1].axial, 0.9f);
    EXPECT_EQ(vertices[1].limbs[0], 0.1f);
    std::vector<FollowedBones> none;
    anatomy::followAlongFibres({}, none);
    EXPECT_TRUE(none.empty());
}

} // namespace
