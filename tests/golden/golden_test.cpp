// Draws every golden view and compares it with the picture kept in images/. A picture that differs is left with its
// difference under the build folder, for looking at. `golden_tests --update` (or GOLDEN_UPDATE=1) writes the pictures
// anew; whoever commits them has looked at each.
#include "golden_views.h"

#include <render/image_difference.h>

#include <gtest/gtest.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <ostream>
#include <set>

namespace golden {

/// By name; GoogleTest would print its bytes.
void PrintTo(const GoldenView& view, std::ostream* out) {
    *out << view.name;
}

} // namespace golden

namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t kMostBytes = 400'000;      // of a picture
constexpr std::uintmax_t kMostBytesAll = 4'000'000; // a repository keeps every version for ever

bool updating = false;
std::unique_ptr<golden::Stage> stage;

/// The folder holds nothing else and stays small. After all tests, since --update changes it.
void checkFolder() {
    std::set<std::string> known;
    for (const golden::GoldenView& view : golden::goldenViews()) known.insert(view.name + ".png");
    std::uintmax_t all = 0;
    for (const auto& entry : fs::directory_iterator(GOLDEN_IMAGES)) {
        EXPECT_EQ(known.count(entry.path().filename().string()), 1u) << entry.path() << " belongs to no golden view";
        EXPECT_LT(entry.file_size(), kMostBytes) << entry.path();
        all += entry.file_size();
    }
    std::printf("%.2f MB of golden pictures\n", 1e-6 * static_cast<double>(all));
    EXPECT_LT(all, kMostBytesAll);
}

/// Opens the stage for all tests, and closes it before static objects die.
class StageHolder : public testing::Environment {
public:
    void SetUp() override {
        setenv("PARASPINAL_CACHE", TEST_CACHE, 0); // bodies are built once for all tests
        auto made = golden::Stage::create();
        ASSERT_TRUE(made.ok()) << made.error().text();
        stage = std::move(made).value();
    }
    void TearDown() override {
        stage.reset();
        checkFolder();
    }
};

fs::path goldenFile(const std::string& name) {
    return fs::path(GOLDEN_IMAGES) / (name + ".png");
}

std::string keepForLooking(const core::Image& image, const std::string& file) {
    const fs::path folder = GOLDEN_DIFFERENCES;
    std::error_code fault;
    fs::create_directories(folder, fault);
    const auto written = core::writePng(image, folder / file);
    return written ? (folder / file).string() : written.error().text();
}

class Golden : public testing::TestWithParam<golden::GoldenView> {};

void compare(const golden::GoldenView& view, const core::Image& actual) {
    const fs::path file = goldenFile(view.name);
    const auto expected = core::readPng(file);
    if (!expected) {
        FAIL() << "no golden picture: " << expected.error().text()
               << "\nactual: " << keepForLooking(actual, view.name + ".actual.png")
               << "\nlook at it; golden_tests --update keeps it";
    }
    const auto d = render::difference(actual, expected.value());
    ASSERT_TRUE(d.ok()) << d.error().text() << "\nactual: " << keepForLooking(actual, view.name + ".actual.png");
    std::printf("%-26s mean %.4f of %.4f, %.4f %% of %.4f %% of the pixels noticeable, worst %.1f\n", view.name.c_str(),
                d.value().mean, view.tolerance.mean, 100.0 * d.value().share, 100.0 * view.tolerance.share,
                d.value().worst);
    if (d.value().mean <= view.tolerance.mean && d.value().share <= view.tolerance.share) return;
    ADD_FAILURE() << view.name << " (" << view.about << ") differs: mean " << d.value().mean << " of "
                  << view.tolerance.mean << " allowed, share " << d.value().share << " of " << view.tolerance.share
                  << "\nactual:     " << keepForLooking(actual, view.name + ".actual.png") << "\ndifference: "
                  << keepForLooking(render::differencePicture(actual, expected.value()), view.name + ".difference.png");
}

TEST_P(Golden, Picture) {
    ASSERT_TRUE(stage);
    const golden::GoldenView& view = GetParam();
    const int messages = stage->renderer().validationMessages();
    const auto first = view.draw(*stage);
    ASSERT_TRUE(first.ok()) << first.error().text();
    const auto second = view.draw(*stage);
    ASSERT_TRUE(second.ok()) << second.error().text();
    EXPECT_EQ(stage->renderer().validationMessages(), messages) << "validation layers complain about " << view.name;
    const auto twice = render::difference(first.value(), second.value());
    ASSERT_TRUE(twice.ok()) << twice.error().text();
    EXPECT_TRUE(first.value().rgba == second.value().rgba)
        << view.name << " drawn twice differs: mean " << twice.value().mean << ", worst " << twice.value().worst << "\n"
        << keepForLooking(render::differencePicture(first.value(), second.value()), view.name + ".twice.png");
    if (updating && !HasFailure()) {
        const auto written = core::writePng(first.value(), goldenFile(view.name));
        ASSERT_TRUE(written.ok()) << written.error().text();
    }
    compare(view, first.value());
}

INSTANTIATE_TEST_SUITE_P(Views, Golden, testing::ValuesIn(golden::goldenViews()),
                         [](const auto& at) { return at.param.name; });

// A tolerance that lets everything pass would be worth nothing: one small muscle gone must show.
TEST(GoldenComparison, NoticesAMissingMuscle) {
    ASSERT_TRUE(stage);
    const auto whole = golden::deepLayer(*stage, "");
    ASSERT_TRUE(whole.ok()) << whole.error().text();
    const auto without = golden::deepLayer(*stage, "left piriformis");
    ASSERT_TRUE(without.ok()) << without.error().text();
    const auto d = render::difference(whole.value(), without.value());
    ASSERT_TRUE(d.ok()) << d.error().text();
    std::printf("a muscle gone: mean %.4f, %.4f %% noticeable\n", d.value().mean, 100.0 * d.value().share);
    for (const golden::GoldenView& view : golden::goldenViews())
        if (view.name == "deep_posterior") {
            EXPECT_GT(d.value().share, 2.0 * view.tolerance.share);
        }
}

} // namespace

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    const char* asked = std::getenv("GOLDEN_UPDATE");
    updating = asked != nullptr && std::string(asked) == "1";
    for (int i = 1; i < argc; ++i) {
        if (std::string(argv[i]) != "--update") {
            std::fprintf(stderr, "golden_tests: unknown argument \"%s\"; known: --update, and those of GoogleTest\n",
                         argv[i]);
            return 2;
        }
        updating = true;
    }
    testing::AddGlobalTestEnvironment(new StageHolder); // GoogleTest owns it
    return RUN_ALL_TESTS();
}
