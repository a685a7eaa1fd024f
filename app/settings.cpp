#include <app/settings.h>

#include <core/document.h>
#include <core/log.h>
#include <core/paths.h>
#include <core/text.h>

namespace app {
namespace {

std::string quoted(const std::string& text) {
    std::string out = "\"";
    for (const char c : text) {
        if (c == '"' || c == '\\') out += '\\';
        if (static_cast<unsigned char>(c) >= 0x20) out += c;
    }
    return out + "\"";
}

core::Result<std::filesystem::path> userFile() {
    core::Result<std::filesystem::path> folder = core::dataDirectory();
    if (!folder) return folder.error();
    return folder.value() / "settings.toml";
}

} // namespace

core::Result<Settings> readSettings(const std::filesystem::path& file) {
    Settings out;
    std::error_code ignored;
    if (!std::filesystem::exists(file, ignored)) return out;
    core::Result<core::Document> document = core::Document::read(file);
    if (!document) return document.error();
    const core::Node root = document.value().root();
    out.appearance = root.find("appearance").oneOf({"dark", "light"}) == 0 ? Appearance::Dark : Appearance::Light;
    out.textScale = root.find("text_scale").realIn(1.0f, 2.0f, out.textScale);
    out.leftPanel = root.find("left_panel").realIn(180.0f, 700.0f, out.leftPanel);
    out.rightPanel = root.find("right_panel").realIn(240.0f, 800.0f, out.rightPanel);
    out.forceStepN = root.find("force_step_N").realIn(0.1f, 20.0f, out.forceStepN);
    out.handRateNPerS = root.find("hand_rate_N_per_s").realIn(1.0f, 100.0f, out.handRateNPerS);
    out.handOpacity = root.find("hand_opacity").realIn(0.0f, 1.0f, out.handOpacity);
    out.handTone = root.find("hand_tone").realIn(0.0f, 1.0f, out.handTone);
    out.reducedMotion = root.find("reduced_motion").boolean(out.reducedMotion);
    out.showPressureMap = root.find("show_pressure_map").boolean(out.showPressureMap);
    out.showTrace = root.find("show_trace").boolean(out.showTrace);
    out.showLabels = root.find("show_labels").boolean(out.showLabels);
    if (root.has("names")) out.names = static_cast<Names>(root.find("names").oneOf(kNameKeys));
    out.student = root.find("student").text(out.student);
    const core::Status good = document.value().finish();
    if (!good) return good.error();
    return out;
}

core::Status writeSettings(const Settings& settings, const std::filesystem::path& file) {
    const auto flag = [](bool value) { return std::string(value ? "true" : "false"); };
    const auto number = [](float value) { return core::fixed(static_cast<double>(value), 3); };
    std::string text = "# Paraspinal: settings of this user\nformat = 1\n";
    text += std::string("appearance = \"") + (settings.appearance == Appearance::Dark ? "dark" : "light") + "\"\n";
    text += "text_scale = " + number(settings.textScale) + "\n";
    text += "left_panel = " + number(settings.leftPanel) + "\n";
    text += "right_panel = " + number(settings.rightPanel) + "\n";
    text += "force_step_N = " + number(settings.forceStepN) + "\n";
    text += "hand_rate_N_per_s = " + number(settings.handRateNPerS) + "\n";
    text += "hand_opacity = " + number(settings.handOpacity) + "\n";
    text += "hand_tone = " + number(settings.handTone) + "\n";
    text += "reduced_motion = " + flag(settings.reducedMotion) + "\n";
    text += "show_pressure_map = " + flag(settings.showPressureMap) + "\n";
    text += "show_trace = " + flag(settings.showTrace) + "\n";
    text += "show_labels = " + flag(settings.showLabels) + "\n";
    text += "names = " + quoted(kNameKeys[static_cast<std::size_t>(settings.names)]) + "\n";
    text += "student = " + quoted(settings.student) + "\n";
    return core::writeFile(file, text);
}

Settings loadUserSettings() {
    const core::Result<std::filesystem::path> file = userFile();
    if (!file) {
        core::logWarning(file.error().text());
        return {};
    }
    core::Result<Settings> read = readSettings(file.value());
    if (read) return read.value();
    core::logWarning(read.error().text() + "\nthe default settings are used; the file is kept as settings.toml.broken");
    std::error_code ignored;
    std::filesystem::rename(file.value(), file.value().string() + ".broken", ignored);
    return {};
}

void saveUserSettings(const Settings& settings) {
    const core::Result<std::filesystem::path> file = userFile();
    const core::Status done = file ? writeSettings(settings, file.value()) : core::Status(file.error());
    if (!done) core::logWarning("settings not kept: " + done.error().text());
}

} // namespace app
