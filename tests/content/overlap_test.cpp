// The muscles of the shipped body lie beside one another, on the bones and under the skin, as a viewer expects.
#include "shipped_body.h"

#include <anatomy/overlap.h>

#include <geometry/bvh.h>

#include <gtest/gtest.h>

#include <filesystem>

namespace {

using anatomy::Body;
using anatomy::Kind;

constexpr float kMost = 0.03f; ///< of a muscle's volume in what is not itself
constexpr float kStepM = 0.00125f;

using shipped::body;

std::string nameOf(core::StructureId id) {
    return body().atlas().find(id)->name;
}

std::string neighbours(const anatomy::Overlap& overlap) {
    std::string out;
    for (std::size_t i = 0; i < overlap.with.size() && i < 4; ++i)
        out += "\n  " + std::to_string(100.0f * overlap.with[i].share) + " % in " + nameOf(overlap.with[i].id);
    return out;
}

TEST(Overlap, MusclesLieOnBonesAndOnOneAnother) {
    core::Workers workers(2);
    const auto all = anatomy::measureOverlap(body().atlas(), body().parts(), kStepM, workers);
    EXPECT_GE(all.size(), 100u);
    for (const auto& overlap : all) {
        EXPECT_LE(overlap.inBone, kMost) << nameOf(overlap.id) << neighbours(overlap);
        EXPECT_LE(overlap.inMuscle, kMost) << nameOf(overlap.id) << neighbours(overlap);
    }
}

TEST(Overlap, NothingComesThroughTheSkin) {
    ASSERT_NE(body().skin(), nullptr);
    const geometry::Bvh skin(body().skin()->mesh);
    for (const auto& part : body().parts()) {
        const Kind kind = body().atlas().find(part.id)->kind;
        if (kind == Kind::Skin || kind == Kind::Nerve) continue;
        std::size_t outside = 0;
        for (std::size_t i = 0; i + 2 < part.mesh.indices.size(); i += 3) {
            glm::vec3 middle(0.0f);
            for (std::size_t k = 0; k < 3; ++k) middle += part.mesh.positions[part.mesh.indices[i + k]] / 3.0f;
            outside += skin.contains(middle) ? 0 : 1;
        }
        EXPECT_EQ(outside, 0u) << nameOf(part.id) << ": of " << part.mesh.triangleCount() << " triangles";
    }
}

} // namespace
