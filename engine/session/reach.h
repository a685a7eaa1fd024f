// Reach: which structures a press reaches, and how sure that is. A structure counts as reached when the mean stress in
// it under the pad and its share of the load are both above the rules' thresholds. The solver's stress is not exact:
// stiffness of tissue differs between people by half and more. So each verdict is a chance: that the stress, log-normal
// about the computed one, and the share, likewise, lie above their thresholds; of the two the smaller. Thresholds and
// spreads are project estimates (C). kPa.
#pragma once

#include <tissue/reading.h>

#include <vector>

namespace session {

struct ReachRules {
    float stressKPa = 10.0f;   ///< 1 N/cm2: a firm stroke; palpating presses 5 to 20 times as much on the skin
    float loadShare = 0.2f;    ///< a fifth of what the tool gives
    float stressSpread = 0.4f; ///< standard deviation of the logarithm: a factor of 1.5 either way
    float shareSpread = 0.25f; ///< likewise: shares follow from ratios of stiffness, and spread less
};

enum class Reach { No, Perhaps, Probably, Clearly };

struct Reached {
    core::StructureId structure;
    tissue::TissueKind kind = tissue::TissueKind::Muscle;
    float stressKPa = 0.0f; ///< of its most loaded layer
    float loadShare = 0.0f;
    float confidence = 0.0f; ///< 0..1 that it is reached
    Reach reach = Reach::No; ///< below 0.16, from there, from 0.5, from 0.84
};

/// Of the column under the tool: every structure once, from the skin inward; what has no id (fat) is left out.
std::vector<Reached> structuresReached(const tissue::Reading& reading, const ReachRules& rules = {});

/// "clearly reached", "probably reached", "perhaps reached", "not reached".
const char* reachWords(Reach reach);

} // namespace session
