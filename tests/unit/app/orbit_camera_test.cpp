#include <app/orbit_camera.h>

#include <gtest/gtest.h>

#include <cmath>

namespace {

TEST(OrbitCamera, LooksFromBehindByDefault) {
    app::OrbitCamera camera;
    EXPECT_LT(camera.eye().z, camera.target.z);
    EXPECT_NEAR(camera.eye().x, camera.target.x, 1e-5f);
    ASSERT_TRUE(camera.look("left"));
    EXPECT_GT(camera.eye().x, camera.target.x) << "the patient's left is +X";
    ASSERT_TRUE(camera.look("anterior"));
    EXPECT_GT(camera.eye().z, camera.target.z);
    const core::Status unknown = camera.look("sideways");
    ASSERT_FALSE(unknown);
    EXPECT_NE(unknown.error().text().find("posterior"), std::string::npos);
}

TEST(OrbitCamera, SeesThePatientsLeftOnTheLeftFromBehind) {
    app::OrbitCamera camera;
    glm::vec2 left, right;
    ASSERT_TRUE(camera.project(camera.target + core::kLeft * 0.1f, 800, 600, left));
    ASSERT_TRUE(camera.project(camera.target - core::kLeft * 0.1f, 800, 600, right));
    EXPECT_LT(left.x, right.x);
}

TEST(OrbitCamera, RaysAndProjectionAgree) {
    app::OrbitCamera camera;
    ASSERT_TRUE(camera.look("oblique"));
    for (const glm::vec2 pixel : {glm::vec2(10, 20), glm::vec2(400, 300), glm::vec2(790, 11)}) {
        const core::Ray ray = camera.ray(pixel.x, pixel.y, 800, 600);
        glm::vec2 back;
        ASSERT_TRUE(camera.project(ray.origin + ray.direction * 1.7f, 800, 600, back));
        EXPECT_NEAR(back.x, pixel.x, 0.05f);
        EXPECT_NEAR(back.y, pixel.y, 0.05f);
    }
    glm::vec2 unused;
    EXPECT_FALSE(camera.project(camera.eye() * 2.0f - camera.target, 800, 600, unused)) << "behind the eye";
}

TEST(OrbitCamera, FrameFitsTheBoxFromEverySide) {
    core::Box box;
    box.add(glm::vec3(-0.3f, 0.7f, -0.15f));
    box.add(glm::vec3(0.3f, 1.75f, 0.15f));
    for (const std::string& name : app::OrbitCamera::names()) {
        app::OrbitCamera camera;
        ASSERT_TRUE(camera.look(name));
        camera.frame(box, 16.0f / 9.0f);
        for (int corner = 0; corner < 8; ++corner) {
            const glm::vec3 p =
                glm::mix(box.lower, box.upper, glm::vec3(corner & 1, (corner >> 1) & 1, (corner >> 2) & 1));
            glm::vec2 pixel;
            ASSERT_TRUE(camera.project(p, 1280, 720, pixel)) << name;
            EXPECT_GT(pixel.x, 0.0f) << name;
            EXPECT_LT(pixel.x, 1280.0f) << name;
            EXPECT_GT(pixel.y, 0.0f) << name;
            EXPECT_LT(pixel.y, 720.0f) << name;
        }
    }
}

TEST(OrbitCamera, StaysWithinItsLimits) {
    app::OrbitCamera camera;
    for (int i = 0; i < 1000; ++i) {
        camera.orbit(0.7f, 0.9f);
        camera.zoom(1.5f);
        camera.pan(5, 5);
    }
    EXPECT_GE(camera.distance, 0.08f);
    EXPECT_LE(std::abs(camera.pitch), 1.5534f);
    EXPECT_LE(camera.target.y, 1.9f);
}

} // namespace
