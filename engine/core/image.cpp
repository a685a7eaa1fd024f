#include <core/image.h>

#include <core/paths.h>

#include <cstring>

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wconversion"
#pragma GCC diagnostic ignored "-Wshadow"
#pragma GCC diagnostic ignored "-Wmissing-field-initializers"
#include <stb/stb_image.h>
#include <stb/stb_image_write.h>
#pragma GCC diagnostic pop

namespace core {

Status writePng(const Image& image, const std::filesystem::path& file) {
    std::string bytes;
    const auto append = [](void* context, void* data, int size) {
        static_cast<std::string*>(context)->append(static_cast<const char*>(data), static_cast<std::size_t>(size));
    };
    if (stbi_write_png_to_func(append, &bytes, image.width, image.height, 4, image.rgba.data(), image.width * 4) == 0)
        return Error(Place{file.string()}, "the picture could not be encoded as PNG");
    return writeFile(file, bytes);
}

Result<Image> readPng(const std::filesystem::path& file) {
    Result<std::string> bytes = readFile(file);
    if (!bytes) return bytes.error();
    Image image;
    int channels = 0;
    const std::string& data = bytes.value();
    stbi_uc* pixels = stbi_load_from_memory(reinterpret_cast<const stbi_uc*>(data.data()),
                                            static_cast<int>(data.size()), &image.width, &image.height, &channels, 4);
    if (pixels == nullptr)
        return Error(Place{file.string()}, std::string("not a readable picture: ") + stbi_failure_reason());
    image.rgba.assign(pixels,
                      pixels + static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height) * 4);
    stbi_image_free(pixels);
    return image;
}

} // namespace core
