// The words of the atlas as it is shipped: every structure has its names, synonyms, layer and source; muscles their
// attachments, action and innervation by root level; ligaments and fasciae attachments and what they do; nerves their
// roots and what they supply. A synonym means one structure.
#include <anatomy/atlas.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <cctype>
#include <filesystem>
#include <set>
#include <string>
#include <string_view>
#include <vector>

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
        EXPECT_FALSE(s.synonyms.empty()) << s.name << " has no synonym";
        for (const std::string& synonym : s.synonyms) EXPECT_FALSE(synonym.empty()) << s.name;
    }
}

/// Whoever asks for a name, key or synonym gets the structure that has it: no two share one.
TEST(AtlasWords, EveryNameAndSynonymMeansOneStructure) {
    for (const Structure& s : atlas().structures()) {
        std::vector<std::string> words = s.synonyms;
        words.push_back(s.key);
        for (const std::string& word : words) {
            const std::string asked =
                s.side == core::Side::Midline ? word : std::string(core::sideName(s.side)) + " " + word;
            const auto found = atlas().resolve(asked);
            ASSERT_TRUE(found.ok()) << s.name << ", \"" << asked << "\": " << found.error().text();
            EXPECT_EQ(found.value()->id, s.id) << "\"" << asked << "\" is " << found.value()->name;
        }
    }
}

/// A root level, C1 to S5, or the accessory nerve, XI, as a word of its own. (No std::regex: GCC 12 warns of it under
/// the sanitizers.)
bool namesRoot(const std::string& text) {
    const auto letter = [&](std::size_t i) {
        return i < text.size() && std::isalnum(static_cast<unsigned char>(text[i]));
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i > 0 && letter(i - 1)) continue;
        if (text.compare(i, 2, "XI") == 0 && !letter(i + 2)) return true;
        if (std::string_view("CTLS").find(text[i]) == std::string_view::npos) continue;
        std::size_t digits = i + 1;
        while (digits < text.size() && std::isdigit(static_cast<unsigned char>(text[digits]))) ++digits;
        if (digits > i + 1 && digits <= i + 3 && !letter(digits)) return true;
    }
    return false;
}

TEST(AtlasWords, EveryMuscleHasAttachmentsActionAndRootLevels) {
    for (const Structure& s : atlas().structures()) {
        if (s.kind != Kind::Muscle) continue;
        EXPECT_FALSE(s.origin.empty()) << s.name;
        EXPECT_FALSE(s.insertion.empty()) << s.name;
        EXPECT_FALSE(s.action.empty()) << s.name;
        EXPECT_TRUE(namesRoot(s.innervation))
            << s.name << ": no root level (C1 .. S5, XI) in \"" << s.innervation << "\"";
    }
}

TEST(AtlasWords, LigamentsFasciaeAndNervesSayWhereTheyGoAndWhatTheyDo) {
    for (const Structure& s : atlas().structures()) {
        if (s.kind == Kind::Ligament || s.kind == Kind::Fascia) {
            EXPECT_FALSE(s.origin.empty()) << s.name;
            EXPECT_FALSE(s.insertion.empty()) << s.name;
            EXPECT_FALSE(s.action.empty()) << s.name;
        }
        if (s.kind == Kind::Nerve) {
            EXPECT_TRUE(namesRoot(s.origin)) << s.name << ": " << s.origin;
            EXPECT_FALSE(s.action.empty()) << s.name;
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
