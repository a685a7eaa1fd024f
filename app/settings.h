// Settings: what the user set once and expects again: panel widths, text scale, appearance, the student's name. Kept as
// TOML in core::dataDirectory()/settings.toml; a missing file gives the defaults, a damaged one a clear message and the
// defaults, and the damaged file is kept beside as settings.toml.broken.
#pragma once

#include <app/ui/theme.h>
#include <core/result.h>

#include <filesystem>
#include <string>
#include <vector>

namespace app {

/// Of structures in the interface. Latin is Terminologia Anatomica's; where a structure has none, the English name.
enum class Names { English, Latin, Both };
/// Their keys in files and on the command line, in that order.
inline const std::vector<std::string> kNameKeys = {"english", "latin", "both"};

struct Settings {
    Appearance appearance = Appearance::Dark;
    float textScale = 1.0f;   ///< 1.0 .. 2.0
    float leftPanel = 290.0f; ///< design pixels, before the scale
    float rightPanel = 370.0f;
    float forceStepN = 1.0f;     ///< a notch of the wheel, a press of a key
    float handRateNPerS = 22.0f; ///< how fast the hand builds force up
    float handOpacity = 1.0f;    ///< of the drawn hand or tool; 0: not drawn
    float handTone = 0.3f;       ///< its skin, 0 very light .. 1 very dark
    bool reducedMotion = false;
    bool showPressureMap = true;
    bool showTrace = true;
    bool showLabels = false; ///< names with leader lines beside the body
    Names names = Names::English;
    std::string student = "Student";
};

core::Result<Settings> readSettings(const std::filesystem::path& file);
core::Status writeSettings(const Settings& settings, const std::filesystem::path& file);

/// From the user's data directory; tells of a fault in the log and goes on with the defaults.
Settings loadUserSettings();
void saveUserSettings(const Settings& settings);

} // namespace app
