#include <app/ui/ui_renderer.h>

#include <core/check.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <stdexcept>

namespace app {
namespace {

static_assert(sizeof(ImDrawIdx) == 2, "Debian's libimgui is built with 16-bit indices");

struct Placement {
    float scale[2];
    float shift[2];
};

std::uintptr_t numberOf(ImTextureID name) {
    return reinterpret_cast<std::uintptr_t>(name);
}

/// Room for `bytes` in the buffer; grown by half more than needed, so that it settles after a few frames.
void ensure(gpu::Device& device, gpu::Frame& frame, gpu::Buffer& buffer, std::size_t bytes, vk::BufferUsageFlags usage,
            const char* name) {
    if (buffer.size >= bytes) return;
    if (buffer) frame.retire(std::move(buffer));
    const vk::DeviceSize size = std::max<vk::DeviceSize>(64 * 1024, bytes + bytes / 2);
    buffer = gpu::makeBuffer(device, size, usage, gpu::Residence::Upload, name);
}

/// The part of the target a command may touch; empty when nothing is left.
vk::Rect2D scissorOf(const ImDrawData& data, const ImVec4& clip, const vk::Extent2D& extent) {
    const ImVec2 origin = data.DisplayPos;
    const ImVec2 scale = data.FramebufferScale;
    const float width = static_cast<float>(extent.width);
    const float height = static_cast<float>(extent.height);
    const float x0 = std::clamp((clip.x - origin.x) * scale.x, 0.0f, width);
    const float y0 = std::clamp((clip.y - origin.y) * scale.y, 0.0f, height);
    const float x1 = std::clamp((clip.z - origin.x) * scale.x, 0.0f, width);
    const float y1 = std::clamp((clip.w - origin.y) * scale.y, 0.0f, height);
    if (!(x1 > x0) || !(y1 > y0)) return {};
    const auto left = static_cast<std::int32_t>(x0);
    const auto top = static_cast<std::int32_t>(y0);
    return {{left, top},
            {static_cast<std::uint32_t>(std::ceil(x1)) - static_cast<std::uint32_t>(left),
             static_cast<std::uint32_t>(std::ceil(y1)) - static_cast<std::uint32_t>(top)}};
}

} // namespace

UiRenderer::UiRenderer(render::VulkanAccess& access) : access_(access) {
    vk::SamplerCreateInfo info({}, vk::Filter::eLinear, vk::Filter::eLinear);
    info.addressModeU = info.addressModeV = info.addressModeW = vk::SamplerAddressMode::eClampToEdge;
    sampler_ = access.device().handle().createSampler(info);
    access.device().name(*sampler_, "interface");
}

UiRenderer::~UiRenderer() {
    try {
        access_.waitIdle();
    } catch (const std::exception&) { // a lost device: nothing is in use any more
    }
}

core::Result<std::unique_ptr<UiRenderer>> UiRenderer::create(render::VulkanAccess& access) {
    try {
        std::unique_ptr<UiRenderer> made(new UiRenderer(access));
        made->pipelineFor(access.windowFormat());
        return made;
    } catch (const std::exception& error) {
        return core::Error(std::string("interface: ") + error.what());
    }
}

core::Result<ImTextureID> UiRenderer::addImage(const core::Image& image) {
    const auto most = static_cast<int>(access_.device().limits().maxImageDimension2D);
    if (image.width <= 0 || image.height <= 0 || image.width > most || image.height > most ||
        image.rgba.size() != static_cast<std::size_t>(image.width) * static_cast<std::size_t>(image.height) * 4)
        return core::Error("interface: a picture of " + std::to_string(image.width) + " x " +
                           std::to_string(image.height) + " pixels cannot be shown");
    try {
        const vk::Extent2D extent(static_cast<std::uint32_t>(image.width), static_cast<std::uint32_t>(image.height));
        gpu::Image made = gpu::makeImage(access_.device(),
                                         {vk::Format::eR8G8B8A8Unorm, extent,
                                          vk::ImageUsageFlagBits::eSampled | vk::ImageUsageFlagBits::eTransferDst},
                                         "interface picture");
        gpu::uploadImage(access_.device(), made, std::as_bytes(std::span(image.rgba)));
        const std::uintptr_t name = nextName_++;
        images_.emplace(name, std::move(made));
        return reinterpret_cast<ImTextureID>(name);
    } catch (const std::exception& error) {
        return core::Error(std::string("interface picture: ") + error.what());
    }
}

void UiRenderer::removeImage(ImTextureID name) {
    const auto found = images_.find(numberOf(name));
    if (found == images_.end()) return;
    dropped_.push_back(std::move(found->second));
    images_.erase(found);
}

core::Status UiRenderer::uploadFonts(ImFontAtlas& atlas) {
    unsigned char* pixels = nullptr;
    core::Image image;
    atlas.GetTexDataAsRGBA32(&pixels, &image.width, &image.height);
    if (pixels == nullptr) return core::Error("interface: the fonts could not be drawn");
    image.rgba.assign(pixels, pixels + static_cast<std::ptrdiff_t>(image.width) * image.height * 4);
    core::Result<ImTextureID> made = addImage(image);
    if (!made) return made.error();
    removeImage(fonts_);
    fonts_ = made.value();
    atlas.SetTexID(fonts_);
    atlas.ClearTexData();
    return core::Done{};
}

const gpu::Pipeline& UiRenderer::pipelineFor(vk::Format format) {
    const auto found = pipelines_.find(format);
    if (found != pipelines_.end()) return found->second;
    using Attribute = vk::VertexInputAttributeDescription;
    gpu::GraphicsParams params;
    params.vertexShader = "ui.vert";
    params.fragmentShader = "ui.frag";
    params.colourFormats = {format};
    params.cull = vk::CullModeFlagBits::eNone;
    params.blend = true;
    params.vertexStride = sizeof(ImDrawVert);
    params.attributes = {Attribute(0, 0, vk::Format::eR32G32Sfloat, offsetof(ImDrawVert, pos)),
                         Attribute(1, 0, vk::Format::eR32G32Sfloat, offsetof(ImDrawVert, uv)),
                         Attribute(2, 0, vk::Format::eR8G8B8A8Unorm, offsetof(ImDrawVert, col))};
    core::Result<gpu::Pipeline> made = gpu::makeGraphicsPipeline(access_.device(), params);
    if (!made) throw std::runtime_error(made.error().text()); // becomes the frame's error
    return pipelines_.emplace(format, std::move(made).value()).first->second;
}

UiRenderer::Buffers& UiRenderer::fill(const ImDrawData& data, gpu::Frame& frame) {
    Buffers& buffers = buffers_[static_cast<std::size_t>(frame.slot())];
    const auto vertexBytes = static_cast<std::size_t>(data.TotalVtxCount) * sizeof(ImDrawVert);
    const auto indexBytes = static_cast<std::size_t>(data.TotalIdxCount) * sizeof(ImDrawIdx);
    ensure(access_.device(), frame, buffers.vertices, vertexBytes, vk::BufferUsageFlagBits::eVertexBuffer,
           "interface vertices");
    ensure(access_.device(), frame, buffers.indices, indexBytes, vk::BufferUsageFlagBits::eIndexBuffer,
           "interface indices");
    std::byte* vertices = buffers.vertices.mapped();
    std::byte* indices = buffers.indices.mapped();
    CHECK(vertices != nullptr && indices != nullptr, "upload memory is mapped");
    for (int i = 0; i < data.CmdListsCount; ++i) {
        const ImDrawList& list = *data.CmdLists[i];
        const auto listVertexBytes = static_cast<std::size_t>(list.VtxBuffer.size_in_bytes());
        const auto listIndexBytes = static_cast<std::size_t>(list.IdxBuffer.size_in_bytes());
        if (listVertexBytes == 0 || listIndexBytes == 0) continue;
        std::memcpy(vertices, list.VtxBuffer.Data, listVertexBytes);
        std::memcpy(indices, list.IdxBuffer.Data, listIndexBytes);
        vertices += listVertexBytes;
        indices += listIndexBytes;
    }
    return buffers;
}

void UiRenderer::draw(const ImDrawData& data, const render::UiContext& context) {
    for (gpu::Image& image : dropped_) context.frame->retire(std::move(image));
    dropped_.clear();
    const float width = data.DisplaySize.x * data.FramebufferScale.x;
    const float height = data.DisplaySize.y * data.FramebufferScale.y;
    if (width < 1.0f || height < 1.0f || data.TotalIdxCount == 0) return;

    const gpu::Pipeline& pipeline = pipelineFor(context.colourFormat);
    const Buffers& buffers = fill(data, *context.frame);
    const gpu::Device& device = access_.device();
    const auto& dispatch = *device.handle().getDispatcher();
    const vk::CommandBuffer commands = context.commands;
    const Placement placement{
        {2.0f / data.DisplaySize.x, 2.0f / data.DisplaySize.y},
        {-1.0f - data.DisplayPos.x * 2.0f / data.DisplaySize.x, -1.0f - data.DisplayPos.y * 2.0f / data.DisplaySize.y}};
    std::uintptr_t bound = 0;
    const auto setUp = [&] {
        commands.setViewport(0, vk::Viewport(0.0f, 0.0f, width, height, 0.0f, 1.0f), dispatch);
        commands.bindVertexBuffers(0, *buffers.vertices.handle, vk::DeviceSize(0), dispatch);
        commands.bindIndexBuffer(*buffers.indices.handle, 0, vk::IndexType::eUint16, dispatch);
        bound = 0;
    };
    setUp();

    std::uint32_t firstIndex = 0;
    std::int32_t firstVertex = 0;
    for (int i = 0; i < data.CmdListsCount; ++i) {
        const ImDrawList& list = *data.CmdLists[i];
        for (const ImDrawCmd& command : list.CmdBuffer) {
            if (command.UserCallback != nullptr) {
                if (command.UserCallback != ImDrawCallback_ResetRenderState) command.UserCallback(&list, &command);
                setUp();
                continue;
            }
            const auto image = images_.find(numberOf(command.GetTexID()));
            const vk::Rect2D scissor = scissorOf(data, command.ClipRect, context.extent);
            if (image == images_.end() || scissor.extent.width == 0 || command.ElemCount == 0) continue;
            if (bound != image->first) {
                pipeline.bind(device, commands, {gpu::bindSampled(0, image->second, *sampler_)});
                if (bound == 0) pipeline.push(device, commands, std::as_bytes(std::span(&placement, 1)));
                bound = image->first;
            }
            commands.setScissor(0, scissor, dispatch);
            commands.drawIndexed(command.ElemCount, 1, firstIndex + command.IdxOffset,
                                 firstVertex + static_cast<std::int32_t>(command.VtxOffset), 0, dispatch);
        }
        firstIndex += static_cast<std::uint32_t>(list.IdxBuffer.Size);
        firstVertex += list.VtxBuffer.Size;
    }
}

} // namespace app
