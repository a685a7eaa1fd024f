#include <app/labelled_picture.h>
#include <app/trainer.h>
#include <app/ui/workspace.h>

namespace app {

core::Result<core::Image> drawTrainerImage(render::Renderer& renderer, const SceneMeshes& meshes,
                                           const TrainerPicture& picture) {
    CHECK(picture.model.world != nullptr, "a picture shows a world");
    render::VulkanAccess& access = render::vulkanAccess(renderer);
    core::Result<std::unique_ptr<Interface>> made =
        Interface::create(access, picture.settings.appearance, picture.settings.textScale);
    if (!made) return made.error();
    Interface& interface = *made.value();
    TrainerModel model = picture.model;
    const WorkspaceLayout layout =
        layoutOf(picture.width, picture.height, interface.theme(), picture.settings, model.choices);
    model.findCaught(picture.camera, layout.scene.width, layout.scene.height);
    PosingMemory posings;
    render::View view = trainerView(model, meshes, picture.camera, picture.settings, layout.scene.width,
                                    layout.scene.height, model.snapshot.time, posings);
    view.renderScale = picture.renderScale;
    if (picture.settings.showLabels) {
        auto seen = seenIn(renderer, meshes, view, picture.camera);
        if (!seen) return seen.error();
        model.seen = std::move(seen).value();
    }
    // ImGui knows sizes of what it drew only a frame later; four frames and everything stands still.
    for (int i = 0; i < 4; ++i) {
        UserActions ignored;
        interface.beginPicture(picture.width, picture.height);
        drawWorkspace(interface.theme(), model, picture.settings, layout, ignored);
        interface.endFrame();
    }
    render::WindowFrame frame;
    frame.views.push_back({&view, layout.scene});
    frame.drawUi = interface.drawUi();
    return access.drawFrameImage(picture.width, picture.height, frame);
}

} // namespace app
