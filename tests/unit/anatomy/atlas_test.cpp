#include "fixture.h"

#include <anatomy/atlas.h>

#include <gtest/gtest.h>

namespace {

using anatomy::Atlas;
using core::Side;
using core::StructureId;

Atlas loaded(const fixture::Folder& folder) {
    auto atlas = Atlas::load(folder.path());
    CHECK(atlas.ok(), atlas.ok() ? "" : atlas.error().text().c_str());
    return std::move(atlas).value();
}

std::string faultsWith(const std::string& from, const std::string& to) {
    const fixture::Folder folder;
    folder.write("atlas/all.toml", fixture::replaced(fixture::kAtlas, from, to));
    const auto atlas = Atlas::load(folder.path());
    return atlas.ok() ? "" : atlas.error().text();
}

TEST(Atlas, KeepsStructuresSortedAndBySide) {
    const fixture::Folder folder;
    const Atlas atlas = loaded(folder);
    ASSERT_EQ(atlas.structures().size(), 9u);
    for (std::size_t i = 1; i < atlas.structures().size(); ++i)
        EXPECT_LT(atlas.structures()[i - 1].id, atlas.structures()[i].id);
    const auto* right = atlas.find("multifidus", Side::Right);
    ASSERT_NE(right, nullptr);
    EXPECT_EQ(right->id, StructureId{22878});
    EXPECT_EQ(right->name, "Right multifidus");
    EXPECT_EQ(right->layer, anatomy::Layer::Deep);
    EXPECT_EQ(atlas.find(StructureId{22878}), right);
    EXPECT_EQ(atlas.find("multifidus", Side::Midline), nullptr);
    EXPECT_EQ(atlas.withKey("multifidus").size(), 2u);
    EXPECT_EQ(atlas.find(StructureId{1}), nullptr);
}

TEST(Atlas, ResolvesIdsNamesKeysAndSynonyms) {
    const fixture::Folder folder;
    const Atlas atlas = loaded(folder);
    for (const char* text : {"FMA22879", "left multifidus", "Left Multifidus", "multifidus left", "left deep muscle",
                             "left musculus multifidus"}) {
        const auto found = atlas.resolve(text);
        ASSERT_TRUE(found.ok()) << text << ": " << found.error().text();
        EXPECT_EQ(found.value()->id, StructureId{22879}) << text;
    }
    EXPECT_EQ(atlas.resolve("multifidus").value()->side, Side::Right);
    EXPECT_EQ(atlas.resolve("L2 vertebra").value()->key, "L2");
    EXPECT_EQ(atlas.resolve("longissimus_thoracis").value()->id, StructureId{22751});
}

TEST(Atlas, SaysWhatItDoesNotKnow) {
    const fixture::Folder folder;
    const Atlas atlas = loaded(folder);
    EXPECT_NE(atlas.resolve("left multifidos").error().text().find("did you mean \"left multifidus\""),
              std::string::npos);
    EXPECT_NE(atlas.resolve("FMA7").error().text().find("FMA7"), std::string::npos);
    EXPECT_FALSE(atlas.resolve("left L2 vertebra").ok()); // of the midline
    EXPECT_FALSE(atlas.resolve("").ok());
}

TEST(Atlas, NamesFileAndLineOfFaults) {
    const std::string twice = faultsWith("fma = \"FMA13072\"", "fma = \"FMA13073\"");
    EXPECT_NE(twice.find("all.toml:19"), std::string::npos) << twice;
    EXPECT_NE(twice.find("the id FMA13073 is already used at"), std::string::npos) << twice;
    const std::string layer = faultsWith("layer = \"superficial\"", "layer = \"superfical\"");
    EXPECT_NE(layer.find("did you mean \"superficial\""), std::string::npos) << layer;
    const std::string key = faultsWith("synonyms = [\"deep", "synonims = [\"deep");
    EXPECT_NE(key.find("unknown key \"synonims\", did you mean \"synonyms\""), std::string::npos) << key;
    const std::string side = faultsWith("fma = { left = \"FMA22879\", right", "fma = { lef = \"FMA22879\", right");
    EXPECT_NE(side.find("missing \"left\""), std::string::npos) << side;
    const std::string words = faultsWith("action = \"extends\"\n", "");
    EXPECT_NE(words.find("a muscle needs \"action\""), std::string::npos) << words;
    const std::string id = faultsWith("\"FMA13072\"", "\"13072\"");
    EXPECT_NE(id.find("is not a structure id"), std::string::npos) << id;
    const std::string project = faultsWith("fma = \"FMA13072\"", "fma = \"PS900000001\"");
    EXPECT_NE(project.find("\"fma\" takes FMA numbers"), std::string::npos) << project;
}

TEST(Atlas, HashFollowsTheWords) {
    const fixture::Folder folder;
    const std::uint64_t before = loaded(folder).hash();
    EXPECT_EQ(loaded(folder).hash(), before);
    folder.write("atlas/all.toml", fixture::replaced(fixture::kAtlas, "deep muscle", "deepest muscle"));
    EXPECT_NE(loaded(folder).hash(), before);
}

TEST(Atlas, ReadsLayers) {
    EXPECT_EQ(anatomy::parseLayer("deep").value(), anatomy::Layer::Deep);
    EXPECT_NE(anatomy::parseLayer("depe").error().text().find("did you mean \"deep\""), std::string::npos);
}

} // namespace
