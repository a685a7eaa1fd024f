#include <app/posing_memory.h>

namespace app {

const anatomy::Posing& PosingMemory::of(const anatomy::Body& body, const anatomy::Pose& pose) {
    if (body.hash() == body_ && posing_.bulges.size() == body.parts().size() && pose.angles == pose_.angles &&
        pose.gravity == pose_.gravity)
        return posing_;
    core::Workers workers(1); // the session's thread needs the other core
    posing_ = anatomy::posingOf(body, pose, workers);
    furniture_ = furnitureOf(body, posing_, pose);
    body_ = body.hash();
    pose_ = pose;
    return posing_;
}

} // namespace app
