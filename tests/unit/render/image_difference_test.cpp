#include <render/image_difference.h>

#include <gtest/gtest.h>

#include <cmath>

namespace {

core::Image plain(int width, int height, std::uint8_t r, std::uint8_t g, std::uint8_t b) {
    core::Image image;
    image.width = width;
    image.height = height;
    for (int i = 0; i < width * height; ++i) image.rgba.insert(image.rgba.end(), {r, g, b, 255});
    return image;
}

TEST(ImageDifference, BlackAndWhiteAreAHundredApart) {
    const auto d = render::difference(plain(4, 4, 0, 0, 0), plain(4, 4, 255, 255, 255)).value();
    EXPECT_NEAR(d.mean, 100.0, 0.01);
    EXPECT_EQ(d.share, 1.0);
}

TEST(ImageDifference, KnownColour) {
    // sRGB red is L 53.24, a 80.09, b 67.20 (Lindbloom's tables, D65)
    const std::uint8_t red[3]{255, 0, 0}, black[3]{0, 0, 0};
    EXPECT_NEAR(render::colourDistance(red, black), std::sqrt(53.24 * 53.24 + 80.09 * 80.09 + 67.20 * 67.20), 0.05);
}

TEST(ImageDifference, CountsPixelsOverTheThreshold) {
    const core::Image a = plain(10, 10, 120, 80, 60);
    core::Image b = a;
    for (int i = 0; i < 7; ++i) b.rgba[static_cast<std::size_t>(4 * i)] = 220;
    b.rgba[4 * 50] = 121; // not to be seen
    const auto d = render::difference(a, b).value();
    EXPECT_NEAR(d.share, 0.07, 1e-12);
    EXPECT_GT(d.worst, 30.0);
    EXPECT_LT(render::difference(a, a).value().worst, 1e-12);
}

TEST(ImageDifference, SizesMustAgree) {
    EXPECT_FALSE(render::difference(plain(4, 4, 0, 0, 0), plain(4, 5, 0, 0, 0)).ok());
}

} // namespace
