#include <tissue/material.h>

#include <core/paths.h>

#include <gtest/gtest.h>

#include <filesystem>
#include <string>

namespace {

using tissue::TissueKind;

std::filesystem::path shipped() {
    return core::assetsDirectory().value() / "tissue" / "materials.toml";
}

TEST(Materials, ShippedLawsAreOrderedAsInLife) {
    const auto library = tissue::loadMaterials(shipped());
    ASSERT_TRUE(library.ok()) << library.error().text();
    const auto& m = library.value();
    EXPECT_LT(m.of(TissueKind::Fat).youngKPa, m.of(TissueKind::Muscle).youngKPa);
    EXPECT_LT(m.of(TissueKind::Muscle).youngKPa, m.of(TissueKind::Skin).youngKPa);
    EXPECT_GT(m.of(TissueKind::Muscle).toneKPa, 0.0f);
    EXPECT_TRUE(m.of(TissueKind::Bone).rigid);
    for (int i = 0; i < tissue::kTissueKindCount; ++i) {
        const auto& law = m.of(static_cast<TissueKind>(i));
        EXPECT_EQ(law.kind, static_cast<TissueKind>(i));
        EXPECT_LT(law.relaxing[0] + law.relaxing[1], 1.0f);
        EXPECT_FALSE(law.source.empty());
    }
}

// What is established about tissues, whatever is estimated about the rest.
TEST(Materials, ShippedLawsKeepToWhatIsKnown) {
    const auto library = tissue::loadMaterials(shipped()).value();
    const auto density = [&](TissueKind kind) { return library.of(kind).densityKgPerM3; };
    EXPECT_EQ(density(TissueKind::Skin), 1100.0f);
    EXPECT_EQ(density(TissueKind::Fat), 920.0f);
    EXPECT_EQ(density(TissueKind::Muscle), 1060.0f);
    EXPECT_EQ(density(TissueKind::Fascia), 1120.0f);
    EXPECT_EQ(density(TissueKind::Bone), 1900.0f);
    for (const auto kind : {TissueKind::Skin, TissueKind::Fat, TissueKind::Fascia, TissueKind::Muscle}) {
        EXPECT_GE(library.of(kind).poisson, 0.49f); // 0.49 to 0.495
        EXPECT_LE(library.of(kind).poisson, 0.495f);
    }
    const auto& muscle = library.of(TissueKind::Muscle); // half of its stress is viscous (Van Loocke 2009)
    EXPECT_FLOAT_EQ(muscle.relaxing[0] + muscle.relaxing[1], 0.5f);
    const float skin = library.of(TissueKind::Skin).youngKPa; // 20 to 60 kPa in indentation
    EXPECT_GE(skin, 20.0f);
    EXPECT_LE(skin, 60.0f);
}

TEST(Materials, ModuliFollowFromYoungAndPoisson) {
    tissue::Material m;
    m.youngKPa = 15.0f;
    m.poisson = 0.45f;
    EXPECT_NEAR(m.c10KPa(), 2.586207f, 1e-5f); // the figures of the indentation cases
    EXPECT_NEAR(m.d1PerKPa(), 0.04f, 1e-6f);
    EXPECT_NEAR(m.shearKPa(), 15.0f / (2 * 1.45f), 1e-4f);
    EXPECT_NEAR(m.bulkKPa(), 15.0f / (3 * 0.1f), 1e-3f);
}

std::string faultAfter(const std::string& from, const std::string& to) {
    std::string text = core::readFile(shipped()).value();
    const auto at = text.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    text.replace(at, from.size(), to);
    const auto file = std::filesystem::path(::testing::TempDir()) / "materials_fault.toml";
    EXPECT_TRUE(core::writeFile(file, text).ok());
    const auto library = tissue::loadMaterials(file);
    std::filesystem::remove(file);
    return library.ok() ? "" : library.error().text();
}

TEST(Materials, FaultsNameLineRuleAndFinding) {
    EXPECT_EQ(faultAfter("young_kpa = 20", "young_kpa = 21"), "");
    const std::string poisson = faultAfter("poisson = 0.49", "poisson = 0.5");
    EXPECT_NE(poisson.find("materials_fault.toml:"), std::string::npos) << poisson;
    EXPECT_NE(poisson.find("0.5"), std::string::npos) << poisson;
    EXPECT_NE(faultAfter("kind = \"nerve\"", "kind = \"organ\"").find("already"), std::string::npos);
    EXPECT_NE(faultAfter("kind = \"nerve\"", "kind = \"organ\"").find("no law for the kind \"nerve\""),
              std::string::npos);
    EXPECT_NE(faultAfter("rigid = true", "rigid = false").find("rigid"), std::string::npos);
    EXPECT_NE(faultAfter("share = 0.30", "share = 0.90").find("0.95"), std::string::npos);
    EXPECT_NE(faultAfter("fibre_kpa", "fiber_kpa").find("fiber_kpa"), std::string::npos);
}

TEST(Materials, MissingFileIsAnError) {
    EXPECT_FALSE(tissue::loadMaterials("/nowhere/materials.toml").ok());
}

} // namespace
