// The nerve bench as shipped: every place of entrapment of the nerves' file can be played, and files that are broken
// on purpose are refused with file, line and reason.
#include <patient/nerve_bench.h>

#include <core/paths.h>

#include "../unit/scratch.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

namespace {

namespace fs = std::filesystem;
using patient::EntrapmentLibrary;
using patient::NerveBench;
using patient::NerveControls;

const fs::path kAnatomy = fs::path(CONTENT_ASSETS) / "anatomy";

const anatomy::Atlas& atlas() {
    static const anatomy::Atlas made = [] {
        auto loaded = anatomy::Atlas::load(kAnatomy);
        CHECK(loaded.ok(), loaded.ok() ? "" : loaded.error().text().c_str());
        return std::move(loaded).value();
    }();
    return made;
}

const patient::PointLibrary& points() {
    static const patient::PointLibrary made = [] {
        auto loaded = patient::PointLibrary::load(kAnatomy, atlas());
        CHECK(loaded.ok(), loaded.ok() ? "" : loaded.error().text().c_str());
        return std::move(loaded).value();
    }();
    return made;
}

const EntrapmentLibrary& library() {
    static const EntrapmentLibrary made = [] {
        auto loaded = EntrapmentLibrary::load(kAnatomy, atlas(), points());
        CHECK(loaded.ok(), loaded.ok() ? "" : loaded.error().text().c_str());
        return std::move(loaded).value();
    }();
    return made;
}

NerveControls controls(const patient::Entrapment& site, float share) {
    NerveControls out;
    out.site = site.key();
    out.share = {share, share, share};
    return out;
}

TEST(Entrapments, EveryPlaceCanBePlayedOnBothSides) {
    EXPECT_GE(library().sites().size(), 37u);
    for (const patient::Entrapment& site : library().sites()) {
        SCOPED_TRACE(site.key());
        for (const std::string side : {"left ", "right "}) {
            const auto at = library().resolve(side + site.key());
            ASSERT_TRUE(at.ok()) << at.error().text();
            EXPECT_EQ(at.value().entrapment, &site);
            EXPECT_EQ(at.value().side, side == "left " ? core::Side::Left : core::Side::Right);
        }
        NerveBench bench(library());
        // nothing laid on: nothing felt, and the test is negative
        NerveControls well = controls(site, 0.0f);
        well.testing = true;
        for (int n = 0; n < 60; ++n) bench.step(well, 0.0f, 1.0f);
        EXPECT_EQ(bench.state().pressureKPa, 0.0f);
        EXPECT_EQ(bench.state().middle().conduction, 1.0f);
        EXPECT_FALSE(bench.state().testPositive);
        // everything laid on, and a hand where only a hand presses: something is felt, and more is lost with time
        const NerveControls full = controls(site, 1.0f);
        bench.step(full, 15.0f, 1.0f);
        const float early = bench.state().middle().conduction;
        EXPECT_GT(bench.state().middle().symptoms.strongest(), 0.3f);
        for (int n = 0; n < 60; ++n) bench.step(full, 15.0f, 1.0f);
        EXPECT_LT(bench.state().middle().conduction, early);
        EXPECT_LE(bench.state().people[0].conduction, bench.state().people[2].conduction);
        // what a nerve does not carry is not felt
        EXPECT_EQ(bench.state().middle().symptoms.numbness > 0.0f, site.feels);
        EXPECT_TRUE(site.moves || bench.state().middle().symptoms.weakness == 0.0f);
        for (int n = 0; n < 60; ++n) bench.step(well, 0.0f, 1.0f);
        const patient::NerveFelt& after = bench.state().middle();
        EXPECT_GT(after.conduction, 0.97f * (1.0f - after.lasting)) << "what pressure harmed stays away for weeks";
    }
}

TEST(Entrapments, EachControlPressesOnlyWhereItApplies) {
    for (const patient::Entrapment& site : library().sites())
        for (std::size_t i = 0; i < patient::kLaidOn.size(); ++i) {
            NerveBench bench(library());
            NerveControls one = controls(site, 0.0f);
            one.share[i] = 1.0f;
            bench.step(one, 0.0f, 1.0f);
            EXPECT_EQ(bench.state().pressureKPa > 0.0f, site.has(patient::kLaidOn[i])) << site.key() << ", " << i;
        }
}

TEST(Entrapments, ATestBringsOutWhatIsNearlyThere) {
    // piriformis at a tone that alone is not felt
    const auto at = library().resolve("sciatic_nerve/below_piriformis");
    ASSERT_TRUE(at.ok());
    NerveBench bench(library());
    NerveControls quiet = controls(*at.value().entrapment, 0.0f);
    quiet.share[0] = 4.5f / library().cause(patient::NerveCause::Tone).fullKPa->back();
    bench.step(quiet, 0.0f, 1.0f);
    EXPECT_LT(bench.state().middle().symptoms.strongest(), 0.05f);
    quiet.testing = true;
    bench.step(quiet, 0.0f, 1.0f);
    EXPECT_TRUE(bench.state().testPositive);
}

TEST(Entrapments, UnknownPlacesAndWildControlsAreAnswered) {
    NerveBench bench(library());
    NerveControls c;
    c.site = "sciatic_nerve/below_pirifromis";
    bench.step(c, 0.0f, 1.0f);
    EXPECT_EQ(bench.state().at.entrapment, nullptr);
    EXPECT_NE(bench.state().problem.find("did you mean \"sciatic_nerve/below_piriformis\""), std::string::npos)
        << bench.state().problem;
    c.site = "sciatic_nerve/below_piriformis";
    const float nan = std::nanf("");
    c.share = {nan, -5.0f, 1e30f};
    c.pace = nan;
    bench.step(c, nan, nan);
    bench.step(c, 1e30f, 1e30f);
    EXPECT_TRUE(std::isfinite(bench.state().pressureKPa));
    EXPECT_TRUE(std::isfinite(bench.state().middle().conduction));
}

TEST(Entrapments, TheSameStepsGiveTheSameBits) {
    NerveBench a(library()), b(library());
    NerveControls c = controls(library().sites().front(), 0.6f);
    for (int n = 0; n < 100; ++n) {
        c.share[0] = 0.01f * static_cast<float>(n);
        a.step(c, 1.0f, 0.05f);
        b.step(c, 1.0f, 0.05f);
    }
    EXPECT_EQ(a.hash(), b.hash());
    b.step(c, 1.0f, 0.05f);
    EXPECT_NE(a.hash(), b.hash());
}

struct Fault {
    const char* from;
    const char* to;
    const char* says;
};

TEST(Entrapments, BrokenFilesAreRefusedWithLineAndReason) {
    const auto bench = core::readFile(kAnatomy / "entrapments.toml");
    ASSERT_TRUE(bench.ok());
    const std::string good(bench.value().begin(), bench.value().end());
    const Fault faults[] = {
        {"causes = [\"tone\", \"posture\", \"hand\"]", "causes = [\"tones\"]", "\"tones\""},
        {"causes = [\"tone\", \"hand\"]", "causes = []", "something must press here"},
        {"site = \"under_obliquus\"", "site = \"under_obliqus\"",
         "did you mean \"greater_occipital_nerve/under_obliquus\""},
        {"full_kpa = [6.7, 13.3, 20.0]", "full_kpa = [20.0, 13.3, 6.7]", "figures that rise"},
        {"flow_stops = \"blood flow inside the nerve stops\"", "flow_stops = \"blood flow stops\"",
         "no pressure has the effect"},
        {"kind = \"hand\"", "kind = \"disc\"", "described twice"},
        {"weakens = [\"supraspinatus\", \"infraspinatus\"]", "weakens = [\"supraspinatu\"]",
         "did you mean \"supraspinatus\""},
        {"block_min = [15, 45]", "block_min = [15]", "must be 2 figures"},
        {"sources = [\"TAKAHASHI1999\"]", "sources = [\"TAKAHASHI99\"]", "unknown source"},
        {"posture = \"head held forward\"", "postur = \"head held forward\"", "posture"},
        {"weakness_lag = 0.2", "weakness_lag = 2", "weakness_lag"},
    };
    for (const Fault& fault : faults) {
        SCOPED_TRACE(fault.to);
        const scratch::Folder folder;
        fs::copy_file(kAnatomy / "nerves.toml", folder.file("nerves.toml"));
        std::string text = good;
        const std::size_t at = text.find(fault.from);
        ASSERT_NE(at, std::string::npos) << fault.from;
        text.replace(at, std::string_view(fault.from).size(), fault.to);
        std::ofstream(folder.file("entrapments.toml")) << text;
        const auto loaded = EntrapmentLibrary::load(folder.file("nerves.toml").parent_path(), atlas(), points());
        ASSERT_FALSE(loaded.ok());
        const std::string found = loaded.error().text();
        EXPECT_NE(found.find(fault.says), std::string::npos) << found;
        EXPECT_NE(found.find("entrapments.toml:"), std::string::npos) << found;
    }
}

TEST(Entrapments, APlaceThatNobodyDescribesIsMissed) {
    const auto bench = core::readFile(kAnatomy / "entrapments.toml");
    ASSERT_TRUE(bench.ok());
    std::string text(bench.value().begin(), bench.value().end());
    const std::size_t last = text.rfind("[[entrapment]]");
    ASSERT_NE(last, std::string::npos);
    text.resize(last);
    const scratch::Folder folder;
    fs::copy_file(kAnatomy / "nerves.toml", folder.file("nerves.toml"));
    std::ofstream(folder.file("entrapments.toml")) << text;
    const auto loaded = EntrapmentLibrary::load(folder.file("nerves.toml").parent_path(), atlas(), points());
    ASSERT_FALSE(loaded.ok());
    EXPECT_NE(loaded.error().text().find("nothing says what presses at"), std::string::npos) << loaded.error().text();
}

} // namespace
