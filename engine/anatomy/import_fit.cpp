#include <anatomy/import_fit.h>

#include <anatomy/best_turn.h>

#include <core/check.h>
#include <geometry/bvh.h>

#include <algorithm>
#include <cmath>

namespace anatomy {
namespace {

constexpr std::size_t kSamples = 500; ///< a bone, about
constexpr int kSimilarityRounds = 12;
constexpr int kAffineRounds = 12;
constexpr double kHold = 0.06;  ///< pull of the affine map towards the similarity, against the spread of the points
constexpr double kFar = 3.0;    ///< times the median distance: left out
constexpr double kPrior = 0.05; ///< pull of the first turn towards none
constexpr double kLeastStretch = 0.5, kMostStretch = 2.0; ///< of an axis; beyond: the similarity is kept

struct Sample {
    glm::dvec3 position;
    double area;
};

/// Middles of every so manieth triangle, each with the area it stands for.
std::vector<Sample> samplesOf(const geometry::Mesh& mesh) {
    const std::size_t count = mesh.triangleCount();
    const std::size_t step = std::max<std::size_t>(1, count / kSamples);
    std::vector<Sample> out;
    double area = 0.0;
    for (std::size_t t = 0; t < count; ++t) {
        const glm::dvec3 a = mesh.positions[mesh.indices[3 * t]], b = mesh.positions[mesh.indices[3 * t + 1]],
                         c = mesh.positions[mesh.indices[3 * t + 2]];
        area += 0.5 * glm::length(glm::cross(b - a, c - a));
        if (t % step != step / 2) continue;
        if (area > 0.0) out.push_back({(a + b + c) / 3.0, area});
        area = 0.0;
    }
    return out;
}

struct Match {
    glm::dvec3 from, to; ///< described, imported
    double weight;
    double distance;
};

/// What a least-squares fit is made of.
struct Sums {
    glm::dvec3 from{0.0}, to{0.0};
    glm::dmat3 across{0.0}, own{0.0};
    double fromSpread = 0.0, toSpread = 0.0;

    explicit Sums(const std::vector<Match>& matches) {
        double total = 0.0;
        for (const Match& m : matches) {
            from += m.weight * m.from;
            to += m.weight * m.to;
            total += m.weight;
        }
        if (!(total > 0.0)) return;
        from /= total;
        to /= total;
        for (const Match& m : matches) {
            const glm::dvec3 p = m.from - from, q = m.to - to;
            const double w = m.weight / total;
            across += w * glm::outerProduct(q, p);
            own += w * glm::outerProduct(p, p);
            fromSpread += w * glm::dot(p, p);
            toSpread += w * glm::dot(q, q);
        }
    }
};

glm::dmat4 about(const glm::dmat3& linear, const glm::dvec3& from, const glm::dvec3& to) {
    glm::dmat4 out(linear);
    out[3] = glm::dvec4(to - linear * from, 1.0);
    return out;
}

glm::dmat4 similarity(const Sums& sums) {
    if (!(sums.fromSpread > 0.0)) return about(glm::dmat3(1.0), sums.from, sums.to);
    return about(bestTurn(sums.across) * std::sqrt(sums.toSpread / sums.fromSpread), sums.from, sums.to);
}

glm::dmat4 affine(const Sums& sums, const glm::dmat4& near) {
    const double hold = kHold * sums.fromSpread / 3.0;
    if (!(hold > 0.0)) return near;
    const glm::dmat3 linear = (sums.across + hold * glm::dmat3(near)) * glm::inverse(sums.own + glm::dmat3(hold));
    return about(linear, sums.from, sums.to);
}

bool sound(const glm::dmat4& map, double size) {
    const glm::dmat3 linear(map);
    if (!(glm::determinant(linear) > 0.0)) return false;
    for (int k = 0; k < 3; ++k) {
        const double stretch = glm::length(linear[k]) / size;
        if (!(stretch > kLeastStretch && stretch < kMostStretch)) return false;
    }
    return true;
}

class BoneMatcher {
public:
    explicit BoneMatcher(const FitBone& bone)
        : described_(samplesOf(*bone.described)), imported_(samplesOf(*bone.imported)), describedTree_(*bone.described),
          importedTree_(*bone.imported) {}

    void match(const glm::dmat4& map, std::vector<Match>& out) const {
        for (const Sample& sample : described_) {
            const glm::vec3 moved = map * glm::dvec4(sample.position, 1.0);
            const auto near = importedTree_.nearest(moved);
            if (near) out.push_back({sample.position, near->position, sample.area, near->distance});
        }
        const glm::dmat4 back = glm::inverse(map);
        const double size = std::cbrt(std::abs(glm::determinant(glm::dmat3(map))));
        for (const Sample& sample : imported_) {
            const glm::vec3 moved = back * glm::dvec4(sample.position, 1.0);
            const auto near = describedTree_.nearest(moved);
            if (near)
                out.push_back(
                    {near->position, sample.position, sample.area, size * static_cast<double>(near->distance)});
        }
    }

private:
    std::vector<Sample> described_, imported_;
    geometry::Bvh describedTree_, importedTree_;
};

std::vector<Match> matchesOf(const std::vector<BoneMatcher>& bones, const glm::dmat4& map) {
    std::vector<Match> all;
    for (const BoneMatcher& bone : bones) bone.match(map, all);
    if (all.empty()) return all;
    std::vector<double> distances;
    for (const Match& m : all) distances.push_back(m.distance);
    const auto middle = distances.begin() + static_cast<std::ptrdiff_t>(distances.size() / 2);
    std::nth_element(distances.begin(), middle, distances.end());
    const double limit = kFar * *middle + 1e-6;
    all.erase(std::remove_if(all.begin(), all.end(), [&](const Match& m) { return m.distance > limit; }), all.end());
    return all;
}

JointFit fitted(const std::vector<BoneMatcher>& bones, glm::dmat4 map) {
    for (int round = 0; round < kSimilarityRounds; ++round) map = similarity(Sums(matchesOf(bones, map)));
    const glm::dmat4 similar = map;
    const double size = std::cbrt(glm::determinant(glm::dmat3(similar)));
    for (int round = 0; round < kAffineRounds; ++round) {
        const Sums sums(matchesOf(bones, map));
        map = affine(sums, similarity(sums));
    }
    if (!sound(map, size)) map = similar;
    JointFit out;
    out.own = true;
    out.map = glm::mat4(map);
    double sum = 0.0, total = 0.0;
    for (const Match& m : matchesOf(bones, map)) {
        sum += m.weight * m.distance;
        total += m.weight;
    }
    if (total > 0.0) out.residualM = static_cast<float>(sum / total);
    return out;
}

/// Turn and place from the middles of the bones of the joint and of those beside it.
glm::dmat4 startOf(const Skeleton& skeleton, std::span<const FitBone> bones, int joint) {
    const auto& joints = skeleton.joints();
    const auto parentOf = [&](int j) { return joints[static_cast<std::size_t>(j)].parent; };
    std::vector<Match> near, own;
    for (const FitBone& bone : bones) {
        const Match middles{geometry::surfaceMiddle(*bone.described), geometry::surfaceMiddle(*bone.imported), 1.0,
                            0.0};
        if (bone.joint == joint) own.push_back(middles);
        if (bone.joint == joint || bone.joint == parentOf(joint) || parentOf(bone.joint) == joint ||
            (parentOf(joint) >= 0 && parentOf(bone.joint) == parentOf(joint)))
            near.push_back(middles);
    }
    const Sums around(near);
    const Sums mine(own);
    const double trace = std::abs(around.across[0][0]) + std::abs(around.across[1][1]) + std::abs(around.across[2][2]);
    const double size = near.size() > 1 && around.fromSpread > 0.0
                            ? std::clamp(std::sqrt(around.toSpread / around.fromSpread), kLeastStretch, kMostStretch)
                            : 1.0;
    return about(bestTurn(around.across + glm::dmat3(kPrior * trace)) * size, mine.from, mine.to);
}

/// Joints without bones of their own follow the next fitted one: above, else below, else any.
void follow(const Skeleton& skeleton, std::vector<JointFit>& fits) {
    const auto& joints = skeleton.joints();
    std::vector<char> known(joints.size(), 0);
    for (std::size_t j = 0; j < joints.size(); ++j) known[j] = fits[j].own ? 1 : 0;
    for (std::size_t j = joints.size(); j-- > 1;) { // from the leaves down to the root, where nothing is above
        const auto parent = static_cast<std::size_t>(joints[j].parent);
        bool above = false;
        for (int a = joints[j].parent; a >= 0; a = joints[static_cast<std::size_t>(a)].parent)
            above = above || fits[static_cast<std::size_t>(a)].own;
        if (above || known[j] == 0 || known[parent] != 0) continue;
        fits[parent].map = fits[j].map;
        known[parent] = 1;
    }
    for (std::size_t j = 1; j < joints.size(); ++j) {
        if (known[j] != 0) continue;
        fits[j].map = fits[static_cast<std::size_t>(joints[j].parent)].map;
        known[j] = 1;
    }
}

} // namespace

std::vector<JointFit> fitJoints(const Skeleton& skeleton, std::span<const FitBone> bones, core::Workers& workers,
                                const std::function<void(std::size_t, std::size_t)>& progress) {
    CHECK(!bones.empty(), "a body is fitted to bones");
    std::vector<int> joints;
    for (const FitBone& bone : bones)
        if (std::find(joints.begin(), joints.end(), bone.joint) == joints.end()) joints.push_back(bone.joint);
    std::sort(joints.begin(), joints.end());
    std::vector<JointFit> out(skeleton.joints().size());
    constexpr std::size_t kAtOnce = 8; // joints between two reports
    for (std::size_t first = 0; first < joints.size(); first += kAtOnce) {
        if (progress) progress(first, joints.size());
        const std::size_t count = std::min(kAtOnce, joints.size() - first);
        workers.parallelFor(count, 1, [&](std::size_t begin, std::size_t end, std::size_t) {
            for (std::size_t k = begin; k < end; ++k) {
                const int joint = joints[first + k];
                std::vector<BoneMatcher> matchers;
                for (const FitBone& bone : bones)
                    if (bone.joint == joint) matchers.emplace_back(bone);
                out[static_cast<std::size_t>(joint)] = fitted(matchers, startOf(skeleton, bones, joint));
            }
        });
    }
    follow(skeleton, out);
    return out;
}

} // namespace anatomy
