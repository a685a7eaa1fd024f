#include "clinic.h"

#include <patient/trigger_point.h>

#include <gtest/gtest.h>

namespace {

using clinic::kPoints;
using clinic::kZones;
using core::Side;
using patient::PointLibrary;

anatomy::Atlas atlasIn(const fixture::Folder& folder) {
    auto atlas = anatomy::Atlas::load(folder.path());
    CHECK(atlas.ok(), "the fixture's atlas is good");
    return std::move(atlas).value();
}

/// Messages of the two files; empty when they are good.
std::string faultsOf(const std::string& zones, const std::string& points) {
    const fixture::Folder folder;
    const anatomy::Atlas atlas = atlasIn(folder);
    folder.write("zones.toml", zones);
    folder.write("trigger_points.toml", points);
    const auto library = PointLibrary::load(folder.path(), atlas);
    return library.ok() ? "" : library.error().text();
}

void expectNear(const glm::vec3& found, const glm::vec3& wanted) {
    EXPECT_LT(glm::distance(found, wanted), 1e-7f);
}

struct Fault {
    const char* from;
    const char* to;
    const char* line; ///< text on the line that must be named
    const char* says;
};

void expectFault(const std::string& file, const std::string& text, const std::string& found, const Fault& fault) {
    EXPECT_NE(found.find(clinic::lineOf(file, text, fault.line)), std::string::npos) << fault.to << "\n" << found;
    EXPECT_NE(found.find(fault.says), std::string::npos) << fault.to << "\n" << found;
    EXPECT_EQ(std::count(found.begin(), found.end(), '\n') + (found.back() == '\n' ? 0 : 1), 1) << found;
}

TEST(TriggerPoints, ReadInMetresWithUnitDirections) {
    const fixture::Folder folder;
    const anatomy::Atlas atlas = atlasIn(folder);
    const PointLibrary library = clinic::pointsIn(folder, atlas);
    ASSERT_EQ(library.points().size(), 2u);
    const patient::TriggerPoint* p = library.find("longissimus_1");
    ASSERT_NE(p, nullptr);
    EXPECT_EQ(p->muscle, "longissimus_thoracis");
    expectNear(p->at, {-0.030f, 0.075f, -0.040f});
    EXPECT_EQ(p->pressDirection, glm::vec3(0, 0, 1));
    EXPECT_EQ(p->bandDirection, glm::vec3(0, 1, 0));
    EXPECT_NEAR(p->depth[0], 0.008f, 1e-7f);
    EXPECT_NEAR(p->depth[1], 0.018f, 1e-7f);
    EXPECT_NEAR(p->depth[2], 0.024f, 1e-7f);
    EXPECT_EQ(p->depthConfidence, 'A');
    EXPECT_EQ(p->confidence, 'B');
    EXPECT_NEAR(p->bandLength, 0.04f, 1e-7f);
    EXPECT_NEAR(p->bandWidth, 0.008f, 1e-7f);
    EXPECT_NEAR(p->nodule, 0.006f, 1e-7f);
    EXPECT_EQ(p->essential, std::vector<std::string>{"loin"});
    EXPECT_EQ(p->spillover, std::vector<std::string>{"foot"});
    EXPECT_EQ(p->sources, std::vector<std::string>{"A book of points, 1999"});
    EXPECT_TRUE(p->first);
    EXPECT_EQ(p->place.line, 4);
    EXPECT_TRUE(library.find("multifidus_1")->spillover.empty());
    EXPECT_FALSE(library.find("multifidus_1")->first);
    EXPECT_NEAR(glm::length(library.find("multifidus_1")->pressDirection), 1.0f, 1e-6f);
    EXPECT_EQ(library.find("nobody"), nullptr);

    ASSERT_EQ(library.zones().size(), 2u);
    const patient::Zone* loin = library.zone("loin");
    ASSERT_NE(loin, nullptr);
    EXPECT_EQ(loin->words, "small of the back");
    EXPECT_FALSE(loin->beyond);
    ASSERT_EQ(loin->ellipsoids.size(), 2u);
    expectNear(loin->ellipsoids[1].centre, {-0.040f, 0.020f, -0.050f});
    expectNear(loin->ellipsoids[1].semiAxes, {0.020f, 0.030f, 0.020f});
    EXPECT_TRUE(library.zone("foot")->beyond);
    EXPECT_EQ(library.zone("nowhere"), nullptr);
}

TEST(TriggerPoints, EveryFaultOfTheirFileNamesItsLine) {
    ASSERT_EQ(faultsOf(kZones, kPoints), "");
    const Fault faults[] = {
        {R"(muscle = "longissimus_thoracis")", R"(muscle = "longisimus_thoracis")", "longisimus",
         R"(no structure "longisimus_thoracis"; did you mean "longissimus_thoracis"?)"},
        {R"(muscle = "longissimus_thoracis")", R"(muscle = "hip_bone")", "hip_bone", R"("hip_bone" is not a muscle)"},
        {R"(essential = ["loin"])", R"(essential = ["lion"])", "lion", R"(unknown zone "lion"; did you mean "loin"?)"},
        {R"(spillover = ["foot"])", R"(spillover = ["fot"])", "fot", R"(unknown zone "fot"; did you mean "foot"?)"},
        {R"(sources = ["book"])", R"(sources = ["bok"])", "bok", R"(unknown source "bok"; did you mean "book"?)"},
        {"[0, 0, 2]", "[0, 0, 0]", "press_direction = [0, 0, 0]", "a direction must not be zero"},
        {"[0, 3, 0]", "[0, 0.0, 0]", "band_direction = [0, 0.0, 0]", "a direction must not be zero"},
        {"[0, 3, 0]", "[0, 1e39, 0]", "1e39", "a direction must be finite"},
        {"[0, 3, 0]", "[0, 3]", "band_direction = [0, 3]", "must hold three numbers"},
        {"[8, 18, 24]", "[8, 28, 24]", "28", "a depth is [low, typical, high] in mm, rising"},
        {"[8, 18, 24]", "[0, 18, 24]", "[0, 18", "a depth is [low, typical, high] in mm, rising"},
        {"[8, 18, 24]", "[8, 18, 151]", "151", "a depth is [low, typical, high] in mm, rising"},
        {"[8, 18, 24]", "[8, 24]", "[8, 24]", "a depth is [low, typical, high] in mm, rising"},
        {"[-30, 75, -40]", "[-30, 2501, -40]", "2501", "a place lies within 2500 mm"},
        {R"(key = "multifidus_1")", R"(key = "longissimus_1")", "[[point]]\nkey = \"longissimus_1\"\nmuscle = \"mult",
         R"("longissimus_1" is described twice)"},
        {"band_width_mm = 8", "band_width_mm = 80", "= 80", "must lie between 2 and 60"},
        {"band_length_mm = 40", "band_length_mm = 4", "band_length_mm", "must lie between 5 and 300"},
        {"nodule_mm = 6", "nodule_mm = 0", "nodule_mm", "must lie between 1 and 40"},
        {R"(depth_confidence = "A")", R"(depth_confidence = "D")", "\"D\"", "Allowed: A, B, C"},
        {"number = 1", "number = 1.5", "1.5", "must be a whole number"},
        {"nodule_mm = 6", "nodul_mm = 6\nnodule_mm = 6", "nodul_mm", R"(unknown key "nodul_mm")"},
        {"course = \"first\"", "course = \"frist\"", "frist", R"(did you mean "first"?)"},
        {"title = \"Longissimus trigger point 1\"\n", "", "[[point]]\nkey = \"longissimus_1\"", R"(missing "title")"},
        {"location = \"half-way up\"\n", "", "[[point]]\nkey = \"longissimus_1\"", R"(missing "location")"},
    };
    for (const Fault& fault : faults) {
        const std::string text = fixture::replaced(kPoints, fault.from, fault.to);
        expectFault("trigger_points.toml", text, faultsOf(kZones, text), fault);
    }
}

TEST(TriggerPoints, EveryFaultOfTheZonesNamesItsLine) {
    const Fault faults[] = {
        {"beyond = true\n", "", "[[zone]]\nkey = \"foot\"", R"(zone "foot" needs ellipsoids, or beyond = true)"},
        {"beyond = true\n", "beyond = false\n", "[[zone]]\nkey = \"foot\"", R"(zone "foot" needs ellipsoids)"},
        {R"(key = "foot")", R"(key = "loin")", "[[zone]]\nkey = \"loin\"\nwords = \"foot\"",
         R"("loin" is described twice)"},
        {"[30, 40, 20]", "[30, 1, 20]", "[30, 1, 20]", "semi-axes lie between 2 and 500 mm"},
        {"[30, 40, 20]", "[30, 40, 501]", "501", "semi-axes lie between 2 and 500 mm"},
        {"[-30, 60, -50]", "[-3000, 60, -50]", "-3000", "a place lies within 2500 mm"},
        {"words = \"foot\"\n", "", "[[zone]]\nkey = \"foot\"", R"(missing "words")"},
        {"beyond = true", "beyond = true\nbeyand = true", "beyand", R"(unknown key "beyand", did you mean "beyond"?)"},
        {"confidence = \"B\"", "confidence = \"b\"", "confidence = \"b\"", "Allowed: A, B, C"},
        {"semi_axes_mm = [30", "semi_axis_mm = [30", "semi_axis_mm", R"(unknown key "semi_axis_mm")"},
    };
    for (const Fault& fault : faults) {
        const std::string text = fixture::replaced(kZones, fault.from, fault.to);
        const std::string found = faultsOf(text, kPoints);
        if (std::string(fault.from) == "semi_axes_mm = [30") { // missing, and unknown
            EXPECT_NE(found.find(clinic::lineOf("zones.toml", text, fault.line)), std::string::npos) << found;
            EXPECT_NE(found.find("missing \"semi_axes_mm\""), std::string::npos) << found;
            EXPECT_NE(found.find(fault.says), std::string::npos) << found;
        } else {
            expectFault("zones.toml", text, found, fault);
        }
    }
}

TEST(TriggerPoints, AllFaultsAreToldAtOnceAndAMissingFileIsNamed) {
    std::string text = fixture::replaced(kPoints, "nodule_mm = 6", "nodule_mm = 0");
    text = fixture::replaced(text, "[0, 0, 2]", "[0, 0, 0]");
    const std::string found = faultsOf(kZones, text);
    EXPECT_NE(found.find("zero"), std::string::npos) << found;
    EXPECT_NE(found.find("nodule_mm"), std::string::npos) << found;
    EXPECT_LT(found.find("zero"), found.find("nodule_mm")); // by line

    const fixture::Folder folder;
    const anatomy::Atlas atlas = atlasIn(folder);
    auto library = PointLibrary::load(folder.path(), atlas);
    ASSERT_FALSE(library.ok());
    EXPECT_NE(library.error().text().find("zones.toml"), std::string::npos);
    folder.write("zones.toml", kZones);
    library = PointLibrary::load(folder.path(), atlas);
    ASSERT_FALSE(library.ok());
    EXPECT_NE(library.error().text().find("trigger_points.toml"), std::string::npos);
}

TEST(TriggerPoints, ResolveSideAndNameHoweverSpelt) {
    const fixture::Folder folder;
    const anatomy::Atlas atlas = atlasIn(folder);
    const PointLibrary library = clinic::pointsIn(folder, atlas);
    const patient::TriggerPoint* point = library.find("longissimus_1");
    for (const char* text : {"longissimus_1", "right longissimus_1", "Right Longissimus 1", "right_longissimus_1",
                             "RIGHT LONGISSIMUS-1"}) {
        const auto found = library.resolve(text);
        ASSERT_TRUE(found.ok()) << text;
        EXPECT_EQ(found.value(), (patient::SitedPoint{point, Side::Right})) << text;
    }
    for (const char* text : {"left longissimus_1", "Left longissimus 1", "LEFT_longissimus_1"}) {
        const auto found = library.resolve(text);
        ASSERT_TRUE(found.ok()) << text;
        EXPECT_EQ(found.value(), (patient::SitedPoint{point, Side::Left})) << text;
    }
    // what a point calls itself leads back to it
    for (const Side side : {Side::Right, Side::Left}) {
        const patient::SitedPoint sited{point, side};
        EXPECT_EQ(library.resolve(sited.text()).value(), sited);
    }
    const auto unknown = library.resolve("left longisimus_1");
    ASSERT_FALSE(unknown.ok());
    EXPECT_NE(
        unknown.error().text().find(R"(no trigger point is called "left longisimus_1"; did you mean "longissimus_1"?)"),
        std::string::npos)
        << unknown.error().text();
    for (const char* text : {"", "left", "right ", "longissimus_2x_and_more", "midline longissimus_1"})
        EXPECT_FALSE(library.resolve(text).ok()) << text;
}

TEST(TriggerPoints, SidesMirrorXAndNameThemselves) {
    const glm::vec3 p(-0.03f, 0.07f, 0.02f);
    EXPECT_EQ(patient::onSide(p, Side::Right), p);
    EXPECT_EQ(patient::onSide(p, Side::Left), glm::vec3(0.03f, 0.07f, 0.02f));
    EXPECT_EQ(patient::onSide(patient::onSide(p, Side::Left), Side::Left), p);

    patient::TriggerPoint point;
    point.key = "longissimus_1";
    point.title = "Longissimus trigger point 1";
    const patient::SitedPoint right{&point, Side::Right}, left{&point, Side::Left}, none;
    EXPECT_EQ(right.text(), "right longissimus_1");
    EXPECT_EQ(left.text(), "left longissimus_1");
    EXPECT_EQ(none.text(), "none");
    EXPECT_EQ(right.title(), "Right longissimus trigger point 1");
    EXPECT_EQ(left.title(), "Left longissimus trigger point 1");
    EXPECT_EQ(none.title(), "none");
    EXPECT_TRUE(static_cast<bool>(right));
    EXPECT_FALSE(static_cast<bool>(none));
    EXPECT_NE(right, left);
    point.title.clear();
    EXPECT_EQ(left.title(), "left longissimus_1");
}

} // namespace
