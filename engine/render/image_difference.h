// Image difference: how far two pictures are apart to the eye: per pixel the distance in CIELAB (CIE 1976, D65), which
// is about 2.3 where a difference is just noticed (Mahy et al. 1994). For golden images.
#pragma once

#include <core/image.h>
#include <core/result.h>

namespace render {

struct ImageDifference {
    double mean = 0.0;  ///< mean distance over all pixels
    double worst = 0.0; ///< largest distance of a pixel
    double share = 0.0; ///< share of pixels whose distance exceeds the threshold, 0..1
};

constexpr double kJustNoticeable = 2.3;

/// Error: the pictures have different sizes. Alpha is ignored.
core::Result<ImageDifference> difference(const core::Image& a, const core::Image& b,
                                         double threshold = kJustNoticeable);

/// Both pictures and their distance (white: 20 or more) side by side, for looking at.
core::Image differencePicture(const core::Image& a, const core::Image& b);

/// Distance of two sRGB colours, 0..255 each.
double colourDistance(const std::uint8_t* a, const std::uint8_t* b);

} // namespace render
