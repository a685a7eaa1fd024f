#include <records/html.h>
#include <records/report.h>
#include <records/utf8.h>

#include <core/random.h>

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <set>

namespace {

using records::ReportContent;
using training::EventKind;

ReportContent sample() {
    ReportContent out;
    out.attempt.student = "Mia";
    out.attempt.lesson = "upper_trapezius_release";
    out.attempt.lessonTitle = "Releasing the upper trapezius";
    out.attempt.patient = "anna";
    out.attempt.startedAt = "2026-11-24T20:19:00Z";
    out.attempt.seconds = 120.0f;
    out.attempt.grade = {true,
                         false,
                         0.62f,
                         "The pain was held well, but the point was missed.",
                         "mark",
                         {{"mark", "Finding the point", 0.5f, 2.0f, "14 mm", "Feel for the band first."},
                          {"hold", "Holding", 3.0f, 3.0f, "52 s", "A steady hold."}}};
    for (int i = 0; i < 240; ++i) {
        const float t = 0.5f * static_cast<float>(i);
        out.trace.push_back({t, 25.0f + 5.0f * std::sin(t), 4.0f, 8.0f});
    }
    out.events = {{EventKind::WrongMark, 20.0f, "14 mm off"},
                  {EventKind::StepDone, 45.0f, "Found"},
                  {EventKind::Safety, 80.0f, "Too hard"},
                  {EventKind::Finished, 120.0f, "Done"}};
    out.bands = {{45.0f, 110.0f, {20.0f, 40.0f}, {5.0f, 7.0f}, "Hold"}};
    out.pictures = {{"pictures/touch 1.png", "The thumb on the point"}};
    out.sources = {"Travell and Simons 1999"};
    return out;
}

/// Every tag is closed by its own, attributes are quoted, ids stand once. Empty: well formed.
std::string unbalance(const std::string& html) {
    const std::set<std::string> alone = {"meta", "img", "br", "!DOCTYPE"};
    std::vector<std::string> open;
    std::set<std::string> ids;
    for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at)) {
        std::size_t end = at + 1;
        for (bool quoted = false; end < html.size() && (quoted || html[end] != '>'); ++end) {
            if (html[end] == '"') quoted = !quoted;
            if (html[end] == '<') return "a < inside the tag " + html.substr(at, 60);
        }
        if (end == html.size()) return "the tag never ends: " + html.substr(at, 60);
        const std::string tag = html.substr(at + 1, end - at - 1);
        if (std::count(tag.begin(), tag.end(), '"') % 2 != 0) return "odd quotes: " + tag;
        if (const std::size_t id = tag.find(" id=\""); id != std::string::npos)
            if (const std::string name = tag.substr(id + 5, tag.find('"', id + 5) - id - 5); !ids.insert(name).second)
                return "the id stands twice: " + name;
        at = end;
        if (tag[0] == '/') {
            if (open.empty() || open.back() != tag.substr(1)) return "unexpected </" + tag.substr(1) + ">";
            open.pop_back();
            continue;
        }
        const std::string name = tag.substr(0, tag.find_first_of(" \n/"));
        if (tag.back() != '/' && alone.count(name) == 0) open.push_back(name);
    }
    return open.empty() ? "" : "never closed: " + open.back();
}

bool has(const std::string& text, const std::string& part) {
    return text.find(part) != std::string::npos;
}

TEST(Report, IsWellFormedAndSaysEverything) {
    const std::string html = records::reportHtml(sample());
    EXPECT_EQ(unbalance(html), "");
    for (const char* part : {"<!DOCTYPE html>",
                             "lang=\"en\"",
                             "Releasing the upper trapezius",
                             "Mia",
                             "24 November 2026, 20:19 UTC",
                             "2:00",
                             "Not passed",
                             "<strong>62 %</strong>",
                             "14 mm",
                             "0.5 of 2",
                             "3 of 3",
                             "Feel for the band first.",
                             "decided the verdict",
                             "target 20–40 N",
                             "target 5–7",
                             "Force (N)",
                             "Pain (0 to 10)",
                             "Depth (mm)",
                             "Time (min:s)",
                             "Mark missed",
                             "Safety",
                             "src=\"./pictures/touch%201.png\"",
                             "alt=\"The thumb on the point\"",
                             "Travell and Simons 1999",
                             "training aid",
                             "no treatment advice",
                             "prefers-color-scheme: dark",
                             "@media print"})
        EXPECT_TRUE(has(html, part)) << part;
}

TEST(Report, NeedsNothingBesideThePictures) {
    const std::string html = records::reportHtml(sample());
    for (const char* part : {"<script", "<link", "http://", "https://", "@import", "url("})
        EXPECT_FALSE(has(html, part)) << part;
}

TEST(Report, VerdictInEveryCase) {
    ReportContent content = sample();
    content.attempt.grade.passed = true;
    EXPECT_TRUE(has(records::reportHtml(content), "Passed</p>"));
    content.attempt.grade.passed = false;
    content.attempt.grade.failure = "unfinished";
    EXPECT_TRUE(has(records::reportHtml(content), "Not finished</p>"));
    content.attempt.grade = {};
    EXPECT_TRUE(has(records::reportHtml(content), "Not finished</p>"));
}

TEST(Report, EmptyContentIsAPageToo) {
    const std::string html = records::reportHtml({});
    EXPECT_EQ(unbalance(html), "");
    EXPECT_TRUE(has(html, "Free practice"));
    EXPECT_FALSE(has(html, "<svg class=\"chart\""));
}

TEST(Report, EveryTextIsEscaped) {
    const std::string evil = "\"><script>alert('&')</script>\xff\x01";
    ReportContent content = sample();
    auto& attempt = content.attempt;
    for (std::string* text : {&attempt.student, &attempt.lesson, &attempt.lessonTitle, &attempt.patient,
                              &attempt.startedAt, &attempt.grade.verdict, &attempt.grade.failure})
        *text = evil;
    for (auto& criterion : attempt.grade.criteria) criterion = {evil, evil, 1.0f, 1.0f, evil, evil};
    for (auto& event : content.events) event.text = evil;
    for (auto& picture : content.pictures) picture = {evil, evil};
    for (auto& source : content.sources) source = evil;
    for (auto& band : content.bands) band.label = evil;
    const std::string html = records::reportHtml(content);
    EXPECT_EQ(unbalance(html), "");
    EXPECT_FALSE(has(html, "<script"));
    EXPECT_FALSE(has(html, "alert('"));
    EXPECT_TRUE(has(html, "&quot;&gt;&lt;script&gt;alert(&#39;&amp;&#39;)"));
    EXPECT_TRUE(records::isUtf8(html));
    EXPECT_EQ(html.find('\x01'), std::string::npos);
}

TEST(Report, FiguresThatAreNoneDoNoHarm) {
    const float nan = std::numeric_limits<float>::quiet_NaN();
    const float inf = std::numeric_limits<float>::infinity();
    ReportContent content = sample();
    content.attempt.seconds = nan;
    content.attempt.grade.share = nan;
    content.attempt.grade.criteria[0].marks = inf;
    content.attempt.grade.criteria[1].weight = 0.0f;
    content.trace[3] = {nan, nan, nan, nan};
    content.trace[5] = {2.5f, inf, -inf, 1e30f};
    content.events[0].time = nan;
    content.events[1].time = -5.0f;
    content.bands.push_back({nan, nan, {nan, nan}, {nan, nan}, "none"});
    content.bands.push_back({0.0f, inf, {5.0f, inf}, {-3.0f, 99.0f}, "open"});
    const std::string html = records::reportHtml(content);
    EXPECT_EQ(unbalance(html), "");
    for (const char* part : {"nan", "inf\"", "inf ", "-inf"})
        EXPECT_FALSE(has(html.substr(html.find("<svg class")), part)) << part;
}

TEST(Report, LongSessionGivesAPageOfModestSize) {
    ReportContent content = sample();
    content.trace.clear();
    for (int i = 0; i < 200'000; ++i)
        content.trace.push_back({0.5f * static_cast<float>(i), i == 100'001 ? 91.0f : 10.0f, 1.0f, 1.0f});
    content.attempt.seconds = 100'000.0f;
    for (int i = 0; i < 500; ++i) content.events.push_back({EventKind::Hint, static_cast<float>(i), "hint"});
    const std::string html = records::reportHtml(content);
    EXPECT_EQ(unbalance(html), "");
    EXPECT_LT(html.size(), 400'000u);
    EXPECT_TRUE(has(html, "Highest force 91.0 N at 13:53:21"));
}

TEST(Report, RangesThatAskForNothingAreNotDrawn) {
    ReportContent content = sample();
    content.bands = {{45.0f, 110.0f, {0.0f, 1000.0f}, {0.0f, 10.0f}, "Hold"}};
    EXPECT_FALSE(has(records::reportHtml(content), ">target "));
    content.bands = {{45.0f, 110.0f, {15.0f, 1000.0f}, {0.0f, 7.0f}, "Hold"}};
    const std::string html = records::reportHtml(content);
    EXPECT_TRUE(has(html, "target at least 15 N"));
    EXPECT_TRUE(has(html, "target at most 7"));
}

TEST(Report, BandsFollowTheSteps) {
    training::Lesson lesson;
    lesson.steps.resize(4);
    lesson.steps[1].title = "Hold";
    lesson.steps[3].title = "Hold again";
    training::Condition hold;
    hold.kind = training::ConditionKind::Hold;
    hold.force = {20.0f, 40.0f};
    hold.pain = {5.0f, 7.0f};
    lesson.steps[1].complete = {training::Condition{}, hold};
    lesson.steps[3].complete = {hold};
    std::vector<training::Event> events = {
        {EventKind::StepDone, 10.0f, ""}, {EventKind::Hint, 20.0f, ""}, {EventKind::StepDone, 70.0f, ""}};
    auto bands = records::targetBands(lesson, events, 90.0f);
    ASSERT_EQ(bands.size(), 1u);
    EXPECT_EQ(bands[0].from, 10.0f);
    EXPECT_EQ(bands[0].to, 70.0f);
    EXPECT_EQ(bands[0].label, "Hold");
    EXPECT_EQ(bands[0].pain.high, 7.0f);
    events.push_back({EventKind::StepDone, 80.0f, ""});
    bands = records::targetBands(lesson, events, 90.0f);
    ASSERT_EQ(bands.size(), 2u);
    EXPECT_EQ(bands[1].from, 80.0f);
    EXPECT_EQ(bands[1].to, 90.0f) << "the step that is on lasts to the end";
    EXPECT_TRUE(records::targetBands({}, events, 90.0f).empty());
}

TEST(Html, Addresses) {
    EXPECT_EQ(records::relativeAddress("a/b-1.png"), "./a/b-1.png");
    EXPECT_EQ(records::relativeAddress("javascript:alert(1)"), "./javascript%3Aalert%281%29");
    EXPECT_EQ(records::relativeAddress("a \"b\"?#%ä"), "./a%20%22b%22%3F%23%25%C3%A4");
}

TEST(Html, Times) {
    EXPECT_EQ(records::clockText(0.0f), "0:00");
    EXPECT_EQ(records::clockText(59.6f), "1:00");
    EXPECT_EQ(records::clockText(125.0f), "2:05");
    EXPECT_EQ(records::clockText(3600.0f), "1:00:00");
    EXPECT_EQ(records::clockText(-1.0f), "–");
    EXPECT_EQ(records::dateText("2026-01-05T07:09:11Z"), "5 January 2026, 07:09 UTC");
    EXPECT_EQ(records::dateText("2026-13-05T07:09:11Z"), "2026-13-05T07:09:11Z");
    EXPECT_EQ(records::dateText("soon"), "soon");
}

TEST(Utf8, TellsTextFromBytes) {
    for (const char* good : {"", "abc", "ä", "肩", "😀", "\xED\x9F\xBF", "\xF4\x8F\xBF\xBF"})
        EXPECT_TRUE(records::isUtf8(good)) << good;
    for (const char* bad : {"\x80", "\xC0\xAF", "\xC3", "\xE2\x82", "\xED\xA0\x80", "\xF0\x80\x80\xAF",
                            "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "a\xFF"})
        EXPECT_FALSE(records::isUtf8(bad));
    EXPECT_EQ(records::asUtf8("a\xFF\xC3z"), "a\xEF\xBF\xBD\xEF\xBF\xBDz");
}

TEST(Utf8, AnyBytesBecomeText) {
    core::Random random(3);
    for (int i = 0; i < 2000; ++i) {
        std::string bytes(random.next() % 40, ' ');
        for (char& c : bytes) c = static_cast<char>(random.next() & 0xFF);
        EXPECT_TRUE(records::isUtf8(records::asUtf8(bytes)));
    }
}

} // namespace
