#include <anatomy/moved_with.h>
#include <anatomy/shaping.h>

#include "fixture.h"
#include "solids.h"

#include <gtest/gtest.h>

#include <cmath>

namespace {

using anatomy::BodyParameters;
using anatomy::Shaping;
using anatomy::Skeleton;
using core::radians;

/// A straight spine with all its levels, 25 mm each from 1 m up, arms and legs.
Skeleton upright(const fixture::Folder& folder) {
    std::string text = "format = 1\nsources = [\"test\"]\n";
    const std::string still = "flexion_deg = [0, 0]\nside_bend_deg = [0, 0]\nrotation_deg = [0, 0]\ncarries = []\n";
    float height = 1000.0f;
    std::string below;
    const auto joint = [&](const std::string& key, const std::string& region) {
        text += "[[joint]]\nkey = \"" + key + "\"\n" + (below.empty() ? "" : "parent = \"" + below + "\"\n") +
                (region.empty() ? "" : "region = \"" + region + "\"\n") + "centre_mm = [0, " + std::to_string(height) +
                ", 0]\n" + still;
        below = key;
        height += 25.0f;
    };
    joint("pelvis", "");
    for (int i = 5; i > 0; --i) joint("L" + std::to_string(i), "trunk");
    for (int i = 12; i > 0; --i) joint("T" + std::to_string(i), "trunk");
    for (int i = 7; i > 0; --i) joint("C" + std::to_string(i), "neck");
    joint("skull", "neck");
    text += "[[joint]]\nkey = \"femur\"\nparent = \"pelvis\"\npaired = true\ncentre_mm = [-85, 930, 10]\n" + still;
    text += "[[joint]]\nkey = \"humerus\"\nparent = \"T1\"\npaired = true\ncentre_mm = [-180, 1400, -20]\n" + still;
    text += "[[posture]]\nname = \"prone\"\ngravity = [0, 0, 1]\n";
    folder.write("upright.toml", text);
    auto skeleton = Skeleton::load(folder.path() / "upright.toml");
    CHECK(skeleton.ok(), skeleton.ok() ? "" : skeleton.error().text().c_str());
    return std::move(skeleton).value();
}

struct ShapingTest : testing::Test {
    fixture::Folder folder;
    Skeleton skeleton = upright(folder);
    anatomy::SpineCurvature now;

    std::size_t joint(const char* key) const {
        const int i = skeleton.find(key);
        CHECK(i >= 0, key);
        return static_cast<std::size_t>(i);
    }
    geometry::VertexWeights on(const char* key) const {
        geometry::VertexWeights out;
        out.joints[0] = static_cast<std::uint16_t>(joint(key));
        out.weights[0] = 1.0f;
        return out;
    }
    geometry::VertexWeights between(const char* one, const char* other) const {
        geometry::VertexWeights out = on(one);
        out.joints[1] = static_cast<std::uint16_t>(joint(other));
        out.weights = {0.5f, 0.5f};
        return out;
    }
    /// Forward, of the joint's upward axis; radians.
    float tipped(const Shaping& shaping, const char* key) const {
        const glm::vec3 up(shaping.joints()[joint(key)][1]);
        return std::atan2(up.z, up.y);
    }
    /// To the patient's right.
    float leaning(const Shaping& shaping, const char* key) const {
        const glm::vec3 up(shaping.joints()[joint(key)][1]);
        return std::atan2(-up.x, up.y);
    }
    glm::vec3 centre(const Shaping& shaping, const char* key) const {
        return shaping.skeleton().joints()[joint(key)].centre;
    }
    void expectAttached(const Shaping& shaping) const {
        for (std::size_t i = 1; i < skeleton.joints().size(); ++i) {
            const glm::vec4 at(skeleton.joints()[i].centre, 1.0f);
            const auto parent = static_cast<std::size_t>(skeleton.joints()[i].parent);
            EXPECT_LT(glm::length(shaping.joints()[i] * at - shaping.joints()[parent] * at), 1e-5f)
                << skeleton.joints()[i].key;
        }
    }
};

/// Every curvature changed, a scoliosis, and legs of two lengths.
BodyParameters bent() {
    BodyParameters p;
    p.lumbarLordosis = radians(68.0f);
    p.thoracicKyphosis = radians(46.0f);
    p.cervicalLordosis = radians(13.0f);
    p.scoliosis = radians(25.0f);
    p.legLengthDifferenceM = 0.012f;
    return p;
}

TEST_F(ShapingTest, NothingAskedForIsTheIdentity) {
    const Shaping same(skeleton, BodyParameters{});
    EXPECT_TRUE(same.identity());
    const glm::vec3 p(0.03f, 1.1f, -0.05f);
    EXPECT_EQ(same.point(p, on("L3")), p);
    geometry::Mesh mesh = fixture::rodMesh(0.02f, -0.03f, 0.01f);
    const geometry::Mesh before = mesh;
    same.apply(mesh, geometry::SkinWeights(mesh.positions.size(), on("L3")));
    EXPECT_EQ(mesh.positions, before.positions);
    EXPECT_EQ(mesh.normals, before.normals);
    BodyParameters asItIs; // told, but as it is
    asItIs.lumbarLordosis = now.lumbarLordosis;
    asItIs.thoracicKyphosis = now.thoracicKyphosis;
    EXPECT_TRUE(Shaping(skeleton, asItIs, now).identity());
    EXPECT_FALSE(Shaping(skeleton, bent(), now).identity());
}

TEST_F(ShapingTest, TheSharesOfACurvatureSumToWhatIsAskedFor) {
    BodyParameters p;
    p.lumbarLordosis = now.lumbarLordosis + radians(12.0f);
    p.thoracicKyphosis = now.thoracicKyphosis + radians(9.0f);
    p.cervicalLordosis = now.cervicalLordosis + radians(8.0f);
    const Shaping shaping(skeleton, p, now);
    EXPECT_NEAR(tipped(shaping, "L1") - tipped(shaping, "pelvis"), radians(-12.0f), 1e-4f) << "lordosis bends back";
    EXPECT_NEAR(tipped(shaping, "T1") - tipped(shaping, "T12"), radians(9.0f), 1e-4f);
    EXPECT_NEAR(tipped(shaping, "C2") - tipped(shaping, "C7"), radians(-8.0f), 1e-4f);
    EXPECT_NEAR(tipped(shaping, "skull"), 0.0f, 1e-4f) << "the gaze stays level";
    expectAttached(shaping);
    BodyParameters tilted;
    tilted.pelvicTilt = now.pelvicTilt + radians(6.0f);
    EXPECT_NEAR(tipped(Shaping(skeleton, tilted, now), "pelvis"), radians(-6.0f), 1e-4f) << "backward is +";
}

TEST_F(ShapingTest, ACurveStandsAtItsCobbAngle) {
    for (const float degrees : {30.0f, -20.0f}) {
        BodyParameters p;
        p.scoliosis = radians(degrees);
        p.scoliosisApex = "T8";
        const Shaping shaping(skeleton, p, now);
        float most = 0.0f, least = 0.0f;
        for (const char* key : {"L1", "T12", "T11", "T10", "T9", "T8", "T7", "T6", "T5", "T4", "T3"}) {
            most = std::max(most, leaning(shaping, key));
            least = std::min(least, leaning(shaping, key));
        }
        EXPECT_NEAR(most - least, std::abs(p.scoliosis), radians(1.0f));
        const float apex = centre(shaping, "T8").x;
        EXPECT_GT(std::abs(apex), 0.005f);
        EXPECT_EQ(apex<0.0f, degrees> 0.0f) << "convex to the right +";
        EXPECT_NEAR(leaning(shaping, "C7"), 0.0f, radians(1.0f)) << "upright again above";
        expectAttached(shaping);
    }
}

TEST_F(ShapingTest, LimbsKeepTheirDirection) {
    const Shaping shaping(skeleton, bent(), now);
    for (const char* limb : {"femur_left", "femur_right", "humerus_left", "humerus_right"}) {
        EXPECT_EQ(glm::mat3(shaping.joints()[joint(limb)]), glm::mat3(1.0f)) << limb;
        const glm::vec3 hip = skeleton.joints()[joint(limb)].centre, below = hip - glm::vec3(0.0f, 0.3f, 0.0f);
        EXPECT_LT(glm::length(shaping.point(below, on(limb)) - (centre(shaping, limb) - glm::vec3(0.0f, 0.3f, 0.0f))),
                  1e-5f)
            << "straight down from where the trunk took it";
    }
    EXPECT_GT(glm::length(centre(shaping, "humerus_left") - skeleton.joints()[joint("humerus_left")].centre), 0.005f);
    expectAttached(shaping);
}

TEST_F(ShapingTest, AShorterLegLowersItsSide) {
    BodyParameters p;
    p.legLengthDifferenceM = 0.02f;
    const Shaping shaping(skeleton, p, now);
    EXPECT_NEAR(centre(shaping, "femur_left").y - centre(shaping, "femur_right").y, 0.02f, 0.0005f);
    EXPECT_NEAR(leaning(shaping, "T12"), 0.0f, 1e-4f) << "the lumbar spine takes it back";
}

TEST_F(ShapingTest, StatureScalesAll) {
    BodyParameters p;
    p.statureM = 1.1f * anatomy::kReferenceStatureM;
    const Shaping shaping(skeleton, p, now);
    for (const glm::vec3 at : {glm::vec3(0.05f, 1.2f, -0.04f), glm::vec3(-0.2f, 0.7f, 0.1f)})
        for (const auto& weights : {on("L3"), on("femur_right"), between("T4", "humerus_left")})
            EXPECT_LT(glm::length(shaping.point(at, weights) - 1.1f * at), 1e-5f);
    BodyParameters woman;
    woman.sex = anatomy::BodySex::Female;
    const glm::mat3 pelvis(Shaping(skeleton, woman, now).joints()[joint("pelvis")]);
    EXPECT_GT(pelvis[0].x, 1.0f) << "broader";
    EXPECT_LT(pelvis[1].y, 1.0f);
}

TEST_F(ShapingTest, NormalsAndFibresFollow) {
    geometry::Mesh mesh = fixture::rodMesh(0.02f, -0.03f, 0.01f);
    for (glm::vec3& p : mesh.positions) p.y += 1.1f;
    mesh.fibres.assign(mesh.positions.size(), core::kSuperior);
    BodyParameters p = bent();
    p.sex = anatomy::BodySex::Female;
    const Shaping shaping(skeleton, p, now);
    shaping.apply(mesh, geometry::SkinWeights(mesh.positions.size(), on("L2")));
    const glm::vec3 up = glm::normalize(glm::vec3(shaping.joints()[joint("L2")][1]));
    for (const glm::vec3& fibre : mesh.fibres) EXPECT_LT(glm::length(fibre - up), 1e-5f);
    geometry::Mesh anew = mesh;
    geometry::computeNormals(anew);
    for (std::size_t i = 0; i < mesh.normals.size(); ++i) {
        EXPECT_NEAR(glm::length(mesh.normals[i]), 1.0f, 1e-5f);
        EXPECT_GT(glm::dot(mesh.normals[i], anew.normals[i]), 0.98f);
    }
}

TEST_F(ShapingTest, FormsComeBeforeTheJointsMap) {
    std::vector<anatomy::JointForm> forms(skeleton.joints().size());
    const glm::vec3 lift(0.0f, 0.001f, 0.0f);
    forms[joint("L3")].lift = lift;
    const glm::vec3 middle = skeleton.joints()[joint("L3")].centre;
    forms[joint("L3")].warp = [middle](const glm::vec3& p) { return middle + 1.1f * (p - middle); };
    const Shaping shaping(skeleton, BodyParameters{}, now, forms);
    EXPECT_FALSE(shaping.identity());
    EXPECT_LT(glm::length(centre(shaping, "L3") - (middle + lift)), 1e-6f);
    const glm::vec3 body = middle + glm::vec3(0.02f, 0.01f, 0.0f);
    EXPECT_LT(glm::length(shaping.point(body, on("L3")) - (middle + 1.1f * (body - middle) + 2.0f * lift)), 1e-6f);
    const glm::vec3 raised = 0.1f * glm::vec3(0.0f, 0.025f, 0.0f) + 2.0f * lift; // its height and its disc's
    for (const char* above : {"L2", "T6", "skull"})
        EXPECT_LT(glm::length(centre(shaping, above) - skeleton.joints()[joint(above)].centre - raised), 1e-6f);
    EXPECT_EQ(centre(shaping, "L4"), skeleton.joints()[joint("L4")].centre);
}

/// A rod whose lower half moves with joint 0 and whose upper half with joint 1.
anatomy::BodyPart halves() {
    anatomy::BodyPart out = fixture::part(core::StructureId{22878}, fixture::rodMesh(0.0f, 0.0f, 0.01f));
    for (const glm::vec3& p : out.mesh.positions) {
        geometry::VertexWeights weights;
        weights.joints[0] = p.y > 0.05f ? 1 : 0;
        weights.weights[0] = 1.0f;
        out.weights.push_back(weights);
    }
    return out;
}

TEST(MovedWith, IdentityIsIdentity) {
    const std::vector<glm::mat4> shape(2, glm::mat4(1.0f));
    for (const glm::vec3 p : {glm::vec3(0.0f), glm::vec3(0.01f, 0.02f, 0.0f), glm::vec3(0.3f, -0.2f, 0.1f)})
        EXPECT_LT(glm::length(anatomy::movedWith(halves(), shape, p) - p), 1e-6f);
}

TEST(MovedWith, FollowsTheJointsOfTheNearestVertices) {
    const glm::mat4 lifted = glm::translate(glm::mat4(1.0f), glm::vec3(0.0f, 0.04f, 0.0f));
    const glm::mat4 turned = glm::rotate(glm::mat4(1.0f), radians(20.0f), core::kLeft);
    anatomy::BodyPart part = halves();
    part.described = part.mesh.positions;
    const std::vector<glm::mat4> shape{turned, lifted};
    for (std::size_t i = 0; i < part.mesh.positions.size(); ++i) {
        const glm::mat4& map = shape[part.weights[i].joints[0]];
        part.mesh.positions[i] = glm::vec3(map * glm::vec4(part.described[i], 1.0f));
    }
    const glm::vec3 high(0.012f, 0.09f, 0.003f), low(0.002f, 0.005f, 0.015f);
    EXPECT_LT(glm::length(anatomy::movedWith(part, shape, high) - (high + glm::vec3(0.0f, 0.04f, 0.0f))), 1e-5f);
    EXPECT_LT(glm::length(anatomy::movedWith(part, shape, low) - glm::vec3(turned * glm::vec4(low, 1.0f))), 1e-5f);
}

TEST(MovedWith, AddsWhatTheVerticesMovedBeyondTheirJoints) {
    anatomy::BodyPart part = halves();
    part.described = part.mesh.positions;
    const glm::vec3 bulk(0.003f, 0.0f, -0.002f);
    const glm::mat4 larger = glm::scale(glm::mat4(1.0f), glm::vec3(1.1f));
    for (glm::vec3& p : part.mesh.positions) p = 1.1f * p + bulk;
    for (const glm::vec3 p : {glm::vec3(0.0f, 0.03f, 0.02f), glm::vec3(0.01f, 0.07f, 0.0f)})
        EXPECT_LT(glm::length(anatomy::movedWith(part, {larger, larger}, p) - (1.1f * p + bulk)), 1e-5f);
}

} // namespace
