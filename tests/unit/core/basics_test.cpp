#include <core/bytes.h>
#include <core/hash.h>
#include <core/ids.h>
#include <core/image.h>
#include <core/math.h>
#include <core/paths.h>
#include <core/random.h>
#include <core/text.h>
#include <core/workers.h>

#include <gtest/gtest.h>

#include <atomic>
#include <cmath>
#include <limits>
#include <numeric>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

namespace {

TEST(StructureId, ReadsBothSpellingsAndRefusesOthers) {
    EXPECT_EQ(core::StructureId::parse("FMA9165").value().number, 9165u);
    EXPECT_EQ(core::StructureId::parse("fma9165").value().text(), "FMA9165");
    EXPECT_EQ(core::StructureId::parse("PS900000001").value().text(), "PS900000001");
    for (const char* bad : {"", "FMA", "9165", "FMA0", "FMA9x", "FMA900000001", "PS12", "FMA-3", "FMA99999999999"})
        EXPECT_FALSE(core::StructureId::parse(bad)) << bad;
}

TEST(Hasher, DiffersForOrderAndSign) {
    core::Hasher a, b, c;
    a.add(1.0f);
    a.add(2.0f);
    b.add(2.0f);
    b.add(1.0f);
    c.add(-0.0f);
    core::Hasher d;
    d.add(0.0f);
    EXPECT_NE(a.value(), b.value());
    EXPECT_NE(c.value(), d.value());
    EXPECT_EQ(core::hashText(0xabcull), "0000000000000abc");
}

TEST(Random, IsTheSameEverywhereAndNearNormal) {
    core::Random first(42), second(42), other(43);
    EXPECT_EQ(first.next(), second.next());
    EXPECT_NE(first.next(), other.next());
    double sum = 0.0, squares = 0.0;
    constexpr int kCount = 20000;
    for (int i = 0; i < kCount; ++i) {
        const double x = first.normal();
        sum += x;
        squares += x * x;
    }
    EXPECT_NEAR(sum / kCount, 0.0, 0.03);
    EXPECT_NEAR(squares / kCount, 1.0, 0.03);
}

TEST(Workers, GiveTheSameSumAtAnyCount) {
    std::vector<double> values(10007);
    core::Random random(7);
    for (double& v : values) v = random.uniform();
    const auto sum = [&](int count) {
        core::Workers workers(count);
        std::vector<double> parts((values.size() + 99) / 100);
        workers.parallelFor(values.size(), 100, [&](std::size_t begin, std::size_t end, std::size_t chunk) {
            for (std::size_t i = begin; i < end; ++i) parts[chunk] += values[i];
        });
        return std::accumulate(parts.begin(), parts.end(), 0.0);
    };
    const double one = sum(1);
    for (const int count : {2, 3, 5})
        for (int repeat = 0; repeat < 20; ++repeat) ASSERT_EQ(one, sum(count));
}

TEST(Workers, WhatAWorkerThrowsReachesTheCaller) {
    core::Workers workers(2);
    const auto caller = std::this_thread::get_id();
    std::atomic<bool> thrown{false};
    const auto run = [&] {
        workers.parallelFor(100, 1, [&](std::size_t, std::size_t, std::size_t) {
            if (std::this_thread::get_id() != caller) {
                thrown = true;
                throw std::runtime_error("out of memory");
            }
            while (!thrown) std::this_thread::yield(); // the caller takes no other chunk
        });
    };
    EXPECT_THROW(run(), std::runtime_error);
    std::atomic<int> done{0};
    workers.parallelFor(100, 1, [&](std::size_t, std::size_t, std::size_t) { ++done; });
    EXPECT_EQ(done, 100) << "they can be used again";
}

TEST(Workers, OfSeveralFaultsTheLowestChunksIsTold) {
    for (const int count : {1, 2, 4, 7}) {
        core::Workers workers(count);
        std::string told;
        try {
            workers.parallelFor(1000, 3, [](std::size_t, std::size_t, std::size_t chunk) {
                if (chunk >= 10) throw std::runtime_error(std::to_string(chunk));
            });
        } catch (const std::runtime_error& fault) {
            told = fault.what();
        }
        EXPECT_EQ(told, "10") << count;
    }
}

TEST(Math, FiniteAndUnit) {
    constexpr float kNan = std::numeric_limits<float>::quiet_NaN(), kInf = std::numeric_limits<float>::infinity();
    EXPECT_TRUE(core::finite({1.0f, -3e38f, 0.0f}));
    for (int axis = 0; axis < 3; ++axis)
        for (const float bad : {kNan, kInf, -kInf}) {
            glm::vec3 v(3e38f); // whose sum is infinite, but not one of them
            EXPECT_TRUE(core::finite(v));
            v[axis] = bad;
            EXPECT_FALSE(core::finite(v));
        }
    EXPECT_FLOAT_EQ(glm::length(core::unit({3.0f, -4.0f, 12.0f})), 1.0f);
    EXPECT_EQ(core::unit(glm::vec3(0.0f)), glm::vec3(0.0f));
    EXPECT_EQ(core::unitOr({0.0f, 2.0f, 0.0f}, core::kLeft), core::kSuperior);
    EXPECT_EQ(core::unitOr({0.0f, 1e-10f, 0.0f}, core::kLeft), core::kLeft);
    EXPECT_EQ(core::unitOr({0.0f, 1e-7f, 0.0f}, core::kLeft, 1e-6f), core::kLeft);
}

TEST(Bytes, ComeBackAsTheyWere) {
    core::ByteWriter writer;
    writer.value(std::uint32_t{7});
    writer.list(std::vector<glm::vec3>{{1, 2, 3}, {4, 5, 6}});
    writer.text("left");
    writer.list(std::vector<float>{});
    core::ByteReader reader(writer.bytes);
    std::uint32_t number = 0;
    std::vector<glm::vec3> places;
    std::string text;
    std::vector<float> none{1.0f};
    reader.value(number);
    reader.list(places);
    reader.text(text);
    EXPECT_FALSE(reader.atEnd());
    reader.list(none);
    EXPECT_TRUE(reader.good());
    EXPECT_TRUE(reader.atEnd());
    EXPECT_EQ(number, 7u);
    ASSERT_EQ(places.size(), 2u);
    EXPECT_EQ(places[1], glm::vec3(4, 5, 6));
    EXPECT_EQ(text, "left");
    EXPECT_TRUE(none.empty());
}

TEST(Bytes, WhatIsCutOrLiesIsNoLongerGood) {
    core::ByteWriter writer;
    writer.list(std::vector<std::uint32_t>{1, 2, 3});
    for (std::size_t size = 0; size < writer.bytes.size(); ++size) {
        core::ByteReader reader(std::string_view(writer.bytes).substr(0, size));
        std::vector<std::uint32_t> list;
        reader.list(list);
        EXPECT_FALSE(reader.good()) << size;
        EXPECT_TRUE(list.empty()) << size;
    }
    for (const std::uint64_t count : {std::uint64_t{4}, ~std::uint64_t{0}, std::uint64_t{1} << 62}) {
        core::ByteWriter lying;
        lying.value(count);
        lying.value(std::uint32_t{1});
        core::ByteReader reader(lying.bytes);
        std::vector<std::uint32_t> list;
        reader.list(list); // neither reserved nor read
        EXPECT_FALSE(reader.good());
        std::uint32_t after = 5;
        reader.value(after);
        EXPECT_EQ(after, 5u) << "nothing after the fault is trusted";
    }
}

TEST(Text, NumbersAreShortAndNearestIsHelpful) {
    EXPECT_EQ(core::fixed(3.14159, 2), "3.14");
    EXPECT_EQ(core::shortest(0.1), "0.1");
    EXPECT_EQ(core::nearest("thum", {"palm", "thumb"}), "thumb");
    EXPECT_EQ(core::nearest("zzzzzz", {"palm", "thumb"}), "");
    EXPECT_EQ(core::split("a/b/", '/'), (std::vector<std::string>{"a", "b", ""}));
}

TEST(JsonWriter, WritesNestedDocumentsWithEscapes) {
    core::JsonWriter json;
    json.beginObject().field("name", "a\"b\n").key("list").beginArray().value(1).value(2.5).null().endArray();
    json.field("bad", std::nan("")).field("yes", true).endObject();
    EXPECT_EQ(json.text(), R"({"name":"a\"b\u000a","list":[1,2.5,null],"bad":null,"yes":true})");
}

TEST(Png, SurvivesARoundTrip) {
    core::Image image{3, 2, {}};
    for (int i = 0; i < 24; ++i) image.rgba.push_back(static_cast<std::uint8_t>(i * 10));
    const auto file = std::filesystem::temp_directory_path() / "paraspinal_png_test.png";
    ASSERT_TRUE(core::writePng(image, file));
    const auto back = core::readPng(file);
    ASSERT_TRUE(back);
    EXPECT_EQ(back.value().rgba, image.rgba);
    ASSERT_TRUE(core::writeFile(file, "not a picture"));
    const auto broken = core::readPng(file);
    ASSERT_FALSE(broken);
    EXPECT_NE(broken.error().text().find("not a readable picture"), std::string::npos);
    std::filesystem::remove(file);
}

} // namespace
