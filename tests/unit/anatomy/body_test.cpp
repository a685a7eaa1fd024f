#include "fixture.h"

#include <anatomy/body.h>
#include <anatomy/body_cache.h>
#include <anatomy/export.h>

#include <core/log.h>

#include <gtest/gtest.h>

#include <cmath>
#include <cstring>

namespace {

using anatomy::Body;
using anatomy::BodyParameters;
using core::StructureId;

/// Keeps what the program would tell its keeper.
class Log {
public:
    Log() {
        before_ = core::setLogSink([this](core::LogLevel, const std::string& line) { text += line + "\n"; });
    }
    ~Log() { core::setLogSink(before_); }
    Log(const Log&) = delete;
    Log& operator=(const Log&) = delete;
    std::string text;

private:
    core::LogSink before_;
};

Body loaded(const fixture::Folder& folder, const BodyParameters& parameters = {}, int workers = 1) {
    core::Workers pool(workers);
    auto body = Body::load(folder.path(), parameters, pool, {}, folder.cache());
    CHECK(body.ok(), body.ok() ? "" : body.error().text().c_str());
    return std::move(body).value();
}

std::uint64_t meshHash(const Body& body) {
    core::Hasher hasher;
    for (const auto& part : body.parts()) {
        hasher.add(part.id.number);
        geometry::hashInto(hasher, part.mesh);
        for (const auto& vertex : part.weights) {
            for (const std::uint16_t joint : vertex.joints) hasher.add(joint);
            for (const float weight : vertex.weights) hasher.add(weight);
        }
    }
    return hasher.value();
}

std::string errorOf(const fixture::Folder& folder, const BodyParameters& parameters = {}) {
    core::Workers pool(1);
    const auto body = Body::load(folder.path(), parameters, pool, {}, folder.cache());
    return body.ok() ? "" : body.error().text();
}

TEST(Body, BuildsBothSidesOfEveryShape) {
    const fixture::Folder folder;
    const Log log;
    const Body body = loaded(folder);
    ASSERT_EQ(body.parts().size(), 9u);
    const auto* right = body.part(StructureId{22878});
    const auto* left = body.part(StructureId{22879});
    ASSERT_TRUE(right != nullptr && left != nullptr);
    EXPECT_NEAR(geometry::bounds(right->mesh).centre().x, -geometry::bounds(left->mesh).centre().x, 1e-6f);
    EXPECT_NEAR(geometry::volume(right->mesh), geometry::volume(left->mesh), 1e-10);
    EXPECT_GT(geometry::volume(left->mesh), 0.0);
    EXPECT_EQ(body.skin(), nullptr);
    EXPECT_NE(log.text.find("no skin"), std::string::npos) << log.text;
}

TEST(Body, EveryVertexHasWeightsThatSumToOne) {
    const fixture::Folder folder;
    const Log log;
    const Body body = loaded(folder);
    for (const auto& part : body.parts()) {
        ASSERT_EQ(part.weights.size(), part.mesh.positions.size());
        for (const auto& vertex : part.weights) {
            float sum = 0.0f;
            for (std::size_t k = 0; k < 4; ++k) {
                EXPECT_GE(vertex.weights[k], 0.0f);
                EXPECT_LT(vertex.joints[k], body.skeleton().joints().size());
                sum += vertex.weights[k];
            }
            EXPECT_NEAR(sum, 1.0f, 1e-5f);
        }
    }
}

TEST(Body, BonesAreRigidAndMusclesKeepTheirVolumeWhenBent) {
    const fixture::Folder folder;
    const Log log;
    const Body body = loaded(folder);
    const auto matrices = body.skeleton().matrices(body.skeleton().posture("bent").value());
    const auto l1 = static_cast<std::uint16_t>(body.skeleton().find("L1"));
    for (const auto& vertex : body.part(StructureId{13072})->weights) {
        EXPECT_EQ(vertex.joints[0], l1);
        EXPECT_EQ(vertex.weights[0], 1.0f);
    }
    const auto* muscle = body.part(StructureId{22878});
    const double before = geometry::volume(muscle->mesh);
    const double after =
        geometry::volume(geometry::posed(muscle->mesh, muscle->weights, geometry::RigidJoints(matrices)));
    EXPECT_NEAR(after / before, 1.0, 0.05);
    // The disc spans both vertebrae: its rims move with them.
    const auto* disc = body.part(StructureId{16033});
    const auto posed = geometry::posed(disc->mesh, disc->weights, geometry::RigidJoints(matrices));
    const auto l2 = static_cast<std::size_t>(body.skeleton().find("L2"));
    for (std::size_t i = 0; i < posed.positions.size(); ++i) {
        const glm::vec3& p = disc->mesh.positions[i];
        if (p.y > 0.093f && p.y < 0.117f) continue;
        const std::size_t joint = p.y < 0.105f ? l2 : l1;
        const glm::vec3 rigid = glm::vec3(matrices[joint] * glm::vec4(p, 1.0f));
        EXPECT_LT(glm::length(posed.positions[i] - rigid), 1e-4f) << p.y;
    }
}

TEST(Body, StatureScalesEverything) {
    const fixture::Folder folder;
    const Log log;
    const Body usual = loaded(folder);
    const Body tall = loaded(folder, {.statureM = 1.892f});
    EXPECT_NEAR(geometry::volume(tall.parts()[0].mesh) / geometry::volume(usual.parts()[0].mesh), 1.331, 1e-3);
    EXPECT_NEAR(tall.skeleton().joints()[1].centre.y, 0.055f, 1e-5f);
    EXPECT_NE(tall.hash(), usual.hash());
}

TEST(Body, IsTheSameWithAnyNumberOfWorkersAndFromTheCache) {
    const fixture::Folder folder;
    const Log log;
    const Body built = loaded(folder);
    const Body cached = loaded(folder);
    EXPECT_EQ(meshHash(built), meshHash(cached));
    EXPECT_EQ(built.hash(), cached.hash());
    std::filesystem::remove_all(folder.cache());
    std::filesystem::create_directories(folder.cache());
    EXPECT_EQ(meshHash(loaded(folder, {}, 3)), meshHash(built));
}

TEST(Body, RebuildsADamagedCacheAndFollowsChangedFigures) {
    const fixture::Folder folder;
    Log log;
    const Body built = loaded(folder);
    const auto file = anatomy::cacheFile(folder.cache(), built.hash());
    std::string bytes = core::readFile(file).value();
    for (const std::size_t at : {bytes.size() / 2, std::size_t{20}, bytes.size() - 1}) {
        std::string broken = bytes;
        broken[at] = static_cast<char>(broken[at] ^ 0x10);
        ASSERT_TRUE(core::writeFile(file, broken).ok());
        log.text.clear();
        EXPECT_EQ(meshHash(loaded(folder)), meshHash(built)) << at;
        EXPECT_NE(log.text.find("built again"), std::string::npos) << at;
        EXPECT_EQ(core::readFile(file).value(), bytes) << at;
    }
    for (const std::size_t size : {std::size_t{0}, std::size_t{7}, std::size_t{60}, bytes.size() - 5}) {
        ASSERT_TRUE(core::writeFile(file, bytes.substr(0, size)).ok());
        EXPECT_FALSE(anatomy::readBodyCache(file, built.hash()).ok()) << size;
    }
    folder.write("shapes/all.toml", fixture::replaced(fixture::shapes(), "12.000000", "13.000000"));
    const Body changed = loaded(folder);
    EXPECT_NE(changed.hash(), built.hash());
    EXPECT_NE(meshHash(changed), meshHash(built));
}

TEST(Body, ReportsProgressFromBeginningToEnd) {
    const fixture::Folder folder;
    const Log log;
    core::Workers pool(1);
    std::vector<float> done;
    const auto report = [&](const std::string&, float share) { done.push_back(share); };
    ASSERT_TRUE(Body::load(folder.path(), {}, pool, report, folder.cache()).ok());
    ASSERT_GT(done.size(), 5u);
    for (std::size_t i = 1; i < done.size(); ++i) EXPECT_GE(done[i], done[i - 1]);
    EXPECT_EQ(done.front(), 0.0f);
    EXPECT_EQ(done.back(), 1.0f);
}

TEST(Body, LeavesOutAndNamesStructuresWithoutShape) {
    const fixture::Folder folder;
    Log log;
    folder.write("shapes/all.toml", "format = 1\nsource = \"test\"\n" + fixture::rod("L1", 0, 115, 150, 0, 20) +
                                        fixture::rod("hip_bone", -60, -60, 30, 0, 30));
    EXPECT_EQ(loaded(folder).parts().size(), 3u);
    EXPECT_NE(log.text.find("6 of 9 structures have no shape"), std::string::npos) << log.text;
    EXPECT_NE(log.text.find("multifidus"), std::string::npos) << log.text;
}

TEST(Body, NamesWhatIsWrong) {
    const fixture::Folder folder;
    const Log log;
    EXPECT_NE(errorOf(folder, {.statureM = 3.0f}).find("the stature (m) must lie between 1.4"), std::string::npos);
    EXPECT_NE(errorOf(folder, {.bodyMassIndex = NAN}).find("the body mass index must lie"), std::string::npos);
    folder.write("shapes/more.toml", "format = 1\nsource = \"test\"\n" + fixture::rod("multifidos", 0, 0, 90, 0, 10));
    const std::string key = errorOf(folder);
    EXPECT_NE(
        key.find("more.toml:3:1: no structure of the atlas has the key \"multifidos\", did you mean \"multifidus\"?"),
        std::string::npos)
        << key;
    std::filesystem::remove(folder.path() / "shapes/more.toml");
    folder.write("skeleton.toml", fixture::replaced(fixture::kSkeleton, "carries = [\"L1\"]", "carries = []"));
    EXPECT_NE(errorOf(folder).find("no joint of skeleton.toml carries the bone \"L1\""), std::string::npos);
}

TEST(Export, WritesAWholeFileWithIds) {
    const fixture::Folder folder;
    const Log log;
    const Body body = loaded(folder);
    for (const bool skin : {true, false}) {
        const auto file = folder.path() / "body.glb";
        ASSERT_TRUE(anatomy::exportGlb(body, file, {.skin = skin}).ok());
        const std::string bytes = core::readFile(file).value();
        ASSERT_GT(bytes.size(), 40u);
        EXPECT_EQ(bytes.substr(0, 4), "glTF");
        std::uint32_t length = 0;
        std::memcpy(&length, bytes.data() + 8, 4);
        EXPECT_EQ(length, bytes.size());
        std::uint32_t json = 0;
        std::memcpy(&json, bytes.data() + 12, 4);
        const std::string text = bytes.substr(20, json);
        EXPECT_NE(text.find("\"fma\":\"FMA22878\",\"side\":\"right\",\"layer\":\"deep\""), std::string::npos) << text;
        EXPECT_EQ(text.find("JOINTS_0") != std::string::npos, skin);
        std::uint32_t blob = 0;
        std::memcpy(&blob, bytes.data() + 20 + json, 4);
        EXPECT_EQ(20 + json + 8 + blob, bytes.size());
        EXPECT_EQ(blob % 4, 0u);
    }
    EXPECT_FALSE(anatomy::exportGlb(body, folder.path() / "no such folder" / "body.glb").ok());
}

} // namespace
