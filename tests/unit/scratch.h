// A folder of its own for a test's files, gone with it, and reading and writing there. Folders within it are made as
// files are written to them.
#pragma once

#include <core/check.h>
#include <core/paths.h>

#include <gtest/gtest.h>

#include <filesystem>
#include <string>
#include <unistd.h>

namespace scratch {

class Folder {
public:
    Folder() {
        const auto* test = testing::UnitTest::GetInstance()->current_test_info();
        path_ = std::filesystem::temp_directory_path() / (std::string("paraspinal_") + test->test_suite_name() + "_" +
                                                          test->name() + "_" + std::to_string(::getpid()));
        std::filesystem::remove_all(path_);
        std::filesystem::create_directories(path_);
    }
    ~Folder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    Folder(const Folder&) = delete;
    Folder& operator=(const Folder&) = delete;

    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path file(const std::string& name) const { return path_ / name; }
    std::filesystem::path write(const std::string& name, const std::string& bytes) const {
        std::filesystem::create_directories(file(name).parent_path());
        CHECK(core::writeFile(file(name), bytes).ok(), "the test's file can be written");
        return file(name);
    }
    static std::string read(const std::filesystem::path& file) {
        const auto bytes = core::readFile(file);
        CHECK(bytes.ok(), "the test's file can be read");
        return bytes.value();
    }

private:
    std::filesystem::path path_;
};

inline std::string replaced(std::string text, const std::string& from, const std::string& to) {
    const std::size_t at = text.find(from);
    CHECK(at != std::string::npos, "the text to replace is there");
    return text.replace(at, from.size(), to);
}

} // namespace scratch
