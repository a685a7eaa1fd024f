// Files that are no good: each must be told by line and reason, none may crash or be half believed.
#include "../scratch.h"

#include <records/recording.h>

#include <core/random.h>

#include <gtest/gtest.h>

namespace {

const std::string kHeader = R"({"paraspinal_recording":1,"lesson":"a","patient":"anna","body_hash":"00000000000000ab",)"
                            R"("content_hash":"fedcba9876543210","step_seconds":0.05})"
                            "\n";
const std::string kChange = R"({"step":0,"tool":"thumb","pressing":false,"skin_point":[0.0,0.5,-1],)"
                            R"("direction":[0,0,1],"force_n":0.0,"rate_n_per_s":25,"action":"none","answer":""})"
                            "\n";
const std::string kCheck = R"({"check":19,"hash":"00000000000000ff"})"
                           "\n";
const std::string kEnd = R"({"end":30,"changes":1,"checks":1})"
                         "\n";
const std::string kGood = kHeader + kChange + kCheck + kEnd;

std::string faultOf(const std::string& bytes) {
    const scratch::Folder folder;
    const auto file = folder.write("r.jsonl", bytes);
    const auto read = records::readRecording(file);
    if (read.ok()) return "";
    const std::string text = read.error().text();
    EXPECT_EQ(text.find(file.string()), 0u) << text;
    return text.substr(file.parent_path().string().size() + 1);
}

std::string faultWith(const std::string& from, const std::string& to) {
    return faultOf(scratch::replaced(kGood, from, to));
}

void expectFault(const std::string& fault, const std::string& place, const std::string& reason) {
    EXPECT_EQ(fault.find(place), 0u) << fault;
    EXPECT_NE(fault.find(reason), std::string::npos) << fault;
}

TEST(RecordingReader, TakesAGoodFile) {
    EXPECT_EQ(faultOf(kGood), "");
    EXPECT_EQ(faultOf(kGood.substr(0, kGood.size() - 1)), "") << "the last line feed says nothing";
}

TEST(RecordingReader, FileIsMissingEmptyOrAFolder) {
    const scratch::Folder folder;
    EXPECT_FALSE(records::readRecording(folder.file("none.jsonl")).ok());
    EXPECT_FALSE(records::readRecording(folder.file("")).ok());
    expectFault(faultOf(""), "r.jsonl:", "the file is empty");
}

TEST(RecordingReader, Header) {
    expectFault(faultOf("{}\n"), "r.jsonl:1:", "not a recording");
    expectFault(faultOf(kChange + kEnd), "r.jsonl:1:", "not a recording");
    expectFault(faultWith("\"paraspinal_recording\":1", "\"paraspinal_recording\":2"),
                "r.jsonl:1:", "recording format 2, this program reads 1");
    expectFault(faultWith("\"paraspinal_recording\":1", "\"paraspinal_recording\":\"1\""),
                "r.jsonl:1:", "must be a whole number from 0, found string");
    expectFault(faultWith("\"lesson\":\"a\",", ""), "r.jsonl:1:", "missing \"lesson\"");
    expectFault(faultWith("\"lesson\":\"a\"", "\"lesson\":7"), "r.jsonl:1:", "lesson must be a text, found number");
    expectFault(faultWith("00000000000000ab", "ab"), "r.jsonl:1:", "body_hash must be 16 hexadecimal digits");
    expectFault(faultWith("00000000000000ab", "00000000000000AB"), "r.jsonl:1:", "16 hexadecimal digits");
    expectFault(faultWith("\"fedcba9876543210\"", "18364758544493064720"), "r.jsonl:1:", "content_hash must be a text");
    for (const char* bad : {"0.0", "-1", "1.5", "1e300", "null"})
        expectFault(faultWith("\"step_seconds\":0.05", std::string("\"step_seconds\":") + bad),
                    "r.jsonl:1:", "step_seconds");
}

TEST(RecordingReader, NotJson) {
    expectFault(faultWith("\"tool\":", "\"tool\""), "r.jsonl:2:23:", "not JSON: ");
    expectFault(faultWith(kCheck, "\n"), "r.jsonl:3:", "not JSON");
    expectFault(faultWith(kCheck, "[1,2]\n"), "r.jsonl:3:", "expected a JSON object, found array");
    expectFault(faultWith(kCheck, "{} {}\n"), "r.jsonl:3:", "not JSON");
    expectFault(faultWith("\"force_n\":0.0", "\"force_n\":NaN"), "r.jsonl:2:", "not JSON");
    expectFault(faultWith("\"force_n\":0.0", "\"force_n\":1e999"), "r.jsonl:2:", "not JSON");
    expectFault(faultWith("thumb", "thu\xffmb"), "r.jsonl:2:", "not JSON");
    expectFault(faultWith("thumb", std::string("thu\0mb", 6)), "r.jsonl:2:", "not JSON");
    expectFault(faultOf(std::string("\x89PNG\r\n\x1a\n", 8)), "r.jsonl:1:", "not JSON");
}

TEST(RecordingReader, KeysMissingUnknownOrTwice) {
    for (const char* key :
         {"\"tool\":\"thumb\",", "\"pressing\":false,", "\"skin_point\":[0.0,0.5,-1],", "\"direction\":[0,0,1],",
          "\"force_n\":0.0,", "\"rate_n_per_s\":25,", "\"action\":\"none\","})
        expectFault(faultWith(key, ""), "r.jsonl:2:", "missing \"");
    expectFault(faultWith(",\"answer\":\"\"", ""), "r.jsonl:2:", "missing \"answer\"");
    expectFault(faultWith("\"step\":0,", ""), "r.jsonl:2:", "expected a line with");
    expectFault(faultWith("\"step\":0,", "\"step\":0,\"note\":1,"), "r.jsonl:2:", "unknown key \"note\"");
    expectFault(faultWith("\"step\":0,", "\"step\":0,\"force_n\":50,"), "r.jsonl:2:", "\"force_n\" stands twice");
    expectFault(faultWith("\"check\":19,", "\"check\":19,\"step\":0,"), "r.jsonl:3:", "missing \"tool\"");
}

TEST(RecordingReader, WrongTypesAndValues) {
    expectFault(faultWith("\"force_n\":0.0", "\"force_n\":null"), "r.jsonl:2:", "force_n must be a number, found null");
    expectFault(faultWith("\"force_n\":0.0", "\"force_n\":1e39"), "r.jsonl:2:", "force_n is too large");
    expectFault(faultWith("[0,0,1]", "[0,1]"), "r.jsonl:2:", "direction must be an array of three numbers");
    expectFault(faultWith("[0,0,1]", "[0,1,\"2\"]"), "r.jsonl:2:", "direction must be an array of three numbers");
    expectFault(faultWith("[0,0,1]", "[0,1,-1e40]"), "r.jsonl:2:", "direction is too large");
    expectFault(faultWith("\"pressing\":false", "\"pressing\":0"), "r.jsonl:2:", "pressing must be true or false");
    expectFault(faultWith("\"action\":\"none\"", "\"action\":\"anser\""), "r.jsonl:2:", "did you mean \"answer\"?");
    expectFault(faultWith("\"step\":0", "\"step\":-1"), "r.jsonl:2:", "step must be a whole number from 0");
    expectFault(faultWith("\"step\":0", "\"step\":0.5"), "r.jsonl:2:", "step must be a whole number from 0");
    expectFault(faultWith("\"check\":19", "\"check\":4294967296"), "r.jsonl:3:", "check is too large");
    expectFault(faultWith("\"tool\":\"thumb\"", "\"tool\":\"" + std::string(9000, 'x') + "\""),
                "r.jsonl:2:", "tool has 9000 bytes");
}

TEST(RecordingReader, Order) {
    const auto with = [](const std::string& change, int step) {
        return scratch::replaced(change, "\"step\":0", "\"step\":" + std::to_string(step));
    };
    expectFault(faultOf(kHeader + with(kChange, 3) + kEnd), "r.jsonl:2:", "must be that of step 0");
    expectFault(faultOf(kHeader + kChange + kChange + kEnd), "r.jsonl:3:", "steps must rise");
    expectFault(faultOf(kHeader + kChange + kCheck + with(kChange, 19) + kEnd), "r.jsonl:4:", "steps must rise");
    expectFault(faultOf(kHeader + kChange + kCheck + kCheck + kEnd), "r.jsonl:4:", "out of order");
    expectFault(faultOf(kHeader + kChange + with(kChange, 25) + kCheck + kEnd), "r.jsonl:4:", "out of order");
    expectFault(faultOf(kHeader + kCheck + kEnd), "r.jsonl:2:", "before the first change");
    expectFault(faultOf(kHeader + kChange + with(kChange, 3'000'000) + kEnd), "r.jsonl:3:", "beyond the 2000000");
}

TEST(RecordingReader, End) {
    expectFault(faultOf(kHeader + kChange + kCheck), "r.jsonl:3:", "the end line is missing");
    expectFault(faultOf(kHeader), "r.jsonl:1:", "the end line is missing");
    expectFault(faultOf(kGood + kEnd), "r.jsonl:5:", "goes on after its end line");
    expectFault(faultOf(kGood + "\n"), "r.jsonl:5:", "goes on after its end line");
    expectFault(faultWith(kCheck, ""), "r.jsonl:3:", "lines are missing or too many");
    expectFault(faultWith("\"end\":30", "\"end\":19"), "r.jsonl:4:", "ends after 19 steps but has a line for step 19");
    expectFault(faultWith("\"end\":30", "\"end\":4000000000"), "r.jsonl:4:", "more than the 2000000 allowed");
}

TEST(RecordingReader, CutOffAnywhereIsTold) {
    for (std::size_t size = 0; size + 1 < kGood.size(); ++size)
        EXPECT_NE(faultOf(kGood.substr(0, size)), "") << "cut after " << size << " bytes";
    expectFault(faultOf(kGood.substr(0, kHeader.size() + 40)), "r.jsonl:2:", "cut off in the middle");
}

TEST(RecordingReader, LineOfTenMegabytes) {
    expectFault(faultOf(kHeader + std::string(10'000'000, 'x') + "\n" + kEnd),
                "r.jsonl:2:", "10000000 bytes, at most 65536");
    expectFault(faultOf(std::string(10'000'000, '[')), "r.jsonl:1:", "10000000 bytes");
}

TEST(RecordingReader, DeepNestingEndsInAFault) {
    const std::string deep(30'000, '[');
    expectFault(faultWith("\"force_n\":0.0", "\"force_n\":" + deep + std::string(30'000, ']')),
                "r.jsonl:2:", "force_n must be a number, found array");
    expectFault(faultWith(kCheck, deep + "\n"), "r.jsonl:3:", "not JSON");
}

TEST(RecordingReader, AnyByteChangedIsReadOrToldButNeverCrashes) {
    core::Random random(5);
    const scratch::Folder folder;
    for (int i = 0; i < 3000; ++i) {
        std::string bytes = kGood;
        for (int k = 0; k < 3; ++k) bytes[random.next() % bytes.size()] = static_cast<char>(random.next() & 0xFF);
        const auto read = records::readRecording(folder.write("r.jsonl", bytes));
        if (!read.ok()) {
            EXPECT_FALSE(read.error().messages.empty());
        }
    }
}

} // namespace
