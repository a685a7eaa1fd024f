// Image: 8-bit RGBA pixels, top row first, and PNG files. What the off-screen renderer gives and the golden tests
// compare.
#pragma once

#include <core/result.h>

#include <cstdint>
#include <filesystem>
#include <vector>

namespace core {

struct Image {
    int width = 0;
    int height = 0;
    std::vector<std::uint8_t> rgba; ///< width * height * 4, sRGB-encoded, straight alpha

    const std::uint8_t* pixel(int x, int y) const { return &rgba[static_cast<std::size_t>((y * width + x) * 4)]; }
};

Status writePng(const Image& image, const std::filesystem::path& file);
/// Error: names the file and why it is not a picture we can read.
Result<Image> readPng(const std::filesystem::path& file);

} // namespace core
