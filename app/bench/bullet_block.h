// Bullet block: the reference case in Bullet's soft body (tetrahedra, btDeformableMultiBodyDynamicsWorld), for the
// benchmark only. Where Bullet was not there when the program was built, there is nothing to run.
#pragma once

#include <app/bench/reference_case.h>

#include <optional>
#include <string>
#include <vector>

namespace app::bench {

struct BulletSettings {
    enum class Law { Corotated, NeoHookean };
    Law law = Law::Corotated;
    int across = 8, deep = 6; ///< cells, five tetrahedra each
    int stepsPerFrame = 2;    ///< implicit steps in a sixtieth of a second
    bool faces = false;       ///< contact with faces; else with nodes
    float damping = 0.05f;    ///< s, of the stiffness

    std::string text() const;
};

bool haveBullet();
/// The settings worth showing; `all`: the whole sweep they were chosen from.
std::vector<BulletSettings> bulletSettings(bool all);
/// Nothing without Bullet. A run that blows up has an infinite error.
std::optional<CaseRun> runBullet(const ReferenceCase& reference, const BulletSettings& settings);

} // namespace app::bench
