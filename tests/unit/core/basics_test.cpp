#include <core/hash.h>
#include <core/ids.h>
#include <core/image.h>
#include <core/paths.h>
#include <core/random.h>
#include <core/text.h>
#include <core/workers.h>

#include <gtest/gtest.h>

#include <cmath>
#include <numeric>

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
