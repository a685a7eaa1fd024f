// Lesson rules: what must hold across the parts of a lesson that has been read: criteria judge what their step asks
// for, forces lie within the lesson's own limits and the tools' reach. Faults are recorded at the nodes the parts came
// from.
#pragma once

#include <training/lesson.h>

#include <core/document.h>

#include <vector>

namespace training {

/// Where the parts stand in the file; parallel to the lesson's.
struct LessonNodes {
    core::Node root;
    struct StepNodes {
        core::Node step;
        std::vector<core::Node> conditions;
    };
    std::vector<StepNodes> steps;
    std::vector<core::Node> criteria;
};

void checkLesson(const Lesson& lesson, const LessonNodes& nodes, const std::vector<tissue::Tool>& tools);

/// The kinds as they are written in files ("pain_fell", "mark_distance"), in the order of the enums.
const std::vector<std::string>& conditionNames();
const std::vector<std::string>& criterionNames();

} // namespace training
