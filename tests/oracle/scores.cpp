#include "scores.h"

#include <tissue/press.h>

#include <algorithm>
#include <cmath>

namespace oracle {

namespace {

constexpr int kStepsPerLeg = 16;
constexpr double kStressFrom = 2.0;   // mm: nearer the skin the stress under an edge has no limit
constexpr float kLargestHalf = 80.0f; // mm: further sides change nothing that could be seen

/// Distance travelled at every point.
std::vector<double> wayOf(const std::vector<CurvePoint>& curve) {
    std::vector<double> out{0.0};
    for (std::size_t i = 1; i < curve.size(); ++i)
        out.push_back(out.back() +
                      std::hypot(curve[i].indentation - curve[i - 1].indentation, curve[i].slide - curve[i - 1].slide));
    return out;
}

/// Linear between the own points, held beyond the last.
double readAt(const std::vector<double>& way, const std::vector<CurvePoint>& curve, double CurvePoint::*column,
              double at) {
    if (at <= way.front()) return curve.front().*column;
    for (std::size_t i = 1; i < way.size(); ++i)
        if (at <= way[i]) {
            const double step = way[i] - way[i - 1];
            const double share = step > 0.0 ? (at - way[i - 1]) / step : 1.0;
            return curve[i - 1].*column + share * (curve[i].*column - curve[i - 1].*column);
        }
    return curve.back().*column;
}

tissue::Tool toolOf(const Case& c) {
    tissue::Tool tool;
    tool.shape.form = c.ball ? tissue::ToolShape::Form::Ball : tissue::ToolShape::Form::RoundedDisc;
    tool.shape.radius = 0.001f * c.radius;
    tool.shape.edgeRadius = 0.0001f; // as sharp as a distance field may be
    tool.largestForceN = 1000.0f;
    return tool;
}

tissue::BlockOptions optionsOf(const Case& c, bool fine) {
    tissue::BlockOptions o = fine ? tissue::BlockOptions::fine() : tissue::BlockOptions::live();
    // a round block becomes the square of the same area
    const float shape = c.cylinder ? std::sqrt(core::kPi) / 2.0f : 1.0f;
    o.halfWidth = 0.001f * std::min(shape * c.halfX, kLargestHalf);
    o.halfLength = 0.001f * std::min(shape * c.halfY, kLargestHalf);
    o.depth = 0.001f * c.thickness;
    o.viscous = false;
    return o;
}

/// Corners and steps of the way, and the place of the profile on it (-1: none).
core::Result<std::vector<glm::vec2>> stationsOf(const Case& c, std::size_t& profile) {
    std::vector<glm::vec2> out{c.path.front()};
    profile = static_cast<std::size_t>(-1);
    const auto isProfile = [&](const glm::vec2& p) {
        return !c.profile.empty() && glm::distance(p, c.profileAt) < 1e-4f;
    };
    if (isProfile(out.back())) profile = 0;
    for (std::size_t n = 1; n < c.path.size(); ++n) {
        const glm::vec2 from = c.path[n - 1], way = c.path[n] - from;
        if (!(glm::length(way) > 0.0f)) continue;
        std::vector<float> shares;
        for (int s = 1; s <= kStepsPerLeg; ++s) shares.push_back(static_cast<float>(s) / kStepsPerLeg);
        const float share = glm::dot(c.profileAt - from, way) / glm::dot(way, way);
        if (share > 0.0f && share < 1.0f && isProfile(from + share * way)) shares.push_back(share);
        std::sort(shares.begin(), shares.end());
        for (const float s : shares) {
            out.push_back(s == 1.0f ? c.path[n] : from + s * way);
            if (profile == static_cast<std::size_t>(-1) && isProfile(out.back())) profile = out.size() - 1;
        }
    }
    if (!c.profile.empty() && profile == static_cast<std::size_t>(-1))
        return core::Error("case " + c.id + ": profile_at does not lie on path_mm");
    return out;
}

std::vector<ProfilePoint> profileOf(const Case& c, const tissue::Press& press) {
    std::vector<ProfilePoint> out;
    for (const ProfilePoint& wanted : c.profile) {
        ProfilePoint p;
        p.depth = wanted.depth;
        const float depth = std::min(static_cast<float>(wanted.depth), c.thickness - 1e-3f);
        if (const auto s = press.at({0.0f, 0.0f, -0.001f * depth})) {
            p.displacement = static_cast<double>(-1000.0f * s->displacement.z);
            p.stress = static_cast<double>(-s->alongPressKPa);
            p.hasStress = true;
        }
        out.push_back(p);
    }
    return out;
}

} // namespace

double forceError(const Case& c, const std::vector<CurvePoint>& own) {
    const auto reference = wayOf(c.curve), mine = wayOf(own);
    double top = 0.0, worst = 0.0;
    bool slides = false;
    for (const CurvePoint& p : c.curve) {
        top = std::max(top, std::fabs(p.force));
        slides |= p.slide != 0.0;
    }
    if (!(top > 0.0)) return 0.0;
    for (std::size_t i = 0; i < c.curve.size(); ++i) {
        const double down = readAt(mine, own, &CurvePoint::force, reference[i]) - c.curve[i].force;
        worst = std::max(worst, std::fabs(down) / top);
        if (!slides) continue;
        const double aside = readAt(mine, own, &CurvePoint::slideForce, reference[i]) - c.curve[i].slideForce;
        worst = std::max(worst, std::fabs(aside) / top);
    }
    return worst;
}

double displacementError(const Case& c, const std::vector<ProfilePoint>& own) {
    double worst = 0.0;
    for (std::size_t i = 0; i < own.size(); ++i)
        worst = std::max(worst, std::fabs(own[i].displacement - c.profile[i].displacement));
    return c.profileAt.x > 0.0f ? worst / static_cast<double>(c.profileAt.x) : worst;
}

double stressError(const Case& c, const std::vector<ProfilePoint>& own) {
    double worst = 0.0, top = 0.0;
    for (std::size_t i = 0; i < own.size(); ++i) {
        const ProfilePoint& p = c.profile[i];
        if (!p.hasStress || p.depth < kStressFrom) continue;
        top = std::max(top, std::fabs(p.stress));
        worst = std::max(worst, own[i].hasStress ? std::fabs(own[i].stress - p.stress) : std::fabs(p.stress));
    }
    return top > 0.0 ? worst / top : 0.0;
}

core::Result<Run> runCase(const Case& c, bool fine) {
    std::size_t profile = 0;
    const auto stations = stationsOf(c, profile);
    if (!stations) return stations.error();
    auto press = tissue::Press::begin(c, c.laws(), toolOf(c), {0, 0, 0}, {0, 0, -1}, optionsOf(c, fine));
    if (!press) return press.error().within("case " + c.id);
    core::Workers workers(2);
    const float friction = c.contact == Case::Contact::Frictionless ? 0.0f : tissue::PressCommand::kNoSlip;
    Run run;
    run.elements = press.value().elementCount();
    for (std::size_t n = 0; n < stations.value().size(); ++n) {
        const glm::vec2 at = stations.value()[n];
        if (at != glm::vec2(0.0f)) {
            const auto report = press.value().settle(
                {tissue::Drive::Depth, 0.001f * at.x, {0.001f * at.y, 0, 0}, friction}, 0.0f, workers);
            run.settled &= report.settled;
        }
        const tissue::Reading r = press.value().reading();
        if (std::fabs(r.depthMm - std::max(at.x, 0.0f)) > 0.01f)
            return core::Error("case " + c.id + ": the indenter stands at " + std::to_string(r.depthMm) +
                               " mm where the way says " + std::to_string(at.x));
        run.curve.push_back({static_cast<double>(at.x), static_cast<double>(at.y), static_cast<double>(r.forceN),
                             static_cast<double>(r.forceVectorN.x)});
        if (n == profile) run.profile = profileOf(c, press.value());
    }
    run.error = forceError(c, run.curve);
    run.displacementError = displacementError(c, run.profile);
    run.stressError = stressError(c, run.profile);
    return run;
}

} // namespace oracle
