// What a tool looks like agrees with what presses, and every piece is a sound mesh.
#include <app/tool_model.h>

#include <core/paths.h>
#include <geometry/surface_nets.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

namespace {

constexpr std::size_t kPinches = 4; // edges of four triangles, where fingers touch each other
constexpr float kBeside = 0.001f;   // m beyond the pad that still counts as the pad
constexpr float kLowest = 0.004f;   // m below it, of a nail; a tool at its usual force sinks in by more

std::vector<tissue::Tool> tools() {
    auto loaded = tissue::loadTools(core::assetsDirectory().value() / "tools");
    EXPECT_TRUE(loaded.ok());
    return std::move(loaded).value();
}

float padHeight(const tissue::ToolShape& shape) {
    return shape.form == tissue::ToolShape::Form::Ellipsoid ? shape.semiAxes.z : shape.radius;
}

TEST(ToolModel, IsTheSolversShapeWhereTheSkinIsTouched) {
    for (const tissue::Tool& tool : tools()) {
        const float zone = 0.45f * padHeight(tool.shape);
        float farthest = 0.0f, lowest = 1.0f;
        int seen = 0;
        for (const app::ToolPart& part : app::toolModel(tool))
            for (const glm::vec3& p : part.mesh.positions) {
                lowest = std::min(lowest, p.z);
                if (part.matter == app::ToolMatter::Nail || p.z > zone ||
                    glm::length(glm::vec2(p)) > tool.shape.reach(zone) + kBeside)
                    continue;
                ++seen;
                farthest = std::max(farthest, std::abs(tool.shape.touch(p).distance));
            }
        std::printf("%-18s %5d vertices below %4.1f mm, at most %.2f mm off; lowest %.2f mm\n", tool.key.c_str(), seen,
                    1000.0 * static_cast<double>(zone), 1000.0 * static_cast<double>(farthest),
                    1000.0 * static_cast<double>(lowest));
        EXPECT_GT(seen, 20) << tool.key;
        EXPECT_LT(farthest, 0.0005f) << tool.key;
        EXPECT_GT(lowest, -kLowest) << tool.key; // fingers beside the pad rest on the skin, which gives way
    }
}

TEST(ToolModel, PiecesAreClosedAndOfAHandsSize) {
    for (const tissue::Tool& tool : tools()) {
        const auto parts = app::toolModel(tool);
        EXPECT_GE(parts.size(), 2u) << tool.key;
        std::size_t triangles = 0;
        core::Box box;
        for (const app::ToolPart& part : parts) {
            EXPECT_EQ(geometry::validate(part.mesh), "") << tool.key;
            EXPECT_LE(geometry::openEdgeCount(part.mesh), kPinches)
                << tool.key << " part " << static_cast<int>(part.matter);
            EXPECT_EQ(part.mesh.normals.size(), part.mesh.positions.size());
            EXPECT_GT(geometry::volume(part.mesh), 0.0) << tool.key;
            triangles += part.mesh.triangleCount();
            box.add(geometry::bounds(part.mesh));
        }
        EXPECT_LT(triangles, 45000u) << tool.key;
        EXPECT_GT(box.size().z, 0.05f) << tool.key;
        EXPECT_LT(glm::length(box.size()), 0.75f) << tool.key;
    }
}

} // namespace
