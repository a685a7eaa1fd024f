#include <records/report_chart.h>

#include <records/html.h>

#include <core/text.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace records {
namespace {

using Value = float TracePoint::*;

constexpr float kWidth = 760.0f;
constexpr float kLeft = 58.0f;
constexpr float kRight = 14.0f;
constexpr float kGap = 34.0f;           ///< between panels, holds the title of the lower one
constexpr float kBottom = 44.0f;        ///< time axis
constexpr float kMarkRow = 20.0f;       ///< height of a row of event numbers
constexpr std::size_t kMostRows = 5;    ///< of event numbers
constexpr std::size_t kMostDots = 1200; ///< points of one line, more than there are pixels

struct Panel {
    const char* kind; ///< class in the style sheet
    const char* title;
    const char* unit;
    Value value;
    float height;
    float leastTop; ///< the axis reaches at least to here
};

constexpr std::array<Panel, 3> kPanels = {{{"force", "Force", "N", &TracePoint::forceN, 170.0f, 20.0f},
                                           {"pain", "Pain", "0 to 10", &TracePoint::pain, 140.0f, 10.0f},
                                           {"depth", "Depth", "mm", &TracePoint::depthMm, 90.0f, 10.0f}}};

std::string px(float v) {
    return core::fixed(static_cast<double>(v), 1);
}

std::string figure(float v, int digits = 1) {
    return std::isfinite(v) ? core::fixed(static_cast<double>(v), digits) : "–";
}

const training::Range& rangeOf(const TargetBand& band, const Panel& panel) {
    return panel.value == &TracePoint::forceN ? band.forceN : band.pain;
}

/// Beyond this a range asks for nothing: the end of the pain scale, more than a hand can give.
float openFrom(const Panel& panel) {
    return panel.value == &TracePoint::pain ? 10.0f : 1000.0f;
}

/// 1, 2 or 5 times a power of ten, so that about `count` steps cover `span`.
float niceStep(float span, float count) {
    const float raw = span / count;
    const float power = std::pow(10.0f, std::floor(std::log10(raw)));
    for (const float factor : {1.0f, 2.0f, 5.0f})
        if (raw <= factor * power * 1.001f) return factor * power;
    return 10.0f * power;
}

float timeStep(float span) {
    for (const float step : {1.0f, 2.0f, 5.0f, 10.0f, 15.0f, 30.0f, 60.0f, 120.0f, 300.0f, 600.0f, 1200.0f, 3600.0f})
        if (span / step <= 10.0f) return step;
    return niceStep(span, 8.0f);
}

/// At most about `kMostDots` points, each bucket's lowest and highest among them: peaks stay.
std::vector<TracePoint> thinned(const std::vector<TracePoint>& trace, Value value) {
    if (trace.size() <= kMostDots) return trace;
    const std::size_t bucket = (2 * trace.size() + kMostDots - 1) / kMostDots;
    std::vector<TracePoint> out;
    for (std::size_t i = 0; i < trace.size(); i += bucket) {
        const auto begin = trace.begin() + static_cast<std::ptrdiff_t>(i);
        const auto end = trace.begin() + static_cast<std::ptrdiff_t>(std::min(i + bucket, trace.size()));
        const auto less = [&](const TracePoint& a, const TracePoint& b) { return a.*value < b.*value; };
        auto [low, high] = std::minmax_element(begin, end, less);
        if (high < low) std::swap(low, high);
        out.push_back(*low);
        if (low != high) out.push_back(*high);
    }
    return out;
}

const TracePoint* highest(const std::vector<TracePoint>& trace, Value value) {
    const TracePoint* best = nullptr;
    for (const TracePoint& point : trace)
        if (std::isfinite(point.*value) && (best == nullptr || point.*value > best->*value)) best = &point;
    return best;
}

class Chart {
public:
    explicit Chart(const ReportContent& content);
    std::string svg();

private:
    float x(float time) const {
        const float share = std::isnan(time) ? 0.0f : std::clamp(time / span_, 0.0f, 1.0f);
        return kLeft + share * (kWidth - kLeft - kRight);
    }
    void placeMarks();
    void drawPanel(const Panel& panel, float top);
    std::string drawBands(const Panel& panel, float top, float axisTop);
    void drawLine(const Panel& panel, float top, float axisTop);
    void drawTimeAxis(float bottom);
    void drawMarks(float bottom);
    float axisTopOf(const Panel& panel) const;

    const ReportContent& content_;
    float span_ = 1.0f; ///< seconds the chart shows
    std::vector<const Panel*> panels_;
    std::vector<std::size_t> markRow_; ///< of each event
    std::size_t rows_ = 0;
    std::string out_;
};

Chart::Chart(const ReportContent& content) : content_(content) {
    const auto reach = [&](float time) {
        if (std::isfinite(time) && time < 1e6f) span_ = std::max(span_, time);
    };
    for (const TracePoint& point : content.trace) reach(point.time);
    for (const training::Event& event : content.events) reach(event.time);
    reach(content.attempt.seconds);
    for (const Panel& panel : kPanels) {
        const TracePoint* most = highest(content.trace, panel.value);
        const bool silent = most == nullptr || most->*panel.value <= 0.0f;
        if (panel.value != &TracePoint::depthMm || !silent) panels_.push_back(&panel);
    }
    placeMarks();
}

/// Each event's number goes into the first row where it touches no other.
void Chart::placeMarks() {
    std::vector<float> rowEnd;
    for (const training::Event& event : content_.events) {
        const float at = x(event.time);
        std::size_t row = 0;
        while (row < rowEnd.size() && at - rowEnd[row] < 19.0f) ++row;
        row = std::min(row, kMostRows - 1);
        if (row >= rowEnd.size()) rowEnd.resize(row + 1);
        rowEnd[row] = at;
        markRow_.push_back(row);
    }
    rows_ = rowEnd.size();
}

float Chart::axisTopOf(const Panel& panel) const {
    if (panel.value == &TracePoint::pain) return 10.0f;
    float top = panel.leastTop;
    if (const TracePoint* most = highest(content_.trace, panel.value)) top = std::max(top, most->*panel.value);
    if (panel.value == &TracePoint::forceN)
        for (const TargetBand& band : content_.bands)
            if (band.forceN.high < 1000.0f) top = std::max(top, band.forceN.high * 1.1f);
    top = std::min(top, 1e6f);
    const float step = niceStep(top, 4.0f);
    return std::ceil(top / step - 0.001f) * step;
}

/// Returns what is to be written over the line.
std::string Chart::drawBands(const Panel& panel, float top, float axisTop) {
    std::string labels;
    if (panel.value == &TracePoint::depthMm) return labels;
    for (const TargetBand& band : content_.bands) {
        const training::Range& range = rangeOf(band, panel);
        const bool openAbove = range.high >= openFrom(panel);
        if ((openAbove && range.low <= 0.0f) || !(band.to > band.from)) continue;
        const float high = std::clamp(range.high, 0.0f, axisTop);
        const float low = std::clamp(range.low, 0.0f, axisTop);
        if (!(high > low)) continue;
        const float left = x(band.from);
        const float width = x(band.to) - left;
        const float y = top + panel.height * (1.0f - high / axisTop);
        const std::string asked = openAbove           ? "at least " + figure(range.low, 0)
                                  : range.low <= 0.0f ? "at most " + figure(range.high, 0)
                                                      : figure(range.low, 0) + "–" + figure(range.high, 0);
        const std::string words = "target " + asked + (panel.value == &TracePoint::forceN ? " N" : "");
        out_ += "<g><title>" + escaped(band.label) + ": " + words + "</title><rect class=\"band\" x=\"" + px(left) +
                "\" y=\"" + px(y) + "\" width=\"" + px(width) + "\" height=\"" +
                px(panel.height * (high - low) / axisTop) + "\"/>";
        out_ += "</g>\n";
        if (width > 84.0f)
            labels += "<text class=\"target\" x=\"" + px(left + 5.0f) + "\" y=\"" + px(y + 14.0f) + "\">" + words +
                      "</text>\n";
    }
    return labels;
}

void Chart::drawLine(const Panel& panel, float top, float axisTop) {
    std::string path;
    bool pen = false; // down; a figure that is none leaves a gap
    for (const TracePoint& point : thinned(content_.trace, panel.value)) {
        const float value = point.*panel.value;
        if (!std::isfinite(value) || !std::isfinite(point.time)) {
            pen = false;
            continue;
        }
        const float y = top + panel.height * (1.0f - std::clamp(value / axisTop, 0.0f, 1.0f));
        path += (pen ? "L" : "M") + px(x(point.time)) + " " + px(y);
        pen = true;
    }
    out_ += std::string("<path class=\"line ") + panel.kind + "\" d=\"" + path + "\"/>\n";
}

void Chart::drawPanel(const Panel& panel, float top) {
    const float axisTop = axisTopOf(panel);
    const float step = panel.value == &TracePoint::pain ? 2.0f : niceStep(axisTop, 4.0f);
    out_ += "<text class=\"name\" x=\"" + px(kLeft) + "\" y=\"" + px(top - 8.0f) + "\">" + panel.title + " (" +
            panel.unit + ")</text><path class=\"line key " + panel.kind + "\" d=\"M" + px(kLeft + 118.0f) + " " +
            px(top - 12.0f) + "h34\"/>\n";
    const std::string labels = drawBands(panel, top, axisTop);
    for (int i = 0; static_cast<float>(i) * step <= axisTop * 1.001f; ++i) {
        const float value = static_cast<float>(i) * step;
        const float y = top + panel.height * (1.0f - value / axisTop);
        out_ += "<path class=\"" + std::string(i == 0 ? "axis" : "grid") + "\" d=\"M" + px(kLeft) + " " + px(y) + "H" +
                px(kWidth - kRight) + "\"/><text class=\"tick end\" x=\"" + px(kLeft - 8.0f) + "\" y=\"" +
                px(y + 4.0f) + "\">" + figure(value, step < 1.0f ? 1 : 0) + "</text>\n";
    }
    drawLine(panel, top, axisTop);
    out_ += labels;
}

void Chart::drawTimeAxis(float bottom) {
    const float step = timeStep(span_);
    for (int i = 0; static_cast<float>(i) * step <= span_ * 1.0001f; ++i) {
        const float time = static_cast<float>(i) * step;
        out_ += "<path class=\"axis\" d=\"M" + px(x(time)) + " " + px(bottom) + "v5\"/><text class=\"tick mid\" x=\"" +
                px(x(time)) + "\" y=\"" + px(bottom + 18.0f) + "\">" + clockText(time) + "</text>\n";
    }
    out_ += "<text class=\"name mid\" x=\"" + px((kLeft + kWidth - kRight) / 2.0f) + "\" y=\"" + px(bottom + 38.0f) +
            "\">Time (min:s)</text>\n";
}

void Chart::drawMarks(float bottom) {
    for (std::size_t i = 0; i < content_.events.size(); ++i) {
        const bool safety = content_.events[i].kind == training::EventKind::Safety;
        const std::string kind = safety ? "mark safety" : "mark";
        const float at = x(content_.events[i].time);
        const float y = 12.0f + static_cast<float>(markRow_[i]) * kMarkRow;
        out_ += "<path class=\"" + kind + "\" d=\"M" + px(at) + " " + px(y + 9.0f) + "V" + px(bottom) + "\"/>";
        // a square on its corner for safety: told apart without colour
        if (safety)
            out_ += "<path class=\"badge safety\" d=\"M" + px(at) + " " + px(y - 11.0f) + "l11 11l-11 11l-11 -11z\"/>";
        else
            out_ += "<circle class=\"badge\" cx=\"" + px(at) + "\" cy=\"" + px(y) + "\" r=\"9\"/>";
        out_ += "<text class=\"number" + std::string(safety ? " safety" : "") + "\" x=\"" + px(at) + "\" y=\"" +
                px(y + 4.0f) + "\">" + std::to_string(i + 1) + "</text>\n";
    }
}

std::string Chart::svg() {
    float height = static_cast<float>(rows_) * kMarkRow + 6.0f + kBottom;
    for (const Panel* panel : panels_) height += kGap + panel->height;
    out_ = "<svg class=\"chart\" viewBox=\"0 0 " + px(kWidth) + " " + px(height) +
           "\" role=\"img\" aria-labelledby=\"chart-title chart-words\">\n<title id=\"chart-title\">Force, pain and "
           "depth over time</title>\n<desc id=\"chart-words\">" +
           escaped(chartInWords(content_)) + "</desc>\n";
    const float first = static_cast<float>(rows_) * kMarkRow + 6.0f;
    const float bottom = height - kBottom;
    drawMarks(bottom);
    float top = first;
    for (const Panel* panel : panels_) {
        drawPanel(*panel, top + kGap);
        top += kGap + panel->height;
    }
    drawTimeAxis(bottom);
    return out_ + "</svg>\n";
}

} // namespace

std::string chartInWords(const ReportContent& content) {
    std::string out;
    const auto say = [&](const char* what, Value value, const char* unit) {
        const TracePoint* most = highest(content.trace, value);
        if (most != nullptr && most->*value > 0.0f)
            out += std::string(what) + " " + figure(most->*value) + " " + unit + " at " + clockText(most->time) + ". ";
    };
    say("Highest force", &TracePoint::forceN, "N");
    say("Highest pain", &TracePoint::pain, "of 10");
    say("Greatest depth", &TracePoint::depthMm, "mm");
    if (out.empty()) return "Nothing was pressed.";
    out.pop_back();
    return out;
}

std::string chartSvg(const ReportContent& content) {
    return content.trace.size() < 2 ? std::string() : Chart(content).svg();
}

std::string chartTable(const ReportContent& content) {
    std::string out = "<table>\n<caption>Force, pain and depth over time</caption>\n<thead><tr><th scope=\"col\">Time"
                      "</th><th scope=\"col\">Force (N)</th><th scope=\"col\">Pain (0 to 10)</th><th scope=\"col\">"
                      "Depth (mm)</th></tr></thead>\n<tbody>\n";
    const std::size_t stride = content.trace.size() / 100 + 1;
    for (std::size_t i = 0; i < content.trace.size(); i += stride) {
        const TracePoint& point = content.trace[i];
        out += "<tr><th scope=\"row\">" + clockText(point.time) + "</th><td>" + figure(point.forceN) + "</td><td>" +
               figure(point.pain) + "</td><td>" + figure(point.depthMm) + "</td></tr>\n";
    }
    return out + "</tbody>\n</table>\n";
}

} // namespace records
