#include <app/ui/structures_panel.h>

#include <app/ui/body_panel.h>
#include <app/ui/names.h>
#include <app/ui/posture_panel.h>
#include <app/ui/widgets.h>

#include <core/text.h>

#include <algorithm>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <tuple>

namespace app {
namespace {

using anatomy::Layer;
using anatomy::Structure;

constexpr Layer kLayers[] = {Layer::Skin, Layer::Superficial, Layer::Intermediate, Layer::Deep, Layer::Bone};
constexpr const char* kLayerTitles[] = {"Skin", "Superficial layer", "Intermediate layer", "Deep layer",
                                        "Bones and joints"};

int rankOf(const Structure& s, const std::string& wanted) {
    const std::string name = core::lowerCase(s.name);
    if (name.rfind(wanted, 0) == 0) return 0;
    if (name.find(wanted) != std::string::npos) return 1;
    if (core::lowerCase(s.latin).find(wanted) != std::string::npos) return 2;
    for (const std::string& synonym : s.synonyms)
        if (core::lowerCase(synonym).find(wanted) != std::string::npos) return 2;
    return core::lowerCase(s.id.text()) == wanted ? 0 : -1;
}

void searchField(const Theme& theme, const TrainerModel& model, UserActions& actions) {
    char text[128] = {};
    std::strncpy(text, model.choices.search.c_str(), sizeof text - 1);
    if (model.choices.focusSearch) ImGui::SetKeyboardFocusHere();
    const bool clear = !model.choices.search.empty();
    const float button = ImGui::GetFrameHeight();
    ImGui::SetNextItemWidth(ImGui::GetContentRegionAvail().x - (clear ? button + theme.px(6) : 0.0f));
    int move = 0;
    const auto arrow = [](ImGuiInputTextCallbackData* data) {
        *static_cast<int*>(data->UserData) = data->EventKey == ImGuiKey_DownArrow ? 1 : -1;
        return 0;
    };
    if (ImGui::InputTextWithHint("##search", "Search (Ctrl+K)", text, sizeof text, ImGuiInputTextFlags_CallbackHistory,
                                 arrow, &move))
        actions.emplace_back(act::Search{text});
    const bool entered = ImGui::IsItemDeactivated() && (ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_Enter)) ||
                                                        ImGui::IsKeyPressed(ImGui::GetKeyIndex(ImGuiKey_KeyPadEnter)));
    tooltip("English or Latin name, synonym or FMA id. Up and Down choose, Enter goes there");
    if (move != 0 || entered) {
        const std::vector<const Structure*> found = findStructures(model.world->library->atlas, text);
        const int last = static_cast<int>(found.size()) - 1;
        const int at = std::clamp(model.choices.searchAt + move, 0, std::max(last, 0));
        if (move != 0) actions.emplace_back(act::SearchAt{at});
        if (entered && last >= 0) goTo(model, *found[static_cast<std::size_t>(at)], actions);
    }
    if (!clear) return;
    ImGui::SameLine(0, theme.px(6));
    if (ImGui::Button("\xc3\x97##clear", {button, button})) actions.emplace_back(act::Search{});
    tooltip("Clear the search");
}

/// Off or one of the three planes of anatomy, and where it lies.
void sectionControls(const Theme& theme, const TrainerModel& model, UserActions& actions) {
    SectionChoice wanted = model.choices.section;
    static constexpr const char* kLabels[] = {"Whole", "Transverse", "Sagittal", "Frontal"};
    heading(theme, "Section");
    const float half = (ImGui::GetContentRegionAvail().x - ImGui::GetStyle().ItemSpacing.x) * 0.5f;
    bool changed = false;
    for (int k = 0; k < kCutKinds; ++k) {
        if (k % 2 == 1) ImGui::SameLine();
        const auto kind = static_cast<CutKind>(k);
        if (toggleButton(theme, kLabels[k], wanted.kind == kind, {half, 0}) && wanted.kind != kind) {
            wanted = sectionBegun(kind, model);
            changed = true;
        }
        tooltip("Cuts away what is nearer to you (X: next plane)");
    }
    if (wanted.kind != CutKind::None && !changed) {
        const glm::vec2 range = 1000.0f * sectionRange(wanted.kind, model.bodyBounds);
        float mm = wanted.at * 1000.0f;
        const char* label = wanted.kind == CutKind::Transverse ? "Height"
                            : wanted.kind == CutKind::Sagittal ? "To the patient's left"
                                                               : "To the front";
        changed |= figureSlider(theme, {label, "%.0f mm", range.x, range.y, "Where it cuts (, and .)"}, mm);
        wanted.at = mm * 0.001f;
        changed |= ImGui::Checkbox("Through the tool while it presses", &wanted.atTool);
        tooltip("Shows the layers under the tool as they are pressed together");
    }
    if (changed) actions.emplace_back(act::SetSection{wanted});
}

/// Labels in the picture, and in which language structures are named.
void nameControls(const Settings& settings, UserActions& actions) {
    Settings changed = settings;
    bool any = ImGui::Checkbox("Labels", &changed.showLabels);
    tooltip("Names with lines to what is seen; not while you press (L)");
    ImGui::SameLine();
    ImGui::SetNextItemWidth(-1);
    int names = static_cast<int>(settings.names);
    if (ImGui::Combo("##names", &names, "English\0Latin\0English and Latin\0")) {
        changed.names = static_cast<Names>(names);
        any = true;
    }
    tooltip("Names of structures, in lists and labels. Latin is Terminologia Anatomica's");
    if (any) actions.emplace_back(act::ChangeSettings{changed});
}

void layerControls(const Theme& theme, const TrainerModel& model, UserActions& actions) {
    const Look& look = model.choices.look;
    heading(theme, "Layers");
    int peel = static_cast<int>(look.peel);
    ImGui::SetNextItemWidth(-1);
    const std::string shown = std::string("From ") + std::string(anatomy::layerName(look.peel));
    if (ImGui::SliderInt("##peel", &peel, 0, 4, shown.c_str(), ImGuiSliderFlags_AlwaysClamp))
        actions.emplace_back(act::SetPeel{static_cast<Layer>(peel)});
    tooltip("Takes layers off, from the skin to the bone ([ and ])");
    float opacity = look.outerOpacity * 100.0f;
    ImGui::SetNextItemWidth(-1);
    if (ImGui::SliderFloat("##opacity", &opacity, 0.0f, 100.0f, "Outer layer %.0f %%", ImGuiSliderFlags_AlwaysClamp))
        actions.emplace_back(act::SetOpacity{opacity / 100.0f});
    tooltip("How much the outermost layer hides what lies under it");
    bool nerves = look.showNerves;
    if (ImGui::Checkbox("Nerves always", &nerves)) actions.emplace_back(act::ShowNerves{nerves});
    sectionControls(theme, model, actions);
    if (model.choices.section.kind != CutKind::None || look.isolated || !look.hidden.empty() ||
        look.peel != Layer::Skin || look.outerOpacity < 1.0f) {
        if (ImGui::Button("Show everything", {-1, 0})) actions.emplace_back(act::ShowEverything{});
    }
}

/// Vertebrae first and from above downwards, discs likewise; the rest by name, the tenth rib after the ninth.
std::tuple<bool, std::string, std::size_t, int> orderOf(const std::string& key) {
    const std::size_t digits = key.find_first_of("0123456789");
    if (digits == std::string::npos) return {true, key, 0, 0};
    const std::string stem = key.substr(0, digits);
    const int number = std::atoi(key.c_str() + digits);
    const std::size_t region = std::string_view("CTL").find(stem.empty() ? ' ' : stem.back());
    const bool level = region != std::string_view::npos && (stem.size() == 1 || stem.substr(0, 5) == "disc_");
    if (!level) return {true, stem, 0, number};
    return {stem.size() != 1, stem.substr(0, stem.size() - 1), region, number};
}

bool listedBefore(const std::string& a, const std::string& b) {
    return orderOf(a) < orderOf(b);
}

struct ListStyle {
    Names names = Names::English;
    core::StructureId next; ///< where Enter in the search field would go
};

/// What only other bodies have is not listed.
bool belongs(const TrainerModel& model, const Structure& s) {
    return s.variant.empty() || model.world->body.part(s.id) != nullptr;
}

void row(const Theme& theme, const TrainerModel& model, const Structure& s, const ListStyle& style,
         UserActions& actions) {
    const Look& look = model.choices.look;
    ImGui::PushID(static_cast<int>(s.id.number));
    const bool shaped = model.world->body.part(s.id) != nullptr;
    bool seen = !look.hidden.contains(s.id);
    ImGui::PushStyleVar(ImGuiStyleVar_FramePadding, {theme.px(3), theme.px(1)});
    if (shaped) {
        if (ImGui::Checkbox("##seen", &seen)) actions.emplace_back(act::Hide{{s.id}, !seen});
        tooltip("Shown");
    } else {
        ImGui::Dummy({ImGui::GetFrameHeight(), ImGui::GetFrameHeight()});
    }
    ImGui::PopStyleVar();
    ImGui::SameLine(0, theme.px(6));
    const std::string name = shortened((s.id == style.next ? "\xc2\xbb " : "") + shownNameInLine(s, style.names),
                                       ImGui::GetContentRegionAvail().x);
    if (!shaped) ImGui::PushStyleColor(ImGuiCol_Text, theme.textSoft);
    if (ImGui::Selectable((name + "##name").c_str(), look.selected == s.id, ImGuiSelectableFlags_AllowDoubleClick)) {
        actions.emplace_back(act::Select{s.id});
        if (shaped && ImGui::IsMouseDoubleClicked(0)) {
            actions.emplace_back(act::Isolate{s.id});
            actions.emplace_back(act::LookAt{s.id});
        }
    }
    if (!shaped) ImGui::PopStyleColor();
    std::string help = s.name + "\n" + s.latin;
    if (!shaped) help += "\nKnown by name; this body has no shape for it.";
    tooltip(help.c_str());
    ImGui::PopID();
}

void rows(const Theme& theme, const TrainerModel& model, const std::vector<const Structure*>& list,
          const ListStyle& style, UserActions& actions) {
    ImGuiListClipper clipper;
    clipper.Begin(static_cast<int>(list.size()));
    while (clipper.Step())
        for (int i = clipper.DisplayStart; i < clipper.DisplayEnd; ++i)
            row(theme, model, *list[static_cast<std::size_t>(i)], style, actions);
}

void layerTree(const Theme& theme, const TrainerModel& model, const ListStyle& style, UserActions& actions) {
    for (const Layer layer : kLayers) {
        std::vector<const Structure*> members;
        for (const Structure& s : model.world->library->atlas.structures())
            if (s.layer == layer && belongs(model, s)) members.push_back(&s);
        if (members.empty()) continue;
        std::sort(members.begin(), members.end(), [](const Structure* a, const Structure* b) {
            return a->key != b->key ? listedBefore(a->key, b->key) : a->side > b->side; // right before left
        });
        const auto index = static_cast<std::size_t>(layer);
        ImGui::PushID(static_cast<int>(index));
        const std::string title =
            std::string(kLayerTitles[index]) + " (" + std::to_string(members.size()) + ")###layer";
        if (section(title.c_str())) {
            std::vector<core::StructureId> ids;
            bool anyShown = false;
            for (const Structure* s : members) {
                ids.push_back(s->id);
                anyShown = anyShown || !model.choices.look.hidden.contains(s->id);
            }
            if (ImGui::SmallButton(anyShown ? "Hide all" : "Show all")) actions.emplace_back(act::Hide{ids, anyShown});
            rows(theme, model, members, style, actions);
        }
        ImGui::PopID();
    }
}

void fact(const Theme& theme, const char* label, const std::string& text) {
    if (text.empty()) return;
    ImGui::TextColored(theme.textSoft, "%s", label);
    wrapped(text);
}

void about(const Theme& theme, const TrainerModel& model, UserActions& actions) {
    const Structure* s = model.world->library->atlas.find(model.choices.look.selected);
    if (s == nullptr) return;
    const Look& look = model.choices.look;
    ImGui::Separator();
    ImGui::PushFont(theme.strong);
    wrapped(s->name);
    ImGui::PopFont();
    softText(theme, s->latin);
    if (model.world->body.part(s->id) != nullptr) {
        if (ImGui::Button("Look at")) actions.emplace_back(act::LookAt{s->id});
        ImGui::SameLine();
        const bool alone = look.isolated == s->id;
        if (toggleButton(theme, "Alone", alone))
            actions.emplace_back(act::Isolate{alone ? std::nullopt : std::optional(s->id)});
        ImGui::SameLine();
        const bool hidden = look.hidden.contains(s->id);
        if (toggleButton(theme, "Hidden", hidden)) actions.emplace_back(act::Hide{{s->id}, !hidden});
    }
    std::string synonyms;
    for (const std::string& synonym : s->synonyms) synonyms += (synonyms.empty() ? "" : ", ") + synonym;
    fact(theme, "Also called", synonyms);
    fact(theme, "Origin", s->origin);
    fact(theme, "Insertion", s->insertion);
    fact(theme, "Action", s->action);
    fact(theme, "Innervation", s->innervation);
    softText(theme, s->id.text() + ", " + std::string(anatomy::kindName(s->kind)));
}

} // namespace

std::vector<const Structure*> findStructures(const anatomy::Atlas& atlas, std::string_view text) {
    const std::string wanted = core::lowerCase(text);
    std::vector<std::pair<int, const Structure*>> found;
    if (wanted.empty()) return {};
    for (const Structure& s : atlas.structures())
        if (const int rank = rankOf(s, wanted); rank >= 0) found.emplace_back(rank, &s);
    std::stable_sort(found.begin(), found.end(), [](const auto& a, const auto& b) {
        return a.first != b.first ? a.first < b.first : a.second->name < b.second->name;
    });
    std::vector<const Structure*> out;
    for (const auto& [rank, s] : found) out.push_back(s);
    return out;
}

void goTo(const TrainerModel& model, const Structure& structure, UserActions& actions) {
    const Look& look = model.choices.look;
    actions.emplace_back(act::Select{structure.id});
    if (model.world->body.part(structure.id) == nullptr) return;
    if (look.isolated && look.isolated != structure.id) actions.emplace_back(act::Isolate{});
    if (look.hidden.contains(structure.id)) actions.emplace_back(act::Hide{{structure.id}, false});
    if (look.peel != structure.layer) actions.emplace_back(act::SetPeel{structure.layer});
    actions.emplace_back(act::LookAt{structure.id});
}

void structuresPanel(const Theme& theme, const TrainerModel& model, const Settings& settings, UserActions& actions) {
    searchField(theme, model, actions);
    if (!model.choices.search.empty()) {
        const std::vector<const Structure*> found = findStructures(model.world->library->atlas, model.choices.search);
        if (found.empty()) softText(theme, "Nothing is called that.");
        ListStyle style{settings.names, {}};
        if (!found.empty()) {
            const auto at = static_cast<std::size_t>(std::max(model.choices.searchAt, 0));
            style.next = found[std::min(at, found.size() - 1)]->id;
        }
        rows(theme, model, found, style, actions);
        about(theme, model, actions);
        return;
    }
    layerControls(theme, model, actions);
    ImGui::Spacing();
    heading(theme, "Structures");
    nameControls(settings, actions);
    layerTree(theme, model, {settings.names, {}}, actions);
    about(theme, model, actions);
    ImGui::Spacing();
    posturePanel(theme, model, actions);
    bodyPanel(theme, model, actions);
}

} // namespace app
