#include <app/ui/history_panel.h>

#include <app/ui/widgets.h>

#include <core/text.h>

#include <algorithm>
#include <cstring>

namespace app {
namespace {

/// "2026-11-24T20:19:00Z" -> "2026-11-24 20:19"
std::string readable(const std::string& iso) {
    return iso.size() >= 16 ? iso.substr(0, 10) + " " + iso.substr(11, 5) : iso;
}

std::string duration(float seconds) {
    const int whole = static_cast<int>(seconds + 0.5f);
    return std::to_string(whole / 60) + " min " + std::to_string(whole % 60) + " s";
}

void studentName(const Settings& settings, UserActions& actions) {
    char name[64] = {};
    std::strncpy(name, settings.student.c_str(), sizeof name - 1);
    ImGui::SetNextItemWidth(-1);
    if (ImGui::InputTextWithHint("##student", "Student", name, sizeof name)) {
        Settings changed = settings;
        changed.student = name;
        actions.emplace_back(act::ChangeSettings{changed});
    }
    tooltip("Attempts are kept under this name, on this machine only");
}

} // namespace

void historyPanel(const Theme& theme, const TrainerModel& model, const Settings& settings, UserActions& actions) {
    heading(theme, "Student");
    studentName(settings, actions);
    ImGui::Spacing();
    heading(theme, "Attempts");
    if (model.attempts.empty()) {
        softText(theme, "None yet. Finish a lesson and it is kept here.");
        return;
    }
    float best = 0.0f;
    for (const records::Attempt& a : model.attempts) best = std::max(best, a.grade.share);
    softText(theme, std::to_string(model.attempts.size()) + (model.attempts.size() == 1 ? " attempt" : " attempts") +
                        ", best " + core::fixed(best * 100.0f, 0) + " %");
    for (const records::Attempt& a : model.attempts) {
        ImGui::PushID(static_cast<int>(a.id));
        const std::string share = core::fixed(a.grade.share * 100.0f, 0) + " %";
        const float right = ImGui::GetContentRegionMax().x - ImGui::CalcTextSize("100 %").x;
        sign(theme, a.grade.passed ? Sign::Good : Sign::Stop, ImGui::GetFontSize());
        ImGui::SameLine();
        const float room = right - ImGui::GetCursorPosX() - theme.px(8);
        const bool open = ImGui::TreeNodeEx((shortened(a.lessonTitle, room - theme.px(24)) + "###attempt").c_str(),
                                            ImGuiTreeNodeFlags_NoTreePushOnOpen);
        ImGui::SameLine(right + ImGui::CalcTextSize("100 %").x - ImGui::CalcTextSize(share.c_str()).x);
        ImGui::TextUnformatted(share.c_str());
        softText(theme, readable(a.startedAt) + ", " + duration(a.seconds));
        if (open) {
            wrapped(a.grade.verdict);
            for (const training::CriterionResult& c : a.grade.criteria)
                softText(theme, c.title + ": " + core::fixed(c.marks, 1) + " of " + core::fixed(c.weight, 1) +
                                    (c.measured.empty() ? "" : " (" + c.measured + ")"));
            if (ImGui::SmallButton("Once more")) actions.emplace_back(act::StartLesson{a.lesson});
        }
        ImGui::PopID();
    }
}

} // namespace app
