// Presses at random, with sense and without, and looks whether anything breaks.
//   touch_stability [STEPS] [SEED]      4,000 steps unless told; exit status 1 after the first fault, with its place
// Every step: a random command to a random tool on a random patient (random_patient.h), at random angles, speeds and
// time steps, sliding, followed to other places, with conditions that change. What must hold:
//   - every number of the reading, of the field and of the state at points is finite;
//   - forces are no larger than the tool can give, and no point moves further than the block is wide (energy bounded);
//   - muscle keeps its volume (see volumeOf);
//   - a tool that is lifted leaves tissue that comes to rest where it was.
#include "random_patient.h"

#include <core/paths.h>
#include <tissue/press.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <limits>
#include <string>

namespace {

using tissue::Drive;
using tissue::Press;
using tissue::PressCommand;
using tissue::TissueKind;

constexpr float kNaN = std::numeric_limits<float>::quiet_NaN(), kInf = std::numeric_limits<float>::infinity();
constexpr float kHalfWidth = 0.045f; // of the blocks, metres
constexpr int kForgotten = 30;       // steps after which a prescribed depth has no say any more
constexpr int kLongestEpisode = 300; // steps on one patient
// Of all muscle of a block: within the usual force of a tool, and for any force that a hand can give, where states
// count whose remembered pressures are still on their way.
constexpr float kMostUsualChange = 0.03f, kMostChange = 0.25f;
constexpr float kBalanced = 0.05f; // out-of-balance force over the applied one from which volumes are worth looking at

struct Tally {
    long steps = 0, episodes = 0, refused = 0, followed = 0, unsettled = 0, volumes = 0;
    float largestShare = 0.0f, largestDepthForceN = 0.0f, largestMoveMm = 0.0f, largestRestMm = 0.0f;
    float largestMuscleChange = 0.0f;      ///< of the muscle of a block, up to the largest force of a hand
    float largestUsualMuscleChange = 0.0f; ///< the same, up to the tool's usual force
    float largestUsualChange = 0.0f;       ///< of a cube of 3 mm, up to the tool's usual force
    float largestCellChange = 0.0f;        ///< the same, up to the largest force of a hand
    double sumCellChange = 0.0;
};

[[noreturn]] void fail(const Tally& tally, const std::string& what) {
    std::printf("FAULT in step %ld, patient %ld: %s\n", tally.steps, tally.episodes, what.c_str());
    std::exit(1);
}

bool finite(const tissue::Reading& r) {
    bool good = core::finite(r.forceVectorN);
    for (const float v : {r.forceN, r.sideForceN, r.depthMm, r.stiffnessNPerMm, r.contactAreaCm2, r.meanPressureKPa,
                          r.peakPressureKPa, r.pressure.spacing})
        good = good && std::isfinite(v);
    for (const float v : r.pressure.kPa) good = good && std::isfinite(v);
    for (const auto& l : r.column)
        good = good && std::isfinite(l.thicknessBeforeMm + l.thicknessNowMm + l.meanStressKPa + l.loadShare);
    return good;
}

/// Six tetrahedra; negative when turned inside out. Corner: bit 0 is x, 1 y, 2 z.
float hexVolume(const std::array<glm::vec3, 8>& p) {
    const auto tetra = [&](int a, int b, int c, int d) {
        const auto at = [&](int n) { return p[static_cast<std::size_t>(n)]; };
        return glm::dot(at(b) - at(a), glm::cross(at(c) - at(a), at(d) - at(a))) / 6.0f;
    };
    return tetra(0, 1, 3, 7) + tetra(0, 3, 2, 7) + tetra(0, 2, 6, 7) + tetra(0, 6, 4, 7) + tetra(0, 4, 5, 7) +
           tetra(0, 5, 1, 7);
}

/// Volume of a cube of material before and now; nothing unless it is muscle all through. This is how "volume change of
/// muscle" is measured: by where the corners of cubes have gone, as the picture shows it, whatever the elements think.
struct Volume {
    float before = 0.0f, now = 0.0f;
};
std::optional<Volume> volumeOf(const Press& press, const glm::vec3& centre, float side) {
    std::array<glm::vec3, 8> before, now;
    for (int n = 0; n < 8; ++n) {
        const glm::vec3 corner(n & 1 ? 0.5f : -0.5f, n & 2 ? 0.5f : -0.5f, n & 4 ? 0.5f : -0.5f);
        const auto i = static_cast<std::size_t>(n);
        before[i] = centre + side * corner;
        const auto state = press.at(before[i]);
        if (!state || state->kind != TissueKind::Muscle) return std::nullopt;
        now[i] = before[i] + state->displacement;
    }
    return Volume{std::fabs(hexVolume(before)), hexVolume(now) * (hexVolume(before) < 0.0f ? -1.0f : 1.0f)};
}

class Run {
public:
    Run(long steps, std::uint64_t seed) : steps_(steps), random_(seed) {
        const auto assets = core::assetsDirectory();
        CHECK(assets.ok(), "no assets");
        materials_ = tissue::loadMaterials(assets.value() / "tissue" / "materials.toml").value();
        tools_ = tissue::loadTools(assets.value() / "tools").value();
    }

    const Tally& go() {
        for (long told = 0; tally_.steps < steps_; episode())
            if (tally_.steps - told >= 10000) std::fprintf(stderr, "%ld steps\n", told = tally_.steps);
        return tally_;
    }

private:
    bool chance(float share) { return random_.uniform() < share; }
    template <typename T, std::size_t N>
    T oneOf(const T (&choices)[N]) {
        return choices[random_.next() % N];
    }
    glm::vec3 inward() { // up to about 60 degrees from straight down
        const float lean = random_.uniform() < 0.5f ? 0.0f : random_.uniform(0.0f, 1.7f);
        const float turn = random_.uniform(0.0f, 6.2832f);
        return {lean * std::cos(turn), lean * std::sin(turn), -1.0f};
    }

    void episode() {
        ++tally_.episodes;
        stability::RandomPatient patient(random_);
        const tissue::Tool& tool = tools_[random_.next() % tools_.size()];
        nonsensePlaces(patient, tool);
        tissue::BlockOptions options;
        options.across = 8 + 2 * static_cast<int>(random_.next() % 4);
        options.deep = 6 + 2 * static_cast<int>(random_.next() % 3);
        options.halfWidth = kHalfWidth;
        if (chance(0.02f)) options = tissue::BlockOptions::live();
        glm::vec3 place(random_.uniform(-0.02f, 0.02f), random_.uniform(-0.02f, 0.02f), 0.0f);
        if (chance(0.1f)) place.z = random_.uniform(-0.02f, 0.02f); // in the air above, or inside
        auto begun = Press::begin(patient, materials_, tool, place, inward(), options);
        if (!begun) {
            ++tally_.refused;
            return;
        }
        Press press = std::move(begun).value();
        const auto length = static_cast<long>(20 + random_.next() % kLongestEpisode);
        PressCommand command;
        for (long n = 0; n < length && tally_.steps < steps_; ++n) {
            ++tally_.steps;
            next(command, press.tool());
            if (chance(0.01f)) {
                patient.renew(random_);
                press.renewCondition(patient);
            }
            if (chance(0.02f)) follow(press, patient);
            const auto report = press.step(command, chance(0.9f) ? 1.0f / 60.0f : timeStep(), workers_);
            if (!report.settled) ++tally_.unsettled;
            if (!std::isfinite(report.residual)) fail(tally_, "residual not finite");
            check(press, command, report, n);
        }
        patient.relax();
        press.renewCondition(patient);
        rest(press);
    }

    /// No place to press on: an error, or a block, but nothing worse.
    void nonsensePlaces(const stability::RandomPatient& patient, const tissue::Tool& tool) {
        if (!chance(0.2f)) return;
        const glm::vec3 places[] = {{kNaN, 0, 0},   {0, kInf, 0},  {5, 5, 5},
                                    {0, 0, -0.03f}, {1e30f, 0, 0}, {0, 0, 0.02f}};
        const glm::vec3 ways[] = {{0, 0, 0}, {0, 0, kNaN}, {0, 0, 1}, {1, 0, 0}, {0, 0, -1e-20f}, {0, 0, -1e30f}};
        tissue::BlockOptions options;
        options.across = oneOf({-3, 0, 7, 8});
        options.deep = oneOf({-1, 5, 6});
        options.halfWidth = oneOf({kNaN, -1.0f, 0.0f, 0.02f});
        options.depth = oneOf({kInf, 0.0f, 0.03f});
        if (!Press::begin(patient, materials_, tool, oneOf(places), oneOf(ways), options)) ++tally_.refused;
    }

    float timeStep() { return oneOf({0.0f, 1e-6f, 0.05f, 1.0f, 10.0f, -1.0f, kNaN, kInf, 1e30f}); }

    void next(PressCommand& c, const tissue::Tool& tool) {
        const float most = tool.largestForceN;
        switch (random_.next() % 12) {
        case 0: // a new force, in one jump
            c.drive = Drive::Force;
            c.amount = random_.uniform(0.0f, 1.3f * most);
            break;
        case 1: // a new depth, in one jump
            c.drive = Drive::Depth;
            c.amount = random_.uniform(0.0f, 0.08f);
            break;
        case 2: // flicker
            c.drive = Drive::Force;
            c.amount = c.amount > 0.0f ? 0.0f : most;
            break;
        case 3:
            c.amount = oneOf({kNaN, kInf, -kInf, -5.0f, 1e30f, 0.0f, 1e-30f});
            break;
        case 4:
            c.slide = {random_.uniform(-0.05f, 0.05f), random_.uniform(-0.05f, 0.05f), random_.uniform(-0.05f, 0.05f)};
            break;
        case 5:
            if (chance(0.3f)) c.slide[static_cast<int>(random_.next() % 3)] = oneOf({kNaN, kInf, 1e30f, -3.0f});
            break;
        case 6:
            c.friction = oneOf({-1.0f, 0.0f, 0.05f, 0.3f, 0.6f, 1.0f, 5.0f, PressCommand::kNoSlip, kNaN, kInf});
            break;
        default: // go on as a hand does
            if (!std::isfinite(c.amount) || c.amount > 1e3f) c.amount = 0.0f;
            if (!core::finite(c.slide)) c.slide = glm::vec3(0.0f);
            c.amount = c.drive == Drive::Force ? std::max(0.0f, c.amount + random_.uniform(-1.0f, 1.2f) * 0.02f * most)
                                               : std::max(0.0f, c.amount + random_.uniform(-0.001f, 0.0012f));
            c.slide += 0.0008f * glm::vec3(random_.normal(), random_.normal(), 0.0f);
        }
    }

    void follow(Press& press, const stability::RandomPatient& patient) {
        glm::vec3 to =
            press.touchPoint() + glm::vec3(random_.uniform(-0.02f, 0.02f), random_.uniform(-0.02f, 0.02f), 0.0f);
        if (chance(0.1f)) to.x = oneOf({kNaN, kInf, 3.0f});
        ++(press.follow(patient, to, inward()).ok() ? tally_.followed : tally_.refused);
    }

    void check(const Press& press, const PressCommand& command, const tissue::StepReport& report, long n) {
        const tissue::Reading r = press.reading();
        if (!finite(r)) fail(tally_, "reading not finite");
        sinceDepth_ = command.drive == Drive::Depth ? 0 : n == 0 ? kForgotten : sinceDepth_ + 1;
        if (sinceDepth_ < kForgotten) // a depth may ask for any force, and it takes steps to come back from there
            tally_.largestDepthForceN = std::max(tally_.largestDepthForceN, r.forceN);
        else
            tally_.largestShare = std::max(tally_.largestShare, r.forceN / press.tool().largestForceN);
        if (command.drive == Drive::Force && r.settled && r.forceN > 1.02f * press.tool().largestForceN + 0.5f)
            fail(tally_, "more force than the tool can give: " + std::to_string(r.forceN) + " N");
        // as far as a hand goes: a depth asked for may take any force
        if (n % 5 == 0 && report.residual < kBalanced && r.touching && r.forceN <= press.tool().largestForceN)
            checkVolumes(press, r.forceN);
        const auto state = press.at(press.touchPoint() + random_.uniform(0.0f, 0.04f) * press.direction());
        if (state && !std::isfinite(state->pressureKPa + state->shearKPa + state->alongPressKPa))
            fail(tally_, "state at a point not finite");
        if (n % 20 != 0) return;
        for (const glm::vec3& u : press.field({7, 7, 6}).displacement) {
            if (!core::finite(u)) fail(tally_, "field not finite");
            const float move = 1000.0f * glm::length(u);
            tally_.largestMoveMm = std::max(tally_.largestMoveMm, move);
            if (move > 2000.0f * kHalfWidth) fail(tally_, "a point moved " + std::to_string(move) + " mm");
        }
    }

    void checkVolumes(const Press& press, float forceN) {
        const bool usual = forceN <= press.tool().usualForceHighN;
        for (int n = 0; n < 4; ++n) { // near the tool, where most is asked of it
            const glm::vec3 centre = press.touchPoint() + random_.uniform(0.002f, 0.05f) * press.direction() +
                                     glm::vec3(random_.uniform(-0.01f, 0.01f), random_.uniform(-0.01f, 0.01f), 0.0f);
            const auto v = volumeOf(press, centre, 0.003f);
            if (!v) continue;
            const float change = std::fabs(v->now / v->before - 1.0f);
            if (!std::isfinite(change)) fail(tally_, "displacement not finite");
            ++tally_.volumes;
            tally_.sumCellChange += static_cast<double>(change);
            float& most = usual ? tally_.largestUsualChange : tally_.largestCellChange;
            most = std::max(most, change);
        }
        if (!chance(0.1f)) return;
        Volume all;
        constexpr float side = 0.004f;
        for (float x = -kHalfWidth; x < kHalfWidth; x += side)
            for (float y = -kHalfWidth; y < kHalfWidth; y += side)
                for (float z = -0.06f; z < 0.01f; z += side)
                    if (const auto v = volumeOf(press, press.touchPoint() + glm::vec3(x, y, z), side)) {
                        all.before += v->before;
                        all.now += v->now;
                    }
        if (all.before <= 0.0f) return;
        const float change = std::fabs(all.now / all.before - 1.0f);
        float& most = usual ? tally_.largestUsualMuscleChange : tally_.largestMuscleChange;
        most = std::max(most, change);
        if (change > (usual ? kMostUsualChange : kMostChange))
            fail(tally_, "the muscle of the block changed its volume by " + std::to_string(100.0f * change) + " %");
    }

    /// Lifted and relaxed, two minutes pass: all must be back.
    void rest(Press& press) {
        const auto report = press.settle({Drive::Force, 0.0f, {}, 0.0f}, 120.0f, workers_);
        float most = 0.0f;
        for (const glm::vec3& u : press.field({7, 7, 6}).displacement) most = std::max(most, 1000.0f * glm::length(u));
        tally_.largestRestMm = std::max(tally_.largestRestMm, most);
        if (!(most < 2.0f))
            fail(tally_, "tissue left alone stands " + std::to_string(most) + " mm from its rest, residual " +
                             std::to_string(report.residual));
    }

    long steps_;
    core::Random random_;
    core::Workers workers_{1};
    tissue::MaterialLibrary materials_;
    std::vector<tissue::Tool> tools_;
    Tally tally_;
    int sinceDepth_ = kForgotten;
};

} // namespace

int main(int argc, char** argv) {
    const long steps = argc > 1 ? std::strtol(argv[1], nullptr, 10) : 4000;
    const long seed = argc > 2 ? std::strtol(argv[2], nullptr, 10) : 1;
    if (steps < 1 || seed < 0) {
        std::fprintf(stderr, "usage: touch_stability [STEPS] [SEED]\n");
        return 2;
    }
    const Tally t = Run(steps, static_cast<std::uint64_t>(seed)).go();
    const auto d = [](auto v) { return static_cast<double>(v); };
    std::printf("%ld random steps on %ld patients; %ld places refused, %ld times followed\n", t.steps, t.episodes,
                t.refused, t.followed);
    std::printf("not in equilibrium after its share of work: %.1f %% of the steps\n",
                100.0 * d(t.unsettled) / d(t.steps));
    std::printf("largest force %.2f of what the tool can give, with a depth prescribed %.0f N; largest displacement "
                "%.0f mm, farthest from "
                "rest two minutes after %.2f mm\n",
                d(t.largestShare), d(t.largestDepthForceN), d(t.largestMoveMm), d(t.largestRestMm));
    std::printf("volume of muscle, in balance, within the tool's usual force and beyond: whole block at most %.2f %%, "
                "%.2f %%; cubes "
                "of 3 mm under the tool at most %.1f %%, %.1f %%, mean %.2f %% of %ld\n",
                100.0 * d(t.largestUsualMuscleChange), 100.0 * d(t.largestMuscleChange),
                100.0 * d(t.largestUsualChange), 100.0 * d(t.largestCellChange),
                100.0 * t.sumCellChange / std::max(d(t.volumes), 1.0), t.volumes);
    return 0;
}
