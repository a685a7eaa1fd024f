#include <app/commands/command.h>

#include <render/renderer.h>

#include <core/text.h>

#include <cstdio>

namespace app {

namespace {

std::string versionText(std::uint32_t v) { // VK_VERSION_MAJOR and its sisters
    return std::to_string(v >> 22) + "." + std::to_string((v >> 12) & 0x3ff) + "." + std::to_string(v & 0xfff);
}

core::Result<int> run(const Arguments& arguments) {
    const auto devices = render::Renderer::devices();
    if (!devices) return devices.error();
    if (arguments.has("--json")) {
        core::JsonWriter json;
        json.beginObject().key("devices").beginArray();
        for (const render::DeviceInfo& d : devices.value()) {
            json.beginObject().field("name", d.name).field("driver", d.driver).field("kind", d.kind);
            json.field("vulkan", versionText(d.apiVersion)).field("chosen", d.chosen).field("why_not", d.whyNot);
            json.endObject();
        }
        json.endArray().endObject();
        std::printf("%s\n", json.text().c_str());
        return 0;
    }
    for (const render::DeviceInfo& d : devices.value())
        std::printf("%s %s (%s, %s, Vulkan %s)%s%s\n", d.chosen ? "*" : " ", d.name.c_str(), d.kind.c_str(),
                    d.driver.c_str(), versionText(d.apiVersion).c_str(), d.whyNot.empty() ? "" : ": ",
                    d.whyNot.c_str());
    return 0;
}

} // namespace

Command deviceCommand() {
    return {"device",
            "[--json]",
            "lists graphics devices; * marks the one that is used",
            {{"--json", "", "result as one JSON object"}},
            0,
            0,
            "",
            run};
}

} // namespace app
