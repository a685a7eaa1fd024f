// The words of the atlas as it is shipped: every structure has its names, layer and source; muscles their attachments,
// action and innervation by root level; ligaments and fasciae their attachments.
#include <anatomy/atlas.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <regex>
#include <set>

namespace {

using anatomy::Kind;
using anatomy::Layer;
using anatomy::Structure;

const anatomy::Atlas& atlas() {
    static const anatomy::Atlas kAtlas = [] {
        auto loaded = anatomy::Atlas::load(std::filesystem::path(CONTENT_ASSETS) / "anatomy");
        CHECK(loaded.ok(), loaded.ok() ? "" : loaded.error().text().c_str());
        return std::move(loaded).value();
    }();
    return kAtlas;
}

/// Without its middle an id says nothing of a side: two structures must not carry one.
TEST(AtlasWords, IdsAndNamesAreUnique) {
    std::set<std::string> ids, names;
    for (const Structure& s : atlas().structures()) {
        EXPECT_TRUE(ids.insert(s.id.text()).second) << s.id.text() << " " << s.name;
        EXPECT_TRUE(names.insert(s.name).second) << s.name;
    }
    EXPECT_GE(atlas().structures().size(), 260u);
}

TEST(AtlasWords, EveryStructureHasNamesLayerAndSource) {
    for (const Structure& s : atlas().structures()) {
        EXPECT_FALSE(s.name.empty()) << s.key;
        EXPECT_FALSE(s.latin.empty()) << s.name;
        EXPECT_FALSE(s.source.empty()) << s.name;
        for (const std::string* text : {&s.name, &s.latin})
            EXPECT_TRUE(std::all_of(text->begin(), text->end(), [](unsigned char c) { return c >= 32 && c < 127; }))
                << s.name << ": " << *text;
        if (s.kind == Kind::Bone || s.kind == Kind::Disc) {
            EXPECT_EQ(s.layer, Layer::Bone) << s.name;
        }
        if (s.kind == Kind::Skin) {
            EXPECT_EQ(s.layer, Layer::Skin) << s.name;
        } else {
            EXPECT_NE(s.layer, Layer::Skin) << s.name;
        }
        for (const std::string& synonym : s.synonyms) EXPECT_FALSE(synonym.empty()) << s.name;
    }
}

TEST(AtlasWords, EveryMuscleHasAttachmentsActionAndRootLevels) {
    const std::regex roots("(^|[^A-Za-z0-9])([CTLS][0-9]{1,2}|XI)([^A-Za-z0-9]|$)");
    for (const Structure& s : atlas().structures()) {
        if (s.kind != Kind::Muscle) continue;
        EXPECT_FALSE(s.origin.empty()) << s.name;
        EXPECT_FALSE(s.insertion.empty()) << s.name;
        EXPECT_FALSE(s.action.empty()) << s.name;
        EXPECT_TRUE(std::regex_search(s.innervation, roots))
            << s.name << ": no root level (C1 .. S5, XI) in \"" << s.innervation << "\"";
    }
}

TEST(AtlasWords, LigamentsAndFasciaeHaveAttachmentsAndNervesRoots) {
    const std::regex roots("[CTLS][0-9]{1,2}");
    for (const Structure& s : atlas().structures()) {
        if (s.kind == Kind::Ligament || s.kind == Kind::Fascia) {
            EXPECT_FALSE(s.origin.empty()) << s.name;
            EXPECT_FALSE(s.insertion.empty()) << s.name;
        }
        if (s.kind == Kind::Nerve) {
            EXPECT_TRUE(std::regex_search(s.origin, roots)) << s.name << ": " << s.origin;
        }
    }
}

/// An FMA id belongs to one side; what has none carries a number of the project.
TEST(AtlasWords, PairsHaveTheSameWords) {
    for (const Structure& s : atlas().structures()) {
        if (s.side != core::Side::Right) continue;
        const Structure* left = atlas().find(s.key, core::Side::Left);
        ASSERT_NE(left, nullptr) << s.name;
        EXPECT_NE(left->id.text(), s.id.text()) << s.name;
        EXPECT_EQ(left->latin, s.latin) << s.name;
        EXPECT_EQ(left->layer, s.layer) << s.name;
    }
}

TEST(AtlasWords, HoldsCordAndLigamentsOfTheBack) {
    for (const char* key :
         {"spinal_cord", "nuchal_ligament", "supraspinous_ligament", "interspinous_ligaments", "iliolumbar_ligament",
          "sacroiliac_ligaments", "sacrotuberous_ligament", "sacrospinous_ligament", "thoracolumbar_fascia"})
        EXPECT_FALSE(atlas().withKey(key).empty()) << key;
}

} // namespace
