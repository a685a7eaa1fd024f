#include <render/projection.h>

#include <core/random.h>

#include <gtest/gtest.h>

#include <cmath>

namespace {

render::Camera camera(bool perspective) {
    render::Camera c;
    c.eye = {0.3f, 1.5f, -1.4f};
    c.target = {0.0f, 1.2f, 0.0f};
    if (!perspective) c.orthographicHeight = 0.9f;
    return c;
}

TEST(Projection, RaysAreTheInverseOfTheMatrix) {
    core::Random random(3);
    for (const bool perspective : {true, false}) {
        const render::Projection p = render::project(camera(perspective), 1280, 720);
        for (int i = 0; i < 200; ++i) {
            const glm::vec3 point(random.uniform(-0.3f, 0.3f), random.uniform(0.9f, 1.5f), random.uniform(-0.2f, 0.2f));
            const glm::vec4 clip = p.viewProjection * glm::vec4(point, 1.0f);
            const glm::vec3 ndc = glm::vec3(clip) / clip.w;
            const glm::vec3 back = p.point((ndc.x + 1.0f) * 640.0f, (ndc.y + 1.0f) * 360.0f, 1280, 720, ndc.z);
            EXPECT_LT(glm::distance(back, point), 2e-4f) << "perspective " << perspective;
        }
    }
}

TEST(Projection, UpIsUpAndTheNearPlaneIsZero) {
    const render::Projection p = render::project(camera(true), 640, 480);
    const auto ndc = [&](const glm::vec3& point) {
        const glm::vec4 clip = p.viewProjection * glm::vec4(point, 1.0f);
        return glm::vec3(clip) / clip.w;
    };
    EXPECT_LT(ndc({0.0f, 1.4f, 0.0f}).y, ndc({0.0f, 1.0f, 0.0f}).y); // y grows downwards in the picture
    // Seen from behind, the patient's left is on the left.
    EXPECT_LT(ndc({0.2f, 1.2f, 0.0f}).x, ndc({-0.2f, 1.2f, 0.0f}).x);
    EXPECT_NEAR(ndc(p.eye + p.forward * p.nearPlane).z, 0.0f, 1e-4f);
    EXPECT_NEAR(ndc(p.eye + p.forward * p.farPlane).z, 1.0f, 1e-4f);
}

TEST(Projection, SeesBoxesInViewOnly) {
    const render::Projection p = render::project(camera(true), 1280, 720);
    const auto box = [](const glm::vec3& c, float r) {
        core::Box b;
        b.add(c - r);
        b.add(c + r);
        return b;
    };
    EXPECT_TRUE(p.sees(box({0.0f, 1.2f, 0.0f}, 0.05f)));
    EXPECT_TRUE(p.sees(box(p.eye, 3.0f))); // round the eye
    EXPECT_FALSE(p.sees(box({3.0f, 1.2f, 0.0f}, 0.05f)));
    EXPECT_FALSE(p.sees(box(p.eye - p.forward, 0.1f)));
    EXPECT_FALSE(p.sees(core::Box{}));
}

TEST(Projection, SurvivesACameraThatLooksAlongItsUp) {
    render::Camera c;
    c.eye = {0.0f, 3.0f, 0.0f};
    c.target = {0.0f, 1.0f, 0.0f};
    const render::Projection p = render::project(c, 100, 100);
    for (int i = 0; i < 4; ++i) {
        for (int k = 0; k < 4; ++k) EXPECT_TRUE(std::isfinite(p.viewProjection[i][k]));
    }
    c.target = c.eye;
    EXPECT_TRUE(std::isfinite(render::project(c, 100, 0).viewProjection[0][0]));
}

TEST(Projection, TheShadowMapHoldsAllCasters) {
    core::Box box;
    box.add({-0.3f, 0.8f, -0.15f});
    box.add({0.3f, 1.8f, 0.2f});
    for (const glm::vec3 toLight : {glm::vec3(0.3f, 0.6f, -0.8f), glm::vec3(0.0f, 1.0f, 0.0f)}) {
        const glm::mat4 m = render::shadowMatrix(toLight, box);
        for (int corner = 0; corner < 8; ++corner) {
            const glm::vec4 p =
                m * glm::vec4((corner & 1) ? box.upper.x : box.lower.x, (corner & 2) ? box.upper.y : box.lower.y,
                              (corner & 4) ? box.upper.z : box.lower.z, 1.0f);
            for (int i = 0; i < 3; ++i) {
                EXPECT_GE(p[i], 0.0f);
                EXPECT_LE(p[i], 1.0f);
            }
        }
        // nearer to the light is smaller
        EXPECT_LT((m * glm::vec4(glm::normalize(toLight), 1.0f)).z, (m * glm::vec4(0, 0, 0, 1)).z);
    }
}

} // namespace
