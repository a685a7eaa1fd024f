#include <app/posture_notes.h>

#include <core/text.h>

#include <algorithm>
#include <cmath>

namespace app {
namespace {

using anatomy::Pose;
using anatomy::Region;
using anatomy::Skeleton;
using anatomy::SpineMotion;

constexpr float kWorthSayingDegrees = 0.5f;

SpineMotion radians(const SpineMotion& degrees) {
    return {core::radians(degrees.flexion), core::radians(degrees.sideBend), core::radians(degrees.rotation)};
}

Pose movedBy(const Skeleton& skeleton, const Pose& from, Region region, const SpineMotion& motion) {
    return region == Region::Neck ? skeleton.moved(from, motion, {}) : skeleton.moved(from, {}, motion);
}

std::string wholeDegrees(float radians) {
    return core::fixed(static_cast<double>(std::abs(core::degrees(radians))), 0) + "\xc2\xb0";
}

std::string levelName(const std::string& key) {
    return key == "skull" ? "head" : key;
}

/// "L1 to L4", "T12 and L5": the joints in order from below, runs drawn together.
std::string listed(const std::vector<std::size_t>& levels, const Skeleton& skeleton) {
    std::vector<std::string> runs;
    for (std::size_t k = 0; k < levels.size();) {
        std::size_t last = k;
        while (last + 1 < levels.size() && levels[last + 1] == levels[last] + 1) ++last;
        const std::string low = levelName(skeleton.joints()[levels[k]].key);
        const std::string high = levelName(skeleton.joints()[levels[last]].key);
        runs.push_back(last == k ? low : high + (last == k + 1 ? " and " : " to ") + low);
        k = last + 1;
    }
    std::string out;
    for (auto run = runs.rbegin(); run != runs.rend(); ++run) out += (out.empty() ? "" : ", ") + *run;
    return out;
}

/// What comes along with a movement about one axis, on the other one.
struct Coupled {
    const char* region;
    float SpineMotion::*wanted;
    float SpineMotion::*along;
    float anatomy::JointAngles::*angle;
    const char* does; ///< "Side-bending turns the"
    const char* plus; ///< where positive points to
    const char* minus;
};

void noteCoupled(const Skeleton& skeleton, const Pose& from, Region region, const SpineMotion& motion,
                 const Coupled& coupled, std::vector<std::string>& notes) {
    if (motion.*coupled.wanted == 0.0f) return;
    SpineMotion alone;
    alone.*coupled.wanted = motion.*coupled.wanted;
    const Pose after = movedBy(skeleton, from, region, alone);
    const float sum = skeleton.sum(after, region).*coupled.along - skeleton.sum(from, region).*coupled.along;
    std::vector<std::size_t> contested;
    bool moved = false;
    for (std::size_t j = 0; j < skeleton.joints().size(); ++j) {
        const float change = after.angles[j].*coupled.angle - from.angles[j].*coupled.angle;
        if (std::abs(core::degrees(change)) < 0.1f) continue;
        moved = true;
        if (skeleton.joints()[j].coupling.contested) contested.push_back(j);
    }
    if (!moved) return;
    std::string note = std::string(coupled.does) + " " + coupled.region;
    note += std::abs(core::degrees(sum)) < kWorthSayingDegrees
                ? " both ways, which cancels out."
                : " " + wholeDegrees(sum) + " to the " + (sum > 0.0f ? coupled.plus : coupled.minus) + ", all in all.";
    if (!contested.empty())
        note += " Contested: studies disagree on the direction at " + listed(contested, skeleton) + ".";
    notes.push_back(std::move(note));
}

void noteStops(const Skeleton& skeleton, const Pose& from, Region region, const SpineMotion& motion, const char* name,
               std::vector<std::string>& notes) {
    constexpr std::array<std::pair<float SpineMotion::*, const char*>, 3> kAxes = {
        {{&SpineMotion::flexion, "Flexion"},
         {&SpineMotion::sideBend, "Side-bending"},
         {&SpineMotion::rotation, "Rotation"}}};
    for (const auto& [axis, what] : kAxes) {
        SpineMotion alone;
        alone.*axis = motion.*axis;
        const Pose after = movedBy(skeleton, from, region, alone);
        const float got = skeleton.sum(after, region).*axis - skeleton.sum(from, region).*axis;
        if (std::abs(core::degrees(alone.*axis - got)) < kWorthSayingDegrees) continue;
        notes.push_back(std::string(what) + " of the " + name + " stops at " + wholeDegrees(got) +
                        ": the levels' ranges end there.");
    }
}

} // namespace

std::array<SpineMotion, 2> roomLeftDegrees(const Skeleton& skeleton, const Pose& from, Region region,
                                           const SpineMotion& most) {
    std::array<SpineMotion, 2> out;
    const auto range = skeleton.range(region);
    const SpineMotion now = skeleton.sum(from, region);
    for (const auto axis : {&SpineMotion::flexion, &SpineMotion::sideBend, &SpineMotion::rotation}) {
        out[0].*axis = std::clamp(std::round(core::degrees(range[0].*axis - now.*axis)), -(most.*axis), 0.0f);
        out[1].*axis = std::clamp(std::round(core::degrees(range[1].*axis - now.*axis)), 0.0f, most.*axis);
    }
    return out;
}

std::vector<std::string> postureNotes(const Skeleton& skeleton, const Pose& from, const SpineMotion& neckDegrees,
                                      const SpineMotion& trunkDegrees) {
    std::vector<std::string> notes;
    for (const Region region : {Region::Neck, Region::Trunk}) {
        const SpineMotion motion = radians(region == Region::Neck ? neckDegrees : trunkDegrees);
        const char* name = region == Region::Neck ? "neck" : "trunk";
        noteStops(skeleton, from, region, motion, name, notes);
        noteCoupled(skeleton, from, region, motion,
                    {name, &SpineMotion::sideBend, &SpineMotion::rotation, &anatomy::JointAngles::rotation,
                     "Side-bending turns the", "left", "right"},
                    notes);
        noteCoupled(skeleton, from, region, motion,
                    {name, &SpineMotion::rotation, &SpineMotion::sideBend, &anatomy::JointAngles::sideBend,
                     "Turning bends the", "right", "left"},
                    notes);
    }
    return notes;
}

} // namespace app
