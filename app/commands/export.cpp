#include <app/commands/body_option.h>
#include <app/commands/command.h>

#include <app/headless.h>

#include <anatomy/export.h>

#include <core/text.h>

#include <cstdio>
#include <filesystem>

namespace app {

namespace {

core::Result<int> run(const Arguments& arguments) {
    const auto library = loadLibrary();
    if (!library) return library.error();
    auto chart = library.value()->chart(arguments.text("--patient", "default"));
    if (!chart) return chart.error();
    if (const auto used = useBody(arguments, chart.value()); !used) return used.error();
    // the body is enough: no labels, no posture
    const auto body = anatomy::Body::load(library.value()->assets / "anatomy", chart.value().body, sharedWorkers(),
                                          consoleProgress());
    if (!body) return body.error();
    const std::string& file = arguments.plain().front();
    anatomy::ExportOptions options;
    options.skin = !arguments.has("--rigid");
    if (const auto written = anatomy::exportGlb(body.value(), file, options); !written) return written.error();
    std::error_code ignored;
    const auto bytes = static_cast<std::uint64_t>(std::filesystem::file_size(file, ignored));
    if (arguments.has("--json")) {
        core::JsonWriter json;
        json.beginObject().field("file", file).field("bytes", bytes);
        json.field("structures", static_cast<std::uint64_t>(body.value().parts().size())).endObject();
        std::printf("%s\n", json.text().c_str());
    } else {
        std::printf("%s: %zu structures, %.1f MB\n", file.c_str(), body.value().parts().size(),
                    static_cast<double>(bytes) * 1e-6);
    }
    return 0;
}

} // namespace

Command exportCommand() {
    return {"export",
            "BODY.glb [--patient FILE] [--body NAME] [--rigid]",
            "writes the body as binary glTF, a node a structure",
            {{"--patient", "FILE", "key of assets/patients, or a file"},
             bodyOption(),
             {"--rigid", "", "without joints and weights"},
             {"--json", "", "result as one JSON object"}},
            1,
            1,
            "the file's name, BODY.glb",
            run};
}

} // namespace app
