#include <anatomy/import_frame.h>

#include <anatomy/best_turn.h>

#include <core/text.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

namespace anatomy {
namespace {

constexpr std::array<std::string_view, 3> kAxes = {"lps", "ras", "gltf"};
constexpr std::array<std::string_view, 3> kUnits = {"mm", "cm", "m"};
constexpr std::array<float, 3> kMetres = {0.001f, 0.01f, 1.0f};
constexpr std::size_t kFewestBones = 3;
constexpr float kSmallest = 0.6f, kLargest = 1.6f; ///< of the described body: a child of eight and a giant
constexpr float kFarthestShare = 0.30f; ///< residual against the spread of the bones: beyond it they lie elsewhere
constexpr float kClearly = 0.8f;        ///< the best convention against the next
constexpr float kAskew = core::radians(10.0f); ///< less is posture and stays

/// Columns: where the file's X, Y and Z point in the body frame.
glm::mat3 turnOf(ImportAxes axes) {
    switch (axes) {
    case ImportAxes::Lps:
        return {glm::vec3(1, 0, 0), glm::vec3(0, 0, -1), glm::vec3(0, 1, 0)};
    case ImportAxes::Ras:
        return {glm::vec3(-1, 0, 0), glm::vec3(0, 0, 1), glm::vec3(0, 1, 0)};
    default:
        return glm::mat3(1.0f);
    }
}

std::string percent(float share) {
    return core::fixed(static_cast<double>(100.0f * share), 0) + " %";
}

/// How bones lie when the file's axes are these.
struct Fit {
    ImportAxes axes = ImportAxes::Gltf;
    double size = 0.0;     ///< unit of the file in metres of the described body
    double residual = 0.0; ///< metres, root mean square
    double share = 0.0;    ///< of the spread
    glm::dmat3 covariance{0.0};
};

class Fitter {
public:
    explicit Fitter(std::span<const BonePair> bones) : bones_(bones) {
        for (const BonePair& bone : bones) {
            fileMean_ += glm::dvec3(bone.file) / static_cast<double>(bones.size());
            describedMean_ += glm::dvec3(bone.described) / static_cast<double>(bones.size());
        }
        for (const BonePair& bone : bones) spread_ += square(glm::dvec3(bone.described) - describedMean_);
    }

    Fit with(ImportAxes axes) const {
        Fit out;
        out.axes = axes;
        const glm::dmat3 turn(turnOf(axes));
        double along = 0.0, own = 0.0;
        for (const BonePair& bone : bones_) {
            const glm::dvec3 from = turn * (glm::dvec3(bone.file) - fileMean_);
            const glm::dvec3 to = glm::dvec3(bone.described) - describedMean_;
            along += glm::dot(from, to);
            own += square(from);
            out.covariance += glm::outerProduct(to, from);
        }
        if (own > 0.0) out.size = std::max(along, 0.0) / own;
        double rest = 0.0;
        for (const BonePair& bone : bones_)
            rest += square(out.size * (turn * (glm::dvec3(bone.file) - fileMean_)) -
                           (glm::dvec3(bone.described) - describedMean_));
        out.residual = std::sqrt(rest / static_cast<double>(bones_.size()));
        out.share = spread_ > 0.0 ? std::sqrt(rest / spread_) : 1.0;
        // size of the body, not of its shadow on ours
        if (own > 0.0 && along > 0.0) out.size = std::sqrt(spread_ / own);
        return out;
    }

    glm::dvec3 fileMean() const { return fileMean_; }
    glm::dvec3 describedMean() const { return describedMean_; }

private:
    static double square(const glm::dvec3& v) { return glm::dot(v, v); }

    std::span<const BonePair> bones_;
    glm::dvec3 fileMean_{0.0}, describedMean_{0.0};
    double spread_ = 0.0;
};

core::Result<Fit> chosenFit(const Fitter& fitter, std::optional<ImportAxes> axes) {
    std::vector<Fit> fits;
    for (const ImportAxes candidate : {ImportAxes::Lps, ImportAxes::Ras, ImportAxes::Gltf})
        fits.push_back(fitter.with(candidate));
    std::sort(fits.begin(), fits.end(), [](const Fit& a, const Fit& b) { return a.share < b.share; });
    const Fit& best = fits[0];
    const bool anyFits = best.share < static_cast<double>(kFarthestShare);
    if (!axes) {
        if (!anyFits)
            return core::Error("the bones do not lie as those of a body in any of the axes lps, ras and gltf (best: " +
                               std::string(axesName(best.axes)) + ", off by " +
                               percent(static_cast<float>(best.share)) + " of their spread): are they named rightly?");
        if (best.share > static_cast<double>(kClearly) * fits[1].share)
            return core::Error("the axes cannot be told from these bones: " + std::string(axesName(best.axes)) +
                               " and " + std::string(axesName(fits[1].axes)) + " fit alike; say --axes");
        return best;
    }
    const Fit told = fitter.with(*axes);
    if (told.share < static_cast<double>(kFarthestShare)) return told;
    return core::Error("with the axes " + std::string(axesName(*axes)) +
                       " the bones do not lie as those of a body (off by " + percent(static_cast<float>(told.share)) +
                       " of their spread)" +
                       (anyFits ? "; with --axes " + std::string(axesName(best.axes)) + " they would" : ""));
}

} // namespace

std::string_view axesName(ImportAxes axes) {
    return kAxes[static_cast<std::size_t>(axes)];
}

std::string_view unitName(ImportUnit unit) {
    return kUnits[static_cast<std::size_t>(unit)];
}

core::Result<ImportAxes> parseAxes(std::string_view text) {
    for (std::size_t i = 0; i < kAxes.size(); ++i)
        if (kAxes[i] == text) return static_cast<ImportAxes>(i);
    return core::Error("axes are lps, ras or gltf, found \"" + std::string(text) + "\"");
}

core::Result<ImportUnit> parseUnit(std::string_view text) {
    for (std::size_t i = 0; i < kUnits.size(); ++i)
        if (kUnits[i] == text) return static_cast<ImportUnit>(i);
    return core::Error("a unit is mm, cm or m, found \"" + std::string(text) + "\"");
}

core::Result<ImportFrame> findFrame(std::span<const BonePair> bones, std::optional<ImportAxes> axes,
                                    std::optional<ImportUnit> unit) {
    if (bones.size() < kFewestBones)
        return core::Error("at least three named bones are needed to place a body; found " +
                           std::to_string(bones.size()));
    const Fitter fitter(bones);
    const auto fit = chosenFit(fitter, axes);
    if (!fit) return fit.error();
    ImportFrame out;
    out.axes = fit.value().axes;
    out.residualM = static_cast<float>(fit.value().residual);
    const auto sizeIn = [&](std::size_t k) { // of the body, if the file's unit is this
        return static_cast<float>(static_cast<double>(kMetres[k]) / fit.value().size);
    };
    const auto plausible = [](float size) { return size >= kSmallest && size <= kLargest; };
    std::optional<std::size_t> found;
    for (std::size_t k = 0; k < kUnits.size(); ++k)
        if (plausible(sizeIn(k))) found = k;
    const std::size_t chosen = unit ? static_cast<std::size_t>(*unit) : found.value_or(0);
    if (!plausible(sizeIn(chosen))) {
        std::string sizes;
        for (std::size_t k = 0; k < kUnits.size(); ++k)
            sizes += (k == 0 ? "" : ", ") + core::fixed(static_cast<double>(sizeIn(k)), 4) + " times in " +
                     std::string(kUnits[k]);
        return core::Error((unit ? "in the unit " + std::string(unitName(*unit)) + " the body is not of a human size"
                                 : std::string("the body is of no human size in any unit")) +
                           ": against the described one " + sizes);
    }
    out.unit = static_cast<ImportUnit>(chosen);
    out.sizeOfBody = sizeIn(chosen);
    glm::dmat3 linear = glm::dmat3(turnOf(out.axes)) * static_cast<double>(kMetres[chosen]);
    // a little of "not turned": bones in a row, as vertebrae are, do not tell a turn about that row
    constexpr double kPrior = 0.01;
    const glm::dmat3& covariance = fit.value().covariance;
    const double trace = std::abs(covariance[0][0]) + std::abs(covariance[1][1]) + std::abs(covariance[2][2]);
    const glm::dmat3 turn = bestTurn(covariance + glm::dmat3(kPrior * trace));
    const double cosine = std::clamp(0.5 * (turn[0][0] + turn[1][1] + turn[2][2] - 1.0), -1.0, 1.0);
    if (const double angle = std::acos(cosine); angle > static_cast<double>(kAskew)) {
        linear = turn * linear;
        out.turnedDegrees = core::degrees(static_cast<float>(angle));
    }
    glm::dmat4 map(linear);
    map[3] = glm::dvec4(fitter.describedMean() - linear * fitter.fileMean(), 1.0);
    out.toBody = glm::mat4(map);
    return out;
}

} // namespace anatomy
