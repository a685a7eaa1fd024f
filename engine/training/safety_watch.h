// Safety watch: holds every moment of a lesson against its limits and says in words which was broken. Deterministic.
#pragma once

#include <training/lesson_run.h>

#include <core/hash.h>

#include <optional>
#include <string>

namespace training {

/// The bone or nerve right under the tool: the first of the column, when it begins within a finger's breadth of the
/// skin. Null: none. What lies under another bone is shielded by it.
core::StructureId hardUnderTool(const tissue::Reading& reading);

class SafetyWatch {
public:
    /// What was broken, as a sentence; nothing while all is well.
    std::optional<std::string> step(const Safety& limits, const Measured& measured, float dt);
    void hash(core::Hasher& hasher) const;

private:
    float forceSeconds_ = 0.0f;
    float boneSeconds_ = 0.0f;
    float painSeconds_ = 0.0f;
    float worstPain_ = 0.0f; ///< of this run of pain
};

} // namespace training
