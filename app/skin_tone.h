// Skin tone: eight tones of skin from very light to very dark, linear RGB, by eye within the range of measured skin
// reflectances (Xiao et al. 2017; each an estimate). 3 is what a chart without a tone has.
#pragma once

#include <core/math.h>

#include <algorithm>
#include <array>

namespace app {

constexpr int kSkinTones = 8;
constexpr std::array<glm::vec3, kSkinTones> kSkinColours = {
    glm::vec3(0.80f, 0.56f, 0.45f),    glm::vec3(0.70f, 0.45f, 0.34f),   glm::vec3(0.60f, 0.36f, 0.25f),
    glm::vec3(0.48f, 0.27f, 0.175f),   glm::vec3(0.36f, 0.19f, 0.115f),  glm::vec3(0.25f, 0.125f, 0.073f),
    glm::vec3(0.155f, 0.076f, 0.045f), glm::vec3(0.085f, 0.042f, 0.026f)};

/// 1 very light .. 8 very dark; others are brought into that range.
inline glm::vec3 skinColour(int tone) {
    return kSkinColours[static_cast<std::size_t>(std::clamp(tone, 1, kSkinTones) - 1)];
}

} // namespace app
