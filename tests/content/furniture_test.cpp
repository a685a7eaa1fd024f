// What the patient lies and sits on: the shipped body, another one, and bodies that move must touch it and not sink in.
#include "shipped_body.h"

#include <app/furniture.h>

#include <geometry/bvh.h>

#include <gtest/gtest.h>

namespace {

using anatomy::Body;
using app::Piece;
using app::PlacedPiece;

/// Nearest the skin comes to a piece, negative inside it, by every vertex over it.
float nearest(const Body& body, const anatomy::Posing& posing, const PlacedPiece& piece) {
    const geometry::RigidJoints joints(posing.joints);
    float least = 1.0f;
    const anatomy::BodyPart& skin = *body.skin();
    for (std::size_t i = 0; i < skin.mesh.positions.size(); ++i) {
        const glm::vec3 at(joints.at(skin.weights[i]) * glm::vec4(skin.mesh.positions[i], 1.0f));
        if (const auto gap = piece.gap(at)) least = std::min(least, *gap);
    }
    return least;
}

/// From the lowest to the highest point that lies on a piece.
float lengthTouched(const Body& body, const anatomy::Posing& posing, const PlacedPiece& piece) {
    const geometry::RigidJoints joints(posing.joints);
    float low = 10.0f, high = -10.0f;
    const anatomy::BodyPart& skin = *body.skin();
    for (std::size_t i = 0; i < skin.mesh.positions.size(); ++i) {
        const glm::vec3 at(joints.at(skin.weights[i]) * glm::vec4(skin.mesh.positions[i], 1.0f));
        const auto gap = piece.gap(at);
        if (!gap || *gap > 0.01f) continue;
        low = std::min(low, at.y);
        high = std::max(high, at.y);
    }
    return high - low;
}

void expectRests(const Body& body, const anatomy::Pose& pose, const std::vector<Piece>& on) {
    core::Workers workers(2);
    const anatomy::Posing posing = anatomy::posingOf(body, pose, workers);
    const std::vector<PlacedPiece> furniture = app::furnitureOf(body, posing, pose);
    ASSERT_EQ(furniture.size(), on.size()) << pose.posture;
    for (std::size_t k = 0; k < on.size(); ++k) {
        EXPECT_EQ(furniture[k].piece, on[k]);
        EXPECT_LT(std::abs(nearest(body, posing, furniture[k])), 0.01f) << pose.posture << ", piece " << k;
        const glm::vec3 up(furniture[k].toBody[2]);
        EXPECT_LT(glm::dot(up, glm::normalize(pose.gravity)), -0.95f);
    }
    if (on.empty() || on.front() != Piece::Table) return;
    // On the side a lean body lies on its shoulder and upper arm, which hangs beside it.
    const float least = pose.posture == "side_lying" ? 0.15f : 0.25f;
    EXPECT_GT(lengthTouched(body, posing, furniture.front()), least) << pose.posture;
}

void expectEveryPostureRests(const Body& body) {
    const anatomy::Skeleton& skeleton = body.skeleton();
    const auto pose = [&](const char* name) { return skeleton.posture(name).value(); };
    expectRests(body, pose("prone"), {Piece::Table, Piece::Cradle});
    expectRests(body, pose("side_lying"), {Piece::Table, Piece::Pillow});
    expectRests(body, pose("sitting"), {Piece::Stool});
    expectRests(body, pose("standing"), {});
    expectRests(body, pose("flexed"), {});
    const anatomy::SpineMotion neck{0.1f, 0.2f, -0.3f}, trunk{-0.2f, 0.2f, 0.2f};
    const anatomy::Pose moved = skeleton.moved(pose("prone"), neck, trunk);
    expectRests(body, skeleton.moved(moved, anatomy::GirdleMotion{0.1f, 0.0f, 1.0f}), {Piece::Table, Piece::Cradle});
    expectRests(body, skeleton.moved(pose("sitting"), neck, trunk), {Piece::Stool});
}

TEST(Furniture, BearsTheBody) {
    expectEveryPostureRests(shipped::body());
}

TEST(Furniture, BearsALargeWoman) {
    anatomy::BodyParameters p;
    p.sex = anatomy::BodySex::Female;
    p.statureM = 1.85f;
    p.bodyMassIndex = 32.0f;
    expectEveryPostureRests(shipped::build(p));
}

TEST(Furniture, IsWholeAndBearsWhereItSays) {
    for (const Piece piece : app::kPieces) {
        const geometry::Mesh mesh = app::pieceMesh(piece);
        EXPECT_EQ(geometry::validate(mesh), "");
        EXPECT_GT(geometry::volume(mesh), 1e-4);
        EXPECT_LT(mesh.triangleCount(), 6000u);
        EXPECT_NEAR(geometry::bounds(mesh).upper.z, 0.0f, 1e-3f);
        const geometry::Bvh tree(mesh);
        int over = 0;
        for (float x = -0.35f; x < 0.36f; x += 0.013f)
            for (float y = -0.9f; y < 0.91f; y += 0.013f) {
                const auto height = app::bearingHeight(piece, x, y);
                const auto hit = tree.firstHit({{x, y, 1.0f}, {0.0f, 0.0f, -1.0f}});
                if (!height || *height < -0.02f || !hit) continue;
                // The rim is steep: its height may be that of a place 2 mm beside it.
                float low = *height, high = *height;
                bool ends = false;
                for (const auto& [dx, dy] : {std::pair(0.002f, 0.0f), std::pair(-0.002f, 0.0f), std::pair(0.0f, 0.002f),
                                             std::pair(0.0f, -0.002f)}) {
                    const auto beside = app::bearingHeight(piece, x + dx, y + dy);
                    ends |= !beside;
                    low = std::min(low, beside.value_or(low));
                    high = std::max(high, beside.value_or(high));
                }
                if (ends) continue;
                EXPECT_GT(1.0f - hit->distance, low - 0.003f) << x << " " << y;
                EXPECT_LT(1.0f - hit->distance, high + 0.003f) << x << " " << y;
                ++over;
            }
        EXPECT_GT(over, 50);
    }
}

} // namespace
