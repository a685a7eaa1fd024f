// Nerve view: what the nerve bench adds to the picture of the body: pulses that thin out and stop beyond the place
// where the nerve is caught, the place itself, tingling, numbness and pain over the nerve's territory, muscles that
// weaken, and the referred pain of a muscle on the other side of the body, to tell the two apart.
#pragma once

#include <app/body_meshes.h>
#include <app/orbit_camera.h>
#include <session/session.h>

namespace app {

constexpr float kPulsesPerSecond = 1.0f; ///< drawn, of a nerve that is well: for the eye, not a velocity

/// How many times slower than that they go at this conduction.
float pulseSpeed(float conduction);

struct NerveView {
    bool only = true;           ///< leave out what does not belong: bones, the nerve, what squeezes it, faint skin
    patient::SitedPoint muscle; ///< whose referred pain to show on the other side; none: no
    float pulsesBeyond = 0.0f;  ///< that have passed a point beyond the place
};

/// The look in which only what belongs to the bench is seen.
Look nerveLook(const Look& look, const session::World& world, const session::Snapshot& snapshot);
/// After addBody: marks the nerve, dims what lies over it and the muscles that weaken.
void markNerve(render::View& view, const BodyMeshes& meshes, const session::World& world,
               const session::Snapshot& snapshot, const NerveView& shown);
void paintNerve(render::View& view, const session::World& world, const session::Snapshot& snapshot,
                const NerveView& shown);

/// The same camera, moved so that place, nerve and territory are seen from the side on which it would be felt; with the
/// mirrored regions of the other side, where a muscle's pain is shown.
OrbitCamera nerveCamera(const session::World& world, const patient::SitedEntrapment& at, const OrbitCamera& from,
                        bool bothSides = false);

} // namespace app
