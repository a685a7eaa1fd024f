#include <records/report.h>

#include <records/html.h>
#include <records/report_chart.h>
#include <records/report_style.h>

#include <core/text.h>

#include <algorithm>
#include <cmath>

namespace records {
namespace {

const char* kindWords(training::EventKind kind) {
    switch (kind) {
    case training::EventKind::StepDone:
        return "Step done";
    case training::EventKind::WrongMark:
        return "Mark missed";
    case training::EventKind::WrongAnswer:
        return "Wrong answer";
    case training::EventKind::RightAnswer:
        return "Right answer";
    case training::EventKind::Hint:
        return "Hint";
    case training::EventKind::Safety:
        return "Safety";
    case training::EventKind::Finished:
        return "Finished";
    case training::EventKind::ToolRefused:
        return "Tool refused";
    }
    return "";
}

float cleanShare(float share) {
    return std::isfinite(share) ? std::clamp(share, 0.0f, 1.0f) : 0.0f;
}

std::string percent(float share) {
    return core::fixed(static_cast<double>(cleanShare(share)) * 100.0, 0);
}

/// A bar whose words stand beside it, so a screen reader passes over it.
std::string meter(float share) {
    return "<div class=\"meter\" aria-hidden=\"true\"><span style=\"width:" + percent(share) + "%\"></span></div>";
}

/// Without needless zeros: "2", "1.5".
std::string marks(float value) {
    std::string out = std::isfinite(value) ? core::fixed(static_cast<double>(value), 1) : "–";
    if (out.size() > 2 && out.ends_with(".0")) out.resize(out.size() - 2);
    return out;
}

std::string titleOf(const Attempt& attempt) {
    if (!attempt.lessonTitle.empty()) return attempt.lessonTitle;
    return attempt.lesson.empty() ? "Free practice" : attempt.lesson;
}

std::string head(const ReportContent& content) {
    const Attempt& attempt = content.attempt;
    std::string out =
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n"
        "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
        // nothing but the pictures beside it is ever loaded, no script ever run
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src "
        "'unsafe-inline'; img-src 'self' file: data:\">\n<meta name=\"generator\" content=\"Paraspinal\">\n";
    out += "<title>" + escaped(titleOf(attempt));
    if (!attempt.student.empty()) out += " – " + escaped(attempt.student);
    out += " – Paraspinal report</title>\n<style>";
    out += kReportStyle;
    return out + "</style>\n</head>\n";
}

std::string facts(const Attempt& attempt) {
    std::string out = "<dl class=\"facts\">\n";
    const auto fact = [&](const char* name, const std::string& markup) {
        if (!markup.empty()) out += std::string("<div><dt>") + name + "</dt><dd>" + markup + "</dd></div>\n";
    };
    fact("Student", escaped(attempt.student));
    fact("Simulated patient", escaped(attempt.patient));
    if (!attempt.startedAt.empty())
        fact("Started", "<time datetime=\"" + escaped(attempt.startedAt) + "\">" +
                            escaped(dateText(attempt.startedAt)) + "</time>");
    fact("Duration", clockText(attempt.seconds) + " min");
    return out + "</dl>\n";
}

std::string verdict(const training::Grade& grade) {
    const bool unfinished = !grade.finished || grade.failure == "unfinished";
    const char* mood = grade.passed ? "passed" : unfinished ? "open" : "failed";
    const char* word = grade.passed ? "Passed" : unfinished ? "Not finished" : "Not passed";
    const char* sign = grade.passed ? "M4 12l5 6L20 5" : unfinished ? "M4 12h16" : "M5 5l14 14M19 5L5 19";
    std::string out = std::string("<section class=\"verdict ") + mood +
                      "\" aria-label=\"Verdict\">\n<p class=\"word\"><svg viewBox=\"0 0 24 24\" aria-hidden=\"true\">"
                      "<path d=\"" +
                      sign + "\" fill=\"none\" stroke=\"currentColor\" stroke-width=\"3\"/></svg>" + word + "</p>\n";
    if (!grade.verdict.empty()) out += "<p>" + escaped(grade.verdict) + "</p>\n";
    if (!grade.criteria.empty())
        out += meter(grade.share) + "\n<p><strong>" + percent(grade.share) + " %</strong> of all marks</p>\n";
    return out + "</section>\n";
}

std::string criteria(const training::Grade& grade) {
    if (grade.criteria.empty()) return {};
    std::string out = "<section>\n<h2>Marks</h2>\n<div class=\"scroll\">\n<table>\n<thead><tr><th scope=\"col\">What "
                      "was judged</th><th scope=\"col\">Measured</th><th scope=\"col\">Marks</th><th scope=\"col\">Why"
                      "</th></tr></thead>\n<tbody>\n";
    for (const training::CriterionResult& result : grade.criteria) {
        out += "<tr><th scope=\"row\">" + escaped(result.title.empty() ? result.key : result.title);
        if (!grade.failure.empty() && grade.failure == result.key)
            out += "<span class=\"decisive\">decided the verdict</span>";
        out += "</th><td class=\"figure\">" + escaped(result.measured) + "</td><td class=\"figure\">" +
               marks(result.marks) + " of " + marks(result.weight) +
               meter(result.weight > 0.0f ? result.marks / result.weight : 0.0f) + "</td><td>" +
               escaped(result.reason) + "</td></tr>\n";
    }
    return out + "</tbody>\n</table>\n</div>\n</section>\n";
}

std::string curve(const ReportContent& content) {
    const std::string svg = chartSvg(content);
    if (svg.empty()) return {};
    std::string out = "<section>\n<h2>Force and pain over time</h2>\n<p>" + escaped(chartInWords(content));
    if (!content.bands.empty()) out += " Shaded: what the step asked for.";
    const auto isSafety = [](const training::Event& event) { return event.kind == training::EventKind::Safety; };
    if (!content.events.empty()) out += " The numbers are those of the list below";
    if (std::any_of(content.events.begin(), content.events.end(), isSafety))
        out += "; a square on its corner is safety";
    if (!content.events.empty()) out += ".";
    return out + "</p>\n<div class=\"scroll\">\n" + svg +
           "</div>\n<details>\n<summary>The same as a table</summary>\n" + chartTable(content) +
           "</details>\n</section>\n";
}

std::string timeLine(const std::vector<training::Event>& events) {
    if (events.empty()) return {};
    std::string out = "<section>\n<h2>What happened</h2>\n<ol class=\"events\">\n";
    for (std::size_t i = 0; i < events.size(); ++i) {
        const bool safety = events[i].kind == training::EventKind::Safety;
        out += std::string("<li") + (safety ? " class=\"safety\"" : "") +
               "><svg viewBox=\"0 0 24 24\" role=\"img\" aria-label=\"" + std::to_string(i + 1) + "\">" +
               (safety ? "<path class=\"badge safety\" d=\"M12 1l11 11l-11 11l-11 -11z\"/>"
                       : "<circle class=\"badge\" cx=\"12\" cy=\"12\" r=\"10\"/>") +
               "<text class=\"number" + (safety ? " safety" : "") + "\" x=\"12\" y=\"16\">" + std::to_string(i + 1) +
               "</text></svg><time>" + clockText(events[i].time) + "</time><span class=\"kind\">" +
               kindWords(events[i].kind) + "</span><span class=\"words\">" + escaped(events[i].text) + "</span></li>\n";
    }
    return out + "</ol>\n</section>\n";
}

std::string pictures(const std::vector<ReportPicture>& pictures) {
    if (pictures.empty()) return {};
    std::string out = "<section>\n<h2>Pictures</h2>\n<div class=\"pictures\">\n";
    for (std::size_t i = 0; i < pictures.size(); ++i) {
        const std::string words =
            pictures[i].caption.empty() ? "Picture " + std::to_string(i + 1) : escaped(pictures[i].caption);
        out += "<figure><img src=\"" + relativeAddress(pictures[i].file) + "\" alt=\"" + words + "\"><figcaption>" +
               words + "</figcaption></figure>\n";
    }
    return out + "</div>\n</section>\n";
}

std::string sources(const std::vector<std::string>& sources) {
    if (sources.empty()) return {};
    std::string out = "<section>\n<h2>Sources</h2>\n<ul class=\"sources\">\n";
    for (const std::string& source : sources) out += "<li>" + escaped(source) + "</li>\n";
    return out + "</ul>\n</section>\n";
}

constexpr const char* kNote =
    "<aside class=\"note\" aria-label=\"Note\">\n<p><strong>Paraspinal is a training aid.</strong> This report tells "
    "how a "
    "student pressed a simulated patient. It diagnoses nobody and gives no treatment advice for real people. Trigger "
    "points and their referral maps are contested, and many figures of the simulation are estimates.</p>\n</aside>\n";

} // namespace

std::string reportHtml(const ReportContent& content) {
    const Attempt& attempt = content.attempt;
    std::string out = head(content);
    out += "<body>\n<main>\n<header>\n<p class=\"kicker\">Paraspinal report</p>\n<h1>" + escaped(titleOf(attempt)) +
           "</h1>\n" + facts(attempt) + "</header>\n";
    out += verdict(attempt.grade) + criteria(attempt.grade) + curve(content) + timeLine(content.events);
    out += pictures(content.pictures) + sources(content.sources) + kNote;
    return out + "</main>\n</body>\n</html>\n";
}

} // namespace records
