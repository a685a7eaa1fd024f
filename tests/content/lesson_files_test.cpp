// The lessons as they are shipped read without a fault, and speak of patients and scripts that are there. Every file in
// bad_lessons/ is broken on purpose; its first lines say what must be said about it:
//   # expect 12: words of the message         (12: the line that must be named; several such lines are allowed)
#include <session/scripted_student.h>

#include <core/paths.h>
#include <core/text.h>

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

namespace {

const std::filesystem::path kAssets = CONTENT_ASSETS;

const session::Library& library() {
    static const auto loaded = session::Library::load(kAssets);
    CHECK(loaded.ok(), loaded.ok() ? "" : loaded.error().text().c_str());
    return *loaded.value();
}

std::vector<std::pair<std::string, std::string>> expectedOf(const std::filesystem::path& file) {
    std::vector<std::pair<std::string, std::string>> out;
    for (const std::string& line : core::split(core::readFile(file).value(), '\n')) {
        const std::size_t colon = line.find(": ");
        if (line.rfind("# expect ", 0) == 0 && colon != std::string::npos)
            out.emplace_back(line.substr(9, colon - 9), line.substr(colon + 2));
    }
    return out;
}

TEST(Lessons, ReadWithoutFault) {
    const auto files = library().lessonFiles();
    EXPECT_FALSE(files.empty());
    for (const auto& file : files) {
        const auto lesson = library().lesson(file.stem().string());
        ASSERT_TRUE(lesson.ok()) << lesson.error().text();
        const auto chart = library().chart(lesson.value().patient);
        EXPECT_TRUE(chart.ok()) << file << ": " << chart.error().text();
        EXPECT_FALSE(lesson.value().sources.empty()) << file;
        EXPECT_FALSE(lesson.value().criteria.empty()) << file;
    }
}

TEST(Lessons, AimAtWhatAilsTheirPatient) {
    for (const auto& file : library().lessonFiles()) {
        const training::Lesson lesson = library().lesson(file.stem().string()).value();
        const patient::Chart chart = library().chart(lesson.patient).value();
        for (const training::Step& step : lesson.steps)
            for (const training::Condition& condition : step.complete) {
                if (!condition.point) continue;
                bool ails = false;
                for (const patient::ChartPoint& point : chart.points) ails = ails || point.point == condition.point;
                EXPECT_TRUE(ails) << lesson.key << ", step " << step.key << ": " << chart.name << " has no "
                                  << condition.point.text();
            }
    }
}

TEST(Lessons, EveryScriptReads) {
    const auto files = core::filesBelow(kAssets / "scripts", ".toml");
    EXPECT_GE(files.size(), 4u);
    for (const auto& file : files) {
        const auto script = session::readScript(file, library());
        ASSERT_TRUE(script.ok()) << script.error().text();
        EXPECT_EQ(script.value().lesson, file.parent_path().filename().string()) << file;
        EXPECT_EQ(session::scriptFile(library(), script.value().lesson, file.stem().string()).value(), file);
    }
    const auto unknown = session::scriptFile(library(), "upper_trapezius_release", "god_student");
    ASSERT_FALSE(unknown.ok());
    EXPECT_NE(unknown.error().text().find("did you mean \"good_student\""), std::string::npos);
}

TEST(BadScripts, NameWhatIsWrong) {
    const auto file = std::filesystem::temp_directory_path() / "paraspinal_bad_script.toml";
    const std::string text = R"(format = 1
key = "paraspinal_bad_script"
title = "Broken on purpose"
lesson = "upper_trapezius_release"
[[act]]
kind = "press"
at = "right upper_trapezus_1"
force_n = 10
seconds = 2
until_step = "fnd"
[[act]]
kind = "next"
seconds = 2
[[act]]
kind = "seek"
tool = "tumb"
pain = 12
seconds = 2
)";
    ASSERT_TRUE(core::writeFile(file, text).ok());
    const auto script = session::readScript(file, library());
    std::filesystem::remove(file);
    ASSERT_FALSE(script.ok());
    const std::string faults = script.error().text();
    for (const char* words : {":7:", "did you mean \"upper_trapezius_1\"", "did you mean \"find\"",
                              ":13:11: unknown key \"seconds\"", "did you mean \"thumb\"", "between 0.5 and 10"})
        EXPECT_NE(faults.find(words), std::string::npos) << words << " in:\n" << faults;
}

TEST(BadLessons, FailWithTheirLineAndReason) {
    const auto files = core::filesBelow(CONTENT_BAD_LESSONS, ".toml");
    EXPECT_GE(files.size(), 10u);
    for (const auto& file : files) {
        const auto lesson = training::readLesson(file, {library().atlas, library().points, library().tools});
        ASSERT_FALSE(lesson.ok()) << file << " is read without a fault";
        const auto expected = expectedOf(file);
        EXPECT_FALSE(expected.empty()) << file << " does not say what to expect";
        for (const auto& [line, words] : expected) {
            bool found = false;
            for (const std::string& message : lesson.error().messages)
                found = found || (message.find(file.filename().string() + ":" + line + ":") != std::string::npos &&
                                  message.find(words) != std::string::npos);
            EXPECT_TRUE(found) << file << ": no message for line " << line << " with \"" << words << "\" in:\n"
                               << lesson.error().text();
        }
    }
}

} // namespace
