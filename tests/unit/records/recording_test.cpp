#include "../scratch.h"

#include <records/recording.h>
#include <records/recording_rules.h>

#include <core/random.h>

#include <gtest/gtest.h>

#include <bit>
#include <cmath>
#include <limits>

namespace {

using records::Recording;
using training::Action;
using training::Input;

bool sameBits(float a, float b) {
    return std::bit_cast<std::uint32_t>(a) == std::bit_cast<std::uint32_t>(b);
}

void expectSame(const Input& a, const Input& b) {
    EXPECT_EQ(a, b);
    for (int i = 0; i < 3; ++i) {
        EXPECT_TRUE(sameBits(a.skinPoint[i], b.skinPoint[i]));
        EXPECT_TRUE(sameBits(a.direction[i], b.direction[i]));
    }
    EXPECT_TRUE(sameBits(a.forceN, b.forceN)) << a.forceN << " " << b.forceN;
    EXPECT_TRUE(sameBits(a.rateNPerS, b.rateNPerS));
}

void expectSame(const Recording& a, const Recording& b) {
    EXPECT_EQ(a.lesson, b.lesson);
    EXPECT_EQ(a.patient, b.patient);
    EXPECT_EQ(a.bodyHash, b.bodyHash);
    EXPECT_EQ(a.contentHash, b.contentHash);
    EXPECT_TRUE(sameBits(a.stepSeconds, b.stepSeconds));
    EXPECT_EQ(a.steps, b.steps);
    ASSERT_EQ(a.changes.size(), b.changes.size());
    for (std::size_t i = 0; i < a.changes.size(); ++i) {
        EXPECT_EQ(a.changes[i].step, b.changes[i].step);
        expectSame(a.changes[i].input, b.changes[i].input);
    }
    ASSERT_EQ(a.checks.size(), b.checks.size());
    for (std::size_t i = 0; i < a.checks.size(); ++i) {
        EXPECT_EQ(a.checks[i].step, b.checks[i].step);
        EXPECT_EQ(a.checks[i].hash, b.checks[i].hash);
    }
}

Recording sample() {
    Recording out;
    out.lesson = "upper_trapezius_release";
    out.patient = "anna";
    out.bodyHash = 0xfedcba9876543210ull;
    out.contentHash = 7;
    Input input;
    for (int step = 0; step < 130; ++step) {
        input.action = Action::None;
        if (step == 10) {
            input.pressing = true;
            input.skinPoint = {-0.051f, 0.31f, -0.0f};
            input.forceN = 21.3f;
        }
        if (step == 60) input.action = Action::Mark;
        if (step == 70) {
            input.nerve.site = "left sciatic_nerve/below_piriformis";
            input.nerve.share = {0.65f, 0.0f, -0.0f};
            input.nerve.testing = true;
            input.nerve.pace = 0.1f;
            input.nerve.run = 3;
        }
        if (step == 90) {
            input.action = Action::Answer;
            input.answer = "the temple \"and\" the eye\nÄ 肩 \x01";
        }
        out.add(input, 0x1234567800000000ull + static_cast<std::uint64_t>(step));
    }
    return out;
}

TEST(Recording, KeepsOnlyChangesAndDueHashes) {
    const Recording recording = sample();
    EXPECT_EQ(recording.steps, 130u);
    ASSERT_EQ(recording.changes.size(), 5u);
    EXPECT_EQ(recording.changes[1].step, 10u);
    EXPECT_EQ(recording.changes[2].step, 60u);
    EXPECT_EQ(recording.changes[3].step, 70u);
    EXPECT_EQ(recording.changes[4].step, 90u);
    ASSERT_EQ(recording.checks.size(), 6u);
    EXPECT_EQ(recording.checks[0].step, 19u);
    EXPECT_EQ(recording.checks[5].step, 119u);
    EXPECT_EQ(recording.checks[5].hash, 0x1234567800000000ull + 119u);
}

TEST(Recording, ActionActsInItsStepOnly) {
    const Recording recording = sample();
    EXPECT_EQ(recording.inputOf(59).action, Action::None);
    EXPECT_EQ(recording.inputOf(60).action, Action::Mark);
    EXPECT_EQ(recording.inputOf(61).action, Action::None);
    EXPECT_EQ(recording.inputOf(61).forceN, 21.3f);
    EXPECT_EQ(recording.inputOf(9).forceN, 0.0f);
    EXPECT_EQ(recording.inputOf(500).action, Action::None);
    EXPECT_EQ(recording.inputOf(500).forceN, 21.3f);
    EXPECT_EQ(Recording{}.inputOf(3), Input{});
}

TEST(Recording, TheSameActionTwiceIsTwoChanges) {
    Recording recording;
    Input input;
    input.action = Action::Hint;
    recording.add(input, 0);
    recording.add(input, 0);
    EXPECT_EQ(recording.changes.size(), 2u);
    EXPECT_EQ(recording.inputOf(1).action, Action::Hint);
}

TEST(Recording, TellsZeroFromMinusZero) {
    Recording recording;
    Input input;
    recording.add(input, 0);
    input.skinPoint.x = -0.0f;
    recording.add(input, 0);
    ASSERT_EQ(recording.changes.size(), 2u);
    EXPECT_TRUE(std::signbit(recording.inputOf(1).skinPoint.x));
}

TEST(RecordingFile, ReadsBackTheSameBits) {
    const scratch::Folder folder;
    const Recording written = sample();
    ASSERT_TRUE(records::writeRecording(written, folder.file("a.jsonl")).ok());
    const auto read = records::readRecording(folder.file("a.jsonl"));
    ASSERT_TRUE(read.ok()) << read.error().text();
    expectSame(written, read.value());
}

TEST(RecordingFile, WritesTheSameBytesForTheSameRecording) {
    const scratch::Folder folder;
    ASSERT_TRUE(records::writeRecording(sample(), folder.file("a.jsonl")).ok());
    const auto read = records::readRecording(folder.file("a.jsonl"));
    ASSERT_TRUE(records::writeRecording(read.value(), folder.file("b.jsonl")).ok());
    EXPECT_EQ(folder.read(folder.file("a.jsonl")), folder.read(folder.file("b.jsonl")));
}

TEST(RecordingFile, AnyFiniteFloatSurvives) {
    const scratch::Folder folder;
    Recording written;
    core::Random random(20261124);
    const auto any = [&] {
        for (;;) {
            const float value = std::bit_cast<float>(random.next());
            if (std::isfinite(value)) return value;
        }
    };
    Input input;
    for (const float edge : {0.0f, -0.0f, std::numeric_limits<float>::denorm_min(), std::numeric_limits<float>::min(),
                             std::numeric_limits<float>::max(), std::numeric_limits<float>::lowest(), 0.1f, 16777217.0f,
                             8.589973e9f, 1.17549421e-38f}) {
        input.forceN = edge;
        written.add(input, 0);
    }
    for (int i = 0; i < 20'000; ++i) {
        input.skinPoint = {any(), any(), any()};
        input.direction = {any(), any(), any()};
        input.forceN = any();
        input.rateNPerS = any();
        written.add(input, random.next());
    }
    ASSERT_TRUE(records::writeRecording(written, folder.file("a.jsonl")).ok());
    const auto read = records::readRecording(folder.file("a.jsonl"));
    ASSERT_TRUE(read.ok()) << read.error().text();
    expectSame(written, read.value());
}

TEST(RecordingFile, FloatsAreWrittenShort) {
    const scratch::Folder folder;
    Recording recording;
    Input input;
    input.forceN = 0.05f;
    recording.add(input, 0);
    ASSERT_TRUE(records::writeRecording(recording, folder.file("a.jsonl")).ok());
    const std::string text = folder.read(folder.file("a.jsonl"));
    EXPECT_NE(text.find("\"force_n\":0.05,"), std::string::npos) << text;
    EXPECT_NE(text.find("\"step_seconds\":0.05}"), std::string::npos) << text;
}

TEST(RecordingFile, EmptySessionSurvives) {
    const scratch::Folder folder;
    ASSERT_TRUE(records::writeRecording(Recording{}, folder.file("a.jsonl")).ok());
    const auto read = records::readRecording(folder.file("a.jsonl"));
    ASSERT_TRUE(read.ok()) << read.error().text();
    EXPECT_EQ(read.value().steps, 0u);
}

// ---- what is not written

std::string refusal(const Recording& recording) {
    const scratch::Folder folder;
    const auto status = records::writeRecording(recording, folder.file("a.jsonl"));
    EXPECT_FALSE(std::filesystem::exists(folder.file("a.jsonl")));
    return status.ok() ? "" : status.error().text();
}

TEST(RecordingFile, DoesNotWriteWhatCannotBeRead) {
    Recording recording = sample();
    recording.changes[2].input.forceN = std::numeric_limits<float>::quiet_NaN();
    EXPECT_NE(refusal(recording).find("step 60: force_n is not a finite number"), std::string::npos);
    recording = sample();
    recording.changes[1].input.direction.z = std::numeric_limits<float>::infinity();
    EXPECT_NE(refusal(recording).find("direction is not"), std::string::npos);
    recording = sample();
    recording.changes[1].input.answer = "\xff\xfe";
    EXPECT_NE(refusal(recording).find("answer is not UTF-8"), std::string::npos);
    recording = sample();
    recording.changes[1].input.answer = std::string(records::kMostTextBytes + 1, 'a');
    EXPECT_NE(refusal(recording).find("answer has 8193 bytes"), std::string::npos);
    recording = sample();
    recording.patient = "\x80";
    EXPECT_NE(refusal(recording).find("patient is not UTF-8"), std::string::npos);
    recording = sample();
    recording.stepSeconds = 0.0f;
    EXPECT_NE(refusal(recording).find("step_seconds"), std::string::npos);
    recording = sample();
    std::swap(recording.changes[1], recording.changes[2]);
    EXPECT_NE(refusal(recording).find("steps must rise"), std::string::npos);
    recording = sample();
    recording.checks.push_back({119, 1});
    EXPECT_NE(refusal(recording).find("out of order"), std::string::npos);
    recording = sample();
    recording.checks.push_back({4'000'000'000u, 1});
    EXPECT_NE(refusal(recording).find("out of order"), std::string::npos);
    recording = sample();
    recording.steps = 90;
    EXPECT_NE(refusal(recording).find("ends after 90 steps"), std::string::npos);
    recording = sample();
    recording.changes.erase(recording.changes.begin());
    EXPECT_NE(refusal(recording).find("must be that of step 0"), std::string::npos);
}

TEST(RecordingFile, LongestTextsFitALine) {
    const scratch::Folder folder;
    Recording recording;
    Input input;
    // a control character takes six bytes of JSON: the worst there is
    input.answer = std::string(records::kMostTextBytes, '\x01');
    recording.add(input, 0);
    ASSERT_TRUE(records::writeRecording(recording, folder.file("a.jsonl")).ok());
    const auto read = records::readRecording(folder.file("a.jsonl"));
    ASSERT_TRUE(read.ok()) << read.error().text();
    expectSame(recording, read.value());
}

TEST(RecordingFile, SaysWhyItCannotWrite) {
    const auto status = records::writeRecording(sample(), "/nonexistent_folder/a.jsonl");
    ASSERT_FALSE(status.ok());
    EXPECT_NE(status.error().text().find("/nonexistent_folder/a.jsonl: cannot write"), std::string::npos);
}

} // namespace
