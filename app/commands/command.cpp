#include <app/commands/command.h>

#include <app/commands/body_option.h>
#include <app/trainer.h>

#include <core/text.h>

#include <algorithm>
#include <cstdio>
#include <exception>

namespace app {

const std::vector<Command>& commands() {
    static const std::vector<Command> all = {renderCommand(), pressCommand(), playCommand(),   nerveCommand(),
                                             listCommand(),   checkCommand(), exportCommand(), importCommand(),
                                             deviceCommand(), benchCommand()};
    return all;
}

namespace {

int fail(const std::string& text) {
    std::fprintf(stderr, "%s\n", text.c_str());
    return 2;
}

const std::vector<OptionSpec>& trainerOptions() {
    static const std::vector<OptionSpec> all = {
        {"--lesson", "KEY", "begins with this lesson (paraspinal list lessons)"},
        {"--patient", "KEY", "key of assets/patients or a file, for free practice"},
        bodyOption(),
        {"--text-scale", "S", "size of the text, 1 to 2"},
        {"--size", "WxH", "of the window"},
        {"--device", "NAME", "part of a graphics device's name (paraspinal device)"},
        {"--validate", "", "with Vulkan's validation layers; messages go to standard error"}};
    return all;
}

void printOptions(const std::vector<OptionSpec>& options) {
    for (const OptionSpec& o : options)
        std::printf("  %-26s %s\n", (o.name + (o.value.empty() ? "" : " " + o.value)).c_str(), o.help.c_str());
}

void printHelp() {
    std::printf(
        "paraspinal: 3D anatomy viewer and palpation trainer for the back. A training aid: it does not diagnose\n"
        "anybody and gives no treatment advice for real people.\n\n"
        "paraspinal [--text-scale S] [--device NAME]   opens the trainer\n"
        "paraspinal COMMAND ...                        without a window:\n\n");
    for (const Command& c : commands()) std::printf("  %-8s %s\n", c.name.c_str(), c.summary.c_str());
    std::printf("\nparaspinal COMMAND --help tells more.\n");
}

void printHelp(const Command& c) {
    std::printf("paraspinal %s %s\n%s\n", c.name.c_str(), c.usage.c_str(), c.summary.c_str());
    printOptions(c.options);
}

int openTrainer(const std::vector<std::string>& words) {
    const auto arguments = Arguments::parse(words, trainerOptions(), 0, 0, "");
    if (!arguments) return fail(arguments.error().within("paraspinal").text() + "\nparaspinal --help tells more");
    TrainerOptions options;
    options.lesson = arguments.value().text("--lesson");
    options.patient = arguments.value().text("--patient");
    options.body = arguments.value().text("--body");
    options.device = arguments.value().text("--device");
    options.validation = arguments.value().has("--validate");
    const auto scale = arguments.value().number("--text-scale", 1.0f, 1.0f, 2.0f);
    if (!scale) return fail(scale.error().text());
    if (arguments.value().has("--text-scale")) options.textScale = scale.value();
    if (arguments.value().has("--size")) {
        const auto size = parseSize(arguments.value().text("--size"));
        if (!size) return fail(size.error().within("--size").text());
        options.width = size.value().first;
        options.height = size.value().second;
    }
    try {
        const core::Result<int> result = runTrainer(options);
        return result ? result.value() : fail(result.error().text());
    } catch (const std::exception& fault) {
        return fail(std::string("paraspinal: ") + fault.what());
    }
}

} // namespace

int runCommandLine(const std::vector<std::string>& words) {
    const std::string name = words.empty() ? "" : words.front();
    const bool help = name == "--help" || name == "-h" || name == "help";
    if (!help && (words.empty() || name.compare(0, 2, "--") == 0)) return openTrainer(words);
    if (name == "--help" || name == "-h" || name == "help") {
        printHelp();
        return 0;
    }
    const auto at =
        std::find_if(commands().begin(), commands().end(), [&](const Command& c) { return c.name == name; });
    if (at == commands().end()) {
        std::vector<std::string> names;
        for (const Command& c : commands()) names.push_back(c.name);
        const std::string near = core::nearest(name, names);
        return fail("paraspinal: unknown command \"" + name + "\"" +
                    (near.empty() ? "" : "; did you mean " + near + "?") + " (paraspinal --help lists them)");
    }
    const std::vector<std::string> rest(words.begin() + 1, words.end());
    if (std::find(rest.begin(), rest.end(), "--help") != rest.end()) {
        printHelp(*at);
        return 0;
    }
    const auto arguments = Arguments::parse(rest, at->options, at->least, at->most, at->wanted);
    if (!arguments)
        return fail(arguments.error().within("paraspinal " + name).text() + "\nusage: paraspinal " + name + " " +
                    at->usage);
    try {
        const core::Result<int> result = at->run(arguments.value());
        return result ? result.value() : fail(result.error().text());
    } catch (const std::exception& fault) { // out of memory, mostly: say so instead of aborting
        return fail("paraspinal " + name + ": " + fault.what());
    }
}

} // namespace app
