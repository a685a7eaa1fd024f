#include <app/commands/body_option.h>

#include <app/world_loader.h>

namespace app {

OptionSpec bodyOption() {
    return {"--body", "NAME", "an imported body instead of the patient's own (paraspinal list bodies)"};
}

core::Status useBody(const Arguments& arguments, patient::Chart& chart) {
    if (!arguments.has("--body")) return core::Done{};
    const core::Status put = putBody(arguments.text("--body"), chart);
    if (!put) return put.error().within("--body");
    return core::Done{};
}

} // namespace app
