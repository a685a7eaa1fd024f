#include <records/report.h>

namespace records {

std::vector<TargetBand> targetBands(const training::Lesson& lesson, const std::vector<training::Event>& events,
                                    float seconds) {
    std::vector<float> ends;
    for (const training::Event& event : events)
        if (event.kind == training::EventKind::StepDone) ends.push_back(event.time);
    std::vector<TargetBand> out;
    for (std::size_t i = 0; i < lesson.steps.size() && i <= ends.size(); ++i) {
        const float from = i == 0 ? 0.0f : ends[i - 1];
        const float to = i < ends.size() ? ends[i] : seconds;
        if (to <= from) continue;
        for (const training::Condition& condition : lesson.steps[i].complete)
            if (condition.kind == training::ConditionKind::Hold)
                out.push_back({from, to, condition.force, condition.pain, lesson.steps[i].title});
    }
    return out;
}

} // namespace records
