// Every file in bad/ is broken on purpose. Its first lines say what it is and what must be said about it:
//   # reads as: atlas | population | shapes | skeleton | skin
//   # expect 12: words of the message         (12: the line that must be named; several such lines are allowed)
#include <anatomy/atlas.h>
#include <anatomy/description.h>
#include <anatomy/population.h>
#include <anatomy/skeleton.h>
#include <anatomy/skin.h>

#include <core/paths.h>
#include <core/text.h>

#include <gtest/gtest.h>

#include <filesystem>

namespace {

struct Expectation {
    std::string line;
    std::string words;
};

struct BadFile {
    std::string readsAs;
    std::vector<Expectation> expected;
};

BadFile headOf(const std::filesystem::path& file) {
    BadFile out;
    const std::string text = core::readFile(file).value();
    for (const std::string& line : core::split(text, '\n')) {
        if (line.rfind("# reads as: ", 0) == 0) out.readsAs = line.substr(12);
        if (line.rfind("# expect ", 0) != 0) continue;
        const std::size_t colon = line.find(": ");
        if (colon != std::string::npos) out.expected.push_back({line.substr(9, colon - 9), line.substr(colon + 2)});
    }
    return out;
}

template <typename T>
std::string errorText(const core::Result<T>& result) {
    return result.ok() ? "" : result.error().text();
}

/// The atlas is read folder by folder: the file stands alone in one of its own.
std::string readAtlas(const std::filesystem::path& file) {
    const auto folder = std::filesystem::temp_directory_path() / ("paraspinal_bad_" + file.stem().string());
    std::filesystem::remove_all(folder);
    std::filesystem::create_directories(folder / "atlas");
    std::filesystem::copy_file(file, folder / "atlas" / file.filename());
    const std::string text = errorText(anatomy::Atlas::load(folder));
    std::filesystem::remove_all(folder);
    return text;
}

std::string faultsOf(const std::string& readsAs, const std::filesystem::path& file) {
    if (readsAs == "atlas") return readAtlas(file);
    if (readsAs == "population") return errorText(anatomy::readPopulation(file));
    if (readsAs == "shapes") return errorText(anatomy::readShapes(file));
    if (readsAs == "skeleton") return errorText(anatomy::Skeleton::load(file));
    if (readsAs == "skin") return errorText(anatomy::readSkin(file));
    return "the test does not know how to read \"" + readsAs + "\"";
}

TEST(BadFiles, FailWithTheirLineAndReason) {
    const auto files = core::filesBelow(CONTENT_BAD, ".toml");
    EXPECT_GE(files.size(), 10u);
    for (const auto& file : files) {
        const BadFile head = headOf(file);
        const std::string faults = faultsOf(head.readsAs, file);
        EXPECT_FALSE(faults.empty()) << file << " is read without a fault";
        EXPECT_FALSE(head.expected.empty()) << file << " does not say what to expect";
        for (const Expectation& wanted : head.expected) {
            bool found = false;
            for (const std::string& message : core::split(faults, '\n'))
                found =
                    found || (message.find(file.filename().string() + ":" + wanted.line + ":") != std::string::npos &&
                              message.find(wanted.words) != std::string::npos);
            EXPECT_TRUE(found) << file << ": no message for line " << wanted.line << " with \"" << wanted.words
                               << "\" in:\n"
                               << faults;
        }
    }
}

} // namespace
