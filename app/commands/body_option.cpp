#include <app/commands/body_option.h>

#include <anatomy/import_store.h>

namespace app {

OptionSpec bodyOption() {
    return {"--body", "NAME", "an imported body instead of the patient's own (paraspinal list bodies)"};
}

core::Status useBody(const Arguments& arguments, patient::Chart& chart) {
    if (!arguments.has("--body")) return core::Done{};
    const auto bodies = anatomy::bodiesFolder();
    if (!bodies) return bodies.error();
    const std::string name = arguments.text("--body");
    if (const auto body = anatomy::findImport(bodies.value(), name); !body) return body.error().within("--body");
    chart.body.imported = name;
    chart.body.variants.clear(); // they are the described body's
    return core::Done{};
}

} // namespace app
