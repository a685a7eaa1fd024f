#include "clinic.h"

#include <patient/response.h>

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace {

using patient::depthFactor;
using patient::painOf;

std::string assetText() {
    const auto text = core::readFile(core::assetsDirectory().value() / "patients" / "response.toml");
    CHECK(text.ok(), "the response of the assets is there");
    return text.value();
}

core::Result<patient::Response> readText(const std::string& text) {
    const fixture::Folder folder;
    folder.write("response.toml", text);
    return patient::readResponse(folder.path() / "response.toml");
}

TEST(Response, ReadsEveryFigureOfItsFile) {
    // Each figure gets a value of its own in turn: a key that went to the wrong member would be seen.
    const std::string text = assetText();
    const auto plain = readText(text);
    ASSERT_TRUE(plain.ok()) << plain.error().text();
    const std::pair<const char*, float patient::Response::*> figures[] = {
        {"spread", &patient::Response::spread},
        {"female_factor", &patient::Response::femaleFactor},
        {"tolerance", &patient::Response::tolerance},
        {"tolerance_active", &patient::Response::toleranceActive},
        {"ease_seconds", &patient::Response::easeSeconds},
        {"ease_floor", &patient::Response::easeFloor},
        {"ease_low", &patient::Response::easeLow},
        {"ease_high", &patient::Response::easeHigh},
        {"good_hold_seconds", &patient::Response::goodHoldSeconds},
        {"gain_per_hold", &patient::Response::gainPerHold},
        {"gain_most", &patient::Response::gainMost},
        {"recover_seconds", &patient::Response::recoverSeconds},
        {"guard_rise_seconds", &patient::Response::guardRise},
        {"guard_fall_seconds", &patient::Response::guardFall},
        {"guard_stiffening", &patient::Response::guardStiffening},
        {"guard_pain_per_second", &patient::Response::guardPain},
        {"jab_n_per_s", &patient::Response::jabNPerS},
        {"band_active", &patient::Response::bandActive},
        {"band_latent", &patient::Response::bandLatent},
        {"nodule_active", &patient::Response::noduleActive},
        {"nodule_latent", &patient::Response::noduleLatent},
        {"band_release", &patient::Response::bandRelease},
        {"inflamed_threshold", &patient::Response::inflamedThreshold},
        {"inflamed_pain_per_second", &patient::Response::inflamedPain},
        {"referral_from", &patient::Response::referralFrom},
        {"referral_seconds", &patient::Response::referralSeconds},
        {"spillover_from", &patient::Response::spilloverFrom},
    };
    for (const auto& [key, member] : figures) {
        const std::string line = std::string("\n") + key + " = { value = ";
        const std::size_t at = text.find(line);
        ASSERT_NE(at, std::string::npos) << key;
        const std::size_t end = text.find(',', at);
        const float there = std::strtof(text.c_str() + at + line.size(), nullptr);
        const float other = there * 1.0625f;
        const auto changed = readText(text.substr(0, at + line.size()) + std::to_string(other) + text.substr(end));
        ASSERT_TRUE(changed.ok()) << key << changed.error().text();
        for (const auto& [name, each] : figures)
            EXPECT_NEAR(changed.value().*each, name == key ? other : plain.value().*each, 1e-5f) << key << ' ' << name;
        EXPECT_NEAR(plain.value().*member, there, 1e-6f) << key;
    }
    EXPECT_GE(plain.value().words.size(), 10u);
    EXPECT_EQ(plain.value().thresholdOf("infraspinatus").healthy, 621.0f);
    EXPECT_EQ(plain.value().thresholdOf("a_muscle_without_figures").healthy, 500.0f);
    EXPECT_EQ(plain.value().thresholdOf("").healthy, 500.0f);
    EXPECT_EQ(patient::Response{}.thresholdOf("any").healthy, 500.0f); // without figures: the defaults
}

TEST(Response, EveryFaultNamesItsLine) {
    struct Fault {
        const char* from;
        const char* to;
        const char* line;
        const char* says;
    };
    const Fault faults[] = {
        {R"(kind = "response")", R"(kind = "patient")", R"(kind = "patient")", "kind must be \"response\""},
        {"latent_kpa = 380", "latent_kpa = 580", "[[threshold]]", "thresholds must rise: active, latent, healthy"},
        {"healthy_kpa = 500", "healthy_kpa = 5000", "5000", "must lie between 50 and 2000"},
        {"muscle = \"\"", "muscle = \"multifidus\"", "format", "a threshold with muscle = \"\" is needed"},
        {"muscle = \"levator_scapulae\"", "muscle = \"trapezius_descending\"",
         "muscle = \"trapezius_descending\"\nhealthy_kpa = 400", "\"trapezius_descending\" has two thresholds"},
        {"spread = { value = 0.20", "spread = { value = 0.7", "spread =", "must lie between 0 and 0.6"},
        {"ease_seconds = { value", "ease_secs = { value", "ease_secs", "unknown key \"ease_secs\""},
        {"spread = { value = 0.20, confidence = \"C\"", "spread = { value = 0.20",
         "spread =", "missing \"confidence\""},
        {"source = \"Teaching convention: below, pressure does too little\"", "source = \"\"", "ease_low",
         "a figure needs its source"},
        {"ease_low = { value = 3", "ease_low = { value = 8", "ease_low", "must lie below \"ease_high\""},
        {"about = \"guarding\"", "about = \"garding\"", "garding", "did you mean \"guarding\"?"},
        {"from = 7\nto = 11", "from = 7\nto = 7", "[[words]]", "\"from\" must be below \"to\""},
        {"from = 7\nto = 11", "from = 7\nto = 12", "to = 12", "must lie between 0 and 11"},
        {"\"Ow, stop, that is too much. I am tensing up against you.\"", "7", "text = 7", "must be text"},
    };
    for (const Fault& fault : faults) {
        const std::string text = fixture::replaced(assetText(), fault.from, fault.to);
        const auto found = readText(text);
        ASSERT_FALSE(found.ok()) << fault.to;
        const std::string all = found.error().text();
        EXPECT_NE(all.find(fault.says), std::string::npos) << fault.to << "\n" << all;
        if (std::string(fault.line) == "format") continue; // it stands nowhere
        EXPECT_NE(all.find(clinic::lineOf("response.toml", text, fault.line)), std::string::npos) << fault.to << "\n"
                                                                                                  << all;
    }
    EXPECT_FALSE(patient::readResponse("no/such/response.toml").ok());
}

TEST(Response, DepthFactorIsTheDiscOnTheHalfSpace) {
    // Against the integral of Boussinesq's point load over the disc: 3 z^3 / (2 pi R^5) dA, closed by midpoints.
    for (const float a : {0.00564f, 0.009f, 0.015f})
        for (const float z : {0.001f, 0.005f, 0.014f, 0.04f}) {
            double sum = 0.0;
            const int rings = 20000;
            const double width = static_cast<double>(a) / rings, depth = static_cast<double>(z);
            for (int i = 0; i < rings; ++i) {
                const double r = (i + 0.5) * width;
                sum += 3.0 * depth * depth * depth * r * width / std::pow(r * r + depth * depth, 2.5);
            }
            EXPECT_NEAR(static_cast<double>(depthFactor(a, z)), sum, 1e-4) << a << ' ' << z;
        }
    EXPECT_EQ(depthFactor(0.009f, 0.0f), 1.0f);
    EXPECT_EQ(depthFactor(0.009f, -0.01f), 1.0f); // above the skin: all of it
    EXPECT_LT(depthFactor(0.009f, 10.0f), 1e-5f);
    EXPECT_GE(depthFactor(0.009f, 10.0f), 0.0f);
    EXPECT_TRUE(std::isfinite(depthFactor(0.0f, 0.0f)));
    float last = 1.1f;
    for (int i = 0; i < 200; ++i) {
        const float now = depthFactor(0.009f, 0.0005f * static_cast<float>(i));
        EXPECT_LT(now, last);
        EXPECT_GT(now, depthFactor(0.008f, 0.0005f * static_cast<float>(i)) - 1e-6f); // a larger contact reaches deeper
        last = now;
    }
}

TEST(Response, DepthFactorGivesTheValuesOfTheFactSheet) {
    // facts/palpation_biomechanics.md, section 5: thumb of radius 9 mm, elbow of radius 15 mm, in per cent.
    struct Row {
        float radius, depthMm, percent;
    };
    for (const Row& row : {Row{0.009f, 0, 100}, Row{0.009f, 8, 71}, Row{0.009f, 14, 41}, Row{0.009f, 20, 24},
                           Row{0.009f, 40, 7}, Row{0.015f, 40, 18}, Row{0.015f, 60, 9}})
        EXPECT_NEAR(100.0f * depthFactor(row.radius, 0.001f * row.depthMm), row.percent, 0.6f)
            << row.radius << ' ' << row.depthMm;
}

TEST(Response, PainGrowsFromTheThresholdToTheTolerance) {
    EXPECT_EQ(painOf(0.0f, 1.8f), 0.0f);
    EXPECT_EQ(painOf(1.0f, 1.8f), 0.0f);
    EXPECT_NEAR(painOf(1.4f, 1.8f), 5.0f, 1e-5f);
    EXPECT_NEAR(painOf(1.8f, 1.8f), 10.0f, 1e-5f);
    EXPECT_EQ(painOf(50.0f, 1.8f), 10.0f);
    EXPECT_EQ(painOf(-3.0f, 1.8f), 0.0f);
    EXPECT_EQ(painOf(std::numeric_limits<float>::quiet_NaN(), 1.8f), 0.0f);
    EXPECT_EQ(painOf(std::numeric_limits<float>::infinity(), 1.8f), 10.0f);
    EXPECT_GT(painOf(1.3f, 1.6f), painOf(1.3f, 1.8f)); // less tolerance: more pain
}

} // namespace
