#include <render/image_difference.h>

#include <core/check.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace render {
namespace {

double linear(std::uint8_t value) {
    const double c = value / 255.0;
    return c <= 0.04045 ? c / 12.92 : std::pow((c + 0.055) / 1.055, 2.4);
}

const std::array<double, 256>& linearTable() {
    static const std::array<double, 256> table = [] {
        std::array<double, 256> t{};
        for (std::size_t i = 0; i < t.size(); ++i) t[i] = linear(static_cast<std::uint8_t>(i));
        return t;
    }();
    return table;
}

/// IEC 61966-2-1 (sRGB) to CIE XYZ to CIELAB with the D65 white.
std::array<double, 3> labOf(const std::uint8_t* rgb) {
    const auto& table = linearTable();
    const double r = table[rgb[0]], g = table[rgb[1]], b = table[rgb[2]];
    const double x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047;
    const double y = 0.2126729 * r + 0.7151522 * g + 0.0721750 * b;
    const double z = (0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / 1.08883;
    const auto f = [](double t) { return t > 216.0 / 24389.0 ? std::cbrt(t) : (24389.0 / 27.0 * t + 16.0) / 116.0; };
    return {116.0 * f(y) - 16.0, 500.0 * (f(x) - f(y)), 200.0 * (f(y) - f(z))};
}

} // namespace

double colourDistance(const std::uint8_t* a, const std::uint8_t* b) {
    if (a[0] == b[0] && a[1] == b[1] && a[2] == b[2]) return 0.0;
    const std::array<double, 3> p = labOf(a), q = labOf(b);
    return std::sqrt((p[0] - q[0]) * (p[0] - q[0]) + (p[1] - q[1]) * (p[1] - q[1]) + (p[2] - q[2]) * (p[2] - q[2]));
}

core::Result<ImageDifference> difference(const core::Image& a, const core::Image& b, double threshold) {
    if (a.width != b.width || a.height != b.height) {
        return core::Error("pictures differ in size: " + std::to_string(a.width) + " x " + std::to_string(a.height) +
                           " and " + std::to_string(b.width) + " x " + std::to_string(b.height));
    }
    ImageDifference out;
    const std::size_t pixels = a.rgba.size() / 4;
    if (pixels == 0) return out;
    std::size_t over = 0;
    for (std::size_t i = 0; i < pixels; ++i) {
        const double distance = colourDistance(&a.rgba[4 * i], &b.rgba[4 * i]);
        out.mean += distance;
        out.worst = std::max(out.worst, distance);
        over += distance > threshold ? 1 : 0;
    }
    out.mean /= static_cast<double>(pixels);
    out.share = static_cast<double>(over) / static_cast<double>(pixels);
    return out;
}

core::Image differencePicture(const core::Image& a, const core::Image& b) {
    CHECK(a.width == b.width && a.height == b.height, "pictures of one size are compared");
    core::Image out;
    out.width = 3 * a.width;
    out.height = a.height;
    out.rgba.assign(4ull * static_cast<std::size_t>(out.width) * static_cast<std::size_t>(out.height), 255);
    for (int y = 0; y < a.height; ++y) {
        for (int x = 0; x < a.width; ++x) {
            const double distance = colourDistance(a.pixel(x, y), b.pixel(x, y));
            const auto grey = static_cast<std::uint8_t>(std::min(255.0, distance * (255.0 / 20.0)));
            const auto put = [&](int column, int channel, std::uint8_t value) {
                out.rgba[static_cast<std::size_t>(4 * (y * out.width + column) + channel)] = value;
            };
            for (int channel = 0; channel < 3; ++channel) {
                put(x, channel, a.pixel(x, y)[channel]);
                put(a.width + x, channel, b.pixel(x, y)[channel]);
                put(2 * a.width + x, channel, grey);
            }
        }
    }
    return out;
}

} // namespace render
