#include <app/commands/body_option.h>
#include <app/commands/command.h>

#include <app/body_section.h>
#include <app/headless.h>
#include <app/labelled_picture.h>
#include <app/view_builder.h>

#include <core/image.h>
#include <core/text.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>

namespace app {

namespace {

/// What is asked for, before anything slow is done.
struct Wanted {
    anatomy::Layer peel = anatomy::Layer::Skin;
    std::set<core::StructureId> only; ///< empty: all
    bool labels = false;
    Settings settings; ///< for the labels
};

core::Result<Wanted> wantedOf(const Arguments& arguments, const anatomy::Atlas& atlas) {
    Wanted wanted;
    const auto layer = anatomy::parseLayer(arguments.text("--peel", "skin"));
    if (!layer) return layer.error().within("--peel");
    wanted.peel = layer.value();
    for (const std::string& text : arguments.all("--structure")) {
        const auto structure = atlas.resolve(text);
        if (!structure) return structure.error().within("--structure");
        wanted.only.insert(structure.value()->id);
    }
    wanted.labels = arguments.has("--labels");
    const std::string names = arguments.text("--names", "english");
    const auto found = std::find(kNameKeys.begin(), kNameKeys.end(), names);
    if (found == kNameKeys.end()) return core::Error("--names: english, latin or both; found \"" + names + "\"");
    wanted.settings.names = static_cast<Names>(found - kNameKeys.begin());
    const auto scale = arguments.number("--text-scale", 1.0f, 1.0f, 2.0f);
    if (!scale) return scale.error();
    wanted.settings.textScale = scale.value();
    return wanted;
}

core::Result<core::Image> drawnAs(const Wanted& wanted, render::Renderer& renderer, const SceneMeshes& meshes,
                                  const session::World& world, const ViewRequest& request) {
    if (wanted.labels) return drawLabelledImage(renderer, meshes, world, request, wanted.settings);
    return renderer.renderImage(buildView(world, meshes, request, nullptr));
}

core::Result<Look> lookOf(const Wanted& wanted, const session::World& world) {
    Look look;
    look.peel = wanted.peel;
    if (wanted.only.empty()) return look;
    for (const core::StructureId id : wanted.only)
        if (world.body.part(id) == nullptr)
            return core::Error("--structure: " + world.library->atlas.find(id)->name + " has no shape yet");
    look.peel = anatomy::Layer::Skin;
    look.showNerves = true;
    look.showFurniture = false;
    for (const anatomy::BodyPart& part : world.body.parts())
        if (wanted.only.count(part.id) == 0) look.hidden.insert(part.id);
    return look;
}

core::Box shownBox(const session::World& world, const Look& look) {
    if (look.hidden.empty()) return backBounds(world);
    const geometry::RigidJoints joints(world.posing.joints);
    core::Box box;
    for (const anatomy::BodyPart& part : world.body.parts())
        if (look.hidden.count(part.id) == 0) box.add(anatomy::posedBounds(part, joints));
    return box;
}

/// Milliseconds from one call to the next, by name: where a start spends its time.
class Laps {
public:
    void lap(const char* name) {
        const auto now = Clock::now();
        laps_.emplace_back(name, std::chrono::duration<float, std::milli>(now - last_).count());
        last_ = now;
    }
    void write(core::JsonWriter& json) const {
        float sum = 0.0f;
        json.key("ms").beginObject();
        for (const auto& [name, ms] : laps_) {
            json.field(name, ms);
            sum += ms;
        }
        json.field("start_to_picture", sum).endObject();
    }

private:
    using Clock = std::chrono::steady_clock;
    Clock::time_point last_ = Clock::now();
    std::vector<std::pair<std::string, float>> laps_;
};

core::Result<int> run(const Arguments& arguments) {
    Laps laps;
    const auto size = parseSize(arguments.text("--size", "1280x720"));
    if (!size) return size.error().within("--size");
    const auto opacity = arguments.number("--opacity", 1.0f, 0.0f, 1.0f);
    if (!opacity) return opacity.error();
    const auto tone = arguments.number("--skin-tone", 0.0f, 1.0f, 8.0f);
    if (!tone) return tone.error();
    if (tone.value() != std::floor(tone.value()))
        return core::Error("--skin-tone: a whole number from 1 to 8, found \"" + arguments.text("--skin-tone") + "\"");
    ViewRequest request;
    request.skinTone = static_cast<int>(tone.value());
    request.width = size.value().first;
    request.height = size.value().second;
    if (const auto looked = request.camera.look(arguments.text("--view", "posterior")); !looked)
        return looked.error().within("--view");
    const auto library = loadLibrary();
    if (!library) return library.error();
    const auto wanted = wantedOf(arguments, library.value()->atlas);
    if (!wanted) return wanted.error();
    auto chart = library.value()->chart(arguments.text("--patient", "default"));
    if (!chart) return chart.error();
    if (const auto used = useBody(arguments, chart.value()); !used) return used.error();
    chart.value().posture = arguments.text("--posture", "standing");
    const auto world = loadWorld(library.value(), chart.value(), session::World::Purpose::Picture);
    if (!world) return world.error();
    laps.lap("world");
    auto look = lookOf(wanted.value(), *world.value());
    if (!look) return look.error();
    request.look = look.value();
    request.look.outerOpacity = opacity.value();
    std::optional<SectionChoice> section;
    if (arguments.has("--section")) {
        const auto read = parseSection(arguments.text("--section"), *world.value());
        if (!read) return read.error().within("--section");
        section = read.value();
    }
    auto renderer = makeRenderer(arguments.text("--device"), arguments.has("--validate"));
    if (!renderer) return renderer.error();
    laps.lap("device");
    const auto meshes = SceneMeshes::upload(*world.value(), *renderer.value(), sharedWorkers());
    if (!meshes) return meshes.error();
    laps.lap("upload");
    const float aspect = static_cast<float>(request.width) / static_cast<float>(request.height);
    request.camera.frame(shownBox(*world.value(), request.look), aspect);
    if (section) request.look.section = sectionPlane(*section, request.camera.eye());
    const auto image = drawnAs(wanted.value(), *renderer.value(), meshes.value(), *world.value(), request);
    if (!image) return image.error();
    laps.lap("frame");
    const std::string& file = arguments.plain().front();
    if (const auto written = core::writePng(image.value(), file); !written) return written.error();
    const int messages = renderer.value()->validationMessages();
    if (arguments.has("--json")) {
        core::JsonWriter json;
        json.beginObject().field("file", file).field("width", request.width).field("height", request.height);
        json.field("device", renderer.value()->device().name).field("structures", world.value()->body.parts().size());
        if (arguments.has("--validate")) json.field("validation_messages", messages);
        json.field("triangles", renderer.value()->trianglesDrawn()).key("pass_ms").beginObject();
        for (const auto& pass : renderer.value()->passTimes()) json.field(pass.name, pass.milliseconds);
        json.endObject();
        laps.write(json);
        json.endObject();
        std::printf("%s\n", json.text().c_str());
    } else {
        std::printf("%s: %d x %d, drawn on %s\n", file.c_str(), request.width, request.height,
                    renderer.value()->device().name.c_str());
    }
    return messages == 0 ? 0 : 2;
}

} // namespace

Command renderCommand() {
    return {"render",
            "OUT.png [--size WxH] [--view NAME] [--peel LAYER] [--section PLANE:AT] [--structure FMA]... "
            "[--posture NAME] [--patient FILE] [--skin-tone N] [--body NAME] [--labels [--names LANGUAGE]]",
            "draws the body into a picture",
            {{"--size", "WxH", "pixels, 1280x720 unless told"},
             {"--view", "NAME", "posterior, anterior, left, right, superior, inferior, oblique"},
             {"--peel", "LAYER", "skin, superficial, intermediate, deep, bone: layers before it are taken off"},
             {"--section", "PLANE:AT",
              "cuts what is nearer: transverse, sagittal or frontal, at millimetres or a structure (transverse:L3)"},
             {"--opacity", "SHARE", "of the outermost layer left, 0 to 1"},
             {"--structure", "FMA", "only this structure (id, name or key); may be repeated", true},
             {"--labels", "", "with the names of what is seen"},
             {"--names", "LANGUAGE", "of the labels: english, latin or both"},
             {"--text-scale", "SCALE", "of the labels, 1 to 2"},
             {"--posture", "NAME", "standing unless told"},
             {"--patient", "FILE", "key of assets/patients, or a file"},
             {"--skin-tone", "N", "1 very light to 8 very dark; the patient's own unless told"},
             bodyOption(),
             {"--device", "NAME", "part of a graphics device's name"},
             {"--validate", "", "with Vulkan's validation layers; a message makes the exit status 2"},
             {"--json", "", "result as one JSON object"}},
            1,
            1,
            "the picture's name, OUT.png",
            run};
}

} // namespace app
