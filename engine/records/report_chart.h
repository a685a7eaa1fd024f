// Chart of a report: force, pain and depth over the same time as inline SVG, with what was asked for as bands and the
// numbers of the events above. Colours are those of Okabe and Ito (2008), which the colour-blind tell apart; each line
// has its own panel, words and dashes too. Colours come from the page's style sheet, so that they follow light and
// dark.
#pragma once

#include <records/report.h>

#include <string>

namespace records {

/// "Highest force 31.2 N at 0:45. ...": the chart in words. Also what a screen reader says for it.
std::string chartInWords(const ReportContent& content);

/// <svg>...</svg>, or empty when the trace has fewer than two points.
std::string chartSvg(const ReportContent& content);

/// The same figures as a table, at most about a hundred rows.
std::string chartTable(const ReportContent& content);

} // namespace records
