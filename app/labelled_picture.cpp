#include <app/labelled_picture.h>

#include <app/ui/interface.h>
#include <app/ui/labels.h>

namespace app {

core::Result<std::vector<SeenStructure>> seenIn(render::Renderer& renderer, const SceneMeshes& meshes,
                                                const render::View& view, const OrbitCamera& camera) {
    if (const auto drawn = renderer.renderImage(view); !drawn) return drawn.error();
    const float width = static_cast<float>(view.width), height = static_cast<float>(view.height);
    LabelAnchors anchors;
    anchors.look(renderer.pickGrid(LabelAnchors::kColumns, LabelAnchors::kRows), meshes.body, camera, width, height);
    return anchors.seen(camera, width, height);
}

core::Result<core::Image> drawLabelledImage(render::Renderer& renderer, const SceneMeshes& meshes,
                                            const session::World& world, const ViewRequest& request,
                                            const Settings& settings) {
    render::View view = buildView(world, meshes, request, nullptr);
    const auto seen = seenIn(renderer, meshes, view, request.camera);
    if (!seen) return seen.error();
    render::VulkanAccess& access = render::vulkanAccess(renderer);
    auto interface = Interface::create(access, settings.appearance, settings.textScale);
    if (!interface) return interface.error();
    const render::PixelRect whole{0, 0, request.width, request.height};
    interface.value()->beginPicture(request.width, request.height);
    const LabelWishes wishes{world.library->atlas, seen.value(), settings.names, request.look.selected, {}, 10.0f};
    drawLabels(interface.value()->theme(), wishes, whole);
    interface.value()->endFrame();
    render::WindowFrame frame;
    frame.views.push_back({&view, whole});
    frame.drawUi = interface.value()->drawUi();
    return access.drawFrameImage(request.width, request.height, frame);
}

} // namespace app
