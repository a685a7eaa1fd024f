#include <anatomy/settle_solver.h>

#include <algorithm>
#include <cmath>

namespace anatomy {
namespace {

constexpr int kSteps = 6;        ///< that are made with the same contacts
constexpr float kGapM = 0.0001f; ///< left open, since triangles cut corners
/// Bone and the mid-sagittal plane count so many times as much as muscle.
constexpr float kHard = 3.0f;
/// The far face comes along by so much where a place is very thin, and less the thicker it is.
constexpr float kCarry = 0.7f;
/// What nothing asks to stay away any more goes back by so much of its way at every step.
constexpr float kBack = 0.1f;
constexpr int kSpreads = 2;
constexpr float kKept = 0.8f;   ///< of its own way a vertex keeps when it was asked; the rest is its neighbours'
constexpr float kFade = 0.9f;   ///< from one ring of neighbours to the next
constexpr float kAcross = 0.5f; ///< cosine to the normal
constexpr int kUnfolds = 20;
constexpr float kTurned = 0.3f; ///< cosine between a triangle's normals before and after
constexpr float kShrunk = 0.1f; ///< area after to area before
constexpr float kEven = 0.7f;
constexpr std::size_t kGrain = 4096;

} // namespace

SettleSolver::SettleSolver(SettleTissue& tissue, float reachM, core::Workers& workers)
    : tissue_(tissue), reach_(reachM), workers_(workers), finder_(tissue, workers), sum_(tissue.at.size()),
      weight_(tissue.at.size()), step_(tissue.at.size()), next_(tissue.at.size()) {}

void SettleSolver::round(float thinnest, bool goBack) {
    const std::vector<Contact> contacts = finder_.find(workers_);
    const std::vector<glm::vec3> start = tissue_.at;
    for (int i = 0; i < kSteps; ++i) {
        ask(contacts, start);
        carry();
        keepThickness(thinnest);
        spread();
        if (goBack) comeBack();
        apply();
    }
    workers_.parallelFor(tissue_.moving, 1, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t s = begin; s < end; ++s) unfold(tissue_.solids[s]);
    });
    tissue_.updateMeshes(workers_);
}

void SettleSolver::demand(const SettlePlace& place, const glm::vec3& way, float weight) {
    // corners far from the place need not go
    const float most = std::max(place.weights.x, std::max(place.weights.y, place.weights.z));
    for (std::size_t k = 0; k < 3; ++k) {
        const float part = place.weights[static_cast<int>(k)] / most;
        if (part <= 0.0f) continue;
        sum_[place.corners[k]] += weight * part * part * way;
        weight_[place.corners[k]] += weight * part;
    }
}

/// Of several ways a vertex is asked to go the longer count more, whatever their order.
void SettleSolver::ask(const std::vector<Contact>& contacts, const std::vector<glm::vec3>& start) {
    std::fill(sum_.begin(), sum_.end(), glm::vec3(0.0f));
    std::fill(weight_.begin(), weight_.end(), 0.0f);
    for (const Contact& contact : contacts) {
        glm::vec3 apart(0.0f);
        if (contact.innerMoves) apart += contact.inner.of(tissue_.at) - contact.inner.of(start);
        if (contact.outerMoves) apart -= contact.outer.of(tissue_.at) - contact.outer.of(start);
        const float left = contact.depth + kGapM - glm::dot(apart, contact.normal);
        if (left <= 0.0f) continue;
        const float weight = left * (contact.innerMoves && contact.outerMoves ? 1.0f : kHard);
        if (contact.share > 0.0f) demand(contact.inner, contact.share * left * contact.normal, weight);
        if (contact.share < 1.0f) demand(contact.outer, (contact.share - 1.0f) * left * contact.normal, weight);
    }
    askSides();
    for (std::size_t v = 0; v < step_.size(); ++v)
        step_[v] = weight_[v] > 0.0f ? acrossSheet(v, sum_[v] / weight_[v]) : glm::vec3(0.0f);
}

/// A thin place goes across itself, as far as that brings it out: its faces must not slide along each other.
glm::vec3 SettleSolver::acrossSheet(std::size_t vertex, const glm::vec3& way) const {
    if (!tissue_.opposite[vertex].exists()) return way;
    const float length = glm::length(way);
    const float across = glm::dot(way, tissue_.normals[vertex]);
    if (std::abs(across) < kAcross * length || length <= 0.0f) return way;
    return length * length / across * tissue_.normals[vertex];
}

void SettleSolver::askSides() {
    for (std::size_t v = 0; v < tissue_.at.size(); ++v) {
        const float across = tissue_.at[v].x;
        if (across <= 0.0f || !tissue_.solids[tissue_.owner[v]].rightOnly) continue;
        const auto vertex = static_cast<std::uint32_t>(v);
        demand({{vertex, vertex, vertex}, {1.0f, 0.0f, 0.0f}}, {-across, 0.0f, 0.0f}, kHard * across);
    }
}

template <typename F>
void SettleSolver::renewSteps(const F& each) {
    workers_.parallelFor(step_.size(), kGrain, [&](std::size_t begin, std::size_t end, std::size_t) {
        for (std::size_t v = begin; v < end; ++v) next_[v] = each(v);
    });
    step_.swap(next_);
}

/// The far face of a thin place comes along unless it is asked to go elsewhere.
void SettleSolver::carry() {
    renewSteps([&](std::size_t v) {
        const Opposite& opposite = tissue_.opposite[v];
        if (!opposite.exists() || weight_[v] > 0.0f) return step_[v];
        return step_[v] + kCarry * (1.0f - opposite.thickness / kSheetM) * opposite.place.of(step_);
    });
}

/// Both faces go apart where they came too near; the one that nothing stands against goes farther.
void SettleSolver::keepThickness(float thinnest) {
    renewSteps([&](std::size_t v) {
        const Opposite& opposite = tissue_.opposite[v];
        if (!opposite.exists()) return step_[v];
        const glm::vec3 before = tissue_.rest[v] - opposite.place.of(tissue_.rest);
        const float length = glm::length(before);
        if (length <= 0.0f) return step_[v];
        const glm::vec3 now = tissue_.at[v] + step_[v] - opposite.place.of(tissue_.at) - opposite.place.of(step_);
        const float missing = thinnest * length - glm::dot(now, before) / length;
        if (missing <= 0.0f) return step_[v];
        const float share = weight_[v] > 0.0f ? 0.25f : 0.75f;
        return step_[v] + share * missing / length * before;
    });
}

void SettleSolver::spread() {
    const std::vector<glm::vec3> asked = step_;
    for (int i = 0; i < kSpreads; ++i)
        renewSteps([&](std::size_t v) {
            const auto neighbours = tissue_.neighbours(v);
            if (neighbours.empty()) return step_[v];
            glm::vec3 mean(0.0f);
            for (const std::uint32_t n : neighbours) mean += step_[n];
            mean /= static_cast<float>(neighbours.size());
            return weight_[v] > 0.0f ? glm::mix(mean, asked[v], kKept) : kFade * mean;
        });
}

void SettleSolver::comeBack() {
    for (std::size_t v = 0; v < step_.size(); ++v)
        if (weight_[v] <= 0.0f) step_[v] -= kBack * (tissue_.at[v] - tissue_.rest[v]);
}

void SettleSolver::apply() {
    for (std::size_t v = 0; v < step_.size(); ++v) {
        glm::vec3 way = tissue_.at[v] + step_[v] - tissue_.rest[v];
        // what gives way wholly would be drawn out of shape where muscles leave it no room at all
        const float reach = tissue_.solids[tissue_.owner[v]].give == Give::Wholly ? 0.5f * reach_ : reach_;
        if (const float length = glm::length(way); length > reach) way *= reach / length;
        tissue_.at[v] = tissue_.rest[v] + way;
    }
}

/// Triangles that have turned or lost their area show where neighbours went different ways: there the ways are evened
/// out until none is left.
void SettleSolver::unfold(const SettleSolid& solid) {
    const std::size_t count = solid.mesh.positions.size();
    const auto normal = [&](const std::vector<glm::vec3>& of, std::size_t i) {
        const glm::vec3& a = of[solid.first + solid.mesh.indices[i]];
        return glm::cross(of[solid.first + solid.mesh.indices[i + 1]] - a,
                          of[solid.first + solid.mesh.indices[i + 2]] - a);
    };
    const auto gone = [&](std::size_t v) { return tissue_.at[v] - tissue_.rest[v]; };
    std::vector<char> folded(count);
    std::vector<glm::vec3> way(count);
    for (int i = 0; i < kUnfolds; ++i) {
        std::fill(folded.begin(), folded.end(), char{0});
        bool any = false;
        for (std::size_t t = 0; t + 2 < solid.mesh.indices.size(); t += 3) {
            const glm::vec3 before = normal(tissue_.rest, t);
            const glm::vec3 now = normal(tissue_.at, t);
            const float both = glm::dot(before, now);
            if (both >= kTurned * glm::length(before) * glm::length(now) && both >= kShrunk * glm::dot(before, before))
                continue;
            any = true;
            for (std::size_t k = 0; k < 3; ++k) folded[solid.mesh.indices[t + k]] = 1;
        }
        if (!any) return;
        for (std::size_t v = 0; v < count; ++v) {
            const auto neighbours = tissue_.neighbours(solid.first + v);
            bool near = folded[v] != 0;
            for (const std::uint32_t n : neighbours) near = near || folded[n - solid.first] != 0;
            way[v] = gone(solid.first + v);
            if (!near || neighbours.empty()) continue;
            glm::vec3 mean(0.0f);
            for (const std::uint32_t n : neighbours) mean += gone(n);
            way[v] = glm::mix(way[v], mean / static_cast<float>(neighbours.size()), kEven);
        }
        for (std::size_t v = 0; v < count; ++v) tissue_.at[solid.first + v] = tissue_.rest[solid.first + v] + way[v];
    }
}

} // namespace anatomy
