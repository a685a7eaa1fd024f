// Draws small scenes on whatever Vulkan device there is (the CPU driver in our tests) with validation on.
#include <render/image_difference.h>
#include <render/renderer.h>
#include <render/vulkan_access.h>

#include <core/log.h>
#include <geometry/bvh.h>

#include <render/projection.h>

#include <gtest/gtest.h>

#include <cmath>

namespace {

geometry::Mesh ball(const glm::vec3& centre, float radius) {
    geometry::Mesh mesh;
    const int rings = 24, around = 48;
    for (int i = 0; i <= rings; ++i) {
        for (int k = 0; k < around; ++k) {
            const float t = core::kPi * (static_cast<float>(i) + 0.01f) / (rings + 0.02f);
            const float w = 2.0f * core::kPi * static_cast<float>(k) / around;
            mesh.positions.push_back(
                centre + radius * glm::vec3(std::sin(t) * std::cos(w), std::cos(t), std::sin(t) * std::sin(w)));
            mesh.fibres.emplace_back(0.0f, 1.0f, 0.0f);
        }
    }
    for (int i = 0; i < rings; ++i) {
        for (int k = 0; k < around; ++k) {
            const auto a = static_cast<std::uint32_t>(i * around + k);
            const auto b = static_cast<std::uint32_t>(i * around + (k + 1) % around);
            mesh.indices.insert(mesh.indices.end(), {a, b, b + around, a, b + around, a + around});
        }
    }
    geometry::computeNormals(mesh);
    return mesh;
}

struct Stage {
    std::unique_ptr<render::Renderer> renderer;
    render::View view;

    explicit Stage(render::RendererOptions options = {}) {
        options.validation = true;
        auto made = render::Renderer::create(options);
        EXPECT_TRUE(made.ok()) << (made.ok() ? "" : made.error().text());
        renderer = std::move(made).value();
        view.width = 240;
        view.height = 160;
        view.camera.eye = {0.0f, 1.2f, -1.0f};
        view.camera.target = {0.0f, 1.2f, 0.0f};
    }
    ~Stage() { EXPECT_EQ(renderer->validationMessages(), 0); }

    render::Item& add(const geometry::Mesh& mesh, render::Surface surface, const geometry::SkinWeights& weights = {},
                      const std::vector<float>& halfThickness = {}) {
        auto prepared = render::prepareMesh(mesh, weights, halfThickness);
        EXPECT_TRUE(prepared.ok());
        const auto handle = renderer->addMesh(std::move(prepared).value());
        EXPECT_TRUE(handle.ok());
        render::Item item;
        item.mesh = handle.value();
        item.surface = surface;
        item.pickId = static_cast<std::uint32_t>(view.items.size() + 1);
        view.items.push_back(item);
        return view.items.back();
    }
    core::Image draw() {
        auto image = renderer->renderImage(view);
        EXPECT_TRUE(image.ok()) << (image.ok() ? "" : image.error().text());
        return std::move(image).value();
    }
};

int brightness(const core::Image& image, int x, int y) {
    const std::uint8_t* p = image.pixel(x, y);
    return p[0] + p[1] + p[2];
}

TEST(Renderer, NearerSurfacesHideFartherOnesAndPickTellsWhere) {
    Stage stage;
    stage.add(ball({0.0f, 1.2f, 0.2f}, 0.15f), render::Surface::Bone);
    stage.add(ball({0.0f, 1.2f, 0.0f}, 0.05f), render::Surface::Muscle).colour = {0.5f, 0.05f, 0.04f};
    const core::Image image = stage.draw();
    const std::uint8_t* centre = image.pixel(120, 80);
    EXPECT_GT(centre[0], 2 * centre[1]); // the red one
    const render::Pick pick = stage.renderer->pick(120, 80);
    EXPECT_EQ(pick.pickId, 2u);
    EXPECT_NEAR(pick.position.z, -0.05f, 0.001f);
    EXPECT_NEAR(pick.position.y, 1.2f, 0.003f);
    EXPECT_EQ(stage.renderer->pick(120, 50).pickId, 1u);
    EXPECT_EQ(stage.renderer->pick(2, 2).pickId, 0u);
    EXPECT_EQ(stage.renderer->pick(-1, 500).pickId, 0u);
}

TEST(Renderer, ASceneWithEverySurfaceIsTheSameTwiceAndByStaging) {
    std::vector<core::Image> images;
    for (const bool staging : {false, false, true}) {
        render::RendererOptions options;
        options.forceStaging = staging;
        Stage stage(options);
        for (std::uint32_t i = 0; i < 12; ++i) {
            const glm::vec3 centre(static_cast<float>(i % 4) * 0.1f - 0.15f, 1.3f - 0.1f * static_cast<float>(i / 4),
                                   0.0f);
            render::Item& item = stage.add(ball(centre, 0.06f), static_cast<render::Surface>(i));
            if (i % 3 == 1) item.opacity = 0.5f;
            item.highlighted = i == 6;
        }
        stage.view.decals.push_back({{0.05f, 1.2f, -0.06f}});
        stage.view.section = render::SectionPlane{{1.0f, 0.0f, 0.0f}, 0.16f};
        stage.draw();
        images.push_back(stage.draw());
    }
    EXPECT_EQ(images[0].rgba, images[1].rgba);
    EXPECT_EQ(images[0].rgba, images[2].rgba);
}

TEST(Renderer, TransparencyIsBlendedInOrderOfDepth) {
    // Two half-transparent plates, red before blue: more red than blue comes through, whatever order they are given in.
    for (const bool swapped : {false, true}) {
        Stage stage;
        for (int i = 0; i < 2; ++i) {
            const bool red = (i == 0) != swapped;
            render::Item& item = stage.add(ball({0.0f, 1.2f, red ? -0.1f : 0.2f}, 0.1f), render::Surface::Plain);
            item.colour = red ? glm::vec3(0.6f, 0.02f, 0.02f) : glm::vec3(0.02f, 0.02f, 0.6f);
            item.opacity = 0.6f;
        }
        const core::Image image = stage.draw();
        const std::uint8_t* p = image.pixel(120, 80);
        EXPECT_GT(p[0], p[2] + 20) << "swapped " << swapped;
        EXPECT_GT(p[2], p[1] + 10); // blue still shows
    }
}

TEST(Renderer, SkinningMovesWhatIsDrawn) {
    Stage stage;
    const geometry::Mesh mesh = ball({0.0f, 1.2f, 0.0f}, 0.05f);
    geometry::SkinWeights weights(mesh.positions.size(), {{1, 0, 0, 0}, {1.0f, 0.0f, 0.0f, 0.0f}});
    stage.add(mesh, render::Surface::Bone, weights).skinned = true;
    stage.view.joints = {glm::mat4(1.0f), glm::mat4(1.0f)};
    stage.draw();
    EXPECT_EQ(stage.renderer->pick(120, 80).pickId, 1u);
    stage.view.joints[1] = glm::translate(glm::mat4(1.0f), glm::vec3(0.0f, 0.12f, 0.0f));
    stage.draw();
    EXPECT_EQ(stage.renderer->pick(120, 80).pickId, 0u);
    const float pixels = 160.0f * 0.12f / (2.0f * std::tan(0.25f));
    EXPECT_EQ(stage.renderer->pick(120, 80 - static_cast<int>(pixels)).pickId, 1u);
}

/// Blending, swelling and the sign of quaternions on the device do what the CPU's do: where a pixel shows the surface,
/// the posed mesh has it.
TEST(Renderer, PosesAsTheCpuDoes) {
    Stage stage;
    const geometry::Mesh mesh = ball({0.0f, 1.2f, 0.0f}, 0.05f);
    geometry::SkinWeights weights;
    std::vector<float> half;
    for (const glm::vec3& p : mesh.positions) {
        const float share = glm::clamp(0.5f + 8.0f * (p.y - 1.2f), 0.0f, 1.0f);
        weights.push_back({{0, 1, 0, 0}, {1.0f - share, share, 0.0f, 0.0f}});
        half.push_back(0.02f);
    }
    const auto about = [](float angle) {
        glm::mat4 turn = glm::translate(glm::mat4(1.0f), glm::vec3(0.0f, 1.2f, 0.0f));
        turn = glm::rotate(turn, angle, glm::vec3(0.0f, 0.0f, 1.0f));
        return glm::translate(turn, glm::vec3(0.01f, -1.2f, 0.02f));
    };
    // Turned by more than half a turn against each other: their quaternions come with opposite signs.
    stage.view.joints = {about(-1.5f), about(1.75f)};
    const geometry::RigidJoints joints(stage.view.joints);
    ASSERT_LT(glm::dot(joints.motions()[0].real, joints.motions()[1].real), 0.0f);
    const float bulge = 0.6f;
    render::Item& item = stage.add(mesh, render::Surface::Bone, weights, half);
    item.skinned = true;
    item.bulge = bulge;
    stage.draw();
    const geometry::Bvh posed(geometry::posed(mesh, weights, joints, half, bulge));
    int seen = 0;
    for (int y = 40; y < 120; y += 8)
        for (int x = 80; x < 160; x += 8) {
            const render::Pick pick = stage.renderer->pick(x, y);
            if (pick.pickId == 0) continue;
            ++seen;
            const auto nearest = posed.nearest(pick.position);
            ASSERT_TRUE(nearest);
            EXPECT_LT(nearest->distance, 0.0012f) << x << ", " << y;
        }
    EXPECT_GT(seen, 10);
}

TEST(Renderer, TheDisplacementFieldMovesAndShadesTheSurface) {
    Stage stage;
    stage.add(ball({0.0f, 1.2f, 0.2f}, 0.2f), render::Surface::Skin);
    const core::Image before = stage.draw();
    EXPECT_NEAR(stage.renderer->pick(120, 80).position.z, 0.0f, 0.002f);
    render::Deformation& field = stage.view.deformation;
    field.size = {21, 21, 21};
    const float width = 0.16f;
    field.worldToGrid = glm::translate(glm::scale(glm::mat4(1.0f), glm::vec3(1.0f / width)),
                                       glm::vec3(width / 2, width / 2 - 1.2f, width / 2));
    for (int z = 0; z < 21; ++z) {
        for (int y = 0; y < 21; ++y) {
            for (int x = 0; x < 21; ++x) {
                const glm::vec2 q(static_cast<float>(x - 10) / 10.0f, static_cast<float>(y - 10) / 10.0f);
                field.displacement.emplace_back(0.0f, 0.0f, 0.02f * std::exp(-8.0f * glm::dot(q, q)));
            }
        }
    }
    const core::Image after = stage.draw();
    EXPECT_NEAR(stage.renderer->pick(120, 80).position.z, 0.02f, 0.002f);
    // The upper flank of the dent turns away from the light above it, the lower one towards it.
    const int flank = 9;
    EXPECT_LT(brightness(after, 120, 80 - flank), brightness(before, 120, 80 - flank));
    EXPECT_GT(brightness(after, 120, 80 + flank), brightness(before, 120, 80 + flank) - 5);
    stage.view.deformation = {};
    EXPECT_EQ(stage.draw().rgba, before.rgba); // no trace stays
}

TEST(Renderer, ASectionOpensTheBodyAndShowsACap) {
    Stage stage;
    stage.add(ball({0.0f, 1.2f, 0.0f}, 0.15f), render::Surface::Bone);
    stage.view.section = render::SectionPlane{{0.0f, 0.0f, -1.0f}, 0.05f}; // cuts away z < -0.05
    stage.draw();
    const render::Pick pick = stage.renderer->pick(120, 80);
    EXPECT_EQ(pick.pickId, 1u);
    EXPECT_NEAR(pick.position.z, -0.05f, 0.002f); // on the cap, not on the far wall
}

TEST(Renderer, ASectionShowsTheInnermostOfNestedSolids) {
    // Three balls in one another and two beside them, seen along the plane's normal and aslant, with one sample and
    // four.
    for (const int samples : {1, 4})
        for (const glm::vec3& eye : {glm::vec3(0.0f, 1.2f, -1.2f), glm::vec3(0.5f, 1.5f, -1.0f)}) {
            render::RendererOptions options;
            options.samples = samples;
            options.validation = true;
            Stage stage(options);
            const glm::vec3 centre(0.0f, 1.2f, 0.0f);
            stage.add(ball(centre, 0.20f), render::Surface::Skin).sectionOrder = 0;
            stage.add(ball(centre, 0.14f), render::Surface::Muscle).sectionOrder = 2;
            stage.add(ball(centre, 0.07f), render::Surface::Bone).sectionOrder = 6;
            constexpr float kCut = -0.02f;
            // given out of order, beside the others
            stage.add(ball({0.165f, 1.2f, kCut}, 0.015f), render::Surface::Nerve).sectionOrder = 7;
            stage.add(ball({0.165f, 1.2f, kCut}, 0.030f), render::Surface::Muscle).sectionOrder = 2;
            stage.view.section = render::SectionPlane{{0.0f, 0.0f, -3.0f}, -3.0f * kCut};
            stage.view.camera.eye = eye;
            stage.draw();
            const render::Projection seen = render::project(stage.view.camera, stage.view.width, stage.view.height);
            const auto at = [&](float x, float y) {
                const glm::vec4 clip = seen.viewProjection * glm::vec4(x, 1.2f + y, kCut, 1.0f);
                const int px = static_cast<int>((clip.x / clip.w * 0.5f + 0.5f) * static_cast<float>(stage.view.width));
                const int py =
                    static_cast<int>((clip.y / clip.w * 0.5f + 0.5f) * static_cast<float>(stage.view.height));
                const render::Pick pick = stage.renderer->pick(px, py);
                EXPECT_NEAR(pick.position.z, kCut, 0.003f) << "the cut face lies in the plane";
                return pick.pickId;
            };
            EXPECT_EQ(at(0.0f, 0.0f), 3u);
            EXPECT_EQ(at(0.04f, 0.02f), 3u);
            EXPECT_EQ(at(-0.10f, 0.02f), 2u);
            EXPECT_EQ(at(0.02f, 0.11f), 2u);
            EXPECT_EQ(at(-0.165f, 0.0f), 1u);
            EXPECT_EQ(at(0.02f, -0.165f), 1u);
            EXPECT_EQ(at(0.165f, 0.0f), 4u);
            EXPECT_EQ(at(0.1875f, 0.0f), 5u);
            EXPECT_EQ(stage.renderer->validationMessages(), 0);
        }
}

TEST(Renderer, ASectionBesideEverythingChangesNothingAndHasNoCutFaceFromBehind) {
    Stage stage;
    stage.add(ball({0.0f, 1.2f, 0.0f}, 0.15f), render::Surface::Bone);
    const core::Image whole = stage.draw();
    stage.view.section = render::SectionPlane{{0.0f, 1.0f, 0.0f}, 3.0f};
    EXPECT_LT(render::difference(stage.draw(), whole).value().mean, 0.02); // far sides are drawn too: a hair at the rim
    // cut away behind: the eye sees the near side, as it was but for the light that comes from there
    stage.view.section = render::SectionPlane{{0.0f, 0.0f, 1.0f}, 0.05f};
    stage.draw();
    const render::Pick pick = stage.renderer->pick(120, 80);
    EXPECT_EQ(pick.pickId, 1u);
    EXPECT_NEAR(pick.position.z, -0.15f, 0.003f);
}

TEST(Renderer, WindowFramesAreDrawnOffScreenWithTheInterfaceOnTop) {
    Stage stage;
    stage.add(ball({0.0f, 1.2f, 0.0f}, 0.15f), render::Surface::Bone);
    render::WindowFrame window;
    window.views.push_back({&stage.view, {40, 20, 120, 80}});
    window.clearColour = {0.0f, 1.0f, 0.0f};
    int calls = 0;
    window.drawUi = [&](const render::UiContext& ui) {
        ++calls;
        EXPECT_EQ(ui.extent.width, 200u);
        EXPECT_EQ(ui.colourFormat, render::VulkanAccess::kImageFormat);
        ASSERT_NE(ui.frame, nullptr);
    };
    const auto image = render::vulkanAccess(*stage.renderer).drawFrameImage(200, 120, window);
    ASSERT_TRUE(image.ok()) << image.error().text();
    EXPECT_EQ(calls, 1);
    EXPECT_EQ(image.value().pixel(10, 10)[1], 255);
    EXPECT_EQ(image.value().pixel(10, 10)[0], 0);
    EXPECT_GT(brightness(image.value(), 100, 60), 150);
}

TEST(Renderer, AnyInternalScaleGivesTheAskedSize) {
    Stage stage;
    stage.add(ball({0.0f, 1.2f, 0.0f}, 0.15f), render::Surface::Skin);
    const core::Image full = stage.draw();
    stage.view.renderScale = 0.5f;
    const core::Image half = stage.draw();
    EXPECT_EQ(half.width, full.width);
    EXPECT_LT(render::difference(full, half).value().mean, 3.0);
    EXPECT_EQ(stage.renderer->pick(120, 80).pickId, 1u);
}

TEST(Renderer, BadInputIsAnErrorThatSaysSo) {
    Stage stage;
    geometry::Mesh broken;
    broken.positions.resize(3);
    broken.indices = {0, 1, 7};
    EXPECT_FALSE(render::prepareMesh(broken, {}).ok());
    stage.view.width = 0;
    EXPECT_FALSE(stage.renderer->renderImage(stage.view).ok());
    stage.view.width = 64;
    stage.view.items.push_back({}); // no mesh: not drawn
    stage.draw();
    render::RendererOptions options;
    options.samples = 3;
    EXPECT_FALSE(render::Renderer::create(options).ok());
    options.samples = 4;
    options.device = "no such device";
    const auto none = render::Renderer::create(options);
    ASSERT_FALSE(none.ok());
    EXPECT_NE(none.error().text().find("no such device"), std::string::npos);
}

TEST(Renderer, MeshesComeAndGo) {
    Stage stage;
    stage.add(ball({0.0f, 1.2f, 0.0f}, 0.1f), render::Surface::Bone);
    const core::Image first = stage.draw();
    for (int i = 0; i < 40; ++i) { // more than the first buffers hold
        geometry::Mesh many;
        for (int k = 0; k < 4; ++k) geometry::append(many, ball({2.0f, 0.0f, 0.0f}, 0.1f));
        const auto handle = stage.renderer->addMesh(render::prepareMesh(many, {}).value());
        ASSERT_TRUE(handle.ok());
        if (i % 2 == 0) stage.renderer->removeMesh(handle.value());
    }
    EXPECT_EQ(stage.draw().rgba, first.rgba);
    EXPECT_FALSE(stage.renderer->passTimes().empty());
}

} // namespace
