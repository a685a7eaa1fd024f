// Fibres and tendons as they are shipped: every muscle says everywhere which way it pulls and whether it is tendon.
#include "shipped_body.h"

#include <anatomy/labels.h>
#include <anatomy/tendons.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <filesystem>
#include <map>
#include <set>

namespace {

using anatomy::Body;
using anatomy::Kind;

using shipped::body;
using shipped::kAnatomy;

const geometry::Mesh& meshOf(const char* key) {
    return body().part(body().atlas().find(key, core::Side::Right)->id)->mesh;
}

/// Mean of the fibre directions where the muscle's surface passes the test.
template <typename Where>
glm::vec3 meanFibre(const geometry::Mesh& mesh, const Where& where) {
    glm::vec3 sum(0.0f);
    for (std::size_t i = 0; i < mesh.positions.size(); ++i)
        if (where(mesh.positions[i], mesh.normals[i])) sum += mesh.fibres[i];
    return glm::normalize(sum);
}

float degreesOff(const glm::vec3& fibre, const glm::vec3& axis) {
    return glm::degrees(std::acos(glm::clamp(std::abs(glm::dot(fibre, glm::normalize(axis))), 0.0f, 1.0f)));
}

TEST(Fibres, EveryMuscleHasOneAtEveryVertex) {
    int muscles = 0;
    for (const auto& part : body().parts()) {
        const anatomy::Structure& structure = *body().atlas().find(part.id);
        if (structure.kind != Kind::Muscle) continue;
        ++muscles;
        ASSERT_EQ(part.mesh.fibres.size(), part.mesh.positions.size()) << structure.name;
        ASSERT_EQ(part.mesh.tendon.size(), part.mesh.positions.size()) << structure.name;
        ASSERT_EQ(part.mesh.grain.size(), part.mesh.positions.size()) << structure.name;
        for (const glm::vec3& fibre : part.mesh.fibres) ASSERT_NEAR(glm::length(fibre), 1.0f, 1e-3f) << structure.name;
        for (const float share : part.mesh.tendon) ASSERT_TRUE(share >= 0.0f && share <= 1.0f) << structure.name;
        const auto [least, most] = std::minmax_element(part.mesh.tendon.begin(), part.mesh.tendon.end());
        EXPECT_LT(*least, 0.1f) << structure.name << " has no belly";
        EXPECT_GT(*most, 0.5f) << structure.name << " has no tendon";
    }
    EXPECT_GE(muscles, 110);
}

TEST(Fibres, EveryMuscleHasFiguresOfItsOwn) {
    const auto figures = anatomy::readTendons(kAnatomy / "tendons.toml");
    ASSERT_TRUE(figures.ok()) << figures.error().text();
    std::set<std::string> described;
    for (const auto& one : figures.value()) {
        described.insert(one.key);
        EXPECT_GT(one.source.size(), 10u) << one.key;
    }
    for (const auto& structure : body().atlas().structures())
        if (structure.kind == Kind::Muscle && body().part(structure.id) != nullptr) {
            EXPECT_TRUE(described.count(structure.key)) << structure.key;
        }
}

/// Directions of the right side, seen from behind: -X is lateral, +Y up.
TEST(Fibres, RunAsAnatomySays) {
    const auto all = [](const glm::vec3&, const glm::vec3&) { return true; };
    const auto behind = [](const glm::vec3&, const glm::vec3& n) { return n.z < -0.5f; };
    EXPECT_LT(degreesOff(meanFibre(meshOf("trapezius_transverse"), all), {-1, 0, 0.4f}), 20.0f);
    const glm::vec3 ascending = meanFibre(meshOf("trapezius_ascending"), all);
    EXPECT_LT(ascending.x, -0.2f);
    EXPECT_GT(ascending.y, 0.5f);
    const glm::vec3 gluteus = meanFibre(meshOf("gluteus_maximus"), behind);
    EXPECT_LT(gluteus.x, -0.4f);
    EXPECT_LT(gluteus.y, -0.3f);
    const glm::vec3 serratus = meanFibre(meshOf("serratus_anterior"), all);
    EXPECT_LT(serratus.z, -0.4f) << "from the ribs backward to the scapula";
    // From the posterior superior iliac spine to L1-L2: some 15 degrees off the midline, upward and inward.
    const glm::vec3 multifidus = meanFibre(meshOf("multifidus"), [](const glm::vec3& p, const glm::vec3& n) {
        return n.z < -0.5f && p.y > 0.90f && p.y < 1.0f;
    });
    EXPECT_GT(multifidus.x, 0.10f);
    EXPECT_LT(multifidus.x, 0.45f);
    EXPECT_GT(multifidus.y, 0.8f);
}

TEST(Fibres, LabelsTellTendonFromBelly) {
    core::Workers workers(2);
    const auto labels = anatomy::Labels::build(body(), body().skeleton().bindPose(), workers);
    std::map<std::string, std::pair<int, int>> seen; // belly, tendon
    for (const char* key : {"latissimus_dorsi", "serratus_posterior_superior", "semispinalis_thoracis", "piriformis",
                            "trapezius_transverse"}) {
        const anatomy::BodyPart& part = *body().part(body().atlas().find(key, core::Side::Right)->id);
        int differ = 0;
        for (std::size_t i = 0; i < part.mesh.positions.size(); ++i) {
            const auto label = labels.at(part.mesh.positions[i] - 0.0008f * part.mesh.normals[i]);
            if (label.structure != part.id) continue;
            differ += std::abs(label.tendon - part.mesh.tendon[i]) > 0.35f;
            ++(label.tendon > 0.5f ? seen[key].second : seen[key].first);
        }
        EXPECT_LT(differ, (seen[key].first + seen[key].second) / 20) << key << ": folds aside"; // other side nearer
        EXPECT_GT(seen[key].first, 20) << key;
        EXPECT_GT(seen[key].second, 20) << key;
    }
}

} // namespace
