#include "clinic.h"

#include <patient/chart.h>

#include <gtest/gtest.h>

namespace {

using patient::AilmentKind;
using patient::PointState;

const std::string kChart = R"(format = 1
key = "nora"
name = "Nora"
age = 41
sex = "female"
stature_m = 1.60
body_mass_index = 24
posture = "bent"
skin_tone = 6
seed = 77
pain_sensitivity = 0.9
story = "It aches."
[[trigger_point]]
point = "longissimus_1"
side = "right"
state = "active"
note = "hers"
[[trigger_point]]
point = "multifidus_1"
side = "left"
state = "latent"
[[spasm]]
structure = "multifidus"
side = "left"
severity = 0.25
[[inflammation]]
structure = "disc_L1"
severity = 0.75
note = "one of a kind"
)";

struct Ward {
    fixture::Folder folder;
    anatomy::Atlas atlas;
    patient::PointLibrary points;

    Ward() : atlas(anatomy::Atlas::load(folder.path()).value()), points(clinic::pointsIn(folder, atlas)) {}
    core::Result<patient::Chart> read(const std::string& text) const {
        folder.write("nora.toml", text);
        return patient::readChart(folder.path() / "nora.toml", points, atlas);
    }
};

TEST(Chart, ReadsWhoThePatientIsAndWhatAils) {
    const Ward ward;
    const auto read = ward.read(kChart);
    ASSERT_TRUE(read.ok()) << read.error().text();
    const patient::Chart& c = read.value();
    EXPECT_EQ(c.key, "nora");
    EXPECT_EQ(c.name, "Nora");
    EXPECT_EQ(c.age, 41);
    EXPECT_EQ(c.sex, patient::Sex::Female);
    EXPECT_EQ(c.body.statureM, 1.60f);
    EXPECT_EQ(c.body.bodyMassIndex, 24.0f);
    EXPECT_EQ(c.posture, "bent");
    EXPECT_EQ(c.skinTone, 6);
    EXPECT_EQ(c.seed, 77u);
    EXPECT_EQ(c.painSensitivity, 0.9f);
    EXPECT_EQ(c.story, "It aches.");
    ASSERT_EQ(c.points.size(), 2u);
    EXPECT_EQ(c.points[0].point.text(), "right longissimus_1");
    EXPECT_EQ(c.points[0].state, PointState::Active);
    EXPECT_EQ(c.points[1].point.text(), "left multifidus_1");
    EXPECT_EQ(c.points[1].state, PointState::Latent);
    ASSERT_EQ(c.ailments.size(), 2u);
    EXPECT_EQ(c.ailments[0].kind, AilmentKind::Spasm);
    EXPECT_EQ(c.ailments[0].structure, core::StructureId{22879});
    EXPECT_EQ(c.ailments[0].severity, 0.25f);
    EXPECT_EQ(c.ailments[1].kind, AilmentKind::Inflammation);
    EXPECT_EQ(c.ailments[1].structure, core::StructureId{16033});
}

TEST(Chart, TheSamePointOnBothSidesAndAHealthyPatientAreGood) {
    const Ward ward;
    EXPECT_TRUE(ward.read(fixture::replaced(kChart, "multifidus_1", "longissimus_1")).ok());
    EXPECT_TRUE(ward.read(kChart.substr(0, kChart.find("[[trigger_point]]"))).ok());
    // spelt with its side, when that agrees
    EXPECT_TRUE(ward.read(fixture::replaced(kChart, "\"multifidus_1\"", "\"left multifidus_1\"")).ok());
}

TEST(Chart, EveryFaultNamesItsLine) {
    struct Fault {
        const char* from;
        const char* to;
        const char* line;
        const char* says;
    };
    const Fault faults[] = {
        {"\"longissimus_1\"", "\"longisimus_1\"", "longisimus_1", "did you mean \"longissimus_1\"?"},
        {"\"longissimus_1\"", "\"left longissimus_1\"", "left longissimus_1", "says another side"},
        {"side = \"right\"\nstate", "side = \"rigth\"\nstate", "rigth", "did you mean \"right\"?"},
        {"side = \"right\"\nstate", "side = \"midline\"\nstate", "midline", "Allowed: right, left"},
        {"state = \"active\"", "state = \"activ\"", "\"activ\"", "did you mean \"active\"?"},
        {"point = \"multifidus_1\"\nside = \"left\"", "point = \"longissimus_1\"\nside = \"right\"",
         "[[trigger_point]]\npoint = \"longissimus_1\"\nside = \"right\"\nstate = \"latent\"",
         "right longissimus_1 is listed twice"},
        {"structure = \"multifidus\"", "structure = \"multifidos\"", "multifidos", "did you mean \"multifidus\"?"},
        {"structure = \"multifidus\"", "structure = \"deep muscle\"", "deep muscle", "write its key, \"multifidus\""},
        {"side = \"left\"\nseverity", "side = \"midline\"\nseverity", "structure = \"multifidus\"",
         "\"multifidus\" has no midline side"},
        {"structure = \"disc_L1\"", "structure = \"disc_L1\"\nside = \"left\"", "disc_L1", "has no left side"},
        {"structure = \"multifidus\"\nside = \"left\"\n", "structure = \"multifidus\"\n", "[[spasm]]",
         "missing \"side\""},
        {"structure = \"multifidus\"", "structure = \"hip_bone\"", "hip_bone", "only a muscle can be in spasm"},
        {"[[inflammation]]", "[[spasm]]\nstructure = \"multifidus\"\nside = \"left\"\nseverity = 0.5\n[[inflammation]]",
         "[[spasm]]\nstructure = \"multifidus\"\nside = \"left\"\nseverity = 0.5", "is listed twice"},
        {"severity = 0.25", "severity = 1.25", "1.25", "must lie between 0 and 1"},
        {"severity = 0.75", "severity = -1", "-1", "must lie between 0 and 1"},
        {"age = 41", "age = 15", "age = 15", "an age lies between 16 and 100"},
        {"age = 41", "age = 101", "age = 101", "an age lies between 16 and 100"},
        {"age = 41\n", "", "", "missing \"age\""},
        {"sex = \"female\"", "sex = \"f\"", "sex", "Allowed: female, male"},
        {"stature_m = 1.60", "stature_m = 160", "160", "\"stature_m\" must lie between"},
        {"body_mass_index = 24", "body_mass_index = 50", "50", "must lie between 17 and 40"},
        {"seed = 77", "seed = -1", "seed = -1", "a seed is not negative"},
        {"pain_sensitivity = 0.9", "pain_sensitivity = 0", "pain_sensitivity", "must lie between 0.3"},
        {"story = \"It aches.\"", "story = 3", "story = 3", "must be text"},
        {"story =", "storey = \"\"\nstory =", "storey", "unknown key \"storey\", did you mean \"story\"?"},
        {"note = \"hers\"", "nota = \"hers\"", "nota", "unknown key \"nota\""},
    };
    const Ward ward;
    for (const Fault& fault : faults) {
        const std::string text = fixture::replaced(kChart, fault.from, fault.to);
        const auto read = ward.read(text);
        ASSERT_FALSE(read.ok()) << fault.to;
        const std::string all = read.error().text();
        EXPECT_NE(all.find(fault.says), std::string::npos) << fault.to << "\n" << all;
        EXPECT_EQ(read.error().messages.size(), 1u) << all;
        if (*fault.line == '\0') continue;
        EXPECT_NE(all.find(clinic::lineOf("nora.toml", text, fault.line)), std::string::npos) << fault.to << "\n"
                                                                                              << all;
    }
    EXPECT_FALSE(patient::readChart("no/such/patient.toml", ward.points, ward.atlas).ok());
}

} // namespace
