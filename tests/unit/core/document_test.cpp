#include <core/document.h>

#include <gtest/gtest.h>

using core::Document;

namespace {

const char* const kGood = R"(format = 1
title = "a"
force_N = 30.5
[step]
point = [1, 2.5, 3]
kind = "press"
[[zone]]
id = "temple"
[[zone]]
id = "vertex"
)";

TEST(Document, ReadsValuesOfEveryType) {
    auto read = Document::parse(kGood, "a.toml");
    ASSERT_TRUE(read) << read.error().text();
    const core::Node root = read.value().root();
    EXPECT_EQ(root.get("title").text(), "a");
    EXPECT_DOUBLE_EQ(root.get("force_N").numberIn(0, 60), 30.5);
    EXPECT_EQ(root.get("step").get("point").vec3(), glm::vec3(1, 2.5f, 3));
    EXPECT_EQ(root.get("step").get("kind").oneOf({"hold", "press"}), 1u);
    const auto zones = root.get("zone").items();
    ASSERT_EQ(zones.size(), 2u);
    EXPECT_EQ(zones[1].get("id").text(), "vertex");
    EXPECT_EQ(zones[0].get("id").text(), "temple");
    EXPECT_TRUE(read.value().finish());
}

TEST(Document, NamesFileLineAndRuleOfEveryFault) {
    auto read = Document::parse("format = 1\nforce_N = 90\nname = 3\nkind = \"pres\"\n", "bad.toml");
    ASSERT_TRUE(read);
    const core::Node root = read.value().root();
    root.get("force_N").numberIn(0, 60);
    root.get("name").text();
    root.get("kind").oneOf({"press", "hold"});
    root.get("absent");
    const core::Status status = read.value().finish();
    ASSERT_FALSE(status);
    const std::string text = status.error().text();
    EXPECT_NE(text.find("bad.toml:2:11: \"force_N\" must lie between 0 and 60, found 90"), std::string::npos) << text;
    EXPECT_NE(text.find("bad.toml:3:8: \"name\" must be text, found the integer 3"), std::string::npos) << text;
    EXPECT_NE(text.find("did you mean \"press\"?"), std::string::npos) << text;
    EXPECT_NE(text.find("missing \"absent\""), std::string::npos) << text;
}

TEST(Document, ReportsKeysNobodyAskedFor) {
    auto read = Document::parse("format = 1\ntitel = \"x\"\n", "k.toml");
    ASSERT_TRUE(read);
    read.value().root().find("title");
    const core::Status status = read.value().finish();
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().text(), "k.toml:2:9: unknown key \"titel\", did you mean \"title\"?");
}

TEST(Document, RefusesBrokenTomlAndFormats) {
    const auto broken = Document::parse("format = 1\nx = [1,\n", "b.toml");
    ASSERT_FALSE(broken);
    EXPECT_EQ(broken.error().text().rfind("b.toml:", 0), 0u) << broken.error().text();
    const auto none = Document::parse("title = 1\n", "n.toml");
    ASSERT_FALSE(none);
    EXPECT_NE(none.error().text().find("missing \"format\""), std::string::npos);
    const auto newer = Document::parse("format = 9\n", "f.toml", 2);
    ASSERT_FALSE(newer);
    EXPECT_NE(newer.error().text().find("between 1 and 2, found 9"), std::string::npos);
    EXPECT_FALSE(Document::read("/nonexistent/x.toml"));
}

TEST(Document, NonFiniteNumbersAreFaults) {
    auto read = Document::parse("format = 1\nx = nan\ny = inf\n", "n.toml");
    ASSERT_TRUE(read);
    read.value().root().get("x").number();
    read.value().root().get("y").number();
    const core::Status status = read.value().finish();
    ASSERT_FALSE(status);
    EXPECT_EQ(status.error().messages.size(), 2u);
}

} // namespace
