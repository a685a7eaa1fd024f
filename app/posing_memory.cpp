#include <app/posing_memory.h>

#include <algorithm>

namespace app {

namespace {

bool same(const anatomy::Pose& a, const anatomy::Pose& b) {
    return std::equal(a.angles.begin(), a.angles.end(), b.angles.begin(), b.angles.end(),
                      [](const anatomy::JointAngles& x, const anatomy::JointAngles& y) {
                          return x.flexion == y.flexion && x.sideBend == y.sideBend && x.rotation == y.rotation;
                      });
}

} // namespace

const anatomy::Posing& PosingMemory::of(const anatomy::Body& body, const anatomy::Pose& pose) {
    if (body.hash() == body_ && posing_.bulges.size() == body.parts().size() && same(pose, pose_)) return posing_;
    core::Workers workers(1); // the session's thread needs the other core
    posing_ = anatomy::posingOf(body, pose, workers);
    body_ = body.hash();
    pose_ = pose;
    return posing_;
}

} // namespace app
